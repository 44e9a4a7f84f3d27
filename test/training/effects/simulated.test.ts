import t from 'tap'
import RULES from '../../../src/training/effects/effect-rules.json' with { type: 'json' }
import { addDays, daysBetween } from '../../../src/platform/calendar.ts'
import { randomOf } from '../../../src/statistics/seeded-random.ts'
import type { SeededRandom } from '../../../src/statistics/seeded-random.ts'
import { dispersionOf, NO_SCATTER, scatterOf, STRETCH_DAYS } from '../../../src/statistics/scatter.ts'
import { cutsOf } from '../../../src/training/effects/cuts.ts'
import type { HeldTraining, NeedOfRate, Window } from '../../../src/training/effects/cuts.ts'
import { effectsOf } from '../../../src/training/effects/effect.ts'
import type { Counts, Verdict } from '../../../src/training/effects/effect.ts'

/** Three years of declarations, errors and reviews, made up day by day; a training on one day of them. */

const FIRST = '2024-01-01'
const HELD_ON = '2026-07-01'
const LAST = '2026-12-31'
const UNITS = Array.from({ length: 20 }, (_, index) => `U${index}`)
/** Where none is picked, the others are there to be compared with. */
const FEW = UNITS.slice(0, 3)
const PER_DAY = 10
const ERROR_RATE = 0.03
const REPETITIONS = 200
const MOST_FALSE = 17

interface Day { readonly raised: number, readonly decided: number, readonly errors: number }
type Company = ReadonlyMap<string, readonly Day[]>
type RateOn = (unit: string, day: string) => number

/** @param reviewed chance that a finding has been decided; two of three are errors. */
function companyOf (random: SeededRandom, rateOn: RateOn, { reviewed = 0.8, units = FEW }: { readonly reviewed?: number, readonly units?: readonly string[] } = {}): Company {
  const days = Array.from({ length: daysBetween(FIRST, LAST) + 1 }, (_, index) => addDays(FIRST, index))
  return new Map(units.map((unit) => [unit, days.map((day) => {
    const tally = { raised: 0, decided: 0, errors: 0 }
    for (let number = 0; number < PER_DAY; number++) {
      if (random.uniform() >= 1.5 * rateOn(unit, day)) continue
      tally.raised++
      if (random.uniform() >= reviewed) continue
      tally.decided++
      if (random.uniform() < 2 / 3) tally.errors++
    }
    return tally
  })]))
}

const NOTHING: Counts = { declarations: 0, raised: 0, decided: 0, errors: 0, scatter: NO_SCATTER }

function countIn (company: Company, units: readonly string[], window: Window | null): Counts {
  if (window === null) return NOTHING
  const byUnit = units.map((unit) => company.get(unit)?.slice(daysBetween(FIRST, window.from), daysBetween(FIRST, window.to) + 1) ?? [])
  const scatter = byUnit.map(scatterOfDays).reduce((sum, one) => ({ chiSquare: sum.chiSquare + one.chiSquare, degrees: sum.degrees + one.degrees }), NO_SCATTER)
  return byUnit.flat().reduce<Counts>((sum, { raised, decided, errors }) => ({
    declarations: sum.declarations + PER_DAY, raised: sum.raised + raised, decided: sum.decided + decided, errors: sum.errors + errors, scatter
  }), NOTHING)
}

function scatterOfDays (days: readonly Day[]): Counts['scatter'] {
  const stretches = [...Map.groupBy(days.entries(), ([index]) => Math.floor(index / STRETCH_DAYS)).values()]
  return scatterOf(stretches.map((stretch) => stretch.reduce((sum, [, { errors }]) => sum + errors, 0)), stretches.map(({ length }) => PER_DAY * length))
}

function verdictOf (company: Company, unit: string, needs: readonly NeedOfRate[] = [], today = LAST): Verdict | undefined {
  const training: HeldTraining = { id: 'S1', course: 'C1', version: 1, session: 'S1', from: HELD_ON, to: HELD_ON, topics: ['value'], completions: [{ person: 'p', on: HELD_ON }] }
  const { cuts } = cutsOf([training], [training], { staff: { unitOf: () => unit, peopleIn: () => 5 }, pillarsOf: (topic) => [topic], needs, today, leastPeople: 5, rules: RULES, most: 1 })
  const others = [...company.keys()].filter((other) => other !== unit)
  const counts = cuts.map(({ units, before, after }) => ({
    before: countIn(company, units, before), after: countIn(company, units, after), restBefore: countIn(company, others, before), restAfter: countIn(company, others, after)
  }))
  return effectsOf(cuts, counts, RULES)[0]?.verdict
}

const isClaim = (verdict: Verdict | undefined): boolean => verdict === 'improved' || verdict === 'worsened'
const useless: RateOn = () => ERROR_RATE

t.test('of 200 repetitions of a training without effect, at most 17 claim one', (t) => {
  const verdicts = Array.from({ length: REPETITIONS }, (_, seed) => verdictOf(companyOf(randomOf(`useless ${seed}`), useless), 'U0'))
  const claims = verdicts.filter(isClaim).length
  t.ok(claims <= MOST_FALSE, `${claims} claims`)
  t.ok(verdicts.every((verdict) => verdict !== undefined && verdict !== 'too_early'), 'each had its say')
  t.end()
})

t.test('of 200 repetitions of a training after which only three of ten errors are left, most are recognised and none is called worse', (t) => {
  const useful: RateOn = (unit, day) => unit === 'U0' && day > HELD_ON ? 0.3 * ERROR_RATE : ERROR_RATE
  const verdicts = Array.from({ length: REPETITIONS }, (_, seed) => verdictOf(companyOf(randomOf(`useful ${seed}`), useful), 'U0'))
  const recognised = verdicts.filter((verdict) => verdict === 'improved').length
  t.ok(recognised > REPETITIONS / 2, `${recognised} recognised`)
  t.notOk(verdicts.includes('worsened'))
  t.end()
})

t.test('later findings that nobody has decided yet are claimed as an effect no more often', (t) => {
  const claims = Array.from({ length: REPETITIONS }, (_, seed) => {
    const [past, recent] = [companyOf(randomOf(`reviewed ${seed}`), useless, { reviewed: 0.95 }), companyOf(randomOf(`open ${seed}`), useless, { reviewed: 0.3 })]
    const turn = daysBetween(FIRST, HELD_ON)
    return verdictOf(new Map(FEW.map((unit) => [unit, [...past.get(unit)?.slice(0, turn) ?? [], ...recent.get(unit)?.slice(turn) ?? []]])), 'U0')
  }).filter(isClaim).length
  t.ok(claims <= MOST_FALSE, `${claims} claims`)
  t.end()
})

/** The days that a unit is picked by end the day before the training. */
const EVIDENCE = { from: '2026-01-01', to: '2026-06-30' }
const PAST = { from: '2025-01-01', to: '2025-12-31' }
const needOf = (unit: string, pastFrom: string | null): NeedOfRate =>
  ({ id: 'N1', topic: 'value', unit, pillar: 'value', openedOn: EVIDENCE.to, closedOn: null, evidenceFrom: EVIDENCE.from, pastFrom })

/** Errors of half a year that people confirm, by the rates of the company; a year has twice as many. */
const USUAL = 0.8 * ERROR_RATE * PER_DAY * 181
const againstPast = (company: Company, unit: string): number => 2 * countIn(company, [unit], EVIDENCE).errors / Math.max(1, countIn(company, [unit], PAST).errors)

const PICKED_BY: readonly [name: string, height: (company: Company, unit: string) => number, pastFrom: string | null][] = [
  ['the highest of the company', (company, unit) => countIn(company, [unit], EVIDENCE).errors, null],
  ['the highest against its own past', againstPast, PAST.from],
  ['the highest against both', (company, unit) => Math.min(countIn(company, [unit], EVIDENCE).errors / USUAL, againstPast(company, unit)), PAST.from]
]

t.test('a unit picked for its high rate falls back to its usual one, and that is no effect', (t) => {
  const claims = PICKED_BY.map(() => 0)
  let untold = 0
  for (let seed = 0; seed < REPETITIONS; seed++) {
    const company = companyOf(randomOf(`picked ${seed}`), useless, { units: UNITS })
    for (const [index, [, height, pastFrom]] of PICKED_BY.entries()) {
      const unit = UNITS.map((code) => ({ code, height: height(company, code) })).toSorted((a, b) => b.height - a.height)[0]?.code ?? ''
      if (isClaim(verdictOf(company, unit, [needOf(unit, pastFrom)]))) claims[index] = (claims[index] ?? 0) + 1
      if (index === 0 && isClaim(verdictOf(company, unit))) untold++
    }
  }
  for (const [index, count] of claims.entries()) t.ok(count <= MOST_FALSE, `${PICKED_BY[index]?.[0]}: ${count} claims`)
  t.ok(untold > REPETITIONS / 20 && untold > 2 * (claims[0] ?? 0), `${untold} claims if nobody knew what the highest was picked by: the case is a hard one`)
  t.end()
})

/** How often a useless training is called one with an effect. @param companyIn makes the company of a repetition. */
const falseClaims = (companyIn: (seed: number) => Company, today?: string): number =>
  Array.from({ length: REPETITIONS }, (_, seed) => verdictOf(companyIn(seed), 'U0', [], today)).filter(isClaim).length

/** The days before all reviewed, and of those after as little as is given, by a habit: from one end of what is right and wrong. */
function reviewedLate (seed: number, share: number, decide: (day: Day, share: number) => Day): Company {
  const company = companyOf(randomOf(`habit ${seed}`), useless, { reviewed: 1 })
  const turn = daysBetween(FIRST, HELD_ON)
  return new Map([...company].map(([unit, days]) => [unit, days.map((day, index) => index <= turn ? day : decide(day, share))]))
}

t.test('whoever reviews what is wrong first, or what is right, is not told of an effect by that', (t) => {
  const wrongFirst = (day: Day, share: number): Day => ({ ...day, decided: Math.max(day.errors, Math.round(day.raised * share)) })
  const rightFirst = (day: Day, share: number): Day => ({ raised: day.raised, decided: Math.round(day.raised * share), errors: Math.max(0, Math.round(day.raised * share) - (day.raised - day.errors)) })
  for (const share of [0.3, 0.6]) {
    for (const [name, habit] of [['wrong', wrongFirst], ['right', rightFirst]] as const) t.ok(falseClaims((seed) => reviewedLate(seed, share, habit)) <= MOST_FALSE, `${name} first, ${share} of them`)
  }
  t.end()
})

/** Errors of clusters: each goods record that is wrong makes the same error in several declarations of the days that follow. */
function inClusters (seed: number, size: number): Company {
  const random = randomOf(`clusters ${seed}`)
  return new Map(FEW.map((unit) => {
    const errors = Array.from({ length: daysBetween(FIRST, LAST) + 1 }, () => 0)
    for (const day of errors.keys()) if (random.uniform() < ERROR_RATE * PER_DAY / size) for (let one = 0; one < size; one++) errors[Math.min(errors.length - 1, day + random.below(10))]! += 1
    return [unit, errors.map((count) => ({ raised: count, decided: count, errors: count }))]
  }))
}

t.test('errors that come in clusters are claimed as an effect hardly more often than others', (t) => {
  for (const size of [4, 8]) {
    const claims = falseClaims((seed) => inClusters(seed, size))
    t.ok(claims <= MOST_FALSE, `${claims} claims with clusters of ${size}`)
  }
  const scatter = FEW.map((unit) => dispersionOf([countIn(inClusters(0, 8), [unit], { from: FIRST, to: LAST }).scatter]))
  t.ok(scatter.every((times) => times > 3), 'they are clusters')
  t.end()
})

t.test('looked at every two weeks until its time is over, a useless training is called one with an effect no more often', (t) => {
  const looks = Array.from({ length: 13 }, (_, index) => addDays(HELD_ON, (index + 1) * 14))
  const claims = Array.from({ length: REPETITIONS }, (_, seed) => companyOf(randomOf(`looked at ${seed}`), useless)).filter((company) => looks.some((today) => isClaim(verdictOf(company, 'U0', [], today)))).length
  t.ok(claims <= MOST_FALSE, `${claims} of ${REPETITIONS} were called so at any look`)
  t.end()
})
