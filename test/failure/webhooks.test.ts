import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { addressOfDatabase, withConnection } from '../../src/platform/db/connection.ts'
import { CERTIFICATE_FILE, isGenuine, startReceiver, status } from '../support/receiver.ts'
import { bearer } from '../support/tokens.ts'
import { startDatabase } from './embedded-database.ts'
import { post, startService } from './service.ts'
import type { RunningService } from './service.ts'

t.setTimeout(120_000)
const folders = t.testdir({ database: {}, one: {}, two: {}, three: {} })
const server = await startDatabase(join(folders, 'database'))
t.teardown(async () => { await server.stop() })
const receiver = await startReceiver(t)
/** With a proxy in the environment at which nobody is: whoever asked it would reach nothing. */
const start = async (name: string): Promise<RunningService> => await startService({
  DATABASE_URL: server.appUrl, DATA_DIR: join(folders, name), WEBHOOK_LOOPBACK: 'true', NODE_EXTRA_CA_CERTS: CERTIFICATE_FILE, NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: 'http://127.0.0.1:1', https_proxy: 'http://127.0.0.1:1', ALL_PROXY: 'http://127.0.0.1:1'
})
const [one, two] = await Promise.all([start('one'), start('two')])

const made = await post(one.base, '/webhooks', { url: `https://localhost:${receiver.port}/`, eventTypes: ['unit.*'] })
const { id, secret } = JSON.parse(made.body) as { id: string, secret: string }
let units = 0
const happen = async (base: string): Promise<void> => {
  const { status: code, body } = await post(base, '/units', { code: `U-${++units}`, name: 'x', validFrom: '2020-01-01' })
  if (code !== 201) throw new Error(body)
}
const waiting = async (): Promise<unknown[]> => {
  const answer = await fetch(`${one.base}/v1/webhooks/${id}/deliveries?state=pending`, { headers: bearer() })
  return (await answer.json() as { items: unknown[] }).items
}
async function until (isSo: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!await isSo() && performance.now() < deadline) await pause(50)
}

t.test('of two replicas one sends each event, within seconds, past the proxy of the environment, signed with the secret of either', async (t) => {
  for (let number = 0; number < 20; number++) await happen(number % 2 === 0 ? one.base : two.base)
  await until(() => receiver.received.length >= 20)
  await pause(2_500)
  t.equal(receiver.received.length, 20, 'also after both have looked again')
  t.equal(new Set(receiver.received.map(({ id: message }) => message)).size, 20)
  t.ok(receiver.received.every((received) => isGenuine(received, secret)))
})

t.test('a replica stops in time and in order while a receiver does not answer', async (t) => {
  receiver.received.length = 0
  const held: ServerResponse[] = []
  receiver.answer((response) => { held.push(response) })
  await happen(one.base)
  await until(() => receiver.received.length > 0)
  const began = performance.now()
  two.child.kill('SIGTERM')
  t.equal(await two.ended, 0)
  t.ok(performance.now() - began < 10_000)
  receiver.answer(status(204))
  for (const response of held) response.writeHead(204).end()
  await until(async () => (await waiting()).length === 0)
  t.strictSame(await waiting(), [], 'what it had not been told was taken is sent by the other')
})

t.test('what a killed replica had sent and not written down, another sends under the same id', async (t) => {
  receiver.received.length = 0
  receiver.answer(() => { one.child.kill('SIGKILL') })
  await happen(one.base).catch(() => { /* it may end before it has answered */ })
  await one.ended
  const [sent] = receiver.received
  t.ok(sent)
  receiver.answer(status(204))
  const three = await start('three')
  t.teardown(async () => {
    three.child.kill('SIGTERM')
    await three.ended
  })
  // Nobody waits fifteen seconds here until the lease of the dead one is over.
  await withConnection(addressOfDatabase(server.superuserUrl, new URL(server.appUrl).pathname.slice(1)), async (superuser) => {
    await superuser.query('update aeo.webhooks set leased_until = clock_timestamp(), rests_until = null where id = $1', [id])
  })
  await until(() => receiver.received.slice(1).some(({ id: message }) => message === sent?.id))
  const again = receiver.received.slice(1).find(({ id: message }) => message === sent?.id)
  t.equal(again?.text, sent?.text)
  t.ok(again !== undefined && isGenuine(again, secret))
})
