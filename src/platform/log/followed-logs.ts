import type pg from 'pg'
import type { Principal } from '../access.ts'

/** Work that follows every operator's log, such as opening duties: each from where it stopped, to the end. */

/** Whom the log names for what nobody asked for. */
export const SYSTEM = 'system:aeo-control'

export const systemPrincipal = (operatorId: string, eori: string): Principal =>
  ({ subject: SYSTEM, eori, operatorId, scopes: new Set(), expiresAt: Number.MAX_SAFE_INTEGER })

/**
 * How far each log was followed, as this process knows it: one that has not moved since is not asked about again. It saves statements and
 * decides nothing: where a follower stopped stands in the database, with what it did.
 */
export class FollowedLogs {
  readonly #heads = new Map<string, string>()

  /**
   * Follows each log that moved; one that fails does not hold up the others.
   *
   * @param follow follows one log, and says whether it came to the end: not while another replica is at it.
   * @throws Error once all were tried, when any failed.
   */
  async each (pool: pg.Pool, follow: (principal: Principal) => Promise<boolean>): Promise<void> {
    const failures: unknown[] = []
    for (const { operatorId, eori, head } of await logHeads(pool)) {
      if (this.#heads.get(operatorId) === head) continue
      try {
        if (await follow(systemPrincipal(operatorId, eori))) this.#heads.set(operatorId, head)
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw new Error(`The logs of ${failures.length} operators could not be followed`, { cause: failures[0] })
  }
}

/** Where each log ends; an operator without an event has none. */
async function logHeads (pool: pg.Pool): Promise<{ operatorId: string, eori: string, head: string }[]> {
  const { rows } = await pool.query<{ operator_id: string, eori: string, epoch: number, seq: string }>('select l.operator_id, l.eori, l.epoch, l.seq from aeo.list_log_heads() l')
  return rows.map(({ operator_id: operatorId, eori, epoch, seq }) => ({ operatorId, eori, head: `${epoch}:${seq}` }))
}
