import { isNotModified, requiredMatch } from '../../platform/http/conditional.ts'
import type { App } from '../../platform/http/route-config.ts'
import { json, Key, Match, NotModified, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { TrainingDeps } from '../deps.ts'
import { TRAINING_SCOPES } from '../scopes.ts'
import { ChangeTopicBody, NewTopicBody, TOPIC_SCHEMAS, TopicParams, TopicQuery } from './schemas.ts'
import { changeTopic, findTopic, listTopics, recordTopic } from './topic-operations.ts'

const tags = ['training']

export function topicRoutes (app: App, deps: TrainingDeps): void {
  for (const schema of TOPIC_SCHEMAS) app.addSchema(schema)

  app.get('/training/topics', {
    config: { scope: TRAINING_SCOPES.read },
    schema: {
      operationId: 'listTrainingTopics', summary: 'List topics and the matrix of roles', description: 'Topics of the catalogue that ships, T1 to T17, each with what the matrix asks of every role, then own topics by code.', tags,
      querystring: TopicQuery, response: { 200: json('TrainingTopicPage', 'A page of topics'), ...problems(400) }
    }
  }, async (request) => await listTopics(deps, request.principal, request.query))

  app.get('/training/topics/:code', {
    config: { scope: TRAINING_SCOPES.read },
    schema: { operationId: 'findTrainingTopic', summary: 'Read a topic', description: 'Of the catalogue or an own one; the ETag of an own one is needed to change it.', tags, params: TopicParams, response: { 200: withEtag('TrainingTopic', 'The topic'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const { topic, etag } = await findTopic(deps, request.principal, request.params.code)
    reply.header('etag', etag)
    return isNotModified(request, etag) ? await reply.code(304).send(null) : topic
  })

  app.post('/training/topics', {
    config: { scope: TRAINING_SCOPES.write },
    schema: {
      operationId: 'recordTrainingTopic', summary: 'Record an own topic', description: 'Beside those of the catalogue: a subject, or a procedure that is to be read and understood. Who must know it is for requirements to say; courses and records show it.', tags,
      headers: Key, body: NewTopicBody, response: { 201: withEtag('TrainingTopic', 'The topic; Location names it'), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await recordTopic(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.patch('/training/topics/:code', {
    config: { scope: TRAINING_SCOPES.write },
    schema: {
      operationId: 'changeTrainingTopic', summary: 'Change an own topic', description: 'What is absent stays, null clears. Code and kind are not changed; topics of the catalogue stay as they are.', tags, params: TopicParams, headers: Match, body: ChangeTopicBody,
      response: { 200: withEtag('TrainingTopic', 'The topic as changed'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const { topic, etag } = await changeTopic(deps, request.principal, request.params.code, request.body, requiredMatch(request))
    reply.header('etag', etag)
    return topic
  })
}
