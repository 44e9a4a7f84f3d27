import { join } from 'node:path'
import t from 'tap'
import { addressOfDatabase } from '../../src/platform/db/connection.ts'
import { declaration } from '../support/facts.ts'
import { bearer } from '../support/tokens.ts'
import { connect, inventory, startDatabase } from './embedded-database.ts'
import { freePort, spawnService, startService } from './service.ts'

t.setTimeout(120_000)
const folders = t.testdir({ database: {}, one: {}, two: {} })
const server = await startDatabase(join(folders, 'database'))
t.teardown(async () => { await server.stop() })
const [one, two] = await Promise.all(['one', 'two'].map(async (name) => await startService({ DATABASE_URL: server.appUrl, DATA_DIR: join(folders, name) })))
if (one === undefined || two === undefined) throw new Error('Two services')
t.teardown(async () => {
  for (const service of [one, two]) {
    service.child.kill('SIGTERM')
    await service.ended
  }
})

async function push (base: string, payload: object, headers: Record<string, string> = {}): Promise<{ status: number, body: string }> {
  const answer = await fetch(`${base}/v1/declarations`, { method: 'POST', headers: { ...bearer(), 'content-type': 'application/json', ...headers }, body: JSON.stringify(payload) })
  return { status: answer.status, body: await answer.text() }
}

t.test('two replicas pushed the same file at once have each declaration once', async (t) => {
  const lines = Array.from({ length: 400 }, (_, index) => JSON.stringify(declaration({ lrn: `BULK-${index}` })))
  const send = async (base: string, file: string[]): Promise<string[]> => {
    const answer = await fetch(`${base}/v1/declarations/bulk`, { method: 'POST', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, body: file.join('\n') })
    t.equal(answer.status, 200)
    return (await answer.text()).trim().split('\n').map((line) => (JSON.parse(line) as { outcome: string }).outcome)
  }
  const outcomes = (await Promise.all([send(one.base, lines), send(two.base, lines.toReversed())])).flat()
  t.equal(outcomes.filter((outcome) => outcome === 'created').length, 400)
  t.equal(outcomes.filter((outcome) => outcome === 'replayed').length, 400)
  const singles = await Promise.all(Array.from({ length: 200 }, async (_, index) => await push(index % 2 === 0 ? one.base : two.base, declaration({ lrn: `SINGLE-${index % 50}` }))))
  t.ok(singles.every(({ status }) => status === 200 || status === 201))
  const { lrns, differences, fault } = await inventory(server)
  t.equal(lrns.length, 450)
  t.equal(new Set(lrns).size, 450)
  t.equal(differences, 0)
  t.equal(fault, null)
})

t.test('one Idempotency-Key over two replicas has one effect, and the same answer after a restart', async (t) => {
  const key = { 'idempotency-key': 'two-replicas' }
  const answers = await Promise.all(Array.from({ length: 50 }, async (_, index) => await push(index % 2 === 0 ? one.base : two.base, declaration({ lrn: 'KEY' }), key)))
  const first = answers.filter(({ status }) => status === 201)
  t.ok(first.length > 0 && answers.every(({ status }) => status === 201 || status === 409), JSON.stringify(answers.map(({ status }) => status)))
  t.equal(new Set(first.map(({ body }) => body)).size, 1)
  const third = await startService({ DATABASE_URL: server.appUrl, DATA_DIR: join(folders, 'one') })
  t.strictSame(await push(third.base, declaration({ lrn: 'KEY' }), key), first[0])
  t.equal((await push(third.base, declaration({ lrn: 'OTHER' }), key)).status, 422)
  third.child.kill('SIGTERM')
  t.equal(await third.ended, 0)
})

t.test('a document that the database refuses fails alone among those pushed with it', async (t) => {
  const superuser = await connect(addressOfDatabase(server.superuserUrl, 'aeo'))
  await superuser.query("alter table aeo.declarations add constraint poison check (lrn <> 'POISON')")
  const answers = await Promise.all(Array.from({ length: 60 }, async (_, index) => await push(one.base, declaration({ lrn: index === 31 ? 'POISON' : `CLEAN-${index}` }))))
  t.strictSame(answers.flatMap(({ status }, index) => status === 201 ? [] : [[index, status]]), [[31, 422]])
  t.notMatch(answers[31]?.body, /constraint|poison"|check/, 'nothing of the database is told')
  await superuser.query('alter table aeo.declarations drop constraint poison')
  await superuser.end()
})

t.test('a setting that is wrong, or a database role with too many rights, stops the start with one line', async (t) => {
  const port = String(await freePort())
  const busy = new URL(one.base).port
  const cases: [name: string, settings: Record<string, string>, line: RegExp][] = [
    ['a superuser', { DATABASE_URL: addressOfDatabase(server.superuserUrl, 'aeo') }, /superuser/],
    ['the owner of tables', { DATABASE_URL: addressOfDatabase(server.ownerUrl, 'aeo') }, /own/],
    ['a short secret', { JWT_SECRET: 'short' }, /JWT_SECRET/],
    ['two kinds of trust', { JWKS_URL: 'https://id.example/keys', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' }, /JWT_SECRET and JWKS_URL/],
    ['no number', { DATABASE_POOL: 'many' }, /DATABASE_POOL/],
    ['a misspelt setting', { AEO_PORT: '1' }, /AEO_PORT/],
    ['an open address without keys', { HOST: '0.0.0.0', JWT_SECRET: '' }, /HOST/],
    ['a port in use', { PORT: busy }, new RegExp(busy)]
  ]
  for (const [name, settings, line] of cases) {
    const service = spawnService({ PORT: port, DATABASE_URL: server.appUrl, DATA_DIR: join(folders, 'two'), ...settings })
    t.not(await service.ended, 0, name)
    const said = service.stderr().trim().split('\n').filter((text) => !text.includes('security release'))
    t.equal(said.length, 1, `${name}: ${said.join(' / ').slice(0, 200)}`)
    t.match(said[0], line)
  }
})
