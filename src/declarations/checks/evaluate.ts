import type { ItemContent } from '../data-elements.ts'
import type { Answer, Check, CheckContext, Money, Outcome, Pillar, Severity, Values } from './check.ts'
import type { Examined } from './examined.ts'

/** Asks every check. Pure: the same declaration, context and versions give the same results. */

export interface CheckResult {
  readonly check: string
  readonly version: number
  readonly pillar: Pillar
  /** Null for a check of the whole declaration. */
  readonly itemNumber: number | null
  readonly outcome: Outcome
  /** Of a hit: how grave it is; else the severity of the check. */
  readonly severity: Severity
  /** What is wrong, for a hit. */
  readonly message: string | null
  /** The values that made it fire. */
  readonly values: Values
  /** Why it could not look, or does not apply. */
  readonly reason: string | null
  readonly atStake: Money | null
  /** Day from which the answer may be another by the passing of time. */
  readonly reviewOn: string | null
  readonly legalRef: string
}

/** How the operator has set a check; both as in the catalogue when left out. */
export interface CheckSetting {
  readonly enabled: boolean
  readonly severity: Severity | null
}

/** @param settings by check id; a check that is switched off is not asked. */
export function evaluateDeclaration (declaration: Examined, context: CheckContext, checks: readonly Check[], settings: ReadonlyMap<string, CheckSetting> = new Map()): CheckResult[] {
  const results: CheckResult[] = []
  for (const check of checks) {
    const setting = settings.get(check.id)
    if (setting?.enabled === false) continue
    const { rule } = check
    if (rule.scope === 'header') {
      results.push(resultOf(check, null, gate(check, declaration) ?? ask(() => rule.evaluate(declaration, context)), setting))
      continue
    }
    const closed = gate(check, declaration)
    for (const item of declaration.content.items) {
      results.push(resultOf(check, item.itemNumber, closed ?? clearance(declaration, item) ?? ask(() => rule.evaluate(item, declaration, context)), setting))
    }
  }
  return results
}

const WRONG_DIRECTION: Answer = { outcome: 'not_applicable', reason: 'direction' }
const CLEARANCE_REQUEST: Answer = { outcome: 'not_applicable', reason: 'clearance_request' }
const FAILED: Answer = { outcome: 'not_evaluable', reason: 'check_failed' }

function gate (check: Check, declaration: Examined): Answer | undefined {
  return check.appliesTo === 'both' || check.appliesTo === declaration.direction ? undefined : WRONG_DIRECTION
}

/** Customs clearance requests carry neither tariff code nor value (procedures 00xx). */
function clearance (declaration: Examined, item: ItemContent): Answer | undefined {
  return declaration.isClearanceRequest || item.requestedProcedure === '00' ? CLEARANCE_REQUEST : undefined
}

/** A check that throws could not look: it takes no other result with it. The fuzz tests find none. */
function ask (question: () => Answer): Answer {
  try {
    return question()
  } catch {
    return FAILED
  }
}

const NO_VALUES: Values = {}

function resultOf (check: Check, itemNumber: number | null, answer: Answer, setting: CheckSetting | undefined): CheckResult {
  const isHit = answer.outcome === 'hit'
  return {
    check: check.id,
    version: check.rule.version,
    pillar: check.pillar,
    itemNumber,
    outcome: answer.outcome,
    severity: setting?.severity ?? (isHit ? answer.severity : undefined) ?? check.severity,
    message: isHit ? answer.message : null,
    values: isHit ? answer.values : NO_VALUES,
    reason: answer.outcome === 'not_evaluable' || answer.outcome === 'not_applicable' ? answer.reason : null,
    atStake: isHit ? answer.atStake ?? null : null,
    reviewOn: answer.reviewOn ?? null,
    legalRef: check.legalRef
  }
}
