import fc from 'fast-check'
import t from 'tap'
import type { Test } from 'tap'
import { assessRisk } from '../../src/risk/assess-risk.ts'
import { likelihoodLevel } from '../../src/risk/levels.ts'
import { chiSquareAbove } from '../../src/statistics/chi-square.ts'
import { arbitraryControl, arbitraryRisk } from './arbitrary-risk.ts'

/** What holds for every risk, whatever its numbers. */

const RUNS = { numRuns: 2_000 }
/** Rounding of a few operations. */
const ROUNDING = 1e-12
const isAtMost = (one: number, other: number): boolean => one <= other * (1 + ROUNDING)
const isNear = (one: number, other: number, relative = 1e-9): boolean => Math.abs(one - other) <= relative * Math.max(Math.abs(one), Math.abs(other))
const law = (t: Test, property: Parameters<typeof fc.assert>[0]): void => {
  t.doesNotThrow(() => { fc.assert(property, RUNS) })
  t.end()
}

t.test('more evidence of errors never lowers the frequency', (t) => {
  law(t, fc.property(arbitraryRisk, fc.double({ min: 0, max: 1_000, noNaN: true }), (risk, more) => {
    const [before, after] = [assessRisk(risk), assessRisk({ ...risk, events: risk.events + more })]
    return before.frequency <= after.frequency && before.frequencyLow <= after.frequencyLow * (1 + 1e-9) && isAtMost(before.expectedAnnualLoss, after.expectedAnnualLoss)
  }))
})

t.test('more exposure without an error never raises it', (t) => {
  law(t, fc.property(arbitraryRisk, fc.double({ min: 0, max: 1e6, noNaN: true }), (risk, more) => {
    const longer = { ...risk, windowExposure: risk.windowExposure === null ? null : risk.windowExposure + more }
    return isAtMost(assessRisk(longer).frequency, assessRisk(risk).frequency)
  }))
})

t.test('a passed test of a control never raises the frequency, and a failed one never lowers it', (t) => {
  law(t, fc.property(arbitraryRisk, arbitraryControl, (risk, control) => {
    const of = (passed: number, failed: number) => assessRisk({ ...risk, controls: [...risk.controls, { ...control, passed: control.passed + passed, failed: control.failed + failed }] }).frequency
    return isAtMost(of(1, 0), of(0, 0)) && isAtMost(of(0, 0), of(0, 1))
  }))
})

t.test('a control with no design, like one that is not linked, changes nothing', (t) => {
  law(t, fc.property(arbitraryRisk, arbitraryControl, (risk, control) => {
    const { explanation: { controls: _with, ...rest }, ...figures } = assessRisk({ ...risk, controls: [...risk.controls, { ...control, design: 'none' }] })
    const { explanation: { controls: _without, ...restBefore }, ...before } = assessRisk(risk)
    return JSON.stringify([figures, rest]) === JSON.stringify([before, restBefore])
  }))
})

t.test('the order of controls does not matter', (t) => {
  law(t, fc.property(arbitraryRisk, (risk) => isNear(assessRisk(risk).frequency, assessRisk({ ...risk, controls: risk.controls.toReversed() }).frequency)))
})

t.test('the parts of the explanation make the figures again', (t) => {
  law(t, fc.property(arbitraryRisk, (risk) => {
    const { explanation: { prior, controls, combined, evidence, severity, eventVariance }, ...figures } = assessRisk(risk)
    const { weight, events, exposureYears } = evidence
    const factor = controls.reduce((product, { factor }) => product * factor, 1)
    const observed = exposureYears === 0 ? events / figures.rate : weight * events / exposureYears
    return isNear(factor, combined.factor) && isNear(figures.effectiveness, combined.capped ? 0.9 : 1 - factor) &&
      isNear(prior.rate * (1 - figures.effectiveness), prior.residualRate) &&
      // Where evidence outweighs the expert by far, 1 − weight keeps few digits of its own.
      Math.abs((1 - weight) * evidence.frequencyWithout + observed - figures.frequency) <= 1e-9 * figures.frequency + ROUNDING * evidence.frequencyWithout && evidence.frequencyWith === figures.frequency &&
      isNear(prior.strength + events, figures.shape) &&
      isNear(Math.exp(severity.mu + severity.sigma ** 2 / 2), figures.severityMean) &&
      isNear(figures.frequency * severity.variance + eventVariance * figures.severityMean ** 2, figures.standardDeviation ** 2)
  }))
})

t.test('every figure is a finite number, and the interval holds 90 % of the distribution', (t) => {
  law(t, fc.property(arbitraryRisk, (risk) => {
    const { explanation: _, ...figures } = assessRisk(risk)
    const { shape, rate, frequencyLow, frequencyHigh } = figures
    const above = (frequency: number): number => chiSquareAbove(2 * rate * frequency, 2 * shape)
    return Object.values(figures).every((figure) => Number.isFinite(figure) && figure >= 0) && Math.abs(above(frequencyLow) - 0.95) < 1e-6 && Math.abs(above(frequencyHigh) - 0.05) < 1e-6
  }))
})

t.test('before controls there is never less risk than after, in any figure of the pair', (t) => {
  law(t, fc.property(arbitraryRisk, (risk) => {
    const found = assessRisk(risk)
    return found.inherentFrequency >= found.frequency && found.inherentExpectedAnnualLoss >= found.expectedAnnualLoss && found.inherentScore >= found.residualScore &&
      found.inherentLikelihoodLevel === likelihoodLevel(found.inherentFrequency) && found.residualScore === found.likelihoodLevel * found.impactLevel
  }))
})

t.test('the same input gives the same bytes', (t) => {
  law(t, fc.property(arbitraryRisk, (risk) => JSON.stringify(assessRisk(risk)) === JSON.stringify(assessRisk(structuredClone(risk)))))
})
