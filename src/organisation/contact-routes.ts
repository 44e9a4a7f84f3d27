import { Type } from 'typebox'
import { etagOf, requiredMatch } from '../platform/http/conditional.ts'
import { Key, KeyAndMatch, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { orNull, Words } from '../platform/http/fields.ts'
import { erasePerson, findContact, recordContact } from './operations/person-contacts.ts'
import type { Contact, ErasureDeps } from './operations/person-contacts.ts'
import { NameParams } from './schemas.ts'

/** What names a person: a right of its own reads, records and erases it. */

const SCOPE = 'organisation:personal'
const tags = ['organisation']

const fields = {
  name: orNull(Words(200, 'Name')),
  email: orNull(Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$', minLength: 3, maxLength: 254, description: 'E-mail address' })),
  phone: orNull(Type.String({ pattern: '^[0-9+() ./-]+$', minLength: 3, maxLength: 40, description: 'Telephone number' })),
  subject: orNull(Type.String({ pattern: '^[!-~]+$', minLength: 1, maxLength: 255, description: '`sub` of the person\'s tokens, so that what a login decides is known to be this person\'s' }))
}
const PersonContact = Type.Object(fields, { $id: 'PersonContact', additionalProperties: false, description: 'What names a person; erasable' })
const ContactBody = Type.Partial(Type.Object(fields), { additionalProperties: false })

export function contactRoutes (app: App, deps: ErasureDeps): void {
  app.addSchema(PersonContact)

  app.get('/people/:id/contact', {
    config: { scope: SCOPE },
    schema: { operationId: 'findPersonContact', summary: 'Read what names a person', description: 'Needs a right of its own. Its ETag is needed to change it.', tags, params: NameParams, response: { 200: withEtag('PersonContact', 'What is kept'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const { contact, revision } = await findContact(deps, request.principal, request.params.id)
    reply.header('etag', etagOf(revision))
    return contact
  })

  app.patch('/people/:id/contact', {
    config: { scope: SCOPE },
    schema: {
      operationId: 'recordPersonContact', summary: 'Record what names a person, or change it', description: 'Absent values stay, null clears. If-Match is required once something is kept.', tags, params: NameParams,
      headers: Type.Pick(KeyAndMatch, ['If-Match']), body: ContactBody, response: { 200: withEtag('PersonContact', 'What is kept'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const { contact, revision } = await recordContact(deps, request.principal, request.params.id, request.body as Partial<Contact>, requiredMatch(request))
    reply.header('etag', etagOf(revision))
    return contact
  })

  app.post('/people/:id/erase', {
    config: { scope: SCOPE },
    schema: { operationId: 'erasePerson', summary: 'Erase what names a person', description: 'The pseudonym stays, with every assignment and every training completed: past charts and counts do not change. Scores, places of certificates and words about the person go with the name. It cannot be undone, and waits until no legal hold on contact data, training records or training messages keeps any of it.', tags, params: NameParams, headers: Key, response: { 200: withEtag('Person', 'The person, by pseudonym'), ...problems(400, 404, 409, 422) } }
  }, async (request, reply) => await send(reply, await erasePerson(deps, request.principal, request.params.id, request.headers['idempotency-key'])))
}
