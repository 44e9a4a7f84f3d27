import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../../platform/access.ts'
import { utcDay } from '../../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../../platform/http/pages.ts'
import { decideOnce } from '../../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../../platform/idempotency/idempotency.ts'
import type { OversightDeps } from '../../deps.ts'
import { refuseDay } from '../../register/system-operations.ts'
import type { NewReferenceTime } from './schemas.ts'
import { actorOf } from './step-operations.ts'

/** Timing reviews in earnest, so that decisions in less time than any of them are told apart. */

export interface KeptReferenceTime {
  readonly id: string
  readonly pillar: string
  readonly processStep: string
  readonly measuredOn: string
  readonly seconds: number
  readonly sampleSize: number
  readonly recordedAt: Date
}

const SHARE = 0.05
/** The time that one in twenty stays below. */
export const fifthPercent = (seconds: readonly number[]): number => seconds.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(seconds.length * SHARE) - 1)] ?? 0

/** @throws invalid-request for a day to come, or one that does not exist. */
export function recordReferenceTime (deps: OversightDeps, principal: Principal, input: NewReferenceTime, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'ai:write', route: 'POST /v1/ai-reference-times', idempotencyKey, input, clock: deps.clock }, async (tx) => {
    refuseDay(input.measuredOn, undefined, utcDay(tx.at), '/measuredOn')
    const kept: KeptReferenceTime = { id: uuidV7(), pillar: input.pillar, processStep: input.processStep ?? '', measuredOn: input.measuredOn, seconds: fifthPercent(input.seconds), sampleSize: input.seconds.length, recordedAt: tx.at }
    await tx.query(`insert into aeo.ai_reference_times (operator_id, id, pillar, process_step, measured_on, seconds, sample_size, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [tx.operatorId, kept.id, kept.pillar, kept.processStep, kept.measuredOn, kept.seconds, kept.sampleSize, await actorOf(tx), tx.at])
    tx.log('ai_output.reference_timed', `ai_reference_time:${kept.id}`, { pillar: kept.pillar, measuredOn: kept.measuredOn, seconds: kept.seconds, sampleSize: kept.sampleSize })
    return { status: 201, headers: {}, body: JSON.stringify(referenceTimeToWire(kept)) }
  })
}

export interface ReferenceTimePage { readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** Measured last first. */
export function listReferenceTimes ({ db }: Pick<OversightDeps, 'db'>, principal: Principal, { limit = DEFAULT_PAGE, cursor }: ReferenceTimePage): Promise<{ items: KeptReferenceTime[], nextCursor: string | null }> {
  const [day, id] = cursor === undefined ? [] : openCursor('AI reference times', cursor, [DAY_KEY, UUID_KEY])
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => {
    const rows = await tx.query<KeptReferenceTime>(`select r.id, r.pillar, r.process_step as "processStep", r.measured_on as "measuredOn", r.seconds, r.sample_size as "sampleSize", r.recorded_at as "recordedAt"
      from aeo.ai_reference_times r where r.operator_id = $1 and ($2::date is null or (r.measured_on, r.id) < ($2::date, $3::uuid)) order by r.measured_on desc, r.id desc limit $4`, [tx.operatorId, day ?? null, id ?? null, limit + 1])
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor('AI reference times', [last.measuredOn, last.id]) : null }
  })
}

export const referenceTimeToWire = ({ processStep, recordedAt, ...time }: KeptReferenceTime) => ({ ...time, processStep: processStep === '' ? null : processStep, recordedAt: recordedAt.toISOString() })
