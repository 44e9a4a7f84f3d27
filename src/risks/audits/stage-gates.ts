import type { Area } from '../catalogue/areas.ts'
import type { AuditException, ExceptionKind } from './audit.ts'
import { closedBlockers, communicatedBlockers, identifiedBlockers, residualBlockers, treatedBlockers } from './gates.ts'
import type { Blocker } from './gates.ts'
import { risksToEvaluate, unresolvedIn } from './results.ts'
import type { StageContents } from './snapshot.ts'
import type { ClosedStage } from './stages.ts'

/** What the gate of a stage is asked with: the very inputs that are frozen, so that a frozen stage shows that it could be closed. Pure. */

type Gates = { readonly [Stage in ClosedStage]: (audit: string, inputs: StageContents[Stage]['inputs']) => Blocker[] }

const GATES: Gates = {
  identified: (audit, { assessment: { risks, unscored }, considered, exceptions }) => identifiedBlockers({
    audit, considered: considered.map(({ kind }) => kind), leftOut: explainedIn(exceptions, 'area_left_out') as Area[],
    scoredAreas: risks.map(({ area }) => area), unscored: unscored.map(({ code, area }) => ({ code, area }))
  }),
  residual_determined: (audit, { assessment: { risks }, exceptions }) =>
    residualBlockers({ audit, risks: risksToEvaluate(risks), explained: explainedIn(exceptions, 'risk_not_evaluated') }),
  treated: (audit, inputs) => treatedBlockers({ audit, unresolved: unresolvedIn(inputs) }),
  communicated: (audit, { recipients }) => communicatedBlockers({ audit, recipients: recipients.map(({ position, notifiedAt, acknowledgedAt }) => ({ position, notified: notifiedAt !== null, acknowledged: acknowledgedAt !== null })) }),
  closed: (audit, { openRisks, decided, followUps }) => closedBlockers({ audit, openRisks, answers: decided.length + followUps.length })
}

/** What keeps a stage with these inputs from being closed. */
export function blockersIn <Stage extends ClosedStage> (audit: string, stage: Stage, inputs: StageContents[Stage]['inputs']): Blocker[] {
  return GATES[stage](audit, inputs)
}

/** Subjects that a person explained. */
const explainedIn = (exceptions: readonly AuditException[], kind: ExceptionKind): string[] => exceptions.filter((one) => one.kind === kind).map(({ subject }) => subject)
