import { join } from 'node:path'
import t from 'tap'
import { declaration } from '../support/facts.ts'
import { bearer } from '../support/tokens.ts'
import { startProxy } from './database-proxy.ts'
import type { Cut } from './database-proxy.ts'
import { inventory, startDatabase } from './embedded-database.ts'
import { post, ready, startService } from './service.ts'
import type { Answer } from './service.ts'

t.setTimeout(170_000)
const folders = t.testdir({ database: {}, service: {} })
const server = await startDatabase(join(folders, 'database'))
t.teardown(async () => { await server.stop() })
const proxy = await startProxy(server.appUrl)
t.teardown(proxy.close)
const service = await startService({ DATABASE_URL: proxy.url, DATA_DIR: join(folders, 'service') })
t.teardown(async () => {
  service.child.kill('SIGTERM')
  await service.ended
})

const ROUNDS = 15
const CUTS: Cut[] = ['before', 'during', 'after']
/** Every LRN that was pushed, whatever the answer. */
const pushed = new Set<string>()

async function push (lrn: string, changes: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
  pushed.add(lrn)
  return await post(service.base, '/declarations', declaration({ lrn, ...changes }), headers)
}
const parsed = <T>(answer: Answer): T => JSON.parse(answer.body) as T
interface Receipt { declarationId: string, outcome: string, replayed: boolean, version: number }
const told = (answer: Answer): unknown[] => {
  const { outcome, replayed, version } = parsed<Receipt>(answer)
  return [answer.status, outcome, replayed, version]
}
const again = (cut: Cut): Cut[] => [cut, ...CUTS]

/** Of each kind of COMMIT: all ways in which its connection can be lost, once and then again while the outcome is looked for. */
async function underCuts (pool: 'ingest' | 'operations', round: (name: string, index: number) => Promise<void>): Promise<void> {
  let index = 0
  for (const cut of CUTS) {
    for (let count = 0; count < ROUNDS; count++) {
      proxy.cutAtCommit(pool, ...count < 3 ? [cut, CUTS[count] ?? cut] : [cut])
      await round(`${cut}-${count}`, index++)
      while (proxy.pending() > 0) await round(`${cut}-${count}-more`, index++)
    }
  }
}

// The subject's pseudonym is made by a transaction of its own, before the first batch.
t.equal((await push('FIRST')).status, 201)

t.test('a new declaration whose COMMIT is lost, on either side, is there once and told as new', async (t) => {
  const answers: unknown[][] = []
  await underCuts('ingest', async (name) => { answers.push(told(await push(`new-${name}`))) })
  t.ok(answers.length >= 3 * ROUNDS)
  t.strictSame(answers.filter((answer) => answer.join() !== '201,created,false,1'), [])
})

t.test('a new version whose COMMIT is lost is told its own number, and there is no other', async (t) => {
  await push('VERSIONS')
  const answers: unknown[][] = []
  await underCuts('ingest', async (name, index) => { answers.push(told(await push('VERSIONS', { handledBy: `${index} ${name}` }))) })
  t.strictSame(answers, answers.map((_, index) => [200, 'new_version', false, index + 2]))
})

t.test('a push with an Idempotency-Key whose COMMIT is lost gets one answer, now and when it is sent again', async (t) => {
  const answers: unknown[][] = []
  const differing: string[] = []
  await underCuts('ingest', async (name) => {
    const send = async (): Promise<Answer> => await push(`key-${name}`, {}, { 'idempotency-key': `key-${name}` })
    const first = await send()
    answers.push(told(first))
    if (first.body !== (await send()).body) differing.push(name)
  })
  t.strictSame(answers.filter((answer) => answer.join() !== '201,created,false,1'), [])
  t.strictSame(differing, [])
})

t.test('a decision whose COMMIT is lost is made once, and answered alike when it is sent again', async (t) => {
  const finding = { pillar: 'value', severity: 'warning', message: 'The freight is not in the price.', on: '2026-03-02' }
  const ids = new Set<string>()
  const faults: unknown[] = []
  let asked = 0
  await underCuts('operations', async (name) => {
    asked++
    const send = async (): Promise<Answer> => await post(service.base, '/findings', { ...finding, message: name }, { 'idempotency-key': name })
    const first = await send()
    const second = await send()
    if (first.status !== 201 || second.status !== 201 || first.body !== second.body) faults.push([name, first, second])
    ids.add(parsed<{ id: string }>(first).id)
  })
  t.strictSame(faults, [])
  t.equal(ids.size, asked)
  const listed = await fetch(`${service.base}/v1/findings?source=person&limit=1000`, { headers: bearer() })
  t.equal((await listed.json() as { items: unknown[] }).items.length, asked)
})

t.test('pushes at once whose batches are cut are each there once', async (t) => {
  for (let round = 0; round < 6; round++) {
    proxy.cutAtCommit('ingest', ...again(CUTS[round % 3] ?? 'after'))
    const answers = await Promise.all(Array.from({ length: 40 }, async (_, index) =>
      await push(`crowd-${round}-${index % 30}`, {}, index % 4 === 0 ? { 'idempotency-key': `crowd-${round}-${index}` } : {})))
    t.strictSame(answers.filter(({ status }) => status !== 201 && status !== 200).map(({ status, body }) => [status, body]), [])
    t.equal(answers.filter((answer) => told(answer)[1] === 'created').length, 30, 'each is new to one of its senders')
  }
  // Where one batch took a whole crowd, there was nothing left to cut.
  for (let index = 0; proxy.pending() > 0; index++) await push(`rest-${index}`)
})

t.test('when every attempt is lost the answer is 503, never a guess; sent again it takes effect once', async (t) => {
  // The short way, and the three attempts of the long one.
  proxy.cutAtCommit('ingest', 'before', 'before', 'before', 'before')
  const first = await push('lost')
  t.match([first.status, parsed<object>(first)], [503, { type: '/problems/outcome-unknown' }])
  t.ok(first.headers.get('retry-after'))
  t.strictSame(told(await push('lost')), [201, 'created', false, 1])
})

t.test('a database that is gone after the COMMIT leaves the outcome open, and the answer says so', async (t) => {
  for (const headers of [{}, { 'idempotency-key': 'gone' }]) {
    const lrn = `gone-${Object.keys(headers).length}`
    proxy.cutAtCommit('ingest', 'vanish')
    const first = await push(lrn, {}, headers)
    t.match([first.status, parsed<object>(first)], [503, { type: '/problems/outcome-unknown' }], lrn)
    proxy.refuse(false)
    await ready(service.base, 10_000)
    const second = await push(lrn, {}, headers)
    t.ok([200, 201].includes(second.status), second.body)
    t.equal(parsed<Receipt>(second).version, 1)
  }
})

t.test('at the end the table holds what was pushed, each once; totals and log agree', async (t) => {
  const { lrns, differences, fault } = await inventory(server)
  t.strictSame(lrns.toSorted(), [...pushed].toSorted())
  t.equal(differences, 0)
  t.equal(fault, null)
})
