import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { MEASURES } from '../../src/ai-oversight/measures.ts'
import { OUTCOME_SOURCES } from '../../src/ai-oversight/record.ts'
import { OVERSIGHT_RULES as RULES } from '../../src/ai-oversight/rules.ts'
import { Sums } from '../../src/ai-oversight/sums.ts'
import { anyRecord, countsOf, outcome, planted, record, review, sumsOf } from './records.ts'

/** A bit of everything, decided by so many people. */
const everything = (reviewers: number): Sums => new Sums(countsOf(Array.from({ length: 200 }, (_, index) => {
  const by = { reviewer: `r${index % reviewers}`, seconds: 20 + index, rationale: index % 7 }
  if (index % 10 === 0) return planted(null, { review: review({ ...by, decision: index % 20 === 0 ? 'accepted' : 'overridden' }) })
  const overridden = index % 3 === 0
  return record({
    confidence: (index % 100) / 100, review: review({ ...by, decision: overridden ? 'overridden' : 'accepted' }), secondReview: { first: String(index % 2), second: String(index % 3) },
    outcomes: [outcome({ proposalRight: index % 4 !== 1, finalRight: overridden ? index % 2 === 0 : index % 4 !== 1, blindRight: index % 5 < 3, digits: index % 11 })]
  })
})))

t.test('every measure of the domain is there; the index of stability takes two groups and stands by itself', (t) => {
  const ids = new Set(MEASURES.map(({ id }) => id))
  t.strictSame(Array.from({ length: 20 }, (_, index) => `M${index + 1}`).filter((id) => !ids.has(id)), ['M19'])
  t.equal(new Set(MEASURES.map(({ name }) => name)).size, MEASURES.length)
  t.end()
})

t.test('each has a value of five reviewers, and of four only if it is none of people', (t) => {
  for (const { name, concerns, of } of MEASURES) {
    t.type(of(everything(5), 'blind_sample', RULES).value, 'number', name)
    const few = of(everything(4), 'blind_sample', RULES)
    if (concerns === 'system') t.type(few.value, 'number', name)
    else t.strictSame(few, { value: null, lower: null, upper: null, n: null, lowData: true, level: null, version: 1, because: 'too_few_people' }, name)
  }
  t.end()
})

t.test('names stand for what they say', (t) => {
  const sums = sumsOf({
    decision: { accepted: 6, overridden: 3, rejected: 1 }, use: { reviewed: 9, unreviewed: 1 }, planted: { accepted: 1, rejected: 3 }, explanation: { opened: 1, left: 3 },
    outcome: { 'court/accepted/r/r': 5, 'court/accepted/w/w': 3, 'court/overridden/w/r': 1, 'court/overridden/r/w': 1 }, digits: { 'court/4': 1, 'court/8': 3 }, blind: { 'court/w/r/r': 1, 'court/w/r/w': 1, 'court/r/w/r': 1 }
  })
  const expected: Record<string, number> = {
    acceptance: 0.6, override: 0.3, rejection: 0.1, coverage: 0.9, proposal_accuracy: 0.6, proposal_accuracy_2: 1, proposal_accuracy_4: 1, proposal_accuracy_6: 0.75, proposal_accuracy_8: 0.75,
    proposal_accuracy_10: 0, final_accuracy: 0.6, uplift: 0, over_reliance: 0.75, under_reliance: 1 / 6, override_precision: 0.5, relative_ai_reliance: 0.5, relative_self_reliance: 1,
    planted_detection: 0.75, explanation_use: 0.25, near_total_acceptance: 0.6, over_acceptance: 0
  }
  const found = MEASURES.flatMap(({ name, of }) => name in expected ? [[name, of(sums, 'court', RULES).value]] : [])
  t.strictSame(Object.fromEntries(found), expected)
  t.end()
})

t.test('of nothing there is no value, and a reason', (t) => {
  for (const { name, of } of MEASURES) t.match(of(sumsOf({}, 0), 'blind_sample', RULES), { value: null, n: 0, lowData: true, level: null, because: String }, name)
  t.end()
})

t.test('whatever was counted, a measure has a value in its interval or a reason, and the version of the rules', (t) => {
  const shown = { ...RULES, version: 7, leastReviewers: 1 }
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(anyRecord, { maxLength: 60 }), fc.constantFrom(...OUTCOME_SOURCES), (records, source) => {
    const sums = new Sums(countsOf(records))
    for (const { name, of } of MEASURES) {
      const { value, lower, upper, n, because, version, level, lowData } = of(sums, source, shown)
      assert.equal(version, 7, name)
      assert.equal(value === null, because !== null, name)
      if (value === null) { assert.deepEqual([lower, upper, level], [null, null, null], name); continue }
      assert.ok(Number.isFinite(value) && n !== null && n > 0 && lowData === n < 30 || name === 'over_acceptance', name)
      if (lower !== null && upper !== null) assert.ok(lower - 1e-9 <= value && value <= upper + 1e-9, `${name}: ${lower} ${value} ${upper}`)
    }
  }), { numRuns: 150 }))
  t.end()
})

t.test('an outcome of one source changes no measure of another', (t) => {
  const rules = { ...RULES, leastReviewers: 1 }
  const own = outcome({ proposalRight: false, finalRight: true, blindRight: true, digits: 4 })
  const other = outcome({ source: 'court', proposalRight: true, finalRight: false, blindRight: false, digits: 10 })
  const [alone, both] = [[own], [own, other]].map((outcomes) => new Sums(countsOf([record({ review: review({ decision: 'overridden' }), outcomes })]))) as [Sums, Sums]
  for (const { name, bySource, of } of MEASURES) if (bySource) t.strictSame(of(both, 'blind_sample', rules), of(alone, 'blind_sample', rules), name)
  t.equal(MEASURES.find(({ name }) => name === 'override_precision')?.of(both, 'blind_sample', rules).value, 1)
  t.equal(MEASURES.find(({ name }) => name === 'override_precision')?.of(both, 'court', rules).value, 0)
  t.end()
})
