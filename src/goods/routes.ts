import type { App } from '../platform/http/server.ts'
import { etagOf, requiredMatch } from '../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import { importRoute } from '../platform/bulk/import-records.ts'
import type { BulkSettings } from '../platform/bulk/settings.ts'
import { decideOnGoods } from './operations/decide-on-goods.ts'
import type { Verb } from './operations/decide-on-goods.ts'
import type { GoodsDeps } from './operations/deps.ts'
import { goodsDoor } from './operations/doors.ts'
import { dayOf, findRecord, impactOf, listGoods } from './operations/read-goods.ts'
import { addEntry, changeRecord, createRecord, importRecords } from './operations/write-record.ts'
import type { Members } from './merging.ts'
import { ApprovalBody, AssessmentBody, BlockBody, CodeReviewBody, DecisionParams, entryBody, GOODS_SCHEMAS, GoodsChangeBody, GoodsParams, GoodsQuery, ImpactQuery, NewGoodsBody, OnQuery } from './schemas.ts'
import { supplierRoutes } from './supplier-routes.ts'
import { goodsToWire } from './wire.ts'

export const READ = 'goods:read'
export const WRITE = 'goods:write'
const APPROVE = 'goods:approve'
const tags = ['goods']

export function goodsRoutes (app: App, deps: GoodsDeps, bulk: BulkSettings): void {
  for (const schema of GOODS_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  writeRoutes(app, deps)
  entryRoutes(app, deps)
  decisionRoutes(app, deps)
  const door = goodsDoor(deps)
  importRoute(app, bulk, {
    path: '/goods/bulk', scope: WRITE, operationId: 'importGoods', summary: 'Import goods from a file', tags, record: NewGoodsBody,
    description: 'Goods are known by their `goodsRef`; what a line leaves out stays as it is, and an entry that is known by its key changes. Approvals need the scope goods:approve.',
    save: async (principal, records) => await importRecords(deps, door, WRITE, principal, records as readonly Members[])
  })
  supplierRoutes(app, deps, bulk)
}

function readRoutes (app: App, deps: GoodsDeps): void {
  app.get('/goods', {
    config: { scope: READ },
    schema: { operationId: 'listGoods', summary: 'List goods', description: 'In the order of their references; filters ask for the states of the day.', tags, querystring: GoodsQuery, response: { 200: json('GoodsPage', 'A page of goods'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listGoods(deps, request.principal, request.query)
    const day = dayOf(deps, request.query.on)
    return { items: items.map((kept) => goodsToWire(kept, day, deps.knowsCode)), nextCursor }
  })

  app.get('/goods/:ref', {
    config: { scope: READ },
    schema: { operationId: 'findGoods', summary: 'Read goods, and what held of them on a day', description: 'By their reference. The ETag is needed to change them.', tags, params: GoodsParams, querystring: OnQuery, response: { 200: withEtag('Goods', 'The goods'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const day = dayOf(deps, request.query.on)
    const kept = await findRecord(deps, goodsDoor(deps), request.principal, { key: [request.params.ref] })
    reply.header('etag', etagOf(kept.revision))
    return goodsToWire(kept, day, deps.knowsCode)
  })

  app.get('/goods/:ref/impact', {
    config: { scope: READ },
    schema: { operationId: 'findGoodsImpact', summary: 'See what a decision on goods touches', description: 'Items of the goods that were declared in the months of its period, and the run that examines their declarations again.', tags, params: GoodsParams, querystring: ImpactQuery, response: { 200: json('GoodsImpact', 'What it touches'), ...problems(400, 404) } }
  }, async (request) => await impactOf(deps, request.principal, request.params.ref, request.query.decision))
}

function writeRoutes (app: App, deps: GoodsDeps): void {
  app.post('/goods', {
    config: { scope: WRITE },
    schema: { operationId: 'recordGoods', summary: 'Record goods', description: 'With as much of their facts as is known; each with the days on which it holds.', tags, headers: Key, body: NewGoodsBody, response: { 201: withEtag('Goods', 'The goods; Location names them'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await createRecord(deps, goodsDoor(deps), 'POST /v1/goods', request.body, { principal: request.principal, idempotencyKey: request.headers['idempotency-key'] })))

  app.patch('/goods/:ref', {
    config: { scope: WRITE },
    schema: { operationId: 'changeGoods', summary: 'Change goods', description: 'An entry that is known by its key changes, another one is added; nothing is removed. An approved decision changes by its end alone, which needs the scope goods:approve; a draft changes until it is approved.', tags, params: GoodsParams, headers: KeyAndMatch, body: GoodsChangeBody, response: { 200: withEtag('Goods', 'The goods'), ...problems(400, 404, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await changeRecord(deps, goodsDoor(deps), { key: [request.params.ref] }, request.body, request.principal, requiredMatch(request))))
}

const ENTRIES: readonly { readonly path: string, readonly list: string, readonly operationId: string, readonly summary: string, readonly description: string }[] = [
  { path: 'code-decisions', list: 'codeDecisions', operationId: 'decideGoodsCode', summary: 'Decide a commodity code', description: 'A draft until another person approves it; approved, it ends an open decision that began before.' },
  { path: 'origins', list: 'origins', operationId: 'decideGoodsOrigin', summary: 'Decide an origin', description: 'Non-preferential, or preferential by agreement, with its evidence; a draft until another person approves it.' },
  { path: 'rulings', list: 'rulings', operationId: 'recordRuling', summary: 'Record binding tariff information', description: 'Or its loss, and the extended use that was granted, by its reference.' }
]

function entryRoutes (app: App, deps: GoodsDeps): void {
  for (const { path, list, operationId, summary, description } of ENTRIES) {
    app.post(`/goods/:ref/${path}`, {
      config: { scope: WRITE },
      schema: { operationId, summary, description, tags, params: GoodsParams, headers: Key, body: entryBody(list), response: { 201: withEtag('Goods', 'The goods'), ...problems(400, 404, 409, 422) } }
    }, async (request, reply) => await send(reply, await addEntry(deps, goodsDoor(deps), `POST /v1/goods/{ref}/${path}`, [(request.params as { ref: string }).ref], { [list]: [request.body] },
      { principal: request.principal, idempotencyKey: (request.headers as Record<string, string | undefined>)['idempotency-key'] })))
  }

  app.post('/goods/:ref/assessments', {
    config: { scope: WRITE },
    schema: { operationId: 'assessGoods', summary: 'Record an assessment of goods', description: 'Of dual use, of excise, or of an exemption.', tags, params: GoodsParams, headers: Key, body: AssessmentBody, response: { 201: withEtag('Goods', 'The goods'), ...problems(400, 404, 409, 422) } }
  }, async (request, reply) => {
    const { dualUse, excise, exemption } = request.body
    const stated = { ...(dualUse === undefined ? {} : { dualUse: [dualUse] }), ...(excise === undefined ? {} : { excise: [excise] }), ...(exemption === undefined ? {} : { exemptions: [exemption] }) }
    return await send(reply, await addEntry(deps, goodsDoor(deps), 'POST /v1/goods/{ref}/assessments', [request.params.ref], stated, { principal: request.principal, idempotencyKey: request.headers['idempotency-key'] }))
  })
}

const VERBS = [
  { verb: 'approve', scope: APPROVE, operationId: 'approveGoodsDecision', summary: 'Approve a decision on goods', description: 'By another person than decided it.', body: ApprovalBody },
  { verb: 'refuse', scope: APPROVE, operationId: 'refuseGoodsDecision', summary: 'Refuse a decision on goods', description: 'By another person than decided it; it never holds.', body: ApprovalBody },
  { verb: 'block', scope: APPROVE, operationId: 'blockGoodsDecision', summary: 'Block an approved decision on goods', description: 'From a day on it may not be used, though nothing replaces it yet.', body: BlockBody },
  { verb: 'review', scope: WRITE, operationId: 'reviewGoodsCode', summary: 'Record that a commodity code was looked at and is right', description: 'With the day by which to look again.', body: CodeReviewBody }
] as const

function decisionRoutes (app: App, deps: GoodsDeps): void {
  for (const { verb, scope, operationId, summary, description, body } of VERBS) {
    app.post(`/goods/:ref/decisions/:id/${verb}`, {
      config: { scope },
      schema: { operationId, summary, description, tags, params: DecisionParams, headers: KeyAndMatch, body, response: { 200: withEtag('Goods', 'The goods'), ...problems(400, 404, 409, 412, 422, 428) } }
    }, async (request, reply) => {
      const { ref, id } = request.params as { ref: string, id: string }
      const idempotencyKey = (request.headers as Record<string, string | undefined>)['idempotency-key']
      return await send(reply, await decideOnGoods(deps, verb as Verb, ref, id, request.body as object, { principal: request.principal, idempotencyKey }, requiredMatch(request)))
    })
  }
}
