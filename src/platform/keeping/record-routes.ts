import { Type } from 'typebox'
import type { BulkSettings } from '../bulk/settings.ts'
import { importRoute } from '../bulk/import-records.ts'
import type { ImportedRecord } from '../bulk/import-records.ts'
import { withOperator } from '../db/operator-tx.ts'
import type { Principal } from '../access.ts'
import { etagOf, isNotModified, requiredMatch } from '../http/conditional.ts'
import { json, Key, Match, NotModified, send, withEtag } from '../http/route-parts.ts'
import type { App } from '../http/route-config.ts'
import { problems } from '../http/schemas.ts'
import { Problem } from '../problem.ts'
import { PageQuery } from '../http/pages.ts'
import { Uuid } from '../http/fields.ts'
import { changeRecord, checkedContent, createRecord, findRecord, listRecords, saveRecords } from './keep-records.ts'
import type { KeepDeps, PageArguments } from './keep-records.ts'
import { shownContent, toWire } from './record-kind.ts'
import type { Content, RecordKind } from './record-kind.ts'
import { revisionsOf } from './read-revisions.ts'
import type { PageOfRevisions } from './read-revisions.ts'
import { schemasOf } from './record-schemas.ts'
import type { RecordSchemas, RecordWords } from './record-schemas.ts'

/** Routes of one kind of record: push one, push a file, list, read, change. */

export interface RecordDoor {
  readonly kind: RecordKind
  readonly words: RecordWords
  /** Of the contract. */
  readonly tags: readonly string[]
  /** Fields that a list may be asked by; each has its index. */
  readonly filters: readonly string[]
  /** Fields that name the record in a verdict. */
  readonly reference: readonly string[]
}

/** How whoever holds what names the record in their own system comes to its id. */
export const idOf = ({ filters, reference }: Pick<RecordDoor, 'filters' | 'reference'>) => {
  const asked = reference.filter((name) => filters.includes(name))
  return Type.Object({ id: Uuid(`Its id, as answered when it was recorded${asked.length === 0 ? '' : `; the list finds it by ${asked.join(', ')}`}`) }, { additionalProperties: false })
}


export function recordRoutes (app: App, deps: KeepDeps & { readonly bulk: BulkSettings }, door: RecordDoor): void {
  const schemas = schemasOf(door.kind, door.words, door.filters)
  for (const schema of [schemas.record, schemas.page, schemas.revision, schemas.revisionPage]) app.addSchema(schema)
  writeRoutes(app, deps, door, schemas)
  readRoutes(app, deps, door, schemas)
  revisionRoute(app, deps, door)
  importRoute(app, deps.bulk, {
    path: `${door.kind.path}/bulk`, scope: door.kind.scopes.write, operationId: `import${door.words.components}`, tags: [...door.tags],
    summary: `Push ${door.words.many.toLowerCase()} as a file`,
    description: 'Each line is created, or changed where it differs from what is recorded; what it does not state is not stated any more. Under a legal hold a line that would overwrite what is recorded is refused.',
    record: schemas.body,
    save: async (principal, records) => await importRecords(deps, door, principal, records as readonly Readonly<Record<string, unknown>>[])
  })
}

/** One transaction for all that are valid. */
export async function importRecords (deps: KeepDeps, { kind, reference }: Pick<RecordDoor, 'kind' | 'reference'>, principal: Principal, records: readonly Readonly<Record<string, unknown>>[]): Promise<(ImportedRecord | Problem)[]> {
  const at = deps.clock()
  const checked = records.map((record): Content | Problem => {
    try {
      return checkedContent(kind, record, at)
    } catch (error) {
      if (error instanceof Problem) return error
      throw error
    }
  })
  const contents = checked.filter((content): content is Content => !(content instanceof Problem))
  if (contents.length === 0) return checked as Problem[]
  const saved = await withOperator(deps.db, principal, kind.scopes.write, async (tx) => await saveRecords(tx, deps, kind, contents, 'bulk'), deps.clock)
  const byContent = new Map(contents.map((content, index) => [content, saved[index]]))
  return checked.map((content) => {
    if (content instanceof Problem) return content
    const outcome = byContent.get(content)
    if (outcome === undefined || outcome instanceof Problem) return outcome ?? kind.notFound('It was not saved.')
    return { ...outcome, reference: reference.map((name) => content[name]).filter((value) => value !== '' && value !== null && value !== 0).join(' ').slice(0, 200) }
  })
}

function writeRoutes (app: App, deps: KeepDeps, door: RecordDoor, schemas: RecordSchemas): void {
  const { kind, words, tags } = door
  app.post(kind.path, {
    config: { scope: kind.scopes.write },
    schema: {
      operationId: `record${words.component}`, summary: `Record ${words.summaryOfOne}`, description: words.description, tags: [...tags], headers: Key, body: schemas.body,
      response: { 201: withEtag(words.component, `${words.one}; Location names it`), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await createRecord(deps, kind, request.principal, request.body as Record<string, unknown>, request.headers['idempotency-key'])))

  app.patch(`${kind.path}/:id`, {
    config: { scope: kind.scopes.write },
    schema: {
      operationId: `change${words.component}`, summary: `Change ${words.summaryOfOne}`, description: 'What is absent stays, null clears. What tells it from others is not changed. What it said before stands in its revisions. Under a legal hold nothing that it states is overwritten.', tags: [...tags],
      params: idOf(door), headers: Match, body: schemas.patch,
      response: { 200: withEtag(words.component, `${words.one} as it is now`), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const { id } = request.params as { id: string }
    const record = await changeRecord(deps, kind, request.principal, id, request.body as Record<string, unknown>, requiredMatch(request))
    return await reply.header('etag', etagOf(record.revision)).send(toWire(kind, record))
  })
}

function readRoutes (app: App, deps: KeepDeps, door: RecordDoor, schemas: RecordSchemas): void {
  const { kind, words, tags, filters } = door
  app.get(kind.path, {
    config: { scope: kind.scopes.read },
    schema: { operationId: `list${words.components}`, summary: `List ${words.many.toLowerCase()}`, description: 'Latest day first.', tags: [...tags], querystring: schemas.query, response: { 200: json(`${words.component}Page`, 'A page'), ...problems(400) } }
  }, async (request) => {
    const { limit, cursor, from, to, ...stated } = request.query as PageArguments & Record<string, string | number | boolean | undefined>
    const equal = Object.fromEntries(filters.map((name) => [name, (stated as Record<string, string | number | boolean | undefined>)[name]]))
    const { items, nextCursor } = await listRecords(deps, kind, request.principal, { limit, cursor, from, to, equal })
    return { items: items.map((record) => toWire(kind, record)), nextCursor }
  })

  app.get(`${kind.path}/:id`, {
    config: { scope: kind.scopes.read },
    schema: {
      operationId: `find${words.component}`, summary: `Read ${words.summaryOfOne}`, description: words.description, tags: [...tags], params: idOf(door),
      response: { 200: withEtag(words.component, words.one), 304: NotModified, ...problems(400, 404) }
    }
  }, async (request, reply) => {
    const record = await findRecord(deps, kind, request.principal, (request.params as { id: string }).id)
    const etag = etagOf(record.revision)
    reply.header('etag', etag)
    if (isNotModified(request, etag)) return await reply.code(304).send(null)
    return await reply.send(toWire(kind, record))
  })
}

function revisionRoute (app: App, deps: KeepDeps, door: RecordDoor): void {
  const { kind, words, tags } = door
  app.get(`${kind.path}/:id/revisions`, {
    config: { scope: kind.scopes.read },
    schema: {
      operationId: `list${words.component}Revisions`, summary: `List what ${words.summaryOfOne} said before`, description: 'Each content that a change replaced, last first; what it says now is not among them. It is kept as long as the record.', tags: [...tags],
      params: idOf(door), querystring: Type.Object({ ...PageQuery }, { additionalProperties: false }),
      response: { 200: json(`${words.component}RevisionPage`, 'A page'), ...problems(400, 404) }
    }
  }, async (request) => {
    const { items, nextCursor } = await revisionsOf(deps, kind, request.principal, (request.params as { id: string }).id, request.query as PageOfRevisions)
    return { items: items.map(({ revision, replacedAt, content }) => ({ revision, replacedAt: replacedAt.toISOString(), content: shownContent(kind, content) })), nextCursor }
  })
}
