import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { MOST_CONTROLS, MOST_YEARS } from '../../../src/risks/assess/schemas.ts'
import { WORKED_CASES } from '../../risk/worked-cases.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'
import { statementsOf } from '../../support/statements.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)

const assess = async (payload: object) => await app.inject({ method: 'POST', url: '/v1/risks/assess', headers: bearer(), payload })
const plain = { likelihood: 3, lossLow: 1_000, lossHigh: 10_000, consequence: 2 }
const bodyOf = ({ controls, ...input }: typeof WORKED_CASES.A.input) => ({ ...input, controls: controls.map(({ design, passed, failed }) => ({ design, passed, failed })) })

t.test('the worked cases come out over HTTP, with exactly the members of the contract', async (t) => {
  for (const { input, figures, quantiles } of Object.values(WORKED_CASES)) {
    const answer = await assess({ ...bodyOf(input), years: 100_000, seed: 42 })
    t.equal(answer.statusCode, 200, answer.body)
    const found = answer.json<Record<string, number>>()
    t.strictSame(Object.keys(found), ['effectiveness', 'shape', 'rate', 'frequency', 'frequencyLow', 'frequencyHigh', 'inherentFrequency', 'severityMean', 'expectedAnnualLoss', 'inherentExpectedAnnualLoss', 'standardDeviation',
      'p50', 'p90', 'p95', 'p99', 'likelihoodLevel', 'inherentLikelihoodLevel', 'impactLevel', 'residualScore', 'inherentScore', 'explanation', 'methodVersion'])
    for (const [figure, digits] of Object.entries(figures)) t.equal(found[figure]?.toFixed(digits.split('.')[1]?.length ?? 0), digits, figure)
    t.ok(Math.abs((found['p90'] ?? 0) / quantiles[0] - 1) < 0.02 && Math.abs((found['p95'] ?? 0) / quantiles[1] - 1) < 0.02)
    t.equal((await assess({ ...bodyOf(input), years: 100_000, seed: '42' })).body, answer.body, 'and again, to the byte')
  }
})

t.test('the explanation says what evidence moved, and how to have the quantiles again', async (t) => {
  const { explanation } = (await assess({ ...bodyOf(WORKED_CASES.A.input), seed: 'x' })).json<{ explanation: Record<string, object> }>()
  t.match(explanation, {
    prior: { likelihood: 4, rate: 4, strength: 1, residualRate: 1.125 }, combined: { factor: 0.28125, capped: false },
    controls: [{ code: null, design: 'good', designShare: 0.75, passed: 9, failed: 1, effectiveness: 0.625, factor: 0.375 }, { design: 'partial', effectiveness: 0.25 }],
    evidence: { state: 'counted', events: 3, exposureYears: 1, frequencyWithout: 1.125 }, severity: { moneyBand: 2, consequence: 3, impactFrom: 'consequence' }, simulation: { years: 50_000, seed: 'x' }
  })
})

t.test('what is not known is said not to be known', async (t) => {
  const { explanation } = (await assess(plain)).json<{ explanation: { evidence: object } }>()
  t.match(explanation.evidence, { state: 'no_data', events: 0, weight: 0, frequencyWith: 1 })
})

t.test('nothing is read or written', async (t) => {
  const statements = await statementsOf(db, async () => { await assess(plain) })
  t.strictSame(statements.filter((statement) => !/operators/.test(statement)), [])
})

t.test('what goes beyond the bounds is refused with a pointer, and the bounds themselves are taken', async (t) => {
  const control = { design: 'weak', passed: 1_000_000_000, failed: 1_000_000_000 }
  const cases: [name: string, body: object, pointer: string | null][] = [
    ['years at the least', { years: 50_000 }, null], ['a year too few', { years: 49_999 }, '/years'], ['a year too many', { years: MOST_YEARS + 1 }, '/years'], ['half a year', { years: 50_000.5 }, '/years'],
    ['as many controls as may be', { controls: Array.from({ length: MOST_CONTROLS }, () => control) }, null], ['one too many', { controls: Array.from({ length: MOST_CONTROLS + 1 }, () => control) }, '/controls'],
    ['likelihood 0', { likelihood: 0 }, '/likelihood'], ['likelihood 6', { likelihood: 6 }, '/likelihood'], ['likelihood in words', { likelihood: 'likely' }, '/likelihood'], ['no consequence', { consequence: undefined }, '/consequence'],
    ['losses to a trillion', { lossLow: 0.01, lossHigh: 1e12 }, null], ['a loss of nothing', { lossLow: 0 }, '/lossLow'], ['a negative loss', { lossLow: '-1' }, '/lossLow'], ['an exponent', { lossHigh: '1e5' }, '/lossHigh'], ['infinite', { lossHigh: 'Infinity' }, '/lossHigh'],
    ['losses the wrong way round', { lossHigh: 999 }, '/lossHigh'],
    ['a million events', { events: 1_000_000, windowExposure: 1, yearExposure: 1_000_000 }, null], ['one more', { events: 1_000_001, windowExposure: 1, yearExposure: 1 }, '/events'],
    ['events without exposure', { events: 1 }, '/windowExposure'], ['an exposure with all digits', { windowExposure: '0.30000000000000004', yearExposure: 1e12 }, null],
    ['half a test', { controls: [{ design: 'weak', passed: 0.5 }] }, '/controls/0/passed'], ['no such design', { controls: [{ design: 'perfect' }] }, '/controls/0/design'], ['between two designs', { controls: [{ design: 0.6 }] }, '/controls/0/design'],
    ['an unknown field', { frequency: 1 }, '/frequency'], ['an unknown field of a control', { controls: [{ design: 'weak', effectiveness: 1 }] }, '/controls/0/effectiveness'],
    ['a seed of two hundred', { seed: 'x'.repeat(200) }, null], ['a longer one', { seed: 'x'.repeat(201) }, '/seed'], ['an empty one', { seed: '' }, '/seed'], ['a negative one', { seed: -1 }, '/seed'], ['half a seed', { seed: 1.5 }, '/seed']
  ]
  for (const [name, body, pointer] of cases) {
    const answer = await assess({ ...plain, ...body })
    t.equal(answer.statusCode, pointer === null ? 200 : 400, `${name}: ${answer.body.slice(0, 300)}`)
    if (pointer !== null) t.ok(answer.json<{ errors: { pointer: string }[] }>().errors.some((fault) => fault.pointer.startsWith(pointer)), `${name}: ${answer.body}`)
  }
})

t.test('while a million years are simulated, others are answered', async (t) => {
  let isOver = false
  const long = assess({ ...plain, likelihood: 5, years: MOST_YEARS }).then((answer) => { isOver = true; return answer })
  await sleep(20)
  const answer = await app.inject({ method: 'GET', url: '/v1/events', headers: bearer() })
  t.strictSame([answer.statusCode, isOver], [200, false])
  t.equal((await long).statusCode, 200)
})

t.test('more simulations than may wait are turned away, and told to come again', async (t) => {
  const answers = await Promise.all(Array.from({ length: 30 }, async () => await assess(plain)))
  const refused = answers.filter(({ statusCode }) => statusCode !== 200)
  t.ok(refused.length > 0 && refused.length < 20)
  for (const { statusCode, headers, body } of refused) t.strictSame([statusCode, headers['retry-after'], JSON.parse(body).type], [503, '5', '/problems/overloaded'])
})
