import { createHash } from 'node:crypto'
import t from 'tap'
import { canonicalJson } from '../../../src/platform/log/canonical-json.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { AREAS } from '../../../src/risks/catalogue/areas.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { DOCUMENT, KINDS, RiskAudits, SCOPE, takeNote, tell } from '../../support/risk-audits.ts'
import type { Audit } from '../../support/risk-audits.ts'
import { control, ownRisk, STATED } from '../../support/risks.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-11-10T10:00:00Z') })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.risksIn(['VAL-X1', 'VAL-X2'])
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')

interface Blocked { status: number, type: string, stage: string, blockers: { because: string, subject: string | null, href: string }[] }
const told = ({ blockers }: Pick<Blocked, 'blockers'>) => blockers.map(({ because, subject }) => `${because} ${subject ?? '-'}`)
const advance = async (id: string, stage: string, headers: Record<string, string> = { 'if-match': '*' }) => await audits.call('POST', `/risk-audits/${id}/advance`, { stage }, headers)

t.test('an audit goes through its stages, each frozen under the hash of its text', async (t) => {
  const opened = await audits.call('POST', '/risk-audits', { title: 'Whole', scope: SCOPE })
  t.equal(opened.statusCode, 201)
  const { id } = opened.json<Audit>()
  t.match(opened.json(), { version: 1, currentVersion: 1, stage: 'draft', nextStage: 'identified', stages: [], considered: [], leftOut: [], scope: { ...SCOPE, sites: [], procedures: [], pillars: [] }, reopenedBecause: null })
  t.equal(opened.headers['location'], `/v1/risk-audits/${id}`)
  const first = (await advance(id, 'identified')).json<Blocked>()
  t.match(first, { status: 409, type: '/problems/risk-audit-blocked', stage: 'identified' })
  t.strictSame(told(first), [...KINDS.map((kind) => `nothing_considered ${kind}`), ...AREAS.filter((area) => area !== 'value').map((area) => `no_scored_risk ${area}`)], 'all that is missing at once')
  t.strictSame((await audits.done<Blocked>('GET', `/risk-audits/${id}/blockers`)).blockers, first.blockers)
  for (const kind of KINDS) await audits.done('PUT', `/risk-audits/${id}/inputs/${kind}`, kind === 'measures' ? { absentBecause: 'There are none yet' } : DOCUMENT)
  for (const area of AREAS.filter((name) => name !== 'value')) await audits.done('PUT', `/risk-audits/${id}/left-out/${area}`, { reason: 'Next year' })
  t.strictSame((await audits.done<Blocked>('GET', `/risk-audits/${id}/blockers`)), { stage: 'identified', blockers: [] })

  const identified = await audits.close(id, 'identified')
  t.match(identified, { stage: 'identified', nextStage: 'residual_determined', stages: [{ stage: 'identified', methodVersion: 1 }] })
  const text = await app.inject({ url: `/v1/risk-audits/${id}/stages/identified`, headers: bearer() })
  const [sha256, snapshot] = [identified.stages[0]?.sha256, text.json<{ inputs: { assessment: { risks: { code: string }[] } }, result: { order: string[], risks: { code: string, assessment: { explanation: object } }[], portfolio: object } }>()]
  t.equal(createHash('sha256').update(text.body).digest('hex'), sha256, 'the body is the text that was hashed')
  t.equal(text.headers['etag'], `"${sha256}"`)
  t.equal(canonicalJson(snapshot), text.body)
  t.match(snapshot, { schema: 3, stage: 'identified', audit: { id, version: 1 }, result: { methodVersion: 1, order: ['VAL-X1', 'VAL-X2'] }, inputs: { considered: KINDS.toSorted().map((kind) => ({ kind })) } })
  t.strictSame(snapshot.inputs.assessment.risks.map(({ code }) => code), ['VAL-X1', 'VAL-X2'])

  await audits.close(id, 'residual_determined', 'treated')
  t.strictSame(told((await advance(id, 'communicated')).json<Blocked>()), ['no_recipient -'])
  await tell(db, operatorId, { id, version: 1 }, 'RISK-OWNER')
  t.strictSame(told((await advance(id, 'communicated')).json<Blocked>()), ['not_acknowledged RISK-OWNER'])
  await takeNote(db, operatorId, { id, version: 1 }, 'RISK-OWNER')
  t.match(await audits.close(id, 'communicated', 'closed'), { stage: 'closed', nextStage: null, stages: ['identified', 'residual_determined', 'treated', 'communicated', 'closed'].map((stage) => ({ stage })) })
  t.strictSame(await audits.done('GET', `/risk-audits/${id}/blockers`), { stage: null, blockers: [] })
  t.match((await advance(id, 'closed')).json(), { status: 409, type: '/problems/risk-audit-stage-refused', at: 'closed', next: null })
  const lastSnapshot = await audits.done<{ result: object }>('GET', `/risk-audits/${id}/stages/communicated`)
  t.match(lastSnapshot.result, { recipients: 1, acknowledged: 1, lastAcknowledgedAt: '2026-11-10T10:00:00.000Z' })
})

t.test('a draft alone can be described, and what is said of it is checked', async (t) => {
  const { id } = await audits.draft()
  t.match((await audits.call('PATCH', `/risk-audits/${id}`, { title: 'Renamed', scope: { ...SCOPE, sites: ['HAMBURG'] } })).json(), { title: 'Renamed', scope: { sites: ['HAMBURG'] } })
  t.match((await audits.call('PATCH', `/risk-audits/${id}`, { scope: { ...SCOPE, sites: ['NOWHERE'] } })).json(), { status: 400, errors: [{ pointer: '/scope/sites/0' }] })
  t.match((await audits.call('PATCH', `/risk-audits/${id}`, { scope: { from: '2026-02-30', to: '2026-01-01' } })).json(), { status: 400, errors: [{ pointer: '/scope/from' }] })
  t.match((await audits.call('PATCH', `/risk-audits/${id}`, { scope: { from: '2026-02-03', to: '2026-01-01' } })).json(), { status: 400, errors: [{ pointer: '/scope/to' }] })
  t.match((await audits.call('PUT', `/risk-audits/${id}/inputs/measures`, { title: 'x', absentBecause: 'y' })).json(), { status: 400, errors: [{ pointer: '/title' }] })
  t.match((await audits.call('PUT', `/risk-audits/${id}/inputs/measures`, { title: 'x', datedOn: '2026-11-11' })).json(), { status: 400, errors: [{ pointer: '/reference' }, { pointer: '/sha256' }, { pointer: '/datedOn' }] })
  t.match((await audits.call('PUT', `/risk-audits/${id}/inputs/gossip`, DOCUMENT)).json(), { status: 400 })
  t.equal((await audits.call('GET', '/risk-audits/0190aaaa-0000-7000-8000-000000000001')).statusCode, 404)
  await audits.done('PATCH', `/risk-audits/${id}`, { scope: SCOPE })
  await audits.close(id, 'identified')
  for (const [method, path, body] of [['PATCH', '', { title: 'Late' }], ['PUT', '/inputs/measures', DOCUMENT], ['PUT', '/left-out/origin', { reason: 'Late' }]] as const) {
    t.match((await audits.call(method, `/risk-audits/${id}${path}`, body)).json(), { status: 409, type: '/problems/risk-audit-stage-refused', at: 'identified' }, `${method} ${path}`)
  }
})

t.test('an area is left out with a reason and taken in again', async (t) => {
  const { id, leftOut } = await audits.draft()
  t.equal(leftOut.length, AREAS.length - 1)
  t.equal((await app.inject({ method: 'DELETE', url: `/v1/risk-audits/${id}/left-out/origin`, headers: { ...bearer(), 'if-match': '*' } })).statusCode, 200)
  t.strictSame(told((await advance(id, 'identified')).json<Blocked>()), ['no_scored_risk origin'])
  t.match((await app.inject({ method: 'DELETE', url: `/v1/risk-audits/${id}/left-out/origin`, headers: { ...bearer(), 'if-match': '*' } })).json(), { status: 404, type: '/problems/risk-audit-exception-not-found' })
})

t.test('stages go one after the other, by whoever saw the audit as it is', async (t) => {
  const { id } = await audits.draft()
  t.match((await advance(id, 'treated')).json(), { status: 409, type: '/problems/risk-audit-stage-refused', at: 'draft', next: 'identified' })
  t.equal((await advance(id, 'identified', {})).statusCode, 428)
  t.equal((await advance(id, 'identified', { 'if-match': '"1"' })).statusCode, 412)
  const answer = await advance(id, 'identified', { 'if-match': '*', 'idempotency-key': 'close-1' })
  t.equal(answer.statusCode, 200)
  t.strictSame((await advance(id, 'identified', { 'if-match': '*', 'idempotency-key': 'close-1' })).body, answer.body, 'sent again, it is answered as before')
  t.match((await advance(id, 'identified')).json(), { status: 409, at: 'identified', next: 'residual_determined' })
  t.match((await audits.call('GET', `/risk-audits/${id}/stages/treated`)).json(), { status: 404, type: '/problems/risk-audit-stage-not-found' })
})

t.test('stage 2 asks for tested controls above the threshold, or for the reason', async (t) => {
  await audits.done('POST', '/risks', ownRisk('VAL-X5'))
  await audits.done('POST', '/risks/VAL-X5/inputs', { ...STATED, consequence: 5 })
  const { id } = await audits.draft()
  await audits.close(id, 'identified')
  t.strictSame(told((await advance(id, 'residual_determined')).json<Blocked>()), ['no_control VAL-X5'])
  await audits.done('POST', '/controls', control('CTL-X5', { risks: ['VAL-X5'], inForceFrom: '2026-01-01' }))
  t.strictSame(told((await advance(id, 'residual_determined')).json<Blocked>()), ['control_not_tested CTL-X5'])
  t.match((await audits.call('PUT', `/risk-audits/${id}/not-evaluated/NO-RISK`, { reason: 'x' })).json(), { status: 404, type: '/problems/risk-not-found' })
  t.match(await audits.done('PUT', `/risk-audits/${id}/not-evaluated/VAL-X5`, { reason: 'The control is in its first month' }), { notEvaluated: [{ risk: 'VAL-X5', reason: 'The control is in its first month' }] })
  await audits.close(id, 'residual_determined')
  const blocked = (await advance(id, 'treated')).json<Blocked>()
  t.strictSame(told(blocked), ['signature_missing VAL-X5'], 'an impact of 5 is signed for')
  t.match((await audits.call('PUT', `/risk-audits/${id}/not-evaluated/VAL-X1`, { reason: 'x' })).json(), { status: 409, at: 'residual_determined' })
  await audits.done('POST', '/risks/VAL-X5/retire', { reason: 'Only for the test' })
  t.strictSame(told((await advance(id, 'treated')).json<Blocked>()), ['signature_missing VAL-X5'], 'what stage 2 froze counts, whatever became of the register')
})

t.test('an audit that is opened again starts over as the next version, and the one before stays as it was', async (t) => {
  const { id } = await audits.draft()
  t.match((await audits.call('POST', `/risk-audits/${id}/reopen`, { reason: 'x' })).json(), { status: 409, type: '/problems/risk-audit-stage-refused', at: 'draft' })
  const before = await audits.close(id, 'identified', 'residual_determined')
  const again = await audits.done<Audit>('POST', `/risk-audits/${id}/reopen`, { reason: 'A site was forgotten' })
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: `{ riskAuditVersions(audit: "${id}") { version currentVersion stage nextStage reopenedBecause stages { stage } } }` } })
  t.match(answer.json(), { data: { riskAuditVersions: [
    { version: 2, currentVersion: 2, stage: 'draft', nextStage: 'identified', reopenedBecause: 'A site was forgotten', stages: [] }, { version: 1, currentVersion: 2, nextStage: null, reopenedBecause: null, stages: before.stages.map(({ stage }) => ({ stage })) }
  ] } }, 'the versions before it are seen as they were')
  t.match(again, { version: 2, currentVersion: 2, stage: 'draft', nextStage: 'identified', stages: [], reopenedBecause: 'A site was forgotten', considered: KINDS.toSorted().map((kind) => ({ kind })) })
  t.equal(again.leftOut.length, AREAS.length - 1, 'what was stated is taken along')
  t.match(await audits.done('GET', `/risk-audits/${id}?version=1`), { version: 1, currentVersion: 2, stage: 'residual_determined', nextStage: null, stages: before.stages })
  const closed = await audits.close(id, 'identified')
  t.not(closed.stages[0]?.seed, before.stages[0]?.seed, 'another version has years of its own')
  t.match(await audits.done('GET', `/risk-audits/${id}/stages/residual_determined?version=1`), { audit: { version: 1 } })
  t.equal((await audits.call('GET', `/risk-audits/${id}/stages/residual_determined`)).statusCode, 404)
  const events = (await audits.done<{ items: { type: string, subject: string, data: object }[] }>('GET', '/events?limit=1000')).items.filter(({ subject }) => subject === `risk_audit:${id}`)
  t.match(events.filter(({ type }) => type === 'risk_audit.stage_closed').map(({ data }) => data), [{ stage: 'identified', version: 1, sha256: before.stages[0]?.sha256 }, { stage: 'residual_determined', version: 1 }, { stage: 'identified', version: 2 }])
  t.notMatch(JSON.stringify(events), /forgotten|Audit of the year|Not looked at/, 'no words of people in the log')
})

t.test('audits are listed, the last opened first, by stage and page by page', async (t) => {
  const all = await audits.done<{ items: Audit[], nextCursor: string | null }>('GET', '/risk-audits?limit=2')
  t.equal(all.items.length, 2)
  const next = await audits.done<{ items: Audit[] }>('GET', `/risk-audits?limit=2&cursor=${all.nextCursor ?? ''}`)
  t.equal(new Set([...all.items, ...next.items].map(({ id }) => id)).size, 4)
  const drafts = await audits.done<{ items: Audit[] }>('GET', '/risk-audits?stage=draft')
  t.ok(drafts.items.length > 0)
  t.ok(drafts.items.every(({ stage }) => stage === 'draft'))
  t.match((await audits.call('GET', '/risk-audits?cursor=bm9uZQ')).json(), { status: 400, errors: [{ pointer: '/cursor' }] })
})
