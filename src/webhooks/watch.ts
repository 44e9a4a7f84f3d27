import type pg from 'pg'
import { ERROR_KINDS } from './courier.ts'
import type { ErrorKind } from './courier.ts'

/** What whoever runs the service watches: numbers over all operators who are not suspended. */

export interface Watched {
  readonly active: number
  readonly paused: number
  readonly disabled: number
  /** Deliveries of active webhooks that wait; of others they wait for a person. */
  readonly waiting: number
  /** How long the webhook has been due that has waited longest for somebody to send; 0 while they come in time. */
  readonly overdueSeconds: number
}

export type AttemptOutcome = 'delivered' | ErrorKind
/** What may come of an attempt: all are counted from the start, so that the first of a kind shows. */
export const ATTEMPT_OUTCOMES: readonly AttemptOutcome[] = ['delivered', ...ERROR_KINDS]

export async function watchWebhooks (pool: pg.Pool, at: Date): Promise<Watched> {
  const { rows: [row] } = await pool.query<Record<keyof Watched, string | number>>('select w.active, w.paused, w.disabled, w.waiting, w.overdue_seconds as "overdueSeconds" from aeo.watch_webhooks($1) w', [at])
  const { active = 0, paused = 0, disabled = 0, waiting = 0, overdueSeconds = 0 } = row ?? {}
  return { active: Number(active), paused: Number(paused), disabled: Number(disabled), waiting: Number(waiting), overdueSeconds: Number(overdueSeconds) }
}
