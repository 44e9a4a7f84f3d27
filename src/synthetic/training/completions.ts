import { randomOf } from '../../statistics/seeded-random.ts'
import { timelineOf } from '../perimeter/timeline.ts'
import { dayAfter, firstDay } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import { COURSES, INSTRUCTION, REVISED } from './courses.ts'
import { arrivalOf, MOVER, NEWCOMERS, placings } from './customs-staff.ts'
import { LAPSED, sessionsOf } from './sessions.ts'

/** Who completed what: in sessions, and alone. What is lacking is planted, and told by the key of gaps. Pure. */

export interface Completion {
  readonly reference: string
  readonly person: string
  readonly course: string
  readonly session?: string
  readonly completedOn: string
  readonly result: 'passed' | 'failed' | 'attended'
  /** Per cent. */
  readonly score?: number
  readonly validUntil?: string
  readonly revoked?: { readonly from: string, readonly reason: string }
}

export const REVOKED_FROM = 300
/** Have not read the second version of the instruction. */
export const NOT_READ: ReadonlySet<string> = new Set(['P-15', 'P-39'])

type Row = readonly [person: string, course: string, day: number, result?: Completion['result']]

/** Of those who are no specialists; days are counted from the first of the year. */
const OTHERS: readonly Row[] = [
  ['P-03', 'customs-lead', -100], ['P-04', 'customs-lead', -100], ['P-04', 'customs-lead', 250],
  ['P-05', 'classification-workshop', -90], ['P-05', 'classification-workshop', 260], ['P-05', 'export-control', -90], ['P-05', 'export-control', 255], ['P-05', 'ai-oversight', -80], ['P-05', 'ai-oversight', 262],
  ['P-20', 'incoterms', -330], ['P-21', 'incoterms', -300], ['P-21', 'origin-agreements', -80], ['P-21', 'origin-agreements', 270], ['P-21', 'export-control', -80], ['P-21', 'export-control', 268],
  ['P-22', 'goods-security', 40, 'failed'], ['P-24', 'systems-security', -40], ['P-24', 'systems-security', 280], ['P-24', 'ai-oversight', 120, 'failed'],
  ['P-25', 'security-officer', -200], ['P-25', 'security-officer', 160], ['P-26', 'customs-audit', -30], ['P-26', 'customs-audit', 285], ['P-26', 'ai-oversight', 140], ['P-02', 'value-workshop', -120],
  ['P-01', 'ai-oversight', 64], ['P-02', 'ai-oversight', 66]
]
/** Repeat it every year; the last one did not. */
const AWARE = ['P-01', 'P-02', 'P-05', 'P-20', 'P-21', 'P-22', 'P-24', 'P-25', 'P-26', 'P-23']
const AWARENESS: readonly [number, number] = [-60, 290]
export const NOT_REPEATED = 'P-23'

/** Of specialists, what no session taught them. */
const SINGLE: readonly Row[] = [
  [MOVER, 'origin-agreements', 189],
  [NEWCOMERS.trained, 'classification-workshop', 165], [NEWCOMERS.lacking, 'origin-agreements', 230]
]

export function completionsOf (trader: Trader): Completion[] {
  const { until } = trader
  const from = firstDay(until)
  const attended = sessionsOf(until).flatMap(({ code, course, endsOn, people }) => people.map((person): Completion =>
    ({ reference: `${code}-${person}`, person, course, session: code, completedOn: endsOn, result: 'passed' })))
  const alone = [...OTHERS, ...AWARE.flatMap((person): Row[] => AWARENESS.filter((day) => day < 0 || person !== NOT_REPEATED).map((day) => [person, 'customs-awareness', day])), ...SINGLE, ...ofSpecialists(until)]
    .map(([person, course, day, result = 'passed']) => completion(person, course, dayAfter(from, day), result))
  return [...attended, ...ofTheLapse(until), ...alone.map((one) => revokedIf(one, from))].map((one) => scored(one, trader))
}

const completion = (person: string, course: string, completedOn: string, result: Completion['result'] = 'passed'): Completion => ({ reference: `${course}-${completedOn}-${person}`, person, course, completedOn, result })

/** A certificate that ends on the day before the lapse, and its late renewal. */
function ofTheLapse (until: string): Completion[] {
  const { lapse } = timelineOf(until)
  const lastValid = dayAfter(lapse.from, -1)
  return [{ ...completion(LAPSED, 'classification-workshop', dayAfter(lastValid, -364)), validUntil: lastValid }, completion(LAPSED, 'classification-workshop', dayAfter(lapse.to, 1))]
}

/** The provider turned out not to teach what it certified. */
const revokedIf = (one: Completion, from: string): Completion => one.person === 'P-21' && one.course === 'export-control' && one.completedOn > from
  ? { ...one, revoked: { from: dayAfter(from, REVOKED_FROM), reason: 'The chamber withdrew the certificates of this course.' } } : one

/** Of courses with a test, marks on its side of the pass mark. */
function scored (one: Completion, { seed }: Trader): Completion {
  if (!TESTED.has(one.course)) return one
  const mark = randomOf(`${seed}/training/${one.reference}`).below(25)
  return { ...one, score: one.result === 'failed' ? 30 + mark : 75 + mark }
}
const TESTED: ReadonlySet<string> = new Set(COURSES.flatMap(({ code, versions }) => versions.some(({ passMark }) => passMark !== undefined) ? [code] : []))

/** Each has the certificate, repeats the yearly training, and reads the instruction: whoever came later, from then on. */
function ofSpecialists (until: string): Row[] {
  const everybody = [...new Set(placings(until).map(({ person }) => person))].filter((person) => person !== NEWCOMERS.within).toSorted()
  const readers = [...everybody, 'P-03', 'P-04', 'P-05']
  return [
    ...everybody.flatMap((person, index): Row[] => {
      const came = arrivalOf(person)
      return came === undefined
        ? [[person, 'customs-specialist', -230 + index * 10], [person, 'yearly-controls', -270 + index * 3], [person, 'yearly-controls', 60 + index * 2]]
        : [[person, 'customs-specialist', came + 20], [person, 'yearly-controls', came + 15]]
    }),
    ...readers.map((person, index): Row => [person, INSTRUCTION, arrivalOf(person) === undefined ? -300 + index : (arrivalOf(person) ?? 0) + 10]),
    ...readers.filter((person) => person !== 'P-03' && !NOT_READ.has(person)).map((person, index): Row => [person, INSTRUCTION, REVISED + 3 + index])
  ]
}
