import type { Status } from '../register/life-cycle.ts'
import type { DueObligation } from './obligation-store.ts'
import { isOverdue } from './obligation.ts'
import type { KeptObligation } from './obligation.ts'

/** Obligations as they cross the wire. */

export type ObligationWire = ReturnType<typeof obligationToWire>
export type DueWire = ReturnType<typeof dueToWire>

export function obligationToWire (kept: KeptObligation, status: Status, today: string) {
  const { revision: _revision, systemId: _system, evidenceReference, evidenceSha256, ownerKind, owner, decidedAt, ...rest } = kept
  return {
    ...rest, evidence: evidenceReference === null || evidenceSha256 === null ? null : { reference: evidenceReference, sha256: evidenceSha256 },
    owner: ownerKind === null || owner === null ? null : { kind: ownerKind, code: owner }, overdue: isOverdue(kept, status, today), decidedAt: decidedAt?.toISOString() ?? null
  }
}

export const dueToWire = ({ code, status, ...kept }: DueObligation, today: string) => ({ ...obligationToWire(kept, status, today), systemId: kept.systemId, system: code, status })
