import t from 'tap'
import { etagOf, isNotModified, requireMatch } from '../../../src/platform/http/conditional.ts'
import { Problem } from '../../../src/platform/problem.ts'
import { testApp } from '../../support/app.ts'
import { declaration } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)
const call = async (method: 'GET' | 'POST' | 'PUT', url: string, headers: Record<string, string> = {}, payload?: object) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })

t.test('a reader has a state when one of the tags is its own, weak or strong, or any will do', (t) => {
  const cases: [stated: string | undefined, has: boolean][] = [
    [undefined, false], ['"7"', true], ['W/"7"', true], ['*', true], [' * ', true], ['"6", "7"', true], ['"6",W/"7" , "8"', true],
    ['"6"', false], ['7', false], ['"77"', false], ['', false], ['"7', false], ['W/7', false], ['w/"7"', false], [`${'"x",'.repeat(200)}"7"`, false]
  ]
  for (const [stated, has] of cases) t.equal(isNotModified({ headers: stated === undefined ? {} : { 'if-none-match': stated } }, etagOf(7)), has, String(stated))
  t.end()
})

t.test('a change needs the tag of the state it is based on; a weak one is no proof', (t) => {
  const outcome = (stated: string | undefined): number => {
    try {
      requireMatch({ headers: stated === undefined ? {} : { 'if-match': stated } }, etagOf(7))
      return 200
    } catch (error) {
      return error instanceof Problem ? error.status : 0
    }
  }
  const cases: [stated: string | undefined, status: number][] = [
    [undefined, 428], ['"7"', 200], ['*', 200], ['"6", "7"', 200], ['"6"', 412], ['7', 412], ['W/"7"', 412], ['', 412], ['"77"', 412]
  ]
  for (const [stated, status] of cases) t.equal(outcome(stated), status, String(stated))
  t.end()
})

t.test('a declaration that did not change is not sent again; one that did is', async (t) => {
  const { declarationId } = (await call('POST', '/declarations', {}, declaration({ lrn: 'C-1' }))).json<{ declarationId: string }>()
  const url = `/declarations/${declarationId}`
  const etag = String((await call('GET', url)).headers.etag)
  const same = await call('GET', url, { 'if-none-match': `"other", ${etag}` })
  t.strictSame([same.statusCode, same.body, same.headers.etag], [304, '', etag])
  t.equal((await call('GET', url, { 'if-none-match': '"other"' })).statusCode, 200)
  await call('POST', '/declarations', {}, declaration({ lrn: 'C-1' }))
  t.equal((await call('GET', url, { 'if-none-match': etag })).statusCode, 304, 'a replay changes nothing')
  await call('POST', '/declarations', {}, declaration({ lrn: 'C-1', incoterm: 'FOB' }))
  const changed = await call('GET', url, { 'if-none-match': etag })
  t.equal(changed.statusCode, 200)
  t.not(changed.headers.etag, etag)
})

t.test('the id of a declaration that was joined to another leads there, whatever the reader has', async (t) => {
  const id = async (changes: Record<string, unknown>): Promise<string> => (await call('POST', '/declarations', {}, declaration(changes))).json<{ declarationId: string }>().declarationId
  const byLrn = await id({ lrn: 'C-2' })
  const byMrn = await id({ lrn: undefined, mrn: '26IT123456789012R8' })
  t.not(byLrn, byMrn)
  const joined = await id({ lrn: 'C-2', mrn: '26IT123456789012R8' })
  const gone = joined === byLrn ? byMrn : byLrn
  for (const headers of [{}, { 'if-none-match': '*' }]) {
    const moved = await call('GET', `/declarations/${gone}`, headers)
    t.strictSame([moved.statusCode, moved.headers.location], [308, `/v1/declarations/${joined}`])
  }
  t.equal((await app.inject({ url: `/v1/declarations/${gone}`, headers: bearer({ operator: 'DE98765432109' }) })).statusCode, 404, 'to its operator alone')
})

t.test('a check is set by who saw how it is set, and of two at once by one', async (t) => {
  const url = '/checks/CLA-01/setting'
  const body = { enabled: true, severity: 'warning', reason: 'Reviewed.' }
  const etag = String((await call('GET', url)).headers.etag)
  t.equal((await call('GET', url, { 'if-none-match': etag })).statusCode, 304)
  const without = await call('PUT', url, {}, body)
  t.match([without.statusCode, without.json()], [428, { type: '/problems/precondition-required' }])
  const both = await Promise.all(['First.', 'Second.'].map(async (reason) => await call('PUT', url, { 'if-match': etag }, { ...body, reason })))
  t.strictSame(both.map(({ statusCode }) => statusCode).toSorted(), [200, 412])
  const set = both.find(({ statusCode }) => statusCode === 200)
  const now = await call('GET', url, { 'if-none-match': etag })
  t.strictSame([now.statusCode, now.headers.etag], [200, set?.headers.etag])
  t.match(both.find(({ statusCode }) => statusCode === 412)?.json(), { type: '/problems/precondition-failed', currentEtag: now.headers.etag })
})
