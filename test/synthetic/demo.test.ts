import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { KeyEntry } from '../../src/synthetic/answer-key.ts'
import { demoQueries, loadDemo } from '../../src/synthetic/demo.ts'
import type { LoadedDemo } from '../../src/synthetic/demo.ts'
import { DEFAULT_SETTING } from '../../src/synthetic/trader-setting.ts'
import { serviceOf } from '../../src/in-process-service.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db, examiner } = await testApp(t, appUrl)
const dataDir = t.testdir()
const clock = (): Date => new Date('2026-11-25T08:00:00Z')
const service = serviceOf({ app, db, examiner, clock, authorization: bearer().authorization })
const load = async () => await loadDemo({ db, service, dataDir, setting: DEFAULT_SETTING, declarations: 700, clock })
const partOf = ({ parts }: LoadedDemo, name: string) => parts.find(({ part }) => part === name)
const ask = async (query: string) => {
  const { data, errors } = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: Record<string, { key: string, declarations: number, nodes?: object[] }[]>, errors?: unknown }>()
  t.equal(errors, undefined, query)
  return data
}

t.test('a year is loaded once, however often it is asked for', async (t) => {
  t.equal(DEFAULT_SETTING.operator, TEST_OPERATOR)
  const first = await load()
  t.equal(first.keyFile, join(dataDir, 'demo.key.ndjson'))
  t.match(partOf(first, 'declarations'), { created: 700, there: 0 })
  for (const { part, created, there } of first.parts) t.ok(created > 10 && there === 0, `${part}: ${created} recorded, ${there} there`)
  const key = readFileSync(first.keyFile, 'utf8')
  const again = await load()
  t.equal(again.planted, first.planted)
  for (const { part, created, there } of again.parts) t.match({ created, there }, { created: 0, there: partOf(first, part)?.created }, `${part}: nothing twice`)
  t.equal(readFileSync(first.keyFile, 'utf8'), key)
  const { declarationTotals = [] } = await ask(`{ declarationTotals(from: "2025-11-01", to: "2026-10-31", groupBy: [direction]) { key declarations } }`)
  t.equal(declarationTotals.reduce((sum, { declarations }) => sum + declarations, 0), 700)
  const { rows: [lists] } = await onOperator(`select count(*)::int as revisions, count(distinct kind)::int as kinds from aeo.reference_lists`)
  t.match(lists, { revisions: 9, kinds: 9 }, 'lists are not loaded twice either')
})

t.test('what is planted is among the findings', async (t) => {
  const key = readFileSync(join(dataDir, 'demo.key.ndjson'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as KeyEntry)
  const shown = key.filter(({ showable }) => showable)
  t.ok(shown.length > 10)
  const { rows } = await onOperator<{ mrn: string, check: string }>('select d.mrn, f.check_id as "check" from aeo.findings f join aeo.declarations d on d.operator_id = f.operator_id and d.id = f.declaration_id')
  for (const { mrn, kind, checks } of shown) t.ok(rows.some((row) => row.mrn === mrn && checks.includes(row.check)), `${kind} in ${mrn}`)
})

t.test('the queries to paste answer', async (t) => {
  for (const query of demoQueries(DEFAULT_SETTING.until)) t.ok(JSON.stringify(await ask(query)).length > 60, query)
})

async function onOperator<Row extends object> (text: string): Promise<{ rows: Row[] }> {
  const { findOperator } = await import('../../src/platform/operators.ts')
  const { beginStatement, onConnection } = await import('../../src/platform/db/operator-tx.ts')
  const operator = await findOperator(db.operations, TEST_OPERATOR)
  return await onConnection(db.operations, async (client) => {
    await client.query(beginStatement(operator?.operatorId ?? '', true))
    const result = await client.query<Row>(text)
    await client.query('commit')
    return result
  })
}
