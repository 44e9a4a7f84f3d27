import * as aiSystems from './ai-systems/index.ts'
import * as authorisations from './authorisations/index.ts'
import * as organisation from './organisation/index.ts'
import type * as questionnaire from './questionnaire/index.ts'
import * as records from './records/index.ts'
import * as risks from './risks/index.ts'
import * as sanctions from './sanctions/index.ts'

/** What the questionnaire is handed of the other features: what happened that its answers may speak of. */

const SOURCES: readonly questionnaire.AskTouches[] = [
  organisation.touchingEvents, authorisations.touchingEvents, aiSystems.touchingEvents, sanctions.touchingEvents, records.touchingEvents, risks.touchingEvents
]

/** Seven statements, one after the other: they share the transaction. */
export const touchingEvents: questionnaire.AskTouches = async (tx, span) => {
  const events = []
  for (const source of SOURCES) events.push(...await source(tx, span))
  return events
}
