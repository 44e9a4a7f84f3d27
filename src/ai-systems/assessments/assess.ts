import type { ClassFunction } from '../../ai-act/class-function.ts'
import { classify } from '../../ai-act/classify.ts'
import type { Answers, RuleSet } from '../../ai-act/rule-set.ts'
import { CLASS_FUNCTION, RULE_SET } from '../../ai-act/shipped-rules.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { utcDay } from '../../platform/calendar.ts'
import { settle as settleObligations } from '../obligations/obligation-store.ts'
import { contradictionsOf } from '../register/contradictions.ts'
import type { KeptSystem } from '../register/kept-system.ts'
import { mustSuspend } from '../register/life-cycle.ts'
import { takeStep } from '../register/status-operations.ts'
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
  /** Pseudonyms. */
  readonly answeredBy: string
  readonly assessedBy: string
}

/**
 * Judges answers about a locked system, keeps what comes out as what holds, and settles what follows: obligations that are owed now or no
 * more, and the end of its use where Article 5 forbids it.
 */
export async function assess (tx: OperatorTx, rules: Rules, system: KeptSystem, { origin, version, answers, notTaken, asOf, answeredBy, assessedBy }: Stated): Promise<{ number: number, result: StoredResult }> {
  const result = classificationToWire(classify(rules.set, rules.classes, answers, asOf))
  const contradictions = contradictionsOf(system.content, answers)
  const { class: name, provisional, requiresLegalReview, ruleSetVersion } = result
  const number = await store.addAssessment(tx, system.id, { version, origin, answers, answersNotTaken: notTaken, asOf, ruleSetVersion, class: name, provisional, requiresLegalReview, contradictions, result, answeredBy, assessedBy })
  tx.log('ai_assessment.recorded', `ai_system:${system.id}`, {
    system: system.code, number, version, origin, asOf, ruleSetVersion, before: { class: system.assessment?.class ?? null, provisional: system.assessment?.provisional ?? null }, after: { class: name, provisional }, firedRules: result.firedRules, obligations: result.obligations.map(({ id }) => id),
    openQuestions: result.openQuestions.length, contradictions: contradictions.map(({ question }) => question), notTaken: Object.keys(notTaken), questions: result.saq
  })
  if (mustSuspend(system.status, name)) await takeStep(tx, { ...system, assessment: { number, version, class: name, provisional, requiresLegalReview, ruleSetVersion, asOf, contradictions, answeredBy, recordedAt: tx.at } }, { to: 'suspended', on: utcDay(tx.at), reason: `Assessment ${number} finds it prohibited`, by: assessedBy })
  await store.setAssessment(tx, system.id, { number, class: name, provisional })
  await settleObligations(tx, system.id, result.obligations)
  return { number, result }
}
