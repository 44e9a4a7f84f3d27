import t from 'tap'
import { hrefOf, withState } from '../../../src/risks/follow-ups/follow-up.ts'
import type { KeptFollowUp } from '../../../src/risks/follow-ups/follow-up.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { MOST_FOLLOW_UPS } from '../../../src/risks/follow-ups/follow-up-operations.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { inTx, RiskAudits } from '../../support/risk-audits.ts'
import { ownRisk, STATED } from '../../support/risks.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-11-10T10:00:00Z') })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.risksIn(['VAL-X1', 'VAL-X2'])
await audits.done('POST', '/assignments', { person: 'P-OWNER', position: 'RISK-OWNER', ftePercent: 100, validFrom: '2020-01-01' })
const { id } = await audits.draft()
await audits.close(id, 'identified', 'residual_determined')

interface FollowUp { id: string, revision: number, kind: string, reference: string, state: string, href: string | null, doneOn: string | null }
const add = async (body: object, headers: Record<string, string> = {}) => await audits.call('POST', `/risk-audits/${id}/follow-ups`, body, headers)
const list = async (): Promise<FollowUp[]> => (await audits.done<{ items: FollowUp[] }>('GET', `/risk-audits/${id}/follow-ups`)).items
const PROCEDURE = { kind: 'procedure_change', risk: 'VAL-X1', title: 'State tools in the purchase form', reference: 'qm:VAL-7' }

t.test('the state of a follow-up is that of what it became', (t) => {
  const kept: KeptFollowUp = { id: 'x', revision: 1, kind: 'procedure_change', risk: 'A', finding: null, title: 'x', reference: 'r', doneOn: null, doneReference: null, recordedAt: new Date(0) }
  const cases: [string, Partial<KeptFollowUp>, string, string | null][] = [
    ['a procedure that is not done', {}, 'open', null], ['one that is', { doneOn: '2026-01-01', doneReference: 'y' }, 'done', null],
    ['a need', { kind: 'training_need', reference: 'n' }, 'closed', '/v1/training/needs/n'], ['a duty', { kind: 'notification_duty', reference: 'd' }, 'notified', '/v1/notification-duties/d'], ['a control', { kind: 'control', reference: 'C' }, 'open', '/v1/controls/C']
  ]
  for (const [name, changes, state, href] of cases) {
    const found = withState({ ...kept, ...changes }, new Map([['n', 'closed'], ['d', 'notified']]))
    t.equal(found.state, state, name)
    t.equal(hrefOf(found), href, name)
  }
  t.end()
})

t.test('nothing follows before it is decided what the audit found', async (t) => {
  t.match((await add(PROCEDURE)).json(), { status: 409, type: '/problems/risk-follow-up-refused', because: 'stage', stage: 'residual_determined' })
  await audits.close(id, 'treated')
})

t.test('a training need and a duty to notify are really opened, and linked', async (t) => {
  const need = await add({ kind: 'training_need', risk: 'VAL-X1', title: 'Buyers learn additions to value', trainingNeed: { topic: 'value', level: 2, severity: 'important', reason: 'The audit found tools that nobody valued', people: ['P-OWNER'] } })
  t.equal(need.statusCode, 201, need.body)
  const opened = await audits.done<{ source: string, state: string, references: string[] }>('GET', need.json<FollowUp>().href?.slice('/v1'.length) ?? '')
  t.match(opened, { source: 'audit_finding', state: 'open', topic: 'value', references: [`risk_audit:${id}`] })
  await audits.done('POST', `/training/needs/${need.json<FollowUp>().reference}/close`, { reason: 'Not needed after all' })

  t.match((await add({ kind: 'notification_duty', risk: 'VAL-X2', title: 'Tell customs', notificationDuty: { rule: 'no_such_rule', description: 'x', occurredOn: '2026-11-01' } })).json(), { status: 400, errors: [{ pointer: '/notificationDuty/rule' }] })
  t.match((await add({ kind: 'training_need', risk: 'VAL-X1', title: 'x', trainingNeed: { topic: 'no-topic', level: 2, severity: 'important', reason: 'x' } })).json(), { status: 400, errors: [{ pointer: '/trainingNeed/topic' }] })
  const authorisation = await audits.done<{ id: string }>('POST', '/authorisations', { type: 'IPO', reference: 'ITIPO1', holderEori: 'IT01234567890', decisionDate: '2026-03-02' })
  const duty = await add({ kind: 'notification_duty', risk: 'VAL-X2', title: 'Tell customs', notificationDuty: { rule: 'other', description: 'Tools were not valued', occurredOn: '2026-11-01', authorisationIds: [authorisation.id] } })
  t.equal(duty.statusCode, 201, duty.body)
  t.match(await audits.done('GET', duty.json<FollowUp>().href?.slice('/v1'.length) ?? ''), { rule: 'other', state: 'open' })
  t.match((await list()).find(({ kind }) => kind === 'training_need'), { state: 'closed' }, 'as it stands now')
})

t.test('what is named must be there, and what is opened must belong to its kind', async (t) => {
  const unknown = '018f0000-0000-7000-8000-000000000000'
  const cases: [string, object, string][] = [
    ['no risk of the register', { ...PROCEDURE, risk: 'NO-RISK' }, '/risk'], ['no finding', { ...PROCEDURE, finding: unknown }, '/finding'], ['a procedure without a reference', { ...PROCEDURE, reference: undefined }, '/reference'],
    ['no control', { ...PROCEDURE, kind: 'control', reference: 'NO-CONTROL' }, '/reference'], ['no need', { ...PROCEDURE, kind: 'training_need', reference: unknown }, '/reference'], ['no id', { ...PROCEDURE, kind: 'notification_duty', reference: 'x' }, '/reference'],
    ['a need to be opened for a procedure', { ...PROCEDURE, trainingNeed: { topic: 'value', level: 2, severity: 'important', reason: 'x' } }, '/trainingNeed'],
    ['named and stated', { ...PROCEDURE, kind: 'training_need', trainingNeed: { topic: 'value', level: 2, severity: 'important', reason: 'x' } }, '/reference']
  ]
  for (const [name, body, pointer] of cases) t.match((await add(body)).json(), { status: 400, errors: [{ pointer }] }, name)
  t.equal((await add({ ...PROCEDURE, kind: 'control', reference: 'CTL-VAL-X1' })).statusCode, 201)
})

t.test('the risk is one that the audit looks at, with figures or without', async (t) => {
  await audits.done('POST', '/risks', ownRisk('VAL-UNSTATED'))
  await audits.done('POST', '/risks', ownRisk('VAL-ORIGIN', { scope: { pillars: ['origin'] } }))
  await audits.done('POST', '/risks/VAL-ORIGIN/inputs', STATED)
  const { id: scoped } = await audits.draft({ from: '2026-01-01', to: '2026-12-31', pillars: ['value'] })
  await audits.close(scoped, 'identified', 'residual_determined', 'treated')
  await audits.done('POST', '/risks', ownRisk('VAL-LATER'))
  await audits.done('POST', '/risks/VAL-LATER/inputs', STATED)
  const follow = async (risk: string) => await audits.call('POST', `/risk-audits/${scoped}/follow-ups`, { ...PROCEDURE, risk })
  const cases: [risk: string, status: number, name: string][] = [
    ['VAL-X1', 201, 'with figures'], ['VAL-UNSTATED', 201, 'in its scope, stated by nobody'], ['VAL-ORIGIN', 400, 'out of its scope'], ['VAL-LATER', 400, 'stated after it was frozen'], ['NO-RISK', 400, 'in no register']
  ]
  for (const [risk, status, name] of cases) t.equal((await follow(risk)).statusCode, status, name)
  t.match((await follow('VAL-LATER')).json(), { type: '/problems/invalid-request', errors: [{ pointer: '/risk', detail: 'is no risk that this audit looks at', hint: `Give the code of one that stands in /v1/risk-audits/${scoped}/stages/residual_determined` }] })
  await audits.done('POST', '/risks/VAL-X1/retire', { reason: 'No tools are given away any more' })
  t.equal((await follow('VAL-X1')).statusCode, 201, 'retired since')
  await audits.done('POST', '/risks/VAL-X1/reinstate', {})
})

t.test('a change of a procedure is done once, on the state that was seen', async (t) => {
  const made = (await add(PROCEDURE, { 'idempotency-key': 'procedure-1' })).json<FollowUp>()
  t.equal((await add(PROCEDURE, { 'idempotency-key': 'procedure-1' })).json<FollowUp>().id, made.id)
  const done = async (followUp: string, body: object, headers: Record<string, string> = { 'if-match': '"1"' }) => await audits.call('POST', `/risk-audits/${id}/follow-ups/${followUp}/done`, body, headers)
  const BODY = { doneOn: '2026-11-10', reference: 'qm:VAL-7 rev 2' }
  t.equal((await done(made.id, BODY, {})).statusCode, 428)
  t.equal((await done(made.id, BODY, { 'if-match': '"7"' })).statusCode, 412)
  t.match((await done(made.id, { ...BODY, doneOn: '2026-11-11' })).json(), { status: 400, errors: [{ pointer: '/doneOn' }] })
  const answers = await Promise.all([done(made.id, BODY), done(made.id, BODY), done(made.id, BODY)])
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 412, 412], 'once, however many say so')
  t.match((await done(made.id, BODY, { 'if-match': '*' })).json(), { status: 409, because: 'done' })
  const need = (await list()).find(({ kind }) => kind === 'training_need')
  t.match((await done(need?.id ?? '', BODY, { 'if-match': '*' })).json(), { status: 409, because: 'kept_elsewhere' })
  t.equal((await app.inject({ method: 'POST', url: `/v1/risk-audits/${id}/follow-ups/${made.id}/done`, headers: { ...bearer({ operator: OTHER_OPERATOR }), 'if-match': '*' }, payload: BODY })).statusCode, 404, 'nor by another operator')
})

t.test('they are listed at the same number of statements for few and many, in pages, and close with the audit', async (t) => {
  const counted = async (): Promise<number> => (await statementsOf(db, async () => await list())).length
  const few = await counted()
  for (let index = 0; index < 8; index++) await audits.done('POST', `/risk-audits/${id}/follow-ups`, { ...PROCEDURE, title: `Step ${index}` })
  t.equal(await counted(), few)
  const first = await audits.done<{ items: FollowUp[], nextCursor: string }>('GET', `/risk-audits/${id}/follow-ups?limit=3`)
  const second = await audits.done<{ items: FollowUp[] }>('GET', `/risk-audits/${id}/follow-ups?limit=100&cursor=${first.nextCursor}`)
  t.strictSame([...first.items, ...second.items], await list())

  await audits.done('POST', `/risk-audits/${id}/recipients`, { positions: ['RISK-OWNER'] })
  await audits.done('POST', `/risk-audits/${id}/notices`, { acknowledgeBy: '2026-11-20' })
  await audits.done('POST', `/risk-audits/${id}/recipients/RISK-OWNER/record-acknowledgement`, { person: 'P-OWNER', evidence: { reference: 'dms:1', sha256: 'a'.repeat(64) } })
  await audits.close(id, 'communicated', 'closed')
  t.match((await add(PROCEDURE)).json(), { status: 409, because: 'stage', stage: 'closed' })
  const report = await audits.done<{ followUps: { kind: string, state: string, risk: string }[] }>('GET', `/risk-audits/${id}/report.json`)
  t.match(report.followUps.find(({ kind }) => kind === 'training_need'), { risk: 'VAL-X1', state: 'closed' })
  t.equal(report.followUps.length, (await list()).length)
})

t.test('an audit has no more of them than it freezes when it closes', async (t) => {
  const { id: other } = await audits.draft()
  await audits.close(other, 'identified', 'residual_determined', 'treated')
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  await inTx(db, operatorId, async (tx) => await tx.query(`insert into aeo.risk_follow_ups (operator_id, id, audit_id, version, kind, risk, title, reference, recorded_by, recorded_at)
    select $1, gen_random_uuid(), $2, 1, 'procedure_change', 'VAL-X1', 'x', 'x', gen_random_uuid(), $4 from generate_series(1, $3)`, [operatorId, other, MOST_FOLLOW_UPS - 1, tx.at]))
  const answers = await Promise.all([1, 2].map(async () => await audits.call('POST', `/risk-audits/${other}/follow-ups`, PROCEDURE)))
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [201, 409])
  t.match(answers.find(({ statusCode }) => statusCode === 409)?.json(), { type: '/problems/risk-follow-up-refused', because: 'too_many' })
})
