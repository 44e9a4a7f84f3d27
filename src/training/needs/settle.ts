import type { Shown } from '../competence/shown.ts'
import type { ConcernedPerson } from './model.ts'

/** Whether records answer a need. Pure. */

export interface SettledNeed {
  readonly topic: string
  readonly openedOn: string
  readonly people: readonly ConcernedPerson[]
}

export interface ClosingRecord { readonly person: string, readonly recordId: string }

/**
 * The records that answer it: each person concerned who is still there has shown the topic at the level since it was opened, and still
 * does. Undefined while somebody has not, and when nobody is there any more: then only a stated reason can close it.
 *
 * @param isThere whether the person is still where the need is.
 * @param shownBy what a person has shown, of any topic.
 */
export function answeredBy ({ topic, openedOn, people }: SettledNeed, isThere: (person: string) => boolean, shownBy: (person: string) => readonly Shown[], today: string): ClosingRecord[] | undefined {
  const present = people.filter(({ person }) => isThere(person))
  const records = present.flatMap(({ person, level }) => {
    const answers = shownBy(person).filter((shown) => shown.topic === topic && shown.level >= level && shown.completedOn >= openedOn && shown.completedOn <= today && (shown.endsOn === null || shown.endsOn >= today))
    const [first] = answers.toSorted((a, b) => a.completedOn < b.completedOn ? -1 : a.completedOn > b.completedOn ? 1 : a.recordId < b.recordId ? -1 : 1)
    return first === undefined ? [] : [{ person, recordId: first.recordId }]
  })
  return records.length > 0 && records.length === present.length ? records : undefined
}

/**
 * Whether a need that records closed still has its answer: everybody concerned who is still there has a record that shows it and was not
 * revoked. That such a record has ended since is no new need of this kind, but a gap.
 */
export function isStillAnswered ({ topic, openedOn, people }: SettledNeed, isThere: (person: string) => boolean, shownBy: (person: string) => readonly Shown[], isRevoked: (recordId: string) => boolean): boolean {
  return people.filter(({ person }) => isThere(person)).every(({ person, level }) =>
    shownBy(person).some((shown) => shown.topic === topic && shown.level >= level && shown.completedOn >= openedOn && !isRevoked(shown.recordId)))
}
