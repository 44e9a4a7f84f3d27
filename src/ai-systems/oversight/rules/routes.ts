import { OVERSIGHT_RULES } from '../../../ai-oversight/rules.ts'
import { etagOf, requiredMatch } from '../../../platform/http/conditional.ts'
import { json, withEtag } from '../../../platform/http/route-parts.ts'
import { problems } from '../../../platform/http/schemas.ts'
import type { App } from '../../../platform/http/server.ts'
import type { OversightDeps } from '../../deps.ts'
import { Match } from '../../register/routes.ts'
import { changeRules, eraseReasons, listRules, readRules } from './rule-operations.ts'
import type { KeptRules } from './rule-store.ts'
import { OwnRulesBody, RULE_SCHEMAS, RulesQuery } from './schemas.ts'

const tags = ['AI oversight']

export function oversightRuleRoutes (app: App, deps: Pick<OversightDeps, 'db' | 'clock' | 'heldBack'>): void {
  for (const schema of RULE_SCHEMAS) app.addSchema(schema)

  app.get('/ai-oversight-rules', {
    config: { scope: 'ai:read' },
    schema: {
      operationId: 'findAiOversightRules', summary: 'Read the thresholds of oversight measures', tags, response: { 200: withEtag('AiOversightRules', 'The thresholds'), ...problems(400) },
      description: 'When a measure turns amber and red. The defaults until the operator sets its own; neither has legal force. Its ETag is needed to change them.'
    }
  }, async (request, reply) => {
    const kept = await readRules(deps, request.principal)
    reply.header('etag', etagOf(kept.revision))
    return rulesToWire(kept)
  })

  app.put('/ai-oversight-rules', {
    config: { scope: 'ai:write' },
    schema: {
      operationId: 'setAiOversightRules', summary: 'Set the thresholds of oversight measures', tags, headers: Match, body: OwnRulesBody, response: { 200: withEtag('AiOversightRules', 'The thresholds as set'), ...problems(400, 409, 412, 428) },
      description: 'They hold for every report from now on, of whatever period. Every state is kept, with its reason. Below five reviewers nothing is told of how they decide, whatever is set.'
    }
  }, async (request, reply) => {
    const kept = await changeRules(deps, request.principal, request.body, requiredMatch(request))
    reply.header('etag', etagOf(kept.revision))
    return rulesToWire(kept)
  })

  app.post('/ai-oversight-rules/erase-words', {
    config: { scope: 'ai:write' },
    schema: {
      operationId: 'eraseAiOversightRuleWords', summary: 'Erase why thresholds of oversight measures were set', tags, response: { 200: withEtag('AiOversightRules', 'The thresholds that hold'), ...problems(400, 409) },
      description: 'Of every state that is kept. What was set, when and by whom stays, and holds as before. Sent again it erases nothing more. Not while a legal hold keeps any of it (class `ai_oversight`).'
    }
  }, async (request, reply) => {
    const kept = await eraseReasons(deps, request.principal)
    reply.header('etag', etagOf(kept.revision))
    return rulesToWire(kept)
  })

  app.get('/ai-oversight-rules/revisions', {
    config: { scope: 'ai:read' },
    schema: { operationId: 'listAiOversightRules', summary: 'List the thresholds that were set', description: 'The last first, each with its reason.', tags, querystring: RulesQuery, response: { 200: json('AiOversightRulesPage', 'A page of thresholds'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listRules(deps, request.principal, request.query)
    return { items: items.map(rulesToWire), nextCursor }
  })
}

const rulesToWire = ({ rules, changedAt, ...kept }: KeptRules) => ({
  ...rules, ...kept, source: kept.revision === 0 ? 'default' as const : 'operator' as const, defaultsVersion: OVERSIGHT_RULES.version, leastReviewers: OVERSIGHT_RULES.leastReviewers, changedAt: changedAt?.toISOString() ?? null
})
