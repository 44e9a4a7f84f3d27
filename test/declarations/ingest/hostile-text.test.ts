import t from 'tap'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { HOSTILE } from '../../support/hostile.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)

/** Fields of every kind: free text, identifiers, codes, dates, lists, nested ones. */
const FIELDS: [pointer: string, put: (text: string) => Record<string, unknown>][] = [
  ['/items/0/description', (text) => ({ items: [item({ description: text })] })],
  ['/items/0/goodsRef', (text) => ({ items: [item({ goodsRef: text })] })],
  ['/items/0/packages/0/marks', (text) => ({ items: [item({ packages: [{ type: 'CT', number: 1, marks: text }] })] })],
  ['/items/0/documents/0/reference', (text) => ({ items: [item({ documents: [{ type: 'N380', reference: text }] })] })],
  ['/importer/name', (text) => ({ importer: { name: text } })],
  ['/importer/address/city', (text) => ({ importer: { address: { city: text } } })],
  ['/orgUnitId', (text) => ({ orgUnitId: text })],
  ['/handledBy', (text) => ({ handledBy: text })],
  ['/sourceSystem', (text) => ({ sourceSystem: text })],
  ['/sourceVersion', (text) => ({ sourceVersion: text })],
  ['/declarant', (text) => ({ declarant: text })],
  ['/lrn', (text) => ({ lrn: text })],
  ['/mrn', (text) => ({ mrn: text })],
  ['/items/0/hs6', (text) => ({ items: [item({ hs6: text })] })],
  ['/items/0/netMass', (text) => ({ items: [item({ netMass: text })] })],
  ['/acceptanceDate', (text) => ({ acceptanceDate: text })],
  ['/statusAt', (text) => ({ statusAt: text })],
  ['/accountsCurrency', (text) => ({ accountsCurrency: text })]
]

const at = (value: unknown, pointer: string): unknown => pointer.split('/').slice(1).reduce((part, name) => (part as Record<string, unknown> | undefined)?.[name], value)

let count = 0
for (const [pointer, put] of FIELDS) {
  t.test(`${pointer} keeps each text as it was sent, or refuses it by name`, async (t) => {
    const outcomes = await Promise.all(HOSTILE.map(async ([name, text]) => await outcomeOf(pointer, name, put(text), text)))
    t.strictSame(outcomes.filter((outcome) => outcome !== 'kept' && outcome !== 'refused'), [])
    t.comment(`${outcomes.filter((outcome) => outcome === 'kept').length} of ${HOSTILE.length} were kept`)
  })
}

/** Pushes the text and reads it back. */
async function outcomeOf (pointer: string, name: string, changes: Record<string, unknown>, text: string): Promise<string> {
  // As JSON text: half a surrogate pair has no UTF-8, it can only come as an escape.
  const payload = JSON.stringify(declaration({ lrn: `H-${count++}`, ...changes }))
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations', headers: { ...bearer(), 'content-type': 'application/json' }, payload })
  if (answer.statusCode === 400) {
    const { errors } = answer.json<{ errors: { pointer: string }[] }>()
    return errors.some((error) => error.pointer === pointer) ? 'refused' : `${name} is refused at ${errors.map((error) => error.pointer).join()}`
  }
  if (answer.statusCode !== 201) return `${name} answers ${answer.statusCode}`
  const shown = await app.inject({ url: answer.headers.location ?? '', headers: bearer() })
  return at(shown.json(), pointer) === text ? 'kept' : `${name} is shown as ${JSON.stringify(at(shown.json(), pointer))}`
}

t.test('a text that is kept is kept in the totals and lists as well, and the tables stand', async (t) => {
  const list = await app.inject({ url: '/v1/declarations?limit=1000', headers: bearer() })
  t.equal(list.statusCode, 200)
  t.ok(list.json<{ items: unknown[] }>().items.length > 300)
  const totals = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: '{ declarationTotals(from: "2000-01-01", to: "2050-12-31", groupBy: [source_system]) { key items } }' } })
  t.equal(totals.json<{ errors?: unknown }>().errors, undefined)
})

t.test('hostile text in a query, a path, a header or an argument is refused or finds nothing', async (t) => {
  const texts = HOSTILE.filter(([, text]) => text !== '' && text.length < 1000 && text.isWellFormed())
  for (const [name, text] of texts) {
    const encoded = encodeURIComponent(text)
    const urls = ['from', 'direction', 'type', 'procedure', 'commodityCode', 'origin', 'status', 'sourceSystem', 'orgUnitId', 'cursor', 'limit'].map((filter) => `/v1/declarations?${filter}=${encoded}`)
    for (const url of [...urls, `/v1/declarations/${encoded}`, `/v1/declarations/messages/${encoded}/original`, `/v1/events?after=${encoded}`]) {
      const { statusCode } = await app.inject({ url, headers: bearer() })
      if (statusCode >= 500) t.fail(`${url.split(encoded)[0]}${name} answers ${statusCode}`)
    }
    const literal = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: `{ declarations(first: 1, filter: { orgUnitId: ${JSON.stringify(text)} }) { nodes { id } } }` } })
    if (/Internal error/.test(literal.body)) t.fail(`${name} as a literal answers ${literal.body.slice(0, 200)}`)
    for (const argument of ['sourceSystem', 'orgUnitId', 'type', 'from', 'origin']) {
      const payload = { query: `query ($text: ${argument === 'from' ? 'Date' : 'String'}) { declarations(first: 1, filter: { ${argument}: $text }) { nodes { id } } }`, variables: { text } }
      const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload })
      if (answer.statusCode >= 500 || /Internal error/.test(answer.body)) t.fail(`${argument}: ${name} answers ${answer.statusCode} ${answer.body.slice(0, 200)}`)
    }
    const byMrn = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: 'query ($mrn: String!) { declaration(mrn: $mrn) { id } }', variables: { mrn: text } } })
    if (byMrn.statusCode >= 500 || /Internal error/.test(byMrn.body)) t.fail(`mrn: ${name} answers ${byMrn.body.slice(0, 200)}`)
  }
  t.pass(`${texts.length} texts`)
})
