import { addDays, dayAfter, dayBefore } from '../../platform/calendar.ts'

/** What of each training is looked at: by the unit of the people who took part and by pillar, in the days before and after. Pure. */

/** What the report goes by, as versioned data. */
export interface EffectRules {
  readonly version: number
  /** Days of either window. */
  readonly windowDays: number
  /** With fewer days after the training nothing is said. */
  readonly leastAfterDays: number
  /** With fewer errors to be expected after it, at the rate before, nothing is said until its window is over. */
  readonly leastExpectedEvents: number
  /** With a smaller share of the findings of a window decided nothing is said. */
  readonly leastReviewedShare: number
  /** Below it the reader is told: what people review first is no sample. */
  readonly halfReviewedShare: number
  /** Below it the reader is told: most of the unit was not there. */
  readonly fewTrainedShare: number
  /** Of a unit of which fewer were there nothing could be seen, and each row less makes the others tell more. */
  readonly leastTrainedShare: number
  /** Of the intervals, and one less the share of false claims that a report may hold. */
  readonly level: number
  /** The same until the window after it is over: the report is looked at every day until then, and each look may be wrong. */
  readonly mostFalseBefore: number
  /** From so many times the scatter of independent errors on the reader is told that they come in clusters. */
  readonly clusteredFrom: number
  /** Units of fewer people are taken together. */
  readonly leastPeople: number
  /** The same for whoever may see people: one person never has a figure. */
  readonly leastPeopleWithNames: number
}

/** A session, or, of records that name none, a version of a course in a calendar month. */
export interface HeldTraining {
  readonly id: string
  readonly course: string
  readonly version: number
  readonly session: string | null
  /** First and last day. */
  readonly from: string
  readonly to: string
  readonly topics: readonly string[]
  /** Whoever completed it with success. */
  readonly completions: readonly { readonly person: string, readonly on: string }[]
}

/** Where people worked. */
export interface Staff {
  /** Unit of the person's main assignment; undefined where there was none. */
  readonly unitOf: (person: string, day: string) => string | undefined
  readonly peopleIn: (unit: string, day: string) => number
}

/** A need that a high rate of errors opened, and the days in which that rate was seen. */
export interface NeedOfRate {
  readonly id: string
  readonly topic: string
  readonly unit: string
  readonly pillar: string
  readonly openedOn: string
  /** Null while it is open. */
  readonly closedOn: string | null
  /** First day whose errors it rests on. */
  readonly evidenceFrom: string
  /** First day of the unit's own past that they were compared with; null where they were compared with the rest of the company alone. */
  readonly pastFrom: string | null
}

export interface Window {
  readonly from: string
  readonly to: string
}

export interface Cut {
  readonly training: HeldTraining
  readonly pillar: string
  /** One, or several small ones taken together. */
  readonly units: readonly string[]
  /** Who worked there on the last day of the training, and who of them took part. */
  readonly people: number
  readonly trained: number
  readonly before: Window
  /** Null while no day after it is over. */
  readonly after: Window | null
  /** Ids of other trainings of the same unit and pillar whose days touch a window. */
  readonly others: readonly string[]
  /** Ids of the needs that led to it because of a high rate. */
  readonly needs: readonly string[]
}

export interface CutOptions {
  readonly staff: Staff
  readonly pillarsOf: (topic: string) => readonly string[]
  readonly needs: readonly NeedOfRate[]
  readonly today: string
  /** Units of fewer people are taken together; what is then still smaller is withheld. */
  readonly leastPeople: number
  readonly rules: Pick<EffectRules, 'windowDays' | 'leastTrainedShare'>
  /** Of more cuts than these none is made. */
  readonly most: number
}

export interface Cuts {
  /** Empty where there are too many. */
  readonly cuts: readonly Cut[]
  readonly number: number
  /** Groups that would show fewer people than a figure may. */
  readonly withheld: number
  /** Groups of which too few were there to see anything. */
  readonly tooFewTrained: number
}

/**
 * The cuts of the trainings to be looked at.
 *
 * @param all those, and any other that may have fallen into one of their windows.
 */
export function cutsOf (looked: readonly HeldTraining[], all: readonly HeldTraining[], options: CutOptions): Cuts {
  const places = new Map(all.map((training) => [training, placesOf(training, options)]))
  const groups = looked.flatMap((training) => {
    const { units, pillars } = places.get(training) ?? placesOf(training, options)
    return groupsOf(units, training.to, options).flatMap((group) => pillars.map((pillar) => ({ training, pillar, ...group })))
  })
  const shown = groups.filter(({ people }) => people >= options.leastPeople)
  const told = shown.filter(({ people, trained }) => trained >= options.rules.leastTrainedShare * people)
  return { withheld: groups.length - shown.length, tooFewTrained: shown.length - told.length, number: told.length, cuts: told.length > options.most ? [] : withWindows(told, places, options) }
}

interface Places {
  /** People of each unit who took part. */
  readonly units: ReadonlyMap<string, ReadonlySet<string>>
  readonly pillars: readonly string[]
}

function placesOf ({ completions, topics }: HeldTraining, { staff, pillarsOf }: CutOptions): Places {
  const units = new Map<string, Set<string>>()
  for (const { person, on } of completions) {
    const unit = staff.unitOf(person, on)
    if (unit !== undefined) units.set(unit, (units.get(unit) ?? new Set()).add(person))
  }
  return { units, pillars: [...new Set(topics.flatMap(pillarsOf))].toSorted() }
}

interface Group { readonly units: readonly string[], readonly people: number, readonly trained: number }

function groupsOf (units: Places['units'], day: string, { staff, leastPeople }: CutOptions): Group[] {
  // Somebody may have left the unit between the day of completion and the last one of the training.
  const single = [...units].map(([unit, { size }]) => ({ units: [unit], trained: size, people: Math.max(staff.peopleIn(unit, day), size) }))
  const small = single.filter(({ people }) => people < leastPeople)
  const sum = (of: (group: Group) => number): number => small.reduce((total, group) => total + of(group), 0)
  const together = small.length === 0 ? [] : [{ units: small.flatMap((group) => group.units).toSorted(), trained: sum(({ trained }) => trained), people: sum(({ people }) => people) }]
  return [...single.filter(({ people }) => people >= leastPeople), ...together]
}

type Placed = Group & { readonly training: HeldTraining, readonly pillar: string }

function withWindows (groups: readonly Placed[], places: ReadonlyMap<HeldTraining, Places>, options: CutOptions): Cut[] {
  const byPlace = new Map<string, HeldTraining[]>()
  for (const [training, { units, pillars }] of places) {
    for (const name of [...units.keys()].flatMap((unit) => pillars.map((pillar) => placeOf(unit, pillar)))) entriesOf(byPlace, name).push(training)
  }
  return groups.map((group) => withWindow(group, group.units.flatMap((unit) => byPlace.get(placeOf(unit, group.pillar)) ?? []), options))
}

function entriesOf (byPlace: Map<string, HeldTraining[]>, name: string): HeldTraining[] {
  const known = byPlace.get(name) ?? []
  byPlace.set(name, known)
  return known
}

const placeOf = (unit: string, pillar: string): string => `${pillar} ${unit}`

/** @param there trainings of the same unit and pillar, itself among them. */
function withWindow (group: Placed, there: readonly HeldTraining[], { needs, today, rules: { windowDays } }: CutOptions): Cut {
  const { training, pillar, units } = group
  const led = needs.filter((need) => need.pillar === pillar && units.includes(need.unit) && training.topics.includes(need.topic) &&
    need.openedOn <= training.from && need.evidenceFrom < training.from && (need.closedOn === null || need.closedOn >= training.from))
  const before = windowBefore(training, led, windowDays)
  const last = addDays(training.to, windowDays)
  const after = dayAfter(training.to) > today ? null : { from: dayAfter(training.to), to: last < today ? last : today }
  const others = there.filter((other) => other.id !== training.id && other.from <= (after?.to ?? training.to) && other.to >= before.from)
  return { ...group, before, after, others: [...new Set(others.map(({ id }) => id))], needs: [...new Set(led.map(({ id }) => id))] }
}

/**
 * A unit picked for its high rate falls back to its usual one by itself, so the days that it was picked by tell nothing of before. Picked
 * against the rest of the company, what lies before those days is free of that choice. Picked against its own past, that past was low for
 * the same reason as those days were high; only both together are free of it.
 */
function windowBefore ({ from }: HeldTraining, needs: readonly NeedOfRate[], windowDays: number): Window {
  const past = earliest(needs.flatMap(({ pastFrom }) => pastFrom ?? []))
  const to = dayBefore(from)
  if (past !== undefined && past <= to) return { from: past, to }
  const end = dayBefore(earliest([from, ...needs.map(({ evidenceFrom }) => evidenceFrom)]) ?? from)
  return { from: addDays(end, 1 - windowDays), to: end }
}

const earliest = (days: readonly string[]): string | undefined => days.toSorted()[0]
