import t from 'tap'
import { databaseUnavailable, invalidRequest, overloaded } from '../../../src/platform/problem.ts'
import { errorForLog } from '../../../src/platform/http/error-for-log.ts'
import { makeServer } from './make-server.ts'

const databaseError = (code: string, more: Record<string, unknown> = {}): Error => Object.assign(new Error(`refused "canary-value" ${code}`), { code, severity: 'ERROR', detail: 'Key (email)=(canary-value) exists', where: 'canary-value', ...more })
const statement = (cause: Error): Error => Object.assign(new Error('Failed query: insert … params: canary-value', { cause }), { query: 'insert', params: ['canary-value'] })

t.test('a database that cannot answer now is 503 with the time to wait, anything else 500 without a word', async (t) => {
  const cases: [name: string, error: Error, status: number, type: string][] = [
    ...['08006', '53300', '57P01', '57014', '40001', '55P03'].map((code): [string, Error, number, string] => [code, databaseError(code), 503, '/problems/database-unavailable']),
    ['disk full', databaseError('53100'), 503, '/problems/storage-full'],
    ['disk full, wrapped', statement(databaseError('53100')), 503, '/problems/storage-full'],
    ['refused connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 503, '/problems/database-unavailable'],
    ['no address answers', new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })]), 503, '/problems/database-unavailable'],
    ['no socket', Object.assign(new Error('connect'), { code: 'ENOENT', syscall: 'connect' }), 503, '/problems/database-unavailable'],
    ['empty pool', new Error('timeout exceeded when trying to connect'), 503, '/problems/database-unavailable'],
    ['cut connection', statement(new Error('Connection terminated unexpectedly')), 503, '/problems/database-unavailable'],
    ['our own refusal', databaseUnavailable('Wait.'), 503, '/problems/database-unavailable'],
    ['duplicate key', databaseError('23505', { constraint: 'people_email_key', table: 'people' }), 500, 'about:blank'],
    ['missing file', Object.assign(new Error('open'), { code: 'ENOENT', syscall: 'open' }), 500, 'about:blank'],
    ['our bug', new TypeError('x is not a function'), 500, 'about:blank']
  ]
  let planted: Error = new Error('none')
  const { app, log, raw } = makeServer(t.testdir(), { config: { logLevel: 'trace' }, open: (app) => { app.get('/fails', () => { throw planted }) } })
  t.teardown(() => app.close())
  for (const [name, error, status, type] of cases) {
    planted = error
    const answer = await app.inject('/fails')
    t.match(answer.json(), { status, type }, name)
    t.equal(answer.headers['retry-after'], status === 503 ? '2' : undefined, `${name}: retry-after`)
    t.notMatch(answer.body, /canary|people|insert/, `${name}: nothing leaks`)
  }
  t.notMatch(raw(), /canary/, 'nor into the log')
  const duplicate = log().find((line) => JSON.stringify(line).includes('23505'))
  t.match(duplicate, { level: 'error', err: { sqlState: '23505', constraint: 'people_email_key', table: 'people' } }, 'what may be said is said')
  t.ok(log().every((line) => line['err'] === undefined || line['requestId'] !== undefined), 'every failure can be found by its request id')
})

t.test('errors for the log are read member by member', (t) => {
  const parsed = ((): unknown => { try { return JSON.parse('{"a":canary}') } catch (error) { return error } })()
  t.notMatch(JSON.stringify(errorForLog(parsed)), /canary/, 'a parser quotes its input')
  t.notMatch(JSON.stringify(errorForLog(Object.assign(new Error('x'), { body: 'canary', config: { token: 'canary' } }))), /canary/, 'other members stay out')
  t.match(errorForLog(new Error('line\r\nline \u001b[31m \u202e')), { message: 'line  line  [31m  ' }, 'one line stays one line')
  t.match(errorForLog(new Error('outer', { cause: new TypeError('inner') })), { message: 'outer', cause: { type: 'TypeError', message: 'inner' } })
  const loop = new Error('loop')
  loop.cause = loop
  t.ok(errorForLog(loop), 'a circle of causes ends')
  t.match(errorForLog('text'), { type: 'string' })
  t.match(errorForLog(overloaded('Too many calculations are waiting.')), { type: '/problems/overloaded', message: 'Too many calculations are waiting.' }, 'on-call sees of what there was too much')
  t.equal(errorForLog(invalidRequest('canary')).message, undefined, 'what is said of a request may quote it')
  t.end()
})
