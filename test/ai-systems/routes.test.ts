import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { RULE_SET } from '../../src/ai-act/shipped-rules.ts'
import { completed, GIVEN_CASES, idsOf, judgedWhole, without } from '../support/ai-act.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-12-01T23:59:59Z') })

const post = async (path: string, payload: unknown) => await app.inject({ method: 'POST', url: `/v1/ai-systems/${path}`, headers: { ...bearer({ scope: 'ai:read' }), 'content-type': 'application/json' }, payload: JSON.stringify(payload) })

t.test('a worked case classified over the wire is what the rules make of it', async (t) => {
  for (const { id, answers, expected } of GIVEN_CASES) {
    const answer = await post('classify', { answers: completed(answers), asOf: '2026-11-22' })
    t.equal(answer.statusCode, 200, id)
    const body = answer.json<Record<string, unknown> & { obligations: { id: string }[], rationale: { rule: string, decisive: boolean }[] }>()
    t.strictSame([body['class'], body['possibleClasses'], body['provisional'], body['openQuestions']], [expected.class, [expected.class], false, []], id)
    t.strictSame([body['firedRules'], body.rationale.map(({ rule }) => rule)], [expected.firedRules, expected.firedRules], id)
    t.strictSame(body.rationale.filter(({ decisive }) => decisive).map(({ rule }) => rule), expected.decisiveRules, id)
    t.strictSame([idsOf(body.obligations), body['saq'], body['requiresLegalReview'], body['ruleSetVersion'], body['asOf']], [expected.obligations, expected.saq, expected.requiresLegalReview, RULE_SET.version, '2026-11-22'], id)
    t.strictSame(body.obligations, JSON.parse(JSON.stringify(judgedWhole(answers).obligations)), `${id}: nothing of an obligation is lost on the way`)
  }
})

t.test('nothing answered is undecided, and the day is today if none is stated', async (t) => {
  const nothing = (await post('classify', { answers: {} })).json<Record<string, unknown>>()
  t.match(nothing, { class: null, provisional: true, firedRules: [], obligations: [], asOf: '2026-12-01' })
  t.strictSame(nothing['possibleClasses'], ['out_of_scope', 'prohibited', 'high_risk', 'transparency', 'minimal'])
  const omnibus = completed({ p_intimate: 'ncii', p_intimate_route: 'used_for_it' })
  t.match((await post('classify', { answers: omnibus })).json(), { class: 'prohibited', appliesFrom: '2026-12-02', summary: /^Prohibited from 2026-12-02/, obligations: [{ id: 'OB-5-SCREEN', due: 'in_force' }, { id: 'OB-PROHIBITED-STOP', due: 'upcoming', dueFrom: '2026-12-02' }] })
  t.match((await post('classify', { answers: omnibus, asOf: '2026-12-02' })).json(), { class: 'prohibited', obligations: [{}, { id: 'OB-PROHIBITED-STOP', due: 'in_force' }] })
})

t.test('the same request is answered with the same bytes', async (t) => {
  const body = { answers: without(completed({ h_4a: true }), ['r_roles', 'r_placed_on']), asOf: '2026-11-22' }
  t.equal((await post('classify', body)).body, (await post('classify', body)).body)
})

t.test('what is no answer is refused with its place and what to do', async (t) => {
  const cases: [name: string, path: string, body: unknown, pointer: string, hint: RegExp][] = [
    ['an unknown question', 'classify', { answers: { s_ai_sytem: true } }, '/answers/s_ai_sytem', /s_ai_system/],
    ['text for a truth value', 'classify', { answers: { s_ai_system: 'yes' } }, '/answers/s_ai_system', /.*/],
    ['null for a truth value', 'classify', { answers: { s_ai_system: null } }, '/answers/s_ai_system', /.*/],
    ['an option that is none', 'classify', { answers: { r_actor: 'judge' } }, '/answers/r_actor', /.*/],
    ['one of several as text', 'classify', { answers: { r_roles: 'provider' } }, '/answers/r_roles', /.*/],
    ['one of several that is none', 'classify', { answers: { r_roles: ['provider', 'landlord'] } }, '/answers/r_roles/1', /.*/],
    ['one of several twice', 'classify', { answers: { r_roles: ['provider', 'provider'] } }, '/answers/r_roles', /.*/],
    ['a day that does not exist', 'classify', { answers: { r_placed_on: '2026-02-30' } }, '/answers/r_placed_on', /YYYY-MM-DD/],
    ['a day of no form', 'classify', { answers: { r_placed_on: 'yesterday' } }, '/answers/r_placed_on', /.*/],
    ['an asOf that does not exist', 'classify', { answers: {}, asOf: '2026-02-30' }, '/asOf', /YYYY-MM-DD/],
    ['no answers', 'classify', {}, '/answers', /.*/],
    ['answers as a list', 'classify', { answers: [] }, '/answers', /.*/],
    ['an unknown field', 'classify', { answers: {}, class: 'minimal' }, '/class', /answers/],
    ['an unknown question', 'next-question', { answers: { colour: 'red' } }, '/answers/colour', /.*/],
    ['a day that does not exist', 'next-question', { answers: { r_placed_on: '2026-02-30' } }, '/answers/r_placed_on', /YYYY-MM-DD/],
    ['an unknown class', 'why-not', { answers: {}, class: 'limited' }, '/class', /.*/],
    ['no class', 'why-not', { answers: {} }, '/class', /.*/],
    ['a day that does not exist', 'why-not', { answers: { r_placed_on: '2026-02-30' }, class: 'minimal' }, '/answers/r_placed_on', /YYYY-MM-DD/]
  ]
  for (const [name, path, body, pointer, hint] of cases) {
    const answer = await post(path, body)
    t.equal(answer.statusCode, 400, `${path}: ${name}`)
    const { errors } = answer.json<{ errors: { pointer: string, detail: string, hint?: string }[] }>()
    t.strictSame([...new Set(errors.map((fault) => fault.pointer))], [pointer], `${path}: ${name}`)
    t.match(`${errors[0]?.detail ?? ''} ${errors[0]?.hint ?? ''}`, hint, `${path}: ${name}`)
  }
})

t.test('hostile names of questions are unknown questions', async (t) => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) {
    const answer = await app.inject({ method: 'POST', url: '/v1/ai-systems/classify', headers: { ...bearer(), 'content-type': 'application/json' }, payload: `{"answers":{${JSON.stringify(name)}:true}}` })
    t.equal(answer.statusCode, 400, JSON.stringify(name))
  }
})

t.test('whatever is sent is answered or refused, never failed', async (t) => {
  const ids = idsOf(RULE_SET.questions)
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...RULE_SET.questions.flatMap(({ options }) => [...options])), fc.boolean(), fc.constant('2026-02-30'))
  const bodies = fc.record({ answers: fc.dictionary(fc.oneof({ arbitrary: fc.constantFrom(...ids), weight: 9 }, { arbitrary: fc.string(), weight: 1 }), value, { maxKeys: 6 }), asOf: fc.oneof(fc.constant('2026-11-22'), fc.jsonValue({ maxDepth: 1 })) }, { requiredKeys: [] })
  await t.resolves(fc.assert(fc.asyncProperty(bodies, fc.constantFrom('classify', 'next-question', 'why-not'), async (body, path) => {
    const answer = await post(path, body)
    assert.ok([200, 400].includes(answer.statusCode), `${answer.statusCode} for ${JSON.stringify(body)}`)
  }), { numRuns: 200 }))
})

t.test('the next question comes whole, with what each answer would leave', async (t) => {
  const start = await post('next-question', { answers: {} })
  t.match(start.json(), {
    next: { question: { id: 's_ai_system', type: 'boolean', options: [] }, purpose: 'class', about: 'out_of_scope', prospects: [{ answer: true }, { answer: false, possibleClasses: ['out_of_scope'], openQuestions: 0 }] },
    openQuestions: 74, ruleSetVersion: RULE_SET.version
  })
  t.match((await post('next-question', { answers: without(completed({}), ['r_roles']) })).json(), { next: { question: { id: 'r_roles' }, purpose: 'obligations', about: null, prospects: [{ answer: [] }, { answer: ['provider'] }] }, possibleClasses: ['minimal'], openQuestions: 0 })
  t.match((await post('next-question', { answers: without(completed({ h_4a: true }), ['r_placed_on']) })).json(), { next: { question: { id: 'r_placed_on' }, prospects: [{ answer: null }] } })
  t.match((await post('next-question', { answers: completed({}) })).json(), { next: null, openQuestions: 0 })
})

t.test('why not: what the nearest rule lacks', async (t) => {
  const answer = await post('why-not', { answers: completed({ h_4a: true, h_63_conditions: ['preparatory'] }), class: 'high_risk' })
  t.equal(answer.statusCode, 200)
  t.match(answer.json(), { class: 'high_risk', holds: false, because: 'no_rule_fires', preceding: [] })
  const { rules } = answer.json<{ rules: { rule: string, fires: boolean | null, unmet: object[] }[] }>()
  t.match(rules.find(({ rule }) => rule === 'R-A3-4A'), { fires: false, unmet: [{ about: 'rule', question: null, rules: ['D-6-3'], answer: null, openQuestions: [] }] })
  t.match((await post('why-not', { answers: {}, class: 'prohibited' })).json(), { holds: null, because: 'open' })
})

t.test('the questionnaire names every question, the law it rests on, and where it departs from its source', async (t) => {
  const answer = await app.inject({ url: '/v1/ai-systems/questions', headers: bearer({ scope: 'ai:read' }) })
  t.equal(answer.statusCode, 200)
  const { items, ...rest } = answer.json<{ items: { id: string, prefill: unknown }[] }>()
  t.strictSame(idsOf(items), idsOf(RULE_SET.questions))
  t.strictSame(items.map(({ prefill }) => prefill), RULE_SET.questions.map(({ prefill }) => prefill))
  t.match(rest, { ruleSetVersion: RULE_SET.version, asOfLaw: '2026-11-22', lawFrom: '2026-07-27' })
  t.strictSame((rest as { amendments?: unknown }).amendments, RULE_SET.amendments)
})

t.test('to read is the right that is asked for', async (t) => {
  for (const scope of ['ai:write', 'findings:read']) {
    const answer = await app.inject({ method: 'POST', url: '/v1/ai-systems/classify', headers: bearer({ scope }), payload: { answers: {} } })
    t.match([answer.statusCode, answer.json()], [403, { requiredScope: 'ai:read' }], scope)
  }
})
