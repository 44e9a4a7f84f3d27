import t from 'tap'
import {
  finalAccuracy, isRandomSample, overReliance, overridePrecision, proposalAccuracy, proposalAccuracyAt, relativeAiReliance, relativeSelfReliance, reviewerAgreement, underReliance, uplift
} from '../../src/ai-oversight/outcomes.ts'
import { OVERSIGHT_RULES as RULES } from '../../src/ai-oversight/rules.ts'
import { near, sumsOf } from './records.ts'

/** 200 proposals of which 160 are right: people accept 30 wrong ones, put 8 of 10 others right, and make 4 right ones wrong. */
const OUTCOME = {
  'binding_ruling/accepted/r/r': 150, 'binding_ruling/accepted/w/w': 30, 'binding_ruling/overridden/w/r': 8, 'binding_ruling/overridden/w/w': 1, 'binding_ruling/overridden/r/w': 4,
  'binding_ruling/rejected/w/-': 1, 'binding_ruling/none/r/r': 6,
  'blind_sample/accepted/r/r': 7, 'blind_sample/accepted/w/w': 3
}
const SUMS = sumsOf({ outcome: OUTCOME })

t.test('agreement with what is right, by source and never mixed', (t) => {
  const accuracy = proposalAccuracy(SUMS, 'binding_ruling', RULES)
  t.ok(accuracy.value === 0.8 && near(accuracy.lower, 0.7391, 5e-5) && near(accuracy.upper, 0.8495, 5e-5))
  t.match(proposalAccuracy(SUMS, 'blind_sample', RULES), { value: 0.7, n: 10, lowData: true })
  t.match(finalAccuracy(SUMS, 'binding_ruling', RULES), { value: 164 / 199, n: 199 }, 'a rejection without a value is neither right nor wrong')
  t.match(proposalAccuracy(SUMS, 'court', RULES), { value: null, because: 'no_outcomes', n: 0 })
  t.equal(isRandomSample('blind_sample'), true)
  t.equal(isRandomSample('binding_ruling'), false)
  t.end()
})

t.test('what people add, on the same items', (t) => {
  const found = uplift(SUMS, 'binding_ruling', RULES)
  t.match(found, { value: 4 / 199, n: 199, putRight: 8, madeWrong: 4 })
  t.ok('p' in found && near(found.p, 2 * (1 + 12 + 66 + 220 + 495) / 4096, 1e-12), '12 on which they differ, 4 against 8')
  t.equal(uplift(sumsOf({}), 'court', RULES).because, 'no_outcomes')
  t.end()
})

t.test('relying too much, too little, and overriding for the better', (t) => {
  t.match(overReliance(SUMS, 'binding_ruling', RULES), { value: 30 / 40, n: 40 })
  t.match(underReliance(SUMS, 'binding_ruling', RULES), { value: 4 / 154, n: 154 }, 'what nobody decided is not relied on')
  t.match(overridePrecision(SUMS, 'binding_ruling', RULES), { value: 8 / 13, n: 13, level: null, lowData: true })
  t.equal(overReliance(sumsOf({ outcome: { 'court/accepted/r/r': 3 } }), 'court', RULES).because, 'no_wrong_proposals')
  t.equal(underReliance(sumsOf({ outcome: { 'court/accepted/w/w': 3 } }), 'court', RULES).because, 'no_right_proposals')
  t.equal(overridePrecision(sumsOf({ outcome: { 'court/accepted/w/w': 3 } }), 'court', RULES).because, 'no_overrides')
  const levels = [[60, 40, 'green'], [59, 41, 'amber'], [50, 50, 'amber'], [49, 51, 'red'], [0, 30, 'red'], [0, 29, null]] as const
  for (const [right, wrong, level] of levels) t.equal(overridePrecision(sumsOf({ outcome: { 'court/overridden/w/r': right, 'court/overridden/r/w': wrong } }), 'court', RULES).level, level, `${right} of ${right + wrong}`)
  t.end()
})

t.test('a code may be right in its first digits', (t) => {
  const sums = sumsOf({ digits: { 'binding_ruling/10': 40, 'binding_ruling/8': 5, 'binding_ruling/6': 25, 'binding_ruling/4': 10, 'binding_ruling/2': 15, 'binding_ruling/0': 5, 'court/0': 9 } })
  t.strictSame([2, 4, 6, 8, 10].map((digits) => proposalAccuracyAt(digits, sums, 'binding_ruling', RULES).value), [0.95, 0.8, 0.7, 0.45, 0.4])
  t.equal(proposalAccuracyAt(6, sums, 'amendment', RULES).because, 'no_outcomes')
  t.end()
})

t.test('of those who first had their own answer: who follows the better one', (t) => {
  const sums = sumsOf({ blind: { 'blind_sample/w/r/r': 12, 'blind_sample/w/r/w': 3, 'blind_sample/r/w/r': 6, 'blind_sample/r/w/w': 2, 'blind_sample/r/r/r': 90, 'blind_sample/w/w/w': 4, 'court/w/r/w': 8 } })
  t.match(relativeAiReliance(sums, 'blind_sample', RULES), { value: 0.8, n: 15 })
  t.match(relativeSelfReliance(sums, 'blind_sample', RULES), { value: 0.75, n: 8 })
  t.equal(relativeSelfReliance(sums, 'court', RULES).because, 'no_blind_values')
  t.end()
})

t.test('agreement of two reviewers beyond chance', (t) => {
  const found = reviewerAgreement(sumsOf({ second_review: { same: 170, different: 30 }, second_review_chosen: { '1/84': 100, '1/85': 100, '2/84': 90, '2/85': 110 } }), RULES)
  t.ok(near(found.value, 0.7) && near(found.lower, 0.6010266702956295) && near(found.upper, 0.7989733297043704) && found.n === 200)
  t.equal(reviewerAgreement(sumsOf({}), RULES).because, 'no_second_reviews')
  t.match(reviewerAgreement(sumsOf({ second_review: { same: 9 }, second_review_chosen: { '1/84': 9, '2/84': 9 } }), RULES), { because: 'nothing_to_tell_apart', n: 9 })
  t.end()
})

t.test('the system is measured whoever decides, people only where they are five', (t) => {
  const few = sumsOf({ outcome: OUTCOME }, 4)
  t.equal(proposalAccuracy(few, 'binding_ruling', RULES).value, 0.8)
  for (const measure of [finalAccuracy, uplift, overReliance, underReliance, overridePrecision, relativeAiReliance, relativeSelfReliance]) {
    t.match(measure(few, 'binding_ruling', RULES), { value: null, n: null, because: 'too_few_people' }, measure.name)
  }
  t.end()
})
