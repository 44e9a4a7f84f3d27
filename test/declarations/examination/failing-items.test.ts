import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { rebuildExaminationTotals } from '../../../src/declarations/index.ts'
import type { CheckResult } from '../../../src/declarations/checks/evaluate.ts'
import { failingItemsOf } from '../../../src/declarations/examination/outcome-letters.ts'
import { onConnection } from '../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const result = (changes: Partial<CheckResult>): CheckResult => ({ outcome: 'hit', severity: 'error', itemNumber: 1, ...changes }) as CheckResult

t.test('an item fails once, however many checks of severity error hit it', (t) => {
  const cases: [words: string, results: CheckResult[], failing: number][] = [
    ['nothing', [], 0], ['one', [result({})], 1], ['one item twice', [result({}), result({})], 1], ['two items', [result({}), result({ itemNumber: 2 })], 2],
    ['a warning', [result({ severity: 'warning' })], 0], ['a pass', [result({ outcome: 'pass' })], 0], ['what could not look', [result({ outcome: 'not_evaluable' })], 0],
    ['the declaration as a whole', [result({ itemNumber: null })], 0]
  ]
  for (const [words, results, failing] of cases) t.equal(failingItemsOf(results), failing, words)
  t.end()
})

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)

t.test('totals follow a cure and a move, and the migration counts what was stored before as a recount does', async (t) => {
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  const superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  t.teardown(async () => { await superuser.end() })
  const push = async (lrn: string, changes: object, ...wrong: boolean[]): Promise<void> => {
    const items = wrong.map((isWrong, index) => item({ itemNumber: index + 1, ...isWrong ? { taric2: undefined } : {} }))
    t.ok((await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: declaration({ lrn, ...changes, items }) })).statusCode < 300)
  }
  const failing = async (): Promise<unknown> => (await superuser.query('select day::text, failing_items::integer as failing from aeo.quality_totals where dimension = \'all\' and failing_items <> 0 order by day')).rows
  const differences = async (): Promise<unknown> => await onConnection(db.operations, async (client) => await rebuildExaminationTotals(client, operatorId, false))
  await push('FI-1', {}, true, false, true)
  await push('FI-2', {}, false)
  await push('FI-3', { orgUnitId: 'U-1' }, true)
  t.strictSame(await failing(), [{ day: '2026-03-02', failing: 3 }])
  await push('FI-1', {}, true, false, false)
  await push('FI-3', { orgUnitId: 'U-1', acceptanceDate: '2026-03-09' }, true)
  t.strictSame(await failing(), [{ day: '2026-03-02', failing: 1 }, { day: '2026-03-09', failing: 1 }])
  t.strictSame(await differences(), [])
  await superuser.query('update aeo.examinations set failing_items = 0')
  await superuser.query('update aeo.quality_totals set failing_items = 0')
  const folder = join(import.meta.dirname, '../../../migrations')
  const file = readdirSync(folder).find((name) => name.endsWith('_failing_items.sql')) ?? ''
  await superuser.query(/^do \$\$[\s\S]*?^end \$\$;/m.exec(readFileSync(join(folder, file), 'utf8'))?.[0] ?? '')
  t.strictSame(await failing(), [{ day: '2026-03-02', failing: 1 }, { day: '2026-03-09', failing: 1 }])
  t.strictSame(await differences(), [])
})
