import t from 'tap'
import { trainingDeps } from '../../../src/features.ts'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import type { Principal } from '../../../src/platform/access.ts'
import { changeWithin, checkedContent, saveRecords } from '../../../src/platform/keeping/keep-records.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { addVersion } from '../../../src/training/courses/course-operations.ts'
import { recordDeps } from '../../../src/training/kept-kinds.ts'
import { changedRecords } from '../../../src/training/records/changed-records.ts'
import type { ChangedRecord } from '../../../src/training/records/changed-records.ts'
import { revoked, revokeRecord } from '../../../src/training/records/revoke-record.ts'
import { TRAINING_RECORD } from '../../../src/training/records/training-record.ts'
import { pushStatements } from '../../../src/training/records/xapi/push-statements.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

t.test('a change is told with the first day on which it makes a difference', (t) => {
  const before = { person: 'P-1', completedOn: '2025-03-01', result: 'attended', revokedFrom: null, revocationReason: null }
  const cases: [name: string, before: typeof before | undefined, after: object, told: object[]][] = [
    ['a new record', undefined, before, [{ person: 'P-1', from: '2025-03-01' }]],
    ['another result', before, { ...before, result: 'failed' }, [{ person: 'P-1', from: '2025-03-01' }]],
    ['completed earlier', before, { ...before, completedOn: '2025-02-01' }, [{ person: 'P-1', from: '2025-02-01' }]],
    ['completed later', before, { ...before, completedOn: '2025-04-01' }, [{ person: 'P-1', from: '2025-03-01' }]],
    ['revoked from a later day on', before, { ...before, revokedFrom: '2025-05-01', revocationReason: 'x' }, [{ person: 'P-1', from: '2025-05-01' }]]
  ]
  for (const [name, from, to, told] of cases) t.strictSame(changedRecords([{ id: 'R', before: from, after: to as typeof before }]), told.map((one) => ({ id: 'R', ...one })), name)
  t.strictSame(changedRecords([{ id: 'R', before: undefined, after: before }, { id: 'R', before, after: { ...before, completedOn: '2025-01-01' } }]), [{ id: 'R', person: 'P-1', from: '2025-01-01' }], 'of several changes of one record the earliest')
  t.end()
})

t.test('whoever rests on records is told of each change, in its transaction', async (t) => {
  const { appUrl } = await testDatabase(t)
  const { app, db } = await testApp(t, appUrl)
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  const principal: Principal = { subject: 'test', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  const post = async (url: string, payload: object) => {
    const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers: bearer(), payload })
    if (answer.statusCode !== 201) throw new Error(answer.body)
  }
  const version = (validFrom: string, changes: object = {}) => ({ validFrom, hours: '1', documentReference: 'PR-1', documentSha256: 'a'.repeat(64), acknowledgeWithinDays: 14, topics: [{ topic: 'origin', level: 1 }], ...changes })
  await post('/people', { pseudonym: 'P-1', employmentKind: 'employee' })
  await post('/training/courses', { code: 'READ', title: 'x', kind: 'read_and_understood', provider: 'x', providerType: 'internal', activity: 'https://lms.example/read', version: version('2024-01-01') })

  const told: (readonly ChangedRecord[])[] = []
  const deps = { ...trainingDeps({ db, clock: () => new Date() }), recordsChanged: async (_tx: unknown, changed: readonly ChangedRecord[]) => { told.push(changed) } }
  const lastTold = (): readonly ChangedRecord[] | undefined => told.at(-1)
  const inTx = async <T>(work: Parameters<typeof withOperator<T>>[3]): Promise<T> => await withOperator(db, principal, 'training:write', work)
  const stated = (changes: object = {}) => checkedContent(TRAINING_RECORD, { reference: 'R-1', person: 'P-1', course: 'READ', completedOn: '2025-03-01', result: 'attended', ...changes }, new Date())

  const [saved] = await inTx(async (tx) => await saveRecords(tx, recordDeps(deps), TRAINING_RECORD, [stated()], 'single'))
  const id = (saved as { id: string }).id
  t.strictSame(lastTold(), [{ id, person: 'P-1', from: '2025-03-01' }], 'a new record')
  await inTx(async (tx) => await saveRecords(tx, recordDeps(deps), TRAINING_RECORD, [stated()], 'bulk'))
  t.equal(told.length, 1, 'nothing of what was there already')
  await inTx(async (tx) => await changeWithin(tx, recordDeps(deps), TRAINING_RECORD, id, () => {}, (content) => ({ ...content, completedOn: '2025-02-01' })))
  t.strictSame(lastTold(), [{ id, person: 'P-1', from: '2025-02-01' }], 'a change')
  t.throws(() => revoked(stated(), { from: '2025-02-28', reason: 'x' }))

  await addVersion(deps, principal, 'READ', version('2025-06-01'), undefined)
  t.strictSame(lastTold(), [{ id, person: 'P-1', from: '2025-06-15' }], 'the next version of what was read ends it, once its readers had their days')
  const [late] = await inTx(async (tx) => await saveRecords(tx, recordDeps(deps), TRAINING_RECORD, [stated({ reference: 'R-2', completedOn: '2025-10-10' })], 'single'))
  await addVersion(deps, principal, 'READ', version('2025-09-01'), undefined)
  t.strictSame([...lastTold() ?? []].find((one) => one.id === (late as { id: string }).id), { id: (late as { id: string }).id, person: 'P-1', from: '2025-10-10' }, 'one that is recorded late ends what was completed after its readers had their days, as if it never was')
  await inTx(async (tx) => await changeWithin(tx, recordDeps(deps), TRAINING_RECORD, (late as { id: string }).id, () => {}, (content) => ({ ...content, revokedFrom: '2025-10-10', revocationReason: 'x' })))
  await revokeRecord(deps, principal, id, { from: '2025-04-01', reason: 'x' }, undefined, () => {})
  t.strictSame(lastTold(), [{ id, person: 'P-1', from: '2025-04-01' }], 'a revocation')
  const before = told.length
  await addVersion(deps, principal, 'READ', version('2025-11-01'), undefined)
  t.equal(told.length, before, 'what showed nothing any more ends no more')

  const actor = { account: { homePage: 'https://lms.example', name: 'P-1' } }
  const statement = { id: '01980000-0000-4000-8000-000000000001', actor, verb: { id: 'http://adlnet.gov/expapi/verbs/completed' }, object: { id: 'https://lms.example/read' }, timestamp: '2025-08-01T09:00:00Z' }
  await Promise.all([1, 2].map(async () => await pushStatements(deps, principal, [statement], (index) => `/${index}`)))
  t.match(lastTold(), [{ person: 'P-1', from: '2025-08-01' }], 'a statement')
  const count = told.length
  await pushStatements(deps, principal, [statement], () => '')
  t.equal(told.length, count, 'and nothing of one that came before, or at once')
  t.equal(told.filter(([first]) => first?.from === '2025-08-01').length, 1)
  await pushStatements(deps, principal, [{ actor, verb: { id: 'http://adlnet.gov/expapi/verbs/voided' }, object: { objectType: 'StatementRef', id: statement.id } }], () => '')
  t.match(lastTold(), [{ person: 'P-1', from: '2025-08-01' }], 'one that is voided')
})
