import t from 'tap'
import { matchOf, plantedIn } from '../../../../src/ai-systems/oversight/joins/match-items.ts'
import type { Candidate, CarriedProposal } from '../../../../src/ai-systems/oversight/joins/match-items.ts'

const MRN = '26IT123456789012A7'
const day = (text: string): Date => new Date(`${text}T08:00:00Z`)
const item: CarriedProposal = { pillar: 'classification', system: 'CLS', version: '4.2', mrn: MRN, lrn: 'L-1', declarant: 'IT1', itemNumber: 1, goodsRef: 'M-1', declaredAt: day('2026-03-10') }
const output = (over: Partial<Candidate> = {}): Candidate =>
  ({ id: 'o1', pillar: 'classification', system: 'CLS', systemId: 's1', modelVersion: '4.2', version: '4.2|p1', mrn: MRN, lrn: null, declarant: null, itemNumber: 1, goodsRef: null, madeAt: day('2026-03-09'), planted: false, proposal: '8471300000', ...over })
const onGoods = (over: Partial<Candidate> = {}): Candidate => output({ id: 'g1', mrn: null, itemNumber: null, goodsRef: 'M-1', ...over })

t.test('an item carries the output that names it, else the last on its goods', (t) => {
  const cases: [name: string, candidates: Candidate[], item: Partial<CarriedProposal>, id: string | undefined][] = [
    ['by MRN and item', [output()], {}, 'o1'],
    ['another item', [output({ itemNumber: 2 })], {}, undefined],
    ['another declaration', [output({ mrn: '26IT999999999999A1' })], {}, undefined],
    ['by LRN and declarant, also once it has an MRN', [output({ mrn: null, lrn: 'L-1', declarant: 'IT1' })], {}, 'o1'],
    ['the same LRN of another declarant', [output({ mrn: null, lrn: 'L-1', declarant: 'IT2' })], {}, undefined],
    ['another pillar', [output({ pillar: 'origin' })], {}, undefined],
    ['another system', [output({ system: 'XYZ' })], {}, undefined],
    ['the system by its id', [output()], { system: 's1' }, 'o1'],
    ['another version', [output({ modelVersion: '4.1', version: '4.1|p1' })], {}, undefined],
    ['the whole version', [output()], { version: '4.2|p1' }, 'o1'],
    ['no version stated', [output()], { version: '' }, 'o1'],
    ['of two the later', [output(), output({ id: 'o2', madeAt: day('2026-03-10') })], {}, 'o2'],
    ['logged after the declaration: its time is that of a slow log', [output({ madeAt: day('2026-03-11') })], {}, 'o1'],
    ['on the goods', [onGoods()], {}, 'g1'],
    ['on other goods', [onGoods({ goodsRef: 'M-2' })], {}, undefined],
    ['goods of no name', [onGoods({ goodsRef: null })], { goodsRef: null }, undefined],
    ['on the goods, made after the declaration', [onGoods({ madeAt: day('2026-03-11') })], {}, undefined],
    ['on the goods, but for another declaration', [onGoods({ mrn: '26IT999999999999A1', itemNumber: 1 })], {}, undefined],
    ['the one that names it goes before the later one on the goods', [output(), onGoods({ madeAt: day('2026-03-10') })], {}, 'o1'],
    ['planted', [output({ planted: true })], {}, undefined]
  ]
  for (const [name, candidates, over, id] of cases) t.equal(matchOf({ ...item, ...over }, candidates)?.id, id, name)
  t.end()
})

t.test('a planted proposal that was declared all the same', (t) => {
  const found = (values: string[], candidate: Candidate): number => plantedIn(item, values, [candidate], (one, other) => one === other).length
  t.equal(found(['8471300000'], output({ planted: true })), 1)
  t.equal(found(['8471410000'], output({ planted: true })), 0, 'the reviewer put it right')
  t.equal(found(['8471300000'], onGoods({ planted: true })), 1)
  t.equal(found(['8471300000'], output()), 0, 'not planted')
  t.equal(found(['8471300000'], onGoods({ planted: true, madeAt: day('2026-03-11') })), 0, 'shown after the declaration')
  t.end()
})
