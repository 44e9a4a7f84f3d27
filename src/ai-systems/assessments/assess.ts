import type { ClassFunction } from '../../ai-act/class-function.ts'
import { classify } from '../../ai-act/classify.ts'
import type { Answers, RuleSet } from '../../ai-act/rule-set.ts'
import { CLASS_FUNCTION, RULE_SET } from '../../ai-act/shipped-rules.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { utcDay } from '../../platform/calendar.ts'
import { settle as settleObligations } from '../obligations/obligation-store.ts'
import { contradictionsOf } from '../register/contradictions.ts'
import type { Contradiction } from '../register/contradictions.ts'
import type { KeptSystem } from '../register/kept-system.ts'
import { mustSuspend } from '../register/life-cycle.ts'
import { takeSteps } from '../register/status-operations.ts'
import { classificationToWire } from '../wire.ts'
import * as store from './assessment-store.ts'
import type { StoredResult } from './assessment-store.ts'

/** Rules with the class function that was made of them. */
export interface Rules { readonly set: RuleSet, readonly classes: ClassFunction }
export const SHIPPED: Rules = { set: RULE_SET, classes: CLASS_FUNCTION }

export interface Stated {
  readonly origin: 'stated' | 'rerun'
  /** Version of the system that was answered about. */
  readonly version: number
  readonly answers: Answers
  readonly notTaken: Answers
  readonly asOf: string
  /** Pseudonym; undefined: whoever has it judged. */
  readonly answeredBy: string | undefined
}

/** Answers about a system with what comes out, before anything is kept. */
export interface Judged extends Stated {
  readonly system: KeptSystem
  readonly number: number
  readonly contradictions: readonly Contradiction[]
  readonly result: StoredResult
}

/** Nothing is read or written, so that judging many takes no transaction's time. */
export function judge (rules: Rules, system: KeptSystem, stated: Stated): Judged {
  const result = classificationToWire(classify(rules.set, rules.classes, stated.answers, stated.asOf))
  return { ...stated, system, number: (system.assessment?.number ?? 0) + 1, contradictions: contradictionsOf(system.content, stated.answers), result }
}

/**
 * Keeps what was judged of locked systems as what holds, and settles what follows: obligations that are owed now or no more, and the end
 * of their use where Article 5 forbids it. So many statements, however many systems.
 * @param by pseudonym of who had them judged.
 */
export async function keepJudged (tx: OperatorTx, judged: readonly Judged[], by: string): Promise<void> {
  if (judged.length === 0) return
  await store.addAssessments(tx, judged.map((one) => ({ systemId: one.system.id, assessment: rowOf(one, by) })))
  for (const one of judged) tx.log('ai_assessment.recorded', `ai_system:${one.system.id}`, eventOf(one))
  await takeSteps(tx, judged.filter(isStopped).map((one) => ({
    system: { ...one.system, assessment: { ...rowOf(one, by), number: one.number, recordedAt: tx.at } }, step: { to: 'suspended', on: utcDay(tx.at), reason: `Assessment ${one.number} finds it prohibited`, by }
  })))
  await store.setAssessments(tx, judged.map(({ system, number, result }) => ({ systemId: system.id, number, class: result.class, provisional: result.provisional })))
  await settleObligations(tx, judged.map(({ system, result }) => ({ systemId: system.id, owed: result.obligations })))
}

/** Whether what was judged takes a system out of use. */
export const isStopped = ({ system, result }: Judged): boolean => mustSuspend(system.status, result.class)

function rowOf ({ number, version, origin, answers, notTaken, asOf, contradictions, result, answeredBy }: Judged, by: string) {
  const { class: name, provisional, requiresLegalReview, ruleSetVersion } = result
  return { number, version, origin, answers, answersNotTaken: notTaken, asOf, ruleSetVersion, class: name, provisional, requiresLegalReview, contradictions, result, answeredBy: answeredBy ?? by, assessedBy: by }
}

function eventOf ({ system, number, version, origin, asOf, notTaken, contradictions, result }: Judged): Record<string, unknown> {
  return {
    system: system.code, number, version, origin, asOf, ruleSetVersion: result.ruleSetVersion, before: { class: system.assessment?.class ?? null, provisional: system.assessment?.provisional ?? null },
    after: { class: result.class, provisional: result.provisional }, firedRules: result.firedRules, obligations: result.obligations.map(({ id }) => id), openQuestions: result.openQuestions.length,
    contradictions: contradictions.map(({ question }) => question), notTaken: Object.keys(notTaken), questions: result.saq
  }
}
