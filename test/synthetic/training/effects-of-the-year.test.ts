import t from 'tap'
import { findOperator } from '../../../src/platform/operators.ts'
import { shippedReference } from '../../../src/reference/shipped.ts'
import { loadTrader } from '../../../src/synthetic/load-trader.ts'
import { timelineOf } from '../../../src/synthetic/perimeter/timeline.ts'
import { DEFAULT_SETTING, traderSetting } from '../../../src/synthetic/trader-setting.ts'
import { EFFECTIVE, USELESS } from '../../../src/synthetic/training/lessons.ts'
import type { Lesson } from '../../../src/synthetic/training/lessons.ts'
import { testService } from '../support.ts'

/** The whole year through the service, its findings decided by the answer key: the report of effects tells the two trainings apart. */

const DECLARATIONS = 5_000
const { from, until } = timelineOf(DEFAULT_SETTING.until)
const clock = (): Date => new Date('2026-11-25T08:00:00Z')

interface Window { errors: number, reviewedShare: number }
interface Row {
  session: string | null, units: string[], pillar: string, verdict: string, cautions: string[], people: number, trained: number
  before: Window, after: Window | null, compared: { ratio: number | null, lower: number, upper: number | null, adjustedP: number | null } | null
}

t.test('one training lowered an error rate and the other did not', async (t) => {
  const { db, service } = await testService(t, clock)
  const operator = await findOperator(db.operations, DEFAULT_SETTING.operator)
  const principal = { subject: 'test', eori: DEFAULT_SETTING.operator, operatorId: operator?.operatorId ?? '', scopes: new Set(['*']), expiresAt: 4e9 }
  await loadTrader({ db, service, principal, clock, setting: traderSetting(shippedReference(), DEFAULT_SETTING), declarations: DECLARATIONS, deciding: true, onPlanted: () => {} })
  const query = `{ trainingEffects(from: "${from}", to: "${until}") { tested rows { session units pillar verdict cautions people trained before { errors reviewedShare } after { errors reviewedShare } compared { ratio lower upper adjustedP } } } }`
  const { body } = await service.request({ method: 'POST', path: '/graphql', body: JSON.stringify({ query }), mediaType: 'application/json' })
  const { data: { trainingEffects: { tested, rows } } } = JSON.parse(body) as { data: { trainingEffects: { tested: number, rows: Row[] } } }
  const rowOf = ({ session, unit, pillar }: Lesson) => rows.find((row) => row.session === session && row.units.includes(unit) && row.pillar === pillar)
  const [effective, useless] = [rowOf(EFFECTIVE), rowOf(USELESS)]
  t.match(effective, { verdict: 'improved', cautions: [] })
  t.ok((effective?.compared?.ratio ?? 1) < 0.6 && (effective?.compared?.upper ?? 1) < 1 && (effective?.compared?.adjustedP ?? 1) <= 0.05, JSON.stringify(effective))
  t.match(useless, { verdict: 'no_effect_shown', cautions: [] })
  t.ok((useless?.compared?.lower ?? 2) < 1 && (useless?.compared?.upper ?? 0) > 1 && (useless?.before.errors ?? 0) > 20, JSON.stringify(useless))
  for (const row of [effective, useless]) t.ok((row?.trained ?? 0) / (row?.people ?? 1) > 0.5 && (row?.before.reviewedShare ?? 0) > 0.8 && (row?.before.reviewedShare ?? 1) < 1, 'most of the unit came, and most findings are decided')
  t.strictSame(rows.filter(({ verdict }) => verdict === 'improved' || verdict === 'worsened').map(({ session }) => session), [EFFECTIVE.session], 'nothing is claimed of any other training')
  t.ok(tested > 10, `${tested} are compared at once`)
})
