import type { OperatorTx } from './platform/db/operator-tx.ts'
import * as aiSystems from './ai-systems/index.ts'
import * as authorisations from './authorisations/index.ts'
import * as declarations from './declarations/index.ts'
import * as findings from './findings/index.ts'
import * as organisation from './organisation/index.ts'
import type * as risks from './risks/index.ts'
import * as sanctions from './sanctions/index.ts'

/** What is evidence of risks, and what it is held against, as the features keep it. */
export const RISK_EVIDENCE: risks.EvidenceSources = {
  confirmedFindings: findings.confirmedFaults,
  unreviewedFindings: findings.unreviewedFaults,
  decidedFindings: async (tx, { from, to }) => await findings.checkPrecision(tx, from, to),
  sanctions: sanctions.sanctionEvidence,
  wrongOutputs: aiSystems.wrongOutputs,
  places: declarations.declarationPlaces,
  firstDeclared: declarations.firstDeclared,
  declared: declarations.declaredExposures,
  aiOutputs: readAiOutputs,
  authorisationYears: authorisations.authorisationYears,
  personYears: organisation.personYears
}

/** Each output has a decision or is open, and planted ones are counted elsewhere. */
async function readAiOutputs (tx: OperatorTx, { from, to }: { readonly from: string, readonly to: string }): Promise<{ month: string, pillar: string, count: number }[]> {
  const counts = await aiSystems.oversightTotals(tx, { from: from.slice(0, 7), to: to.slice(0, 7), counters: ['decision'] })
  return counts.map(({ period, pillar, count }) => ({ month: period, pillar, count }))
}
