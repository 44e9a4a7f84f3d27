import { contentHash } from '../perimeter/content-hash.ts'
import type { Members, PerimeterRecord } from '../perimeter/perimeter-record.ts'
import { dayAfter, firstDay } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import { placings } from './customs-staff.ts'

/** What people had to be told in the year, and who said that he knows. Pure. */

interface Message {
  readonly kind: string
  readonly title: string
  /** Days from the first of the year: issue, last day in time. */
  readonly days: readonly [number, number]
  readonly text?: string
  readonly document?: string
  readonly audience: Members
  /** For whom it is, beside specialists. */
  readonly others: readonly string[]
  /** Day of the first acknowledgement; those who never acknowledged. */
  readonly known: number
  readonly silent: readonly string[]
}

const SPECIALISTS = (until: string): string[] => [...new Set(placings(until).filter(({ validTo }) => validTo === undefined).map(({ person }) => person))].toSorted()

const MESSAGES: readonly Message[] = [
  {
    kind: 'nomenclature_change', title: 'The nomenclature of the new year', days: [50, 75], document: 'nomenclature-of-the-year', audience: { responsibilities: ['customs_specialist', 'classification_owner'] }, others: ['P-05'], known: 52, silent: []
  },
  {
    kind: 'law_change', title: 'Proofs of origin: what the agreement asks from now on', days: [150, 180], text: 'A statement on origin names the exporter\'s number above the limit of value. Claims without it are lodged without the preference.',
    audience: { units: ['customs'] }, others: ['P-04'], known: 151, silent: ['P-16', 'P-35']
  },
  { kind: 'audit_result', title: 'Findings of the internal audit of customs values', days: [330, 358], document: 'audit-values', audience: { units: ['operations-north'] }, others: [], known: 333, silent: ['P-14', 'P-15', 'P-34'] }
]

export function messageRecords ({ until }: Trader): PerimeterRecord[] {
  const from = firstDay(until)
  return MESSAGES.map(({ kind, title, days: [issue, due], text, document, audience, others, known, silent }) => {
    const [issuedOn, dueOn] = [dayAfter(from, issue), dayAfter(from, due)]
    const addressed = SPECIALISTS(until).filter((person) => audience['units'] === undefined || String(audience['units']) === 'customs' || placings(until).some((placing) => placing.person === person && placing.unit === String(audience['units'])))
    const said = document === undefined ? { text } : { documentReference: document, documentSha256: contentHash(document) }
    return {
      path: '/v1/training/messages', payload: { kind, title, issuedOn, dueOn, audience, ...said }, listed: `/v1/training/messages?from=${issuedOn}&to=${issuedOn}`, same: ['title'],
      follow: (id) => [...addressed, ...others].filter((person) => !silent.includes(person)).map((person, index) => ({
        path: `/v1/training/messages/${id}/acknowledgements`, payload: { person, acknowledgedOn: dayAfter(from, known + index % 20), evidence: `list of ${title}` }, listed: `/v1/training/messages/${id}/acknowledgements?limit=1000`, same: ['person']
      }))
    }
  })
}
