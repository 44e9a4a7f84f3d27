import type { Principal } from '../../../platform/access.ts'
import { hasScope } from '../../../platform/access.ts'
import { fittingRows } from '../../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, INSTANT_KEY, openCursor, sealCursor, UUID_KEY } from '../../../platform/http/pages.ts'
import { decideOnce } from '../../../platform/idempotency/decide-once.ts'
import { forgetAnswers } from '../../../platform/idempotency/expiry.ts'
import type { StoredAnswer } from '../../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../../platform/log/actors.ts'
import { refuseImpossibleDays } from '../../../platform/period.ts'
import { forbidden, Problem } from '../../../platform/problem.ts'
import { utcDay } from '../../../platform/calendar.ts'
import type { AiSystemDeps, OversightDeps } from '../../deps.ts'
import { invalid, outputNotFound, outputWordsHeld } from '../../problems.ts'
import type { KeptOutput } from './kept-output.ts'
import { loggedSystems } from './known-systems.ts'
import type { NewOutput } from './judged-outputs.ts'
import * as store from './output-store.ts'
import type { OutputFilter } from './schemas.ts'
import { ReadyOutputs } from './ready-outputs.ts'
import { readOutput } from './stated-output.ts'
import type { SentOutput, StatedOutput } from './stated-output.ts'
import { takeOutputs } from './take-outputs.ts'
import { outputToWire, showingOf } from './wire.ts'

/** Recording an output, reading outputs, and erasing their words. */

export const NO_OUTPUT = 'No output of yours has this id.'
const ROUTE = 'POST /v1/ai-outputs'
/** Of one row; a long one takes more. */
const ROW_BYTES = 2048

/** The same output again is a replay (200), whatever its key. @throws invalid-request; ai-output-differs. */
export function recordOutput (deps: OversightDeps, principal: Principal, sent: SentOutput, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'ai:record', route: ROUTE, idempotencyKey, input: sent, clock: deps.clock }, async (tx) => {
    const stated = readOutput(sent, tx.at)
    if (Array.isArray(stated)) throw invalid(stated)
    const ready = new ReadyOutputs({ most: 1, rowBytes: ROW_BYTES })
    try {
      ready.add(stated)
      return await recordReady(deps, tx, stated, ready)
    } finally {
      ready.release()
    }
  })
}

async function recordReady (deps: OversightDeps, tx: OperatorTx, stated: StatedOutput, ready: ReadyOutputs): Promise<StoredAnswer> {
  const intake = await takeOutputs(deps, tx, ready, await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  const [result] = intake.results()
  if (result === undefined || result instanceof Problem) throw result ?? new Error('An output had no result')
  for (const output of intake.created()) logOutput(tx, stated, output)
  const kept = await foundOutput(tx, result.id)
  await intake.count(tx)
  return { status: result.outcome === 'created' ? 201 : 200, headers: { etag: `"${kept.revision}"`, location: `/v1/ai-outputs/${result.id}` }, body: JSON.stringify(outputToWire(kept, showingOf(tx.principal))) }
}

/** Steps that an output came with are events of their own, as those that follow later are: who decided is in neither. */
function logOutput (tx: OperatorTx, { version, pillar, madeAt, contentSha256, decision }: StatedOutput, { id, system, approved, competence, use }: NewOutput): void {
  const subject = `ai_output:${id}`
  tx.log('ai_output.recorded', subject, { system, version, pillar, on: utcDay(madeAt), approved, sha256: contentSha256.toString('hex') })
  if (decision !== null) tx.log('ai_output.decided', subject, { system, version, pillar, decision: decision.decision, rationaleCode: decision.rationaleCode, competence })
  if (use !== 'not_used') tx.log('ai_output.used', subject, { system, version, pillar, use })
}

async function foundOutput (tx: OperatorTx, id: string): Promise<KeptOutput> {
  const output = await store.findOutput(tx, id)
  if (output === undefined) throw outputNotFound(NO_OUTPUT)
  return output
}

/** @throws ai-output-not-found. */
export function findOutput ({ db }: Pick<AiSystemDeps, 'db'>, principal: Principal, id: string): Promise<KeptOutput> {
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => await foundOutput(tx, id))
}

const PURPOSE = 'AI outputs'

/** Made last first. @throws invalid-request for an impossible period; forbidden for planted ones without the scope ai:write. */
export function listOutputs ({ db }: Pick<AiSystemDeps, 'db'>, principal: Principal, { limit = DEFAULT_PAGE, cursor, system, ...filter }: OutputFilter): Promise<{ items: KeptOutput[], nextCursor: string | null }> {
  refuseImpossibleDays(filter)
  if (filter.state === 'planted' && !hasScope(principal, 'ai:write')) throw forbidden('Which proposals were planted needs the scope ai:write.', { requiredScope: 'ai:write' })
  if (filter.reference !== undefined && system === undefined) throw invalid([{ pointer: '/reference', detail: 'stands without the system', hint: 'References are unique within a system: give both' }])
  const [madeAt, after] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [INSTANT_KEY, UUID_KEY])
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => {
    const id = system === undefined ? undefined : (await loggedSystems(tx, [system])).get(system)?.id
    if (system !== undefined && id === undefined) return { items: [], nextCursor: null }
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listOutputs(tx, { ...filter, system: id }, most, madeAt === undefined || after === undefined ? undefined : { madeAt, id: after }))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor(PURPOSE, [last.madeAt.toISOString(), last.id]) : null }
  })
}

/** Whoever erases asks first what legal holds keep: before it locks anything. */
export type ErasureDeps = Pick<OversightDeps, 'db' | 'clock' | 'heldBack'>

/** What legal holds and years of keeping name. */
export const RETENTION_CLASS = 'ai_oversight'
/** Routes whose stored answers show the words. */
export const ANSWERING = [ROUTE, 'POST /v1/ai-outputs/{id}/decision', 'POST /v1/ai-outputs/{id}/use', 'POST /v1/ai-outputs/{id}/second-review', 'POST /v1/ai-outputs/{id}/outcomes']

/** Words go, also of stored answers; what was proposed and decided stays, and every figure. @throws ai-output-not-found; ai-output-words-held. */
export function eraseOutputWords ({ db, clock, heldBack }: ErasureDeps, principal: Principal, id: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'ai:write', route: 'POST /v1/ai-outputs/{id}/erase-words', idempotencyKey, input: { id }, clock }, async (tx) => {
    const isHeld = await heldBack(tx)
    const [output] = await store.lockOutputs(tx, [id])
    if (output === undefined) throw outputNotFound(NO_OUTPUT)
    if (isHeld({ class: RETENTION_CLASS, mrn: output.mrn, day: utcDay(output.madeAt) })) throw outputWordsHeld('A legal hold keeps them; they go once it is lifted.')
    if (await store.eraseWords(tx, [id]) > 0) tx.log('ai_output.words_erased', `ai_output:${id}`, { system: output.system })
    await forgetAnswers(tx, ANSWERING, id)
    const kept = await foundOutput(tx, id)
    return { status: 200, headers: { etag: `"${kept.revision}"` }, body: JSON.stringify(outputToWire(kept, showingOf(principal))) }
  })
}
