import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NotificationRule, RuleCatalogue } from './rules.ts'

/** The rules that ship. */
export const RULES = JSON.parse(readFileSync(join(import.meta.dirname, 'rules.json'), 'utf8')) as RuleCatalogue
export const RULE_IDS = RULES.rules.map(({ id }) => id)
/** Types of events that any rule asks about. */
export const WATCHED = [...new Set(RULES.rules.flatMap(({ events }) => events))].toSorted()

const byId = new Map(RULES.rules.map((rule) => [rule.id, rule]))
export const ruleOf = (id: string): NotificationRule | undefined => byId.get(id)
