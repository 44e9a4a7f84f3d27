import pg from 'pg'
import t from 'tap'
import { fieldScopes } from '../../src/platform/graphql/scopes.ts'
import { graphqlParts } from '../../src/features.ts'
import { SCOPES } from '../../src/platform/access.ts'
import '../support/bare-processes.ts'
import { declaration } from '../support/facts.ts'
import { aiOversightReportOperations } from './operations/ai-oversight-reports.ts'
import { aiOversightOperations } from './operations/ai-oversight.ts'
import { aiSystemsOperations } from './operations/ai-systems.ts'
import { authorisationsOperations } from './operations/authorisations.ts'
import { ANY_STATE } from './operations/expectation.ts'
import type { Expectation, Operations } from './operations/expectation.ts'
import { goodsOperations } from './operations/goods.ts'
import { organisationOperations } from './operations/organisation.ts'
import { questionnaireOperations } from './operations/questionnaire.ts'
import { recordsOperations } from './operations/records.ts'
import { reportingOperations } from './operations/reporting.ts'
import { riskAssessmentOperations } from './operations/risk-assessments.ts'
import { riskAuditOperations } from './operations/risk-audits.ts'
import { riskCommunicationOperations } from './operations/risk-communication.ts'
import { riskOperations } from './operations/risks.ts'
import { sanctionOperations } from './operations/sanctions.ts'
import { trainingRequirementOperations } from './operations/training-requirements.ts'
import { trainingNeedOperations } from './operations/training-needs.ts'
import { trainingMessageOperations } from './operations/training-messages.ts'
import { trainingReportOperations } from './operations/training-reports.ts'
import { trainingOperations } from './operations/training.ts'
import { webhookOperations } from './operations/webhooks.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const { app } = await testApp(t, database.appUrl)
await app.ready()

const unknownId = '018f0000-0000-7000-8000-000000000000'
const pushed = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: declaration({ lrn: 'ACCESS-1', mrn: '26IT00000000000010' }) })
const { declarationId } = pushed.json<{ declarationId: string }>()

const post = async (url: string, payload: object): Promise<{ id: string }> => (await app.inject({ method: 'POST', url: `/v1${url}`, headers: { ...bearer(), 'if-match': '*' }, payload })).json<{ id: string }>()
const CONFIRM = { decision: 'confirmed', words: 'Access test', cause: 'other' }
const newFinding = async (): Promise<string> => (await post('/findings', { pillar: 'value', severity: 'info', message: 'Access test', declarationId })).id
async function confirmedFinding (): Promise<string> {
  const id = await newFinding()
  await post(`/findings/${id}/review`, CONFIRM)
  return id
}
const newAction = (findingId: string) => ({ kind: 'training', description: 'Access test', owner: 'Customs', dueOn: '2026-12-31', findingIds: [findingId] })
const openAction = async (): Promise<string> => (await post('/findings/actions', newAction(await confirmedFinding()))).id
const [finding, action, confirmed] = [await newFinding(), await openAction(), await confirmedFinding()]
const group = (await post('/findings/groups', { title: 'Access test', cause: 'other', findingIds: [await newFinding()] })).id

const sample = (await post('/findings/samples', { from: '2026-01-01', to: '2026-12-31' })).id
const extract = 'mrn,date\n26IT00000000000010,2026-03-02\n'
const EXTRACT_URL = '/v1/declarations/reconciliation?from=2026-03-01&to=2026-03-31'
const reconciliation = (await app.inject({ method: 'POST', url: EXTRACT_URL, headers: { ...bearer(), 'content-type': 'text/csv' }, payload: extract })).json<{ id: string }>().id

const context = { app, post, declarationId, finding: confirmed }
const features: Operations[] = []
for (const operationsOf of [
  aiSystemsOperations,
  aiOversightReportOperations,
  aiOversightOperations,
  questionnaireOperations,
  organisationOperations, authorisationsOperations, goodsOperations, recordsOperations, reportingOperations, sanctionOperations,
  riskCommunicationOperations, // Before risks have inputs: its audits look at nothing, so that nothing is missing.
  riskOperations,
  riskAssessmentOperations,
  riskAuditOperations,
  trainingOperations,
  trainingMessageOperations,
  trainingNeedOperations,
  trainingReportOperations,
  trainingRequirementOperations,
  webhookOperations
]) features.push(await operationsOf(context))

/** Things of the operator that operations take the id of; another operator must not learn that they exist. */
const IDS: Readonly<Record<string, string>> = { declaration: declarationId, finding, action, group, sample, reconciliation, ...Object.assign({}, ...features.map(({ ids }) => ids)) }

/** One entry per operation; an operation that is not here fails. */
const EXPECTED: Record<string, Expectation> = {
  pushDeclaration: { scope: 'declarations:write', method: 'POST', url: () => '/v1/declarations', payload: declaration({ lrn: 'ACCESS-2' }) },
  pushDeclarationsInBulk: { scope: 'declarations:write', method: 'POST', url: () => '/v1/declarations/bulk', payload: declaration({ lrn: 'ACCESS-3' }) },
  listDeclarations: { scope: 'declarations:read', method: 'GET', url: () => '/v1/declarations' },
  listUnmatchedMessages: { scope: 'declarations:read', method: 'GET', url: () => '/v1/declarations/unmatched' },
  findDeclaration: { scope: 'declarations:read', method: 'GET', url: (id) => `/v1/declarations/${id}`, takesId: 'declaration' },
  listDeclarationVersions: { scope: 'declarations:read', method: 'GET', url: (id) => `/v1/declarations/${id}/versions`, takesId: 'declaration' },
  compareDeclarationVersions: { scope: 'declarations:read', method: 'GET', url: (id) => `/v1/declarations/${id}/difference?from=1&to=1`, takesId: 'declaration' },
  listDeclarationMessages: { scope: 'declarations:read', method: 'GET', url: (id) => `/v1/declarations/${id}/messages`, takesId: 'declaration' },
  downloadOriginal: { scope: 'declarations:read', method: 'GET', url: (id) => `/v1/declarations/${id}/original`, takesId: 'declaration' },
  downloadVersionOriginal: { scope: 'declarations:read', method: 'GET', url: (id) => `/v1/declarations/${id}/versions/1/original`, takesId: 'declaration' },
  downloadMessageOriginal: { scope: 'declarations:read', method: 'GET', url: (id) => `/v1/declarations/messages/${id}/original`, status: 404 },
  reconcileExtract: { scope: 'declarations:write', method: 'POST', url: () => EXTRACT_URL, payload: extract, headers: { 'content-type': 'text/csv' } },
  listReconciliations: { scope: 'declarations:read', method: 'GET', url: () => '/v1/declarations/reconciliations' },
  findReconciliation: { scope: 'declarations:read', method: 'GET', url: (id) => `/v1/declarations/reconciliations/${id}`, takesId: 'reconciliation' },
  listReconciliationEntries: { scope: 'declarations:read', method: 'GET', url: (id) => `/v1/declarations/reconciliations/${id}/entries`, takesId: 'reconciliation' },
  listMissingDeclarations: { scope: 'declarations:read', method: 'GET', url: () => '/v1/declarations/missing' },
  evaluateDeclaration: { scope: 'checks:read', method: 'POST', url: () => '/v1/checks/evaluate', payload: declaration({ lrn: 'ACCESS-5' }) },
  listChecks: { scope: 'checks:read', method: 'GET', url: () => '/v1/checks' },
  dryRunCheck: { scope: 'checks:write', method: 'POST', url: () => '/v1/checks/CLA-01/dry-run', payload: { from: '2026-01-01', to: '2026-12-31' } },
  findCheckSetting: { scope: 'checks:read', method: 'GET', url: () => '/v1/checks/CLA-01/setting' },
  setCheck: { scope: 'checks:write', method: 'PUT', url: () => '/v1/checks/CLA-01/setting', payload: { enabled: true, severity: 'warning', reason: 'Access test' }, headers: { 'if-match': '*' } },
  listCheckSettings: { scope: 'checks:read', method: 'GET', url: () => '/v1/checks/CLA-01/settings' },
  startExaminationRun: { scope: 'checks:write', method: 'POST', url: () => '/v1/checks/runs', payload: { from: '2026-01-01', to: '2026-12-31', reason: 'Access test' } },
  listExaminationRuns: { scope: 'checks:read', method: 'GET', url: () => '/v1/checks/runs' },
  findExaminationRun: { scope: 'checks:read', method: 'GET', url: () => `/v1/checks/runs/${unknownId}`, status: 404 },
  recordFinding: { scope: 'findings:write', method: 'POST', url: () => '/v1/findings', payload: { pillar: 'value', severity: 'info', message: 'Access test' } },
  listFindings: { scope: 'findings:read', method: 'GET', url: () => '/v1/findings' },
  findFinding: { scope: 'findings:read', method: 'GET', url: (id) => `/v1/findings/${id}`, takesId: 'finding' },
  listFindingReviews: { scope: 'findings:read', method: 'GET', url: (id) => `/v1/findings/${id}/reviews`, takesId: 'finding' },
  reviewFinding: { scope: 'findings:review', method: 'POST', url: (id) => `/v1/findings/${id}/review`, payload: CONFIRM, headers: ANY_STATE, takesId: 'finding' },
  groupFindings: { scope: 'findings:review', method: 'POST', url: () => '/v1/findings/groups', payload: { title: 'Access test', cause: 'other', findingIds: [finding] } },
  reviewFindingGroup: { scope: 'findings:review', method: 'POST', url: (id) => `/v1/findings/groups/${id}/review`, payload: CONFIRM, takesId: 'group' },
  openCorrectiveAction: { scope: 'findings:write', method: 'POST', url: () => '/v1/findings/actions', payload: newAction(confirmed) },
  listCorrectiveActions: { scope: 'findings:read', method: 'GET', url: () => '/v1/findings/actions' },
  findCorrectiveAction: { scope: 'findings:read', method: 'GET', url: (id) => `/v1/findings/actions/${id}`, takesId: 'action' },
  implementCorrectiveAction: { scope: 'findings:write', method: 'POST', url: (id) => `/v1/findings/actions/${id}/implement`, payload: { implementedOn: '2026-11-01' }, headers: ANY_STATE, takesId: 'action' },
  closeCorrectiveAction: { scope: 'findings:review', method: 'POST', url: (id) => `/v1/findings/actions/${id}/close`, payload: { reason: 'Access test' }, headers: ANY_STATE, takesId: 'action' },
  drawReviewSample: { scope: 'findings:write', method: 'POST', url: () => '/v1/findings/samples', payload: { from: '2026-01-01', to: '2026-12-31' } },
  listReviewSamples: { scope: 'findings:read', method: 'GET', url: () => '/v1/findings/samples' },
  findReviewSample: { scope: 'findings:read', method: 'GET', url: (id) => `/v1/findings/samples/${id}`, takesId: 'sample' },
  listDrawnItems: { scope: 'findings:read', method: 'GET', url: (id) => `/v1/findings/samples/${id}/draw`, takesId: 'sample' },
  listSampleFrame: { scope: 'findings:read', method: 'GET', url: (id) => `/v1/findings/samples/${id}/frame`, takesId: 'sample' },
  redrawReviewSample: { scope: 'findings:read', method: 'POST', url: (id) => `/v1/findings/samples/${id}/redraw`, takesId: 'sample' },
  recordSampleResults: { scope: 'findings:review', method: 'POST', url: (id) => `/v1/findings/samples/${id}/results`, payload: { results: [{ declarationId, itemNumber: 1, hasError: false }] }, takesId: 'sample' },
  projectReviewSample: { scope: 'findings:read', method: 'GET', url: (id) => `/v1/findings/samples/${id}/projection`, takesId: 'sample' },
  listEvents: { scope: 'events:read', method: 'GET', url: () => '/v1/events' },
  queryGraphql: { scope: 'per_field', method: 'POST', url: () => '/graphql', payload: { query: '{ operator { eori } }' } },
  ...Object.assign({}, ...features.map(({ expected }) => expected))
}

const operations = Object.values(app.swagger().paths ?? {}).flatMap((item) => Object.values(item as object).map((operation: { operationId: string }) => operation.operationId))

async function call ({ method, url, payload, headers: own }: Expectation, id: string, headers: Record<string, string>) {
  return await app.inject({ method, url: url(id), headers: { ...own, ...headers }, ...(payload === undefined ? {} : { payload }) })
}

t.test('every operation has an expectation, and every expectation an operation', (t) => {
  t.strictSame(operations.toSorted(), Object.keys(EXPECTED).toSorted())
  t.end()
})

for (const [name, expected] of Object.entries(EXPECTED)) {
  const ownId = IDS[expected.takesId ?? 'declaration'] ?? ''
  t.test(`${name}: no token is 401, a token of no or another right 403, the right one gets in`, async (t) => {
    t.equal((await call(expected, ownId, {})).statusCode, 401)
    const others = SCOPES.filter((scope) => scope !== expected.scope).join(' ')
    if (expected.scope !== 'per_field') t.equal((await call(expected, ownId, bearer({ scope: others }))).statusCode, 403)
    if (expected.beside !== undefined) t.equal((await call(expected, ownId, bearer({ scope: expected.scope }))).statusCode, 403, 'one right of two')
    const scope = expected.scope === 'per_field' ? 'operator:read' : [expected.scope, expected.beside ?? ''].join(' ').trim()
    const answer = await call(expected, name === 'downloadMessageOriginal' ? unknownId : ownId, bearer({ scope }))
    t.ok(expected.status === undefined ? answer.statusCode < 300 : answer.statusCode === expected.status, `${answer.statusCode}`)
    t.equal((await call(expected, ownId, bearer({ operator: 'FR00000000000' }))).statusCode, 403, 'an operator that is not known')
  })
  if (expected.takesId === undefined) continue
  t.test(`${name}: what is another operator's answers byte for byte like what does not exist`, async (t) => {
    const other = bearer({ operator: OTHER_OPERATOR })
    const [theirs, nothing] = [await call(expected, ownId, other), await call(expected, unknownId, other)]
    t.equal(theirs.statusCode, 404)
    const shown = (answer: typeof theirs): string => answer.body.replace(/"requestId":"[^"]*"/, '')
    t.equal(shown(theirs), shown(nothing))
    const headers = (answer: typeof theirs): string[] => Object.keys(answer.headers).sort()
    t.strictSame(headers(theirs), headers(nothing))
    if (expected.takesId !== 'declaration') return
    const byMrn = await call(expected, '26IT00000000000010', other)
    t.equal(shown(byMrn), shown(nothing), 'by MRN as well')
  })
}

t.test('the operator comes from the token alone', async (t) => {
  for (const name of ['operatorId', 'operator_id', 'operator']) {
    const body = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: declaration({ lrn: 'ACCESS-4', [name]: unknownId }) })
    t.equal(body.statusCode, 400, `${name} in the body`)
    t.match(body.json(), { errors: [{ pointer: `/${name}` }] })
    t.equal((await app.inject({ url: `/v1/declarations?${name}=${unknownId}`, headers: bearer() })).statusCode, 400, `${name} in the query`)
    t.equal((await app.inject({ url: `/v1/events?${name}=${unknownId}`, headers: bearer() })).statusCode, 400)
    const graph = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: `{ declarations(first: 1, ${name}: "${unknownId}") { nodes { id } } }` } })
    t.match(graph.json(), { errors: [{ extensions: { type: '/problems/graphql-invalid' } }] })
  }
})

t.test('every field of the graph that reads something needs a right', async (t) => {
  const scopes = fieldScopes(graphqlParts({ db: undefined as never, clock: () => new Date() }))
  const queries: Record<string, string> = {
    'Query.operator': '{ operator { eori } }',
    'Query.declaration': '{ declaration(mrn: "26IT00000000000010") { id } }',
    'Query.declarations': '{ declarations(first: 1) { nodes { id } } }',
    'Query.declarationTotals': '{ declarationTotals(from: "2026-01-01", to: "2026-12-31", groupBy: [type]) { key } }',
    'Query.completeness': '{ completeness(from: "2026-01-01", to: "2026-12-31") { matched } }',
    'Query.missingDeclarations': '{ missingDeclarations(first: 1) { nodes { mrn } } }',
    'Query.findings': '{ findings(first: 1) { nodes { id } } }',
    'Query.findingRates': '{ findingRates(from: "2026-01-01", to: "2026-12-31", groupBy: check) { key } }',
    'Query.firstTimeRight': '{ firstTimeRight(from: "2026-01-01", to: "2026-12-31") { share } }',
    'Query.checkPrecision': '{ checkPrecision(from: "2026-01-01", to: "2026-12-31") { check } }',
    'Query.checkOutcomes': '{ checkOutcomes(from: "2026-01-01", to: "2026-12-31") { check } }',
    'Query.correctiveActions': '{ correctiveActions(first: 1) { nodes { id } } }',
    'Query.reviewSamples': '{ reviewSamples(first: 1) { nodes { id } } }',
    'Finding.declaration': '{ findings(first: 1) { nodes { declaration { mrn } } } }',
    'Declaration.findings': '{ declarations(first: 1) { nodes { findings { check } } } }',
    'Query.reviewSample': `{ reviewSample(id: "${sample}") { sample { id } projection { outcome } } }`,
    ...Object.assign({}, ...features.map(({ queries }) => queries))
  }
  /** What a field within another one's answer needs beside its own right. */
  const ways: Record<string, string> = { 'Finding.declaration': 'findings:read', 'Declaration.findings': 'declarations:read', ...Object.assign({}, ...features.map((feature) => feature.ways ?? {})) }
  t.strictSame([...scopes.keys()].toSorted(), Object.keys(queries).toSorted(), 'a new field needs a query here')
  for (const [field, query] of Object.entries(queries)) {
    const without = SCOPES.filter((scope) => scope !== scopes.get(field)).join(' ')
    const refused = await app.inject({ method: 'POST', url: '/graphql', headers: bearer({ scope: without }), payload: { query } })
    t.match(refused.json(), { errors: [{ extensions: { type: '/problems/forbidden' } }] }, `${field} without its right`)
    const granted = await app.inject({ method: 'POST', url: '/graphql', headers: bearer({ scope: `${scopes.get(field) ?? ''} ${ways[field] ?? ''}`.trim() }), payload: { query } })
    t.notOk(granted.json<{ errors?: unknown }>().errors, `${field} with it`)
  }
  const other = await app.inject({ method: 'POST', url: '/graphql', headers: bearer({ operator: OTHER_OPERATOR }), payload: { query: queries['Query.declaration'] ?? '' } })
  t.strictSame(other.json<{ data: unknown }>().data, { declaration: null }, 'another operator sees nothing')
  const sampled = await app.inject({ method: 'POST', url: '/graphql', headers: bearer({ operator: OTHER_OPERATOR }), payload: { query: queries['Query.reviewSample'] ?? '' } })
  t.strictSame(sampled.json<{ data: unknown }>().data, { reviewSample: null }, 'nor a sample')
})

t.test('every kind of event that the operations log is shown to whoever may read it, and to nobody else', async (t) => {
  const superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  t.teardown(async () => { await superuser.end() })
  const { rows } = await superuser.query<{ type: string }>('select distinct l.type from aeo.operator_log l join aeo.operators o on o.operator_id = l.operator_id where o.eori = $1 order by l.type', [TEST_OPERATOR])
  const shownTo = async (scope: string): Promise<string[]> => {
    const { items } = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer({ scope }) })).json<{ items: { type: string }[] }>()
    return [...new Set(items.map(({ type }) => type))].toSorted()
  }
  t.ok(rows.length > 40, `${rows.length} kinds`)
  t.strictSame(await shownTo('*'), rows.map(({ type }) => type))
  t.strictSame(await shownTo('events:read'), [])
  const others = SCOPES.filter((scope) => scope !== 'records:read' && scope !== 'sanctions:read').join(' ')
  t.strictSame((await shownTo(others)).filter((type) => /^(sanction|legal_hold|retention|record_setting|supporting_document|goods_movement|excise_movement|exit_proof|criteria_evidence)\./.test(type)), [])
})
