import { RULE_SET } from '../../ai-act/shipped-rules.ts'
import CONTROLS from './controls.json' with { type: 'json' }
import { readCatalogue } from './read-catalogue.ts'

/** The controls that ship, checked as a whole when the service starts. */
export const CONTROL_CATALOGUE = readCatalogue(CONTROLS, RULE_SET)
