import { v7 as uuidV7 } from 'uuid'
import { hasScope } from '../../platform/access.ts'
import type { Principal } from '../../platform/access.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { newContent } from '../draft.ts'
import type { SentAnew } from '../draft.ts'
import { factsOf } from '../model.ts'
import { sanctionNotFound } from '../problems.ts'
import * as store from '../store.ts'
import { sanctionToWire } from '../wire.ts'
import type { RecordDeps } from './deps.ts'
import { contentHash, derive } from './write-sanction.ts'

export type NewSanction = SentAnew & { readonly severityReason: string }

/** @throws invalid-request; sanction-exists when the authority's reference is recorded already. */
export function recordSanction (deps: RecordDeps, principal: Principal, input: NewSanction, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'sanctions:write', route: 'POST /v1/sanctions', idempotencyKey, input, clock: deps.clock }, async (tx) => {
    const { severityReason, ...sent } = input
    const content = newContent(sent)
    const derived = await derive(deps, tx, content)
    const [id, actor] = [uuidV7(), await resolveActor(tx.query, tx.operatorId, principal.subject)]
    await store.insertSanction(tx, id, content, severityReason, derived, actor)
    await store.insertRevision(tx, id, { revision: 1, kind: 'recorded', content, severityReason, words: null }, actor)
    const { pillar, severity, seriousCrime, memberState, cause, decisionDate, detectedBy } = content
    tx.log('sanction.recorded', `sanction:${id}`, { severity, pillar, seriousCrime, memberState, cause, detectedBy, factsTo: factsOf(content.infringementDates).to, decisionDate, on: decisionDate, contentHash: contentHash(content) })
    const sanction = await store.findSanction(tx, id)
    if (sanction === undefined) throw sanctionNotFound('The sanction was not recorded.')
    const body = sanctionToWire(sanction, { amounts: hasScope(principal, 'sanctions:amounts') })
    return { status: 201, headers: { location: `/v1/sanctions/${id}`, etag: `"${sanction.revision}"` }, body: JSON.stringify(body) }
  })
}
