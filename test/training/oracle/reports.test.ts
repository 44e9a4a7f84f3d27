import t from 'tap'
import { addOperator } from '../../../src/platform/operators.ts'
import { CUSTOMS_RESPONSIBILITIES } from '../../../src/organisation/index.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'
import { generatedOperator } from './generated-operator.ts'
import { insertOperator } from './insert-operator.ts'
import { naiveCompetence } from './naive-competence.ts'
import type { NaiveCell, NaivePerson } from './naive-competence.ts'

/** Every report over a generated operator against the same figures counted from raw rows, day by day. */

const TODAY = '2026-03-01'
// On the first of them AI literacy is not asked by law yet.
const DAYS = ['2025-02-01', '2025-09-15', TODAY, '2026-09-01']
const SEED = process.env['TRAINING_ORACLE_SEED'] ?? 'oracle 1'
const operator = generatedOperator(SEED, 80)
const naive = naiveCompetence(operator)

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl, {}, { clock: () => new Date(`${TODAY}T09:00:00Z`) })
await insertOperator(database.superuserUrl, (await addOperator(db.operations, TEST_OPERATOR, 'x')).operatorId, operator)

async function graph<T> (query: string, claims: Parameters<typeof bearer>[0] = {}): Promise<T> {
  const { data, errors } = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(claims), payload: { query } })).json<{ data: T, errors?: unknown }>()
  if (errors !== undefined) throw new Error(`${query}: ${JSON.stringify(errors)}`)
  return data
}

const matrices = new Map(DAYS.map((day) => [day, naive.matrix(day)]))
const matrixOn = (day: string): NaivePerson[] => matrices.get(day) ?? naive.matrix(day)
const isGap = ({ state }: NaiveCell): boolean => ['expired', 'too_low', 'missing'].includes(state)
const isMet = ({ state }: NaiveCell): boolean => ['valid', 'expiring'].includes(state)
const requiredOf = ({ cells }: Pick<NaivePerson, 'cells'>): NaiveCell[] => cells.filter(({ level }) => level !== null)

/** Bounds of a share by bisection: those p at which the score test of p just holds. */
function wilsonBySearch (successes: number, trials: number): { value: number, low: number, high: number } | null {
  if (trials === 0) return null
  const [share, z] = [successes / trials, 1.959963984540054]
  const search = (outside: number): number => {
    let [inside, beyond] = [share, outside]
    for (let step = 0; step < 100; step++) {
      const middle = (inside + beyond) / 2
      if ((share - middle) ** 2 <= z * z * middle * (1 - middle) / trials) inside = middle
      else beyond = middle
    }
    return inside
  }
  return { value: share, low: search(0), high: search(1) }
}

type Test = Pick<typeof t, 'equal' | 'ok' | 'strictSame'>
type Share = { value: number, low: number, high: number } | null
const near = (t: Test, found: Share, wanted: Share, name: string): void => {
  if (found === null || wanted === null) t.equal(found, wanted, name)
  else for (const end of ['value', 'low', 'high'] as const) t.ok(Math.abs(found[end] - wanted[end]) < 1e-9, `${name} ${end}: ${found[end]} and ${wanted[end]}`)
}

/** A line for each cell, so that a difference shows itself alone. */
const linesOf = ({ person, cells }: NaivePerson): string[] => cells.map((cell) => [person, ...Object.entries(cell).toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => `${name}=${value}`)].join(' '))

t.test('the matrix has each cell as it is counted by hand', async (t) => {
  const CELL = 'topic state level heldLevel validUntil since dueOn requiredSince severity basis of'
  const states = new Set<string>()
  for (const day of DAYS) {
    const found = (await graph<{ trainingMatrix: { nodes: NaivePerson[] } }>(`{ trainingMatrix(on: "${day}", first: 200) { nodes { person unit positions cells { ${CELL} } } } }`)).trainingMatrix.nodes
    const wanted = matrixOn(day)
    const inOrder = (rows: readonly NaivePerson[]) => rows.map((row) => ({ ...row, positions: row.positions.toSorted(), cells: row.cells.toSorted((a, b) => a.topic < b.topic ? -1 : 1) }))
    t.strictSame(inOrder(found).map(({ cells: _cells, ...person }) => person), inOrder(wanted).map(({ cells: _cells, ...person }) => person), day)
    t.strictSame(inOrder(found).flatMap(linesOf), inOrder(wanted).flatMap(linesOf), day)
    for (const { cells } of wanted) for (const { state } of cells) states.add(state)
  }
  t.strictSame([...states].toSorted(), ['due', 'expired', 'expiring', 'missing', 'not_required', 'too_low', 'valid'], 'every state is among them')
})

interface Figures { people: number, coveredPeople: number, required: number, met: number, expiring: number, due: number, expired: number, tooLow: number, missing: number, gaps: number, share: Share, peopleShare: Share }
const FIGURES = 'people coveredPeople required met expiring due expired tooLow missing gaps share { value low high } peopleShare { value low high }'
const SHARES = { share: null, peopleShare: null }

function compareFigures (t: Test, found: Figures, members: readonly { person: string, cell: NaiveCell }[], name: string): void {
  const count = (state: string): number => members.filter(({ cell }) => cell.state === state).length
  const people = new Set(members.map(({ person }) => person))
  const covered = [...people].filter((person) => members.every((one) => one.person !== person || isMet(one.cell))).length
  const met = members.filter(({ cell }) => isMet(cell)).length
  t.strictSame({ ...found, ...SHARES }, {
    people: people.size, coveredPeople: covered, required: members.length, met, expiring: count('expiring'), due: count('due'), expired: count('expired'), tooLow: count('too_low'), missing: count('missing'),
    gaps: members.filter(({ cell }) => isGap(cell)).length, ...SHARES
  }, name)
  near(t, found.share, wilsonBySearch(met, members.length), name)
  near(t, found.peopleShare, wilsonBySearch(covered, people.size), name)
}

const PLACES: Record<string, (row: NaivePerson, cell: NaiveCell, day: string) => string[]> = {
  all: () => ['all'],
  unit: ({ unit }) => unit === null ? [] : [unit],
  position: ({ positions }) => positions,
  topic: (_row, { topic }) => [topic],
  responsibility: ({ positions }, _cell, day) => [...new Set(positions.flatMap((code) => naive.positionOn(code, day)?.responsibilities ?? []))]
}

function groupsOn (day: string, by: string): Map<string, { person: string, cell: NaiveCell }[]> {
  const groups = new Map<string, { person: string, cell: NaiveCell }[]>()
  for (const row of matrixOn(day)) for (const cell of requiredOf(row)) for (const key of PLACES[by]?.(row, cell, day) ?? []) groups.set(key, [...groups.get(key) ?? [], { person: row.person, cell }])
  return groups
}

t.test('coverage by each grouping has the figures and intervals counted by hand', async (t) => {
  for (const day of DAYS) {
    for (const by of Object.keys(PLACES)) {
      const rows = (await graph<{ trainingCoverage: { key: string, figures: Figures }[] }>(`{ trainingCoverage(on: "${day}", by: ${by}) { key figures { ${FIGURES} } } }`)).trainingCoverage
      const groups = groupsOn(day, by)
      t.strictSame(rows.map(({ key }) => key).toSorted(), [...groups.keys()].toSorted(), `${by} on ${day}`)
      for (const { key, figures } of rows) compareFigures(t, figures, groups.get(key) ?? [], `${by} ${key} on ${day}`)
    }
  }
})

t.test('the chart shows at each unit and position the gaps of its people', async (t) => {
  for (const day of DAYS.slice(0, 2)) {
    interface Chart { orgChart: { units: { code: string, training: Figures, positions: { code: string, training: Figures }[] }[] } }
    const { units } = (await graph<Chart>(`{ orgChart(on: "${day}") { units { code training { ${FIGURES} } positions { code training { ${FIGURES} } } } } }`)).orgChart
    const [byUnit, byPosition] = [groupsOn(day, 'unit'), groupsOn(day, 'position')]
    t.ok(units.length > 5)
    for (const { code, training, positions } of units) {
      compareFigures(t, training, byUnit.get(code) ?? [], `${code} on ${day}`)
      for (const position of positions) compareFigures(t, position.training, byPosition.get(position.code) ?? [], `${position.code} on ${day}`)
    }
  }
})

t.test('gaps by unit and topic, past and to come, are those counted by hand', async (t) => {
  for (const day of DAYS) {
    interface Gap { unit: string, topic: string, severity: string, figures: Record<string, unknown>, who: { person: string }[] }
    const found = (await graph<{ trainingGaps: { nodes: Gap[] } }>(`{ trainingGaps(on: "${day}", first: 500) { nodes { unit topic severity figures { people gaps expired tooLow missing arising oldestSince } who { person } } } }`)).trainingGaps.nodes
    const groups = Map.groupBy(matrixOn(day).flatMap((row) => requiredOf(row).map((cell) => ({ row, cell }))), ({ row, cell }) => `${row.unit} ${cell.topic}`)
    const wanted = [...groups.values()].flatMap((members) => {
      const gaps = members.filter(({ cell }) => isGap(cell))
      const count = (state: string): number => gaps.filter(({ cell }) => cell.state === state).length
      const sinces = gaps.map(({ cell }) => cell.since ?? '').toSorted()
      const [first] = gaps
      return first === undefined ? [] : [{
        unit: first.row.unit, topic: first.cell.topic, severity: ['critical', 'important', 'advisable'].find((one) => gaps.some(({ cell }) => cell.severity === one)),
        figures: { people: members.length, gaps: gaps.length, expired: count('expired'), tooLow: count('too_low'), missing: count('missing'), arising: sinces.filter((since) => since > TODAY).length, oldestSince: sinces[0] },
        who: gaps.map(({ row }) => ({ person: row.person }))
      }]
    }).toSorted((a, b) => `${a.unit} ${a.topic}` < `${b.unit} ${b.topic}` ? -1 : 1)
    t.strictSame(found, wanted, day)
    if (day > TODAY) t.ok(wanted.some(({ figures }) => figures.arising > 0), 'some are to come')
  }
})

t.test('needs that are gaps are those gaps, since the first of them and as old as that', async (t) => {
  interface Need { unit: string, topic: string, level: number, openedOn: string, ageDays: number, peopleCount: number, people: { person: string }[] }
  const found = (await graph<{ trainingNeeds: { nodes: Need[] } }>('{ trainingNeeds(filter: { source: gap }, first: 500) { nodes { unit topic level openedOn ageDays peopleCount people { person } } } }')).trainingNeeds.nodes
  const gaps = Map.groupBy(matrixOn(TODAY).flatMap((row) => requiredOf(row).filter(isGap).map((cell) => ({ row, cell }))), ({ row, cell }) => JSON.stringify([row.unit, cell.topic]))
  t.strictSame(found, [...gaps].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, members]) => {
    const since = members.map(({ cell }) => cell.since ?? '').toSorted()[0] ?? ''
    return {
      unit: members[0]?.row.unit, topic: members[0]?.cell.topic, level: Math.max(...members.map(({ cell }) => cell.level ?? 0)), openedOn: since, ageDays: (Date.parse(TODAY) - Date.parse(since)) / 86_400_000,
      peopleCount: members.length, people: members.map(({ row }) => ({ person: row.person }))
    }
  }))
})

t.test('what ends within some days is what a longer look ahead finds by hand', async (t) => {
  for (const [day, ahead] of [[TODAY, 90], ['2026-09-01', 0], ['2025-09-15', 365]] as const) {
    interface Expiry { validUntil: string, unit: string, topic: string, people: number, who: string[] }
    const found = (await graph<{ trainingExpiring: { nodes: Expiry[] } }>(`{ trainingExpiring(on: "${day}", withinDays: ${ahead}, first: 1000) { nodes { validUntil unit topic people who } } }`)).trainingExpiring.nodes
    const ending = naive.matrix(day, ahead).flatMap((row) => requiredOf(row).flatMap((cell) => cell.state === 'expiring' ? [{ row, cell }] : []))
    const wanted = [...Map.groupBy(ending, ({ row, cell }) => `${cell.validUntil} ${row.unit} ${cell.topic}`)].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, members]) => ({
      validUntil: members[0]?.cell.validUntil, unit: members[0]?.row.unit, topic: members[0]?.cell.topic, people: members.length, who: members.map(({ row }) => row.person)
    }))
    t.strictSame(found, wanted, `${day}, ${ahead} days ahead`)
  }
})

t.test('hours by each grouping are those of the raw records', async (t) => {
  const [from, to] = ['2025-01-01', '2025-12-31']
  const counted = operator.records.filter(({ completed_on: on, revoked_from: revoked }) => from <= on && on <= to && (revoked === null || revoked > on)).map((record) => {
    const course = operator.courses.find(({ code }) => code === record.course)
    const version = course?.versions.find((one) => one.version === record.version)
    const session = operator.sessions.find(({ code }) => code === record.session)
    return { ...record, kind: course?.kind ?? null, unit: naive.place(record.person, record.completed_on).unit, topics: version === undefined ? [record.topic] : Object.keys(version.topics), took: record.hours ?? session?.hours ?? version?.hours ?? 0 }
  })
  const keys: Record<string, (record: typeof counted[number]) => (string | null)[]> = {
    all: () => ['all'], unit: ({ unit }) => [unit], kind: ({ kind }) => [kind], topic: ({ topics }) => topics, month: ({ completed_on: on }) => [on.slice(0, 7)]
  }
  for (const [by, keysOf] of Object.entries(keys)) {
    const rows = (await graph<{ trainingHours: { key: string | null, figures: { people: number, records: number, hours: string } }[] }>(`{ trainingHours(from: "${from}", to: "${to}", by: ${by}) { key figures { people records hours } } }`)).trainingHours
    const groups = Map.groupBy(counted.flatMap((record) => keysOf(record).map((key) => ({ key, record }))), ({ key }) => key)
    const wanted = [...groups].map(([key, members]) => ({ key, figures: { people: new Set(members.map(({ record }) => record.person)).size, records: members.length, hours: String(members.reduce((sum, { record }) => sum + record.took, 0)) } }))
    const inOrder = (a: { key: string | null }, b: { key: string | null }): number => (a.key ?? '~') < (b.key ?? '~') ? -1 : 1
    t.strictSame(rows.toSorted(inOrder), wanted.toSorted(inOrder), by)
  }
})

t.test('key figures of competence are those counted by hand', async (t) => {
  const NAMES = ['training_coverage_rate', 'training_overdue_count', 'competence_gap_count', 'ai_literacy_coverage', 'key_person_single_point_count']
  for (const day of DAYS.slice(0, 2)) {
    const { kpis } = await graph<{ kpis: { name: string, value: { value: number | null, numerator: string | null, denominator: string | null } }[] }>(`{ kpis(names: ${JSON.stringify(NAMES)}, from: "2024-01-01", to: "${day}") { name value { value numerator denominator } } }`)
    const asked = matrixOn(day).filter((row) => requiredOf(row).length > 0)
    const cells = asked.flatMap((row) => requiredOf(row))
    const ai = cells.filter(({ topic }) => topic === 'ai_literacy')
    const tasks = naiveTasks(day)
    const wanted: Record<string, [number, number]> = {
      training_coverage_rate: [asked.filter((row) => requiredOf(row).every(isMet)).length, asked.length],
      training_overdue_count: [cells.filter(({ state }) => state === 'expired').length, cells.length],
      competence_gap_count: [new Set(cells.filter(isGap).map(({ basis, of, topic }) => `${basis} ${of} ${topic}`)).size, cells.length],
      ai_literacy_coverage: [ai.filter(isMet).length, ai.length],
      key_person_single_point_count: [tasks.filter((trained) => !trained).length, tasks.length]
    }
    for (const { name, value } of kpis) t.strictSame([Number(value.numerator), Number(value.denominator)], wanted[name], `${name} on ${day}`)
  }
})

/** Of each customs responsibility that anybody bears, whether somebody else who stands in for it has shown all that the matrix asks. */
function naiveTasks (day: string): boolean[] {
  const bearers = (role: string): { person: string, code: string }[] => operator.people.flatMap((person) => naive.place(person, day).positions.filter(({ responsibilities }) => responsibilities.includes(role)).map(({ code }) => ({ person, code })))
  return CUSTOMS_RESPONSIBILITIES.flatMap((role) => {
    const held = bearers(role)
    if (held.length === 0) return []
    const named = operator.deputies.filter(({ position, valid_from: from, valid_to: to }) => held.some(({ code }) => code === position) && from <= day && (to === null || day <= to)).map(({ person }) => person)
    const standing = [...named, ...role === 'head_of_customs' ? bearers('deputy_head_of_customs').map(({ person }) => person) : []]
    const only = new Set(held.map(({ person }) => person))
    return [standing.some((person) => !(only.size === 1 && only.has(person)) && [...SHIPPED_CATALOGUE.matrix.get(role) ?? []].every(([topic, { level, onlyForPillarReviewed }]) =>
      onlyForPillarReviewed || (SHIPPED_CATALOGUE.topics.get(topic)?.requiredFrom ?? day) > day || naive.competence(person, topic, Math.min(level, 2), SHIPPED_CATALOGUE.topics.get(topic)?.refresherMonths ?? null, day).isValid))]
  })
}

t.test('below training:personal no figure is of fewer than five people, nor is what is left of a whole', async (t) => {
  const lead = { scope: 'training:read organisation:read reporting:read' }
  for (const day of DAYS) {
    const asked = matrixOn(day).filter((row) => requiredOf(row).length > 0)
    for (const by of ['unit', 'topic', 'position', 'responsibility']) {
      const rows = (await graph<{ trainingCoverage: { figures: { people: number } | null }[] }>(`{ trainingCoverage(on: "${day}", by: ${by}) { figures { people } } }`, lead)).trainingCoverage
      for (const people of rows.flatMap(({ figures }) => figures?.people ?? [])) {
        t.ok(people >= 5, `${by} on ${day}`)
        if (by !== 'topic') t.ok(people === asked.length || asked.length - people >= 5, `${people} of ${asked.length} by ${by} on ${day}`)
      }
    }
    const { kpis: [coverage] } = await graph<{ kpis: { figures: { denominator: string }[] }[] }>(`{ kpis(names: ["training_coverage_rate"], from: "2024-01-01", to: "${day}", by: [unit]) { figures { denominator } } }`, lead)
    const left = asked.length - (coverage?.figures ?? []).reduce((sum, { denominator }) => sum + Number(denominator), 0)
    t.ok(left === 0 || left >= 5, `${left} people are left of ${asked.length} once the units on ${day} are taken away`)
    for (const row of (await graph<{ trainingExpiring: { nodes: { unit: string | null, topic: string | null }[] } }>(`{ trainingExpiring(on: "${day}", withinDays: 400, first: 1000) { nodes { unit topic } } }`, lead)).trainingExpiring.nodes) {
      const members = asked.filter(({ unit, cells }) => unit === row.unit && cells.some(({ topic, level }) => topic === row.topic && level !== null))
      t.ok(row.unit === null || members.length >= 5, `${row.unit} has ${members.length} people of whom ${row.topic} is required on ${day}`)
    }
  }
})

