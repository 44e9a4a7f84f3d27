import t from 'tap'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import type { TrainingFacts } from '../../../src/training/loader/read-training.ts'
import { judgePeople } from '../../../src/training/reports/judge-people.ts'
import { cellsOfPeople } from '../../../src/training/reports/people-cells.ts'
import { personWith } from './people.ts'

const DAY = '2026-06-30'
const people = Array.from({ length: 120 }, (_, index) => personWith(`P${String(index).padStart(3, '0')}`, 'A', [], ['purchasing']).person)
const facts: TrainingFacts = {
  peopleOn: () => people, own: [], uses: [], catalogue: SHIPPED_CATALOGUE, workforce: {} as TrainingFacts['workforce'],
  shown: new Map([['P119', [{ recordId: 'R', person: 'P119', topic: 'origin', level: 2, completedOn: '2026-01-31', endsOn: null }]]])
}

t.test('judged in turns, people have the cells that they have judged at once', async (t) => {
  const judged = await judgePeople(facts, DAY, { topics: ['origin', 'value'] })
  t.strictSame(judged, cellsOfPeople(facts, DAY, { topics: ['origin', 'value'] }))
  t.strictSame(judged.map(({ person }) => person.person), people.map(({ person }) => person))
  t.match(judged.at(-1)?.cells, [{ topic: 'value', state: 'missing' }, { topic: 'origin', state: 'valid' }])
})

t.test('others have their turn meanwhile', async (t) => {
  const other = new Promise((resolve) => { setImmediate(resolve) }).then(() => 'other')
  t.equal(await Promise.race([judgePeople(facts, DAY).then(() => 'judged'), other]), 'other')
})
