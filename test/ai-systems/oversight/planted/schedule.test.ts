import t from 'tap'
import { dueTimes, shownAlternatives, wrongValueOf } from '../../../../src/ai-systems/oversight/planted/schedule.ts'
import { randomOf } from '../../../../src/statistics/seeded-random.ts'

t.test('planted proposals are spread over the working hours of the days', (t) => {
  const [from, to] = ['2026-03-06', '2026-03-20']
  const times = dueTimes(40, from, to, randomOf('x'))
  t.equal(times.length, 40)
  for (const at of times) {
    const text = at.toISOString()
    t.ok(text.slice(0, 10) >= from && text.slice(0, 10) <= to && ![0, 6].includes(at.getUTCDay()) && at.getUTCHours() >= 7 && at.getUTCHours() < 17, text)
  }
  t.strictSame(times, times.toSorted((a, b) => a.getTime() - b.getTime()), 'in their order')
  t.ok(new Set(times.map((at) => at.toISOString().slice(0, 10))).size === 11, 'each of the eleven working days has some')
  t.strictSame(dueTimes(40, from, to, randomOf('x')), times, 'the same seed is the same plan')
  t.notSame(dueTimes(40, from, to, randomOf('y')), times)
  const weekend = dueTimes(2, '2026-03-07', '2026-03-08', randomOf('x'))
  t.strictSame(weekend.map((at) => at.toISOString().slice(0, 10)), ['2026-03-07', '2026-03-08'], 'a weekend alone has its own days')
  t.equal(dueTimes(1, from, from, randomOf('x'))[0]?.toISOString().slice(0, 10), from)
  t.end()
})

t.test('the wrong value is the likeliest that the system considered', (t) => {
  const donor = { pillar: 'classification', finalValue: '8471300000', alternatives: [{ value: '8471.30.00', score: 0.9 }, { value: '8517620000', score: 0.02 }, { value: '8471410000', score: 0.07 }] }
  t.equal(wrongValueOf(donor), '8471410000', 'the right one in other letters is none')
  t.equal(wrongValueOf({ ...donor, alternatives: [{ value: '8471300000', score: 1 }] }), undefined)
  t.equal(wrongValueOf({ ...donor, alternatives: null }), undefined)
  t.end()
})

t.test('beside the wrong value others are shown as the system names them, the right one among them', (t) => {
  const donor = { pillar: 'classification', finalValue: '8471300000', alternatives: [{ value: '8471410000', score: 0.07 }, { value: '8517620000', score: 0.02 }] }
  t.strictSame(shownAlternatives(donor, '8471410000'), [{ value: '8471300000', score: 0.07 }, { value: '8517620000', score: 0.02 }])
  t.strictSame(shownAlternatives({ ...donor, finalValue: '8517620000' }, '8471410000'), [{ value: '8517620000', score: 0.02 }], 'the right one once, where it was named already')
  t.end()
})
