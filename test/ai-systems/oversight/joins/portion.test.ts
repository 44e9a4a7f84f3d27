import t from 'tap'
import fc from 'fast-check'
import { concernsOf, lengthWithin } from '../../../../src/ai-systems/oversight/joins/event-concerns.ts'
import type { FollowedEvent } from '../../../../src/ai-systems/oversight/joins/event-concerns.ts'
import { portionOf } from '../../../../src/ai-systems/oversight/joins/portion.ts'
import type { DeclarationSize, Look } from '../../../../src/ai-systems/oversight/joins/portion.ts'

const id = (number: number): string => `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`
const look = (number: number, changes: Partial<Look> = {}): Look => ({ place: 0, kind: 'output', id: id(number), mrn: null, lrn: null, declarant: null, ...changes })
const whole = (number: number, place = 0): Look => look(number, { kind: 'changed', place })
const size = (number: number, items: number, changes: Partial<DeclarationSize> = {}): DeclarationSize => ({ asked: id(number), id: id(number), mrn: null, lrn: null, declarant: 'IT1', items, ...changes })

t.test('a portion ends before the look with which it would be too much', (t) => {
  const cases: [name: string, looks: readonly Look[], sizes: readonly DeclarationSize[], length: number][] = [
    ['nothing', [], [], 0],
    ['outputs count one each', [1, 2, 3, 4, 5, 6].map((number) => look(number)), [], 5],
    ['declarations count their items', [whole(1), whole(2), whole(3)], [size(1, 3), size(2, 2), size(3, 1)], 2],
    ['one item too many', [whole(1), whole(2)], [size(1, 3), size(2, 3)], 1],
    ['a declaration that is more than a portion is one by itself', [whole(1), whole(2)], [size(1, 999), size(2, 1)], 1],
    ['the same in several events counts once', [whole(1, 0), whole(1, 1), whole(1, 2)], [size(1, 5)], 3],
    ['a declaration that does not stand here counts nothing', [whole(1), whole(2)], [], 2],
    ['two that were joined are one', [whole(1), whole(2)], [size(1, 5, { id: id(9) }), size(2, 5, { id: id(9) })], 2],
    ['an output brings the declaration that it names', [look(1, { mrn: 'M' }), look(2, { mrn: 'M' }), look(3, { mrn: 'N' })], [size(8, 3, { asked: null, mrn: 'M' }), size(9, 1, { asked: null, mrn: 'N' })], 2],
    ['and all that have its LRN', [look(1), look(2, { lrn: 'L', declarant: 'IT1' })], [size(8, 2, { asked: null, lrn: 'L' }), size(9, 2, { asked: null, lrn: 'L' })], 1],
    ['of its declarant', [look(1), look(2, { lrn: 'L', declarant: 'IT2' })], [size(8, 9, { asked: null, lrn: 'L' })], 2]
  ]
  for (const [name, looks, sizes, length] of cases) t.equal(portionOf(looks, sizes, 5).length, length, name)
  t.strictSame(portionOf([look(1, { mrn: 'M' }), look(2, { kind: 'declaration' }), whole(3), whole(4)], [size(8, 1, { asked: null, mrn: 'M' }), size(2, 1), size(3, 1), size(4, 9)], 5).focus,
    { changed: [id(3)], declarations: [id(8), id(2)], outputs: [id(1)] })
  t.end()
})

t.test('portion after portion, every look is taken once and in order, and no portion is too much but one look', (t) => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (items, most) => {
    const looks = items.map((_, index) => whole(index))
    const sizes = items.map((count, index) => size(index, count))
    const taken: string[] = []
    for (let rest = looks; rest.length > 0;) {
      const { length, focus } = portionOf(rest, sizes, most)
      const sum = rest.slice(0, length).reduce((all, { id: of }) => all + (sizes.find(({ id: other }) => other === of)?.items ?? 0), 0)
      if (length === 0 || (sum > most && length > 1)) return false
      taken.push(...focus.changed)
      rest = rest.slice(length)
    }
    return JSON.stringify(taken) === JSON.stringify(looks.map(({ id: of }) => of))
  }))
  t.end()
})

const event = (type: string, subject: string, data: object | null = null): FollowedEvent => ({ epoch: 1, seq: '1', type, subject, data: data === null ? null : JSON.stringify(data) })

t.test('what events concern', (t) => {
  const events = [
    event('declaration.recorded', `declaration:${id(1)}`), event('declaration.joined', `declaration:${id(2)}`, { joined: id(3) }), event('finding.reviewed', `finding:${id(4)}`), event('finding.raised', `finding:${id(5)}`),
    event('ai_output.recorded', `ai_output:${id(6)}`), event('ai_output.outcome', `ai_output:${id(7)}`), event('ai_output.joined', 'ai_output:none'),
    event('ai_output.recorded_many', `ai_output:${id(8)}`, { count: 2, firstId: id(8), lastId: id(9) }), event('ai_output.steps_recorded', `ai_output:${id(10)}`, { toJudge: [id(11), id(10)] }),
    event('goods.changed', 'goods:x', { reference: 'M-1' }), event('goods.changed', 'goods:x'), event('declaration.reconciled', 'reconciliation:7')
  ]
  t.strictSame(concernsOf(events), {
    outputs: [{ place: 4, of: id(6) }, { place: 8, of: id(11) }, { place: 8, of: id(10) }], changed: [{ place: 0, of: id(1) }, { place: 1, of: id(2) }, { place: 1, of: id(3) }], findings: [{ place: 2, of: id(4) }],
    ranges: [{ place: 7, of: { count: 2, firstId: id(8), lastId: id(9) } }], goods: [{ place: 9, of: 'M-1' }]
  })
  t.end()
})

t.test('events are taken as long as they stand for few outputs, and one in any case', (t) => {
  const many = (count: number): FollowedEvent => event('ai_output.recorded_many', `ai_output:${id(1)}`, { count, firstId: id(1), lastId: id(2) })
  const steps = (count: number): FollowedEvent => event('ai_output.steps_recorded', `ai_output:${id(1)}`, { toJudge: Array.from({ length: count }, (_, index) => id(index)) })
  const ruling = event('goods.changed', 'goods:x', { reference: 'M' })
  const other = event('declaration.recorded', `declaration:${id(1)}`)
  const cases: [events: readonly FollowedEvent[], length: number][] = [
    [[], 0], [[other, other], 2], [[many(100)], 1], [[many(101)], 1], [[many(101), other], 1], [[many(60), other, many(40), other], 4], [[many(60), other, many(41), other], 2], [[other, many(101)], 1], [[steps(100), other], 2],
    [[steps(60), steps(41)], 1], [[ruling, ruling, ruling], 2]
  ]
  for (const [events, length] of cases) t.equal(lengthWithin(events, 100), length)
  t.end()
})
