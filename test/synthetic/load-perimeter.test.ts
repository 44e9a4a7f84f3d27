import t from 'tap'
import { loadFile, loadRecords } from '../../src/synthetic/load-perimeter.ts'
import type { PerimeterRecord } from '../../src/synthetic/perimeter/perimeter-record.ts'
import type { Service, ServiceRequest } from '../../src/synthetic/service.ts'

/** Answers by path, and notes what it was asked. */
function answering (answer: (request: ServiceRequest) => { status: number, body: unknown, etag?: string }): { service: Service, asked: ServiceRequest[] } {
  const asked: ServiceRequest[] = []
  const request: Service['request'] = async (sent) => {
    asked.push(sent)
    const { status, body, etag } = answer(sent)
    return await Promise.resolve({ status, etag, body: typeof body === 'string' ? body : JSON.stringify(body) })
  }
  return { asked, service: { request, examiner: undefined as never, settle: async () => { await Promise.resolve() } } }
}

const unit: PerimeterRecord = { path: '/v1/units', payload: { code: 'a' } }

t.test('what the service says exists is there already, and any other refusal ends the load', async (t) => {
  t.match(await loadRecords(answering(() => ({ status: 201, body: { id: 'u' } })).service, [unit]), { created: 1, there: 0 })
  t.match(await loadRecords(answering(() => ({ status: 409, body: { type: '/problems/unit-exists' } })).service, [unit]), { created: 0, there: 1 })
  await t.rejects(loadRecords(answering(() => ({ status: 409, body: { type: '/problems/unit-cycle' } })).service, [unit]), /\/v1\/units answered 409/)
  await t.rejects(loadRecords(answering(() => ({ status: 400, body: { type: '/problems/invalid-request' } })).service, [unit]), /answered 400/)
})

t.test('a record that no reference tells apart is looked for by what it says', async (t) => {
  const mandate = (validFrom: string): PerimeterRecord => ({ path: '/v1/mandates', payload: { validFrom }, listed: '/v1/mandates?representative=X', same: ['validFrom'] })
  const { service, asked } = answering(({ method }) => method === 'GET' ? { status: 200, body: { items: [{ id: 'm', validFrom: '2026-01-01' }] } } : { status: 201, body: { id: 'n' } })
  t.match(await loadRecords(service, [mandate('2026-01-01'), mandate('2026-01-02')]), { created: 1, there: 1 })
  t.strictSame(asked.map(({ method }) => method), ['GET', 'GET', 'POST'])
})

t.test('what belongs to a record follows it whether it is new or there, with the ETag of its state', async (t) => {
  const { service, asked } = answering(({ method, path }) => method === 'POST' ? { status: 200, body: { id: 'a1' } } : path.includes('?') ? { status: 200, body: { items: [{ id: 'a1', reference: 'R' }] } } : { status: 200, etag: '"7"', body: { decisions: { past: [] } } })
  const record: PerimeterRecord = {
    path: '/v1/authorisations', payload: { reference: 'R' }, listed: '/v1/authorisations?type=T', same: ['reference'],
    follow: (id) => [{ path: `/v1/authorisations/${id}/decisions`, payload: { kind: 'amended' }, listed: `/v1/authorisations/${id}`, entries: ['decisions', 'past'], same: ['kind'], matching: `/v1/authorisations/${id}` }]
  }
  t.match(await loadRecords(service, [record]), { created: 1, there: 1 })
  t.match(asked.at(-1), { method: 'POST', path: '/v1/authorisations/a1/decisions', ifMatch: '"7"' })
})

t.test('files go in bounded pieces, and the first record that is refused ends the load', async (t) => {
  const verdicts = (outcome: (index: number) => string) => answering(({ body = '' }) => ({ status: 200, body: body.trimEnd().split('\n').map((_, index) => JSON.stringify({ line: index + 1, outcome: outcome(index) })).join('\n') }))
  const records = Array.from({ length: 2001 }, (_, index) => ({ index }))
  const { service, asked } = verdicts((index) => index % 2 === 0 ? 'created' : 'replayed')
  t.match(await loadFile(service, { path: '/v1/goods/bulk', records }), { created: 1001, there: 1000 })
  t.strictSame(asked.map(({ body = '' }) => body.trimEnd().split('\n').length), [2000, 1])
  await t.rejects(loadFile(verdicts((index) => index === 3 ? 'refused' : 'created').service, { path: '/v1/goods/bulk', records }), /\{"index":3\} was refused/)
  t.match(await loadFile(service, { path: '/v1/goods/bulk', records: [] }), { created: 0, there: 0 })
})
