import { standingOf } from './acceptance.ts'
import type { KeptAcceptance } from './acceptance.ts'

/** Acceptances as they cross the wire. */

/** @param on the day on which it is looked at. */
export function acceptanceToWire ({ revision: _revision, basis, signature, ended, requestedAt, scoreSince, ...acceptance }: KeptAcceptance & { readonly scoreSince: number | null }, on: string) {
  return {
    ...acceptance, standing: standingOf({ ...acceptance, signature, ended }, { on, score: scoreSince }), scoreSince, requestedAt: requestedAt.toISOString(),
    assessment: basis.kind === 'assessment' ? basis.assessment : null, audit: basis.kind === 'audit' ? basis.audit : null, auditVersion: basis.kind === 'audit' ? basis.version : null,
    signature: signature === null ? null : { ...signature, at: signature.at.toISOString() }, ended: ended === null ? null : { ...ended, at: ended.at.toISOString() }
  }
}
