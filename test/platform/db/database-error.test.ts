import t from 'tap'
import { isConnectionLoss, isDataError, isRetryable } from '../../../src/platform/db/database-error.ts'

const state = (code: string): Error => Object.assign(new Error('a fault'), { severity: 'ERROR', code })
const socket = (code: string): Error => Object.assign(new Error('a socket'), { code })

const cases: [name: string, error: unknown, lost: boolean, retryable: boolean, data: boolean][] = [
  ['a value that does not fit', state('22001'), false, false, true],
  ['a number out of range', state('22003'), false, false, true],
  ['a key that is there already', state('23505'), false, false, true],
  ['a check that fails', state('23514'), false, false, true],
  ['a deadlock', state('40P01'), false, true, false],
  ['a serialisation failure', state('40001'), false, true, false],
  ['an unknown transaction outcome', state('40003'), false, false, false],
  ['a connection failure', state('08006'), true, false, false],
  ['the server going down', state('57P01'), true, false, false],
  ['a crash of another session', state('57P02'), true, false, false],
  ['a server that is starting', state('57P03'), true, false, false],
  ['a statement that took too long', state('57014'), false, false, false],
  ['a lock that was not got', state('55P03'), false, true, false],
  ['no space', state('53100'), false, false, false],
  ['a missing right', state('42501'), false, false, false],
  ['a statement that is wrong', state('42601'), false, false, false],
  ['a reset connection', socket('ECONNRESET'), true, false, false],
  ['a refused connection', socket('ECONNREFUSED'), true, false, false],
  ['a broken pipe', socket('EPIPE'), true, false, false],
  ['the words of the driver', new Error('Connection terminated unexpectedly'), true, false, false],
  ['the words of the pool', new Error('timeout exceeded when trying to connect'), true, false, false],
  ['a client that waited too long', new Error('Query read timeout'), true, false, false],
  ['a fault of our own', new TypeError('x is not a function'), false, false, false],
  ['a code that is no SQLSTATE', Object.assign(new Error('x'), { severity: 'ERROR', code: 'ENOENT' }), false, false, false],
  ['nothing', undefined, false, false, false],
  ['a text', '40P01', false, false, false]
]
for (const [name, error, lost, retryable, data] of cases) {
  t.strictSame([isConnectionLoss(error), isRetryable(error), isDataError(error)], [lost, retryable, data], name)
}

t.test('the query builder wraps the error of the database: its cause counts', (t) => {
  t.equal(isRetryable(new Error('Failed query', { cause: state('40001') })), true)
  t.equal(isDataError(new Error('a', { cause: new Error('b', { cause: state('23505') }) })), true)
  t.equal(isConnectionLoss(new AggregateError([socket('ECONNREFUSED')])), true)
  t.end()
})
