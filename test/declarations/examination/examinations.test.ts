import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { rebuildExaminationTotals } from '../../../src/declarations/index.ts'
import { lookAgain } from '../../../src/declarations/examination/examination-jobs.ts'
import { Examiner } from '../../../src/declarations/examination/examiner.ts'
import { onConnection } from '../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const push = async (payload: object): Promise<string> => {
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return answer.json<{ declarationId: string }>().declarationId
}
interface Finding { check_id: string | null, item_number: number | null, state: string, closed_because: string | null, source: string, message: string, counted_on: string, severity: string, version: number }
const findingsOf = async (id: string): Promise<Finding[]> => (await superuser.query<Finding>(
  'select check_id, item_number, state, closed_because, source, message, counted_on::text, severity, version from aeo.findings where declaration_id = $1 order by check_id, item_number, opened_at, id', [id])).rows
const eventsOf = async (id: string): Promise<string[]> => (await superuser.query<{ type: string }>('select type from aeo.operator_log where subject = $1 order by seq', [`declaration:${id}`])).rows.map(({ type }) => type)
const totalsAreRight = async (t: { strictSame: (found: unknown, wanted: unknown, words: string) => unknown }): Promise<void> => {
  t.strictSame(await onConnection(db.operations, async (client) => await rebuildExaminationTotals(client, operatorId, false)), [], 'totals and histories are those of a recount')
}
const looksAgain = async (): Promise<number> => {
  const now = () => new Date()
  return await lookAgain({ db, examiner: new Examiner({ db, clock: now, registers: {} }), clock: now })
}
const bad = (lrn: string, changes: object = {}) => declaration({ lrn, items: [item({ taric2: undefined, ...changes })] })

t.test('a declaration is examined with its push, and what is wrong is a finding and an event', async (t) => {
  const clean = await push(declaration({ lrn: 'EX-0' }))
  t.strictSame(await findingsOf(clean), [])
  t.strictSame(await eventsOf(clean), ['declaration.recorded'])
  const id = await push(bad('EX-1'))
  t.match(await findingsOf(id), [{ check_id: 'CLA-01', item_number: 1, state: 'open', source: 'check', severity: 'error', counted_on: '2026-03-02' }])
  t.strictSame(await eventsOf(id), ['declaration.recorded', 'finding.opened'])
  const { rows: [examination] } = await superuser.query('select outcomes, details, counted from aeo.examinations where declaration_id = $1', [id])
  t.match(examination, { outcomes: /^[PHEA]{89}$/, counted: true, details: { hits: [{ check: 'CLA-01', version: 1 }], notEvaluable: { no_goods_register: ['CLA-04', 'CLA-05', 'CLA-06'] } } })
  await totalsAreRight(t)
})

t.test('a version that cures it closes an open finding with the reason; one that moves the day moves the totals', async (t) => {
  const id = await push(bad('EX-2'))
  await push(declaration({ lrn: 'EX-2', acceptanceDate: '2026-03-05' }))
  t.match(await findingsOf(id), [{ state: 'closed', closed_because: 'cured', counted_on: '2026-03-05' }])
  t.strictSame((await eventsOf(id)).slice(-2), ['declaration.version_added', 'finding.cured'])
  await push(bad('EX-2', { netMass: '7' }))
  t.match((await findingsOf(id)).map(({ state }) => state), ['closed', 'open'], 'and the same fault again is a new finding')
  await totalsAreRight(t)
})

t.test('what a person has decided stands', async (t) => {
  const confirmed = await push(bad('EX-3'))
  const dismissed = await push(bad('EX-4'))
  for (const [id, decision] of [[confirmed, 'confirmed'], [dismissed, 'dismissed']]) {
    await superuser.query('update aeo.findings set state = $2, decision = $2, decided_at = now(), decided_by = $1::uuid where declaration_id = $1', [id, decision])
  }
  await superuser.query('delete from aeo.finding_totals')
  await onConnection(db.operations, async (client) => await rebuildExaminationTotals(client, operatorId, true))
  await push(declaration({ lrn: 'EX-3' }))
  t.match((await findingsOf(confirmed)).map(({ state }) => state), ['confirmed'], 'a confirmed finding stays as evidence')
  await push(bad('EX-4', { netMass: '8' }))
  t.match((await findingsOf(dismissed)).map(({ state }) => state), ['dismissed'], 'a dismissed one is not opened again for the same values')
  await push(bad('EX-4', { cn2: undefined }))
  t.match((await findingsOf(dismissed)).map(({ check_id: check, state }) => `${check} ${state}`), ['CLA-01 dismissed', 'CLA-01 open'], 'for other values it is')
  await totalsAreRight(t)
})

t.test('the history of goods is that before the batch, and a new version takes its own lines back', async (t) => {
  const goods = (lrn: string, changes: object = {}) => declaration({ lrn, items: [item({ goodsRef: 'G-7', supplierRef: 'S-1', ...changes })] })
  for (let line = 0; line < 8; line++) await push(goods(`H-${line}`))
  const outlier = await push(goods('H-8', { statisticalValue: '42', itemAmount: '42' }))
  t.match(await findingsOf(outlier), [{ check_id: 'VAL-09' }])
  const { rows: [examined] } = await superuser.query<{ details: { histories: object } }>('select details from aeo.examinations where declaration_id = $1', [outlier])
  t.strictSame(examined?.details.histories, { 'G-7': 8 }, 'the result names the history that it saw')
  await push(goods('H-8', { statisticalValue: '4200' }))
  t.match(await findingsOf(outlier), [{ check_id: 'VAL-09', state: 'closed', closed_because: 'cured' }])
  const flipped = await push(goods('H-9', { originCountry: 'VN' }))
  t.match(await findingsOf(flipped), [{ check_id: 'ORI-12', message: /VN.*CN/ }])
  await totalsAreRight(t)
})

t.test('declarations that name each other are judged together, whichever comes first', async (t) => {
  const pair = (mrn: string) => [
    declaration({ lrn: `S-${mrn}`, mrn, additionalType: 'B', status: 'released', statusAt: '2026-03-02T10:00:00Z' }),
    declaration({ lrn: `X-${mrn}`, additionalType: 'X', acceptanceDate: '2026-04-01', previousDocuments: [{ type: 'NMRN', reference: mrn }] })
  ] as const
  const late = async (id: string): Promise<string[]> => (await findingsOf(id)).filter(({ check_id: check, state }) => check === 'PRO-05' && state === 'open').map(({ message }) => message)
  const [first, completing] = pair('26IT000000000ABCR6')
  await push(completing)
  t.match(await late(await push(first)), [/came on/], 'the supplementary declaration was there already')
  const [second, completingSecond] = pair('26IT000000000ABDR7')
  const id = await push(second)
  t.match(await late(id), [/No supplementary declaration names this one/])
  await push(completingSecond)
  t.equal(await looksAgain(), 2, 'it is looked at again, and so is the one that named the first before it was here')
  t.match(await late(id), [/came on/])
  await totalsAreRight(t)
})

t.test('a supplementary declaration is judged by the day of the simplified one, whatever else it names', async (t) => {
  const [entry, simplified] = ['26IT000000000ABER8', '26IT000000000ABFR9']
  // The procedure does not exist any more, and the finding names the day.
  const completing = (lrn: string, ...named: string[]) => declaration({ lrn, additionalType: 'Y', acceptanceDate: '2026-03-02',
    previousDocuments: named.map((reference) => ({ type: 'NMRN', reference })), items: [item({ requestedProcedure: '41' })] })
  const judgedOn = async (id: string) => (await findingsOf(id)).filter(({ check_id: check, state }) => check === 'PRO-01' && state === 'open').map(({ message }) => /on (\S+)\.$/.exec(message)?.[1])
  await push(declaration({ lrn: 'W-1', mrn: entry, acceptanceDate: '2024-05-05' }))
  t.strictSame(await judgedOn(await push(completing('Y-1', entry))), ['2026-03-02'], 'an entry into the warehouse is not completed')
  const early = await push(completing('Y-2', entry, simplified))
  await push(declaration({ lrn: 'C-1', mrn: simplified, additionalType: 'C', acceptanceDate: '2026-02-25' }))
  t.strictSame(await judgedOn(await push(completing('Y-3', entry, simplified))), ['2026-02-25'])
  await looksAgain()
  t.strictSame(await judgedOn(early), ['2026-02-25'], 'the same where the simplified one came later')
  await push(declaration({ lrn: 'C-1', mrn: simplified, additionalType: 'C', acceptanceDate: '2026-02-26' }))
  await looksAgain()
  t.strictSame(await judgedOn(early), ['2026-02-26'], 'and where its day is known later')
  t.equal(await looksAgain(), 0, 'nothing is looked at twice')
  const [one, other] = ['26IT000000000ABNB0', '26IT000000000ABPB2']
  await push(declaration({ lrn: 'R-1', mrn: one, previousDocuments: [{ type: 'NMRN', reference: other }] }))
  await push(declaration({ lrn: 'R-2', mrn: other, previousDocuments: [{ type: 'NMRN', reference: one }] }))
  t.ok(await looksAgain() <= 2, 'nor are two that name each other looked at for ever')
  const entered = '26IT000000000ABGR0'
  await push(declaration({ lrn: 'I-1', mrn: entered, dataset: 'I2', acceptanceDate: '2026-02-20' }))
  t.strictSame(await judgedOn(await push(completing('Z-1', entered))), ['2026-02-20'], 'an entry in the records by its data set')
  await totalsAreRight(t)
})

t.test('a supplementary declaration came when customs accepted it, not when it was loaded here', async (t) => {
  const late = async (mrn: string, changes: object): Promise<string[]> => {
    await push(declaration({ lrn: `X-${mrn}`, additionalType: 'X', previousDocuments: [{ type: 'NMRN', reference: mrn }], ...changes }))
    const id = await push(declaration({ lrn: `S-${mrn}`, mrn, additionalType: 'B', status: 'released', statusAt: '2026-03-02T10:00:00Z' }))
    return (await findingsOf(id)).filter(({ check_id: check }) => check === 'PRO-05').map(({ message }) => message)
  }
  t.strictSame(await late('26IT000000000ABHR1', { acceptanceDate: '2026-03-12' }), [])
  t.match(await late('26IT000000000ABJR2', { acceptanceDate: '2026-03-13' }), [/came on 2026-03-13; it was due on 2026-03-12/])
  t.strictSame(await late('26IT000000000ABKR3', { acceptanceDate: undefined, issuedAt: '2026-03-12T23:30:00+01:00' }), [], 'else by the day of issue')
  t.match(await late('26IT000000000ABLR4', { acceptanceDate: undefined }), [/came on/], 'else by receipt, which is later')
  await totalsAreRight(t)
})

t.test('goods are released on the day of the office that releases them', async (t) => {
  const answer = (mrn: string, functionCode: string, at: string): string => `<MetaData xmlns="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"><Response xmlns="urn:wco:datamodel:WCO:RES-DMS:2">
    <FunctionCode>${functionCode}</FunctionCode><IssueDateTime><DateTimeString formatCode="304">${at}</DateTimeString></IssueDateTime><Declaration><ID>${mrn}</ID></Declaration></Response></MetaData>`
  const send = async (payload: string): Promise<void> => {
    const sent = await app.inject({ method: 'POST', url: '/v1/declarations', headers: { ...bearer(), 'content-type': 'application/xml' }, payload })
    if (sent.statusCode >= 300) throw new Error(sent.body)
  }
  const exported = '26IT000000000ABMB9'
  const due = async (id: string): Promise<string[]> => (await findingsOf(id)).filter(({ check_id: check }) => check === 'PRO-05').map(({ message }) => message)
  const first = declaration({ lrn: 'O-1', mrn: exported, direction: 'export', declarationType: 'EX', additionalType: 'C', acceptanceDate: '2025-12-31', items: [item({ requestedProcedure: '10', taric2: undefined })] })
  const id = await push(first)
  await send(answer(exported, '09', '20260101003000+01'))
  t.match(await due(id), [/it was due on 2026-02-10/])
  // What returns names it, and is told the same day.
  const returning = await push(declaration({ lrn: 'O-2', acceptanceDate: '2029-01-02', previousDocuments: [{ type: 'NMRN', reference: exported }], items: [item({ requestedProcedure: '61', previousProcedure: '10', additionalProcedures: ['F01'] })] }))
  t.match((await findingsOf(returning)).filter(({ check_id: check }) => check === 'PRO-09'), [{ message: /exported on 2026-01-01; .* ended on 2029-01-01/ }])
  await totalsAreRight(t)
})

t.test('what only time changes is asked again when its day has come, once', async (t) => {
  const id = await push(declaration({ lrn: 'T-1', additionalType: 'D', acceptanceDate: undefined, issuedAt: new Date().toISOString() }))
  t.strictSame(await findingsOf(id), [])
  const later = () => new Date(Date.now() + 40 * 86_400_000)
  const examiner = new Examiner({ db, clock: later, registers: {} })
  const [a, b] = await Promise.all([lookAgain({ db, examiner, clock: later }), lookAgain({ db, examiner, clock: later })])
  t.ok(a + b >= 1)
  t.match(await findingsOf(id), [{ check_id: 'LIF-03', state: 'open' }])
  t.equal(await lookAgain({ db, examiner, clock: later }), 0, 'nothing is due any more')
  await totalsAreRight(t)
})

t.test('customs\' reasons for a refusal are findings, in its own words', async (t) => {
  const folder = join(import.meta.dirname, '../../fixtures/wco-dec/accepted-rejected')
  // The published notifications have the rest of an HTTP header after their end.
  const documentOf = (text: string): string => text.slice(0, text.lastIndexOf('>') + 1)
  const send = async (file: string): Promise<{ declarationId: string | null }> => {
    const answer = await app.inject({ method: 'POST', url: '/v1/declarations', headers: { ...bearer(), 'content-type': 'application/xml' }, payload: documentOf(readFileSync(join(folder, file), 'utf8')) })
    if (answer.statusCode >= 300) throw new Error(`${file}: ${answer.body}`)
    return answer.json()
  }
  const cases: [string, RegExp][] = [
    ['Imports_Rejected_Format_Rejection', /DMS10020/], ['Imports_Rejected_Obligation_Rejection', /DMS10001/], ['Imports_Rejected_Ref_Data_Rejection', /DMS12050/]
  ]
  const files = ['Format', 'Obligation_Netmass', 'RefData']
  for (const [index, [name, reason]] of cases.entries()) {
    const { declarationId } = await send(`${name}_Declaration_TT1_IM_v2.02_Rejected_${files[index] ?? ''}.xml`)
    await send(`${name}_Example_Notification_TT1_IM_v2.01_Rejected_${files[index] ?? ''}_Notification.xml`)
    const found = (await findingsOf(declarationId ?? '')).filter(({ source }) => source === 'customs')
    t.ok(found.some(({ message }) => reason.test(message)), `${name}: ${found.map(({ message }) => message).join(' | ')}`)
  }
  await totalsAreRight(t)
})

t.test('a finding of a check that is switched off is withdrawn, not cured, and counts once when the check is on again', async (t) => {
  const id = await push(bad('W-1', { goodsRef: 'W' }))
  const opened = async (): Promise<number> => Number((await superuser.query<{ n: string }>("select coalesce(sum(opened), 0) as n from aeo.finding_totals where dimension = 'check' and key = 'CLA-01'")).rows[0]?.n)
  const before = await opened()
  const turn = async (enabled: boolean): Promise<void> => {
    await app.inject({ method: 'PUT', url: '/v1/checks/CLA-01/setting', headers: { ...bearer(), 'if-match': '*' }, payload: { enabled, severity: null, reason: 'A test' } })
    await app.inject({ method: 'POST', url: '/v1/checks/runs', headers: bearer(), payload: { from: '2026-01-01', to: '2026-12-31', reason: 'A test' } })
    const now = () => new Date()
    await lookAgain({ db, examiner: new Examiner({ db, clock: now, registers: {} }), clock: now })
  }
  await turn(false)
  t.match(await findingsOf(id), [{ check_id: 'CLA-01', state: 'closed', closed_because: 'withdrawn' }])
  t.ok(await opened() < before, 'it no longer counts as opened')
  await totalsAreRight(t)
  await turn(true)
  t.match((await findingsOf(id)).map(({ state, closed_because: because }) => `${state} ${because}`), ['closed withdrawn', 'open null'])
  t.equal(await opened(), before, 'and on again it counts once')
  t.strictSame((await eventsOf(id)).slice(-2), ['finding.withdrawn', 'finding.opened'])
  await push(declaration({ lrn: 'W-1', items: [item({ goodsRef: 'W' })] }))
  t.match((await findingsOf(id)).map(({ closed_because: because }) => because), ['withdrawn', 'cured'], 'what a new version no longer has is cured')
  await totalsAreRight(t)
})
