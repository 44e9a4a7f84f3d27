import type { AiUse } from './ai-use.ts'
import type { RequirementSeverity, TopicCatalogue } from './catalogue.ts'
import { rulesOf } from './rulings.ts'
import type { Basis } from './rulings.ts'
import { withSince } from './since.ts'

/** What a person must know on a day, by the operator's own requirements, by the matrix of roles and by the AI systems that the person works with. Pure. */

export interface PersonOnDay {
  readonly person: string
  /** Where the person belongs on the day: unit of the assignment with the largest share; null: holds no position. */
  readonly unit: string | null
  /** Of all positions held on the day, each followed by those above it; without repetition. */
  readonly units: readonly string[]
  readonly positions: readonly HeldPosition[]
  /** Stretches before, newest first or in any order: since when something is required follows from them. None are needed where the positions tell it all. */
  readonly earlier: readonly EarlierPosition[]
}

/** A position as it is held on the day. */
export interface HeldPosition {
  readonly code: string
  readonly unit: string
  /** The unit, then those above it, up to the root. */
  readonly unitPath: readonly string[]
  readonly responsibilities: readonly string[]
  /** First day from which all of this has held without interruption: same person, position, unit path and responsibilities. */
  readonly since: string
}

/** A stretch of days, before those of `positions`, in which the person held a position and nothing about it changed. */
export interface EarlierPosition {
  readonly code: string
  readonly unit: string
  readonly unitPath: readonly string[]
  readonly responsibilities: readonly string[]
  readonly from: string
  /** Last day. */
  readonly to: string
}

/** A requirement that the operator made: of exactly one person, position or unit. */
export interface OwnRequirement {
  readonly id: string
  readonly code: string
  readonly person: string | null
  readonly position: string | null
  /** With the units below it, as far as they have none of their own on the topic. */
  readonly unit: string | null
  readonly topic: string
  /** 0 to 4; 0: not required, whatever lies behind says. */
  readonly level: number
  /** Null: the topic's own. */
  readonly refresherMonths: number | null
  readonly graceDays: number
  readonly legalSource: string
  readonly severity: RequirementSeverity
  readonly validFrom: string
  /** Last day; null: open. */
  readonly validTo: string | null
}

/** What a person must know on a day of one topic. */
export interface Requirement {
  readonly topic: string
  readonly level: number
  /** Null: a record shows the topic as long as the record itself says. */
  readonly refresherMonths: number | null
  readonly graceDays: number
  readonly legalSource: string
  readonly severity: RequirementSeverity
  readonly basis: Basis
  /** Code of the person, position, unit or AI system, or the responsibility. */
  readonly of: string
  /** The own requirement; null: the matrix. */
  readonly requirementId: string | null
  /** Asked only of whoever reviews that pillar (3* of the matrix). */
  readonly onlyForPillarReviewed: boolean
  /** First day from which at least as much has been required without interruption. */
  readonly since: string
  /** Less than that which has been required for longer, strictest first: what is raised does not excuse who did not meet the less before. */
  readonly lesser: readonly LesserDemand[]
}

export interface LesserDemand extends Pick<Requirement, 'level' | 'refresherMonths' | 'since'> {}

/**
 * What is required of a person on a day; own requirements, and uses of AI systems, are sorted by place once for all the people asked about. By topic in the order
 * of the catalogue; what is not required (level 0) is left out.
 */
export function requirementsBy (own: readonly OwnRequirement[], catalogue: TopicCatalogue, uses: readonly AiUse[] = []): (person: PersonOnDay, day: string) => Requirement[] {
  const rules = rulesOf(own, catalogue, uses)
  const order = new Map([...catalogue.topics.keys()].map((topic, index) => [topic, index]))
  const placeOf = (topic: string): number => order.get(topic) ?? order.size
  return (person, day) => withSince(rules, person, day).toSorted((a, b) => placeOf(a.topic) - placeOf(b.topic))
}

/** What is required of one person on the day. */
export const requirementsOn = (person: PersonOnDay, own: readonly OwnRequirement[], catalogue: TopicCatalogue, day: string, uses: readonly AiUse[] = []): Requirement[] =>
  requirementsBy(own, catalogue, uses)(person, day)
