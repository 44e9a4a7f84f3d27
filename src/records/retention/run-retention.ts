import { v7 as uuidV7 } from 'uuid'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { readSetting } from '../settings/setting-store.ts'
import { holdsInForce, lockRetention } from './hold-store.ts'
import { isHeld } from '../../platform/keeping/legal-holds.ts'
import { effectiveRules } from './retention-classes.ts'
import type { EffectiveRule, RetentionClassName } from './retention-classes.ts'
import { RETENTION_SOURCES } from './retention-sources.ts'
import type { ForeignSources, PageStart, RetentionSource } from './retention-sources.ts'

/**
 * Ends the keeping of what has reached its day, class by class, a page a transaction. Nothing is remembered between pages but where to go
 * on, so a run that was killed is simply run again: what is erased is not found any more.
 */

/** Runs work in one transaction of the operator. */
export type InTx = <T>(work: (tx: OperatorTx) => Promise<T>) => Promise<T>

export interface ClassReport {
  readonly name: string
  readonly years: number
  readonly legalSource: string
  readonly dueUntil: string
  /** Erased, or to be erased where nothing was applied. */
  readonly erased: number
  /** Left under a legal hold. */
  readonly held: number
  /** Left because customs supervision has not ended. */
  readonly waiting: number
}

export interface RetentionOptions {
  readonly apply: boolean
  readonly today: string
  readonly pageSize?: number
  /** How other parts of the system find and erase what they keep. */
  readonly others?: ForeignSources
}

const PAGE = 500

export async function runRetention (inTx: InTx, { apply, today, pageSize = PAGE, others = {} }: RetentionOptions): Promise<ClassReport[]> {
  const rules = effectiveRules(await inTx(async (tx) => await readSetting(tx, 'retention')), today)
  const reports: ClassReport[] = []
  const sources: Readonly<Partial<Record<RetentionClassName, RetentionSource>>> = { ...RETENTION_SOURCES, ...others }
  for (const rule of rules) {
    const source = sources[rule.name]
    // Nobody handed over how: there is nothing of the class here.
    if (source !== undefined) reports.push(await runClass(inTx, source, rule, apply, pageSize))
  }
  return reports
}

interface Page { readonly erased: number, readonly held: number, readonly waiting: number, readonly next: PageStart | undefined }

async function runClass (inTx: InTx, source: RetentionSource, rule: EffectiveRule, apply: boolean, pageSize: number): Promise<ClassReport> {
  const id = uuidV7()
  const sum = { erased: 0, held: 0, waiting: 0 }
  let after: PageStart | undefined
  do {
    const start: PageStart | undefined = after
    const page = await inTx(async (tx) => await runPage(tx, source, rule, { id, apply, pageSize, after: start }))
    sum.erased += page.erased
    sum.held += page.held
    sum.waiting += page.waiting
    after = page.next
  } while (after !== undefined)
  const { name, years, legalSource, dueUntil } = rule
  return { name, years, legalSource, dueUntil, ...sum }
}

interface PageWork { readonly id: string, readonly apply: boolean, readonly pageSize: number, readonly after: PageStart | undefined }

async function runPage (tx: OperatorTx, source: RetentionSource, { name, dueUntil }: EffectiveRule, { id, apply, pageSize, after }: PageWork): Promise<Page> {
  if (apply) await lockRetention(tx)
  const holds = await holdsInForce(tx)
  const candidates = await source.read(tx, dueUntil, after, pageSize)
  const kept = candidates.filter(({ evidence }) => evidence !== null)
  const held = kept.filter(({ mrn, day, holdable = [] }) => [{ class: name, day }, ...holdable].some((thing) => isHeld(holds, { ...thing, mrn })))
  const waiting = kept.filter((candidate) => candidate.waits && !held.includes(candidate))
  const due = kept.filter((candidate) => !candidate.waits && !held.includes(candidate))
  const last = candidates.at(-1)
  const next = candidates.length < pageSize || last === undefined ? undefined : { day: last.day, id: last.id }
  if (apply) {
    if (due.length > 0) await source.erase(tx, due.map((candidate) => candidate.id))
    for (const candidate of due) tx.log(source.event, `${source.subject}:${candidate.id}`, { class: name, ...candidate.evidence })
    await recordRun(tx, { id, name, dueUntil, erased: due.length, held: held.length, isOver: next === undefined })
  }
  return { erased: due.length, held: held.length, waiting: waiting.length, next }
}

async function recordRun (tx: OperatorTx, { id, name, dueUntil, erased, held, isOver }: { id: string, name: string, dueUntil: string, erased: number, held: number, isOver: boolean }): Promise<void> {
  await tx.query(`insert into aeo.retention_runs as r (operator_id, id, class, kept_until, started_at, erased, held, finished_at) values ($1, $2, $3, $4, $5, $6, $7, case when $8 then $5::timestamptz end)
    on conflict (operator_id, id) do update set erased = r.erased + excluded.erased, held = r.held + excluded.held, finished_at = excluded.finished_at`,
  [tx.operatorId, id, name, dueUntil, tx.at, erased, held, isOver])
}

export interface RetentionRunRow { readonly class: string, readonly keptUntil: string, readonly startedAt: Date, readonly finishedAt: Date | null, readonly erased: number, readonly held: number }
export interface RetentionClassState { readonly rule: EffectiveRule, readonly lastRun: RetentionRunRow | null }

/** Rules as they hold today, each with its last run. */
export async function retentionState (tx: OperatorTx): Promise<RetentionClassState[]> {
  const rules = effectiveRules(await readSetting(tx, 'retention'), utcDay(tx.at))
  const runs = await tx.query<RetentionRunRow>(`select l.* from unnest($2::text[]) as c (name) cross join lateral (
      select r.class, r.kept_until as "keptUntil", r.started_at as "startedAt", r.finished_at as "finishedAt", r.erased::integer as erased, r.held::integer as held from aeo.retention_runs r
      where r.operator_id = $1 and r.class = c.name order by r.id desc limit 1) l`, [tx.operatorId, rules.map(({ name }) => name)])
  return rules.map((rule) => ({ rule, lastRun: runs.find((run) => run.class === rule.name) ?? null }))
}
