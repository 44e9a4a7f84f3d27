import type { OperatorTx } from './platform/db/operator-tx.ts'
import * as aiSystems from './ai-systems/index.ts'
import * as authorisations from './authorisations/index.ts'
import * as declarations from './declarations/index.ts'
import * as findings from './findings/index.ts'
import * as organisation from './organisation/index.ts'
import * as questionnaire from './questionnaire/index.ts'
import type * as risks from './risks/index.ts'
import * as sanctions from './sanctions/index.ts'
import * as training from './training/index.ts'

/** What risk audits are handed of the other features: what their report shows beside the risks, and what becomes of what they find. */

export const REPORT_SOURCES: risks.ReportSources = {
  authorisationsHeld: authorisations.heldOn, sanctionsIn: sanctions.sanctionsIn, aiSystems: aiSystems.systemSummaries, openNeeds: training.listOpenNeeds, openDuties, positionsAt: organisation.positionsAt,
  declarationsBy: async (tx, span) => await declaredByMonth(tx, span)
}

/**
 * Duties to notify whatever their day; obligations of authorisations, of AI systems and of their incidents once they come near. Nobody is
 * recorded for an authorisation or a duty to notify: whoever heads customs answers for it. Five statements.
 */
async function openDuties (tx: OperatorTx, until: string, most: number): ReturnType<risks.ReportSources['openDuties']> {
  const ofCustoms = [...await authorisations.listOpenDuties(tx, most), ...await authorisations.obligationsDue(tx, until, most)].map((duty) => ({ ...duty, owner: 'head_of_customs' as const }))
  const all = [...ofCustoms, ...await aiSystems.dutiesDue(tx, until, most)]
  return all.map(({ what, legalSource, dueOn, owner }) => ({ what, legalSource, dueOn, owner })).toSorted((one, other) => one.dueOn < other.dueOn ? -1 : one.dueOn > other.dueOn ? 1 : 0).slice(0, most)
}

/** `direction` splits the whole without counting anything twice. */
async function declaredByMonth (tx: OperatorTx, span: { readonly from: string, readonly to: string }): Promise<{ month: string, declarations: number }[]> {
  const rows = await declarations.denominators(tx, { ...span, by: 'direction', months: true })
  return [...Map.groupBy(rows, ({ month }) => month ?? '')].map(([month, group]) => ({ month, declarations: group.reduce((sum, { declarations: count }) => sum + count, 0) }))
}

export const followUpSources = (deps: Parameters<typeof training.openStatedNeed>[1]): risks.FollowUpSources => ({
  openNeed: async (tx, need, references, at) => await training.openStatedNeed(tx, deps, { ...need, source: 'audit_finding', references }, at),
  openDuty: authorisations.openStatedDuty, needStates: training.statesOfNeeds, dutyStates: authorisations.statesOfDuties, isQuestion: questionnaire.isQuestion, lookedAtSince: questionnaire.lookedAtSince, knownFindings: async (tx, ids) => await findings.knownFindings(tx, ids)
})
