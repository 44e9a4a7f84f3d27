import t from 'tap'
import { RISK_CATALOGUE } from '../../src/risks/catalogue/shipped-catalogue.ts'
import { AREAS } from '../../src/risks/catalogue/areas.ts'
import { APPETITES } from '../../src/synthetic/risks/appetites.ts'
import { contentOf, countedDays, testsOf } from '../../src/synthetic/risks/control-tests.ts'
import { CONTROLS } from '../../src/synthetic/risks/controls.ts'
import { RECIPIENTS } from '../../src/synthetic/risks/audit.ts'
import { ownerOf, verdictOn } from '../../src/synthetic/risks/stated-risks.ts'
import { TREATMENTS } from '../../src/synthetic/risks/treatments.ts'
import { peopleRecords } from '../../src/synthetic/perimeter/people.ts'
import { setting } from './support.ts'

/** What the synthetic trader says of its risks and does against them, without a service. */

const { trader } = setting()
const RISKS = RISK_CATALOGUE.risks
const posted = (path: string): Record<string, unknown>[] => peopleRecords(trader).filter((record) => record.path === path).map(({ payload }) => payload)
const positions = new Set(posted('/v1/positions').map(({ code }) => code))

t.test('most proposals are confirmed, some changed, a few are none of the company\'s, and of two nobody has said anything', async (t) => {
  const verdicts = RISKS.map((risk) => ({ risk, verdict: verdictOn(risk, trader.until) }))
  const changed = verdicts.filter(({ verdict }) => verdict?.step === 'inputs' && Object.keys(verdict.payload).length > 2)
  t.equal(RISKS.length, 94)
  t.equal(verdicts.filter(({ verdict }) => verdict === undefined).length, 2)
  t.equal(verdicts.filter(({ verdict }) => verdict?.step === 'retire').length, 3)
  t.equal(changed.length, 12)
  for (const { risk, verdict } of changed) {
    const stated = Object.entries(verdict?.payload ?? {}).filter(([name]) => name !== 'reason' && name !== 'statedOn')
    t.ok(stated.every(([name, value]) => (risk.proposal as unknown as Record<string, unknown>)[name] !== value), `${risk.code} says something else than is proposed`)
  }
})

t.test('every risk and every control has a position of the company that answers for it', async (t) => {
  t.strictSame(RISKS.filter((risk) => !positions.has(ownerOf(risk)['code'])).map(({ code }) => code), [])
  t.strictSame(CONTROLS.filter(({ owner }) => !positions.has(owner)).map(({ code }) => code), [])
})

t.test('treatments touch risks that are the company\'s, and have a position that sees to them', async (t) => {
  const scored = new Set(RISKS.filter((risk) => verdictOn(risk, trader.until)?.step === 'inputs').map(({ code }) => code))
  for (const { code, owner, effects } of TREATMENTS) {
    t.ok(positions.has(owner), `${code}: ${owner}`)
    t.strictSame(Object.entries(effects).filter(([risk, share]) => !scored.has(risk) || share <= 0 || share > 0.99), [], code)
  }
  t.equal(new Set(TREATMENTS.map(({ code }) => code)).size, TREATMENTS.length)
})

t.test('who must know the result holds the position on the day after the year', async (t) => {
  const held = posted('/v1/assignments').filter(({ validTo }) => validTo === undefined).map(({ person, position }) => `${String(position)} ${String(person)}`)
  t.strictSame(Object.entries(RECIPIENTS).map((entry) => entry.join(' ')).filter((one) => !held.includes(one)), [])
})

t.test('the board has said for each area what it takes on', async (t) => {
  t.strictSame(APPETITES.map(({ area }) => area).toSorted(), AREAS.toSorted())
})

t.test('controls work against risks that are the company\'s, each named once', async (t) => {
  const own = new Set(RISKS.filter((risk) => verdictOn(risk, trader.until)?.step !== 'retire').map(({ code }) => code))
  for (const { code, risks } of CONTROLS) t.ok(risks.length > 0 && new Set(risks).size === risks.length && risks.every((risk) => own.has(risk)), `${code}: ${risks.join(', ')}`)
  t.equal(new Set(CONTROLS.map(({ code }) => code)).size, CONTROLS.length)
})

t.test('no control is tested by whoever holds or deputises the position that owns it', async (t) => {
  const close = [...posted('/v1/assignments'), ...posted('/v1/deputies')]
  for (const seed of CONTROLS) {
    for (const { tester } of testsOf(seed, trader)) t.notOk(close.some(({ person, position }) => person === tester && position === seed.owner), `${seed.code} by ${String(tester)}`)
  }
})

t.test('samples lie within the days in which the control was in force, and add up', async (t) => {
  const tests = CONTROLS.flatMap((seed) => testsOf(seed, trader).map((test) => ({ code: seed.code, inForceFrom: String(contentOf(seed, trader)['inForceFrom']), ...test } as { code: string, inForceFrom: string } & Record<string, unknown>)))
  t.ok(tests.length > 40, `${tests.length} tests`)
  for (const { code, inForceFrom, sampleFrom, sampleTo, testedOn, sampleSize, passed, failed } of tests) {
    t.ok(inForceFrom <= String(sampleFrom) && String(sampleFrom) < String(sampleTo) && String(sampleTo) < String(testedOn) && String(testedOn) < trader.until, code)
    t.equal(Number(passed) + Number(failed), sampleSize, code)
  }
})

t.test('the same seed gives the same tests, another one others', async (t) => {
  const drawn = (seed: string) => CONTROLS.flatMap((control) => testsOf(control, setting(seed).trader))
  t.strictSame(drawn('test'), drawn('test'))
  t.notSame(drawn('test'), drawn('another'))
})

t.test('the system counts whole months of the year', async (t) => {
  t.strictSame(countedDays({ ...trader, until: '2026-10-31' }), { from: '2025-11-01', to: '2026-10-31' })
  t.strictSame(countedDays({ ...trader, until: '2026-10-15' }), { from: '2025-10-01', to: '2026-09-30' })
})
