import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { failureText } from '../src/failed-command.ts'
import { databaseUnavailable } from '../src/platform/problem.ts'

/** Whoever runs a command sees why it failed, down to what caused it, and no value that a database error quotes. */

const CANARY = 'Anna Example'
const fault = Object.assign(new Error(`duplicate key value: (name)=(${CANARY})`), { severity: 'ERROR', code: '57014', table: 'ai_outputs', detail: CANARY, where: CANARY })

t.test('the chain of causes is shown, each with where it was thrown', (t) => {
  const text = failureText(new Error('outer', { cause: new TypeError('middle', { cause: new RangeError('inner') }) }))
  t.match(text, /^Error: outer\n {4}at .*\n[^]*^Caused by TypeError: middle\n {4}at [^]*^Caused by RangeError: inner\n {4}at /m)
  t.equal(text.match(/Caused by/g)?.length, 2)
  t.end()
})

t.test('of an error of the database, its state and place and none of its values', (t) => {
  const text = failureText(new Error('The logs of 1 operators could not be followed', { cause: databaseUnavailable('Try again in a moment; nothing was decided.', {}, { cause: fault }) }))
  t.match(text, /^Error \(sqlState 57014, table ai_outputs\)\n {4}at /)
  t.match(text, /^Caused by \/problems\/database-unavailable: .+: Try again in a moment; nothing was decided\. \(sqlState 57014, table ai_outputs\)$/m)
  t.match(text, /^Caused by Error \(sqlState 57014, table ai_outputs\)$/m)
  t.notMatch(text, CANARY)
  t.end()
})

t.test('whatever is thrown, there is a text', (t) => {
  t.equal(failureText('words'), 'string')
  t.match(failureText(new SyntaxError(`Unexpected token in ${CANARY}`)), /^SyntaxError\n {4}at /)
  const loop = new Error('loop')
  loop.cause = loop
  t.equal(failureText(loop).match(/loop/g)?.length, 5, 'a circle of causes ends')
  t.end()
})

t.test('a command that cannot reach its database says what failed', (t) => {
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '../src/cli.ts'), 'verify-log'], { encoding: 'utf8', env: { ...process.env, DATABASE_URL: 'postgres://aeo_app:x@127.0.0.1:1/aeo', JWT_SECRET: 'x'.repeat(40) } })
  t.equal(status, 1)
  t.match(stderr, /ECONNREFUSED/)
  t.notMatch(stderr, /aeo_app:x/)
  t.end()
})
