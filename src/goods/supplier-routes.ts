import type { TObject } from 'typebox'
import { importRoute } from '../platform/bulk/import-records.ts'
import type { BulkSettings } from '../platform/bulk/settings.ts'
import { etagOf, requiredMatch } from '../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import type { Members } from './merging.ts'
import type { GoodsDeps } from './operations/deps.ts'
import { DECLARATION_DOOR, licenceDoor, SUPPLIER_DOOR } from './operations/doors.ts'
import { dayOf, findLicence, findRecord, listDeclarations, listLicences, listSuppliers } from './operations/read-goods.ts'
import { changeRecord, createRecord, importRecords } from './operations/write-record.ts'
import type { Door } from './operations/write-record.ts'
import {
  DeclarationChangeBody, DeclarationQuery, IdParams, LicenceChangeBody, LicenceQuery, NewDeclarationBody, NewLicenceBody, NewSupplierBody, OnQuery, SupplierChangeBody, SupplierParams, SupplierQuery
} from './schemas.ts'
import { declarationToWire, licenceToWire, supplierToWire } from './wire.ts'

/** Suppliers, their declarations and licences. */

const READ = 'goods:read'
const WRITE = 'goods:write'

export function supplierRoutes (app: App, deps: GoodsDeps, bulk: BulkSettings): void {
  readSuppliers(app, deps)
  readDeclarations(app, deps)
  readLicences(app, deps)
  const suppliers = { path: '/suppliers', tags: ['suppliers'], answer: 'Supplier', door: SUPPLIER_DOOR }
  const declarations = { path: '/supplier-declarations', tags: ['suppliers'], answer: 'SupplierDeclaration', door: DECLARATION_DOOR }
  const licences = { path: '/licences', tags: ['licences'], answer: 'Licence', door: licenceDoor(deps) }
  createRoute(app, deps, { ...suppliers, operationId: 'recordSupplier', summary: 'Record a supplier', description: 'With what holds of it by day: country, relation, additions to the price, price adjustments.', body: NewSupplierBody })
  createRoute(app, deps, { ...declarations, operationId: 'recordSupplierDeclaration', summary: 'Record a supplier\'s declaration', description: 'As it stands; what it states beyond the law is told by warnings, and evidence ends when the law says (IA 62).', body: NewDeclarationBody })
  createRoute(app, deps, { ...licences, operationId: 'recordLicence', summary: 'Record a licence', description: 'By the reference under which declarations name it.', body: NewLicenceBody })
  changeRoutes(app, deps)
  bulkRoute(app, deps, bulk, { ...suppliers, operationId: 'importSuppliers', summary: 'Import suppliers from a file', description: 'Suppliers are known by their `supplierRef`; what a line leaves out stays as it is.', body: NewSupplierBody })
  bulkRoute(app, deps, bulk, { ...declarations, operationId: 'importSupplierDeclarations', summary: 'Import supplier\'s declarations from a file', description: 'Declarations are known by `supplierRef` and `documentReference`.', body: NewDeclarationBody })
  bulkRoute(app, deps, bulk, { ...licences, operationId: 'importLicences', summary: 'Import licences from a file', description: 'Licences are known by their `reference`.', body: NewLicenceBody })
}

interface Written { readonly path: string, readonly tags: string[], readonly answer: string, readonly door: Door, readonly operationId: string, readonly summary: string, readonly description: string, readonly body: TObject }

function createRoute (app: App, deps: GoodsDeps, { path, tags, answer, door, operationId, summary, description, body }: Written): void {
  app.post(path, {
    config: { scope: WRITE },
    schema: { operationId, summary, description, tags, headers: Key, body, response: { 201: withEtag(answer, 'The record; Location names it'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await createRecord(deps, door, `POST /v1${path}`, request.body as Members,
    { principal: request.principal, idempotencyKey: (request.headers as Record<string, string | undefined>)['idempotency-key'] })))
}

function bulkRoute (app: App, deps: GoodsDeps, bulk: BulkSettings, { path, tags, door, operationId, summary, description, body }: Written): void {
  importRoute(app, bulk, {
    path: `${path}/bulk`, scope: WRITE, operationId, summary, description, tags, record: body,
    save: async (principal, records) => await importRecords(deps, door, WRITE, principal, records as readonly Members[])
  })
}

function changeRoutes (app: App, deps: GoodsDeps): void {
  app.patch('/suppliers/:ref', {
    config: { scope: WRITE },
    schema: { operationId: 'changeSupplier', summary: 'Change a supplier', description: 'An entry that is known by its key changes, another one is added; nothing is removed.', tags: ['suppliers'], params: SupplierParams, headers: KeyAndMatch, body: SupplierChangeBody, response: { 200: withEtag('Supplier', 'The supplier'), ...problems(400, 404, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await changeRecord(deps, SUPPLIER_DOOR, { key: [request.params.ref] }, request.body as Members, request.principal, requiredMatch(request))))

  app.patch('/supplier-declarations/:id', {
    config: { scope: WRITE },
    schema: { operationId: 'changeSupplierDeclaration', summary: 'Change what is recorded of a supplier\'s declaration', description: 'Absent stays, null clears; what names it does not change.', tags: ['suppliers'], params: IdParams, headers: KeyAndMatch, body: DeclarationChangeBody, response: { 200: withEtag('SupplierDeclaration', 'The declaration'), ...problems(400, 404, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await changeRecord(deps, DECLARATION_DOOR, { id: request.params.id }, request.body as Members, request.principal, requiredMatch(request))))

  app.patch('/licences/:id', {
    config: { scope: WRITE },
    schema: { operationId: 'changeLicence', summary: 'Change what is recorded of a licence', description: 'Absent stays, null clears; its reference does not change.', tags: ['licences'], params: IdParams, headers: KeyAndMatch, body: LicenceChangeBody, response: { 200: withEtag('Licence', 'The licence'), ...problems(400, 404, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await changeRecord(deps, licenceDoor(deps), { id: request.params.id }, request.body as Members, request.principal, requiredMatch(request))))
}

function readSuppliers (app: App, deps: GoodsDeps): void {
  app.get('/suppliers', {
    config: { scope: READ },
    schema: { operationId: 'listSuppliers', summary: 'List suppliers', description: 'In the order of their references.', tags: ['suppliers'], querystring: SupplierQuery, response: { 200: json('SupplierPage', 'A page of suppliers'), ...problems(400) } }
  }, async (request) => {
    const day = dayOf(deps, request.query.on)
    const { items, nextCursor } = await listSuppliers(deps, request.principal, request.query)
    return { items: items.map((kept) => supplierToWire(kept, day)), nextCursor }
  })

  app.get('/suppliers/:ref', {
    config: { scope: READ },
    schema: { operationId: 'findSupplier', summary: 'Read a supplier, and what held of it on a day', description: 'By its reference.', tags: ['suppliers'], params: SupplierParams, querystring: OnQuery, response: { 200: withEtag('Supplier', 'The supplier'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const day = dayOf(deps, request.query.on)
    const kept = await findRecord(deps, SUPPLIER_DOOR, request.principal, { key: [request.params.ref] })
    reply.header('etag', etagOf(kept.revision))
    return supplierToWire(kept, day)
  })
}

function readDeclarations (app: App, deps: GoodsDeps): void {
  app.get('/supplier-declarations', {
    config: { scope: READ },
    schema: { operationId: 'listSupplierDeclarations', summary: 'List supplier\'s declarations', description: 'By supplier and document.', tags: ['suppliers'], querystring: DeclarationQuery, response: { 200: json('SupplierDeclarationPage', 'A page of supplier\'s declarations'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listDeclarations(deps, request.principal, request.query)
    return { items: items.map(declarationToWire), nextCursor }
  })

  app.get('/supplier-declarations/:id', {
    config: { scope: READ },
    schema: { operationId: 'findSupplierDeclaration', summary: 'Read a supplier\'s declaration', description: 'With the last day on which it is evidence.', tags: ['suppliers'], params: IdParams, response: { 200: withEtag('SupplierDeclaration', 'The declaration'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const kept = await findRecord(deps, DECLARATION_DOOR, request.principal, { id: request.params.id })
    reply.header('etag', etagOf(kept.revision))
    return declarationToWire(kept)
  })
}

function readLicences (app: App, deps: GoodsDeps): void {
  app.get('/licences', {
    config: { scope: READ },
    schema: { operationId: 'listLicences', summary: 'List licences', description: 'In the order of their references, each with its balance.', tags: ['licences'], querystring: LicenceQuery, response: { 200: json('LicencePage', 'A page of licences'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor, use } = await listLicences(deps, request.principal, request.query)
    return { items: items.map((kept) => licenceToWire(kept, use)), nextCursor }
  })

  app.get('/licences/:id', {
    config: { scope: READ },
    schema: { operationId: 'findLicence', summary: 'Read a licence', description: 'With its balance.', tags: ['licences'], params: IdParams, response: { 200: withEtag('Licence', 'The licence'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const { kept, shown } = await findLicence(deps, licenceDoor(deps), request.principal, request.params.id)
    reply.header('etag', etagOf(kept.revision))
    return shown
  })
}
