import { linkedDeclarations } from '../../src/declarations/index.ts'
import type { Principal } from '../../src/platform/access.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import { recordSanction } from '../../src/sanctions/operations/record-sanction.ts'

/** The same sanctions for each operator, as a person records them; keys are those of the declarations in `fill.ts`. */

const SANCTIONS = 120
const SEVERITIES = ['minor', 'minor', 'minor', 'medium', 'medium', 'serious'] as const
const PILLARS = ['classification', 'origin', 'value', 'procedures'] as const
const CAUSES = ['training', 'master_data', 'broker', 'other'] as const

export async function fillSanctions (db: Database, principal: Principal): Promise<void> {
  const deps = {
    db, clock: () => new Date('2026-06-30T12:00:00Z'), linkedDeclarations, exchangeRate: async () => undefined, knownFindings: async () => new Set<string>(), correctiveActions: async () => []
  }
  for (let index = 0; index < SANCTIONS; index++) {
    const day = new Date(Date.UTC(2024, 6, 1 + index * 4)).toISOString().slice(0, 10)
    await recordSanction(deps, principal, {
      authority: 'Customs', authorityReference: `B-${index}`, memberState: 'IT', legalBasis: 'UCC 42', pillar: PILLARS[index % 4] ?? 'value', severity: SEVERITIES[index % 6] ?? 'minor', severityReason: 'Bench',
      infringementDates: [{ from: day, to: day }], decisionDate: new Date(Date.parse(day) + (30 + index) * 86_400_000).toISOString().slice(0, 10), cause: CAUSES[index % 4] ?? 'other', detectedBy: 'customs',
      amountDuty: '1000', amountPenalty: '250.50', currency: 'EUR', orgUnitId: `U-${index % 12}`, sites: [`S-${index % 8}`], procedures: ['4000'], brokers: [`DE${1_000_000 + index % 5}`], goods: [`G-${index % 40}`]
    }, undefined)
  }
}
