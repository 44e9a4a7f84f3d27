import pg from 'pg'
import t from 'tap'
import { canonicalJson } from '../../../src/platform/log/canonical-json.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { sha256Of } from '../../../src/risks/audits/snapshot.ts'
import { verifyAudits } from '../../../src/risks/audits/verify-audits.ts'
import { referenceOf, withWords } from '../../../src/risks/words/reference.ts'
import type { StageVerdict } from '../../../src/risks/audits/verify-audits.ts'
import { differences } from '../../../src/risks/audits/verify-stage.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits, takeNote, tell } from '../../support/risk-audits.ts'
import { statementsOf } from '../../support/statements.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl, {}, { clock: () => new Date('2026-11-10T10:00:00Z') })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.risksIn(['VAL-V1', 'VAL-V2'])
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const { id } = await audits.draft()
await audits.close(id, 'identified', 'residual_determined', 'treated')
await tell(db, operatorId, { id, version: 1 }, 'RISK-OWNER')
await takeNote(db, operatorId, { id, version: 1 }, 'RISK-OWNER')
await audits.close(id, 'communicated', 'closed')
await audits.done('POST', `/risk-audits/${id}/reopen`, { reason: 'Once more' })
await audits.close(id, 'identified')

async function verdicts (audit = id): Promise<StageVerdict[]> {
  const found: StageVerdict[] = []
  for await (const verdict of verifyAudits(db, operatorId, audit)) found.push(verdict)
  return found
}
const faulty = async (): Promise<string[]> => (await verdicts()).flatMap(({ version, stage, faults }) => faults.map((fault) => `${version} ${stage}: ${fault}`))

t.test('every stage of every version comes out again to the byte, also once the register says otherwise', async (t) => {
  await audits.done('POST', '/risks/VAL-V1/inputs', { likelihood: 5, reason: 'Judged anew' })
  await audits.done('POST', '/risks/VAL-V2/retire', { reason: 'None of ours' })
  const found = await verdicts()
  t.strictSame(found.map(({ version, stage }) => `${version} ${stage}`), ['1 identified', '1 residual_determined', '1 treated', '1 communicated', '1 closed', '2 identified'])
  t.strictSame(found.flatMap(({ faults }) => faults), [])
  t.strictSame(await verdicts('0190aaaa-0000-7000-8000-000000000001'), [])
})

interface Text { inputs: { assessment: { risks: { input: { likelihood: number } }[] }, exceptions: object[] }, result: { order: string[], risks: { assessment: { expectedAnnualLoss: number } }[] } }

/** Whoever may write the database behind the service's back. @param hashed whether the hash is made to fit. */
async function forged (stage: string, change: (text: Text) => void, hashed: boolean, work: () => Promise<void>): Promise<void> {
  const where = 'where audit_id = $1 and version = 1 and stage = $2'
  const { rows: [row] } = await superuser.query<{ snapshot: string, sha256: string }>(`select snapshot, sha256 from aeo.risk_audit_stages ${where}`, [id, stage])
  if (row === undefined) throw new Error(stage)
  const text = JSON.parse(row.snapshot) as Text
  change(text)
  const forgery = canonicalJson(text)
  await superuser.query(`update aeo.risk_audit_stages set snapshot = $3, sha256 = $4 ${where}`, [id, stage, forgery, hashed ? sha256Of(forgery) : row.sha256])
  try {
    await work()
  } finally {
    await superuser.query(`update aeo.risk_audit_stages set snapshot = $3, sha256 = $4 ${where}`, [id, stage, row.snapshot, row.sha256])
  }
}

/** The log says that the stage was closed as it stands now. */
async function logged (stage: string, work: () => Promise<void>): Promise<void> {
  const { rows: [row] } = await superuser.query<{ sha256: string }>('select sha256 from aeo.risk_audit_stages where audit_id = $1 and version = 1 and stage = $2', [id, stage])
  const kept = (await verdicts()).find((verdict) => verdict.version === 1 && verdict.stage === stage)
  const was = /has the hash ([0-9a-f]{64})/.exec(kept?.faults[0] ?? '')?.[1] ?? ''
  const replace = 'update aeo.operator_log set data = replace(data, $2, $3) where type = \'risk_audit.stage_closed\' and subject = $1'
  await superuser.query('alter table aeo.operator_log disable trigger all')
  await superuser.query(replace, [`risk_audit:${id}`, was, row?.sha256])
  await work()
  await superuser.query(replace, [`risk_audit:${id}`, row?.sha256, was])
  await superuser.query('alter table aeo.operator_log enable trigger all')
}

t.test('a text that was changed is found, with or without its hash', async (t) => {
  const lower = (text: Text): void => { (text.result.risks[0] as Text['result']['risks'][number]).assessment.expectedAnnualLoss = 1 }
  await forged('residual_determined', lower, false, async () => { t.strictSame(await faulty(), ['1 residual_determined: the text is not the one that its hash is of', '1 treated: its figures are not those of stage 2']) })
  await forged('residual_determined', lower, true, async () => {
    const found = await faulty()
    t.match(found, [/^1 residual_determined: the log has the hash [0-9a-f]{64}$/, /^1 treated: it rests on another text of stage 2$/, /^1 treated: its figures are not those of stage 2$/])
  })
})

t.test('a figure that does not come of its inputs is named, also where hash and log fit', async (t) => {
  const shown = (text: Text): void => { (text.inputs.assessment.risks[0] as Text['inputs']['assessment']['risks'][number]).input.likelihood = 5 }
  await forged('identified', shown, true, async () => {
    await logged('identified', async () => {
      const found = await faulty()
      t.ok(found.length > 0)
      t.ok(found.every((fault) => /^1 identified: \/result\/(risks\/0\/|portfolio|order).* comes out otherwise$/.test(fault)), found.join('\n'))
    })
  })
  t.strictSame(await faulty(), [])
})

t.test('a stage that is missing, or that its gate would not have let through, is named', async (t) => {
  await superuser.query('update aeo.risk_audit_versions set stage = \'residual_determined\' where audit_id = $1 and version = 2', [id])
  t.strictSame(await faulty(), ['2 residual_determined: it was never frozen'])
  await superuser.query('update aeo.risk_audit_versions set stage = \'identified\' where audit_id = $1 and version = 2', [id])
  await forged('identified', (text) => { text.inputs.exceptions = [] }, true, async () => { t.match((await faulty())[0], /^1 identified: the log has the hash/) })
})

t.test('words that were changed or taken away are found, and those that were erased are not missed', async (t) => {
  const one = 'where reference = (select reference from aeo.risk_frozen_words where subject = \'risk:VAL-V1\' and member = \'reason\')'
  const [row] = (await superuser.query<{ salt: Buffer, words: string }>(`select salt, words from aeo.risk_frozen_words ${one}`)).rows
  await superuser.query(`update aeo.risk_frozen_words set words = 'Forged' ${one}`)
  const changed = await faulty()
  t.strictSame(changed, ['identified', 'residual_determined'].map((stage) => `1 ${stage}: the words of /inputs/assessment/risks/0/statement/reason are not those that were frozen`).concat('2 identified: the words of /inputs/assessment/risks/0/statement/reason are not those that were frozen'))
  await superuser.query(`update aeo.risk_frozen_words set words = null, salt = null, erased_at = now() ${one}`)
  t.strictSame(await faulty(), [])
  await superuser.query(`update aeo.risk_frozen_words set reference = 'words:${'0'.repeat(64)}' ${one}`)
  const missing = /refers to words that are not there, and nobody erased them$/
  t.match(await faulty(), [missing, missing, missing])
  await superuser.query(`update aeo.risk_frozen_words set reference = $1, words = $2, salt = $3, erased_at = null where reference = 'words:${'0'.repeat(64)}'`, [referenceOf(row?.salt ?? Buffer.of(), row?.words ?? ''), row?.words, row?.salt])
  t.strictSame(await faulty(), [])
})

t.test('what was frozen with its words in it stays readable, and comes out again', async (t) => {
  const { rows: kept } = await superuser.query<{ reference: string, words: string }>('select reference, words from aeo.risk_frozen_words')
  const words = new Map(kept.map((row) => [row.reference, row.words]))
  const inWords = (text: Text): void => { Object.assign(text, withWords(text, words), { schema: 1 }) }
  await forged('identified', inWords, true, async () => {
    await logged('identified', async () => { t.strictSame(await faulty(), []) })
    const read = await audits.done<{ schema: number, audit: { title: string } }>('GET', `/risk-audits/${id}/stages/identified?version=1`)
    t.match(read, { schema: 1, audit: { title: 'Audit of the year' } })
    t.strictSame(await audits.done('GET', `/risk-audits/${id}/stages/identified/words?version=1`), { items: [] })
  })
})

t.test('the database lets nobody of the service change a closed stage', async (t) => {
  for (const statement of ['update aeo.risk_audit_stages set snapshot = \'x\'', 'delete from aeo.risk_audit_stages']) await t.rejects(db.operations.query(statement), { code: '42501' })
})

t.test('differences are named by JSON Pointer', (t) => {
  t.strictSame(differences({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }), [])
  t.strictSame(differences({ a: 1, b: [1, { 'c/d': 2 }] }, { a: 2, b: [1, { 'c/d': 3 }] }), ['/a', '/b/1/c~1d'])
  t.strictSame(differences({ a: 1 }, {}), ['/a'])
  t.strictSame(differences([1], { 0: 1 }), [''])
  t.equal(differences(Array.from({ length: 50 }, () => 0), Array.from({ length: 50 }, () => 1)).length, 20)
  t.end()
})

t.test('reading a long log and making stages anew take the time that they need', async (t) => {
  const statements = await statementsOf(db, async () => { await verdicts() })
  t.ok(statements.includes('set local statement_timeout = 0') && statements.includes('set local transaction_timeout = 0'))
})
