import { etagOf, requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import { json, Match, NotModified, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { stateRevision } from '../words/reference.ts'
import { NewSettingsBody, SETTINGS_SCHEMAS, SettingsQuery } from './schemas.ts'
import type { KeptSettings } from './settings.ts'
import { listSettings, readSettings, setSettings } from './settings-operations.ts'

const tags = ['risks']

export function riskSettingRoutes (app: App, deps: RiskDeps): void {
  for (const schema of SETTINGS_SCHEMAS) app.addSchema(schema)

  app.get('/risk-settings', {
    config: { scope: READ },
    schema: { operationId: 'findRiskSettings', summary: 'Read the settings of the risk method', description: 'The defaults until the operator sets its own. Its ETag is needed to change them.', tags, response: { 200: withEtag('RiskSettings', 'The settings'), 304: NotModified, ...problems(400) } }
  }, async (request, reply) => {
    const kept = await readSettings(deps, request.principal)
    return await sendUnlessKnown(request, reply, stateRevision(kept.revision, kept.reason), settingsToWire(kept))
  })

  app.put('/risk-settings', {
    config: { scope: WRITE },
    schema: {
      operationId: 'setRiskSettings', summary: 'Set the settings of the risk method', tags, headers: Match, body: NewSettingsBody, response: { 200: withEtag('RiskSettings', 'The settings as set'), ...problems(400, 409, 412, 428) },
      description: 'They hold for every assessment from now on; what was assessed keeps those it was made with. Every state is kept, with its reason.'
    }
  }, async (request, reply) => {
    const kept = await setSettings(deps, request.principal, request.body, requiredMatch(request))
    reply.header('etag', etagOf(stateRevision(kept.revision, kept.reason)))
    return settingsToWire(kept)
  })

  app.get('/risk-settings/revisions', {
    config: { scope: READ },
    schema: { operationId: 'listRiskSettings', summary: 'List the settings that were set', description: 'The last first, each with its reason.', tags, querystring: SettingsQuery, response: { 200: json('RiskSettingsPage', 'A page of settings'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listSettings(deps, request.principal, request.query)
    return { items: items.map(settingsToWire), nextCursor }
  })
}

const settingsToWire = ({ settings, recordedAt, ...kept }: KeptSettings) => ({ ...kept, ...settings, recordedAt: recordedAt?.toISOString() ?? null })
