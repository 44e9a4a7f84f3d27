import t from 'tap'
import { INCIDENT_KINDS, isOverdue, RECIPIENTS, reportFault, reportsOwed } from '../../../src/ai-systems/incidents/incident.ts'
import type { IncidentFacts, IncidentKind } from '../../../src/ai-systems/incidents/incident.ts'
import { INCIDENT_CATALOGUE, kindRule } from '../../../src/ai-systems/incidents/shipped-kinds.ts'
import { CONTROL_CATALOGUE } from '../../../src/ai-systems/controls/shipped-controls.ts'

const system = (over: Partial<IncidentFacts> = {}, roles = ['deployer'], categories: IncidentFacts['contents'][number]['data']['categories'] = ['goods_data']): IncidentFacts =>
  ({ class: 'high_risk', provisional: false, contents: [{ roles, data: { categories, legalBasis: null, trainingUseAllowed: false } }], ...over })
const owed = (kind: IncidentKind, facts: IncidentFacts): string[] => reportsOwed(kindRule(kind), facts, '2026-03-01').map(({ recipient, dueOn }) => `${recipient} ${dueOn}`)

const CASES: [name: string, kind: IncidentKind, facts: IncidentFacts, expected: string[]][] = [
  ['a death: ten days, and the provider at once', 'death', system(), ['provider 2026-03-01', 'market_surveillance 2026-03-11']],
  ['harm to health: fifteen days', 'serious_harm_to_health', system(), ['provider 2026-03-01', 'market_surveillance 2026-03-16']],
  ['critical infrastructure: two days', 'critical_infrastructure', system(), ['provider 2026-03-01', 'market_surveillance 2026-03-03']],
  ['a widespread infringement: two days', 'widespread_infringement', system(), ['provider 2026-03-01', 'market_surveillance 2026-03-03']],
  ['fundamental rights: fifteen days', 'fundamental_rights', system(), ['provider 2026-03-01', 'market_surveillance 2026-03-16']],
  ['property: fifteen days', 'property_or_environment', system(), ['provider 2026-03-01', 'market_surveillance 2026-03-16']],
  ['one\'s own system: no provider to tell', 'death', system({}, ['provider']), ['market_surveillance 2026-03-11']],
  ['not of high risk: nothing', 'death', system({ class: 'minimal' }), []],
  ['a class that could still be high: owed', 'death', system({ class: 'transparency', provisional: true }), ['provider 2026-03-01', 'market_surveillance 2026-03-11']],
  ['no class yet: owed', 'death', system({ class: null, provisional: true }), ['provider 2026-03-01', 'market_surveillance 2026-03-11']],
  ['prohibited: owed', 'death', system({ class: 'prohibited' }), ['provider 2026-03-01', 'market_surveillance 2026-03-11']],
  ['data without people in it: nothing', 'data_disclosure', system(), []],
  ['personal data: three days, whatever the class', 'data_disclosure', system({ class: 'minimal' }, ['deployer'], ['personal']), ['data_protection 2026-03-04']],
  ['special categories are personal', 'data_disclosure', system({}, ['deployer'], ['special_category']), ['data_protection 2026-03-04']],
  ['personal data on the day, taken out since', 'data_disclosure', { ...system(), contents: [...system({}, ['deployer'], ['personal']).contents, ...system().contents] }, ['data_protection 2026-03-04']],
  ['a wrong output at customs: the duty to notify is kept elsewhere', 'wrong_output_declared', system(), []],
  ['a malfunction: nothing', 'malfunction', system(), []]
]
for (const [name, kind, facts, expected] of CASES) {
  t.test(`what must be reported: ${name}`, (t) => {
    t.strictSame(owed(kind, facts), expected)
    t.end()
  })
}

t.test('every kind has one rule, every recipient is known, and the control exists', (t) => {
  t.strictSame(INCIDENT_CATALOGUE.kinds.map(({ kind }) => kind), [...INCIDENT_KINDS])
  t.ok(INCIDENT_CATALOGUE.kinds.every(({ reports }) => reports.every(({ to }) => RECIPIENTS.includes(to)) && new Set(reports.map(({ to }) => to)).size === reports.length))
  t.ok(CONTROL_CATALOGUE.controls.some(({ id }) => id === INCIDENT_CATALOGUE.control))
  t.end()
})

t.test('a report is overdue on the day after its last, while it is open', (t) => {
  t.strictSame([isOverdue({ state: 'open', dueOn: '2026-03-03' }, '2026-03-03'), isOverdue({ state: 'open', dueOn: '2026-03-03' }, '2026-03-04'), isOverdue({ state: 'made', dueOn: '2026-03-03' }, '2026-03-04'), isOverdue({ state: 'not_owed', dueOn: '2026-03-03' }, '2026-03-04')], [false, true, false, false])
  t.end()
})

t.test('a report made has day and proof, one not owed a reason, one open neither', (t) => {
  for (const [stated, expected] of [
    [{ state: 'made', reportedOn: 'x', evidence: {} }, undefined], [{ state: 'made', evidence: {} }, { field: 'reportedOn', isMissing: true }], [{ state: 'made', reportedOn: 'x' }, { field: 'evidence', isMissing: true }],
    [{ state: 'not_owed', reason: 'x' }, undefined], [{ state: 'not_owed' }, { field: 'reason', isMissing: true }], [{ state: 'not_owed', reason: 'x', reportedOn: 'x' }, { field: 'reportedOn', isMissing: false }],
    [{ state: 'open' }, undefined], [{ state: 'open', reportedOn: 'x' }, { field: 'reportedOn', isMissing: false }]
  ] as const) t.strictSame(reportFault(stated), expected, JSON.stringify(stated))
  t.end()
})
