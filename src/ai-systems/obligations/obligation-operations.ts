import type { Principal } from '../../platform/access.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { AiSystemDeps } from '../deps.ts'
import { invalid, obligationNotFound, systemNotFound } from '../problems.ts'
import type { KeptSystem } from '../register/kept-system.ts'
import { refuseUnknownHolder } from '../register/named-things.ts'
import { NO_SYSTEM } from '../register/system-operations.ts'
import * as systems from '../register/system-store.ts'
import { missingOf } from './obligation.ts'
import * as store from './obligation-store.ts'
import type { ObligationDecision } from './schemas.ts'
import { dueToWire, obligationToWire } from './wire.ts'
import type { DueWire, ObligationWire } from './wire.ts'

/** Reading and deciding what is owed for systems. */

/** Those that are owed, and those that are owed no more and of which something was decided. @throws ai-system-not-found. */
export function listObligations ({ db, clock }: AiSystemDeps, principal: Principal, id: string): Promise<ObligationWire[]> {
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => {
    const system = await systemOf(tx, id)
    return (await store.obligationsOfSystem(tx, id)).filter(({ owed, decidedAt }) => owed || decidedAt !== null).map((kept) => obligationToWire(kept, system.status, utcDay(tx.at)))
  }, clock)
}

/** @throws ai-system-not-found, ai-obligation-not-found. */
export function findObligation ({ db, clock }: AiSystemDeps, principal: Principal, id: string, obligation: string): Promise<{ revision: number, wire: ObligationWire }> {
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => await shown(tx, await systemOf(tx, id), obligation), clock)
}

/** Whole: what is absent is cleared. @throws ai-system-not-found, ai-obligation-not-found; invalid-request; whatever `demand` throws for another revision. */
export function decideObligation (deps: AiSystemDeps, principal: Principal, id: string, obligation: string, input: ObligationDecision, demand: (revision: number) => void): Promise<{ revision: number, wire: ObligationWire }> {
  return withOperator(deps.db, principal, 'ai:write', async (tx) => {
    const system = await systems.lockSystem(tx, id)
    if (system === undefined) throw systemNotFound(NO_SYSTEM)
    const before = await store.findObligation(tx, id, obligation)
    if (before === undefined) throw obligationNotFound('No assessment of the system brought it.')
    demand(before.revision)
    const { state, reason = null, evidence = null, owner = null, dueOn = null } = input
    const missing = missingOf(input)
    if (missing !== undefined) throw invalid([{ pointer: `/${missing}`, detail: 'is missing', hint: missing === 'evidence' ? 'Say where the proof is kept, with its hash' : 'Say why it does not apply' }])
    if (dueOn !== null && !isDay(dueOn)) throw invalid([{ pointer: '/dueOn', detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }])
    if (owner !== null && owner.code !== before.owner) await refuseUnknownHolder(tx, deps, owner, '/owner')
    const decision: store.Decision = { state, reason, evidenceReference: evidence?.reference ?? null, evidenceSha256: evidence?.sha256 ?? null, ownerKind: owner?.kind ?? null, owner: owner?.code ?? null, statedDueOn: dueOn }
    const fields = (Object.keys(decision) as (keyof store.Decision)[]).filter((name) => decision[name] !== before[name])
    if (fields.length > 0) {
      await store.decide(tx, id, obligation, decision, await resolveActor(tx.query, tx.operatorId, principal.subject))
      tx.log('ai_obligation.decided', `ai_system:${id}`, { system: system.code, obligation, fields, before: { state: before.state, dueOn: before.statedDueOn }, after: { state, dueOn }, evidenceSha256: decision.evidenceSha256 })
    }
    return await shown(tx, system, obligation)
  }, deps.clock)
}

export interface DueQuery { readonly overdue?: boolean | undefined, readonly dueTo?: string | undefined, readonly system?: string | undefined, readonly first?: number | undefined, readonly after?: string | undefined }

/** Open obligations of all systems that are not retired, the earliest day first. */
export function dueObligations ({ db, clock }: Pick<AiSystemDeps, 'db' | 'clock'>, principal: Principal, { overdue, dueTo, system: ofSystem, first = DEFAULT_PAGE, after }: DueQuery): Promise<{ nodes: DueWire[], nextCursor: string | null }> {
  const [day, system, obligation] = after === undefined ? [] : openCursor('AI obligations', after, [DAY_KEY, UUID_KEY, /^[A-Za-z0-9-]{1,40}$/])
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => {
    const today = utcDay(tx.at)
    const rows = await store.listDue(tx, { before: overdue === true ? today : undefined, dueTo, system: ofSystem }, first + 1, day === undefined || system === undefined || obligation === undefined ? undefined : { day, system, obligation })
    const nodes = rows.slice(0, first)
    const last = nodes.at(-1)
    return { nodes: nodes.map((row) => dueToWire(row, today)), nextCursor: rows.length > first && last !== undefined ? sealCursor('AI obligations', [last.dueOn ?? '', last.systemId, last.obligation]) : null }
  }, clock)
}

async function systemOf (tx: OperatorTx, id: string): Promise<KeptSystem> {
  const system = await systems.findSystem(tx, id)
  if (system === undefined) throw systemNotFound(NO_SYSTEM)
  return system
}

async function shown (tx: OperatorTx, { id, status }: KeptSystem, obligation: string): Promise<{ revision: number, wire: ObligationWire }> {
  const kept = await store.findObligation(tx, id, obligation)
  if (kept === undefined) throw obligationNotFound('No assessment of the system brought it.')
  return { revision: kept.revision, wire: obligationToWire(kept, status, utcDay(tx.at)) }
}
