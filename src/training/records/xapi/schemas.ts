import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Text, Uuid } from '../../../platform/http/fields.ts'
import { VALID_UNTIL } from './statement.ts'

/** The subset of xAPI 1.0.3 and 2.0 that is taken: what tells completion, result and validity. */

export const MAX_STATEMENTS = 1000

const Iri = (description: string) => Type.String({ minLength: 3, maxLength: 500, pattern: '^[A-Za-z][A-Za-z0-9+.-]{0,30}:[!-~]+$', description })
const StatementId = (description: string) => Type.String({ minLength: 36, maxLength: 36, pattern: '^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$', description })
/** Members of it are named by whoever sends them. */
const Open = (description: string) => Type.Object({}, { additionalProperties: true, description: `${description}; not kept` })

const Actor = Type.Object({
  objectType: Type.Optional(Type.Enum(['Agent'], { description: 'Agent; groups are not taken' })),
  name: Type.Optional(Text(500, 'Name; not kept')),
  account: Type.Optional(Type.Object({
    homePage: Iri('System of the account; not kept'),
    name: Type.String({ minLength: 1, maxLength: 255, description: 'Pseudonym of the person, or the `sub` of his tokens' })
  }, { additionalProperties: false, description: 'Account' })),
  mbox: Type.Optional(Type.String({ minLength: 10, maxLength: 330, pattern: '^mailto:[^@\\s]{1,64}@[^@\\s]{1,255}$', description: 'mailto IRI, matched with the contact data of people and not kept' }))
}, { additionalProperties: false, description: 'Who completed it, by account or by mbox' })

const Score = Type.Object({
  scaled: Type.Optional(Type.Number({ minimum: -1, maximum: 1, description: 'Share, from -1 to 1; below 0 no score is kept' })),
  raw: Type.Optional(Type.Number({ minimum: -1e12, maximum: 1e12, description: 'Points; kept as per cent of max if scaled is absent' })),
  min: Type.Optional(Type.Number({ minimum: -1e12, maximum: 1e12, description: 'Least points; 0 if absent' })),
  max: Type.Optional(Type.Number({ minimum: -1e12, maximum: 1e12, description: 'Most points' }))
}, { additionalProperties: false, description: 'Score' })

const Result = Type.Object({
  success: Type.Optional(Type.Boolean({ description: 'Whether it was passed' })),
  completion: Type.Optional(Type.Boolean({ description: 'Whether it was completed; false is refused' })),
  score: Type.Optional(Score),
  duration: Type.Optional(Text(60, 'ISO 8601 duration without years and months, for example PT1H30M: the hours of the record. If absent those of the course, once for a person, course and day')),
  response: Type.Optional(Text(10_000, 'Answer; not kept')),
  extensions: Type.Optional(Type.Object({}, { additionalProperties: true, description: `${VALID_UNTIL}: last day of the certificate, YYYY-MM-DD; others are not kept` }))
}, { additionalProperties: false, description: 'Outcome' })

const StatementBody = Type.Object({
  id: Type.Optional(StatementId('Identifier; the same twice is one record. If absent it follows from person, course, verb and time')),
  actor: Actor,
  verb: Type.Object({ id: Iri('completed, attended, experienced, passed, mastered, failed or voided of http://adlnet.gov/expapi/verbs/'), display: Type.Optional(Open('Words')) }, { additionalProperties: false, description: 'What happened' }),
  object: Type.Object({
    objectType: Type.Optional(Type.Enum(['Activity', 'StatementRef'], { description: 'Activity if absent; StatementRef of what is voided' })),
    id: Type.String({ minLength: 3, maxLength: 500, pattern: '^[!-~]+$', description: 'Activity IRI of a course, or the id of the statement that is voided' }),
    definition: Type.Optional(Open('Definition'))
  }, { additionalProperties: false, description: 'What was completed' }),
  result: Type.Optional(Result),
  timestamp: Type.Optional(Text(40, 'When it happened, RFC 3339 with offset; its day, as it is written, is that of completion; that of stored if absent, and the day on which it first came, in UTC, without either')),
  context: Type.Optional(Open('Context')),
  stored: Type.Optional(Text(40, 'When it was stored elsewhere; taken for a timestamp that is absent, and not kept')),
  authority: Type.Optional(Open('Authority')),
  version: Type.Optional(Text(10, 'Version of xAPI; not kept')),
  attachments: Type.Optional(Type.Array(Open('Attachment'), { maxItems: 100, description: 'Attachments; not kept' }))
}, { $id: 'XapiStatement', additionalProperties: false, description: 'An xAPI statement' })

export const XAPI_SCHEMAS = [StatementBody]
export const StatementsBody = Type.Union([Type.Ref('XapiStatement'), Type.Array(Type.Ref('XapiStatement'), { minItems: 1, maxItems: MAX_STATEMENTS, description: 'Statements; all are taken, or none' })], { description: 'One statement, or several' })
export const StatementIds = Type.Array(Uuid('Id of the statement'), { maxItems: MAX_STATEMENTS, description: 'Ids, in the order of the statements' })
export const XapiHeaders = Type.Object({ 'x-experience-api-version': Type.String({ minLength: 3, maxLength: 8, pattern: '^(1\\.0|2\\.0)(\\.[0-9]{1,2})?$', description: 'Version of xAPI that the sender speaks: 1.0.x or 2.0.x' }) })

export type StatementInput = Static<typeof StatementBody>
