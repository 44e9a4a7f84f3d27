import type { App } from '../../src/platform/http/server.ts'
import { bearer } from './tokens.ts'
import type { Called } from './ai-systems.ts'

/** The register of risks with sane values. */

export const ownRisk = (code: string, changes: Record<string, unknown> = {}) => ({ code, area: 'value', criterion: 'records', title: 'Tooling is given away', description: 'Tools that a supplier was given stand in no customs value', ...changes })

export const STATED = { likelihood: 4, lossLow: 1000, lossHigh: 10_000, consequence: 3, exposureBasis: 'declarations', evidence: { findings: [{ checks: ['VAL-11'] }] }, reason: 'Workshop of the year' }

/** So little that no control is asked for. */
export const SLIGHT = { ...STATED, likelihood: 1, lossLow: 1, lossHigh: 10, consequence: 1, evidence: {} }

export const control = (code: string, changes: Record<string, unknown> = {}) => ({
  code, title: 'Four eyes on codes', description: 'A second classifier approves every new code', kind: 'preventive', owner: { kind: 'position', code: 'RISK-OWNER' }, design: 'good', designReason: 'Done before release, by another person', ...changes
})

export const treatment = (code: string, changes: Record<string, unknown> = {}) => ({
  code, title: 'Tooling is asked for', action: 'Purchasing names every tool with the order', kind: 'reduce', annualCostEur: '1200.50', owner: { kind: 'position', code: 'RISK-OWNER' }, dueOn: '2027-03-31', effects: [{ risk: 'RISK-A', share: 0.6 }], ...changes
})

export const EVIDENCE = { reference: 'dms:1', sha256: 'a'.repeat(64) }

/** A company with a position, a site and two people; `caller` is whoever asks. */
export class RiskRegister {
  readonly #app: App
  constructor (app: App) {
    this.#app = app
  }

  async call (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, payload?: object, headers: Record<string, string> = { 'if-match': '*' }, caller: Parameters<typeof bearer>[0] = {}): Promise<Called> {
    return await this.#app.inject({ method, url: `/v1${path}`, headers: { ...bearer(caller), ...headers }, ...(payload === undefined ? {} : { payload }) })
  }

  /** @throws Error when it is not done. */
  async done<Body = Record<string, unknown>> (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, payload?: object): Promise<Body> {
    const answer = await this.call(method, path, payload)
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.body}`)
    return answer.json<Body>()
  }

  async prepare (): Promise<void> {
    const since = { validFrom: '2020-01-01' }
    await this.done('POST', '/units', { code: 'CUSTOMS', name: 'Customs', ...since })
    await this.done('POST', '/positions', { code: 'RISK-OWNER', title: 'Head of customs', unit: 'CUSTOMS', ...since })
    await this.done('POST', '/sites', { code: 'HAMBURG', name: 'Hamburg', address: 'x', country: 'DE', unit: 'CUSTOMS', ...since })
    for (const pseudonym of ['P-OWNER', 'P-TESTER']) await this.done('POST', '/people', { pseudonym, employmentKind: 'employee' })
  }
}
