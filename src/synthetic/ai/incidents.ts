import { contentHash } from '../perimeter/content-hash.ts'
import type { Members } from '../perimeter/perimeter-record.ts'
import { dayAfter, firstDay } from '../seasons.ts'
import { SUSPENDED } from './lives.ts'
import { APPLICANTS, CODES, ODD_ONES, ORIGINS, TRANSLATIONS } from './systems.ts'

/** What went wrong with AI systems in the year. One report to the authority is owed and nobody made it. Pure. */

export interface Incident {
  readonly system: string
  readonly payload: { readonly kind: string, readonly occurredOn: string } & Members
  /** What was made of reports, by recipient. */
  readonly reports: Readonly<Record<string, Members>>
  /** Undefined while nobody knows why it happened. */
  readonly closing?: Members
}

type Row = readonly [system: string, kind: string, occurred: number, aware: number, description: string, more?: { readonly reported?: Readonly<Record<string, number>>, readonly closed?: readonly [day: number, rootCause: string, correctiveAction: string], readonly references?: readonly string[] }]
/** Days are counted from the first of the year. */
const ROWS: readonly Row[] = [
  [ODD_ONES, 'malfunction', SUSPENDED[0] - 4, SUSPENDED[0], 'It named hardly any draft any more.', { closed: [SUSPENDED[1] + 1, 'Quantities came in other units from the new stock system.', 'Trained anew on drafts since then; units are compared before.'] }],
  [TRANSLATIONS, 'data_disclosure', 188, 195, 'Price lists that were translated may have been used to train it.', { closed: [233, 'The setting that forbids it was off by default.', 'Switched off, and the provider confirmed that what was kept is deleted.'] }],
  [APPLICANTS, 'fundamental_rights', 249, 252, 'Applications of people who had been away for long stood at the end of every list.', { reported: { provider: 252 } }],
  [CODES, 'malfunction', 268, 275, 'Clothing was proposed under headings of furniture again and again.', {}],
  [ORIGINS, 'wrong_output_declared', 300, 318, 'Origins that it proposed were declared although the papers said otherwise.', { references: ['origin-1/e1001'] }]
]

export function incidentsOf (until: string): Incident[] {
  const at = (offset: number): string => dayAfter(firstDay(until), offset)
  return ROWS.map(([system, kind, occurred, aware, description, { reported = {}, closed, references = [] } = {}]) => ({
    system, payload: { kind, occurredOn: at(occurred), awareOn: at(aware), description, references },
    reports: Object.fromEntries(Object.entries(reported).map(([recipient, day]) => [recipient, { state: 'made', reportedOn: at(day), evidence: { reference: `report-${system}-${recipient}`, sha256: contentHash(`report ${system} ${recipient}`) } }])),
    ...(closed === undefined ? {} : { closing: { closedOn: at(closed[0]), rootCause: closed[1], correctiveAction: closed[2] } })
  }))
}
