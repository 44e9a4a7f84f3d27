import t from 'tap'
import type { KeyEntry } from '../../src/synthetic/answer-key.ts'
import { missedBounds, scoreYear } from '../../src/synthetic/score.ts'

const entry = (mrn: string, changes: Partial<KeyEntry> = {}): KeyEntry =>
  ({ mrn, lrn: mrn, itemNumber: 2, kind: 'origin_missing', checks: ['ORI-01'], needs: 'declaration', showable: true, broker: null, seed: 's', generatorVersion: 1, ...changes })
const kindOf = (score: ReturnType<typeof scoreYear>, kind: string) => score.kinds.find((one) => one.kind === kind)

t.test('found is what an expected check finds at the place', (t) => {
  const key = ['a', 'b', 'c', 'd'].map((mrn) => entry(mrn))
  const score = scoreYear(100, key, new Map([
    ['a', [{ check: 'ORI-01', itemNumber: 2 }]],
    ['b', [{ check: 'ORI-01', itemNumber: 1 }]],
    ['c', [{ check: 'ORI-02', itemNumber: 2 }]],
    ['d', [{ check: 'ORI-01', itemNumber: null }, { check: 'VAL-01', itemNumber: 2 }]]
  ]))
  t.match(kindOf(score, 'origin_missing'), { planted: 4, found: 2, recall: 0.5 })
  t.equal(score.beside, 2, 'what else was found is counted apart')
  t.match(score, { planted: 4, clean: 96, falseAlarms: { declarations: 0, byCheck: [] } })
  t.strictSame(missedBounds(score), ['origin_missing: 2 of 4 found, at least 98 % asked'])
  t.end()
})

t.test('a finding on a right declaration is a false alarm, once a declaration and once a check', (t) => {
  const found = new Map([['x', [{ check: 'VAL-09', itemNumber: 1 }, { check: 'VAL-09', itemNumber: 2 }, { check: 'CLA-07', itemNumber: 1 }]], ['y', [{ check: 'VAL-09', itemNumber: 1 }]], ['z', []]])
  const { falseAlarms } = scoreYear(300, [], found)
  t.match(falseAlarms, { declarations: 2, byCheck: [{ check: 'VAL-09', declarations: 2 }, { check: 'CLA-07', declarations: 1 }] })
  t.equal(missedBounds(scoreYear(300, [], found)).length, 1)
  t.equal(missedBounds(scoreYear(400, [], found)).length, 0)
  t.end()
})

t.test('kinds that nothing shows are counted and not asked for', (t) => {
  const score = scoreYear(10, [entry('a', { kind: 'small_undervaluation', checks: [], needs: 'nothing', showable: false })], new Map())
  t.match(kindOf(score, 'small_undervaluation'), { planted: 1, found: 0, showable: false })
  t.match(kindOf(score, 'origin_missing'), { planted: 0, recall: null, lower: null })
  t.strictSame(missedBounds(score), [])
  t.end()
})
