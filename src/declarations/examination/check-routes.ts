import { Type } from 'typebox'
import type { App } from '../../platform/http/server.ts'
import { etagOf, requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import { LargePageQuery } from '../../platform/http/pages.ts'
import { json, Key, NotModified, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import { checkAllButBody } from '../../platform/http/validation.ts'
import { CHECKS } from '../checks/catalogue.ts'
import type { Check, Outcome } from '../checks/check.ts'
import { CHECK_SCHEMAS, CheckParams, DryRunBody, EvaluateQuery, RunParams, SetCheckBody, StartRunBody } from './check-schemas.ts'
import { checkNamed, listChecks, setCheck, settingHistory } from './check-settings.ts'
import type { CheckDeps, SettingRow } from './check-settings.ts'
import { dryRun } from './dry-run.ts'
import { evaluateDocument } from './evaluate-document.ts'
import type { Evaluation } from './evaluate-document.ts'
import { findRun, listRuns, runToWire, startRun } from './examination-runs.ts'
import type { Examiner } from './examiner.ts'
import { RELEASE } from './operator-context.ts'
import { DECIDED_WITHIN_DAYS } from './reviewed-proposals.ts'

export type CheckRouteDeps = CheckDeps & { readonly examiner: Examiner }

const READ = 'checks:read'
const WRITE = 'checks:write'
const tags = ['checks']
const MAX_JSON_BYTES = 4 * 1024 * 1024
const MAX_XML_BYTES = 8 * 1024 * 1024

const ETAG = 'Changes with every setting; send it in If-Match'
const IfMatch = Type.Object({ 'If-Match': Type.Optional(Type.String({ maxLength: 500, description: 'ETag of the setting you saw; required' })) })

export function checkRoutes (app: App, deps: CheckRouteDeps): void {
  for (const schema of CHECK_SCHEMAS) app.addSchema(schema)
  void app.register(async (scope) => { evaluateRoute(scope as App, deps) })
  catalogueRoutes(app, deps)
  settingRoutes(app, deps)
  runRoutes(app, deps)
}

/** The document is checked by its own reader, which knows both formats and says where each fault is. */
function evaluateRoute (app: App, deps: CheckRouteDeps): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: MAX_JSON_BYTES }, (_request, body, done) => { done(null, body) })
  app.addContentTypeParser('application/xml', { parseAs: 'buffer', bodyLimit: MAX_XML_BYTES }, (_request, body, done) => { done(null, body) })
  app.post('/checks/evaluate', {
    config: { scope: READ, mediaTypes: ['application/json', 'application/xml'] },
    validatorCompiler: checkAllButBody(app),
    schema: {
      operationId: 'evaluateDeclaration',
      summary: 'Ask all checks before lodging',
      description: 'One declaration, in canonical JSON or as a WCO-DEC message; every check answers, and `outcome=hit` shows what is wrong alone. Nothing is written.',
      tags,
      querystring: EvaluateQuery,
      body: { content: { 'application/json': { schema: Type.Ref('NewDeclaration') }, 'application/xml': { schema: Type.String({ maxLength: MAX_XML_BYTES, description: 'A WCO-DEC declaration (data model 3.6)' }) } } },
      response: { 200: json('Evaluation', 'What every check answered'), ...problems(400, 413, 415, 422) }
    }
  }, async (request) => {
    const mediaType = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
    const { asOf, outcome } = request.query
    return evaluationToWire(await evaluateDocument(deps, request.principal, { bytes: request.body as unknown as Buffer, mediaType, asOf }), outcome)
  })
}

/** @param only one outcome; all if absent. */
function evaluationToWire ({ asOf, lawDay, results }: Evaluation, only?: Outcome) {
  return { asOf, lawDay, outcomes: results.filter(({ outcome }) => only === undefined || outcome === only).map(({ reviewOn, values, ...result }) => ({ ...result, values: { ...values }, reviewAt: reviewOn })) }
}

function catalogueRoutes (app: App, deps: CheckRouteDeps): void {
  app.get('/checks', {
    config: { scope: READ },
    schema: { operationId: 'listChecks', summary: 'Read the catalogue of checks', description: 'All checks with their versions and how the operator set them.', tags, response: { 200: json('CheckCatalogue', 'All checks'), ...problems(400) } }
  }, async (request) => ({ release: RELEASE, items: (await listChecks(deps, request.principal)).map(({ check, setting }) => checkToWire(check, setting)) }))

  app.post('/checks/:id/dry-run', {
    config: { scope: WRITE },
    schema: {
      operationId: 'dryRunCheck', summary: 'Try a check over a period', description: 'Hits, samples, and what would change beside what the declarations\' examinations found. Nothing is written.', tags,
      params: CheckParams, body: DryRunBody, response: { 200: json('DryRun', 'What it would find'), ...problems(400, 404) }
    }
  }, async (request) => await dryRun(deps, request.principal, request.params.id, request.body))
}

const NEVER_SET = { revision: 0, enabled: true, severity: null, reason: null, setAt: null, setBy: null }
const settingToWire = (row: SettingRow | undefined) => row === undefined
  ? NEVER_SET
  : { revision: row.revision, enabled: row.enabled, severity: row.severity, reason: row.reason, setAt: row.setAt.toISOString(), setBy: row.setBy }

function checkToWire ({ rule, severity, ...check }: Check, setting: SettingRow | undefined) {
  return { ...check, referenceData: [...check.referenceData], kpis: [...check.kpis], version: rule.version, catalogueSeverity: severity, setting: settingToWire(setting) }
}

function settingRoutes (app: App, deps: CheckRouteDeps): void {
  app.get('/checks/:id/setting', {
    config: { scope: READ },
    schema: {
      operationId: 'findCheckSetting', summary: 'Read how a check is set', description: 'Its ETag is needed to set it.', tags, params: CheckParams,
      response: { 200: withEtag('CheckSetting', 'The setting in force', ETAG), 304: NotModified, ...problems(400, 404) }
    }
  }, async (request, reply) => {
    const [row] = await settingHistory(deps, request.principal, request.params.id)
    return await sendUnlessKnown(request, reply, row?.revision ?? 0, settingToWire(row))
  })

  app.put('/checks/:id/setting', {
    config: { scope: WRITE },
    schema: {
      operationId: 'setCheck', summary: 'Set a check', description: 'On or off, and how grave its hits are. It takes effect with the next examination; a run looks at what is stored again.', tags,
      params: CheckParams, headers: IfMatch, body: SetCheckBody,
      response: { 200: withEtag('CheckSetting', 'The setting in force', ETAG), ...problems(400, 404, 412, 428) }
    }
  }, async (request, reply) => {
    const row = await setCheck(deps, request.principal, request.params.id, request.body, requiredMatch(request))
    reply.header('etag', etagOf(row.revision))
    return settingToWire(row)
  })

  app.get('/checks/:id/settings', {
    config: { scope: READ },
    schema: { operationId: 'listCheckSettings', summary: 'Read how a check was set over time', description: 'Newest first.', tags, params: CheckParams, response: { 200: json('CheckSettingHistory', 'All settings'), ...problems(400, 404) } }
  }, async (request) => ({ items: (await settingHistory(deps, request.principal, checkNamed(request.params.id).id)).map(settingToWire) }))
}

function runRoutes (app: App, deps: CheckRouteDeps): void {
  app.post('/checks/runs', {
    config: { scope: WRITE },
    schema: {
      operationId: 'startExaminationRun', summary: 'Examine a period again', description: `Asks all ${CHECKS.length} checks of every declaration of the period, or of those that \`only\` names (it narrows the declarations, never the checks), in the background, after rules, lists, settings or registers changed. What is judged by a day stays judged by it. Runs of CLA-11 begin by themselves when training, requirements or the work of whoever decided on proposals of AI systems change; they look at declarations from ${DECIDED_WITHIN_DAYS} days before the change on, so a decision made later than that after acceptance needs a run started here.`, tags,
      headers: Key, body: StartRunBody, response: { 202: json('ExaminationRun', 'It has begun; Location names it'), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await startRun(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.get('/checks/runs', {
    config: { scope: READ },
    schema: { operationId: 'listExaminationRuns', summary: 'List runs', description: 'Newest first.', tags, querystring: Type.Object(LargePageQuery, { additionalProperties: false }), response: { 200: json('ExaminationRunPage', 'A page of runs'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listRuns(deps, request.principal, request.query)
    return { items: items.map(runToWire), nextCursor }
  })

  app.get('/checks/runs/:id', {
    config: { scope: READ },
    schema: { operationId: 'findExaminationRun', summary: 'Read how far a run is', description: 'Its state and progress.', tags, params: RunParams, response: { 200: json('ExaminationRun', 'The run'), ...problems(400, 404) } }
  }, async (request) => runToWire(await findRun(deps, request.principal, request.params.id)))
}
