import t from 'tap'
import { RULES, WATCHED } from '../../../src/authorisations/notification/rule-catalogue.ts'
import { dutiesOf, dueDay } from '../../../src/authorisations/notification/rules.ts'
import type { HeldAuthorisation, LogEvent } from '../../../src/authorisations/notification/rules.ts'
import { AUTHORISATION_CATALOGUE } from '../../../src/reference/authorisation-catalogue.ts'

const DAY = '2026-11-25'
const event = (type: string, data: LogEvent['data'] = {}, changes: Partial<LogEvent> = {}): LogEvent => ({ epoch: 1, seq: '7', day: DAY, type, subject: 'thing:1', data, ...changes })
const held = (type: string, changes: Partial<HeldAuthorisation> = {}): HeldAuthorisation => ({ id: type, type, decisionDate: '2020-01-01', from: '2020-01-01', to: null, ...changes })
const AEO = [held('AEOF')]
const rulesOf = (logged: LogEvent, authorisations: readonly HeldAuthorisation[] = AEO) => dutiesOf(logged, RULES, authorisations, 10).map(({ rule }) => rule.id)

const CASES: [name: string, event: LogEvent, rules: string[]][] = [
  ['another name', event('organisation.profile_changed', { fields: ['name'], change: 'changed' }), ['name_or_legal_form']],
  ['another legal form and owners', event('organisation.profile_changed', { fields: ['legalForm', 'owners'] }), ['name_or_legal_form', 'ownership']],
  ['the first profile', event('organisation.profile_changed', { fields: ['name', 'owners'], change: 'opened' }), []],
  ['a founding day', event('organisation.profile_changed', { fields: ['foundedOn'], change: 'changed' }), []],
  ['the head of customs leaves', event('assignment.ended', { responsibilities: ['head_of_customs'] }), ['head_of_customs_leaves']],
  ['the deputy leaves', event('assignment.ended', { responsibilities: ['finance', 'deputy_head_of_customs'] }), ['head_of_customs_leaves']],
  ['somebody in finance leaves', event('assignment.ended', { responsibilities: ['finance'] }), []],
  ['responsibilities are not named', event('assignment.ended', {}), []],
  ['a board member comes', event('assignment.started', { responsibilities: ['board_member'] }), ['management']],
  ['a security officer comes', event('assignment.started', { responsibilities: ['security_officer'] }), ['security_officer']],
  ['a site opens', event('site.opened', { on: DAY }), ['site_opened']],
  ['a site gets another name', event('site.changed', { fields: ['name'] }), []],
  ['a site keeps records', event('site.changed', { fields: ['activities'] }), ['site_changed']],
  ['a new ERP', event('software.introduced', { kind: 'erp' }), ['software_introduced']],
  ['software for screening', event('software.introduced', { kind: 'screening' }), []],
  ['a serious sanction', event('sanction.recorded', { severity: 'serious' }), ['serious_infringement']],
  ['a medium sanction', event('sanction.recorded', { severity: 'medium' }), []],
  ['a severity that is no text', event('sanction.recorded', { severity: ['serious'] }), []],
  ['AI is introduced', event('ai_system.introduced'), ['ai_introduced']],
  ['AI changes', event('ai_system.changed'), ['ai_changed']],
  ['data that was erased', event('sanction.recorded', null), ['serious_infringement']],
  ['what no rule asks about', event('declaration.recorded'), []],
  ['a member named like one of every object', event('assignment.ended', { responsibilities: 'constructor' }), []]
]
for (const [name, logged, expected] of CASES) t.strictSame(rulesOf(logged), expected, name)

t.test('a duty concerns the authorisations of its types that are held on the day and were decided before the change', (t) => {
  const site = (on: string) => event('site.opened', { on })
  const concerned = (logged: LogEvent, ...authorisations: HeldAuthorisation[]) => dutiesOf(logged, RULES, authorisations, 10)[0]?.authorisationIds
  t.strictSame(concerned(site(DAY), held('AEOF'), held('IPO')), ['AEOF', 'IPO'])
  t.equal(concerned(site(DAY), held('BTI'), held('REP')), undefined, 'neither binding information nor a single decision')
  t.equal(concerned(site(DAY)), undefined, 'without an authorisation nobody must be told')
  t.equal(concerned(site('2019-12-31'), held('AEOF')), undefined, 'known when it was decided')
  t.strictSame(concerned(site('2020-01-01'), held('AEOF')), ['AEOF'])
  t.strictSame(concerned(site('2027-03-01'), held('AEOF')), ['AEOF'], 'a change that is planned')
  t.equal(concerned(site(DAY), held('AEOF', { to: '2026-11-24' })), undefined, 'not held any more')
  t.strictSame(concerned(site(DAY), held('AEOF', { to: DAY })), ['AEOF'])
  t.equal(concerned(site(DAY), held('AEOF', { from: '2026-11-26' })), undefined)
  t.strictSame(concerned(site(DAY), held('AEOF', { to: '2026-01-31' }), held('AEOF', { from: '2026-02-01' })), ['AEOF'], 'once, suspended in between or not')
  t.equal(concerned(event('assignment.started', { responsibilities: ['security_officer'] }), held('AEOC')), undefined, 'of another type')
  t.match(dutiesOf(site('2026-11-20'), RULES, AEO, 10), [{ occurredOn: '2026-11-20', dueOn: '2026-12-09' }])
  for (const on of ['soon', '2026-02-30', 20261125, null]) t.match(dutiesOf(event('site.opened', { on }), RULES, AEO, 10), [{ occurredOn: DAY }], 'a day that is none')
  t.end()
})

t.test('a rule may leave less time than the operator, never more', (t) => {
  const rule = { id: 'x', events: [], when: [], what: '', types: [] }
  t.equal(dueDay(rule, DAY, 10), '2026-12-09')
  t.equal(dueDay({ ...rule, limitWorkingDays: 2 }, DAY, 10), '2026-11-27')
  t.equal(dueDay({ ...rule, limitWorkingDays: 2 }, DAY, 1), '2026-11-26')
  t.end()
})

t.test('the catalogue is whole: ids once, known types, events that a log can hold', (t) => {
  const types = new Set(AUTHORISATION_CATALOGUE.map(({ type }) => type))
  t.equal(new Set(RULES.rules.map(({ id }) => id)).size, RULES.rules.length)
  for (const { id, types: concerned, when } of RULES.rules) {
    t.match(id, /^[a-z_]+$/)
    t.strictSame(concerned.filter((type) => !types.has(type)), [], id)
    for (const { path, in: among, includes, not } of when) t.equal([among, includes, not].filter((each) => each !== undefined).length, 1, `${id} ${path}`)
  }
  for (const type of WATCHED) t.match(type, /^[a-z_]+\.[a-z_]+$/)
  t.ok(WATCHED.length > 15)
  t.end()
})
t.end()
