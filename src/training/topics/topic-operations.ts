import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { etagOf } from '../../platform/http/conditional.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { withOwnTopics } from '../competence/catalogue.ts'
import type { Topic, TopicCatalogue } from '../competence/catalogue.ts'
import { SHIPPED_CATALOGUE } from '../competence/shipped-catalogue.ts'
import type { TrainingDeps } from '../deps.ts'
import { readCatalogue } from '../loader/read-training.ts'
import { topicExists, topicNotFound, topicShipped } from './problems.ts'
import type { NewTopic, TopicChange, TopicWire } from './schemas.ts'
import * as store from './topic-store.ts'
import type { OwnTopic } from './topic-store.ts'
import { topicToWire } from './topic-wire.ts'

/** What is done with topics: those of the catalogue are read, the operator's own are recorded and changed. */

type Deps = Pick<TrainingDeps, 'db' | 'clock'>
export interface TopicPage { readonly items: TopicWire[], readonly nextCursor: string | null }

const CURSOR = 'training topics'
const ANY_CODE = { test: (code: string) => code.length <= 64 }

/** The catalogue in its order, then own topics by code: the order of the catalogue in which the own ones stand. */
/** On a page: one with all its words may take 50 kB. */
const MOST_TOPICS = 250

export async function listTopics ({ db }: Deps, principal: Principal, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<TopicPage> {
  const [after] = cursor === undefined ? [] : openCursor(CURSOR, cursor, [ANY_CODE])
  const catalogue = await withOperatorReadOnly(db, principal, 'training:read', readCatalogue)
  const topics = [...catalogue.topics.values()]
  const start = after === undefined ? 0 : topics.findIndex(({ code }) => code === after) + 1
  const end = start + Math.min(limit, MOST_TOPICS)
  const items = topics.slice(start, end)
  const last = items.at(-1)
  return { items: items.map((topic) => topicToWire(catalogue, topic)), nextCursor: last !== undefined && end < topics.length ? sealCursor(CURSOR, [last.code]) : null }
}

export interface FoundTopic { readonly topic: TopicWire, readonly etag: string }

/** @throws training-topic-not-found. */
export function findTopic ({ db }: Deps, principal: Principal, code: string): Promise<FoundTopic> {
  return withOperatorReadOnly(db, principal, 'training:read', async (tx) => {
    const shipped = SHIPPED_CATALOGUE.topics.get(code)
    if (shipped !== undefined) return { topic: topicToWire(SHIPPED_CATALOGUE, shipped), etag: etagOf(SHIPPED_CATALOGUE.release) }
    return found(await store.findTopic(tx, code))
  })
}

function found (own: OwnTopic | undefined): FoundTopic {
  if (own === undefined) throw topicNotFound('Neither the catalogue nor you have a topic of this code.')
  return { topic: topicToWire(withOwn(own), asTopic(own)), etag: etagOf(own.revision) }
}

const asTopic = ({ code, name, kind, refresherMonths }: OwnTopic): Topic => ({ code, number: null, name, kind, refresherMonths, legalSource: null, requiredFrom: null, requiredFromSource: null })
const withOwn = (own: OwnTopic): TopicCatalogue => withOwnTopics(SHIPPED_CATALOGUE, [asTopic(own)])

/** @throws training-topic-exists, for codes of the catalogue too. */
export function recordTopic ({ db, clock }: Deps, principal: Principal, input: NewTopic, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'training:write', route: 'POST /v1/training/topics', idempotencyKey, input, clock }, async (tx) => {
    const { code, name, kind, refresherMonths = null } = input
    const own = { id: uuidV7(), code, name, kind: kind as Topic['kind'], refresherMonths }
    if (SHIPPED_CATALOGUE.topics.has(code) || !await store.insertTopic(tx, own)) throw topicExists('Change the topic, or give this one another code.', { code })
    tx.log('training_topic.recorded', subjectOf(own), { revision: 1, after: logged(own) })
    const { topic, etag } = found({ ...own, revision: 1 })
    return { status: 201, headers: { location: `/v1/training/topics/${encodeURIComponent(code)}`, etag }, body: JSON.stringify(topic) }
  })
}

/**
 * Absent leaves, null clears. What holds from now on held before too: who has to show it by another refresher has a requirement for that.
 *
 * @param demand throws unless the caller saw this revision.
 * @throws training-topic-not-found; training-topic-shipped; what `demand` throws.
 */
export function changeTopic ({ db, clock }: Deps, principal: Principal, code: string, change: TopicChange, demand: (revision: number) => void): Promise<FoundTopic> {
  return withOperator(db, principal, 'training:write', async (tx) => {
    if (SHIPPED_CATALOGUE.topics.has(code)) throw topicShipped('It cannot be changed.', { code })
    const before = await store.lockTopic(tx, code)
    if (before === undefined) throw topicNotFound('Neither the catalogue nor you have a topic of this code.')
    demand(before.revision)
    return found(await saved(tx, before, { ...before, ...change }))
  }, clock)
}

async function saved (tx: OperatorTx, before: OwnTopic, changed: OwnTopic): Promise<OwnTopic> {
  const fields = (['name', 'refresherMonths'] as const).filter((field) => before[field] !== changed[field])
  if (fields.length === 0) return before
  const after = { ...changed, revision: before.revision + 1 }
  await store.updateTopic(tx, after)
  tx.log('training_topic.changed', subjectOf(after), { revision: after.revision, fields, before: logged(before), after: logged(after) })
  return after
}

const subjectOf = ({ id }: Pick<OwnTopic, 'id'>): string => `training_topic:${id}`
/** Without its name: words of people stand in no event. */
const logged = ({ code, kind, refresherMonths }: Omit<OwnTopic, 'id' | 'revision'>) => ({ code, kind, refresherMonths })
