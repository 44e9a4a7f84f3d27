import t from 'tap'
import { openDatabase } from '../../src/platform/db/pool.ts'
import { measureChecks } from '../../src/synthetic/measure-checks.ts'
import { reportOf } from '../../src/synthetic/report.ts'
import { FALSE_ALARM_BOUND, RECALL_BOUND } from '../../src/synthetic/score.ts'
import { DEFAULT_SETTING } from '../../src/synthetic/trader-setting.ts'
import { testDatabase } from '../support/postgres.ts'

t.test('a small year through the real ingest keeps the bounds', async (t) => {
  const { appUrl } = await testDatabase(t)
  const db = openDatabase({ url: appUrl, poolSize: 4, reportPoolSize: 2 })
  t.teardown(async () => { await db.close() })
  const measured = await measureChecks(db, { ...DEFAULT_SETTING, seed: 'small' }, 2500)
  t.strictSame(measured.missed, [])
  const { year, real, withRegisters } = measured
  t.equal(year.planted + year.clean, 2500)
  t.ok(year.planted > 150)
  const tried = year.kinds.filter(({ showable, planted }) => showable && planted > 0)
  t.ok(tried.length >= 45, `${tried.length} kinds`)
  for (const { kind, recall } of tried) t.ok((recall ?? 0) >= RECALL_BOUND, kind)
  t.ok(['code_of_other_goods', 'origin_changes', 'quantity_slip'].every((id) => year.kinds.some(({ kind, found }) => kind === id && found > 0)), 'also what only the history shows')
  t.ok(year.falseAlarms.share <= FALSE_ALARM_BOUND)
  t.ok(withRegisters.length >= 5 && withRegisters.every(({ planted, found }) => planted === found), 'what a register shows is found with it')
  t.ok(real.kinds.length >= 25 && real.kinds.every(({ planted, found }) => planted === found))
  t.strictSame(JSON.parse(JSON.stringify(measured)), measured, 'it can be printed as JSON')
  t.match(reportOf(measured), /\| origin_missing +\| declaration +\| ORI-01 .*100\.0 %[\s\S]*False alarms[\s\S]*Every bound is kept\./)
})
