import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Check, CheckDescription, CheckRule } from './check.ts'
import { CLASSIFICATION_RULES } from './classification.ts'
import { DUTY_RULES } from './duties.ts'
import { EXCISE_RULES } from './excise.ts'
import { IDENTIFIER_RULES } from './identifiers.ts'
import { LICENCE_RULES } from './licences.ts'
import { LIFE_CYCLE_RULES } from './life-cycle-rules.ts'
import { ORIGIN_RULES } from './origin.ts'
import { PROCEDURE_RULES } from './procedures.ts'
import { TRADE_DEFENCE_RULES } from './trade-defence.ts'
import { VALUE_RULES } from './value.ts'

/** The checks: what the catalogue says of each (versioned data) with the rule that answers it (code). */

const descriptions = JSON.parse(readFileSync(join(import.meta.dirname, 'catalogue.json'), 'utf8')) as readonly CheckDescription[]

const rules: readonly CheckRule[] = [
  ...IDENTIFIER_RULES, ...CLASSIFICATION_RULES, ...ORIGIN_RULES, ...VALUE_RULES, ...DUTY_RULES, ...TRADE_DEFENCE_RULES, ...LICENCE_RULES,
  ...PROCEDURE_RULES, ...EXCISE_RULES, ...LIFE_CYCLE_RULES
]

/**
 * All checks in the order of the catalogue. A stored result is read by this order, so a check that is withdrawn keeps its place
 * and a new one goes to the end.
 * @throws Error at the start when a check has no rule, or a rule no check.
 */
function joined (): readonly Check[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  if (byId.size !== rules.length) throw new Error('Two rules have the same id')
  const checks = descriptions.map((description) => {
    const rule = byId.get(description.id)
    if (rule === undefined) throw new Error(`Check ${description.id} has no rule`)
    byId.delete(description.id)
    return { ...description, rule }
  })
  if (byId.size > 0) throw new Error(`No check in the catalogue for ${[...byId.keys()].join(', ')}`)
  return checks
}

export const CHECKS: readonly Check[] = joined()
const positions = new Map(CHECKS.map(({ id }, index) => [id, index]))
export const findCheck = (id: string): Check | undefined => CHECKS[positions.get(id) ?? -1]
export const positionOf = (id: string): number | undefined => positions.get(id)
