import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { bearer } from '../support/tokens.ts'
import { startDatabase } from './embedded-database.ts'
import { post, startService } from './service.ts'

t.setTimeout(120_000)
const folders = t.testdir({ database: {}, one: {}, two: {} })
const server = await startDatabase(join(folders, 'database'))
t.teardown(async () => { await server.stop() })
const [one, two] = await Promise.all(['one', 'two'].map(async (name) => await startService({ DATABASE_URL: server.appUrl, DATA_DIR: join(folders, name) })))
if (one === undefined || two === undefined) throw new Error('Two services')
t.teardown(async () => {
  two.child.kill('SIGTERM')
  await two.ended
})

interface Duty { id: string, rule: string, subject: string }
const duties = async (): Promise<Duty[]> => (await (await fetch(`${two.base}/v1/notification-duties?rule=aeo_status_lost`, { headers: bearer() })).json() as { items: Duty[] }).items
/** Holds what rests on the status, then loses the status. */
async function loseStatus (base: string, number: number): Promise<void> {
  const record = async (type: string) => JSON.parse((await post(base, '/authorisations', { type, reference: `${type}${number}`, holderEori: 'IT01234567890', decisionDate: '2020-01-15' })).body) as { id: string }
  await record('CCL')
  const { id } = await record('AEOC')
  const revoked = await post(base, `/authorisations/${id}/decisions`, { kind: 'revoked', decisionDate: '2026-01-15' }, { 'if-match': '*' })
  t.equal(revoked.status, 200, revoked.body)
}
async function within (seconds: number, count: number): Promise<number> {
  const deadline = performance.now() + seconds * 1000
  while ((await duties()).length < count && performance.now() < deadline) await pause(200)
  return (await duties()).length
}

t.test('of two replicas, whichever reads the log, a duty is seen within seconds and once', async (t) => {
  for (let number = 1; number <= 5; number++) await loseStatus(number % 2 === 0 ? one.base : two.base, number)
  t.equal(await within(20, 5), 5)
  await pause(4_000)
  const seen = await duties()
  t.equal(seen.length, 5, 'also after both have read on')
  t.equal(new Set(seen.map(({ subject }) => subject)).size, 5)
})

t.test('what a replica that is killed has not read, the other reads', async (t) => {
  const lost = [6, 7, 8].map(async (number) => { await loseStatus(one.base, number) })
  await Promise.all(lost)
  one.child.kill('SIGKILL')
  await one.ended
  t.equal(await within(20, 8), 8)
})
