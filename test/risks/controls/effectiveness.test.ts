import t from 'tap'
import { METHOD_VERSION } from '../../../src/risk/method.ts'
import type { DesignRating } from '../../../src/risk/method.ts'
import { effectivenessOf } from '../../../src/risks/controls/effectiveness.ts'
import type { KeptControl } from '../../../src/risks/controls/control.ts'

const kept = (design: DesignRating, passed: number, failed: number, state: KeptControl['state'] = 'in_force') => ({ code: 'C', state, design, tested: { tests: 1, passed, failed, lastTestedOn: null } })

/** e = d · (1 + s) ÷ (2 + s + t), risk-method.md 2; those of the worked cases among them. */
const cases: [design: DesignRating, passed: number, failed: number, prevents: number][] = [
  ['good', 9, 1, 0.625], ['partial', 0, 0, 0.25], ['strong', 60, 0, 0.9 * 61 / 62], ['strong', 40, 0, 0.9 * 41 / 42], ['partial', 1, 4, 0.5 * 2 / 7], ['none', 100, 0, 0]
]
for (const [design, passed, failed, prevents] of cases) {
  const found = effectivenessOf(kept(design, passed, failed))
  t.ok(Math.abs((found?.prevents ?? -1) - prevents) < 1e-12, `${design} ${passed}/${failed}`)
  t.ok(Math.abs((found?.designShare ?? 0) * (found?.works ?? 0) - prevents) < 1e-12, 'its parts make it up')
  t.ok(Math.abs((found?.letsThrough ?? 0) - (1 - prevents)) < 1e-12)
  t.equal(found?.methodVersion, METHOD_VERSION)
}
t.equal(effectivenessOf(kept('good', 9, 1))?.explanation, 'Rated good, it prevents 75.0 % of events if it always works. It worked in 9 of 10 tested cases, and counts as working 83.3 % of the time (one case each way is added): so it prevents 62.5 %.')
t.equal(effectivenessOf(kept('partial', 0, 0))?.explanation, 'Rated partial, it prevents 50.0 % of events if it always works. It was never tested, and counts as working half of the time: so it prevents 25.0 %.')
t.equal(effectivenessOf(kept('good', 9, 1, 'retired')), null, 'what works no more counts for nothing')
