import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { isDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decidedBefore, decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { drawTooLarge, frameTooLarge, sampleNotFound } from '../problems.ts'
import { drawApart } from '../samples/draw-apart.ts'
import type { Drawn } from '../samples/draw-job.ts'
import { readPopulation } from '../samples/population-reader.ts'
import * as store from '../samples/sample-store.ts'
import { sampleToWire } from '../sample-wire.ts'
import { DRAW_REASONS } from '../sampling/plan.ts'
import type { DrawReason, RandomSettings, SamplingSettings } from '../sampling/plan.ts'
import { STRATA_METHOD } from '../sampling/population.ts'
import type { FindingDeps } from './deps.ts'

/** A review sample is drawn: the frame is read as it stands, drawn from in a thread of its own, and kept with seed and draw. */

export interface NewSample {
  readonly from: string
  readonly to: string
  readonly direction?: 'import' | 'export' | undefined
  readonly orgUnitId?: string | undefined
  readonly currency?: string | undefined
  /** Made by the service when left out. */
  readonly seed?: string | undefined
  /** Null leaves the random sample out; left out it has the usual size. */
  readonly random?: RandomSettings | null | undefined
  readonly monetaryInterval?: string | null | undefined
}

/** More goods items than this are drawn from in shorter periods: the frame is held in memory while it is drawn from. */
const MOST_ENTRIES = 600_000
/** More than this nobody reviews; only error hits or a tiny interval lead there. */
const MOST_DRAWN = 50_000
/** With no error found, 59 random entries show with 95 % confidence that fewer than 5 % are wrong. */
const USUAL_RANDOM: RandomSettings = { size: 60, leastPerStratum: 5 }
const ROUTE = 'POST /v1/findings/samples'
const READING_TIMEOUT = '120s'

/**
 * Draws all entries with an error hit, a random sample of every stratum, and by money where an interval is given.
 *
 * @throws invalid-request for an impossible period or interval; review-sample-frame-too-large, review-sample-draw-too-large; overloaded
 *   while another sample is drawn.
 */
export async function drawReviewSample ({ db, clock }: FindingDeps, principal: Principal, input: NewSample, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  refuseImpossible(input)
  const request = { db, principal, scope: 'findings:write', route: ROUTE, idempotencyKey, input, clock } as const
  const before = await decidedBefore(request)
  if (before !== undefined) return before
  const currency = input.currency ?? 'EUR'
  const settings: SamplingSettings = { seed: input.seed ?? randomBytes(16).toString('hex'), random: input.random === undefined ? USUAL_RANDOM : input.random, monetaryInterval: input.monetaryInterval ?? null }
  const drawn = await drawApart({ settings, currency, mostDrawn: MOST_DRAWN }, async (add) => {
    await withOperatorReadOnly(db, principal, 'findings:write', async (tx) => { await feedFrame(tx, input, add) }, clock)
  })
  if (drawn.outcome === 'too_many') throw drawTooLarge(`${drawn.drawn} items would be drawn, and ${MOST_DRAWN} may be. Take a shorter period or a wider interval.`, { drawn: drawn.drawn, limit: MOST_DRAWN })
  return await decideOnce(request, async (tx) => await keep(tx, input, currency, settings, drawn))
}

async function feedFrame (tx: OperatorTx, input: NewSample, add: Parameters<Parameters<typeof drawApart>[1]>[0]): Promise<void> {
  // Every page sees the same instant. A large frame takes longer than a request may; each page still keeps to the usual limit.
  await tx.query('set transaction isolation level repeatable read')
  // A timeout that runs is not moved by another value: it is ended, and begun anew.
  await tx.query(`set local transaction_timeout = 0; set local transaction_timeout = '${READING_TIMEOUT}'`)
  let entries = 0
  await readPopulation(tx, input, (items) => {
    entries += items.length
    if (entries > MOST_ENTRIES) throw frameTooLarge(`More than ${MOST_ENTRIES} goods items count in this period. Draw from shorter ones.`, { limit: MOST_ENTRIES })
    add(items)
  })
}

async function keep (tx: OperatorTx, input: NewSample, currency: string, settings: SamplingSettings, drawn: Drawn): Promise<StoredAnswer> {
  const id = uuidV7()
  const { from, to, direction = null, orgUnitId = null } = input
  const reasons = Object.fromEntries(DRAW_REASONS.map((reason) => [reason, drawn.draw.filter((entry) => entry.reasons.includes(reason)).length])) as Record<DrawReason, number>
  await store.insertSample(tx, {
    id, from, to, direction, orgUnitId, currency, seed: settings.seed, randomSize: settings.random?.size ?? null, leastPerStratum: settings.random?.leastPerStratum ?? null,
    monetaryInterval: settings.monetaryInterval, method: drawn.method, strataMethod: STRATA_METHOD, frameSize: drawn.frameSize, frameHash: drawn.frameHash, withoutValue: drawn.withoutValue,
    otherCurrency: drawn.otherCurrency, strata: drawn.strata, monetary: drawn.monetary, drawSize: drawn.draw.length, drawHash: drawn.drawHash, reasons,
    madeBy: await resolveActor(tx.query, tx.operatorId, tx.principal.subject)
  })
  await store.insertFrame(tx, id, drawn.pieces)
  await store.insertDraw(tx, id, drawn.draw)
  // The seed may be anybody's words: its hash holds it to the log.
  tx.log('finding.sample_drawn', `sample:${id}`, {
    from, to, method: drawn.method, strataMethod: STRATA_METHOD, seedHash: createHash('sha256').update(settings.seed, 'utf8').digest('hex'), random: settings.random,
    monetaryInterval: settings.monetaryInterval, currency, frameSize: drawn.frameSize, frameHash: drawn.frameHash, drawSize: drawn.draw.length, drawHash: drawn.drawHash
  })
  const sample = await store.findSample(tx, id)
  if (sample === undefined) throw sampleNotFound('The sample was not kept.')
  return { status: 201, headers: { location: `/v1/findings/samples/${id}`, etag: `"${sample.revision}"` }, body: JSON.stringify(sampleToWire(sample)) }
}

function refuseImpossible ({ from, to, monetaryInterval }: NewSample): void {
  const errors: Fault[] = Object.entries({ from, to }).flatMap(([name, day]) => isDay(day) ? [] : [{ pointer: `/${name}`, detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }])
  if (errors.length === 0 && to < from) errors.push({ pointer: '/to', detail: 'is before from', hint: 'Give the first day in from' })
  if (monetaryInterval != null && !/[1-9]/.test(monetaryInterval)) errors.push({ pointer: '/monetaryInterval', detail: 'is not above zero', hint: 'A third of the error that would still be tolerable' })
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
}
