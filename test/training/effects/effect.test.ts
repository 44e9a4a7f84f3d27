import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import RULES from '../../../src/training/effects/effect-rules.json' with { type: 'json' }
import { addDays } from '../../../src/platform/calendar.ts'
import { NO_SCATTER } from '../../../src/statistics/scatter.ts'
import type { Cut } from '../../../src/training/effects/cuts.ts'
import { effectsOf, hasNothingToCompare } from '../../../src/training/effects/effect.ts'
import type { Counts, CutCounts, Effect } from '../../../src/training/effects/effect.ts'

const cutOf = (daysAfter = 182, over: Partial<Cut> = {}): Cut => ({
  training: { id: 'S1', course: 'C1', version: 1, session: 'S1', from: '2026-03-10', to: '2026-03-10', topics: ['value'], completions: [] },
  pillar: 'value', units: ['A'], people: 8, trained: 6, before: { from: '2025-09-09', to: '2026-03-09' }, others: [], needs: [],
  after: daysAfter === 0 ? null : { from: '2026-03-11', to: addDays('2026-03-10', daysAfter) }, ...over
})
const counts = (errors: number, declarations: number, raised = errors, decided = raised, scatter = NO_SCATTER): Counts => ({ errors, declarations, raised, decided, scatter })
const NONE = counts(0, 0)
const against = (before: Counts, after: Counts): CutCounts => ({ before, after, restBefore: NONE, restAfter: NONE })
function effectOf (before: Counts, after: Counts, cut = cutOf()): Effect {
  const [effect] = effectsOf([cut], [against(before, after)], RULES)
  assert.ok(effect)
  return effect
}

t.test('the verdict follows interval and test', (t) => {
  const cases: [name: string, before: Counts, after: Counts, verdict: string][] = [
    ['half as many of many', counts(60, 1000), counts(30, 1000), 'improved'],
    ['half as many of few', counts(6, 1000), counts(3, 1000), 'no_effect_shown'],
    ['half as many declarations, half as many errors', counts(60, 1000), counts(30, 500), 'no_effect_shown'],
    ['twice as many', counts(30, 1000), counts(60, 1000), 'worsened'],
    ['none where there were few', counts(5, 1000), counts(0, 1000), 'no_effect_shown'],
    ['none where there were six', counts(6, 1000), counts(0, 1000), 'improved'],
    ['many where there were none', counts(0, 1000), counts(6, 1000), 'worsened']
  ]
  for (const [name, before, after, verdict] of cases) t.equal(effectOf(before, after).verdict, verdict, name)
  t.end()
})

t.test('ratio, interval and p are those of the risk method', (t) => {
  const { compared, deltaPoints, expected } = effectOf(counts(10, 10_000), counts(30, 10_000))
  t.equal(compared?.ratio, 3)
  t.equal(compared?.lower.toFixed(10), '1.4274084702')
  t.equal(compared?.upper?.toFixed(10), '6.8793017710')
  t.equal(compared?.p.toFixed(10), '0.0022214338')
  t.equal(expected, 10)
  t.equal(deltaPoints?.toFixed(6), '0.200000')
  t.end()
})

t.test('findings that nobody has looked at are no improvement', (t) => {
  const half = effectOf(counts(60, 1000, 60, 60), counts(30, 1000, 60, 30))
  t.equal(half.after.exposure, 500)
  t.equal(half.compared?.ratio, 1)
  t.equal(half.verdict, 'no_effect_shown')
  t.equal(effectOf(counts(60, 1000), counts(0, 1000, 0, 0)).verdict, 'improved', 'no finding at all leaves nothing to look at')
  t.end()
})

t.test('with too little after it, it is too early to say', (t) => {
  const cases: [name: string, effect: Effect, because: string | null][] = [
    ['no day', effectOf(counts(60, 1000), NONE, cutOf(0)), 'too_few_days'],
    ['29 days', effectOf(counts(60, 1000), counts(10, 1000), cutOf(29)), 'too_few_days'],
    ['30 days', effectOf(counts(60, 1000), counts(10, 1000), cutOf(30)), null],
    ['fewer than three errors to be expected', effectOf(counts(29, 1000), counts(0, 100), cutOf(100)), 'too_few_expected'],
    ['three errors to be expected', effectOf(counts(30, 1000), counts(0, 100), cutOf(100)), null],
    ['few to be expected, and no more to come', effectOf(counts(2, 1000), counts(0, 1000)), null],
    ['few to be expected, on the last day but one', effectOf(counts(2, 1000), counts(0, 1000), cutOf(181)), 'too_few_expected'],
    ['less than a fifth reviewed', effectOf(counts(60, 1000), counts(10, 1000, 100, 19)), 'too_little_reviewed'],
    ['a fifth reviewed', effectOf(counts(60, 1000), counts(10, 1000, 100, 20)), null],
    ['less than a fifth of before reviewed', effectOf(counts(10, 1000, 100, 19), counts(10, 1000)), 'too_little_reviewed']
  ]
  for (const [name, effect, because] of cases) {
    t.equal(effect.because, because, name)
    t.equal(effect.verdict === 'too_early', because !== null, name)
  }
  t.end()
})

t.test('what to be careful about stands beside the verdict', (t) => {
  const plain = [counts(60, 1000), counts(30, 1000)] as const
  const cases: [name: string, effect: Effect, cautions: string[]][] = [
    ['nothing', effectOf(...plain), []],
    ['a need led to it', effectOf(...plain, cutOf(182, { needs: ['N1'] })), ['chosen_for_its_rate']],
    ['another training', effectOf(...plain, cutOf(182, { others: ['S2'] })), ['other_training_in_window']],
    ['half of the unit', effectOf(...plain, cutOf(182, { trained: 4 })), []],
    ['fewer than half of the unit', effectOf(...plain, cutOf(182, { trained: 3 })), ['few_of_unit_trained']],
    ['fewer than three to be expected', effectOf(counts(2, 1000), counts(2, 1000)), ['low_data']],
    ['three to be expected', effectOf(counts(3, 1000), counts(2, 1000)), []],
    ['half reviewed', effectOf(counts(60, 1000), counts(30, 1000, 60, 30)), []],
    ['less than half reviewed', effectOf(counts(60, 1000), counts(29, 1000, 60, 29)), ['half_reviewed']],
    ['no declaration before', effectOf(NONE, counts(2, 1000)), ['nothing_to_compare']]
  ]
  for (const [name, effect, cautions] of cases) t.strictSame(effect.cautions, cautions, name)
  t.end()
})

t.test('a unit that declared nothing has nothing to compare; what may still come has', (t) => {
  const cases: [name: string, effect: Effect, nothing: boolean][] = [
    ['both declared', effectOf(counts(60, 1000), counts(30, 1000)), false],
    ['nothing declared before', effectOf(NONE, counts(2, 1000)), true],
    ['nothing declared before, and no day after yet', effectOf(NONE, NONE, cutOf(0)), true],
    ['nothing declared after', effectOf(counts(60, 1000), NONE), true],
    ['nothing declared in 30 days', effectOf(counts(60, 1000), NONE, cutOf(30)), true],
    ['nothing declared in 29 days', effectOf(counts(60, 1000), NONE, cutOf(29)), false],
    ['one declaration without error', effectOf(counts(0, 1), counts(0, 1)), false],
    ['declared, and none of it reviewed', effectOf(counts(0, 1000, 60, 0), counts(0, 1000, 60, 0)), false]
  ]
  for (const [name, effect, nothing] of cases) t.equal(hasNothingToCompare(effect), nothing, name)
  t.end()
})

t.test('the more is looked at, the more a single claim must bear', (t) => {
  const borderline = against(counts(20, 1000), counts(8, 1000))
  t.equal(effectsOf([cutOf()], [borderline], RULES)[0]?.verdict, 'improved')
  const dull = Array.from({ length: 9 }, () => against(counts(20, 1000), counts(20, 1000)))
  const [among] = effectsOf(Array.from({ length: 10 }, () => cutOf()), [borderline, ...dull], RULES)
  t.equal(among?.verdict, 'no_effect_shown')
  t.ok((among?.compared?.upper ?? 1) < 1, 'its own interval leaves out 1')
  const [early] = effectsOf([cutOf(), ...dull.map(() => cutOf(29))], [borderline, ...dull], RULES)
  t.equal(early?.verdict, 'improved', 'what is too early to say is no test')
  t.end()
})

t.test('the rest of the company stands beside it', (t) => {
  const [effect] = effectsOf([cutOf()], [{ ...against(counts(60, 1000), counts(30, 1000)), restBefore: counts(400, 10_000), restAfter: counts(200, 10_000) }], RULES)
  t.equal(effect?.company?.ratio, 0.5)
  t.end()
})

const counted: fc.Arbitrary<Counts> = fc.record({ errors: fc.nat(60), declarations: fc.integer({ min: 100, max: 20_000 }), spare: fc.nat(60), open: fc.nat(60) })
  .map(({ errors, declarations, spare, open }) => counts(errors, declarations, errors + spare + open, errors + spare))
const pair = fc.record({ before: counted, after: counted, days: fc.integer({ min: 0, max: 182 }) })

t.test('no claim is made that its interval does not carry', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(pair, { minLength: 1, maxLength: 12 }), (pairs) => {
    for (const { verdict, compared } of effectsOf(pairs.map(({ days }) => cutOf(days)), pairs.map(({ before, after }) => against(before, after)), RULES)) {
      if (verdict === 'improved') assert.ok(compared?.upper != null && compared.upper < 1 && compared.adjustedP !== null && compared.adjustedP <= 0.05)
      if (verdict === 'worsened') assert.ok(compared !== null && compared.lower > 1 && compared.adjustedP !== null && compared.adjustedP <= 0.05)
      if (verdict === 'too_early') assert.equal(compared?.adjustedP ?? null, null)
    }
  }), { numRuns: 300 }))
  t.end()
})

t.test('before and after exchanged, an improvement is a worsening', (t) => {
  const turned: Record<string, string> = { improved: 'worsened', worsened: 'improved', no_effect_shown: 'no_effect_shown', too_early: 'too_early' }
  t.doesNotThrow(() => fc.assert(fc.property(counted, counted, (before, after) => {
    assert.equal(effectOf(after, before).verdict, turned[effectOf(before, after).verdict])
  }), { numRuns: 300 }))
  t.end()
})

t.test('more errors after it never turn a worse verdict into a better one', (t) => {
  const rank = { improved: 0, no_effect_shown: 1, worsened: 2, too_early: Number.NaN }
  t.doesNotThrow(() => fc.assert(fc.property(counted, counted, fc.integer({ min: 1, max: 30 }), (before, after, more) => {
    const [fewer, many] = [effectOf(before, after), effectOf(before, { ...after, errors: after.errors + more })]
    fc.pre(fewer.verdict !== 'too_early')
    assert.ok(rank[many.verdict] >= rank[fewer.verdict])
  }), { numRuns: 300 }))
  t.end()
})

t.test('a claim bears whatever becomes of the open findings', (t) => {
  const all = counts(60, 1000, 90, 90)
  const cases: [name: string, after: Counts, verdict: string, decides: boolean][] = [
    ['what was wrong was decided first', counts(60, 1000, 90, 60), 'no_effect_shown', true],
    ['and a third of it only', counts(30, 1000, 90, 30), 'no_effect_shown', false],
    ['little was decided, all of it wrong', counts(60, 1000, 180, 60), 'no_effect_shown', true],
    ['what was right was dismissed first', counts(0, 1000, 90, 30), 'no_effect_shown', true],
    ['fewer were raised, and half of them decided', counts(12, 1000, 30, 18), 'improved', false],
    ['many more are wrong, and many are open', counts(120, 1000, 200, 150), 'worsened', false]
  ]
  for (const [name, after, verdict, decides] of cases) {
    const effect = effectOf(all, after)
    t.equal(effect.verdict, verdict, name)
    t.equal(effect.cautions.includes('open_findings_decide'), decides, name)
  }
  t.end()
})

t.test('errors that come in clusters tell as much as fewer that do not', (t) => {
  const scattered = (times: number) => ({ chiSquare: 12 * times, degrees: 12 })
  const effect = (times: number) => effectOf(counts(60, 1000, 60, 60, scattered(times)), counts(30, 1000, 30, 30, scattered(times)))
  t.match(effect(1), { verdict: 'improved', cautions: [], compared: { ratio: 0.5 } })
  t.match(effect(0.5), { verdict: 'improved', compared: effectOf(counts(60, 1000), counts(30, 1000)).compared }, 'errors more even than by chance are no better known')
  t.match(effect(1.9).cautions, [])
  t.match(effect(4), { verdict: 'no_effect_shown', cautions: ['errors_in_clusters'], compared: { ratio: 0.5 } })
  t.end()
})

t.test('until the days after it are over, a claim bears that it is looked at every day', (t) => {
  const [before, strong, fair] = [counts(60, 1000), counts(5, 500), counts(14, 500)]
  t.match(effectOf(before, fair, cutOf(91)), { complete: false, verdict: 'no_effect_shown' })
  t.match(effectOf(before, fair, cutOf(182)), { complete: true, verdict: 'improved' })
  t.match(effectOf(before, strong, cutOf(91)), { complete: false, verdict: 'improved' })
  t.end()
})
