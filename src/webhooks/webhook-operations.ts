import { v7 as uuidV7 } from 'uuid'
import { hasScope } from '../platform/access.ts'
import type { Principal } from '../platform/access.ts'
import { fittingRows } from '../platform/db/fitting-rows.ts'
import { withOperator, withOperatorReadOnly } from '../platform/db/operator-tx.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../platform/http/pages.ts'
import { decideOnce } from '../platform/idempotency/decide-once.ts'
import { forgetAnswers } from '../platform/idempotency/expiry.ts'
import type { StoredAnswer } from '../platform/idempotency/idempotency.ts'
import { resolveActor } from '../platform/log/actors.ts'
import { forbidden, invalidRequest } from '../platform/problem.ts'
import type { Sealer } from '../platform/sealing.ts'
import { drop, waitingTypes } from './delivery-store.ts'
import { contextOf, READ, WRITE } from './deps.ts'
import type { WebhookDeps } from './deps.ts'
import { isSelected, patternFaults, readingScopes } from './event-selection.ts'
import { webhookDisabled, webhookKeyMissing, webhookLimit, webhookNotFound, webhookRetired } from './problems.ts'
import { newSecret, secretText } from './signature.ts'
import { targetOf } from './target.ts'
import type { TargetRules } from './target.ts'
import { webhookToWire } from './wire.ts'
import * as store from './webhook-store.ts'
import type { Content, Webhook } from './webhook-store.ts'

/** Making webhooks, changing what they are told of, their secrets, and ending them. */

type Key = string | string[] | undefined
type Demand = (revision: number) => void

/** Of an operator, those that are retired not counted. */
const MOST_WEBHOOKS = 20
const DEFAULT_OVERLAP_HOURS = 24
const HOUR_MS = 60 * 60_000
const ROUTE = 'POST /v1/webhooks'
const ROUTES_ANSWERING_IT = [ROUTE, ...['rotate-secret', 'enable', 'replay'].map((verb) => `${ROUTE}/{id}/${verb}`)]

export interface NewWebhook { readonly url: string, readonly eventTypes: readonly string[], readonly description?: string | undefined }

/**
 * Told of what happens from now on. The secret is in the first answer alone: what is stored to be given again does not hold it.
 * @throws invalid-request, forbidden for events that the token may not read, webhook-limit, webhook-key-missing.
 */
export async function createWebhook (deps: WebhookDeps, principal: Principal, input: NewWebhook, idempotencyKey: Key): Promise<StoredAnswer> {
  let made: Buffer | undefined
  const answer = await decideOnce({ db: deps.db, principal, scope: WRITE, route: ROUTE, idempotencyKey, input, clock: deps.clock }, async (tx) => {
    const scopes = readingScopes(principal.scopes)
    const url = checkedUrl(input.url, deps.webhooks.rules)
    refusePatterns(principal, input.eventTypes, scopes)
    const sealer = sealerOf(deps)
    await store.waitForTurn(tx)
    if (await store.countWebhooks(tx) >= MOST_WEBHOOKS) throw webhookLimit(`There are ${MOST_WEBHOOKS}.`)
    const [id, secret] = [uuidV7(), newSecret()]
    await store.insertWebhook(tx, {
      id, url, description: input.description ?? null, eventTypes: input.eventTypes, scopes, secret: sealer.seal(secret, contextOf(tx.operatorId, id)), ...await store.endOfLog(tx), createdBy: await resolveActor(tx.query, tx.operatorId, principal.subject)
    })
    tx.log('webhook.created', `webhook:${id}`, { host: new URL(url).host, eventTypes: input.eventTypes, scopes })
    made = secret
    const webhook = await found(tx, id)
    return { status: 201, headers: { location: `/v1/webhooks/${id}`, etag: `"${webhook.revision}"` }, body: JSON.stringify({ ...webhookToWire(webhook), secret: null }) }
  })
  return withSecret(answer, made)
}

export interface WebhookPatch {
  readonly url?: string | undefined
  readonly eventTypes?: readonly string[] | undefined
  readonly description?: string | null | undefined
  readonly active?: boolean | undefined
}

/**
 * Absent stays, null clears. Whoever changes where it leads or what it is told of must be able to read what it is told of, and what it may
 * be told of is from then on what both may read who made it and who changed it.
 * @throws webhook-not-found, webhook-retired, webhook-disabled; invalid-request, forbidden; whatever `demand` throws.
 */
export function changeWebhook (deps: WebhookDeps, principal: Principal, id: string, patch: WebhookPatch, demand: Demand): Promise<Webhook> {
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    const before = await heldWebhook(tx, id, demand)
    const after = contentAfter(deps, principal, before, patch)
    const fields = (['url', 'description', 'eventTypes', 'scopes'] as const).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    if (fields.length > 0) await saveContent(tx, before, after, fields)
    if (patch.active !== undefined) await pause(tx, before, patch.active)
    return await found(tx, id)
  }, deps.clock)
}

function contentAfter ({ webhooks }: WebhookDeps, principal: Principal, before: Webhook, patch: WebhookPatch): Content {
  const url = patch.url === undefined ? before.url : checkedUrl(patch.url, webhooks.rules)
  const eventTypes = patch.eventTypes ?? before.eventTypes
  const description = patch.description === undefined ? before.description : patch.description
  if (url === before.url && JSON.stringify(eventTypes) === JSON.stringify(before.eventTypes)) return { url, eventTypes, description, scopes: before.scopes }
  const own = readingScopes(principal.scopes)
  const scopes = before.scopes.filter((scope) => own.some((name) => name === scope))
  refusePatterns(principal, eventTypes, scopes, before.eventTypes)
  return { url, eventTypes, description, scopes }
}

async function saveContent (tx: OperatorTx, before: Webhook, after: Content, fields: readonly string[]): Promise<void> {
  await store.saveContent(tx, before.id, after)
  if (fields.includes('url')) await store.beginAnew(tx, before.id)
  const unwanted = fields.includes('eventTypes') || fields.includes('scopes') ? (await waitingTypes(tx, before.id)).filter((type) => !isSelected(type, after)) : []
  if (unwanted.length > 0) await drop(tx, before.id, unwanted)
  const told = ({ url, eventTypes, scopes }: Content): object => ({ host: new URL(url).host, eventTypes, scopes })
  tx.log('webhook.changed', `webhook:${before.id}`, { fields, before: told(before), after: told(after) })
}

async function pause (tx: OperatorTx, { id, state }: Webhook, active: boolean): Promise<void> {
  if (active && state === 'disabled') throw webhookDisabled('The service disabled it, since its receiver took nothing.')
  if (active === (state === 'active') || (!active && state === 'paused')) return
  if (active) await store.start(tx, id, undefined)
  else await store.stop(tx, id, 'paused', null)
  tx.log(active ? 'webhook.enabled' : 'webhook.paused', `webhook:${id}`, active ? { missed: 'deliver' } : {})
}

/** @param missed whether it is told of what happened since it stopped. @throws webhook-not-found, webhook-retired; whatever `demand` throws. */
export function enableWebhook (deps: WebhookDeps, principal: Principal, id: string, { missed = 'deliver' }: { readonly missed?: string | undefined }, idempotencyKey: Key, demand: Demand): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `${ROUTE}/{id}/enable`, idempotencyKey, input: { id, missed }, clock: deps.clock }, async (tx) => {
    const { state } = await heldWebhook(tx, id, demand)
    if (state !== 'active') {
      await store.start(tx, id, missed === 'skip' ? await store.endOfLog(tx) : undefined)
      tx.log('webhook.enabled', `webhook:${id}`, { missed })
    }
    return shown(await found(tx, id))
  })
}

/** @throws webhook-not-found, webhook-retired, webhook-key-missing; whatever `demand` throws. */
export async function rotateSecret (deps: WebhookDeps, principal: Principal, id: string, { overlapHours = DEFAULT_OVERLAP_HOURS }: { readonly overlapHours?: number | undefined }, idempotencyKey: Key, demand: Demand): Promise<StoredAnswer> {
  let made: Buffer | undefined
  const answer = await decideOnce({ db: deps.db, principal, scope: WRITE, route: `${ROUTE}/{id}/rotate-secret`, idempotencyKey, input: { id, overlapHours }, clock: deps.clock }, async (tx) => {
    await heldWebhook(tx, id, demand)
    const secret = newSecret()
    const endsAt = overlapHours === 0 ? null : new Date(tx.at.getTime() + overlapHours * HOUR_MS)
    await store.saveSecret(tx, id, sealerOf(deps).seal(secret, contextOf(tx.operatorId, id)), endsAt)
    tx.log('webhook.secret_rotated', `webhook:${id}`, { previousEndsAt: endsAt?.toISOString() ?? tx.at.toISOString() })
    made = secret
    const { headers, ...rest } = shown(await found(tx, id))
    return { ...rest, headers, body: JSON.stringify({ ...JSON.parse(rest.body) as object, secret: null }) }
  })
  return withSecret(answer, made)
}

/** For good: nothing is sent any more, and its secrets are gone. Again changes nothing. @throws webhook-not-found; whatever `demand` throws. */
export function retireWebhook (deps: WebhookDeps, principal: Principal, id: string, idempotencyKey: Key, demand: Demand): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `${ROUTE}/{id}/retire`, idempotencyKey, input: { id }, clock: deps.clock }, async (tx) => {
    const { state, revision } = await lockedWebhook(tx, id)
    demand(revision)
    if (state !== 'retired') {
      await store.retire(tx, id)
      await forgetAnswers(tx, ROUTES_ANSWERING_IT, id)
      tx.log('webhook.retired', `webhook:${id}`, {})
    }
    return shown(await found(tx, id))
  })
}

/** @throws webhook-not-found. */
export function findWebhook ({ db }: Pick<WebhookDeps, 'db'>, principal: Principal, id: string): Promise<Webhook> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await found(tx, id))
}

export interface WebhookQuery { readonly state?: string | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** Made last first. */
export function listWebhooks ({ db }: Pick<WebhookDeps, 'db'>, principal: Principal, { state, limit = DEFAULT_PAGE, cursor }: WebhookQuery): Promise<{ items: Webhook[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor('webhooks', cursor, [UUID_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listWebhooks(tx, state, most, after))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor('webhooks', [last.id]) : null }
  })
}

const shown = (webhook: Webhook): StoredAnswer => ({ status: 200, headers: { etag: `"${webhook.revision}"` }, body: JSON.stringify(webhookToWire(webhook)) })

function withSecret (answer: StoredAnswer, secret: Buffer | undefined): StoredAnswer {
  return secret === undefined ? answer : { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body) as object, secret: secretText(secret) }) }
}

export async function found (tx: OperatorTx, id: string): Promise<Webhook> {
  const webhook = await store.findWebhook(tx, id)
  if (webhook === undefined) throw webhookNotFound('No webhook of yours has this id.')
  return webhook
}

async function lockedWebhook (tx: OperatorTx, id: string): Promise<Webhook> {
  const webhook = await store.lockWebhook(tx, id)
  if (webhook === undefined) throw webhookNotFound('No webhook of yours has this id.')
  return webhook
}

/** Locked, and not retired. */
export async function heldWebhook (tx: OperatorTx, id: string, demand: Demand): Promise<Webhook> {
  const webhook = await lockedWebhook(tx, id)
  demand(webhook.revision)
  if (webhook.state === 'retired') throw webhookRetired('It was retired for good.')
  return webhook
}

function sealerOf ({ webhooks }: WebhookDeps): Sealer {
  if (webhooks.sealer === undefined) throw webhookKeyMissing('This service has no key to seal a secret with.')
  return webhooks.sealer
}

function checkedUrl (text: string, rules: TargetRules): string {
  const target = targetOf(text, rules)
  if ('url' in target) return target.url
  throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/url', detail: target.refused, hint: 'An https address that is reachable from the Internet, without user name and fragment' }] })
}

/** What names no event is a fault; what names events that may not be read is refused. */
function refusePatterns (principal: Principal, patterns: readonly string[], scopes: readonly string[], kept?: readonly string[]): void {
  const faults = patternFaults(patterns, scopes, kept)
  const unknown = faults.filter(({ kind }) => kind === 'unknown')
  if (unknown.length > 0) throw invalidRequest('The content of the request is not valid.', { errors: unknown.map(({ index, detail, hint }) => ({ pointer: `/eventTypes/${index}`, detail, ...(hint === undefined ? {} : { hint }) })) })
  const [unreadable] = faults
  if (unreadable === undefined) return
  const isOwn = unreadable.scope !== undefined && hasScope(principal, unreadable.scope)
  throw forbidden(isOwn ? `${unreadable.detail} Whoever made the webhook did not have it.` : unreadable.detail, {
    ...(unreadable.scope === undefined ? {} : { requiredScope: unreadable.scope }), errors: faults.map(({ index, detail }) => ({ pointer: `/eventTypes/${index}`, detail })), ...(isOwn ? { hint: 'Make a webhook of your own' } : {})
  })
}
