import { etagOf, requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, Match, NotModified, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { addControl, changeControl, findControl, listControls, listDesigns, rateDesign, retireControl } from './control-operations.ts'
import { runTest } from './run-test.ts'
import { CONTROL_SCHEMAS, ControlParams, ControlPatchBody, ControlQuerySchema, NewControlBody, NewDesignBody, NewTestBody, RetirementBody, RunBody, StepQuery, TestParams, WithdrawalBody } from './schemas.ts'
import { findTest, listTests, recordTest, withdrawTest } from './test-operations.ts'
import { controlToWire, designToWire, testToWire } from './wire.ts'

const tags = ['risks']

export function controlRoutes (app: App, deps: RiskDeps): void {
  for (const schema of CONTROL_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  writeRoutes(app, deps)
  testRoutes(app, deps)
}

function readRoutes (app: App, deps: RiskDeps): void {
  app.get('/controls', {
    config: { scope: READ },
    schema: { operationId: 'listRiskControls', summary: 'List controls', description: 'In the order of their codes, each with what its tests come to.', tags, querystring: ControlQuerySchema, response: { 200: json('RiskControlPage', 'A page of controls'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listControls(deps, request.principal, request.query)
    return { items: items.map(controlToWire), nextCursor }
  })

  app.get('/controls/:ref', {
    config: { scope: READ },
    schema: { operationId: 'findRiskControl', summary: 'Read a control', description: 'By id or code, with the ETag that is needed to change it.', tags, params: ControlParams, response: { 200: withEtag('RiskControl', 'The control'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const control = await findControl(deps, request.principal, request.params.ref)
    return await sendUnlessKnown(request, reply, control.revision, controlToWire(control))
  })

  app.get('/controls/:ref/designs', {
    config: { scope: READ },
    schema: { operationId: 'listRiskControlDesigns', summary: 'List the ratings of a control\'s design', description: 'Last first.', tags, params: ControlParams, querystring: StepQuery, response: { 200: json('ControlDesignPage', 'A page of ratings'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listDesigns(deps, request.principal, request.params.ref, request.query)
    return { items: items.map(designToWire), nextCursor }
  })
}

function writeRoutes (app: App, deps: RiskDeps): void {
  app.post('/controls', {
    config: { scope: WRITE },
    schema: {
      operationId: 'addRiskControl', summary: 'Add a control', description: 'With the rating of its design. Untested it counts half of that (risk-method.md 2).', tags, headers: Key, body: NewControlBody,
      response: { 201: withEtag('RiskControl', 'The control; Location names it'), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await addControl(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.patch('/controls/:ref', {
    config: { scope: WRITE },
    schema: { operationId: 'changeRiskControl', summary: 'Change a control', description: 'Words, owner and the risks that it works against.', tags, params: ControlParams, headers: Match, body: ControlPatchBody, response: { 200: withEtag('RiskControl', 'The control as changed'), ...problems(400, 404, 409, 412, 428) } }
  }, async (request, reply) => {
    const control = await changeControl(deps, request.principal, request.params.ref, request.body, requiredMatch(request))
    reply.header('etag', etagOf(control.revision))
    return controlToWire(control)
  })

  app.post('/controls/:ref/design', {
    config: { scope: WRITE },
    schema: { operationId: 'rateRiskControl', summary: 'Rate the design of a control anew', description: 'The rating before is kept; tests go on counting.', tags, params: ControlParams, headers: KeyAndMatch, body: NewDesignBody, response: { 200: withEtag('RiskControl', 'The control'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await rateDesign(deps, request.principal, request.params.ref, request.body, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/controls/:ref/retire', {
    config: { scope: WRITE },
    schema: { operationId: 'retireRiskControl', summary: 'End a control', description: 'From the day on it works against nothing; it is never taken up again.', tags, params: ControlParams, headers: KeyAndMatch, body: RetirementBody, response: { 200: withEtag('RiskControl', 'The control'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await retireControl(deps, request.principal, request.params.ref, request.body, request.headers['idempotency-key'], requiredMatch(request))))
}

function testRoutes (app: App, deps: RiskDeps): void {
  app.post('/controls/:ref/tests', {
    config: { scope: WRITE },
    schema: {
      operationId: 'recordControlTest', summary: 'Record a test of a control', tags, params: ControlParams, headers: Key, body: NewTestBody, response: { 201: json('ControlTest', 'The test; Location names it'), ...problems(400, 404, 409, 422) },
      description: 'How it worked in a sample of cases, with the proof, by somebody who does not answer for it. It is never changed; one recorded in error is withdrawn.'
    }
  }, async (request, reply) => await send(reply, await recordTest(deps, request.principal, request.params.ref, request.body, request.headers['idempotency-key'])))

  app.post('/controls/:ref/tests/run', {
    config: { scope: WRITE },
    schema: {
      operationId: 'runControlTest', summary: 'Test a control by what the system counts', tags, params: ControlParams, headers: Key, body: RunBody, response: { 201: json('ControlTest', 'The test with its query; Location names it'), ...problems(400, 404, 409, 422) },
      description: 'By its automaticTest, over some days, each of which counts once. The result is a test like any other, with the query in place of a tester.'
    }
  }, async (request, reply) => await send(reply, await runTest(deps, request.principal, request.params.ref, request.body, request.headers['idempotency-key'])))

  app.get('/controls/:ref/tests', {
    config: { scope: READ },
    schema: { operationId: 'listControlTests', summary: 'List the tests of a control', description: 'Last day first, those withdrawn included.', tags, params: ControlParams, querystring: StepQuery, response: { 200: json('ControlTestPage', 'A page of tests'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listTests(deps, request.principal, request.params.ref, request.query)
    return { items: items.map(testToWire), nextCursor }
  })

  app.get('/controls/:ref/tests/:id', {
    config: { scope: READ },
    schema: { operationId: 'findControlTest', summary: 'Read a test of a control', description: 'As it was recorded.', tags, params: TestParams, response: { 200: json('ControlTest', 'The test'), ...problems(400, 404) } }
  }, async (request) => testToWire(await findTest(deps, request.principal, request.params.ref, request.params.id)))

  app.post('/controls/:ref/tests/:id/withdraw', {
    config: { scope: WRITE },
    schema: { operationId: 'withdrawControlTest', summary: 'Withdraw a test of a control', description: 'It was recorded in error: it stays to be seen and counts no more.', tags, params: TestParams, headers: Key, body: WithdrawalBody, response: { 200: json('ControlTest', 'The test'), ...problems(400, 404, 409, 422) } }
  }, async (request, reply) => await send(reply, await withdrawTest(deps, request.principal, request.params.ref, request.params.id, request.body.reason, request.headers['idempotency-key'])))
}
