import { rulingOfUse } from './ai-use.ts'
import type { AiUse } from './ai-use.ts'
import { askedOfRole, firstDaysOf } from './catalogue.ts'
import type { TopicCatalogue } from './catalogue.ts'
import type { EarlierPosition, HeldPosition, OwnRequirement, Requirement } from './requirements.ts'

/** What rules on a topic for a person who holds certain positions on a day, whatever was before. Pure. */

/** What a requirement rests on. `ai_use`: a role that uses or oversees AI, or work with a system of the inventory (AI Act Art. 4). */
export const BASES = ['person', 'position', 'unit', 'ai_use', 'role'] as const
export type Basis = typeof BASES[number]

/** A requirement without its beginning; of level 0 too, which says that nothing is required. */
export type Ruling = Omit<Requirement, 'since' | 'lesser'>
/** By topic. */
export type Rulings = ReadonlyMap<string, Ruling>
type Held = Pick<HeldPosition | EarlierPosition, 'code' | 'unitPath' | 'responsibilities'>

export interface Rules {
  readonly on: (person: string, positions: readonly Held[], day: string) => Rulings
  /** Days on which the matrix begins to ask for a topic. */
  readonly firstDays: readonly string[]
  /** Days of the own requirements and uses of AI systems that a person in these positions can ever come under. */
  readonly concerning: (person: string, positions: readonly Held[]) => readonly Period[]
}

type Period = Pick<OwnRequirement, 'validFrom' | 'validTo'>

const byPlace = (own: readonly OwnRequirement[], place: (requirement: OwnRequirement) => string | null): ReadonlyMap<string | null, OwnRequirement[]> => Map.groupBy(own, place)

/** @param uses of AI systems. */
export function rulesOf (own: readonly OwnRequirement[], catalogue: TopicCatalogue, uses: readonly AiUse[] = []): Rules {
  const ofPeople = byPlace(own, ({ person }) => person)
  const ofPositions = byPlace(own, ({ position }) => position)
  const ofUnits = byPlace(own, ({ unit }) => unit)
  const usesOf = Map.groupBy(uses, ({ kind, code }) => placeOfUse(kind, code))
  const refresherOf = (topic: string): number | null => catalogue.topics.get(topic)?.refresherMonths ?? null

  /** With the strictest of those at one place, by topic, in place of what lies behind them. */
  const withOwn = (behind: Rulings, basis: Basis, of: string, place: readonly OwnRequirement[] | undefined, day: string): Rulings => {
    if (place === undefined) return behind
    const here = new Map<string, Ruling>()
    for (const requirement of place) if (holds(requirement, day)) keepStrictest(here, ownRuling(requirement, basis, of, refresherOf(requirement.topic)))
    return here.size === 0 ? behind : new Map([...behind, ...here])
  }
  /** With the strictest that uses at these places ask, where that is more than what lies behind. */
  const withUses = (behind: Rulings, kind: AiUse['kind'], codes: readonly string[], day: string): Rulings => {
    if (uses.length === 0) return behind
    const here = codes.flatMap((code) => usesOf.get(placeOfUse(kind, code)) ?? []).filter((use) => holds(use, day)).flatMap((use) => rulingOfUse(use, catalogue, day) ?? [])
    return here.length === 0 ? behind : strictestOf([behind, ...here.map((ruling) => new Map([[ruling.topic, ruling]]))])
  }
  // Many people share unit and responsibilities, and what those ask is the same for all of them. From the root down, so that the nearest unit has the last word.
  const ofUnitAndRoles = remembered(({ unitPath, responsibilities }: Pick<Held, 'unitPath' | 'responsibilities'>, day) => `${day}\n${unitPath.join('\t')}\n${responsibilities.join('\t')}`,
    ({ unitPath, responsibilities }, day) => unitPath.reduceRight<Rulings>((behind, unit) => withOwn(behind, 'unit', unit, ofUnits.get(unit), day), withUses(ofRoles(catalogue, responsibilities, day), 'unit', unitPath, day)))
  const ofPosition = (held: Held, day: string): Rulings => withOwn(withUses(ofUnitAndRoles(held, day), 'position', [held.code], day), 'position', held.code, ofPositions.get(held.code), day)
  return {
    on: (person, positions, day) => withOwn(withUses(strictestOf(positions.map((position) => ofPosition(position, day))), 'person', [person], day), 'person', person, ofPeople.get(person), day),
    firstDays: firstDaysOf(catalogue),
    concerning: (person, positions) => {
      const units = new Set(positions.flatMap(({ unitPath }) => unitPath))
      const codes = new Set(positions.map(({ code }) => code))
      return [...ofPeople.get(person) ?? [], ...[...codes].flatMap((code) => ofPositions.get(code) ?? []), ...[...units].flatMap((unit) => ofUnits.get(unit) ?? []),
        ...[placeOfUse('person', person), ...[...codes].map((code) => placeOfUse('position', code)), ...[...units].map((unit) => placeOfUse('unit', unit))].flatMap((place) => usesOf.get(place) ?? [])]
    }
  }
}

function strictestOf (several: readonly Rulings[]): Rulings {
  const [first = new Map(), ...others] = several
  if (others.length === 0) return first
  const strictest = new Map(first)
  for (const rulings of others) for (const ruling of rulings.values()) keepStrictest(strictest, ruling)
  return strictest
}

function remembered<Subject, Value> (keyOf: (subject: Subject, day: string) => string, compute: (subject: Subject, day: string) => Value): (subject: Subject, day: string) => Value {
  const known = new Map<string, Value>()
  return (subject, day) => {
    const key = keyOf(subject, day)
    const before = known.get(key)
    if (before !== undefined) return before
    const value = compute(subject, day)
    known.set(key, value)
    return value
  }
}

const placeOfUse = (kind: AiUse['kind'], code: string): string => `${kind} ${code}`
const holds = ({ validFrom, validTo }: Period, day: string): boolean => validFrom <= day && (validTo === null || validTo >= day)

function ownRuling ({ id, topic, level, refresherMonths, graceDays, legalSource, severity }: OwnRequirement, basis: Basis, of: string, refresherOfTopic: number | null): Ruling {
  return { topic, level, refresherMonths: refresherMonths ?? refresherOfTopic, graceDays, legalSource, severity, basis, of, requirementId: id, onlyForPillarReviewed: false }
}

function ofRoles (catalogue: TopicCatalogue, responsibilities: readonly string[], day: string): Rulings {
  const rulings = new Map<string, Ruling>()
  for (const role of responsibilities) {
    for (const [topic, { level, onlyForPillarReviewed, aiUse }] of askedOfRole(catalogue, role, day)) {
      const about = catalogue.topics.get(topic)
      keepStrictest(rulings, {
        topic, level, refresherMonths: about?.refresherMonths ?? null, graceDays: catalogue.matrixGraceDays, legalSource: about?.legalSource ?? '', severity: catalogue.matrixSeverity,
        basis: aiUse ? 'ai_use' : 'role', of: role, requirementId: null, onlyForPillarReviewed
      })
    }
  }
  return rulings
}

function keepStrictest (rulings: Map<string, Ruling>, ruling: Ruling): void {
  const known = rulings.get(ruling.topic)
  if (known === undefined || compareStrictness(ruling, known) < 0) rulings.set(ruling.topic, ruling)
}

const SEVERITY_ORDER = ['critical', 'important', 'advisable']
const refresher = ({ refresherMonths }: Pick<Ruling, 'refresherMonths'>): number => refresherMonths ?? Infinity
const ordered = (a: number, b: number): number => a < b ? -1 : a > b ? 1 : 0

/** Negative when the first asks more: level, then refresher; what follows only makes the answer one. */
function compareStrictness (a: Ruling, b: Ruling): number {
  return b.level - a.level ||
    ordered(refresher(a), refresher(b)) ||
    SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
    a.graceDays - b.graceDays ||
    Number(a.onlyForPillarReviewed) - Number(b.onlyForPillarReviewed) ||
    BASES.indexOf(a.basis) - BASES.indexOf(b.basis) ||
    (a.of < b.of ? -1 : a.of > b.of ? 1 : 0) ||
    ((a.requirementId ?? '') < (b.requirementId ?? '') ? -1 : 1)
}

type Strictness = Pick<Ruling, 'level' | 'refresherMonths'>

/** Whether somebody who met the first would meet the second by it. */
export const asksAtLeast = (a: Strictness, b: Strictness): boolean => a.level >= b.level && refresher(a) <= refresher(b)

/** The most that either of the two asks at least. */
export const commonOf = (a: Strictness, b: Strictness): Strictness =>
  ({ level: Math.min(a.level, b.level), refresherMonths: refresher(a) > refresher(b) ? a.refresherMonths : b.refresherMonths })
