import { Type } from 'typebox'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { etagOf, requiredMatch } from '../../platform/http/conditional.ts'
import { pageOf, PageQuery } from '../../platform/http/pages.ts'
import { json, Key, KeyAndMatch, send, withEtag } from '../../platform/http/route-parts.ts'
import type { App } from '../../platform/http/route-config.ts'
import { problems } from '../../platform/http/schemas.ts'
import { Day, Mrn, OneOf, orNull, Uuid, Words } from '../../platform/http/fields.ts'
import { Instant } from '../../platform/keeping/fields.ts'
import { findHold, holdToWire, liftHold, listHolds, setHold } from './hold-operations.ts'
import type { NewHold, RetentionDeps } from './hold-operations.ts'
import { CLASS_NAMES } from './retention-classes.ts'
import { retentionState } from './run-retention.ts'

/** Legal holds, and how long what is kept is kept. Erasing itself is done by the command line alone. */

const READ = 'records:read'
const WRITE = 'records:write'
const tags = ['records']
const Class = OneOf(CLASS_NAMES, 'Class of what is kept')
const Params = Type.Object({ id: Uuid('Id of the hold') }, { additionalProperties: false })

const HoldSchema = Type.Object({
  id: Uuid('Identifier'), class: orNull(Class), mrn: orNull(Mrn('Only what belongs to this declaration')), from: orNull(Day('Only from this day on')), to: orNull(Day('Only until this day')),
  reason: Words(2000, 'Why'), setAt: Instant('When it was set'), setBy: Type.String({ maxLength: 36, description: 'Pseudonym of who set it, as in the log' }),
  liftedAt: orNull(Instant('When it was lifted')), liftedBy: orNull(Type.String({ maxLength: 36, description: 'Pseudonym of who lifted it' })), liftReason: orNull(Words(2000, 'Why it was lifted'))
}, { $id: 'LegalHold', additionalProperties: false, description: 'What may not be erased although its time has come' })

const NewHoldBody = Type.Object({
  class: Type.Optional(Class), mrn: Type.Optional(Mrn('Only what belongs to this declaration')), from: Type.Optional(Day('Only from this day on')), to: Type.Optional(Day('Only until this day')),
  everything: Type.Optional(Type.Literal(true, { description: 'True, and no condition, for a hold on everything' })),
  reason: Words(2000, 'Why: a control, an appeal, a proceeding')
}, { additionalProperties: false })

const RuleSchema = Type.Object({
  class: Class,
  years: Type.Integer({ description: 'Years after the end of the year of its day' }),
  legalSource: Type.String({ maxLength: 500, description: 'By which law or rule' }),
  basis: Type.String({ maxLength: 200, description: 'Day from whose year the years count' }),
  erases: Type.String({ maxLength: 200, description: 'What becomes of it' }),
  dueUntil: Day('Last day whose keeping has ended today'),
  lastRun: orNull(Type.Object({
    keptUntil: Day('Last day whose keeping had ended'), startedAt: Instant('When it began'), finishedAt: orNull(Instant('When it was done; null when it was broken off')),
    erased: Type.Integer({ description: 'Erased' }), held: Type.Integer({ description: 'Left under a hold' })
  }, { additionalProperties: false, description: 'The last run that was applied' }))
}, { additionalProperties: false, description: 'How long one class is kept' })
const RetentionSchema = Type.Object({ items: Type.Array(RuleSchema, { maxItems: 100, description: 'Every class' }) }, { $id: 'Retention', additionalProperties: false, description: 'How long what is kept is kept' })

export function retentionRoutes (app: App, deps: RetentionDeps): void {
  for (const schema of [HoldSchema, pageOf(Type.Ref('LegalHold'), 'LegalHoldPage', 'Legal holds, set last first'), RetentionSchema]) app.addSchema(schema)

  app.get('/retention', {
    config: { scope: READ },
    schema: { operationId: 'readRetention', summary: 'Read how long what is kept is kept', description: 'By class, with the last run of `npm run retention`. Years are set by PUT /v1/record-settings/retention.', tags, response: { 200: json('Retention', 'Every class'), ...problems(400) } }
  }, async (request) => {
    const states = await withOperatorReadOnly(deps.db, request.principal, READ, retentionState, deps.clock)
    return {
      items: states.map(({ rule: { name, years, legalSource, basis, erases, dueUntil }, lastRun }) => ({
        class: name, years, legalSource, basis, erases, dueUntil,
        lastRun: lastRun === null ? null : { keptUntil: lastRun.keptUntil, startedAt: lastRun.startedAt.toISOString(), finishedAt: lastRun.finishedAt?.toISOString() ?? null, erased: lastRun.erased, held: lastRun.held }
      }))
    }
  })

  app.post('/legal-holds', {
    config: { scope: WRITE },
    schema: { operationId: 'setLegalHold', summary: 'Set a legal hold', description: 'Nothing that it covers is erased, and no record that it covers is overwritten, until it is lifted. It names a class, a declaration or a period, or says `everything: true`.', tags, headers: Key, body: NewHoldBody, response: { 201: withEtag('LegalHold', 'The hold; Location names it'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await setHold(deps, request.principal, request.body as NewHold, request.headers['idempotency-key'])))

  app.post('/legal-holds/:id/lift', {
    config: { scope: WRITE },
    schema: {
      operationId: 'liftLegalHold', summary: 'Lift a legal hold', description: 'What it alone held may be erased from now on. The hold stays, with who lifted it.', tags, params: Params, headers: KeyAndMatch,
      body: Type.Object({ reason: Words(2000, 'Why it is lifted') }, { additionalProperties: false }), response: { 200: withEtag('LegalHold', 'The lifted hold'), ...problems(400, 404, 409, 412, 422, 428) }
    }
  }, async (request, reply) => await send(reply, await liftHold(deps, request.principal, request.params.id, request.body.reason, request.headers['idempotency-key'], requiredMatch(request))))

  app.get('/legal-holds', {
    config: { scope: READ },
    schema: {
      operationId: 'listLegalHolds', summary: 'List legal holds', description: 'Set last first.', tags,
      querystring: Type.Object({ ...PageQuery, inForce: Type.Optional(Type.Boolean({ description: 'Only those in force, or only lifted ones' })) }, { additionalProperties: false }), response: { 200: json('LegalHoldPage', 'A page of holds'), ...problems(400) }
    }
  }, async (request) => {
    const { items, nextCursor } = await listHolds(deps, request.principal, request.query)
    return { items: items.map(holdToWire), nextCursor }
  })

  app.get('/legal-holds/:id', {
    config: { scope: READ },
    schema: { operationId: 'findLegalHold', summary: 'Read a legal hold', description: 'Its ETag is needed to lift it.', tags, params: Params, response: { 200: withEtag('LegalHold', 'The hold'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const row = await findHold(deps, request.principal, request.params.id)
    reply.header('etag', etagOf(row.revision))
    return holdToWire(row)
  })
}
