import t from 'tap'
import { measureChecks, measuringClock } from '../../src/synthetic/measure-checks.ts'
import { PERIMETER_KINDS } from '../../src/synthetic/perimeter/perimeter-faults.ts'
import { reportOf } from '../../src/synthetic/report.ts'
import { FALSE_ALARM_BOUND, RECALL_BOUND } from '../../src/synthetic/score.ts'
import { DEFAULT_SETTING } from '../../src/synthetic/trader-setting.ts'
import { testService } from './support.ts'

t.test('a small year through the real ingest, by the registers of the service, keeps the bounds', async (t) => {
  const setting = { ...DEFAULT_SETTING, seed: 'small' }
  const clock = measuringClock(setting)
  const { db, service } = await testService(t, clock)
  const measured = await measureChecks({ db, service, setting, declarations: 2500, clock })
  t.strictSame(measured.missed, [])
  const { year, real } = measured
  t.ok(year.planted > 150)
  t.ok(year.clean > 2150 && year.clean < 2500)
  const tried = year.kinds.filter(({ showable, planted }) => showable && planted > 0)
  t.ok(tried.length >= 50, `${tried.length} kinds`)
  for (const { kind, recall } of tried) t.ok((recall ?? 0) >= RECALL_BOUND, kind)
  const isFound = (id: string): boolean => year.kinds.some(({ kind, found }) => kind === id && found > 0)
  t.ok(['code_of_other_goods', 'origin_changes', 'quantity_slip'].every(isFound), 'also what only the history shows')
  t.ok(tried.filter(({ needs }) => needs === 'register').length >= 8, 'and what registers show')
  for (const { id } of PERIMETER_KINDS) t.ok(isFound(id), `${id} is found`)
  t.ok(year.falseAlarms.share <= FALSE_ALARM_BOUND)
  t.ok(real.kinds.length >= 25 && real.kinds.every(({ planted, found }) => planted === found))
  t.strictSame(JSON.parse(JSON.stringify(measured)), measured, 'it can be printed as JSON')
  t.match(reportOf(measured), /\| origin_missing +\| declaration +\| ORI-01 .*100\.0 %[\s\S]*False alarms[\s\S]*Every bound is kept\./)
})
