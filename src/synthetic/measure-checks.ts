import { CHECKS } from '../declarations/index.ts'
import type { Principal } from '../platform/access.ts'
import { runOperatorTx } from '../platform/db/operator-tx.ts'
import type { Database } from '../platform/db/pool.ts'
import { findOperator } from '../platform/operators.ts'
import { utcDay } from '../platform/calendar.ts'
import { shippedReference } from '../reference/shipped.ts'
import type { KeyEntry } from './answer-key.ts'
import { GENERATOR_VERSION } from './kinds/all-kinds.ts'
import { loadTrader } from './load-trader.ts'
import { mutateAll } from './mutation.ts'
import { readRealDeclarations } from './real-declarations.ts'
import { missedBounds, scoreMutation, scoreYear } from './score.ts'
import type { FoundOne, MutationScore, Score } from './score.ts'
import { dayAfter, firstDay } from './seasons.ts'
import type { Service } from './service.ts'
import { traderSetting } from './trader-setting.ts'
import type { YearSetting } from './trader-setting.ts'

/** Measures the checks: a synthetic year through the real ingest, its findings against the answer key; then mutated real declarations. */

export interface ChecksMeasured {
  readonly generatorVersion: number
  readonly seed: string
  readonly from: string
  readonly until: string
  readonly seconds: number
  readonly year: Score
  readonly real: { readonly declarations: number, readonly kinds: readonly MutationScore[] }
  /** Bounds that were missed, in words. */
  readonly missed: readonly string[]
}

/** Examined a month after the year's end, at noon. */
const DAYS_AFTER = 30

/** Whom the log names for what measuring records. */
export const MEASURE_SUBJECT = 'measure-checks'

export function measuringClock ({ until }: YearSetting): () => Date {
  const today = dayAfter(until, DAYS_AFTER)
  return () => new Date(`${today}T12:00:00Z`)
}

export interface Measuring {
  /** A migrated database with the operator of the setting, and the service over it. */
  readonly db: Database
  readonly service: Service
  readonly setting: YearSetting
  readonly declarations: number
  /** As `measuringClock` has it. */
  readonly clock: () => Date
}

export async function measureChecks ({ db, service, setting, declarations, clock }: Measuring): Promise<ChecksMeasured> {
  const began = performance.now()
  const { trader, reference } = traderSetting(shippedReference(), setting)
  const operator = await findOperator(db.operations, setting.operator)
  if (operator === undefined) throw new Error(`${setting.operator} is no operator here`)
  const principal: Principal = { subject: MEASURE_SUBJECT, eori: setting.operator, operatorId: operator.operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  const key: KeyEntry[] = []
  const parts = await loadTrader({ db, service, principal, clock, setting: { trader, reference }, declarations, onPlanted: (entry) => { key.push(entry) } })
  const created = parts.find(({ part }) => part === 'declarations')?.created ?? 0
  if (created !== declarations) throw new Error(`${created} of ${declarations} declarations were recorded`)
  const year = scoreYear(declarations, key, await readFindings(db, principal, clock))
  const real = await readRealDeclarations()
  const kinds = scoreMutation(mutateAll(real, { trader, reference, checks: CHECKS, today: utcDay(clock()) }))
  return {
    generatorVersion: GENERATOR_VERSION, seed: setting.seed, from: firstDay(setting.until), until: setting.until, seconds: Math.round((performance.now() - began) / 1000),
    year, real: { declarations: real.length, kinds }, missed: missedBounds(year)
  }
}

async function readFindings (db: Database, principal: Principal, clock: () => Date): Promise<Map<string, FoundOne[]>> {
  const rows = await runOperatorTx(db.operations, principal, async (tx) => await tx.query<{ mrn: string, check: string, itemNumber: number | null }>(`
    select d.mrn, f.check_id as "check", f.item_number as "itemNumber" from aeo.findings f
      join aeo.declarations d on d.operator_id = f.operator_id and d.id = f.declaration_id
    where f.operator_id = $1 and f.source = 'check' and f.state = 'open'`, [tx.operatorId]), clock)
  return Map.groupBy(rows, ({ mrn }) => mrn)
}
