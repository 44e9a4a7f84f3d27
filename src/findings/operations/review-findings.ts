import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { movedBy, reviewRefusal } from '../model.ts'
import type { Finding, Review } from '../model.ts'
import { findingNotFound, findingRefused, groupNotFound } from '../problems.ts'
import * as store from '../store.ts'
import { findingToWire } from '../wire.ts'
import type { FindingDeps } from './deps.ts'

/** People decide: a finding is confirmed, with its cause, or dismissed; findings of one group together. */

/**
 * @param demand throws unless the caller saw this revision of the finding.
 * @throws finding-not-found; finding-state when its state does not allow the decision; what `demand` throws.
 */
export function reviewFinding ({ db, clock, competenceOf }: FindingDeps, principal: Principal, id: string, review: Review, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  refuseImpossible(review)
  return decideOnce({ db, principal, scope: 'findings:review', route: 'POST /v1/findings/{id}/review', idempotencyKey, input: { id, review }, clock }, async (tx) => {
    const [finding] = await store.lockFindings(tx, [id])
    if (finding === undefined) throw findingNotFound('No finding of yours has this id.')
    demand(finding.revision)
    const because = reviewRefusal(finding, review)
    if (because !== undefined) throw findingRefused(`The finding stays as it is: ${because}.`, { because })
    await decide(tx, competenceOf, [finding], review, null)
    return await answerOf(tx, id)
  })
}

/** Decides all findings of the group that may be decided so; those that may not are left, and named. @throws group-not-found. */
export function reviewGroup ({ db, clock, competenceOf }: FindingDeps, principal: Principal, groupId: string, review: Review, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  refuseImpossible(review)
  return decideOnce({ db, principal, scope: 'findings:review', route: 'POST /v1/findings/groups/{id}/review', idempotencyKey, input: { groupId, review }, clock }, async (tx) => {
    const ids = await store.idsOfGroup(tx, groupId)
    if (ids.length === 0) throw groupNotFound('No group of yours has this id.')
    const findings = await store.lockFindings(tx, ids)
    const left = findings.flatMap((finding) => {
      const because = reviewRefusal(finding, review)
      return because === undefined ? [] : [{ id: finding.id, because }]
    })
    const leftIds = new Set(left.map(({ id }) => id))
    const decided = findings.filter(({ id }) => !leftIds.has(id))
    await decide(tx, competenceOf, decided, review, groupId)
    return { status: 200, headers: {}, body: JSON.stringify({ groupId, decided: decided.map(({ id }) => id), left }) }
  })
}

/** @throws invalid-request for a day that does not exist. */
function refuseImpossible ({ disclosedOn }: Review): void {
  if (disclosedOn !== undefined && !isDay(disclosedOn)) throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/disclosedOn', detail: 'is not a day that exists', hint: 'YYYY-MM-DD' }] })
}

/** With the competence of whoever decides, as it is on this day: later training does not make an earlier decision better. */
async function decide (tx: OperatorTx, competenceOf: FindingDeps['competenceOf'], findings: readonly Finding[], review: Review, groupId: string | null): Promise<void> {
  if (findings.length === 0) return
  const actor = await resolveActor(tx.query, tx.operatorId, tx.principal.subject)
  const { decision, cause = null, words } = review
  const competence = await competenceOf(tx, tx.principal.subject, findings.map(({ pillar }) => pillar), utcDay(tx.at))
  const reviews = await store.saveDecision(tx, findings.map(({ id, pillar }) => ({ id, competence: competence.get(pillar) ?? 'unknown' })), review, groupId, actor)
  await store.insertWords(tx, reviews.map(({ findingId, number }) => ({ id: uuidV7(), findingId, reviewNumber: number, words })), actor)
  await store.moveTotals(tx, findings.map((finding) => ({ finding, ...movedBy(finding.decision, decision) })))
  for (const { id, state, checkId, source } of findings) tx.log('finding.reviewed', `finding:${id}`, { before: state, after: decision, check: checkId ?? source, cause })
}

async function answerOf (tx: OperatorTx, id: string): Promise<StoredAnswer> {
  const finding = await store.findFinding(tx, id)
  if (finding === undefined) throw findingNotFound('No finding of yours has this id.')
  return { status: 200, headers: { etag: `"${finding.revision}"` }, body: JSON.stringify(findingToWire(finding)) }
}
