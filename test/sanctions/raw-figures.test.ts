import t from 'tap'
import pg from 'pg'
import { readBefore } from '../../src/sanctions/analysis/periods.ts'
import { leftOutBy } from '../../src/sanctions/appeal.ts'
import type { View } from '../../src/sanctions/model.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { randomOf } from '../../src/statistics/seeded-random.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'
import { rawFigures, TAILS } from './raw-figures.ts'
import { recordNamed, sanction } from './sanctions.ts'

t.setTimeout(120_000)
const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const random = randomOf('sanctions against declarations')
const chance = (share: number): boolean => random.uniform() < share
const some = <T>(items: readonly T[]): T | undefined => chance(0.3) ? undefined : random.pick(items)
const day = (from: string, days: number): string => new Date(Date.parse(from) + 86_400_000 * random.below(days)).toISOString().slice(0, 10)

const UNITS = ['U-1', 'U-2', 'U-3']
await recordNamed(app, { units: UNITS })
const mrns: string[] = []
const lines = Array.from({ length: 300 }, (_, index) => {
  const mrn = `2${4 + index % 2}${random.pick(['IT', 'DE'])}${String(index).padStart(13, '0')}0`
  mrns.push(mrn)
  const broker = some(['DE111', 'DE222'])
  const items = Array.from({ length: 1 + random.below(3) }, (_item, place) => item({
    itemNumber: place + 1, goodsRef: some(['G-1', 'G-2', 'G-3', 'G-4']), requestedProcedure: random.pick(['40', '51', '71']),
    aiAssisted: chance(0.2) ? { classification: { systemId: 'CLASSIFIER' } } : undefined, taxes: chance(0.7) ? [{ type: 'A00', payable: `${1 + random.below(900)}.25` }, { type: 'B00', payable: '1000' }] : undefined
  }))
  return JSON.stringify(declaration({ lrn: `L-${index}`, mrn, acceptanceDate: day('2023-06-01', 900), orgUnitId: some(UNITS), siteId: some(['S-1', 'S-2']), representative: broker === undefined ? undefined : { eori: broker, status: '2' }, status: chance(0.15) ? random.pick(['rejected', 'cancelled', 'draft', 'expired', 'invalidated']) : undefined, items }))
})
const bulk = await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: lines.join('\n') })
if (bulk.statusCode !== 200) throw new Error(bulk.body)

async function recordOne (index: number): Promise<void> {
  const from = day('2023-06-01', 860)
  const to = chance(0.3) ? day(from, 40) : from
  const declarations = [...new Set(Array.from({ length: random.below(4) }, () => random.pick(mrns)))]
  const named = declarations[0] !== undefined && chance(0.4) ? [{ declaration: declarations[0], itemNumber: 1 }] : []
  const money = chance(0.7) ? { currency: random.pick(['EUR', 'EUR', 'PLN']), amountPenalty: `${random.below(5000)}.10`, ...(chance(0.5) ? { amountDuty: `${random.below(900)}` } : {}) } : {}
  const answer = await app.inject({ method: 'POST', url: '/v1/sanctions', headers: bearer(), payload: sanction({
    authorityReference: `X-${index}`, infringementDates: [{ from, to }, { from: day('2023-05-01', 20) }], decisionDate: new Date(Date.parse(to) + 86_400_000 * random.below(15)).toISOString().slice(0, 10),
    severity: random.pick(['minor', 'minor', 'medium', 'serious']), pillar: random.pick(['value', 'origin', 'classification']), cause: random.pick(['ai', 'broker', 'training']), memberState: random.pick(['IT', 'DE', 'FR']),
    declarations, items: named, orgUnitId: chance(0.3) ? random.pick(UNITS) : undefined, goods: chance(0.2) ? ['G-2', 'G-9'] : undefined, brokers: chance(0.1) ? ['self'] : undefined, sites: chance(0.1) ? [] : undefined, ...money
  }) })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  if (!chance(0.3)) return
  const steps = random.pick([['lodged'], ['lodged', 'annulled'], ['lodged', 'upheld'], ['lodged', 'pending']])
  for (const status of steps) {
    const { id } = answer.json<{ id: string }>()
    const stepped = await app.inject({ method: 'POST', url: `/v1/sanctions/${id}/appeal`, headers: { ...bearer(), 'if-match': '*' }, payload: { status, on: '2025-12-20' } })
    if (stepped.statusCode !== 200) throw new Error(stepped.body)
  }
}
for (let index = 0; index < 150; index++) await recordOne(index)

interface Checks { ok: (value: unknown, name: string) => unknown, strictSame: (found: unknown, wanted: unknown, name: string) => unknown }
interface Records { query: string, variables: string }
interface Rate { value: number | null, low: number | null, high: number | null, lowData: boolean }
interface Row {
  key: string | null, from: string, to: string, sanctions: number, minor: number, medium: number, serious: number, declarations: number, items: number, ratePer1000: Rate, ratePer1000Items: Rate, weightedPer1000: number | null
  amounts: { currencies: { currency: string, duty: string, penalty: string }[], dutyEur: string, penaltyEur: string, withoutRate: number }, perDutyAssessed: { currency: string, assessed: string, sanctionsPerMillion: number, dutyShare: number, penaltyShare: number }[]
  share: number | null, trend: number | null, signal: { expected: number, p: number, raised: boolean } | null, records: Records
  comparison: { sanctions: number, declarations: number, ratio: number | null, p: number | null, adjustedP: number | null, records: Records }
}
const FIELDS = `key from to sanctions minor medium serious declarations items weightedPer1000 ratePer1000 { value low high lowData } ratePer1000Items { value low high lowData }
  amounts { currencies { currency duty penalty } dutyEur penaltyEur withoutRate } perDutyAssessed { currency assessed sanctionsPerMillion dutyShare penaltyShare } share trend signal { expected p raised }
  comparison { sanctions declarations ratio p adjustedP records { query variables } } records { query variables }`
async function graph<T> (query: string, variables: object = {}): Promise<T> {
  const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query, variables } })).json<{ data: T, errors?: unknown }>()
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}
const analysis = async (from: string, to: string, groupBy: string, by = 'facts', view = 'without_annulled', fields = FIELDS): Promise<Row[]> =>
  (await graph<{ sanctionsAnalysis: Row[] }>(`{ sanctionsAnalysis(from: "${from}", to: "${to}", groupBy: ${groupBy}, by: ${by}, view: ${view}) { ${fields} } }`)).sanctionsAnalysis
const listed = async ({ query, variables }: Records): Promise<number> =>
  (await graph<{ sanctions: { nodes: unknown[] } }>(query, { first: 1000, ...JSON.parse(variables) as object })).sanctions.nodes.length

const same = (actual: number | null | undefined, expected: number | null): boolean =>
  expected === null ? actual == null : actual != null && Math.abs(actual - expected) <= 1e-9 + 1e-8 * Math.abs(expected)
const PERIODS = [['2024-01-01', '2025-12-31'], ['2025-01-01', '2025-06-30'], ['2024-11-15', '2025-02-03']] as const

async function compare (t: Checks, groupBy: string, from: string, to: string, by: 'facts' | 'decision', view: View): Promise<void> {
  const rows = await analysis(from, to, groupBy, by, view)
  const before = readBefore(groupBy, { from, to })
  const raw = (await superuser.query<Record<string, number> & { key: string }>(rawFigures(groupBy, by), [operatorId, before.from, before.to, from, to, leftOutBy(view)])).rows
  const name = `${groupBy} ${from} ${to} ${by} ${view}`
  // A year or month in which nothing was counted has no raw row.
  const isTime = groupBy === 'year' || groupBy === 'month'
  const shown = rows.filter((row) => groupBy === 'all' || row.sanctions > 0 || row.declarations > 0 || (!isTime && row.comparison.sanctions > 0))
  const expected = new Map(raw.map((row) => [row.key, row]))
  t.strictSame(shown.map(({ key }) => key ?? '').filter((key) => expected.has(key)).length, raw.length, `${name}: every key is there`)
  const faults = shown.flatMap((row) => {
    const figures = expected.get(row.key ?? '')
    if (figures === undefined) return [`${row.key} is not in the raw rows`]
    const eur = row.perDutyAssessed.find(({ currency }) => currency === 'EUR')
    const pairs: Record<string, number | null | undefined> = {
      sanctions: row.sanctions, minor: row.minor, medium: row.medium, serious: row.serious, declarations: row.declarations, items: row.items, rate: row.ratePer1000.value, itemRate: row.ratePer1000Items.value,
      weighted: row.weightedPer1000, assessed: Number(eur?.assessed ?? 0), dutyEur: Number(row.amounts.dutyEur), penaltyEur: Number(row.amounts.penaltyEur),
      penaltyPln: Number(row.amounts.currencies.find(({ currency }) => currency === 'PLN')?.penalty ?? 0), withoutRate: row.amounts.withoutRate, sanctionsBefore: row.comparison.sanctions, declarationsBefore: row.comparison.declarations,
      ratio: row.comparison.ratio, p: row.comparison.p, adjustedP: row.comparison.adjustedP, share: row.share, trend: row.trend, signalP: row.signal?.p
    }
    const shares = eur === undefined || figures['assessed'] === 0 ? [] : [same(eur.penaltyShare, (figures['penaltyEur'] ?? 0) / (figures['assessed'] ?? 1)), same(eur.sanctionsPerMillion, 1e6 * row.sanctions / (figures['assessed'] ?? 1))].filter((equal) => !equal).map(() => `${row.key}: per duty`)
    return [...shares, ...Object.entries(pairs).flatMap(([field, value]) => same(value, figures[field] ?? null) ? [] : [`${row.key} ${field}: ${value}, raw ${figures[field]}`])]
  })
  t.strictSame(faults, [], name)
  await intervalsLeaveTheirTails(t, rows, name)
}

async function intervalsLeaveTheirTails (t: Checks, rows: readonly Row[], name: string): Promise<void> {
  const rated = rows.flatMap(({ sanctions, declarations, ratePer1000: { low, high } }) => low === null || high === null ? [] : [{ sanctions, low: low * declarations / 1000, high: high * declarations / 1000 }])
  const { rows: tails } = await superuser.query<{ events: number, above: number, below: number }>(TAILS, [rated.map(({ sanctions }) => sanctions), rated.map(({ low }) => low), rated.map(({ high }) => high)])
  t.ok(tails.every(({ events, above, below }) => (events === 0 ? above === 0 : Math.abs(above - 0.025) < 1e-8) && Math.abs(below - 0.025) < 1e-8), `${name}: intervals leave 2.5 % on each side`)
}

const GROUPS = ['all', 'year', 'month', 'pillar', 'cause', 'severity', 'procedure', 'unit', 'site', 'broker', 'ai', 'member_state', 'goods']
for (const groupBy of GROUPS) {
  t.test(`by ${groupBy} every figure equals what SQL computes from raw rows`, async (t) => {
    // Goods are counted by whole months alone.
    for (const [from, to] of groupBy === 'goods' ? PERIODS.slice(0, 2) : PERIODS) await compare(t, groupBy, from, to, 'facts', 'without_annulled')
    await compare(t, groupBy, '2024-01-01', '2025-12-31', 'decision', 'all')
    await compare(t, groupBy, '2024-01-01', '2025-12-31', 'facts', 'without_appealed')
  })
}

t.test('there are rows of every kind to compare', async (t) => {
  const rows = await analysis('2024-01-01', '2025-12-31', 'procedure', 'facts', 'all')
  t.ok(rows.length >= 3 && rows.reduce((sum, { sanctions }) => sum + sanctions, 0) > 50)
  const [whole] = await analysis('2024-01-01', '2025-12-31', 'all', 'facts', 'all')
  const [standing] = await analysis('2024-01-01', '2025-12-31', 'all', 'facts', 'without_annulled')
  const [final] = await analysis('2024-01-01', '2025-12-31', 'all', 'facts', 'without_appealed')
  t.ok((whole?.sanctions ?? 0) > (standing?.sanctions ?? 0) && (standing?.sanctions ?? 0) > (final?.sanctions ?? 0), 'annulled and appealed ones count only where they are asked for')
  t.ok(rows.reduce((sum, { sanctions }) => sum + sanctions, 0) > (whole?.sanctions ?? 0), 'one of several procedures counts once under each')
})

t.test('every number carries the query that lists exactly its sanctions', async (t) => {
  for (const groupBy of GROUPS) {
    const rows = await analysis('2025-01-01', '2025-06-30', groupBy, groupBy === 'pillar' ? 'decision' : 'facts', groupBy === 'unit' ? 'all' : 'without_appealed')
    for (const row of rows.slice(0, 8)) {
      t.equal(await listed(row.records), row.sanctions, `${groupBy} ${row.key}`)
      t.equal(await listed(row.comparison.records), row.comparison.sanctions, `${groupBy} ${row.key} before`)
    }
  }
})

t.test('a period at the edge of what can be written is refused or answered, never half', async (t) => {
  for (const [from, to, groupBy, fits] of [['1900-01-01', '1900-01-31', 'all', false], ['1900-02-01', '1900-02-28', 'all', true], ['1901-12-31', '1902-01-01', 'year', false], ['1902-01-01', '1902-01-01', 'year', true], ['2090-12-31', '2090-12-31', 'month', true], ['2091-01-01', '2091-01-01', 'all', false]] as const) {
    const query = `{ sanctionsAnalysis(from: "${from}", to: "${to}", groupBy: ${groupBy}) { from maturity { matureOn } comparison { from to } } }`
    const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ errors?: unknown[] }>()
    t.match(answer, fits ? { data: { sanctionsAnalysis: [{ from }] } } : { errors: [{ extensions: { type: '/problems/invalid-request' } }] }, `${from} ${to}`)
    t.equal(answer.errors === undefined, fits)
  }
  for (const [on, fits] of [['1902-12-31', false], ['1903-01-01', true], ['2090-12-31', true], ['2091-01-01', false]] as const) {
    const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: `{ conductWindow(on: "${on}") { windowFrom infringements { leavesOn } measures { red { day latest } } } }` } })).json<{ errors?: unknown[] }>()
    t.equal(answer.errors === undefined, fits, on)
  }
})

t.test('years tell from their own decisions whether they are old enough to be judged', async (t) => {
  const rows = await graph<{ sanctionsAnalysis: { key: string, maturity: object }[] }>('{ sanctionsAnalysis(from: "2024-01-01", to: "2025-12-31", groupBy: year) { key maturity { mature basis matureOn expectedShare longLagDays lags } } }')
  t.match(rows.sanctionsAnalysis, [{ key: '2024', maturity: { mature: true, basis: 'own_lags', lags: 150 } }, { key: '2025', maturity: { basis: 'own_lags' } }])
})

t.test('the analysis takes a constant number of statements, whatever it covers', async (t) => {
  for (const groupBy of GROUPS) {
    const counts: number[] = []
    for (const [from, to] of [['2025-01-01', '2025-01-31'], ['2015-01-01', '2025-12-31']] as const) counts.push((await statementsOf(db, async () => await analysis(from, to, groupBy, 'facts', 'all', 'key sanctions'))).length)
    t.equal(counts[0], counts[1], groupBy)
    t.ok((counts[0] ?? 99) <= 12, `${groupBy}: ${counts[0]}`)
  }
})

t.test('no figure reads a declaration', async (t) => {
  const statements = await statementsOf(db, async () => { for (const groupBy of GROUPS) await analysis('2025-01-01', '2025-06-30', groupBy) })
  t.notMatch(statements.join('\n'), /aeo\.(declarations|declaration_versions|declaration_items|examinations)\b/)
})
