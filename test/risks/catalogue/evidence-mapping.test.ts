import t from 'tap'
import { isAiErrorEvidence, isFindingEvidence, isSanctionEvidence, mappingOf } from '../../../src/risks/catalogue/evidence-mapping.ts'

const mapping = mappingOf({
  findings: [{ checks: ['CLA-03'] }, { pillars: ['value', 'classification'], causes: ['supplier'], sources: ['person', 'customs'] }],
  sanctions: [{ pillars: ['value'], severities: ['serious'] }],
  aiErrors: [{ pillars: ['classification'], decisions: ['none'] }]
})

const FINDINGS: [name: string, check: string | null, pillar: string, cause: string | null, source: string, isEvidence: boolean][] = [
  ['of a check that is named', 'CLA-03', 'classification', 'clerical', 'check', true],
  ['of a check that is named, without a cause', 'CLA-03', 'classification', null, 'check', true],
  ['of another check', 'CLA-04', 'classification', 'clerical', 'check', false],
  ['of pillar, cause and source', null, 'value', 'supplier', 'person', true],
  ['of another pillar', null, 'origin', 'supplier', 'person', false],
  ['of another cause', null, 'value', 'broker', 'person', false],
  ['without a cause where one is asked', null, 'value', null, 'person', false],
  ['of another source', null, 'value', 'supplier', 'sample', false]
]
for (const [name, check, pillar, cause, source, isEvidence] of FINDINGS) {
  t.test(`a finding ${name} is ${isEvidence ? '' : 'no '}evidence`, (t) => {
    t.equal(isFindingEvidence(mapping, { check, pillar, cause, source }), isEvidence)
    t.end()
  })
}

t.test('sanctions and AI errors count by entries of their own', (t) => {
  t.equal(isSanctionEvidence(mapping, { pillar: 'value', cause: 'other', severity: 'serious' }), true)
  t.equal(isSanctionEvidence(mapping, { pillar: 'value', cause: 'other', severity: 'medium' }), false)
  t.equal(isSanctionEvidence(mapping, { pillar: 'origin', cause: 'other', severity: 'serious' }), false)
  t.equal(isAiErrorEvidence(mapping, { pillar: 'classification', decision: 'none' }), true)
  t.equal(isAiErrorEvidence(mapping, { pillar: 'classification', decision: 'accepted' }), false)
  t.end()
})

t.test('a kind without entries is no evidence, and an entry that states nothing is all of its kind', (t) => {
  const none = mappingOf({})
  t.equal(isFindingEvidence(none, { check: null, pillar: 'value', cause: null, source: 'person' }), false)
  t.equal(isSanctionEvidence(none, { pillar: 'value', cause: 'other', severity: 'minor' }), false)
  t.equal(isAiErrorEvidence(none, { pillar: 'value', decision: 'none' }), false)
  t.equal(isAiErrorEvidence(mappingOf({ aiErrors: [{}] }), { pillar: 'value', decision: 'none' }), true)
  t.end()
})

t.test('equal mappings are equal texts, in whatever order they are stated', (t) => {
  t.equal(JSON.stringify(mappingOf({ sanctions: [{ severities: ['serious', 'minor'], pillars: ['value', 'origin'] }] })), JSON.stringify(mappingOf({ findings: [], sanctions: [{ pillars: ['origin', 'value'], severities: ['minor', 'serious'], causes: [] }] })))
  t.end()
})
