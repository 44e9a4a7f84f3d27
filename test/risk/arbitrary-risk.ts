import fc from 'fast-check'
import { DESIGN_RATINGS, RATINGS } from '../../src/risk/method.ts'
import type { ControlInput, RiskInput } from '../../src/risk/risk-input.ts'

/** Any input that people and evidence could state. */

const rating = fc.constantFrom(...RATINGS)
const amount = fc.double({ min: 0.01, max: 1e12, noNaN: true })
const exposure = fc.oneof(fc.constant(null), fc.constant(0), fc.double({ min: 0.01, max: 1e9, noNaN: true }))

export const arbitraryControl: fc.Arbitrary<ControlInput> = fc.record({ code: fc.constant(null), design: fc.constantFrom(...DESIGN_RATINGS), passed: fc.nat(10_000), failed: fc.nat(10_000) })

export const arbitraryRisk: fc.Arbitrary<RiskInput> = fc.record({
  likelihood: rating, losses: fc.tuple(amount, amount), consequence: rating, controls: fc.array(arbitraryControl, { maxLength: 8 }),
  events: fc.double({ min: 0, max: 10_000, noNaN: true }), windowExposure: exposure, yearExposure: exposure, priorStrength: fc.double({ min: 0.01, max: 100, noNaN: true })
}).map(({ losses: [one, other], ...risk }) => ({ ...risk, lossLow: Math.min(one, other), lossHigh: Math.max(one, other) }))
