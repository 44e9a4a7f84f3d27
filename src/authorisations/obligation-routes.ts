import { Type } from 'typebox'
import { utcDay } from '../platform/calendar.ts'
import { etagOf, requiredMatch } from '../platform/http/conditional.ts'
import { pageOf, PageQuery } from '../platform/http/pages.ts'
import { json, Key, KeyAndMatch, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { OBLIGATION_KINDS, OUTCOMES } from './obligations.ts'
import type { AuthorisationDeps } from './operations/deps.ts'
import { changeObligation, findObligation, listObligations, meetObligation, recordObligation } from './operations/obligations.ts'
import { AuthorisationParams } from './schemas.ts'
import { Day, orNull, Text, Uuid, Words } from '../platform/http/fields.ts'
import { Documents, Instant, ListOf, optional, Whole } from './wire-fields.ts'
import { completionToWire, obligationToWire } from './wire.ts'

const READ = 'authorisations:read'
const WRITE = 'authorisations:write'
const tags = ['authorisations']

const Months = Whole(1, 120, 'Months from one due day to the next')
const Kind = Type.Enum(OBLIGATION_KINDS, { description: 'What must be done' })
const members = {
  id: Uuid('Identifier'), authorisationId: Uuid('The authorisation'), kind: Kind, description: Text(1000, 'What exactly'), periodMonths: orNull(Type.Integer(), 'Months from one due day to the next; null: once'),
  nextDue: orNull(Day('Day'), 'When it is due next; null once nothing is'), endedOn: orNull(Day('Day'), 'Last day on which it may be due'), overdue: Type.Boolean({ description: 'Its day has passed' })
}
const ObligationSchema = Type.Object(members, { $id: 'AuthorisationObligation', additionalProperties: false, description: 'What a holder must do by a day' })
const ObligationPageSchema = pageOf(Type.Ref('AuthorisationObligation'), 'AuthorisationObligationPage', 'Obligations, those due first come first')
const DetailSchema = Type.Object({
  ...members,
  completions: ListOf(Type.Object({
    number: Type.Integer({ description: 'Number' }), dueOn: Day('When it was due'), doneOn: Day('When it was done'), outcome: orNull(Type.Enum(OUTCOMES), 'What came of a reassessment'), evidence: Documents,
    recordedAt: Instant('When it was recorded'), recordedBy: Text(36, 'Pseudonym of who recorded it')
  }, { additionalProperties: false, description: 'It was done' }), 10_000, 'When it was done, in order')
}, { $id: 'AuthorisationObligationDetail', additionalProperties: false, description: 'An obligation with its history' })

const NewObligationBody = Type.Object({
  kind: Kind, description: Words(1000, 'What exactly'), firstDue: Day('When it is due first'), periodMonths: optional(Months), endedOn: optional(Day('Last day on which it may be due'))
}, { additionalProperties: false })
const ObligationPatch = Type.Object({
  description: optional(Words(1000, 'What exactly')), periodMonths: optional(orNull(Months, 'Null: once')), nextDue: optional(Day('When it is due next')), endedOn: optional(orNull(Day('Last day on which it may be due'), 'Null: no end'))
}, { additionalProperties: false })
const DoneBody = Type.Object({
  doneOn: Day('When it was done'), outcome: optional(Type.Enum(OUTCOMES, { description: 'What came of a reassessment' })), evidence: Type.Array(Documents.items, { minItems: 1, maxItems: 50, description: 'Evidence, by reference and hash' })
}, { additionalProperties: false })
const ObligationQuery = Type.Object({
  ...PageQuery, authorisationId: optional(Uuid('The authorisation')), overdue: optional(Type.Boolean({ description: 'Only those whose day has passed' })), dueWithin: optional(Whole(0, 3660, 'Due within so many days, or overdue'))
}, { additionalProperties: false })
const ObligationParams = Type.Object({ id: Uuid('Id of the obligation') }, { additionalProperties: false })

export function obligationRoutes (app: App, deps: AuthorisationDeps): void {
  for (const schema of [ObligationSchema, ObligationPageSchema, DetailSchema]) app.addSchema(schema)
  obligationReads(app, deps)
  obligationChanges(app, deps)
}

function obligationReads (app: App, deps: AuthorisationDeps): void {
  app.get('/authorisations/obligations', {
    config: { scope: READ },
    schema: { operationId: 'listAuthorisationObligations', summary: 'List what is due', description: 'Those due first come first.', tags, querystring: ObligationQuery, response: { 200: json('AuthorisationObligationPage', 'A page of obligations'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listObligations(deps, request.principal, request.query)
    const today = utcDay(deps.clock())
    return { items: items.map((obligation) => obligationToWire(obligation, today)), nextCursor }
  })

  app.get('/authorisations/obligations/:id', {
    config: { scope: READ },
    schema: { operationId: 'findAuthorisationObligation', summary: 'Read an obligation', description: 'With when it was done.', tags, params: ObligationParams, response: { 200: withEtag('AuthorisationObligationDetail', 'The obligation'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const { obligation, completions } = await findObligation(deps, request.principal, request.params.id)
    reply.header('etag', etagOf(obligation.revision))
    return { ...obligationToWire(obligation, utcDay(deps.clock())), completions: completions.map(completionToWire) }
  })
}

function obligationChanges (app: App, deps: AuthorisationDeps): void {
  app.post('/authorisations/:id/obligations', {
    config: { scope: WRITE },
    schema: { operationId: 'recordAuthorisationObligation', summary: 'Record an obligation', description: 'Once, or again and again.', tags, params: AuthorisationParams, headers: Key, body: NewObligationBody, response: { 201: withEtag('AuthorisationObligation', 'The obligation; Location names it'), ...problems(400, 404, 409, 422) } }
  }, async (request, reply) => await send(reply, await recordObligation(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.patch('/authorisations/obligations/:id', {
    config: { scope: WRITE },
    schema: { operationId: 'changeAuthorisationObligation', summary: 'Change an obligation', description: 'Another period or day counts from then on.', tags, params: ObligationParams, headers: KeyAndMatch, body: ObligationPatch, response: { 200: withEtag('AuthorisationObligation', 'The obligation'), ...problems(400, 404, 412, 428) } }
  }, async (request, reply) => await send(reply, await changeObligation(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/authorisations/obligations/:id/done', {
    config: { scope: WRITE },
    schema: { operationId: 'meetAuthorisationObligation', summary: 'Record that an obligation was met', description: 'With its evidence; a reassessment with its outcome.', tags, params: ObligationParams, headers: KeyAndMatch, body: DoneBody, response: { 200: withEtag('AuthorisationObligation', 'The obligation as it is due next'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await meetObligation(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))
}
