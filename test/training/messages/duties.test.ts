import fc from 'fast-check'
import t from 'tap'
import { dayBefore, dayOf, dayNumber } from '../../../src/platform/calendar.ts'
import type { PersonOnDay } from '../../../src/training/competence/requirements.ts'
import { dutiesOn, figuresOf } from '../../../src/training/messages/duties.ts'
import type { Acknowledged, DutyTerms } from '../../../src/training/messages/duties.ts'
import { messageFaults } from '../../../src/training/messages/message.ts'
import type { Audience, MessageTerms } from '../../../src/training/messages/message.ts'

const NOBODY: Audience = { all: false, units: [], positions: [], responsibilities: [], people: [] }
const message = (audience: Partial<Audience>, changes: Partial<DutyTerms> = {}): DutyTerms => ({ issuedOn: '2026-03-01', dueOn: '2026-03-31', withdrawnOn: null, audience: { ...NOBODY, ...audience }, ...changes })

const post = (code: string, unitPath: string[], responsibilities: string[] = []) => ({ code, unit: unitPath[0] ?? '', unitPath, responsibilities })
const work = (person: string, changes: Partial<PersonOnDay> = {}): PersonOnDay => ({ person, unit: 'IMP', units: ['IMP', 'CUS'], positions: [{ ...post('SPEC', ['IMP', 'CUS'], ['customs_specialist']), since: '2020-01-01' }], earlier: [], ...changes })
const duty = (terms: DutyTerms, person: PersonOnDay, day = '2026-03-10', made: Acknowledged[] = []) => dutiesOn(terms, made, [person], day)[0]
const acknowledged = (acknowledgedOn: string, revokedOn: string | null = null): Acknowledged[] => [{ person: 'P-1', acknowledgedOn, revokedOn }]

t.test('a message is for whoever it names by any of unit, unit above, position, responsibility or pseudonym, and for nobody else', (t) => {
  const cases: [string, Partial<Audience>, boolean][] = [
    ['everybody', { all: true }, true], ['the unit', { units: ['IMP'] }, true], ['a unit above', { units: ['CUS'] }, true], ['another unit', { units: ['FIN'] }, false], ['the position', { positions: ['SPEC'] }, true],
    ['another position', { positions: ['HEAD'] }, false], ['the responsibility', { responsibilities: ['customs_specialist'] }, true], ['another responsibility', { responsibilities: ['finance'] }, false],
    ['the person', { people: ['P-1'] }, true], ['another person', { people: ['P-2'] }, false], ['another unit or the person', { units: ['FIN'], people: ['P-1'] }, true]
  ]
  for (const [name, audience, isOwed] of cases) t.equal(duty(message(audience), work('P-1')) !== undefined, isOwed, name)
  t.end()
})

t.test('it is owed from the day of issue until the day before it is withdrawn', (t) => {
  const terms = message({ all: true }, { withdrawnOn: '2026-04-10' })
  for (const [day, isOwed] of [['2026-02-28', false], ['2026-03-01', true], ['2026-04-09', true], ['2026-04-10', false]] as const) t.equal(duty(terms, work('P-1'), day) !== undefined, isOwed, day)
  t.end()
})

t.test('it is in time on its last day and late on the next, and an acknowledgement counts from its day until it is revoked', (t) => {
  const terms = message({ all: true })
  const stateOn = (day: string, made: Acknowledged[] = []) => duty(terms, work('P-1'), day, made)?.state
  t.strictSame([stateOn('2026-03-31'), stateOn('2026-04-01')], ['open', 'overdue'])
  t.strictSame(['2026-03-04', '2026-03-05', '2026-04-01'].map((day) => stateOn(day, acknowledged('2026-03-05'))), ['open', 'acknowledged', 'acknowledged'])
  t.strictSame(['2026-03-19', '2026-03-20', '2026-04-01'].map((day) => stateOn(day, acknowledged('2026-03-05', '2026-03-20'))), ['acknowledged', 'open', 'overdue'])
  t.equal(stateOn('2026-03-21', [...acknowledged('2026-03-21'), ...acknowledged('2026-03-05', '2026-03-20')]), 'acknowledged', 'acknowledged again')
  t.end()
})

t.test('whoever joins later owes it too, with as many days as the others had, and moving within the audience begins nothing anew', (t) => {
  const since = (day: string, earlier: PersonOnDay['earlier'] = []) => work('P-1', { positions: [{ ...post('SPEC', ['IMP', 'CUS']), since: day }], earlier })
  const before = (from: string, to: string, unit: string) => ({ ...post('CLERK', [unit, 'CUS']), from, to })
  const cases: [string, PersonOnDay, [owedSince: string, dueOn: string]][] = [
    ['here before the issue', since('2020-01-01'), ['2026-03-01', '2026-03-31']],
    ['joined on the day after the issue', since('2026-03-02'), ['2026-03-02', '2026-04-01']],
    ['came from another unit', since('2026-03-05', [before('2020-01-01', '2026-03-04', 'FIN')]), ['2026-03-05', '2026-04-04']],
    ['changed position within the unit', since('2026-03-05', [before('2020-01-01', '2026-03-04', 'IMP')]), ['2026-03-01', '2026-03-31']],
    ['was away for a day', since('2026-03-06', [before('2020-01-01', '2026-03-04', 'IMP')]), ['2026-03-06', '2026-04-05']],
    ['two stretches that join', since('2026-03-08', [before('2026-03-03', '2026-03-07', 'IMP'), before('2026-02-01', '2026-03-02', 'IMP')]), ['2026-03-01', '2026-03-31']]
  ]
  for (const [name, person, expected] of cases) {
    const found = duty(message({ units: ['IMP'] }), person)
    t.strictSame([found?.owedSince, found?.dueOn], expected, name)
  }
  t.end()
})

t.test('figures count those who are late among those who have not acknowledged', (t) => {
  const people = [work('P-1'), work('P-2'), work('P-3', { positions: [{ ...post('SPEC', ['IMP']), since: '2026-03-20' }] })]
  t.strictSame(figuresOf(dutiesOn(message({ all: true }), acknowledged('2026-03-05'), people, '2026-04-05')), { owed: 3, acknowledged: 1, open: 2, overdue: 1 })
  t.end()
})

t.test('a message has a text or a document with its hash, is due no earlier than issued, and is for everybody or for somebody', (t) => {
  const terms: MessageTerms = { kind: 'law_change', title: 'x', text: 'x', documentReference: null, documentSha256: null, issuedOn: '2026-03-01', dueOn: '2026-03-01', audience: { ...NOBODY, all: true } }
  const cases: [string, Partial<MessageTerms>, string[]][] = [
    ['right', {}, []], ['neither text nor document', { text: null }, ['/text']], ['a document alone', { text: null, documentReference: 'D', documentSha256: 'a' }, []], ['a document without hash', { documentReference: 'D' }, ['/documentSha256']],
    ['a hash without document', { documentSha256: 'a' }, ['/documentReference']], ['due before issued', { dueOn: '2026-02-28' }, ['/dueOn']], ['for nobody', { audience: NOBODY }, ['/audience']], ['for all and one', { audience: { ...NOBODY, all: true, units: ['U'] } }, ['/audience']]
  ]
  for (const [name, changes, pointers] of cases) t.strictSame(messageFaults({ ...terms, ...changes }).map(({ pointer }) => pointer), pointers, name)
  t.end()
})

t.test('since when it is owed is what going back day by day finds, whatever the person did before', (t) => {
  const FIRST = dayNumber('2026-02-01')
  const stretch = fc.record({ from: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 1, max: 25 }), unit: fc.constantFrom('IMP', 'FIN') })
  fc.assert(fc.property(fc.array(stretch, { maxLength: 6 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (stretches, issued, asked) => {
    const [day, issuedOn] = [dayOf(FIRST + asked), dayOf(FIRST + issued)]
    const days = stretches.map(({ from, length, unit }) => ({ unit, from: dayOf(FIRST + from), to: dayOf(FIRST + from + length - 1) }))
    const positions = days.filter(({ from, to }) => from <= day && day <= to).map(({ unit, from }) => ({ ...post('X', [unit]), since: from }))
    const earlier = days.filter(({ to }) => to < day).map(({ unit, from, to }) => ({ ...post('X', [unit]), from, to }))
    const addressed = (at: string): boolean => days.some(({ unit, from, to }) => unit === 'IMP' && from <= at && at <= to)
    let since: string | undefined
    for (let at = day; at >= issuedOn && addressed(at); at = dayBefore(at)) since = at
    return duty(message({ units: ['IMP'] }, { issuedOn, dueOn: issuedOn }), work('P-1', { positions, earlier }), day)?.owedSince === since
  }), { numRuns: 2000 })
  t.end()
})

t.test('an acknowledgement never makes anybody owe more, and revoking one never less', (t) => {
  const dated = fc.integer({ min: 0, max: 60 }).map((offset) => dayOf(dayNumber('2026-03-01') + offset))
  fc.assert(fc.property(fc.array(fc.record({ acknowledgedOn: dated, revokedOn: fc.option(dated) }), { maxLength: 4 }), dated, dated, (made, another, day) => {
    const all = made.map((each) => ({ person: 'P-1', ...each }))
    const owes = (acknowledgements: Acknowledged[]): boolean => duty(message({ all: true }), work('P-1'), day, acknowledgements)?.state !== 'acknowledged'
    const more = owes([...all, { person: 'P-1', acknowledgedOn: another, revokedOn: null }])
    const fewer = owes(all.map((each) => ({ ...each, revokedOn: each.revokedOn === null || each.revokedOn > day ? day : each.revokedOn })))
    return (!more || owes(all)) && fewer
  }))
  t.end()
})
