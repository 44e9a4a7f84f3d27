/** Below the right to see people, no figure is one of fewer than five of them. Pure. */

export const LEAST_PEOPLE = 5

export interface Group<Member> {
  /** What the group stands for; null: several that were put together. */
  readonly key: string | null
  /** Of a group put together: what it is made of, in order. */
  readonly merged: readonly string[]
  readonly members: readonly Member[]
}

interface WithPerson { readonly person: string }

export const peopleIn = (members: readonly WithPerson[]): number => new Set(members.map(({ person }) => person)).size

/**
 * Groups of fewer than five people put together as one; if these are fewer than five still, with the smallest of the others, since the
 * rest could be had by subtraction. What is left, the last, may be fewer than five only where all are: it has no figures then.
 */
export function withoutFew<Member extends WithPerson> (groups: readonly Group<Member>[]): Group<Member>[] {
  const bySize = groups.map((group) => ({ group, people: peopleIn(group.members) })).toSorted((a, b) => a.people - b.people)
  let few = bySize.filter(({ people }) => people < LEAST_PEOPLE).length
  while (few > 0 && few < bySize.length && peopleIn(bySize.slice(0, few).flatMap(({ group }) => group.members)) < LEAST_PEOPLE) few++
  if (few === 0) return [...groups]
  const together = new Set(bySize.slice(0, few).map(({ group }) => group))
  const [rest, small] = [groups.filter((group) => !together.has(group)), groups.filter((group) => together.has(group))]
  return [...rest, { key: null, merged: small.flatMap(({ key, merged }) => key === null ? merged : [key]).toSorted(), members: small.flatMap(({ members }) => members) }]
}
