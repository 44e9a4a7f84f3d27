import fc from 'fast-check'
import t from 'tap'
import { addDays, dayOf } from '../../src/platform/calendar.ts'
import { isAfter, latestReview, standingOf } from '../../src/questionnaire/answers/answer-state.ts'
import type { AnswerState, Look, StateAsked, Touch } from '../../src/questionnaire/answers/answer-state.ts'
import { progressByCriterion, progressBySection, progressOf } from '../../src/questionnaire/answers/progress.ts'
import { touchesByQuestion } from '../../src/questionnaire/answers/touching.ts'
import { CATALOGUE } from '../../src/questionnaire/catalogue/shipped-catalogue.ts'

const at = (text: string): Date => new Date(`${text}:00Z`)
const LOOK: Look = { on: '2026-03-10', recordedAt: at('2026-03-12T10:00'), reviewOn: '2027-03-10', isErased: false }
const touch = (day: string, recordedAt: string | null, kind = 'site_changed'): Touch => ({ kind, day, recordedAt: recordedAt === null ? null : at(recordedAt), subject: 'site:A' })
const ask = (changes: Partial<StateAsked>): StateAsked => ({ look: LOOK, touches: [], on: '2026-06-01', dueWithinDays: 30, ...changes })

t.test('an answer stands until its review has passed, or something that it speaks of happened since somebody looked', (t) => {
  const cases: [name: string, asked: Partial<StateAsked>, state: AnswerState, because: string[]][] = [
    ['nobody answered', { look: undefined, touches: [touch('2026-05-01', null)] }, 'unanswered', ['never_answered']],
    ['its words were erased', { look: { ...LOOK, isErased: true } }, 'unanswered', ['words_erased']],
    ['nothing happened', {}, 'answered', []],
    ['31 days before its review', { on: '2027-02-07' }, 'answered', []],
    ['30 days before its review', { on: '2027-02-08' }, 'due_for_review', ['review_near']],
    ['on the day of its review', { on: '2027-03-10' }, 'due_for_review', ['review_near']],
    ['the day after its review', { on: '2027-03-11' }, 'stale', ['review_passed']],
    ['something took effect on the day somebody looked, recorded before', { touches: [touch('2026-03-10', '2026-03-12T09:59')] }, 'answered', []],
    ['recorded with the look', { touches: [touch('2026-03-10', '2026-03-12T10:00')] }, 'answered', []],
    ['recorded after the look', { touches: [touch('2026-03-10', '2026-03-12T10:01')] }, 'stale', ['touched']],
    ['of long before, recorded after', { touches: [touch('2025-01-01', '2026-03-12T10:01')] }, 'stale', ['touched']],
    ['it took effect the day after, and was known', { touches: [touch('2026-03-11', '2026-01-01T00:00')] }, 'stale', ['touched']],
    ['it took effect the day after, and nothing says when it was recorded', { touches: [touch('2026-03-11', null)] }, 'stale', ['touched']],
    ['on that day, and nothing says when it was recorded', { touches: [touch('2026-03-10', null)] }, 'answered', []],
    ['it takes effect tomorrow', { touches: [touch('2026-06-02', '2026-05-01T00:00')] }, 'answered', []],
    ['it takes effect today', { touches: [touch('2026-06-01', '2026-05-01T00:00')] }, 'stale', ['touched']],
    ['two kinds, one of them twice', { touches: [touch('2026-04-01', null), touch('2026-05-01', null), touch('2026-04-02', null, 'unit_changed')] }, 'stale', ['touched', 'touched']],
    ['reviewed late, and touched', { on: '2027-03-11', touches: [touch('2026-05-01', null)] }, 'stale', ['review_passed', 'touched']]
  ]
  for (const [name, asked, state, because] of cases) {
    const found = standingOf(ask(asked))
    t.equal(found.state, state, name)
    t.strictSame(found.reasons.map((reason) => reason.because), because, name)
  }
  t.strictSame(standingOf(ask({ touches: [touch('2026-04-01', null), touch('2026-05-01', null), touch('2026-05-02', null, 'unit_changed')] })).reasons.map(({ event, on }) => [event, on]),
    [['unit_changed', '2026-05-02'], ['site_changed', '2026-05-01']], 'of each kind the last, last first')
  t.equal(latestReview('2024-02-29', 12), '2025-02-28')
  t.end()
})

const anyDay = fc.integer({ min: 20_000, max: 21_000 }).map(dayOf)
const anyInstant = fc.integer({ min: 20_000 * 86_400, max: 21_000 * 86_400 }).map((seconds) => new Date(seconds * 1000))
const anyTouch = fc.record({ kind: fc.constantFrom('a', 'b', 'c'), day: anyDay, recordedAt: fc.option(anyInstant), subject: fc.constant('x:1') })
const anyLook = fc.record({ on: anyDay, recordedAt: anyInstant, isErased: fc.constant(false), months: fc.integer({ min: 1, max: 12 }) }).map(({ months, ...look }): Look => ({ ...look, reviewOn: latestReview(look.on, months) }))
const WORSE: readonly AnswerState[] = ['answered', 'due_for_review', 'stale']
const rank = (asked: StateAsked): number => WORSE.indexOf(standingOf(asked).state)

t.test('nothing but a look makes an answer better: neither time nor what happens', (t) => {
  fc.assert(fc.property(anyLook, fc.array(anyTouch), anyTouch, anyDay, fc.nat(400), (look, touches, another, on, days) => {
    const asked = ask({ look, touches, on })
    return rank({ ...asked, touches: [...touches, another] }) >= rank(asked) && rank({ ...asked, on: addDays(on, days) }) >= rank(asked)
  }))
  t.end()
})

t.test('whoever looks on the day, after all was recorded, finds it standing', (t) => {
  fc.assert(fc.property(fc.array(anyTouch), anyDay, (touches, on) => {
    const recordedAt = new Date(Math.max(0, ...touches.map((one) => one.recordedAt?.getTime() ?? 0)))
    return standingOf(ask({ look: { on, recordedAt, reviewOn: latestReview(on, 12), isErased: false }, touches, on })).state === 'answered'
  }))
  t.end()
})

t.test('an answer is touched by exactly what is after the look and has taken effect, in whatever order it is told', (t) => {
  fc.assert(fc.property(anyLook, fc.array(anyTouch), anyDay, (look, touches, on) => {
    const { reasons } = standingOf(ask({ look, touches, on }))
    const kinds = new Set(touches.filter((one) => one.day <= on && isAfter(one, look)).map(({ kind }) => kind))
    const told = reasons.filter(({ because }) => because === 'touched').map(({ event }) => event)
    return told.length === kinds.size && told.every((kind) => kind !== null && (kinds as ReadonlySet<string>).has(kind)) && rank(ask({ look, touches: touches.toReversed(), on })) === rank(ask({ look, touches, on }))
  }))
  t.end()
})

t.test('an event touches the questions of its kind, and those it names where its kind lets it', (t) => {
  const of = (kind: string, questions: string[]): string[] => [...touchesByQuestion(CATALOGUE, [{ ...touch('2026-01-01', null, kind), questions }]).keys()]
  t.strictSame(of('security_officer_changed', []), ['6.1.1', '6.1.4'])
  t.strictSame(of('audit_follow_up', ['5.1.1']), ['5.1.1'])
  t.strictSame(of('audit_follow_up', ['no question', '9.9']), [], 'what is no question is none')
  t.strictSame(of('authorisation_decided', ['3.7']), ['3.7.1', '3.7.2', '3.7.3'], 'a group stands for its questions')
  t.strictSame(of('authorisation_decided', ['1.1']), ['1.1.1', '1.1.2', '1.1.3', '1.1.4', '1.1.5', '1.1.6', '1.1.7', '1.1.8', '1.1.9', '1.1.10'], 'and no number for those that begin alike')
  t.strictSame(of('site_changed', ['2.1']).includes('2.1'), false, 'a kind that names none does not')
  t.throws(() => of('no_such_kind', []), /no_such_kind/)
  t.end()
})

t.test('progress adds up: by section to the whole, each question in one state', (t) => {
  const states: readonly AnswerState[] = ['unanswered', 'answered', 'due_for_review', 'stale']
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...states), fc.boolean()), { minLength: CATALOGUE.questions.length, maxLength: CATALOGUE.questions.length }), (drawn) => {
    const asked = CATALOGUE.questions.map((question, index) => ({ question, state: drawn[index]?.[0] ?? 'unanswered', notApplicable: drawn[index]?.[1] ?? false }))
    const whole = progressOf(null, '', asked)
    const sections = progressBySection(CATALOGUE, asked)
    const sum = (field: 'questions' | 'answered' | 'stale' | 'unanswered' | 'dueForReview' | 'notApplicable'): number => sections.reduce((total, one) => total + one[field], 0)
    return whole.questions === whole.answered + whole.dueForReview + whole.stale + whole.unanswered && sum('questions') === whole.questions && sum('stale') === whole.stale && sum('answered') === whole.answered &&
      sum('unanswered') === whole.unanswered && sum('dueForReview') === whole.dueForReview && sum('notApplicable') === whole.notApplicable && whole.standing === (whole.answered + whole.dueForReview) / whole.questions
  }), { numRuns: 30 })
  const all = CATALOGUE.questions.map((question) => ({ question, state: 'answered' as const, notApplicable: false }))
  t.ok(progressByCriterion(all).reduce((total, { questions }) => total + questions, 0) > all.length, 'a question of two criteria counts under each')
  t.equal(progressOf('x', 'x', []).standing, null, 'of nothing there is no share')
  t.end()
})
