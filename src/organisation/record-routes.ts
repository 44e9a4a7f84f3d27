import { Type } from 'typebox'
import { etagOf, isNotModified, requiredMatch, sendUnlessKnown } from '../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, NotModified, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import type { DatedKind } from './dated-kinds.ts'
import { changeRecord, createRecord, findRecord, listRecords } from './operations/dated-records.ts'
import type { ChangeDeps, NewRecord } from './operations/dated-records.ts'
import { changeRow, createRow, findRow, listRows } from './operations/row-records.ts'
import type { OrganisationDeps } from './operations/row-records.ts'
import type { RowKind } from './row-kinds.ts'
import { NameParams, OnQuery, RecordQuery } from './schemas.ts'
import type { RecordSchemas, RowSchemas } from './schemas.ts'
import { recordToWire, rowToWire } from './wire.ts'

/** The four operations that every kind of record has: record, list, read, change. */

const READ = 'organisation:read'
const WRITE = 'organisation:write'
const tags = ['organisation']
const Match = Type.Pick(KeyAndMatch, ['If-Match'])

interface Routes<Kind, Schemas> {
  readonly kind: Kind
  readonly path: string
  readonly plural: string
  /** In words: one, and several. */
  readonly words: readonly [one: string, many: string]
  readonly schemas: Schemas
}

/** Routes of a kind whose values change by day. */
export function recordRoutes (app: App, deps: ChangeDeps, { kind, path, plural, words: [one, many], schemas }: Routes<DatedKind, RecordSchemas>): void {
  const { name, page, New, Change, components } = schemas
  for (const component of components) app.addSchema(component)

  app.post(path, {
    config: { scope: WRITE },
    schema: { operationId: `record${name}`, summary: `Record ${one}`, description: 'Of two with the same code the second is refused.', tags, headers: Key, body: New, response: { 201: withEtag(name, 'As recorded; Location names it'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await createRecord(deps, kind, path, (id) => `${path}/${id}`, request.principal, request.body as unknown as NewRecord, request.headers['idempotency-key'])))

  app.get(path, {
    config: { scope: READ },
    schema: { operationId: `list${plural}`, summary: `List ${many}`, description: 'In the order of codes.', tags, querystring: RecordQuery, response: { 200: json(page, 'A page'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor, day } = await listRecords(deps, kind, request.principal, request.query)
    return { items: items.map((record) => recordToWire(record, day)), nextCursor }
  })

  app.get(`${path}/:id`, {
    config: { scope: READ },
    schema: { operationId: `find${name}`, summary: `Read ${one}`, description: 'As on a day, with its history. Its ETag is needed to change it.', tags, params: NameParams, querystring: OnQuery, response: { 200: withEtag(name, 'As on the day'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const { record, day } = await findRecord(deps, kind, request.principal, request.params.id, request.query.on)
    const etag = etagOf(record.revision)
    reply.header('etag', etag)
    return request.query.on === undefined && isNotModified(request, etag) ? await reply.code(304).send(null) : recordToWire(record, day)
  })

  app.patch(`${path}/:id`, {
    config: { scope: WRITE },
    schema: {
      operationId: `change${name}`, summary: `Change ${one} from a day on`, description: 'Absent values stay, null clears. It holds until a later change that is recorded already; what was before stays in the history.', tags,
      params: NameParams, headers: Match, body: Change, response: { 200: withEtag(name, 'As it is today'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const { record, today } = await changeRecord(deps, kind, request.principal, request.params.id, request.body, requiredMatch(request))
    reply.header('etag', etagOf(record.revision))
    return recordToWire(record, today)
  })
}

/** Routes of a kind that holds for one period. */
export function rowRoutes (app: App, deps: OrganisationDeps, { kind, path, plural, words: [one, many], schemas }: Routes<RowKind, RowSchemas>): void {
  const { name, page, New, Change, Query, components } = schemas
  for (const component of components) app.addSchema(component)

  app.post(path, {
    config: { scope: WRITE },
    schema: { operationId: `record${name}`, summary: `Record ${one}`, description: kind.key === undefined ? 'It holds from its first day to its last, both included.' : `Of two with the same ${kind.key} the second is refused.`, tags, headers: Key, body: New, response: { 201: withEtag(name, 'As recorded; Location names it'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await createRow(deps, kind, path, request.principal, request.body as Record<string, unknown>, request.headers['idempotency-key'])))

  app.get(path, {
    config: { scope: READ },
    schema: { operationId: `list${plural}`, summary: `List ${many}`, description: 'In the order in which they were recorded.', tags, querystring: Query, response: { 200: json(page, 'A page'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listRows(deps, kind, request.principal, request.query as Record<string, unknown>)
    return { items: items.map(rowToWire), nextCursor }
  })

  app.get(`${path}/:id`, {
    config: { scope: READ },
    schema: { operationId: `find${name}`, summary: `Read ${one}`, description: 'Its ETag is needed to change it.', tags, params: NameParams, response: { 200: withEtag(name, 'As recorded'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const row = await findRow(deps, kind, request.principal, request.params.id)
    return await sendUnlessKnown(request, reply, row.revision, rowToWire(row))
  })

  app.patch(`${path}/:id`, {
    config: { scope: WRITE },
    schema: {
      operationId: `change${name}`, summary: `Change ${one}`, description: 'Absent values stay, null clears. The log keeps what was before.', tags,
      params: NameParams, headers: Match, body: Change, response: { 200: withEtag(name, 'As changed'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const row = await changeRow(deps, kind, request.principal, request.params.id, request.body as Record<string, unknown>, requiredMatch(request))
    reply.header('etag', etagOf(row.revision))
    return rowToWire(row)
  })
}
