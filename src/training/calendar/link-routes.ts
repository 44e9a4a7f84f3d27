import { Type } from 'typebox'
import { closed, Instant, orNull, Reference, Text, Uuid } from '../../platform/http/fields.ts'
import { PageQuery, pageOf } from '../../platform/http/pages.ts'
import { json, Key, send } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import { createLink, linkToWire, listLinks, renewLink, revokeLink } from './link-operations.ts'
import type { LinkDeps } from './link-operations.ts'

const tags = ['training']
const unit = Reference(64, 'Unit; its calendar covers the units below it as well')
const withinDays = Type.Integer({ minimum: 1, maximum: 366, default: 90, description: 'What ends within so many days of the reading; 90 if absent' })

const link = {
  id: Uuid('Identifier; it opens nothing'), unit, withinDays, expiresAt: Instant('When it opens nothing any more, unless it is renewed before; at most seven days ahead'), revokedAt: orNull(Instant('When it was revoked; null if it was not')),
  createdAt: Instant('When it was made'), openings: Type.Integer({ description: 'How often it was opened' }), lastOpenedAt: orNull(Instant('When it was opened last; null if never'))
}
const CalendarLink = Type.Object(link, { $id: 'CalendarLink', ...closed, description: 'A link by which a calendar program reads what ends in a unit, without a token' })
const NewCalendarLink = Type.Object({ ...link, path: orNull(Text(100, 'Where the calendar is, on this service. Whoever has it reads the calendar: it is shown once, and null when the request is sent again')) }, { $id: 'NewCalendarLink', ...closed, description: 'A calendar link with its address' })
const CalendarLinkPage = pageOf(Type.Ref('CalendarLink'), 'CalendarLinkPage', 'A page of calendar links')
const Params = Type.Object({ id: Uuid('Identifier of the link') }, closed)

export function calendarLinkRoutes (app: App, deps: LinkDeps): void {
  for (const schema of [CalendarLink, NewCalendarLink, CalendarLinkPage]) app.addSchema(schema)

  app.post('/calendar-links', {
    config: { scope: 'training:write' },
    schema: {
      operationId: 'createCalendarLink', summary: 'Make a link to the calendar of a unit', tags, headers: Key, body: Type.Object({ unit, withinDays: Type.Optional(withinDays) }, closed),
      description: 'GET or HEAD at its path answers iCalendar (RFC 5545): an all-day event for each topic and day on which what people of the unit must know ends, with how many they are, in steps of five, and never who. Topics required of fewer than five people of the unit are put together, and of a unit of fewer than five people nothing is told. It needs no token; every other request there, and every link that has ended, is answered like an address that does not exist.',
      response: { 201: json('NewCalendarLink', 'The link, with its path'), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await createLink(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.get('/calendar-links', {
    config: { scope: 'training:read' },
    schema: { operationId: 'listCalendarLinks', summary: 'List calendar links', description: 'Made last first, ended ones too. Where they are is not kept.', tags, querystring: Type.Object({ unit: Type.Optional(Reference(64, 'Only of this unit')), ...PageQuery }, closed), response: { 200: json('CalendarLinkPage', 'A page of links'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listLinks(deps, request.principal, request.query)
    return { items: items.map(linkToWire), nextCursor }
  })

  app.post('/calendar-links/:id/renew', {
    config: { scope: 'training:write' },
    schema: { operationId: 'renewCalendarLink', summary: 'Prolong a calendar link', description: 'It stays the same link, for seven days from now. One that has ended stays ended.', tags, params: Params, headers: Key, response: { 200: json('CalendarLink', 'The link'), ...problems(400, 404, 409, 422) } }
  }, async (request, reply) => await send(reply, await renewLink(deps, request.principal, request.params.id, request.headers['idempotency-key'])))

  app.post('/calendar-links/:id/revoke', {
    config: { scope: 'training:write' },
    schema: { operationId: 'revokeCalendarLink', summary: 'Revoke a calendar link', description: 'It opens nothing from now on. Again changes nothing.', tags, params: Params, headers: Key, response: { 200: json('CalendarLink', 'The link'), ...problems(400, 404, 409, 422) } }
  }, async (request, reply) => await send(reply, await revokeLink(deps, request.principal, request.params.id, request.headers['idempotency-key'])))
}
