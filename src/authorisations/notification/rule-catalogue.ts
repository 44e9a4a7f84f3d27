import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AUTHORISATION_CATALOGUE } from '../../reference/authorisation-catalogue.ts'
import type { NotificationRule, RuleCatalogue } from './rules.ts'

interface ShippedRules extends RuleCatalogue {
  /** Types that `*` does not mean: binding information speaks of goods, a single decision has no continuation. */
  readonly notMeantByAll: readonly string[]
}

const shipped = JSON.parse(readFileSync(join(import.meta.dirname, 'rules.json'), 'utf8')) as ShippedRules
const allTypes = AUTHORISATION_CATALOGUE.map(({ type }) => type).filter((type) => !shipped.notMeantByAll.includes(type))

/** The rules that ship, each with the types it concerns. */
export const RULES: RuleCatalogue = { ...shipped, rules: shipped.rules.map((rule) => ({ ...rule, types: rule.types.flatMap((type) => type === '*' ? allTypes : [type]) })) }
/** Types of events that any rule asks about. */
export const WATCHED = [...new Set(RULES.rules.flatMap(({ events }) => events))].toSorted()

const byId = new Map(RULES.rules.map((rule) => [rule.id, rule]))
export const ruleOf = (id: string): NotificationRule | undefined => byId.get(id)
