import t from 'tap'
import { rateRatio } from '../../../src/statistics/rate-ratio.ts'
import { daysAround, measuredEffects } from '../../../src/risks/treatments/measured-effect.ts'
import type { SeenEffect } from '../../../src/risks/treatments/measured-effect.ts'

const QUESTION = { basis: 'declarations', on: '2026-11-10', months: 6, period: { from: null, to: null }, observedFrom: '2025-01-01' } as const

t.test('as many months before as after, up to today, from where declarations begin, and whole months of AI outputs', (t) => {
  const CASES: [name: string, finishedOn: string, changes: object, days: ReturnType<typeof daysAround>][] = [
    ['long ago', '2026-01-15', {}, { before: { from: '2025-07-15', to: '2026-01-14' }, after: { from: '2026-01-15', to: '2026-07-14' } }],
    ['lately', '2026-10-01', {}, { before: { from: '2026-04-01', to: '2026-09-30' }, after: { from: '2026-10-01', to: '2026-11-10' } }],
    ['today', '2026-11-10', {}, { before: { from: '2026-05-10', to: '2026-11-09' }, after: { from: '2026-11-10', to: '2026-11-10' } }],
    ['soon after declarations began', '2025-02-01', {}, { before: { from: '2025-01-01', to: '2025-01-31' }, after: { from: '2025-02-01', to: '2025-07-31' } }],
    ['before declarations began', '2024-12-31', {}, null], ['on the day they began', '2025-01-01', {}, null], ['nothing was declared', '2026-01-15', { observedFrom: null }, null],
    ['of AI outputs', '2026-03-15', { basis: 'ai_outputs', observedFrom: null }, { before: { from: '2025-09-01', to: '2026-02-28' }, after: { from: '2026-04-01', to: '2026-08-31' } }],
    ['of AI outputs, and no month is whole yet', '2026-10-15', { basis: 'ai_outputs', observedFrom: null }, null],
    ['of a risk of this year', '2026-03-01', { period: { from: '2026-01-01', to: '2026-04-30' } }, { before: { from: '2026-01-01', to: '2026-02-28' }, after: { from: '2026-03-01', to: '2026-04-30' } }]
  ]
  for (const [name, finishedOn, changes, days] of CASES) t.strictSame(daysAround(finishedOn, { ...QUESTION, ...changes }), days, name)
  t.end()
})

const DAYS = { before: { from: '2026-01-01', to: '2026-03-31' }, after: { from: '2026-04-01', to: '2026-06-30' } }
const many = (day: string, count: number): string[] => Array.from({ length: count }, () => day)
const seen = (changes: Partial<SeenEffect> = {}): SeenEffect =>
  ({ risk: 'R', expectedShare: 0.6, state: 'seen', unreviewed: 0, days: DAYS, eventDays: [...many('2026-01-01', 10), ...many('2026-03-31', 10), ...many('2026-04-01', 2), ...many('2026-06-30', 3)], exposures: { before: 1000, after: 500 }, ...changes })

t.test('the effect is the rate after against that before, beside what was expected', (t) => {
  const [effect] = measuredEffects([seen()])
  const ratio = rateRatio({ events: 5, exposure: 500 }, { events: 20, exposure: 1000 })
  t.match(effect, { state: 'measured', expectedShare: 0.6, before: { ...DAYS.before, events: 20, exposure: 1000 }, after: { ...DAYS.after, events: 5, exposure: 500 }, share: 0.5, lowData: false })
  t.strictSame([effect?.shareLow, effect?.shareHigh, effect?.p], [1 - (ratio?.upper ?? NaN), 1 - (ratio?.lower ?? NaN), ratio?.p])
  t.ok((effect?.shareLow ?? 1) < 0.5 && (effect?.shareHigh ?? 0) > 0.5, 'the interval holds it')
  t.end()
})

t.test('events of the days before and after count, and those of no side do not', (t) => {
  const [effect] = measuredEffects([seen({ eventDays: ['2025-12-31', '2026-01-01', '2026-03-31', '2026-04-01', '2026-06-30', '2026-07-01'] })])
  t.strictSame([effect?.before?.events, effect?.after?.events], [2, 2])
  t.end()
})

t.test('what cannot be measured says why, and is never shown as no effect', (t) => {
  const CASES: [name: string, changes: Partial<SeenEffect>, state: string][] = [
    ['not finished', { state: 'not_finished', days: null }, 'not_finished'], ['not observed', { state: 'not_observed' }, 'not_observed'], ['no days', { days: null }, 'too_early'], ['exposure not known', { exposures: { before: 10, after: null } }, 'no_data'],
    ['nothing declared since', { exposures: { before: 10, after: 0 } }, 'no_data']
  ]
  for (const [name, changes, state] of CASES) t.match(measuredEffects([seen(changes)])[0], { state, share: null, shareLow: null, shareHigh: null, p: null, adjustedP: null, lowData: true }, name)
  t.end()
})

t.test('without an event before, no share was prevented that anybody could tell', (t) => {
  t.match(measuredEffects([seen({ eventDays: many('2026-05-01', 4) })])[0], { state: 'measured', share: null, shareLow: null, before: { events: 0 } })
  t.match(measuredEffects([seen({ eventDays: many('2026-02-01', 4) })])[0], { state: 'measured', share: 1, shareHigh: 1, lowData: true })
  t.match(measuredEffects([seen({ eventDays: [...many('2026-02-01', 4), ...many('2026-05-01', 4)] })])[0], { share: -1 }, 'twice the rate is worse')
  t.end()
})

t.test('data are few where fewer than three events were to be expected on the side with less exposure', (t) => {
  const lowData = (before: number, after: number) => measuredEffects([seen({ eventDays: [...many('2026-02-01', before), ...many('2026-05-01', after)] })])[0]?.lowData
  t.strictSame([lowData(8, 0), lowData(9, 0), lowData(4, 5)], [true, false, false])
  t.end()
})

t.test('p is corrected for all effects that are looked at together, and only for those', (t) => {
  const clear = seen({ eventDays: [...many('2026-02-01', 30), ...many('2026-05-01', 4)] })
  const [alone] = measuredEffects([clear])
  t.equal(alone?.adjustedP, alone?.p)
  const [one, none, other] = measuredEffects([clear, seen({ days: null }), seen()])
  t.equal(one?.adjustedP, (one?.p ?? 0) * 2)
  t.equal(none?.adjustedP, null)
  t.equal(other?.adjustedP, other?.p)
  t.end()
})
