import t from 'tap'
import type { OversightRecord } from '../../../../src/ai-oversight/record.ts'
import { DEFAULT_RULES } from '../../../../src/ai-systems/oversight/rules/own-rules.ts'
import { moveTotals } from '../../../../src/ai-systems/oversight/totals/total-store.ts'
import type { Principal } from '../../../../src/platform/access.ts'
import { withOperator } from '../../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../../src/platform/operators.ts'
import { countsOf, outcome, planted, record, review } from '../../../ai-oversight/records.ts'
import { OTHER_OPERATOR, testApp } from '../../../support/app.ts'
import { declaration, item } from '../../../support/facts.ts'
import { testDatabase } from '../../../support/postgres.ts'
import { statementsOf } from '../../../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'x', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }

interface Answer { data: Record<string, unknown>, errors?: { message?: string, extensions?: { type?: string, errors?: unknown } }[] }
const ask = async (query: string): Promise<Answer> => (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<Answer>()
const graph = async (field: string): Promise<unknown> => {
  const { data, errors } = await ask(`{ found: ${field} }`)
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data['found']
}
const keep = async (records: readonly OversightRecord[]): Promise<void> => await withOperator(db, principal, 'ai:record', async (tx) => { await moveTotals(tx, countsOf(records)) })
const post = async (url: string, payload: object): Promise<void> => {
  const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers: bearer(), payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
}

/** A system that is accepted whatever it says, in the unit of six people; and one whose inputs move in April. */
const PEOPLE = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6']
const rubber = Array.from({ length: 300 }, (_, index) => record({
  system: 'rubber', review: review({ reviewer: PEOPLE[index % 6] ?? '', seconds: 2 }), outcomes: index < 100 ? [outcome({ proposalRight: index >= 30, finalRight: index >= 30, knownOn: `2026-05-${String(1 + index % 28).padStart(2, '0')}` })] : []
}))
const drifting = ['2026-03-09', '2026-04-09'].flatMap((madeOn) => Array.from({ length: 400 }, (_, index) => record({
  system: 'moved', version: '9', madeOn, features: { chapter: index % 4 === 0 || madeOn > '2026-04' ? '84' : '61' }, review: review({ reviewer: PEOPLE[index % 6] ?? '' })
})))
const seeds = Array.from({ length: 60 }, (_, index) => planted('accepted', { system: 'rubber', review: review({ reviewer: PEOPLE[index % 6] ?? '' }) }))

t.before(async () => { await keep([...rubber, ...drifting, ...seeds]) })

const MARCH = 'from: "2026-03-01", to: "2026-03-31"'
const MEASURES = 'measures { name source value n level because details { name value } bins { n } }'

t.test('the report tells a rubber stamp by what is accepted, by times and by planted proposals', async (t) => {
  const report = await graph(`aiOversight(${MARCH}, system: "rubber") { rules { version revision } groups { outputs ${MEASURES} } decisionGroups { key ${MEASURES} } }`) as
    { rules: unknown, groups: { outputs: number, measures: { name: string }[] }[], decisionGroups: { measures: { name: string, source: string | null }[] }[] }
  t.strictSame(report.rules, { version: 1, revision: 0 })
  t.equal(report.groups[0]?.outputs, 300)
  const level = (name: string, source: string | null = null): unknown => report.decisionGroups[0]?.measures.find((measure) => measure.name === name && measure.source === source)
  t.match(level('near_total_acceptance'), { value: 1, n: 300, level: 'red' })
  t.match(level('planted_detection'), { value: 0, n: 60, level: 'red' })
  t.match(level('decision_time'), { level: 'red' })
  t.match(level('over_acceptance', 'blind_sample'), { level: 'red' })
  t.match(report.groups[0]?.measures.find(({ name }) => name === 'proposal_accuracy'), { source: 'blind_sample', value: 0.7, n: 100 })
})

t.test('drift shows the feature that moved, against months in which it was found good', async (t) => {
  const features = await graph(`aiDrift(system: "moved", version: "9", from: "2026-04-01", to: "2026-04-30", baselineFrom: "2026-03-01", baselineTo: "2026-03-31") { feature value level baseline n because }`)
  t.match(features, [{ feature: 'chapter', level: 'red', baseline: 400, n: 400 }, { feature: 'confidence', level: 'green' }])
  t.match(await graph(`aiDrift(system: "moved", from: "2026-04-01", to: "2026-04-30", baselineFrom: "2025-03-01", baselineTo: "2025-03-31") { feature because }`), [{ because: 'no_baseline' }, { because: 'no_baseline' }])
})

t.test('the watch gives an alarm on the day on which outcomes show it', async (t) => {
  const watches = await graph('aiErrorWatch(system: "rubber", from: "2026-05-01", to: "2026-05-31") { version source isRandomSample n wrong level alarmOn limit scores { day score } release }')
  t.match(watches, [{ version: '4.2', source: 'blind_sample', isRandomSample: true, n: 100, wrong: 30, level: 'red', alarmOn: /^2026-05-/, release: 'turned_down' }])
  t.match(await graph('aiErrorWatch(system: "rubber", from: "2026-05-29", to: "2026-05-31") { n }'), [], 'a day without outcomes is none')
})

t.test('a cut is compared with the others, and a version is one of a system', async (t) => {
  const report = await graph(`aiOversight(${MARCH}, by: system) { groups { key outputs } decisionGroups { key merged } comparisons { key share verdict } }`)
  t.match(report, { groups: [{ key: 'moved', outputs: 400 }, { key: 'rubber', outputs: 300 }], decisionGroups: [{ key: 'moved' }, { key: 'rubber' }] })
  t.ok((report as { comparisons: { key: string, share: string, verdict: string }[] }).comparisons.some(({ key, share, verdict }) => key === 'rubber' && share === 'hasty' && verdict === 'higher'))
  for (const asked of ['by: version', 'version: "9"']) t.match((await ask(`{ aiOversight(${MARCH}, ${asked}) { groups { key } } }`)).errors, [{ message: 'The question is not whole.', extensions: { type: '/problems/invalid-request', errors: [{ pointer: '/system' }] } }], asked)
  t.match(await graph(`aiOversight(${MARCH}, by: version, system: "moved") { groups { key } }`), { groups: [{ key: '9' }] })
  t.match((await ask('{ aiOversight(from: "2026-03-02", to: "2026-03-30") { groups { key } } }')).errors, [{ extensions: { errors: [{ pointer: '/from', hint: '2026-03-01' }, { pointer: '/to', hint: '2026-03-31' }] } }])
})

t.test('few reviewers are not told of, whatever is asked beside', async (t) => {
  await keep(Array.from({ length: 40 }, (_, index) => record({ system: 'lonely', madeOn: '2026-07-01', unit: 'SOLO', review: review({ decision: 'overridden', reviewer: `q${index % 2}` }) })))
  for (const asked of ['system: "lonely"', 'unit: "SOLO"', 'by: unit', 'by: system', 'system: "lonely", by: pillar']) {
    const report = await graph(`aiOversight(from: "2026-07-01", to: "2026-07-31", ${asked}) { decisionGroups { measures { value n because } } comparisons { difference } groups { outputs } }`) as { decisionGroups: { measures: { value: unknown, n: unknown, because: string }[] }[], comparisons: { difference: unknown }[], groups: { outputs: number }[] }
    t.ok(report.decisionGroups.every(({ measures }) => measures.length > 0 && measures.every(({ value, n, because }) => value === null && n === null && because === 'too_few_people')), asked)
    t.ok(report.comparisons.every(({ difference }) => difference === null), asked)
    t.match(report.groups, [{ outputs: 40 }], 'what tells of outputs stays')
  }
})

t.test('thresholds of the operator hold at once', async (t) => {
  const level = async (): Promise<unknown> => await graph(`aiOversight(${MARCH}, system: "rubber") { rules { revision } decisionGroups { measures { name level } } }`)
  t.equal((await app.inject({ method: 'PUT', url: '/v1/ai-oversight-rules', headers: { ...bearer(), 'if-match': '*' }, payload: { ...DEFAULT_RULES, leastForColour: 61, reason: 'x' } })).statusCode, 200)
  const report = await level() as { rules: unknown, decisionGroups: { measures: { name: string }[] }[] }
  t.strictSame(report.rules, { revision: 1 })
  t.match(report.decisionGroups[0]?.measures.find(({ name }) => name === 'planted_detection'), { level: null }, '60 planted ones are too few now')
})

t.test('lines of AI and of people are compared where enough people stand for them', async (t) => {
  await post('/units', { code: 'U-1', name: 'x', validFrom: '2020-01-01' })
  await post('/positions', { code: 'CLERK', title: 'x', unit: 'U-1', validFrom: '2020-01-01', responsibilities: ['customs_specialist'] })
  const asked = `aiProposers(${MARCH}, byUnit: true) { system version pillar units ai { lines wrong } human { lines wrong } verdict lowData because }`
  const hire = async (pseudonym: string): Promise<void> => {
    await post('/people', { pseudonym, employmentKind: 'employee' })
    await post('/assignments', { person: pseudonym, position: 'CLERK', ftePercent: 100, validFrom: '2026-01-01' })
  }
  for (const person of ['c1', 'c2', 'c3', 'c4']) await hire(person)
  await post('/declarations', declaration({ lrn: 'PR-1', orgUnitId: 'U-1', items: [item({ aiAssisted: { origin: { systemId: 'S-1', version: '2' } } }), item({ itemNumber: 2 }), item({ itemNumber: 3 })] }))
  t.match(await graph(asked), [{ system: 'S-1', ai: null, human: null, because: 'too_few_people' }])
  await hire('c5')
  t.strictSame(await graph(asked), [{ system: 'S-1', version: null, pillar: 'origin', units: ['U-1'], ai: { lines: 1, wrong: 0 }, human: { lines: 2, wrong: 0 }, verdict: 'no_difference_shown', lowData: true, because: null }])
  t.match(await graph(`aiShare(${MARCH}) { month declarations { withAi of share lowData } items { withAi of } findings { of } sanctions { of share } }`),
    [{ month: null, declarations: { withAi: 1, of: 1, share: 1, lowData: true }, items: { withAi: 1, of: 3 }, sanctions: { of: 0, share: null } }])
})

t.test('the questionnaire shows what the measures say in the pillars of each question', async (t) => {
  const effects = async (): Promise<Record<string, { name: string, value: number | null, source: string | null }[]>> => {
    const found = await graph('aiQuestionnaire { question oversight { name value source } }') as { question: string, oversight: { name: string, value: number | null, source: string | null }[] }[]
    return Object.fromEntries(found.map(({ question, oversight }) => [question, oversight]))
  }
  const today = new Date().toISOString().slice(0, 10)
  await keep(Array.from({ length: 60 }, (_, index) => record({ system: 'now', pillar: 'value', madeOn: today, review: review({ decision: index < 15 ? 'overridden' : 'accepted', reviewer: PEOPLE[index % 6] ?? '' }) })))
  const { '1.3.3': value, '1.3.5': none, '3.7': unmeasured, '3.5.1': all } = await effects()
  t.match(value?.find(({ name }) => name === 'override'), { value: 0.25 })
  t.match(value?.find(({ name }) => name === 'coverage'), { value: 1 })
  t.strictSame([none, unmeasured], [[], []], 'nothing recorded, and nothing that a measure says')
  t.ok(all?.some(({ name }) => name === 'near_total_acceptance'))
})

t.test('declared items that no output is of are counted', async (t) => {
  await withOperator(db, principal, 'ai:record', async (tx) => {
    await moveTotals(tx, [['logged', 3], ['not_logged', 2]].map(([bin, count]) => ({ system: 'broker', version: '', pillar: 'origin', unit: '', period: '2026-09', counter: 'item', bin: String(bin), count: Number(count) })))
  })
  t.match(await graph('aiOversight(from: "2026-09-01", to: "2026-09-30") { groups { outputs items itemsNotLogged } }'), { groups: [{ outputs: 0, items: 5, itemsNotLogged: 2 }] })
})

t.test('another operator has none of it', async (t) => {
  const { data } = (await app.inject({
    method: 'POST', url: '/graphql', headers: bearer({ operator: OTHER_OPERATOR }),
    payload: { query: `{ aiOversight(${MARCH}) { rules { revision } groups { outputs } } aiErrorWatch(system: "rubber", from: "2026-05-01", to: "2026-05-31") { n } aiProposers(${MARCH}) { system } aiShare(${MARCH}) { items { of } } aiQuestionnaire { oversight { name } }
      aiDrift(system: "moved", from: "2026-04-01", to: "2026-04-30", baselineFrom: "2026-03-01", baselineTo: "2026-03-31") { feature } }` }
  })).json<Answer>()
  t.match(data, { aiOversight: { rules: { revision: 0 }, groups: [] }, aiErrorWatch: [], aiProposers: [], aiShare: [{ items: { of: 0 } }], aiDrift: [] })
  t.ok((data['aiQuestionnaire'] as { oversight: unknown[] }[]).every(({ oversight }) => oversight.length === 0))
})

t.test('a report costs the same however many outputs there are', async (t) => {
  const queries = [`aiOversight(${MARCH}, by: system) { groups { outputs } }`, `aiErrorWatch(system: "rubber", from: "2026-05-01", to: "2026-05-31") { n }`, `aiProposers(${MARCH}) { lowData }`, `aiShare(${MARCH}, byMonth: true) { month }`]
  const costs = async (): Promise<number[]> => {
    const counted: number[] = []
    for (const query of queries) counted.push((await statementsOf(db, async () => await graph(query))).length)
    return counted
  }
  await costs()
  const before = await costs()
  await keep(Array.from({ length: 500 }, (_, index) => record({ system: `more-${index % 7}`, unit: `unit-${index % 5}`, review: review({ reviewer: PEOPLE[index % 6] ?? '' }) })))
  t.strictSame(await costs(), before)
  t.ok(before.every((statements) => statements <= 10), before.join())
})
