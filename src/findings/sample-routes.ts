import { sendUnlessKnown } from '../platform/http/conditional.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import type { FindingDeps } from './operations/deps.ts'
import { drawReviewSample } from './operations/draw-sample.ts'
import { findSample, listDraw, listFrame, listSamples, projectSample } from './operations/read-samples.ts'
import { recordSampleResults } from './operations/record-results.ts'
import { redrawReviewSample } from './operations/redraw-sample.ts'
import { json, Key, NotModified, send, withEtag } from '../platform/http/route-parts.ts'
import { DrawQuery, NewResultsBody, NewSampleBody, SAMPLE_SCHEMAS, SampleParams, SampleQuery } from './sample-schemas.ts'
import { drawnToWire, projectionToWire, sampleToWire } from './sample-wire.ts'

const READ = 'findings:read'
const tags = ['findings']

export function sampleRoutes (app: App, deps: FindingDeps): void {
  for (const schema of SAMPLE_SCHEMAS) app.addSchema(schema)
  planRoutes(app, deps)
  drawRoutes(app, deps)
  resultRoutes(app, deps)
}

function planRoutes (app: App, deps: FindingDeps): void {
  app.post('/findings/samples', {
    config: { scope: 'findings:write' },
    schema: {
      operationId: 'drawReviewSample', summary: 'Draw a review sample',
      description: 'All items with an open or confirmed error, a random sample by stratum, and a sample by money. Seed, frame and draw are kept. Half a million items take about half a minute.', tags,
      headers: Key, body: NewSampleBody, response: { 201: withEtag('ReviewSample', 'The sample; Location names it'), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await drawReviewSample(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.get('/findings/samples', {
    config: { scope: READ },
    schema: { operationId: 'listReviewSamples', summary: 'List review samples', description: 'Newest first.', tags, querystring: SampleQuery, response: { 200: json('ReviewSamplePage', 'A page of review samples'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listSamples(deps, request.principal, request.query)
    return { items: items.map(sampleToWire), nextCursor }
  })

  app.get('/findings/samples/:id', {
    config: { scope: READ },
    schema: { operationId: 'findReviewSample', summary: 'Read a review sample', description: 'Its plan, and how far the review is.', tags, params: SampleParams, response: { 200: withEtag('ReviewSample', 'The sample'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const sample = await findSample(deps, request.principal, request.params.id)
    return await sendUnlessKnown(request, reply, sample.revision, sampleToWire(sample))
  })
}

function drawRoutes (app: App, deps: FindingDeps): void {
  app.get('/findings/samples/:id/draw', {
    config: { scope: READ },
    schema: { operationId: 'listDrawnItems', summary: 'List what is to be reviewed', description: 'Why each item was drawn, and what its review found.', tags, params: SampleParams, querystring: DrawQuery, response: { 200: json('DrawnItemPage', 'A page of drawn items'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listDraw(deps, request.principal, request.params.id, request.query)
    return { items: items.map(drawnToWire), nextCursor }
  })

  app.get('/findings/samples/:id/frame', {
    config: { scope: READ },
    schema: { operationId: 'listSampleFrame', summary: 'List what could be drawn', description: 'The frame as it was, although declarations change.', tags, params: SampleParams, querystring: SampleQuery, response: { 200: json('FramePage', 'A page of the frame'), ...problems(400, 404) } }
  }, async (request) => await listFrame(deps, request.principal, request.params.id, request.query))

  app.post('/findings/samples/:id/redraw', {
    config: { scope: READ },
    schema: { operationId: 'redrawReviewSample', summary: 'Draw again and compare', description: 'From the kept frame by the kept seed; nothing is changed.', tags, params: SampleParams, response: { 200: json('ReviewSampleRedraw', 'Whether it is the same'), ...problems(400, 404) } }
  }, async (request) => await redrawReviewSample(deps, request.principal, request.params.id))
}

function resultRoutes (app: App, deps: FindingDeps): void {
  app.post('/findings/samples/:id/results', {
    config: { scope: 'findings:review' },
    schema: {
      operationId: 'recordSampleResults', summary: 'Record what the review found',
      description: 'An error opens a finding, or names one that is there. A result is corrected by naming its revision; the log keeps the earlier ones. An error is taken back by dismissing its finding.', tags,
      params: SampleParams, headers: Key, body: NewResultsBody, response: { 200: withEtag('ReviewSampleResults', 'What was recorded'), ...problems(400, 404, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await recordSampleResults(deps, request.principal, request.params.id, request.body.results, request.headers['idempotency-key'])))

  app.get('/findings/samples/:id/projection', {
    config: { scope: READ },
    schema: { operationId: 'projectReviewSample', summary: 'Project the results onto the frame', description: 'Error rates by stratum, projected error and its upper bound, as findings are decided now.', tags, params: SampleParams, response: { 200: json('ReviewProjection', 'What the review lets say'), ...problems(400, 404) } }
  }, async (request) => projectionToWire(await projectSample(deps, request.principal, request.params.id)))
}
