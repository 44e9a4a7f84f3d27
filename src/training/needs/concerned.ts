import type { TopicCatalogue } from '../competence/catalogue.ts'
import type { PersonOnDay, Requirement } from '../competence/requirements.ts'
import type { NeedRules } from './cuts.ts'
import type { ConcernedPerson, RoleCount } from './model.ts'

/** Whom a need concerns, and which roles its evidence comes from. Never persons by their errors. Pure. */

/** In or under the unit; '' asks for the whole company. */
export const isThere = ({ units }: Pick<PersonOnDay, 'units'>, unit: string): boolean => unit === '' || units.includes(unit)

export interface Concerned { readonly level: number, readonly people: readonly ConcernedPerson[] }

/**
 * Those there of whom the topic is required. The need's level is the one that most of them must reach, of equals the higher; where the
 * topic is required of nobody, that which a review asks for.
 *
 * @param requirementsOf what is required of a person on the day.
 */
export function concernedBy (people: readonly PersonOnDay[], unit: string, topic: string, requirementsOf: (person: PersonOnDay) => readonly Requirement[], { reviewLevel }: Pick<TopicCatalogue, 'reviewLevel'>): Concerned {
  const required = people.filter((person) => isThere(person, unit)).flatMap((person) => {
    const requirement = requirementsOf(person).find((each) => each.topic === topic)
    return requirement === undefined ? [] : [{ person: person.person, level: requirement.level }]
  })
  const byLevel = [...Map.groupBy(required, ({ level }) => level)].toSorted(([a, these], [b, those]) => those.length - these.length || b - a)
  const level = byLevel[0]?.[0] ?? reviewLevel
  return { level, people: required.map((each) => ({ person: each.person, level: Math.min(each.level, level) })) }
}

/** Who handled what was found, and the roles that they bore on that day. */
export interface Handled { readonly person: string, readonly roles: readonly string[] }

/**
 * Findings by role of who handled them. Roles with few findings or few holders are counted together, so that no figure is one person's.
 *
 * @param handled one entry for each finding that says who handled its declaration.
 * @param holdersOf how many people bear the role.
 */
export function rolesOf ({ leastOfRole, leastPeople }: Pick<NeedRules, 'leastOfRole' | 'leastPeople'>, handled: readonly Handled[], holdersOf: (role: string) => number): RoleCount[] {
  const counts = new Map<string, number>()
  for (const { roles } of handled) for (const role of roles) counts.set(role, (counts.get(role) ?? 0) + 1)
  const isShown = (role: string): boolean => (counts.get(role) ?? 0) >= leastOfRole && holdersOf(role) >= leastPeople
  const rest = handled.filter(({ roles }) => !roles.some(isShown)).length
  return [
    ...[...counts].filter(([role]) => isShown(role)).toSorted(([a, these], [b, those]) => those - these || (a < b ? -1 : 1)).map(([role, findings]) => ({ role, findings })),
    ...rest === 0 ? [] : [{ role: null, findings: rest }]
  ]
}
