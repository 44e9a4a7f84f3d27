import t from 'tap'
import { DEFAULT_RULES, ruleFaults, rulesWith } from '../../../src/ai-systems/oversight/rules/own-rules.ts'
import type { OwnRules } from '../../../src/ai-systems/oversight/rules/own-rules.ts'
import { OVERSIGHT_RULES } from '../../../src/ai-oversight/rules.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

t.test('red is no better than amber, and the rate to be found greater than the one in order', (t) => {
  t.strictSame(ruleFaults(DEFAULT_RULES), [])
  const cases: [pointer: string, at: Partial<OwnRules>, beyond: Partial<OwnRules>][] = [
    ['/nearTotal/redAbove', { nearTotal: { ...DEFAULT_RULES.nearTotal, amberAbove: 0.9, redAbove: 0.9 } }, { nearTotal: { ...DEFAULT_RULES.nearTotal, amberAbove: 0.9, redAbove: 0.89 } }],
    ['/hasty/redAbove', { hasty: { ...DEFAULT_RULES.hasty, amberAbove: 0.2, redAbove: 0.2 } }, { hasty: { ...DEFAULT_RULES.hasty, amberAbove: 0.2, redAbove: 0.1 } }],
    ['/overridePrecision/redBelow', { overridePrecision: { amberBelow: 0.5, redBelow: 0.5 } }, { overridePrecision: { amberBelow: 0.5, redBelow: 0.6 } }],
    ['/stability/redFrom', { stability: { ...DEFAULT_RULES.stability, amberFrom: 0.2, redFrom: 0.2 } }, { stability: { ...DEFAULT_RULES.stability, amberFrom: 0.2, redFrom: 0.1 } }],
    ['/calibration/redAbove', { calibration: { ...DEFAULT_RULES.calibration, amberAbove: 0.1, redAbove: 0.1 } }, { calibration: { ...DEFAULT_RULES.calibration, amberAbove: 0.1, redAbove: 0.05 } }],
    ['/errorWatch/outOfControl', { errorWatch: { ...DEFAULT_RULES.errorWatch, inControl: 0.05, outOfControl: 0.051 } }, { errorWatch: { ...DEFAULT_RULES.errorWatch, inControl: 0.05, outOfControl: 0.05 } }],
    ['/release/outOfControl', { release: { ...DEFAULT_RULES.release, inControl: 0.05, outOfControl: 0.051 } }, { release: { ...DEFAULT_RULES.release, inControl: 0.05, outOfControl: 0.05 } }]
  ]
  for (const [pointer, at, beyond] of cases) {
    t.strictSame(ruleFaults({ ...DEFAULT_RULES, ...at }), [], pointer)
    t.match(ruleFaults({ ...DEFAULT_RULES, ...beyond }), [{ pointer }], pointer)
  }
  t.strictSame(rulesWith(DEFAULT_RULES), OVERSIGHT_RULES)
  t.match(rulesWith({ ...DEFAULT_RULES, hasty: { amberAbove: 0.5, redAbove: 0.6, readingTimes: 1 } }), { leastReviewers: 5, level: 0.95, hasty: { amberAbove: 0.5, wordsPerMinute: 250 } }, 'what is not the operator\'s to set stays')
  t.end()
})

t.test('an operator sets its own thresholds, by the state it saw, and every state is kept', async (t) => {
  const { appUrl } = await testDatabase(t)
  const { app, db } = await testApp(t, appUrl)
  await addOperator(db.operations, TEST_OPERATOR, 'x')
  const put = async (payload: object, headers: Record<string, string> = {}) => await app.inject({ method: 'PUT', url: '/v1/ai-oversight-rules', headers: { ...bearer(), ...headers }, payload })
  const read = await app.inject({ url: '/v1/ai-oversight-rules', headers: bearer() })
  t.match(read.json(), { ...DEFAULT_RULES, source: 'default', revision: 0, reason: null, leastReviewers: 5 })
  const own = { ...DEFAULT_RULES, leastForColour: 50, planted: { below: 0.95 } }
  const etag = String(read.headers.etag)
  t.equal((await put({ ...own, reason: 'x' })).statusCode, 428)
  t.match((await put({ ...own, reason: 'x', leastReviewers: 1 }, { 'if-match': etag })).json(), { status: 400 }, 'the least number of people is not to be set')
  t.match((await put({ ...own, reason: 'x', overridePrecision: { amberBelow: 0.5, redBelow: 0.6 } }, { 'if-match': etag })).json(), { status: 400, errors: [{ pointer: '/overridePrecision/redBelow' }] })
  const set = await put({ ...own, reason: 'SECRET-REASON' }, { 'if-match': etag })
  t.match(set.json(), { revision: 1, source: 'operator', leastForColour: 50, planted: { below: 0.95 }, reason: 'SECRET-REASON' })
  t.equal((await put({ ...own, reason: 'x' }, { 'if-match': etag })).statusCode, 412)
  await put({ ...own, leastForColour: 40, reason: 'y' }, { 'if-match': String(set.headers.etag) })
  const pages: number[][] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: { revision: number }[], nextCursor: string | null } = (await app.inject({ url: `/v1/ai-oversight-rules/revisions?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`, headers: bearer() })).json()
    pages.push(page.items.map(({ revision }) => revision))
    cursor = page.nextCursor
  }
  t.strictSame(pages, [[2], [1]])
  const events = (await app.inject({ url: '/v1/events', headers: bearer() })).body
  t.match(events, /ai_output\.rules_changed/)
  t.notMatch(events, /SECRET-REASON/, 'words stay out of the log')
  const post = async (path: string, payload?: object) => await app.inject({ method: 'POST', url: `/v1${path}`, headers: { ...bearer(), 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  const { id: hold } = (await post('/legal-holds', { class: 'ai_oversight', reason: 'Court case' })).json<{ id: string }>()
  t.match((await post('/ai-oversight-rules/erase-words')).json(), { status: 409, type: '/problems/ai-oversight-rules-words-held' })
  await post(`/legal-holds/${hold}/lift`, { reason: 'Over' })
  t.match((await post('/ai-oversight-rules/erase-words')).json(), { revision: 2, leastForColour: 40, reason: null }, 'what was set holds as before')
  t.match((await app.inject({ url: '/v1/ai-oversight-rules/revisions', headers: bearer() })).json(), { items: [{ revision: 2, reason: null }, { revision: 1, reason: null, planted: { below: 0.95 } }] })
  t.equal((await post('/ai-oversight-rules/erase-words')).statusCode, 200, 'again erases nothing')
  t.equal((await app.inject({ url: '/v1/events', headers: bearer() })).json<{ items: { type: string }[] }>().items.filter(({ type }) => type === 'ai_output.rules_words_erased').length, 1)
})
