import { addDays, dayAfter } from '../../platform/calendar.ts'
import { adjustedForManyCuts } from '../../statistics/many-cuts.ts'
import { rateRatio } from '../../statistics/rate-ratio.ts'
import type { RateRatio } from '../../statistics/rate-ratio.ts'
import type { RequirementSeverity } from '../competence/catalogue.ts'

/** Where errors that training answers are more than before, or more than elsewhere: by unit, pillar and cause. Pure. */

export interface NeedRules {
  /** Kept with each need that they led to. */
  readonly release: string
  /** Causes of errors that training answers, with the topic that does; null: the topic of the pillar. */
  readonly causes: ReadonlyMap<string, string | null>
  /** A sanction with this cause opens a need by itself: a person said so. */
  readonly causeOfItself: string
  /** Days up to today whose rate is asked about, and days before them that it is compared with. */
  readonly windowDays: number
  readonly pastDays: number
  /** With fewer events in the window nothing is concluded. */
  readonly leastEvents: number
  /** Share of the rates called out that chance alone may explain, over all that were compared. */
  readonly falseDiscoveryRate: number
  /** Findings of a role, and people who hold it, below which it is not named. */
  readonly leastOfRole: number
  readonly leastPeople: number
  readonly severity: { readonly criticalRatio: number, readonly criticalSanctions: readonly string[] }
  readonly dueDays: Readonly<Record<RequirementSeverity, number>>
  readonly effectCheckMonths: number
}

export const EVIDENCE_KINDS = ['finding', 'sanction'] as const
export type EvidenceKind = typeof EVIDENCE_KINDS[number]

/** A confirmed finding or a sanction. */
export interface Evidence {
  readonly kind: EvidenceKind
  readonly id: string
  /** '' where none is known. */
  readonly unit: string
  readonly pillar: string
  /** Null where nobody stated one. */
  readonly cause: string | null
  readonly severity: string
  /** Day of the declaration, or last one of the facts. */
  readonly on: string
  /** Of a sanction: the day of its decision. */
  readonly decidedOn: string | null
  /** Declarations of this system that it is about. */
  readonly declarationIds: readonly string[]
}

/** First and last day. */
export interface Span { readonly from: string, readonly to: string }

/** Errors of a unit on one pillar with one cause. */
export interface Cut {
  readonly unit: string
  readonly pillar: string
  readonly cause: string
  readonly topic: string
  readonly now: Span
  readonly past: Span
}

/** What was declared in a span, and how much of what was raised people decided. */
export interface Examined { readonly declarations: number, readonly raised: number, readonly decided: number }

/** Of a unit, or of the whole company (null), on a pillar. */
export type ExaminedIn = (unit: string | null, pillar: string, span: Span) => Examined

export const AGAINST = ['own_past', 'rest_of_company'] as const
export type Against = typeof AGAINST[number]

export interface Comparison extends RateRatio {
  readonly against: Against
  readonly events: number
  /** Declarations, in the share that was reviewed. */
  readonly exposure: number
  /** The least favourable p, whether open findings are as those decided or none of them an error, corrected for all that was compared at once. */
  readonly adjustedP: number
}

/** A cut of which the interval says that its rate is above another one. */
export interface RaisedCut extends Cut {
  readonly events: number
  readonly exposure: number
  readonly comparisons: readonly Comparison[]
}

/** What the errors of a unit and topic were answered by last: the day of a closing. What lies before it has had its answer. */
export type AnsweredOn = (unit: string, topic: string) => string | undefined

/** The topic that answers errors of the pillar with the cause; undefined: training does not. */
export function topicOf (rules: NeedRules, pillarTopics: ReadonlyMap<string, string>, { pillar, cause }: Pick<Evidence, 'pillar' | 'cause'>): string | undefined {
  const topic = cause === null ? undefined : rules.causes.get(cause)
  return topic === null ? pillarTopics.get(pillar) : topic
}

/** The window of the rules; it begins after what was answered. Empty, `from` after `to`, when that was today. */
export function windowOf (rules: NeedRules, today: string, answeredOn: string | undefined): Span {
  const from = addDays(today, 1 - rules.windowDays)
  return { from: answeredOn !== undefined && answeredOn >= from ? dayAfter(answeredOn) : from, to: today }
}

const pastOf = (rules: NeedRules, today: string): Span =>
  ({ from: addDays(today, 1 - rules.windowDays - rules.pastDays), to: addDays(today, -rules.windowDays) })

/** All days of which evidence is looked at. */
export const daysLookedAt = (rules: NeedRules, today: string): Span => ({ from: pastOf(rules, today).from, to: today })

/** Every unit, pillar and cause of which there is any evidence: all of them are compared, so that the correction knows how often it looked. */
export function cutsOf (rules: NeedRules, pillarTopics: ReadonlyMap<string, string>, evidence: readonly Evidence[], answeredOn: AnsweredOn, today: string): Cut[] {
  const cuts = new Map<string, Cut>()
  for (const { unit, pillar, cause } of evidence) {
    const topic = topicOf(rules, pillarTopics, { pillar, cause })
    if (topic === undefined || cause === null) continue
    const name = JSON.stringify([unit, pillar, cause])
    if (!cuts.has(name)) cuts.set(name, { unit, pillar, cause, topic, now: windowOf(rules, today, answeredOn(unit, topic)), past: pastOf(rules, today) })
  }
  return [...cuts].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, cut]) => cut)
}

/** Spans of which it must be known what was declared and reviewed. */
export const spansOf = (cuts: readonly Cut[]): { unit: string | null, pillar: string, span: Span }[] =>
  cuts.flatMap(({ unit, pillar, now, past }) => [{ unit, pillar, span: now }, { unit, pillar, span: past }, { unit: null, pillar, span: now }])

/**
 * Cuts with enough events whose rate lies above the unit's own past, or above the rest of the company in the same days, with the interval
 * and the corrected p saying so. Declarations count in the share of raised findings that people decided, so that a unit is not called
 * worse because more of it was reviewed; and it must be above if what is wrong was decided first, so that it is not called worse because
 * the rest is still open either.
 */
export function raisedCuts (rules: NeedRules, cuts: readonly Cut[], evidence: readonly Evidence[], examinedIn: ExaminedIn): RaisedCut[] {
  const counted = eventsBy(evidence)
  const compared = cuts.flatMap((cut) => compare(cut, counted, examinedIn))
  const adjusted = adjustedForManyCuts(compared.map(({ ways }) => Math.max(...ways.map(({ p }) => p))))
  const found = new Map<Cut, RaisedCut>()
  for (const [index, { cut, against, now, other, ratio, ways }] of compared.entries()) {
    const adjustedP = adjusted[index] ?? 1
    if (now.events < rules.leastEvents || ways.some(({ lower }) => lower <= 1) || adjustedP > rules.falseDiscoveryRate) continue
    const comparison: Comparison = { against, events: other.events, exposure: other.exposure, ...ratio, adjustedP }
    found.set(cut, { ...cut, events: now.events, exposure: now.exposure, comparisons: [...found.get(cut)?.comparisons ?? [], comparison] })
  }
  return [...found.values()]
}

interface Counted { readonly events: number, readonly exposure: number, readonly declarations: number }
interface Compared { readonly cut: Cut, readonly against: Against, readonly now: Counted, readonly other: Counted, readonly ratio: RateRatio, readonly ways: readonly RateRatio[] }

function compare (cut: Cut, eventsIn: EventsIn, examinedIn: ExaminedIn): Compared[] {
  const { unit, pillar, now, past } = cut
  const [here, before, whole] = [examinedIn(unit, pillar, now), examinedIn(unit, pillar, past), examinedIn(null, pillar, now)]
  const isHere = (event: Event): boolean => event.unit === unit
  const rest = { declarations: whole.declarations - here.declarations, raised: whole.raised - here.raised, decided: whole.decided - here.decided }
  const counted = countedIn(eventsIn(cut, now).filter(isHere), here)
  const others: [Against, Counted][] = [
    ['own_past', countedIn(eventsIn(cut, past).filter(isHere), before)],
    ['rest_of_company', countedIn(eventsIn(cut, now).filter((event) => !isHere(event)), rest)]
  ]
  return others.flatMap(([against, other]) => {
    if (counted.events + other.events === 0) return []
    const ratio = rateRatio(counted, other)
    const openRight = rateRatio(withOpenRight(counted), withOpenRight(other))
    return ratio === null || openRight === null ? [] : [{ cut, against, now: counted, other, ratio, ways: [ratio, openRight] }]
  })
}

const countedIn = (events: readonly Event[], examined: Examined): Counted =>
  ({ events: events.length, exposure: exposureOf(examined), declarations: examined.declarations })

/** Had people decided first what is wrong, nothing that is open were. */
const withOpenRight = ({ events, declarations }: Counted): { events: number, exposure: number } => ({ events, exposure: Math.max(0, declarations) })

/** Declarations in the share of what was raised that people decided; where nothing was raised there was nothing to decide. */
export const exposureOf = ({ declarations, raised, decided }: Examined): number => raised <= 0 ? declarations : declarations * Math.min(1, decided / raised)

interface Event { readonly unit: string, readonly on: string }
type EventsIn = (cut: Pick<Cut, 'pillar' | 'cause'>, span: Span) => Event[]

/** A declaration counts once, whatever was found of it; a sanction about none that is known here counts by itself, a finding about none does not. */
function eventsBy (evidence: readonly Evidence[]): EventsIn {
  const events = new Map<string, Map<string, Event>>()
  for (const { kind, id, unit, pillar, cause, on, declarationIds } of evidence) {
    const group = mapOf(events, JSON.stringify([pillar, cause]))
    const names = declarationIds.length > 0 ? declarationIds : kind === 'sanction' ? [id] : []
    for (const name of names) if (!group.has(name)) group.set(name, { unit, on })
  }
  return ({ pillar, cause }, { from, to }) => [...events.get(JSON.stringify([pillar, cause]))?.values() ?? []].filter(({ on }) => from <= on && on <= to)
}

function mapOf<Value> (maps: Map<string, Map<string, Value>>, name: string): Map<string, Value> {
  const known = maps.get(name)
  if (known !== undefined) return known
  const made = new Map<string, Value>()
  maps.set(name, made)
  return made
}
