import RISKS from './risk-catalogue.json' with { type: 'json' }
import DEFAULTS from './risk-defaults.json' with { type: 'json' }
import { readCatalogue } from './read-catalogue.ts'

/** The risks that ship, checked as a whole when the service starts. */
export const RISK_CATALOGUE = readCatalogue(RISKS, DEFAULTS)
