import t from 'tap'
import { findOperator } from '../../src/platform/operators.ts'
import { shippedReference } from '../../src/reference/shipped.ts'
import { aiTruths } from '../../src/synthetic/ai/ai-key.ts'
import type { AiTruth, Signal } from '../../src/synthetic/ai/ai-key.ts'
import { incidentsOf } from '../../src/synthetic/ai/incidents.ts'
import { DRIFT_FROM } from '../../src/synthetic/ai/streams.ts'
import { CODES } from '../../src/synthetic/ai/systems.ts'
import { loadTrader } from '../../src/synthetic/load-trader.ts'
import { isWithin, timelineOf } from '../../src/synthetic/perimeter/timeline.ts'
import { dayAfter } from '../../src/synthetic/seasons.ts'
import { DEFAULT_SETTING, traderSetting } from '../../src/synthetic/trader-setting.ts'
import { EFFECTIVE, USELESS } from '../../src/synthetic/training/lessons.ts'
import type { Lesson } from '../../src/synthetic/training/lessons.ts'
import { LAPSED } from '../../src/synthetic/training/sessions.ts'
import { testService } from './support.ts'

/** The whole year through the service, its findings decided by the answer key: reports tell apart what was planted, and claim nothing of all else. */

t.setTimeout(400_000)
const DECLARATIONS = 5_000
const { from, until } = timelineOf(DEFAULT_SETTING.until)
const period = `from: "${from}", to: "${until}"`
const clock = (): Date => new Date('2026-11-25T08:00:00Z')

const { db, service } = await testService(t, clock)
const operator = await findOperator(db.operations, DEFAULT_SETTING.operator)
const principal = { subject: 'test', eori: DEFAULT_SETTING.operator, operatorId: operator?.operatorId ?? '', scopes: new Set(['*']), expiresAt: 4e9 }
const setting = traderSetting(shippedReference(), DEFAULT_SETTING)
await loadTrader({ db, service, principal, clock, setting, declarations: DECLARATIONS, deciding: true, onPlanted: () => {} })

async function ask<Data> (query: string): Promise<Data> {
  const { body } = await service.request({ method: 'POST', path: '/graphql', body: JSON.stringify({ query }), mediaType: 'application/json' })
  const { data, errors } = JSON.parse(body) as { data: Data, errors?: unknown }
  t.equal(errors, undefined, query)
  return data
}

interface Window { errors: number, reviewedShare: number }
interface Row {
  session: string | null, units: string[], pillar: string, verdict: string, cautions: string[], people: number, trained: number
  before: Window, after: Window | null, compared: { ratio: number | null, lower: number, upper: number | null, adjustedP: number | null } | null
}

t.test('one training lowered an error rate and the other did not', async (t) => {
  const { trainingEffects: { tested, rows } } = await ask<{ trainingEffects: { tested: number, rows: Row[] } }>(
    `{ trainingEffects(${period}) { tested rows { session units pillar verdict cautions people trained before { errors reviewedShare } after { errors reviewedShare } compared { ratio lower upper adjustedP } } } }`)
  const rowOf = ({ session, unit, pillar }: Lesson) => rows.find((row) => row.session === session && row.units.includes(unit) && row.pillar === pillar)
  const [effective, useless] = [rowOf(EFFECTIVE), rowOf(USELESS)]
  t.match(effective, { verdict: 'improved', cautions: [] })
  t.ok((effective?.compared?.ratio ?? 1) < 0.6 && (effective?.compared?.upper ?? 1) < 1 && (effective?.compared?.adjustedP ?? 1) <= 0.05, JSON.stringify(effective))
  t.match(useless, { verdict: 'no_effect_shown', cautions: [] })
  t.ok((useless?.compared?.lower ?? 2) < 1 && (useless?.compared?.upper ?? 0) > 1 && (useless?.before.errors ?? 0) > 20, JSON.stringify(useless))
  for (const row of [effective, useless]) t.ok((row?.trained ?? 0) / (row?.people ?? 1) > 0.5 && (row?.before.reviewedShare ?? 0) > 0.8 && (row?.before.reviewedShare ?? 1) < 1, 'most of the unit came, and most findings are decided')
  t.strictSame(rows.filter(({ verdict }) => verdict === 'improved' || verdict === 'worsened').map(({ session }) => session), [EFFECTIVE.session], 'nothing is claimed of any other training')
  t.ok(tested > 10, `${tested} are compared at once`)
})

const truths = aiTruths(setting.trader)
const truthOf = (truth: AiTruth['truth']): AiTruth => truths.find((one) => one.truth === truth) ?? (() => { throw new Error(truth) })()
/** Systems of which the key says that a report shows it so, with what it shows. */
const signalled = (report: Signal['report']): { system: string, name: string, levels: readonly string[] }[] => truths.flatMap(({ system, signals }) => signals.filter((signal) => signal.report === report).map(({ name, levels }) => ({ system, name, levels })))
const PROPOSING = ['anomaly-1', 'classifier-1', 'invoice-reader', 'origin-1', 'value-1']

interface Measured { name: string, source: string | null, level: string | null, because: string | null }
interface Group { key: string | null, outputs: number, unapproved: number, measures: Measured[] }

t.test('measures have a colour where the key says so, and nowhere else', async (t) => {
  const { aiOversight: { groups, decisionGroups } } = await ask<{ aiOversight: { groups: Group[], decisionGroups: Group[] } }>(
    `{ aiOversight(${period}, by: system) { groups { key outputs unapproved measures { name source level because } } decisionGroups { key outputs unapproved measures { name source level because } } } }`)
  const called = [...groups, ...decisionGroups].flatMap(({ key, measures }) => measures.filter(({ level, source }) => (level === 'amber' || level === 'red') && (source === null || source === 'blind_sample')).map(({ name, level }) => ({ system: key ?? '', name, level: level ?? '' })))
  const expected = signalled('measure')
  for (const { system, name, levels } of expected) t.ok(called.some((one) => one.system === system && one.name === name && levels.includes(one.level)), `${name} of ${system}`)
  // What a measure tells in parts has the name of the whole before it.
  t.strictSame(called.filter((one) => !expected.some(({ system, name }) => one.system === system && one.name.startsWith(name))), [])
  t.strictSame([...groups, ...decisionGroups].flatMap(({ measures }) => measures.filter(({ because }) => because === 'too_few_people')), [], 'five people at least decide each system\'s proposals')
})

t.test('what was used while it was suspended is counted, and nothing else', async (t) => {
  const { aiOversight: { groups } } = await ask<{ aiOversight: { groups: Group[] } }>(`{ aiOversight(${period}, by: system) { groups { key unapproved } } }`)
  const { system, outputs } = truthOf('used_while_suspended')
  t.strictSame(groups.filter(({ unapproved }) => unapproved > 0).map(({ key, unapproved }) => [key, unapproved]), [[system, outputs]])
})

t.test('what is declared and not logged is the broker\'s alone', async (t) => {
  const { aiOversight: { groups } } = await ask<{ aiOversight: { groups: { key: string, items: number, itemsNotLogged: number }[] } }>(`{ aiOversight(${period}, by: system) { groups { key items itemsNotLogged } } }`)
  t.strictSame(groups.filter(({ itemsNotLogged }) => itemsNotLogged > 0).map(({ key }) => ({ system: key, name: '', levels: [] })), signalled('not_logged'))
  t.ok(groups.filter(({ items }) => items > 0).length >= 4)
})

t.test('codes that somebody decided whose training had lapsed stand out, and no others', async (t) => {
  const { body } = await service.request({ method: 'GET', path: `/v1/ai-outputs?system=${CODES}&state=unreviewed&limit=100` })
  const { items } = JSON.parse(body) as { items: { use: string, decision: { reviewer: string, decidedAt: string } | null }[] }
  const lapsed = items.filter(({ use }) => use === 'reviewed_without_competence')
  t.ok(lapsed.length > 5 && lapsed.every(({ decision }) => decision?.reviewer === LAPSED && isWithin(timelineOf(until).lapse, decision.decidedAt.slice(0, 10))), JSON.stringify(lapsed))
})

t.test('one system drifts, and its watch alarms after that', async (t) => {
  for (const system of PROPOSING) {
    const { aiDrift, aiErrorWatch } = await ask<{ aiDrift: { feature: string, level: string | null }[], aiErrorWatch: { source: string, level: string | null, alarmOn: string | null }[] }>(
      `{ aiDrift(from: "2026-07-01", to: "2026-10-31", baselineFrom: "2026-01-01", baselineTo: "2026-04-30", system: "${system}") { feature level } aiErrorWatch(${period}, system: "${system}") { source level alarmOn } }`)
    const drifting = signalled('drift').filter((signal) => signal.system === system)
    t.strictSame(aiDrift.filter(({ level }) => level === 'amber' || level === 'red').map(({ feature, level }) => [feature, level]), drifting.map(({ name, levels }) => [name, levels[0]]), system)
    const alarms = aiErrorWatch.flatMap(({ source, alarmOn }) => source === 'blind_sample' && alarmOn !== null ? [alarmOn] : [])
    t.equal(alarms.length, signalled('error_watch').filter((signal) => signal.system === system).length, `${system}: ${alarms.join()}`)
    t.ok(alarms.every((day) => day > dayAfter(from, DRIFT_FROM) && day < dayAfter(from, DRIFT_FROM + 75)))
    t.notOk(aiErrorWatch.some(({ source, level }) => source === 'blind_sample' && level === 'amber'))
  }
})

t.test('the lines of one system are wrong more often than those of people', async (t) => {
  const { aiProposers } = await ask<{ aiProposers: { system: string, verdict: string | null, cautions: string[] }[] }>(`{ aiProposers(${period}) { system verdict cautions } }`)
  t.strictSame(aiProposers.filter(({ verdict }) => verdict !== 'no_difference_shown').map(({ system, verdict }) => ({ system, name: verdict, levels: [] })), signalled('proposers'))
  t.ok(aiProposers.length >= 4 && aiProposers.every(({ cautions }) => cautions.length === 0))
})

t.test('one report of an incident is overdue', async (t) => {
  const { aiIncidents } = await ask<{ aiIncidents: { nodes: { system: string, state: string, overdue: boolean, reports: { recipient: string, overdue: boolean }[] }[] } }>('{ aiIncidents(first: 50) { nodes { system state overdue reports { recipient overdue } } } }')
  t.equal(aiIncidents.nodes.length, incidentsOf(until).length)
  t.strictSame(aiIncidents.nodes.filter(({ state }) => state === 'open').length, incidentsOf(until).filter(({ closing }) => closing === undefined).length)
  t.strictSame(aiIncidents.nodes.flatMap(({ system, reports }) => reports.filter(({ overdue }) => overdue).map(({ recipient }) => ({ system, name: recipient, levels: [] }))), signalled('incidents'))
})

t.test('the inventory knows what is forbidden, and of what nothing is known yet', async (t) => {
  const { aiSystems } = await ask<{ aiSystems: { nodes: { code: string, status: string, assessment: { class: string | null } | null }[] } }>('{ aiSystems(first: 50) { nodes { code status assessment { class } } } }')
  const found = aiSystems.nodes.filter(({ assessment }) => assessment?.class === 'prohibited' || assessment?.class == null)
  t.strictSame(found.map(({ code, assessment }) => ({ system: code, name: assessment?.class ?? '', levels: [] })).toSorted((a, b) => a.system < b.system ? -1 : 1), signalled('class').toSorted((a, b) => a.system < b.system ? -1 : 1))
  t.ok(found.every(({ status }) => status !== 'in_use'))
})
