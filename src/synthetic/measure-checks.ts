import { CHECKS } from '../declarations/index.ts'
import type { Principal } from '../platform/access.ts'
import { runOperatorTx } from '../platform/db/operator-tx.ts'
import type { Database } from '../platform/db/pool.ts'
import { addOperator } from '../platform/operators.ts'
import { shippedReference } from '../reference/shipped.ts'
import type { KeyEntry } from './answer-key.ts'
import { GENERATOR_VERSION } from './kinds/all-kinds.ts'
import { loadYear } from './load-year.ts'
import { mutateAll } from './mutation.ts'
import type { MutationTally } from './mutation.ts'
import { askWithRegisters } from './register-questions.ts'
import { readRealDeclarations } from './real-declarations.ts'
import { missedBounds, scoreMutation, scoreYear } from './score.ts'
import type { FoundOne, MutationScore, Score } from './score.ts'
import { dayAfter, firstDay } from './seasons.ts'
import { traderSetting } from './trader-setting.ts'
import type { YearSetting } from './trader-setting.ts'
import { syntheticYear } from './year.ts'
import type { YearDeclaration } from './year.ts'

/** Measures the checks: a synthetic year through the real ingest, its findings against the answer key; then mutated real declarations. */

export interface ChecksMeasured {
  readonly generatorVersion: number
  readonly seed: string
  readonly from: string
  readonly until: string
  readonly seconds: number
  readonly year: Score
  /** Errors that a register would show, asked with the registers that the trader would keep. */
  readonly withRegisters: readonly MutationTally[]
  readonly real: { readonly declarations: number, readonly kinds: readonly MutationScore[] }
  /** Bounds that were missed, in words. */
  readonly missed: readonly string[]
}

/** Examined a month after the year's end, at noon. */
const DAYS_AFTER = 30

/** @param db a migrated database; the operator of the setting is added to it. */
export async function measureChecks (db: Database, setting: YearSetting, declarations: number): Promise<ChecksMeasured> {
  const began = performance.now()
  const { trader, reference } = traderSetting(shippedReference(), setting)
  const today = dayAfter(setting.until, DAYS_AFTER)
  const clock = (): Date => new Date(`${today}T12:00:00Z`)
  const { operatorId } = await addOperator(db.operations, setting.operator, 'Synthetic trader')
  const principal: Principal = { subject: 'measure-checks', eori: setting.operator, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  const key: KeyEntry[] = []
  const registers = askWithRegisters({ trader, reference, checks: CHECKS, today })
  const { created } = await loadYear({ db, principal, clock }, setting, watching(syntheticYear({ trader, reference, declarations }), (made) => {
    if (made.planted !== null) key.push(made.planted)
    registers.ask(made)
  }))
  if (created !== declarations) throw new Error(`${created} of ${declarations} declarations were recorded`)
  const year = scoreYear(declarations, key, await readFindings(db, principal, clock))
  const real = await readRealDeclarations()
  const kinds = scoreMutation(mutateAll(real, { trader, reference, checks: CHECKS, today }))
  return {
    generatorVersion: GENERATOR_VERSION, seed: setting.seed, from: firstDay(setting.until), until: setting.until, seconds: Math.round((performance.now() - began) / 1000),
    year, withRegisters: registers.tallies(), real: { declarations: real.length, kinds }, missed: missedBounds(year)
  }
}

function * watching (year: Iterable<YearDeclaration>, watch: (made: YearDeclaration) => void): Generator<YearDeclaration> {
  for (const made of year) {
    watch(made)
    yield made
  }
}

async function readFindings (db: Database, principal: Principal, clock: () => Date): Promise<Map<string, FoundOne[]>> {
  const rows = await runOperatorTx(db.operations, principal, async (tx) => await tx.query<{ mrn: string, check: string, itemNumber: number | null }>(`
    select d.mrn, f.check_id as "check", f.item_number as "itemNumber" from aeo.findings f
      join aeo.declarations d on d.operator_id = f.operator_id and d.id = f.declaration_id
    where f.operator_id = $1 and f.source = 'check' and f.state = 'open'`, [tx.operatorId]), clock)
  return Map.groupBy(rows, ({ mrn }) => mrn)
}
