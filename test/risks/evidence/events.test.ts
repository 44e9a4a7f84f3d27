import t from 'tap'
import fc from 'fast-check'
import { mappingOf } from '../../../src/risks/catalogue/evidence-mapping.ts'
import type { StatedMapping } from '../../../src/risks/catalogue/evidence-mapping.ts'
import type { CombinedScope, Place } from '../../../src/risks/evidence/combined-scope.ts'
import type { ConfirmedFinding, EvidenceFacts, RiskSanction, WrongOutput } from '../../../src/risks/evidence/evidence-facts.ts'
import { eventsOf } from '../../../src/risks/evidence/events.ts'
import { byKind, expectedOf, unreviewedOf } from '../../../src/risks/evidence/unreviewed.ts'

const EVERYWHERE: CombinedScope = { sites: [], procedures: [], pillars: [], period: { from: null, to: null } }
const DAYS = { from: '2026-01-01', to: '2026-03-31' }
const ALL: StatedMapping = { findings: [{}], sanctions: [{}], aiErrors: [{}] }

const finding = (id: string, changes: Partial<ConfirmedFinding> = {}): ConfirmedFinding =>
  ({ id, declarationId: `d-${id}`, itemNumber: 1, check: 'VAL-14', source: 'check', pillar: 'value', cause: 'clerical', countedOn: '2026-02-01', ...changes })
const sanction = (id: string, changes: Partial<RiskSanction> = {}): RiskSanction =>
  ({ id, pillar: 'value', cause: 'clerical', severity: 'minor', factsOn: '2026-02-02', declarationIds: [], findingIds: [], sites: [], procedures: [], ...changes })
const output = (id: string, changes: Partial<WrongOutput> = {}): WrongOutput => ({ id, pillar: 'value', decision: 'accepted', madeOn: '2026-02-03', declarationIds: [], ...changes })
const PLACES: Readonly<Record<string, Place>> = { here: { site: 'HERE', procedures: ['40'] }, there: { site: 'THERE', procedures: ['51', '40'] } }
const facts = (changes: Partial<EvidenceFacts>): EvidenceFacts => ({ findings: [], unreviewed: [], sanctions: [], wrongOutputs: [], placeOf: (id) => PLACES[id], confirmedShares: new Map(), ...changes })
const named = (found: Partial<EvidenceFacts>, mapping: StatedMapping = ALL, scope: Partial<CombinedScope> = {}): string[] =>
  eventsOf(mappingOf(mapping), { ...EVERYWHERE, ...scope }, DAYS, facts(found)).map(({ event }) => event)

const cases: [name: string, events: string[], expected: string[]][] = [
  ['a declaration with two findings is one event', named({ findings: [finding('a', { declarationId: 'd' }), finding('b', { declarationId: 'd', itemNumber: 2, check: 'VAL-01' })] }), ['declaration:d']],
  ['two declarations are two', named({ findings: [finding('a'), finding('b')] }), ['declaration:d-a', 'declaration:d-b']],
  ['findings of no declaration count one by one', named({ findings: [finding('a', { declarationId: null }), finding('b', { declarationId: null })] }), ['finding:a', 'finding:b']],
  ['a sanction of a declaration that counts adds nothing', named({ findings: [finding('a')], sanctions: [sanction('s', { declarationIds: ['d-a'] })] }), ['declaration:d-a']],
  ['a sanction linked with a finding that counts adds nothing', named({ findings: [finding('a')], sanctions: [sanction('s', { findingIds: ['a'] })] }), ['declaration:d-a']],
  ['a sanction linked with a finding that is no evidence, of a declaration that counts by another one, adds nothing', named({ findings: [finding('a', { declarationId: 'd' }), finding('b', { declarationId: 'd', check: 'VAL-01' })], sanctions: [sanction('s', { findingIds: ['b'] })] }, { findings: [{ checks: ['VAL-14'] }], sanctions: [{}] }), ['declaration:d']],
  ['a sanction of several declarations that count adds nothing, and they stay two', named({ findings: [finding('a'), finding('b')], sanctions: [sanction('s', { declarationIds: ['d-b', 'd-a'] })] }), ['declaration:d-a', 'declaration:d-b']],
  ['a sanction of five hundred declarations is one event', named({ sanctions: [sanction('s', { declarationIds: Array.from({ length: 500 }, (_, index) => `x${index}`) })] }), ['sanction:s']],
  ['two sanctions for the same declaration are one event', named({ sanctions: [sanction('s', { declarationIds: ['x', 'y'] }), sanction('u', { declarationIds: ['y'] })] }), ['sanction:s']],
  ['two of different facts are two', named({ sanctions: [sanction('s'), sanction('u')] }), ['sanction:s', 'sanction:u']],
  ['a sanction beside a finding that is no evidence of this risk counts', named({ findings: [finding('a')], sanctions: [sanction('s', { findingIds: ['a'], declarationIds: ['d-a'] })] }, { sanctions: [{}] }), ['sanction:s']],
  ['a wrong proposal on a declaration that counts adds nothing', named({ findings: [finding('a')], wrongOutputs: [output('o', { declarationIds: ['d-a'] })] }), ['declaration:d-a']],
  ['several wrong proposals of one declaration are one event', named({ wrongOutputs: [output('o', { declarationIds: ['x'] }), output('p', { declarationIds: ['x'] })] }), ['declaration:x']],
  ['wrong proposals of no declaration count one by one', named({ wrongOutputs: [output('o'), output('p')] }), ['ai_output:o', 'ai_output:p']],
  ['the first day counts', named({ findings: [finding('a', { countedOn: '2026-01-01' })] }), ['declaration:d-a']],
  ['the day before does not', named({ findings: [finding('a', { countedOn: '2025-12-31' })] }), []],
  ['the last day counts', named({ sanctions: [sanction('s', { factsOn: '2026-03-31' })] }), ['sanction:s']],
  ['the day after does not', named({ sanctions: [sanction('s', { factsOn: '2026-04-01' })], wrongOutputs: [output('o', { madeOn: '2026-04-01' })] }), []],
  ['only what the mapping names', named({ findings: [finding('a'), finding('b', { check: 'VAL-01' })], wrongOutputs: [output('o')] }, { findings: [{ checks: ['VAL-01'] }] }), ['declaration:d-b']],
  ['nothing is mapped, nothing counts', named({ findings: [finding('a')], sanctions: [sanction('s')], wrongOutputs: [output('o')] }, {}), []],
  ['a risk of other pillars has other evidence', named({ findings: [finding('a'), finding('b', { pillar: 'origin' })] }, ALL, { pillars: ['origin'] }), ['declaration:d-b']],
  ['of a site alone, and what happened nobody knows where', named({ findings: [finding('a', { declarationId: 'here' }), finding('b', { declarationId: 'there' }), finding('c', { declarationId: 'gone' })] }, ALL, { sites: ['HERE'] }), ['declaration:gone', 'declaration:here']],
  ['of a procedure', named({ findings: [finding('a', { declarationId: 'here' }), finding('b', { declarationId: 'there' })] }, ALL, { procedures: ['51'] }), ['declaration:there']],
  ['a sanction at another site', named({ sanctions: [sanction('s', { sites: ['THERE'] }), sanction('u', { sites: ['THERE', 'HERE'] }), sanction('v')] }, ALL, { sites: ['HERE'] }), ['sanction:u', 'sanction:v']],
  ['a sanction for a finding elsewhere', named({ findings: [finding('a', { declarationId: 'there' })], sanctions: [sanction('s', { findingIds: ['a'] })] }, ALL, { sites: ['HERE'] }), []],
  ['a sanction of another procedure', named({ sanctions: [sanction('s', { procedures: ['4000'] }), sanction('u', { procedures: ['5100'] })] }, ALL, { procedures: ['51'] }), ['sanction:u']]
]
for (const [name, events, expected] of cases) t.strictSame(events, expected, name)

t.test('an event is of its first day, and names all that speaks for it', (t) => {
  const [event] = eventsOf(mappingOf(ALL), EVERYWHERE, DAYS, facts({ findings: [finding('a', { source: 'sample', check: null })], sanctions: [sanction('s', { factsOn: '2026-01-15', findingIds: ['a'] })] }))
  t.strictSame(event, {
    event: 'declaration:d-a', day: '2026-01-15',
    links: [{ kind: 'sanction', id: 's', day: '2026-01-15', href: '/v1/sanctions/s' }, { kind: 'sample', id: 'a', day: '2026-02-01', href: '/v1/findings/a' }]
  })
  t.end()
})

t.test('more evidence never makes fewer events, and the same evidence again makes no more', (t) => {
  const ids = fc.constantFrom('1', '2', '3')
  const findings = fc.array(fc.record({ id: ids, declarationId: fc.option(ids) }), { maxLength: 6 }).map((list) => list.map(({ id, declarationId }, index) => finding(`${index}-${id}`, { declarationId })))
  fc.assert(fc.property(findings, fc.array(fc.record({ declarationIds: fc.array(ids, { maxLength: 2 }) }), { maxLength: 4 }), (all, penalties) => {
    const sanctions = penalties.map(({ declarationIds }, index) => sanction(`s${index}`, { declarationIds }))
    const whole = named({ findings: all, sanctions }).length
    return named({ findings: all.slice(1), sanctions }).length <= whole && named({ findings: all, sanctions: sanctions.slice(0, -1) }).length <= whole &&
      named({ findings: [...all, ...all], sanctions: [...sanctions, ...sanctions] }).length === whole
  }))
  t.end()
})

t.test('unreviewed findings are counted by what raised them, at the share that people confirm of it', (t) => {
  const open = (changes: object) => ({ check: 'VAL-14', source: 'check', pillar: 'value', declarationId: null, itemNumber: null, countedOn: null, count: 4, ...changes })
  const unreviewed = [open({}), open({ check: 'VAL-01', count: 2 }), open({ check: null, source: 'customs', count: 1 }), open({ pillar: 'origin', check: 'ORI-01' })]
  const shares = new Map([['VAL-14', 0.25], ['VAL-01', null]])
  const found = unreviewedOf(mappingOf({ findings: [{ pillars: ['value'] }] }), EVERYWHERE, DAYS, facts({ unreviewed: byKind(unreviewed), confirmedShares: shares }))
  t.strictSame(found, [{ raisedBy: 'VAL-01', count: 2, confirmedShare: null }, { raisedBy: 'VAL-14', count: 4, confirmedShare: 0.25 }, { raisedBy: 'customs', count: 1, confirmedShare: null }])
  t.equal(expectedOf(found), 2 + 1 + 1, 'all of what nobody ever decided')
  t.strictSame(unreviewedOf(mappingOf({ findings: [{ causes: ['clerical'] }] }), EVERYWHERE, DAYS, facts({ unreviewed: byKind(unreviewed) })), [], 'nobody knows a cause before the review')
  const dated = [open({ countedOn: '2026-01-01', declarationId: 'here' }), open({ countedOn: '2025-12-31', declarationId: 'here' }), open({ countedOn: '2026-01-02', declarationId: 'there' })]
  t.strictSame(unreviewedOf(mappingOf(ALL), { ...EVERYWHERE, sites: ['HERE'] }, DAYS, facts({ unreviewed: byKind(dated) })).map(({ count }) => count), [4])
  t.end()
})
