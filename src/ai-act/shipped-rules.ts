import RULES from './rules.json' with { type: 'json' }
import { classFunction } from './class-function.ts'
import { readRules } from './read-rules.ts'

/** The rules that ship, checked as a whole when the service starts. */
export const RULE_SET = readRules(RULES)
export const CLASS_FUNCTION = classFunction(RULE_SET)
