import type { App } from '../../src/platform/http/server.ts'
import { bearer } from '../support/tokens.ts'

/** Builders of sanctions with sane defaults, and of what they name. */

export function sanction (changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    authority: 'Agenzia delle dogane, Genova 1', authorityReference: 'VB-2025-1', memberState: 'IT', legalBasis: 'UCC 15(2)(a); national law 43/73, 303', pillar: 'classification', severity: 'minor',
    severityReason: 'A clerical error in one line.', infringementDates: [{ from: '2025-03-03' }], decisionDate: '2025-09-01', cause: 'clerical', detectedBy: 'customs', ...changes
  }
}

/** Records what sanctions name: it must be known. */
export async function recordNamed (app: App, { units = [], sites = [], people = [] }: { units?: string[], sites?: string[], people?: string[] }): Promise<void> {
  const since = { validFrom: '2015-01-01' }
  const records: [string, object][] = [
    ...units.map((code): [string, object] => ['/units', { code, name: code, ...since }]), ...sites.map((code): [string, object] => ['/sites', { code, name: code, address: 'x', country: 'IT', ...since }]),
    ...people.map((pseudonym): [string, object] => ['/people', { pseudonym, employmentKind: 'employee' }])
  ]
  for (const [url, payload] of records) {
    const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers: bearer(), payload })
    if (answer.statusCode !== 201) throw new Error(answer.body)
  }
}
