import t from 'tap'
import { byKind } from '../../../src/risks/evidence/unreviewed.ts'
import type { Area } from '../../../src/risks/catalogue/areas.ts'
import { combinedScope } from '../../../src/risks/evidence/combined-scope.ts'
import { evidenceOf, inputIfReviewed, inputOf } from '../../../src/risks/evidence/evidence-of.ts'
import { exposureQuestion } from '../../../src/risks/evidence/exposure.ts'
import type { EvidenceScope } from '../../../src/risks/evidence/risk-evidence.ts'
import { scopeOf } from '../../../src/risks/register/risk.ts'
import type { Scope } from '../../../src/risks/register/risk.ts'
import { mappingOf } from '../../../src/risks/catalogue/evidence-mapping.ts'
import type { Statement } from '../../../src/risks/catalogue/statement.ts'

const YEAR: EvidenceScope = { sites: [], procedures: [], pillars: [], from: '2025-01-01', to: '2025-12-31' }
const combined = (risk: Partial<Scope>, asked: Partial<EvidenceScope>, area: Area = 'competence') => combinedScope({ scope: scopeOf(risk), area }, { ...YEAR, ...asked })

t.test('a risk is looked at where it and the question meet', (t) => {
  t.match(combined({}, {}), { sites: [], procedures: [] })
  t.match(combined({ sites: ['A'] }, {}), { sites: ['A'] })
  t.match(combined({ sites: ['A', 'B'] }, { sites: ['B', 'C'] }), { sites: ['B'] })
  t.equal(combined({ sites: ['A'] }, { sites: ['C'] }), null, 'nothing in common')
  t.equal(combined({ procedures: ['40'] }, { procedures: ['51'] }), null)
  t.equal(combined({ to: '2024-12-31' }, {}), null, 'it ended the day before')
  t.not(combined({ to: '2025-01-01' }, {}), null)
  t.equal(combined({ from: '2026-01-01' }, {}), null, 'it begins the day after')
  t.not(combined({ from: '2025-12-31' }, {}), null)
  t.end()
})

t.test('pillars choose risks, and what belongs to none is always in', (t) => {
  t.equal(combined({}, { pillars: ['origin'] }, 'value'), null)
  t.not(combined({}, { pillars: ['origin'] }, 'origin'), null)
  t.not(combined({}, { pillars: ['origin'] }, 'competence'), null)
  t.not(combined({ pillars: ['origin', 'value'] }, { pillars: ['origin'] }, 'value'), null, 'its own pillars say it')
  t.equal(combined({ pillars: ['value'] }, { pillars: ['origin'] }, 'origin'), null)
  t.end()
})

t.test('the exposure is asked where totals can tell it', (t) => {
  const days = { from: '2025-01-01', to: '2025-12-31' }
  const scope = combined({}, {})!
  t.strictSame(exposureQuestion('items', scope, days), { of: 'items', by: 'all', keys: [], ...days })
  t.strictSame(exposureQuestion('declarations', { ...scope, sites: ['A'] }, days), { of: 'declarations', by: 'site', keys: ['A'], ...days })
  t.strictSame(exposureQuestion('items', { ...scope, procedures: ['40'] }, days), { of: 'items', by: 'procedure', keys: ['40'], ...days })
  t.equal(exposureQuestion('items', { ...scope, sites: ['A'], procedures: ['40'] }, days), null, 'not by both at once')
  t.strictSame(exposureQuestion('people', { ...scope, sites: ['A'] }, days), { of: 'people', ...days })
  t.end()
})

const STATEMENT: Statement = { likelihood: 3, lossLow: 1, lossHigh: 2, consequence: 1, exposureBasis: 'items', evidence: mappingOf({ findings: [{}] }) }
const FACTS = {
  findings: [{ id: 'f', declarationId: 'd', itemNumber: 1, check: null, source: 'person', pillar: 'value', cause: 'clerical', countedOn: '2025-06-01' }], sanctions: [], wrongOutputs: [],
  unreviewed: byKind([{ check: 'X', source: 'check', pillar: 'value', declarationId: null, itemNumber: null, countedOn: null, count: 3 }]), placeOf: () => undefined, confirmedShares: new Map([['X', 0.5]])
}
const WINDOWS = { window: { from: '2023-01-01', to: '2025-12-31' }, year: { from: '2025-01-01', to: '2025-12-31' } }

const states: [name: string, statement: Partial<Statement>, windowExposure: number | null, yearExposure: number | null, state: string, given: [number | null, number | null]][] = [
  ['evidence and exposure', {}, 30, 10, 'counted', [30, 10]],
  ['nothing was done in the last year', {}, 30, 0, 'no_current_exposure', [30, 0]],
  ['the exposure is not known', {}, null, 10, 'no_data', [null, 10]],
  ['nothing here would show an event', { evidence: mappingOf({}) }, 30, 10, 'not_observed', [null, null]]
]
for (const [name, statement, windowExposure, yearExposure, state, given] of states) {
  t.test(name, (t) => {
    const evidence = evidenceOf({ ...STATEMENT, ...statement }, combined({}, {})!, WINDOWS, { windowExposure, yearExposure }, FACTS)
    t.equal(evidence.state, state)
    const input = inputOf({ ...STATEMENT, ...statement }, [], evidence, 1)
    t.strictSame([input.windowExposure, input.yearExposure], given)
    t.equal(inputIfReviewed(input, evidence)?.events ?? null, state === 'counted' ? 1 + 1.5 : null, 'what is unreviewed, at its share, beside it')
    t.end()
  })
}
