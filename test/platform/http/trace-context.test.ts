import t from 'tap'
import type { IncomingMessage } from 'node:http'
import { requestIdOf, traceOf, traceResponse } from '../../../src/platform/http/trace-context.ts'

const request = (headers: Record<string, string> = {}): IncomingMessage => ({ headers }) as unknown as IncomingMessage

t.test('ids of our own are never given twice, and sort by time', (t) => {
  const ids = Array.from({ length: 20_000 }, () => requestIdOf(request()))
  t.equal(new Set(ids).size, ids.length)
  for (const id of ids.slice(0, 100)) t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const traces = Array.from({ length: 20_000 }, () => traceOf(request()))
  t.equal(new Set(traces.map(({ traceId }) => traceId)).size, traces.length)
  t.equal(new Set(traces.map(({ spanId }) => spanId)).size, traces.length)
  t.end()
})

t.test('one request has one trace', (t) => {
  const one = request({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' })
  t.equal(traceOf(one), traceOf(one))
  t.match(traceResponse(traceOf(one)), /^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/)
  t.end()
})
