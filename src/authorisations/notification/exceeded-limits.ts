import { utcDay } from '../../platform/calendar.ts'
import { decimal } from '../../platform/decimal.ts'
import { runOperatorTx } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { systemPrincipal } from '../../platform/log/followed-logs.ts'
import { listOperators } from '../../platform/operators.ts'
import type { AuthorisationDeps, UseDeps } from '../operations/deps.ts'
import { utilisationIn } from '../operations/utilisation.ts'
import type { UsedAuthorisation } from '../operations/utilisation.ts'
import { limitPeriod } from '../utilisation.ts'

/**
 * Looks at how far authorisations are used and logs what is used beyond its limit, once in each period: the rules of what customs must
 * be told listen to that. It reads totals, so it costs the same at any number of declarations.
 */

export interface ExceededLimit {
  readonly authorisationId: string
  /** Names the limit as it was decided: another one is another limit. */
  readonly name: string
  readonly fromDay: string
  readonly data: { readonly limit: 'quantity' | 'guarantee', readonly type: string, readonly allowed: string, readonly used: string, readonly unit: string, readonly from: string }
}

/** Pure. */
export function exceededLimits ({ authorisation: { id, type }, utilisation: { limits, guarantee } }: UsedAuthorisation, day: string): ExceededLimit[] {
  const quantities = limits.flatMap(({ quantity, unit, period, used, exceeded }): ExceededLimit[] => {
    const { from } = limitPeriod({ period }, day)
    return exceeded === true && used !== null ? [{ authorisationId: id, name: `quantity ${quantity} ${unit} ${period}`, fromDay: from, data: { limit: 'quantity', type, allowed: quantity, used, unit, from } }] : []
  })
  if (guarantee?.percent == null || decimal(guarantee.openAmount).lte(decimal(guarantee.referenceAmount))) return quantities
  const { referenceAmount, currency, openAmount } = guarantee
  const from = `${day.slice(0, 7)}-01`
  return [...quantities, { authorisationId: id, name: `guarantee ${referenceAmount} ${currency}`, fromDay: from, data: { limit: 'guarantee', type, allowed: referenceAmount, used: openAmount, unit: currency, from } }]
}

/** For every operator; one that fails does not hold up the others. @returns how many limits were found exceeded that were not before. @throws what failed, once all were tried. */
export async function watchLimits (deps: UseDeps & Pick<AuthorisationDeps, 'db' | 'clock'>): Promise<number> {
  let found = 0
  const failures: unknown[] = []
  for (const { operatorId, eori } of await listOperators(deps.db.operations)) {
    try {
      found += await runOperatorTx(deps.db.operations, systemPrincipal(operatorId, eori), async (tx) => await watchOne(deps, tx), deps.clock)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new Error(`The limits of ${failures.length} operators could not be looked at`, { cause: failures[0] })
  return found
}

async function watchOne (deps: UseDeps, tx: OperatorTx): Promise<number> {
  const today = utcDay(tx.at)
  const ids = await limitedAuthorisations(tx, today)
  if (ids.length === 0) return 0
  const exceeded = (await utilisationIn(deps, tx, ids, { from: today, to: today })).flatMap((used) => exceededLimits(used, today))
  if (exceeded.length === 0) return 0
  const fresh = await insertExceeded(tx, exceeded)
  for (const { authorisationId, data } of fresh) tx.log('authorisation.limit_exceeded', `authorisation:${authorisationId}`, { ...data, on: today })
  return fresh.length
}

/** Of those in force on the day, the ones that have a limit. */
async function limitedAuthorisations (tx: OperatorTx, day: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`select distinct p.authorisation_id as id from aeo.authorisation_periods p
    where p.operator_id = $1 and p.status in ('granted', 'amended', 'suspended') and p.from_day <= $2::date and (p.to_day is null or p.to_day >= $2::date)
      and (json_typeof(p.terms #> '{scope,guarantee}') = 'object' or p.terms #>> '{scope,quantities,0}' is not null) order by 1`, [tx.operatorId, day])
  return rows.map(({ id }) => id)
}

/** Two replicas at once find each limit once. @returns those that were not found in their period before. */
async function insertExceeded (tx: OperatorTx, exceeded: readonly ExceededLimit[]): Promise<ExceededLimit[]> {
  const rows = await tx.query<{ id: string, name: string }>(`insert into aeo.exceeded_limits as x (operator_id, authorisation_id, name, from_day, found_at)
    select $1, n."authorisationId", n.name, n."fromDay", $3 from json_to_recordset($2) as n ("authorisationId" uuid, name text, "fromDay" date) order by 2, 3, 4
    on conflict (operator_id, authorisation_id, name, from_day) do nothing returning x.authorisation_id as id, x.name`, [tx.operatorId, JSON.stringify(exceeded), tx.at])
  const fresh = new Set(rows.map(({ id, name }) => `${id} ${name}`))
  return exceeded.filter(({ authorisationId, name }) => fresh.has(`${authorisationId} ${name}`))
}
