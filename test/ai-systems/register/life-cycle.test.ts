import t from 'tap'
import { attentionOf, mustSuspend, refusalOf, STATUSES } from '../../../src/ai-systems/register/life-cycle.ts'
import type { HoldingAssessment, Refusal, Situation, Status } from '../../../src/ai-systems/register/life-cycle.ts'

const settled: HoldingAssessment = { version: 2, class: 'minimal', provisional: false, requiresLegalReview: false, contradictions: [], answeredBy: 'a' }
const situation = (status: Status, changes: Partial<HoldingAssessment> | null = {}, materialVersion = 2): Situation => ({ status, materialVersion, assessment: changes === null ? undefined : { ...settled, ...changes } })
const by = (to: Status, who = 'b', hasLegalReview = false) => ({ to, by: who, hasLegalReview })

const ALLOWED: readonly string[] = ['proposed assessed', 'proposed retired', 'assessed in_use', 'assessed proposed', 'assessed retired', 'in_use suspended', 'in_use retired', 'suspended in_use', 'suspended retired']
for (const from of STATUSES) {
  for (const to of STATUSES) {
    t.test(`from ${from} to ${to}`, (t) => {
      t.equal(refusalOf(situation(from), by(to)), ALLOWED.includes(`${from} ${to}`) ? undefined : 'not_next')
      t.end()
    })
  }
}

const USE: [name: string, situation: Situation, who: string, hasLegalReview: boolean, refusal: Refusal | undefined][] = [
  ['a settled class by another person', situation('assessed'), 'b', false, undefined],
  ['never assessed', situation('suspended', null), 'b', false, 'not_assessed'],
  ['assessed before the last material change', situation('assessed', { version: 1 }), 'b', false, 'changed_since'],
  ['assessed after it', situation('assessed', { version: 3 }), 'b', false, undefined],
  ['prohibited', situation('assessed', { class: 'prohibited' }), 'b', true, 'prohibited'],
  ['prohibited, and other classes possible', situation('assessed', { class: 'prohibited', provisional: true }), 'b', true, 'prohibited'],
  ['no class', situation('assessed', { class: null, provisional: true }), 'b', false, 'class_open'],
  ['a class that may change', situation('assessed', { provisional: true }), 'b', false, 'class_provisional'],
  ['high risk is used under its duties', situation('assessed', { class: 'high_risk' }), 'b', false, undefined],
  ['out of scope', situation('assessed', { class: 'out_of_scope' }), 'b', false, undefined],
  ['answers against the register', situation('assessed', { contradictions: [{}] }), 'b', false, 'answers_contradict'],
  ['by whoever answered', situation('assessed'), 'a', false, 'four_eyes'],
  ['a lawyer is needed and did not speak', situation('assessed', { requiresLegalReview: true }), 'b', false, 'legal_review_missing'],
  ['a lawyer is needed and spoke', situation('assessed', { requiresLegalReview: true }), 'b', true, undefined]
]
for (const [name, from, who, hasLegalReview, refusal] of USE) {
  t.test(`coming into use: ${name}`, (t) => {
    t.equal(refusalOf(from, by('in_use', who, hasLegalReview)), refusal)
    t.equal(refusalOf({ ...from, status: 'suspended' }, by('in_use', who, hasLegalReview)), refusal, 'and coming back into it')
    t.end()
  })
}

t.test('what is assessed may be anything that was assessed as it is now', (t) => {
  t.equal(refusalOf(situation('proposed', null), by('assessed')), 'not_assessed')
  t.equal(refusalOf(situation('proposed', { version: 1 }), by('assessed')), 'changed_since')
  t.equal(refusalOf(situation('proposed', { class: null, provisional: true }), by('assessed', 'a')), undefined)
  t.end()
})

t.test('only what is in use and found prohibited is suspended by itself', (t) => {
  for (const status of STATUSES) for (const found of ['prohibited', 'minimal', null] as const) t.equal(mustSuspend(status, found), status === 'in_use' && found === 'prohibited', `${status} ${found}`)
  t.end()
})

t.test('what is to be seen to is named, and nothing once retired', (t) => {
  t.strictSame(attentionOf(situation('in_use')), [])
  t.strictSame(attentionOf(situation('in_use', { version: 1, class: null, provisional: true, contradictions: [{}] })), ['changed_since', 'class_open', 'answers_contradict'])
  t.strictSame(attentionOf(situation('assessed', { provisional: true })), ['class_provisional'])
  t.strictSame(attentionOf(situation('proposed', null)), ['not_assessed'])
  t.strictSame(attentionOf(situation('retired', null)), [])
  t.end()
})
