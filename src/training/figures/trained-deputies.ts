import { askedOfRole } from '../competence/catalogue.ts'
import type { TopicCatalogue } from '../competence/catalogue.ts'
import { competenceOn } from '../competence/competence.ts'
import type { PersonOnDay } from '../competence/requirements.ts'
import type { Shown } from '../competence/shown.ts'

/** Customs tasks that nobody trained would take over (customs.md 9, key_person_single_point_count). Pure. */

export interface Deputised {
  readonly people: readonly PersonOnDay[]
  /** Who stands in for the holder of each position. */
  readonly deputies: ReadonlyMap<string, readonly string[]>
  readonly shown: ReadonlyMap<string, readonly Shown[]>
  readonly catalogue: TopicCatalogue
}

export interface TaskCover {
  readonly responsibility: string
  /** Named to stand in, the only holder himself aside; who deputises the head by position stands in for the head. */
  readonly deputies: readonly string[]
  readonly trained: readonly string[]
}

const HEAD = 'head_of_customs'
const DEPUTY_HEAD = 'deputy_head_of_customs'

/** Responsibilities that somebody bears on the day, in the order given, with who would take them over. */
export function taskCover (responsibilities: readonly string[], { people, deputies, shown, catalogue }: Deputised, day: string): TaskCover[] {
  const bearing = (responsibility: string): { person: string, position: string }[] => people.flatMap(({ person, positions }) =>
    positions.filter((position) => position.responsibilities.includes(responsibility)).map(({ code }) => ({ person, position: code })))
  return responsibilities.flatMap((responsibility) => {
    const held = bearing(responsibility)
    if (held.length === 0) return []
    const holders = new Set(held.map(({ person }) => person))
    const named = new Set([...held.flatMap(({ position }) => deputies.get(position) ?? []), ...responsibility === HEAD ? bearing(DEPUTY_HEAD).map(({ person }) => person) : []])
    const standing = [...named].filter((person) => holders.size !== 1 || !holders.has(person)).toSorted()
    return [{ responsibility, deputies: standing, trained: standing.filter((person) => isTrained(responsibility, shown.get(person) ?? [], catalogue, day)) }]
  })
}

/**
 * Whether somebody has been trained for all that the matrix asks of the role. Standing in, level 2 (trained) is enough where the role
 * itself asks for more; topics asked only of whoever reviews their pillar are left out.
 */
export function isTrained (responsibility: string, shown: readonly Shown[], catalogue: TopicCatalogue, day: string): boolean {
  return askedOfRole(catalogue, responsibility, day).every(([topic, { level, onlyForPillarReviewed }]) => onlyForPillarReviewed ||
    competenceOn(shown, { topic, level: Math.min(level, catalogue.reviewLevel), refresherMonths: catalogue.topics.get(topic)?.refresherMonths ?? null }, day).state === 'valid')
}
