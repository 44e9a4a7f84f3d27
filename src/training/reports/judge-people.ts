import { setImmediate } from 'node:timers/promises'
import type { TrainingFacts } from '../loader/read-training.ts'
import { cellsOfPeople } from './people-cells.ts'
import type { CellsAsked, PersonCells } from './people-cells.ts'

/** People judged between two turns of the event loop: some milliseconds at 40 topics each. Thousands at once would hold up everybody else. */
const AT_ONCE = 50

/** The cells of everybody on the day, as `cellsOfPeople` has them. */
export async function judgePeople (facts: TrainingFacts, day: string, asked: CellsAsked = {}): Promise<PersonCells[]> {
  const people = facts.peopleOn(day)
  const judged: PersonCells[] = []
  for (let start = 0; start < people.length; start += AT_ONCE) {
    judged.push(...cellsOfPeople({ ...facts, peopleOn: () => people.slice(start, start + AT_ONCE) }, day, asked))
    await setImmediate()
  }
  return judged
}
