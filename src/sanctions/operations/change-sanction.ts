import type { Principal } from '../../platform/access.ts'
import { withOperator } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Fault } from '../../platform/problem.ts'
import { changedContent } from '../draft.ts'
import type { SentContent } from '../draft.ts'
import { differenceOf, factsOf } from '../model.ts'
import type { SanctionContent, Severity } from '../model.ts'
import { sanctionNotFound } from '../problems.ts'
import * as store from '../store.ts'
import type { Sanction } from '../store.ts'
import type { RecordDeps } from './deps.ts'
import { contentHash, derive } from './write-sanction.ts'

export type SanctionChange = SentContent & { readonly severityReason?: string | undefined, readonly reason?: string | undefined }

/**
 * A change makes a revision; what follows from the declarations and the rate is asked for anew, even where nothing else changes.
 *
 * @param demand throws unless the caller saw this revision.
 * @throws sanction-not-found; sanction-exists; invalid-request; what `demand` throws.
 */
export function changeSanction (deps: RecordDeps, principal: Principal, id: string, { severityReason, reason, ...sent }: SanctionChange, demand: (revision: number) => void): Promise<Sanction> {
  return withOperator(deps.db, principal, 'sanctions:write', async (tx) => {
    const before = await lockedSanction(tx, id, demand)
    const content = changedContent(before.content, sent)
    const faults = reasonFaults(before, content.severity, severityReason)
    await saveRevision(deps, tx, before, { kind: 'changed', content, severityReason: severityReason ?? before.severityReason, words: reason ?? null }, faults)
    tx.log('sanction.changed', `sanction:${id}`, {
      revision: before.revision + 1, ...differenceOf(before.content, content), severityReasonChanged: severityReason !== undefined && severityReason !== before.severityReason,
      severity: content.severity, pillar: content.pillar, factsTo: factsOf(content.infringementDates).to, decisionDate: content.decisionDate, on: content.decisionDate, contentHash: contentHash(content)
    })
    return await savedSanction(tx, id)
  }, deps.clock)
}

/** The reason why it was of one severity is none of why it is of another. */
function reasonFaults (before: Sanction, severity: Severity, severityReason: string | undefined): Fault[] {
  const isNew = severityReason !== undefined && severityReason !== before.severityReason
  return severity === before.content.severity || isNew ? [] : [{ pointer: '/severityReason', detail: 'is missing: the severity changes', hint: `Say why it is ${severity}` }]
}

/** @throws sanction-not-found; what `demand` throws. */
export async function lockedSanction (tx: OperatorTx, id: string, demand: (revision: number) => void): Promise<Sanction> {
  const sanction = await store.lockSanction(tx, id)
  if (sanction === undefined) throw sanctionNotFound('No sanction of yours has this id.')
  demand(sanction.revision)
  return sanction
}

export interface NewRevision {
  readonly kind: 'changed' | 'appeal_changed'
  readonly content: SanctionContent
  readonly severityReason: string | null
  readonly words: string | null
}

export async function saveRevision (deps: RecordDeps, tx: OperatorTx, before: Sanction, { kind, content, severityReason, words }: NewRevision, faults: readonly Fault[] = []): Promise<void> {
  const derived = await derive(deps, tx, content, faults)
  const actor = await resolveActor(tx.query, tx.operatorId, tx.principal.subject)
  await store.updateSanction(tx, before.id, content, severityReason, derived)
  await store.insertRevision(tx, before.id, { revision: before.revision + 1, kind, content, severityReason, words }, actor)
}

export async function savedSanction (tx: OperatorTx, id: string): Promise<Sanction> {
  const sanction = await store.findSanction(tx, id)
  if (sanction === undefined) throw sanctionNotFound('No sanction of yours has this id.')
  return sanction
}
