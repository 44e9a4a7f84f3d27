import { etagOf, requiredMatch, sendUnlessKnown } from '../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, Match, NotModified, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { Type } from 'typebox'
import { answerQuestion, confirmAnswer } from './answers/answer-operations.ts'
import { findAnswered, listEntries, readQuestionnaire } from './answers/read-questionnaire.ts'
import { ConfirmBody, EntryQuery, NewAnswerBody, OnQuery, QuestionnaireQuery, QuestionParams, QUESTIONNAIRE_SCHEMAS } from './answers/schemas.ts'
import { CATALOGUE } from './catalogue/shipped-catalogue.ts'
import { READ, WRITE } from './deps.ts'
import type { QuestionnaireDeps } from './deps.ts'
import { eraseAnswerWords } from './erasure/words-erasure.ts'
import { questionnaireCsv } from './reports/questionnaire-file.ts'
import { readFile } from './reports/read-file.ts'

/** The AEO self-assessment questionnaire: its questions, their answers, and whether these still stand. */

const tags = ['questionnaire']
const PATH = '/questionnaire/:question'

export function questionnaireRoutes (app: App, deps: QuestionnaireDeps): void {
  for (const schema of QUESTIONNAIRE_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  fileRoutes(app, deps)
  writeRoutes(app, deps)
}

function readRoutes (app: App, deps: QuestionnaireDeps): void {
  app.get('/questionnaire', {
    config: { scope: READ },
    schema: {
      operationId: 'readQuestionnaire', summary: 'Read the questions, and where their answers stand', tags, querystring: QuestionnaireQuery, response: { 200: json('Questionnaire', 'The questions asked for'), ...problems(400) },
      description: 'Whether an answer is stale is computed from what happened since somebody last looked at it: a change of an AI system, an authorisation, the organisation, a sanction of medium weight or more, a follow-up of an audit, new evidence, or the day of its review.'
    }
  }, async (request) => ({ release: CATALOGUE.release, eventsRelease: CATALOGUE.eventsRelease, ...await readQuestionnaire(deps, request.principal, request.query) }))

  app.get(PATH, {
    config: { scope: READ },
    schema: {
      operationId: 'findQuestionnaireAnswer', summary: 'Read a question with its answer and history', tags, params: QuestionParams, querystring: OnQuery, response: { 200: withEtag('AnsweredQuestion', 'The question'), ...problems(400, 404) },
      description: 'Its ETag is needed to answer or confirm it: it moves with the answer, and with what touches it on the day asked about. What is said of its state changes with the day too, so it is always answered in full.'
    }
  }, async (request, reply) => {
    const { seen, wire } = await findAnswered(deps, request.principal, request.params.question, request.query.on)
    reply.header('etag', etagOf(seen))
    return wire
  })

  app.get(`${PATH}/revisions`, {
    config: { scope: READ },
    schema: { operationId: 'listQuestionnaireEntries', summary: 'List what was answered and confirmed', description: 'Last first.', tags, params: QuestionParams, querystring: EntryQuery, response: { 200: json('QuestionnaireEntryPage', 'A page'), ...problems(400, 404) } }
  }, async (request) => await listEntries(deps, request.principal, request.params.question, request.query))
}

const ETAG = { ETag: { type: 'string', maxLength: 100, description: 'Of what the file says' } }

function fileRoutes (app: App, deps: QuestionnaireDeps): void {
  app.get('/questionnaire/export.json', {
    config: { scope: READ },
    schema: { operationId: 'exportQuestionnaire', summary: 'Read the whole questionnaire as of a day', description: 'For customs: every question with its answer, evidence and state, and the hash of it all. What touched an answer is told by its kind alone, so that the file is the same for whoever asks.', tags, querystring: OnQuery, response: { 200: { ...json('QuestionnaireFile', 'The questionnaire'), headers: ETAG }, 304: NotModified, ...problems(400) } }
  }, async (request, reply) => {
    const file = await readFile(deps, request.principal, request.query.on)
    return await sendUnlessKnown(request, reply, file.sha256, file)
  })

  app.get('/questionnaire/export.csv', {
    config: { scope: READ },
    schema: {
      operationId: 'exportQuestionnaireCsv', summary: 'Read the whole questionnaire as of a day, for a spreadsheet', description: 'A line a question, RFC 4180, UTF-8 with its mark; numbers with words, so that no spreadsheet takes them for days. Cells that a spreadsheet would take for a formula begin with an apostrophe.', tags, querystring: OnQuery,
      response: { 200: { description: 'The questionnaire', content: { 'text/csv': { schema: Type.String({ maxLength: 16_777_216, description: 'Lines' }) } } }, ...problems(400) }
    }
  }, async (request, reply) => await reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="questionnaire.csv"').serializer((text: string) => text).send(questionnaireCsv(await readFile(deps, request.principal, request.query.on)) as never))
}

function writeRoutes (app: App, deps: QuestionnaireDeps): void {
  app.put(PATH, {
    config: { scope: WRITE },
    schema: {
      operationId: 'answerQuestion', summary: 'Answer a question', tags, params: QuestionParams, headers: Match, body: NewAnswerBody, response: { 200: withEtag('AnsweredQuestion', 'The question as answered'), ...problems(400, 404, 412, 428) },
      description: 'Whole: it takes the place of the answer before, which is kept. Where nobody has answered, the ETag is "0".'
    }
  }, async (request, reply) => {
    const { seen, wire } = await answerQuestion(deps, request.principal, request.params.question, request.body, requiredMatch(request))
    reply.header('etag', etagOf(seen))
    return wire
  })

  app.post(`${PATH}/confirm`, {
    config: { scope: WRITE },
    schema: {
      operationId: 'confirmQuestionnaireAnswer', summary: 'Confirm that an answer is still right', tags, params: QuestionParams, headers: KeyAndMatch, body: ConfirmBody, response: { 200: withEtag('AnsweredQuestion', 'The question as confirmed'), ...problems(400, 404, 409, 412, 422, 428) },
      description: 'By a person, who looked at the answer with the ETag stated, and at what had touched it: that touches it no more. What happened since it was read is refused with 412.'
    }
  }, async (request, reply) => await send(reply, await confirmAnswer(deps, request.principal, request.params.question, request.body, request.headers['idempotency-key'], requiredMatch(request))))

  app.post(`${PATH}/erase-words`, {
    config: { scope: WRITE },
    schema: {
      operationId: 'eraseQuestionnaireWords', summary: 'Erase the words of a question\'s answers', tags, params: QuestionParams, headers: Key, response: { 200: withEtag('AnsweredQuestion', 'The question without them'), ...problems(400, 404, 409, 422) },
      description: 'What the answers say, why the question does not apply, and titles of documents go for good, of every answer; the question is unanswered from then on. Who answered and confirmed when, references and hashes stay.'
    }
  }, async (request, reply) => await send(reply, await eraseAnswerWords(deps, request.principal, request.params.question, request.headers['idempotency-key'])))
}
