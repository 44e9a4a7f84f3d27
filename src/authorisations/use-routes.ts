import { Type } from 'typebox'
import { pageOf, PageQuery } from '../platform/http/pages.ts'
import { json, Key, send } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import type { AuthorisationDeps } from './operations/deps.ts'
import { extensionToWire, listExtensions, recordExtension } from './operations/extensions.ts'
import { findImpact } from './operations/impact.ts'
import { findUtilisation } from './operations/utilisation.ts'
import { AuthorisationParams } from './schemas.ts'
import { Day, Mrn, orNull, Reference, Text, Uuid } from '../platform/http/fields.ts'
import { Instant, ListOf, optional, Whole } from './wire-fields.ts'

/** What declarations did with an authorisation: how far they used it, what a change touches, until when they must be discharged. */

const READ = 'authorisations:read'
const tags = ['authorisations']
const Count = (description: string) => Type.Integer({ minimum: 0, description })
const DecimalText = (description: string) => Text(60, `${description}; decimal text`)

const LimitUse = Type.Object({
  quantity: DecimalText('At most so much'), unit: Text(8, 'Unit'), period: Type.Enum(['month', 'calendar_year', 'validity'], { description: 'Counted over' }), from: Day('First day counted'), to: Day('Last day counted'),
  used: orNull(DecimalText('Used in these days'), 'Quantities written off, else net masses of the goods placed under it; null where declarations used it and nothing says how much in this unit'), percent: orNull(DecimalText('Per cent'), 'Share that is used; null where nothing is allowed, or it is not known'), exceeded: orNull(Type.Boolean({ description: 'More is used than allowed' }), 'Null where it is not known'), unmeasuredItems: Count('Items placed under it that are not in the figure: neither a quantity nor a net mass is stated')
}, { additionalProperties: false, description: 'A limit and its use' })
const GuaranteeUse = Type.Object({
  referenceAmount: DecimalText('Reference amount'), currency: Text(3, 'ISO 4217'), openAmount: DecimalText('What burdens it on the last day: of goods that were neither released nor discharged, or whose debt is still to be paid'),
  percent: orNull(DecimalText('Per cent'), 'Share of the reference amount; null where amounts are in another currency'), otherCurrencies: ListOf(Text(3, 'ISO 4217'), 200, 'Currencies of amounts that are not in the figure')
}, { additionalProperties: false, description: 'The guarantee in use' })
const utilisationMembers = {
  declarations: Count('Declarations that name it'), items: Count('Items of them'),
  quantities: ListOf(Type.Object({ unit: Text(8, 'Unit'), quantity: DecimalText('Quantity') }, { additionalProperties: false, description: 'A quantity' }), 1000, 'Quantities by unit'),
  limits: ListOf(LimitUse, 100, 'Each limit of the authorisation'), guarantee: orNull(GuaranteeUse, 'Its guarantee on the last day; null without one')
}
const UtilisationSchema = Type.Object({ authorisationId: Uuid('The authorisation'), from: Day('First day'), to: Day('Last day; conditions are those of this day'), ...utilisationMembers }, { $id: 'AuthorisationUtilisation', additionalProperties: false, description: 'How far declarations used an authorisation' })

const ImpactSchema = Type.Object({
  authorisationId: Uuid('The authorisation'), from: Day('First day'), to: Day('Last day'), declarations: Count('Declarations that name it in these days'), items: Count('Items of them'),
  goodsCodes: ListOf(Text(10, 'Code'), 1000, 'Beginnings of the commodity codes of its scope; empty: all'), sites: ListOf(Text(64, 'Site'), 500, 'Sites of its scope; empty: all'),
  lists: ListOf(Type.Object({ by: Text(100, 'What they are listed by'), href: Text(300, 'Query that lists them') }, { additionalProperties: false, description: 'A list' }), 1100, 'Declarations of its procedures and goods in these days, whichever authorisation they name'),
  questions: ListOf(Type.Object({ id: Text(10, 'Number'), because: ListOf(Text(40, 'Condition'), 20, 'What leads to it') }, { additionalProperties: false, description: 'A question' }), 200, 'Questions of the AEO self-assessment whose answers speak of it'),
  questionsRelease: Text(20, 'Release of the map from conditions to questions')
}, { $id: 'AuthorisationImpact', additionalProperties: false, description: 'What a change of an authorisation touches' })

const ExtensionSchema = Type.Object({
  mrn: Text(18, 'MRN of the entry'), number: Type.Integer({ description: 'Of one entry the highest counts' }), authorisationId: Uuid('The authorisation'), dischargeBy: Day('Last day for the discharge'), decisionDate: Day('Day of the decision'),
  reference: orNull(Text(70, 'Reference'), 'Reference of the decision'), recordedAt: Instant('When it was recorded')
}, { $id: 'DischargeExtension', additionalProperties: false, description: 'Until when the goods of an entry must be discharged' })
const ExtensionPageSchema = pageOf(Type.Ref('DischargeExtension'), 'DischargeExtensionPage', 'Periods of discharge, by MRN')

const NewExtensionBody = Type.Object({ mrn: Mrn('MRN of the entry'), dischargeBy: Day('Last day for the discharge'), decisionDate: Day('Day of the decision'), reference: optional(Reference(70, 'Reference of the decision')) }, { additionalProperties: false })
const PeriodQuery = Type.Object({ from: optional(Day('First day; that of the last day\'s year if absent')), to: optional(Day('Last day; today if absent')) }, { additionalProperties: false })
const ImpactQuery = Type.Object({
  from: optional(Day('First day; that of the decision, or of validity, if absent')), to: optional(Day('Last day; today if absent')), decision: optional(Whole(1, 100_000, 'Number of a decision: what it touches'))
}, { additionalProperties: false })
const ExtensionQuery = Type.Object(PageQuery, { additionalProperties: false })

export function useRoutes (app: App, deps: AuthorisationDeps): void {
  for (const schema of [UtilisationSchema, ImpactSchema, ExtensionSchema, ExtensionPageSchema]) app.addSchema(schema)

  app.get('/authorisations/:id/utilisation', {
    config: { scope: READ },
    schema: { operationId: 'findAuthorisationUtilisation', summary: 'Read how far an authorisation is used', description: 'From totals over declarations, against its conditions.', tags, params: AuthorisationParams, querystring: PeriodQuery, response: { 200: json('AuthorisationUtilisation', 'Its use'), ...problems(400, 404) } }
  }, async (request) => {
    const { utilisation, from, to } = await findUtilisation(deps, request.principal, request.params.id, request.query)
    return { authorisationId: request.params.id, from, to, ...utilisation }
  })

  app.get('/authorisations/:id/impact', {
    config: { scope: READ },
    schema: { operationId: 'findAuthorisationImpact', summary: 'Read what a change of an authorisation touches', description: 'Declarations that used it, its goods and sites, questions of the self-assessment; of the whole, or of one decision.', tags, params: AuthorisationParams, querystring: ImpactQuery, response: { 200: json('AuthorisationImpact', 'What it touches'), ...problems(400, 404) } }
  }, async (request) => await findImpact(deps, request.principal, request.params.id, request.query) as never)

  app.get('/authorisations/:id/extensions', {
    config: { scope: READ },
    schema: { operationId: 'listDischargeExtensions', summary: 'List extended periods of discharge', description: 'By MRN.', tags, params: AuthorisationParams, querystring: ExtensionQuery, response: { 200: json('DischargeExtensionPage', 'A page of periods'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listExtensions(deps, request.principal, request.params.id, request.query)
    return { items: items.map(extensionToWire), nextCursor }
  })

  app.post('/authorisations/:id/extensions', {
    config: { scope: 'authorisations:write' },
    schema: { operationId: 'recordDischargeExtension', summary: 'Record a period of discharge', description: 'By MRN; a further record of the same entry counts instead.', tags, params: AuthorisationParams, headers: Key, body: NewExtensionBody, response: { 201: json('DischargeExtension', 'The period'), ...problems(400, 404, 409, 422) } }
  }, async (request, reply) => await send(reply, await recordExtension(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))
}
