import { addDays, dayBefore, daysBetween } from '../../platform/calendar.ts'
import type { HeldPosition, PersonOnDay } from '../competence/requirements.ts'
import { isInForce } from './message.ts'
import type { Audience } from './message.ts'

/** Who must have acknowledged a message on a day, since when and until when, and who has. Pure. */

type Work = Pick<PersonOnDay, 'person' | 'positions' | 'earlier'>
type Post = Pick<HeldPosition, 'code' | 'unitPath' | 'responsibilities'>

export interface DutyTerms { readonly issuedOn: string, readonly dueOn: string, readonly withdrawnOn: string | null, readonly audience: Audience }
export interface Acknowledged { readonly person: string, readonly acknowledgedOn: string, readonly revokedOn: string | null }

export interface InformationDuty {
  readonly person: string
  /** First day from which it has been for her without interruption; no earlier than the day of issue. */
  readonly owedSince: string
  readonly dueOn: string
  readonly acknowledgedOn: string | null
  readonly state: 'acknowledged' | 'open' | 'overdue'
}

function isFor ({ all, units, positions, responsibilities, people }: Audience, person: string, post: Post): boolean {
  return all || people.includes(person) || positions.includes(post.code) || post.unitPath.some((unit) => units.includes(unit)) || post.responsibilities.some((responsibility) => responsibilities.includes(responsibility))
}

/** First day of the time, up to now without interruption, in which the message has been for the person, in whatever position; undefined when it is not for her now. */
function owedSince ({ audience, issuedOn }: DutyTerms, { person, positions, earlier }: Work): string | undefined {
  let since = positions.filter((post) => isFor(audience, person, post)).map((post) => post.since).toSorted()[0]
  if (since === undefined) return undefined
  const before = earlier.filter((post) => isFor(audience, person, post)).toSorted((a, b) => a.to < b.to ? 1 : -1)
  for (const { from, to } of before) {
    if (since <= issuedOn || to < dayBefore(since)) break
    if (from < since) since = from
  }
  return since < issuedOn ? issuedOn : since
}

/**
 * Duties of a message on a day; none before it is issued and once it is withdrawn. Whoever comes later has as many days as the others had.
 * @param workforce of the day.
 */
export function dutiesOn (message: DutyTerms, acknowledgements: readonly Acknowledged[], workforce: readonly Work[], day: string): InformationDuty[] {
  if (!isInForce(message, day)) return []
  const acknowledged = new Map(acknowledgements.filter(({ acknowledgedOn, revokedOn }) => acknowledgedOn <= day && (revokedOn === null || revokedOn > day)).map((each) => [each.person, each.acknowledgedOn]))
  return workforce.flatMap((work) => {
    const since = owedSince(message, work)
    if (since === undefined) return []
    const dueOn = addDays(since, daysBetween(message.issuedOn, message.dueOn))
    const acknowledgedOn = acknowledged.get(work.person) ?? null
    return [{ person: work.person, owedSince: since, dueOn, acknowledgedOn, state: acknowledgedOn !== null ? 'acknowledged' as const : day > dueOn ? 'overdue' as const : 'open' as const }]
  })
}

export interface DutyFigures { readonly owed: number, readonly acknowledged: number, readonly open: number, readonly overdue: number }

/** `open` counts those overdue as well. */
export function figuresOf (duties: readonly InformationDuty[]): DutyFigures {
  const count = (...states: InformationDuty['state'][]): number => duties.filter(({ state }) => states.includes(state)).length
  return { owed: duties.length, acknowledged: count('acknowledged'), open: count('open', 'overdue'), overdue: count('overdue') }
}
