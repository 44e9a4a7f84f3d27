import t from 'tap'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { organisationOverHttp } from '../../organisation/organisation-over-http.ts'
import { OTHER_OPERATOR } from '../../support/app.ts'
import { HOSTILE } from '../../support/hostile.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'
import { insertCourse, insertRecord, insertRequirement, insertRow } from '../training-rows.ts'

const { app, db, record } = await organisationOverHttp()
const DAY = '2026-06-30'

interface Answer<T> { data: T, errors?: { extensions: { type: string } }[] }
const ask = async <T>(query: string, claims: Parameters<typeof bearer>[0] = {}): Promise<Answer<T>> =>
  (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(claims), payload: { query } })).json<Answer<T>>()
/** Fails the test run when the query is refused. */
const graph = async <T>(query: string, claims: Parameters<typeof bearer>[0] = {}): Promise<T> => {
  const { data, errors } = await ask<T>(query, claims)
  if (errors !== undefined) throw new Error(`${query}: ${JSON.stringify(errors)}`)
  return data
}
const UNIT_LEAD = { scope: 'training:read organisation:read' }

// ALL stands above SIX and TWO; people are named for their unit.
await record('/units', { code: 'ALL', name: 'x', validFrom: '2020-01-01' })
for (const code of ['SIX', 'TWO']) {
  await record('/units', { code, parent: 'ALL', name: 'x', validFrom: '2020-01-01' })
  await record('/positions', { code: `${code}-P`, title: 'x', unit: code, responsibilities: [], validFrom: '2020-01-01' })
}
const people = [...[1, 2, 3, 4, 5, 6].map((index) => `SIX${index}`), 'TWO1', 'TWO2']
for (const pseudonym of people) {
  await record('/people', { pseudonym, employmentKind: 'employee' })
  // The last of SIX comes later, and the last of TWO leaves.
  await record('/assignments', { person: pseudonym, position: `${pseudonym.slice(0, 3)}-P`, ftePercent: 100, validFrom: pseudonym === 'SIX6' ? '2026-07-15' : '2021-01-01', ...(pseudonym === 'TWO2' ? { validTo: '2026-07-14' } : {}) })
}
const principal = { subject: 'erp', eori: TEST_OPERATOR, operatorId: (await addOperator(db.operations, TEST_OPERATOR, 'x')).operatorId, scopes: new Set(['*']), expiresAt: 4e9 }
await withOperator(db, principal, 'training:write', async (tx) => {
  await insertRow(tx, 'training_topics', { id: '018f0000-0000-7000-8000-000000000001', code: 'gate', name: 'Gate', kind: 'subject', recorded_at: tx.at })
  await insertRequirement(tx, { unit: 'ALL', topic: 'gate', level: 2, refresher_months: 12, severity: 'critical' })
  await insertCourse(tx, 'GATE', [{ from: '2020-01-01', topics: { gate: 2, origin: 1 } }])
  const takes = async (person: string, completed_on: string, more: object = {}): Promise<unknown> => await insertRecord(tx, { person, completed_on, course: 'GATE', version: 1, ...more })
  for (const person of ['SIX1', 'SIX2', 'SIX3']) await takes(person, '2025-12-31')
  await takes('SIX4', '2025-07-10')
  await takes('SIX5', '2025-06-29')
  await takes('TWO1', '2025-12-31', { hours: 2.5 })
  await insertRecord(tx, { person: 'TWO2', completed_on: '2025-12-31', topic: 'gate', level: 1, result: 'attended', hours: 1 })
})

t.test('the matrix shows each person with the topics of the day, a page of people at a time', async (t) => {
  interface Matrix { trainingMatrix: { nodes: { person: string, unit: string, cells: Record<string, unknown>[] }[], pageInfo: { endCursor: string | null } } }
  const CELL = 'topic state level heldLevel validUntil since dueOn basis of severity requiredSince refresherMonths onlyForPillarReviewed'
  const page = await graph<Matrix>(`{ trainingMatrix(on: "${DAY}", first: 5) { nodes { person unit cells { ${CELL} } } pageInfo { endCursor } } }`)
  t.strictSame(page.trainingMatrix.nodes.map(({ person }) => person), ['SIX1', 'SIX2', 'SIX3', 'SIX4', 'SIX5'])
  t.match(page.trainingMatrix.nodes[0], { unit: 'SIX', cells: [
    { topic: 'gate', state: 'valid', level: 2, heldLevel: 2, validUntil: '2026-12-31', since: null, basis: 'unit', of: 'ALL', severity: 'critical', requiredSince: '2021-01-01', refresherMonths: 12, onlyForPillarReviewed: false },
    { topic: 'origin', state: 'not_required', level: null, validUntil: null, basis: null, refresherMonths: null }
  ] })
  t.match(page.trainingMatrix.nodes[4]?.cells[0], { state: 'expired', validUntil: '2026-06-29', since: DAY })
  const next = await graph<Matrix>(`{ trainingMatrix(on: "${DAY}", first: 5, after: "${page.trainingMatrix.pageInfo.endCursor}") { nodes { person cells { state } } pageInfo { endCursor } } }`)
  t.strictSame(next.trainingMatrix.nodes.map(({ person }) => person), ['TWO1', 'TWO2'])
  t.equal(next.trainingMatrix.pageInfo.endCursor, null)
})

t.test('the matrix may be asked for a unit, a position, a topic, a state and another day', async (t) => {
  const shown = async (words: string): Promise<string[]> => (await graph<{ trainingMatrix: { nodes: { person: string, cells: { topic: string, state: string }[] }[] } }>(`{ trainingMatrix(${words}) { nodes { person cells { topic state } } } }`))
    .trainingMatrix.nodes.map(({ person, cells }) => [person, ...cells.map(({ topic, state }) => `${topic}:${state}`)].join(' '))
  t.strictSame(await shown(`on: "${DAY}", unit: "TWO"`), ['TWO1 gate:valid origin:not_required', 'TWO2 gate:too_low'])
  t.strictSame(await shown(`on: "${DAY}", position: "TWO-P", topic: "origin"`), ['TWO1 origin:not_required', 'TWO2'])
  t.strictSame(await shown(`on: "${DAY}", person: "TWO2"`), ['TWO2 gate:too_low'])
  t.strictSame(await shown(`on: "${DAY}", person: "TWO2", unit: "SIX"`), [])
  t.strictSame(await shown(`on: "2026-07-15", person: "TWO2"`), [], 'who left is not there')
  t.strictSame(await shown(`on: "${DAY}", states: [expired, too_low], first: 1`), ['SIX5 gate:expired'])
  t.strictSame(await shown(`on: "${DAY}", states: [expiring]`), ['SIX4 gate:expiring'])
  t.strictSame(await shown(`on: "${DAY}", states: [expiring], expiringDays: 9`), [])
  t.strictSame(await shown(`on: "${DAY}", states: [expiring], expiringDays: 10`), ['SIX4 gate:expiring'])
  t.strictSame(await shown('on: "2026-07-15", unit: "ALL", states: [expired, missing, too_low]'), ['SIX4 gate:expired', 'SIX5 gate:expired', 'SIX6 gate:missing'], 'whoever has come and gone by then is known')
})

t.test('pages of people with a state follow each other', async (t) => {
  const query = (after: string) => `{ trainingMatrix(on: "${DAY}", states: [valid], first: 2${after}) { nodes { person } pageInfo { endCursor } } }`
  interface Matrix { trainingMatrix: { nodes: { person: string }[], pageInfo: { endCursor: string | null } } }
  const one = (await graph<Matrix>(query(''))).trainingMatrix
  const two = (await graph<Matrix>(query(`, after: "${one.pageInfo.endCursor}"`))).trainingMatrix
  t.strictSame([...one.nodes, ...two.nodes].map(({ person }) => person), ['SIX1', 'SIX2', 'SIX3', 'TWO1'])
  t.equal(two.pageInfo.endCursor, null)
})

t.test('coverage is told with its interval, and by unit without figures of fewer than five people', async (t) => {
  const FIGURES = 'key merged figures { people coveredPeople required met expiring expired tooLow missing gaps share { value low high } peopleShare { value } }'
  const all = await graph(`{ trainingCoverage(on: "${DAY}") { ${FIGURES} } }`, UNIT_LEAD)
  t.match(all, { trainingCoverage: [{ key: 'all', figures: { people: 7, coveredPeople: 5, required: 7, met: 5, expiring: 1, expired: 1, tooLow: 1, missing: 0, gaps: 2, share: { value: 5 / 7 } } }] })
  t.match(await graph(`{ trainingCoverage(on: "${DAY}", by: unit) { ${FIGURES} } }`), { trainingCoverage: [{ key: 'SIX', figures: { people: 5, met: 4 } }, { key: 'TWO', merged: [], figures: { people: 2, met: 1 } }] })
  t.match(await graph(`{ trainingCoverage(on: "${DAY}", by: unit) { ${FIGURES} } }`, UNIT_LEAD), { trainingCoverage: [{ key: null, merged: ['SIX', 'TWO'], figures: { people: 7, met: 5 } }] }, 'nor of those left when the others are taken away')
  t.match(await graph(`{ trainingCoverage(on: "${DAY}", by: topic, unit: "TWO") { ${FIGURES} } }`), { trainingCoverage: [{ key: 'gate', figures: { people: 2, met: 1 } }] })
  t.match((await ask(`{ trainingCoverage(on: "${DAY}", unit: "SIX") { key } }`, UNIT_LEAD)).errors, [{ extensions: { type: '/problems/forbidden' } }])
  t.match(await graph(`{ trainingCoverage(on: "${DAY}", by: topic, topic: "origin") { ${FIGURES} } }`), { trainingCoverage: [] }, 'what is not required has none')
})

t.test('gaps are known for today and for a day to come, and people only to whoever may see them', async (t) => {
  const query = (on: string, who: string) => `{ trainingGaps(on: "${on}") { nodes { unit topic severity figures { people gaps expired missing tooLow oldestSince } ${who} } pageInfo { hasNextPage } } }`
  t.match(await graph(query(DAY, 'who { person state level heldLevel since }')), { trainingGaps: { nodes: [
    { unit: 'SIX', topic: 'gate', severity: 'critical', figures: { people: 5, gaps: 1, expired: 1, oldestSince: DAY }, who: [{ person: 'SIX5', state: 'expired', level: 2, heldLevel: null, since: DAY }] },
    { unit: 'TWO', figures: { people: 2, gaps: 1, tooLow: 1 }, who: [{ person: 'TWO2', heldLevel: 1 }] }
  ] } })
  t.match(await graph(query(DAY, ''), UNIT_LEAD), { trainingGaps: { nodes: [{ unit: null, topic: 'gate', figures: { people: 7, gaps: 2 } }] } }, 'SIX alone would tell of TWO, with what coverage tells of both')
  t.match(await graph(query('2026-07-15', 'who { person since }')), { trainingGaps: { nodes: [{ unit: 'SIX', figures: { people: 6, gaps: 3, expired: 2, missing: 1 }, who: [{ person: 'SIX4', since: '2026-07-11' }, { person: 'SIX5' }, { person: 'SIX6', since: '2026-07-15' }] }] } })
  t.match((await ask(query(DAY, 'who { person }'), UNIT_LEAD)).errors, [{ extensions: { type: '/problems/forbidden' } }])
})

t.test('a topic required of few people has no figures of its own when it is asked for alone', async (t) => {
  await withOperator(db, principal, 'training:write', async (tx) => { await insertRequirement(tx, { unit: 'TWO', topic: 'excise', level: 1, valid_from: '2031-01-01' }) })
  const day = '2031-01-01'
  const asked = async (topic: string, claims = UNIT_LEAD) => (await graph<{ trainingCoverage: object[] }>(`{ trainingCoverage(on: "${day}", topic: "${topic}") { key merged figures { people } } }`, claims)).trainingCoverage
  t.strictSame(await asked('excise'), [{ key: null, merged: ['excise'], figures: null }])
  t.strictSame(await asked('gate'), [{ key: null, merged: ['gate'], figures: null }], 'nor has the one that it is put together with')
  t.strictSame(await asked('excise', { scope: 'training:read training:personal' }), [{ key: 'all', merged: [], figures: { people: 1 } }])
  t.strictSame(await graph(`{ trainingGaps(on: "${day}", topic: "excise") { nodes { topic } } }`, UNIT_LEAD), { trainingGaps: { nodes: [] } })
  t.match(await graph(`{ trainingGaps(on: "${day}") { nodes { unit topic figures { people } } } }`, UNIT_LEAD), { trainingGaps: { nodes: [{ unit: null, topic: null, figures: { people: 7 } }] } })
})

t.test('pages of gaps follow each other', async (t) => {
  interface Gaps { trainingGaps: { nodes: { unit: string }[], pageInfo: { endCursor: string | null } } }
  const one = (await graph<Gaps>(`{ trainingGaps(on: "${DAY}", first: 1) { nodes { unit } pageInfo { endCursor } } }`)).trainingGaps
  const two = (await graph<Gaps>(`{ trainingGaps(on: "${DAY}", first: 1, after: "${one.pageInfo.endCursor}") { nodes { unit } pageInfo { endCursor } } }`)).trainingGaps
  t.strictSame([...one.nodes, ...two.nodes, two.pageInfo.endCursor], [{ unit: 'SIX' }, { unit: 'TWO' }, null])
})

t.test('what ends within some days is told by day, unit and topic', async (t) => {
  const query = (days: number, who: string) => `{ trainingExpiring(on: "${DAY}", withinDays: ${days}) { nodes { validUntil unit topic people ${who} } } }`
  t.strictSame(await graph(query(10, 'who')), { trainingExpiring: { nodes: [{ validUntil: '2026-07-10', unit: 'SIX', topic: 'gate', people: 1, who: ['SIX4'] }] } })
  t.strictSame(await graph(query(10, ''), UNIT_LEAD), { trainingExpiring: { nodes: [{ validUntil: '2026-07-10', unit: null, topic: 'gate', people: null }] } }, 'other units have fewer than five people')
  t.strictSame(await graph(query(9, 'who')), { trainingExpiring: { nodes: [] } })
  t.match((await ask(query(10, 'who'), UNIT_LEAD)).errors, [{ extensions: { type: '/problems/forbidden' } }])
})

t.test('pages of what ends follow each other', async (t) => {
  interface Ending { trainingExpiring: { nodes: { validUntil: string, unit: string }[], pageInfo: { endCursor: string | null } } }
  const page = async (after: string): Promise<Ending['trainingExpiring']> => (await graph<Ending>(`{ trainingExpiring(on: "${DAY}", withinDays: 365, first: 2${after}) { nodes { validUntil unit } pageInfo { endCursor } } }`)).trainingExpiring
  const one = await page('')
  const two = await page(`, after: "${one.pageInfo.endCursor}"`)
  t.strictSame([...one.nodes, ...two.nodes], [{ validUntil: '2026-07-10', unit: 'SIX' }, { validUntil: '2026-12-31', unit: 'SIX' }, { validUntil: '2026-12-31', unit: 'TWO' }])
  t.equal(two.pageInfo.endCursor, null)
})

t.test('hours are those of the record, else of the course, for the unit of that day', async (t) => {
  const hours = async (by: string, claims = {}): Promise<unknown> => (await graph<{ trainingHours: unknown }>(`{ trainingHours(from: "2025-12-31", to: "2026-12-31", by: ${by}) { key figures { people records hours } } }`, claims)).trainingHours
  t.strictSame(await hours('unit'), [{ key: 'SIX', figures: { people: 3, records: 3, hours: '24' } }, { key: 'TWO', figures: { people: 2, records: 2, hours: '3.5' } }])
  t.strictSame(await hours('kind'), [{ key: 'course', figures: { people: 4, records: 4, hours: '26.5' } }, { key: null, figures: { people: 1, records: 1, hours: '1' } }])
  t.strictSame(await hours('topic'), [{ key: 'gate', figures: { people: 5, records: 5, hours: '27.5' } }, { key: 'origin', figures: { people: 4, records: 4, hours: '26.5' } }])
  t.strictSame(await hours('month'), [{ key: '2025-12', figures: { people: 5, records: 5, hours: '27.5' } }])
  t.strictSame(await hours('unit', UNIT_LEAD), [{ key: null, figures: { people: 5, records: 5, hours: '27.5' } }])
})

t.test('the organisation chart shows what its units and holders of positions lack', async (t) => {
  const query = `{ orgChart(on: "${DAY}") { units { code on training { people met gaps } positions { code training { people gaps } } } } }`
  t.strictSame(await graph(query), { orgChart: { units: [
    { code: 'ALL', on: DAY, training: { people: 0, met: 0, gaps: 0 }, positions: [] },
    { code: 'SIX', on: DAY, training: { people: 5, met: 4, gaps: 1 }, positions: [{ code: 'SIX-P', training: { people: 5, gaps: 1 } }] },
    { code: 'TWO', on: DAY, training: { people: 2, met: 1, gaps: 1 }, positions: [{ code: 'TWO-P', training: { people: 2, gaps: 1 } }] }
  ] } })
  t.match(await graph(query, UNIT_LEAD), { orgChart: { units: [{ training: null }, { training: null }, { training: null, positions: [{ training: null }] }] } }, 'SIX alone would tell of TWO, with what coverage tells of both')
  t.match(await graph('{ units(first: 10, on: "2026-07-15") { nodes { code positions { training { people gaps } } } } }'), { units: { nodes: [{ positions: [] }, { positions: [{ training: { people: 6, gaps: 3 } }] }, { positions: [{ training: { people: 1, gaps: 0 } }] }] } }, 'as of the day it is shown')
})

t.test('days that do not exist and days beyond reach are refused with a reason', async (t) => {
  for (const query of ['{ trainingExpiring(withinDays: -1) { nodes { topic } } }', '{ trainingExpiring(withinDays: 3651) { nodes { topic } } }', '{ trainingExpiring(after: "x") { nodes { topic } } }', '{ trainingMatrix(expiringDays: -1) { nodes { person } } }',
    '{ trainingHours(from: "2026-02-01", to: "2026-01-31") { key } }', '{ trainingMatrix(after: "x") { nodes { person } } }', '{ trainingGaps(after: "x") { nodes { topic } } }']) {
    t.match((await ask(query)).errors, [{ extensions: { type: '/problems/invalid-request' } }], query)
  }
})

t.test('no text in an argument is an error of ours', async (t) => {
  for (const [name, text] of HOSTILE) {
    if (!text.isWellFormed()) continue
    for (const query of [`{ trainingMatrix(unit: $text, position: $text, topic: $text) { nodes { person } } }`, '{ trainingCoverage(unit: $text, topic: $text) { key } }', '{ trainingGaps(unit: $text, topic: $text, after: $text) { nodes { topic } } }', '{ trainingExpiring(topic: $text, after: $text) { nodes { topic } } }']) {
      const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: `query ($text: String!) ${query}`, variables: { text } } })
      t.ok([200, 400].includes(answer.statusCode) && !/"status":500/.test(answer.body), `${name}: ${answer.body.slice(0, 200)}`)
    }
  }
})

t.test('a unit, position, person or topic that nothing here is called is said to be none, and not to lack nothing', async (t) => {
  const cases: [query: string, pointers: string[]][] = [
    ['trainingMatrix(unit: "NONE", position: "NONE", person: "NONE", topic: "none") { nodes { person } }', ['/unit', '/position', '/person', '/topic']],
    ['trainingCoverage(unit: "NONE") { key }', ['/unit']], ['trainingCoverage(topic: "orign") { key }', ['/topic']],
    ['trainingGaps(unit: "six", topic: "gate") { nodes { topic } }', ['/unit']], ['trainingExpiring(topic: "none") { nodes { topic } }', ['/topic']]
  ]
  for (const [query, pointers] of cases) {
    const { errors = [] } = await ask<unknown>(`{ ${query} }`) as { errors?: { extensions: { type: string, errors?: { pointer: string }[] } }[] }
    t.strictSame(errors.map(({ extensions }) => [extensions.type, extensions.errors?.map(({ pointer }) => pointer)]), [['/problems/invalid-request', pointers]], query)
  }
  t.match((await ask('{ trainingMatrix(unit: "TWO") { nodes { person } } }', { operator: OTHER_OPERATOR })).errors, [{ extensions: { type: '/problems/invalid-request' } }], 'nor is what another operator has')
  t.strictSame((await ask('{ trainingCoverage(topic: "orign") { key } }', UNIT_LEAD)).errors?.length, 1)
})

t.test('another operator sees none of it', async (t) => {
  const other = { operator: OTHER_OPERATOR }
  t.strictSame(await graph(`{ trainingMatrix(on: "${DAY}") { nodes { person } } trainingCoverage(on: "${DAY}") { key } trainingGaps(on: "${DAY}") { nodes { topic } } trainingExpiring(on: "${DAY}") { nodes { topic } } trainingHours(from: "2025-01-01", to: "2026-12-31") { key } }`, other),
    { trainingMatrix: { nodes: [] }, trainingCoverage: [], trainingGaps: { nodes: [] }, trainingExpiring: { nodes: [] }, trainingHours: [] })
})
