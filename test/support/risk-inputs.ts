import type { RiskFacts, RiskInputs } from '../../src/risks/evidence/risk-evidence.ts'
import { keptEvents } from '../../src/risks/evidence/kept-events.ts'
import { mappingOf } from '../../src/risks/catalogue/evidence-mapping.ts'

/** What was read of risks, with sane values. */

export function riskFacts (code: string, changes: Partial<RiskFacts> = {}): RiskFacts {
  const statement = { number: 1, likelihood: 4, lossLow: 1_000, lossHigh: 10_000, consequence: 3, exposureBasis: 'items', evidence: mappingOf({ findings: [{}] }), confirmsVersion: null, reason: 'Workshop', statedOn: '2026-01-01', statedBy: 'x', recordedAt: '2026-01-01T00:00:00.000Z' } as const
  const controls = [{ id: 'c', code: 'C-1', design: 'good', designNumber: 1, passed: 9, failed: 1, tests: ['t'] }] as const
  const events = [1, 2, 3].map((day) => ({ event: `declaration:${day}`, day: `2026-02-0${day}`, links: [{ kind: 'finding', id: `f-${day}`, day: `2026-02-0${day}`, href: `/v1/findings/f-${day}` }] as const }))
  return {
    id: `00000000-0000-7000-8000-${code.padStart(12, '0').slice(-12).toLowerCase().replaceAll(/[^0-9a-f]/gu, '0')}`, code, title: `Risk ${code}`, area: 'value', criterion: 'records', statement, controls,
    evidence: { state: 'counted', from: '2023-05-11', to: '2026-05-10', basis: 'items', windowExposure: 12_000, yearExposure: 12_000, ...keptEvents(events), unreviewed: [], expectedUnreviewed: 0 },
    tolerance: { acceptableScore: 5, appetiteEur: 10_000 },
    input: { likelihood: 4, lossLow: 1_000, lossHigh: 10_000, consequence: 3, controls: [{ code: 'C-1', design: 'good', passed: 9, failed: 1 }], events: 3, windowExposure: 12_000, yearExposure: 12_000, priorStrength: 1 }, inputIfReviewed: null,
    ...changes
  }
}

export const riskInputs = (codes: readonly string[]): RiskInputs => ({
  scope: { sites: [], procedures: [], pillars: [], from: '2026-01-01', to: '2026-12-31' }, settings: { windowMonths: 36, priorStrength: 1, years: 50_000 }, on: '2026-05-10', risks: codes.map((code) => riskFacts(code)), unscored: []
})
