import { hasScope } from '../platform/access.ts'
import type { Principal } from '../platform/access.ts'
import { etagOf, requiredMatch, sendUnlessKnown } from '../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, Match, NotModified, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { changeAppeal } from './operations/change-appeal.ts'
import { changeSanction } from './operations/change-sanction.ts'
import { eraseSettingsWords, eraseWords } from './operations/erase-words.ts'
import type { ErasureDeps } from './operations/erase-words.ts'
import { findSanction, listRevisions, listSanctions } from './operations/read-sanctions.ts'
import { recordSanction } from './operations/record-sanction.ts'
import { changeSettings, readSettings } from './operations/settings.ts'
import { sanctionNotFound } from './problems.ts'
import { AppealBody, ChangeSanctionBody, NewSanctionBody, RevisionQuery, SANCTION_SCHEMAS, SanctionParams, SanctionQuery, SettingsBody } from './schemas.ts'
import type { Showing } from './wire.ts'
import { revisionToWire, sanctionToWire, settingsToWire } from './wire.ts'

const READ = 'sanctions:read'
const WRITE = 'sanctions:write'
const tags = ['sanctions']

/** Amounts of sanctions have a right of their own. */
export const showingOf = (principal: Principal): Showing => ({ amounts: hasScope(principal, 'sanctions:amounts') })

export function sanctionRoutes (app: App, deps: ErasureDeps): void {
  for (const schema of SANCTION_SCHEMAS) app.addSchema(schema)
  settingRoutes(app, deps)
  readRoutes(app, deps)
  writeRoutes(app, deps)
  erasureRoutes(app, deps)
}

function settingRoutes (app: App, deps: ErasureDeps): void {
  app.get('/sanctions/settings', {
    config: { scope: READ },
    schema: { operationId: 'findSanctionSettings', summary: 'Read weights and internal thresholds', description: 'The internal defaults until the operator sets its own. Its ETag is needed to change them.', tags, response: { 200: withEtag('SanctionSettings', 'The settings'), ...problems(400) } }
  }, async (request, reply) => {
    const kept = await readSettings(deps, request.principal)
    reply.header('etag', etagOf(kept.revision))
    return settingsToWire(kept)
  })

  app.put('/sanctions/settings', {
    config: { scope: WRITE },
    schema: { operationId: 'changeSanctionSettings', summary: 'Set weights and internal thresholds', description: 'Every state is kept, with its reason.', tags, headers: Match, body: SettingsBody, response: { 200: withEtag('SanctionSettings', 'The settings'), ...problems(400, 409, 412, 428) } }
  }, async (request, reply) => {
    const kept = await changeSettings(deps, request.principal, request.body, requiredMatch(request))
    reply.header('etag', etagOf(kept.revision))
    return settingsToWire(kept)
  })
}

function readRoutes (app: App, deps: ErasureDeps): void {
  app.get('/sanctions', {
    config: { scope: READ },
    schema: { operationId: 'listSanctions', summary: 'List sanctions', description: 'Newest day first. Amounts need the scope sanctions:amounts.', tags, querystring: SanctionQuery, response: { 200: json('SanctionPage', 'A page of sanctions'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listSanctions(deps, request.principal, request.query)
    return { items: items.map((sanction) => sanctionToWire(sanction, showingOf(request.principal))), nextCursor }
  })

  app.get('/sanctions/:id', {
    config: { scope: READ },
    schema: { operationId: 'findSanction', summary: 'Read a sanction', description: 'Its ETag is needed to change it. Amounts need the scope sanctions:amounts.', tags, params: SanctionParams, response: { 200: withEtag('Sanction', 'The sanction'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const sanction = await findSanction(deps, request.principal, request.params.id)
    if (sanction === undefined) throw sanctionNotFound('No sanction of yours has this id.')
    return await sendUnlessKnown(request, reply, sanction.revision, sanctionToWire(sanction, showingOf(request.principal)))
  })

  app.get('/sanctions/:id/revisions', {
    config: { scope: READ },
    schema: { operationId: 'listSanctionRevisions', summary: 'Read every state of a sanction', description: 'Oldest first.', tags, params: SanctionParams, querystring: RevisionQuery, response: { 200: json('SanctionRevisionPage', 'A page of states'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listRevisions(deps, request.principal, request.params.id, request.query)
    return { items: items.map((revision) => revisionToWire(revision, showingOf(request.principal))), nextCursor }
  })
}

function writeRoutes (app: App, deps: ErasureDeps): void {
  app.post('/sanctions', {
    config: { scope: WRITE },
    schema: {
      operationId: 'recordSanction', summary: 'Record a sanction', description: 'One decision of an authority. The same decision twice is refused by the authority\'s reference.', tags, headers: Key, body: NewSanctionBody,
      response: { 201: withEtag('Sanction', 'The sanction; Location names it'), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await recordSanction(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.patch('/sanctions/:id', {
    config: { scope: WRITE },
    schema: {
      operationId: 'changeSanction', summary: 'Change a sanction', description: 'What is absent stays, null clears. Every change is a revision; keys and euro amounts are found anew.', tags, params: SanctionParams, headers: Match, body: ChangeSanctionBody,
      response: { 200: withEtag('Sanction', 'The sanction as changed'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const sanction = await changeSanction(deps, request.principal, request.params.id, request.body, requiredMatch(request))
    reply.header('etag', etagOf(sanction.revision))
    return sanctionToWire(sanction, showingOf(request.principal))
  })

  app.post('/sanctions/:id/appeal', {
    config: { scope: WRITE },
    schema: {
      operationId: 'changeSanctionAppeal', summary: 'Say that the appeal went on by one step', description: 'none, lodged, pending; then upheld, reduced, annulled or withdrawn; a ruling may be appealed further. An annulled decision stays recorded.', tags,
      params: SanctionParams, headers: KeyAndMatch, body: AppealBody, response: { 200: withEtag('Sanction', 'The sanction with its appeal'), ...problems(400, 404, 409, 412, 422, 428) }
    }
  }, async (request, reply) => await send(reply, await changeAppeal(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'],
    requiredMatch(request))))
}

function erasureRoutes (app: App, deps: ErasureDeps): void {
  app.post('/sanctions/:id/erase-words', {
    config: { scope: WRITE },
    schema: {
      operationId: 'eraseSanctionWords', summary: 'Erase the words of a sanction', description: 'Why it is of its severity, and why it was changed, in every state. What was decided stays, and the log verifies as before. It cannot be undone, and waits until no legal hold of every class reaches the sanction.', tags,
      params: SanctionParams, headers: Key, response: { 200: withEtag('Sanction', 'The sanction without words'), ...problems(400, 404, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await eraseWords(deps, request.principal, request.params.id, request.headers['idempotency-key'])))

  app.post('/sanctions/settings/erase-words', {
    config: { scope: WRITE },
    schema: {
      operationId: 'eraseSanctionSettingsWords', summary: 'Erase why weights and thresholds were set', description: 'The reasons of every state go, the settings stay. It cannot be undone, and waits until no legal hold of every class reaches them.', tags,
      headers: Key, response: { 200: withEtag('SanctionSettings', 'The settings without a reason'), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await eraseSettingsWords(deps, request.principal, request.headers['idempotency-key'])))
}
