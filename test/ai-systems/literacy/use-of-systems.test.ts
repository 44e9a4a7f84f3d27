import t from 'tap'
import { usesOf } from '../../../src/ai-systems/literacy/use-of-systems.ts'
import type { SystemTimeline } from '../../../src/ai-systems/literacy/use-of-systems.ts'

const owner = { kind: 'position', code: 'HEAD' } as const
const version = (from: string, over: Partial<SystemTimeline['versions'][number]> = {}): SystemTimeline['versions'][number] => ({ from, owner, deputy: null, users: { units: [], positions: [] }, ...over })
const timeline = (over: Partial<SystemTimeline> = {}): SystemTimeline => ({
  code: 'AI', versions: [version('2026-01-01')], statuses: [{ from: '2026-01-01', status: 'proposed' }, { from: '2026-02-01', status: 'in_use' }], classes: [{ from: '2026-01-15', class: 'minimal' }], ...over
})
const use = (code: string, validFrom: string, validTo: string | null = null, over: object = {}) => ({ system: 'AI', role: 'oversees', kind: 'position', code, validFrom, validTo, ...over })

const CASES: [name: string, timeline: SystemTimeline, expected: unknown[]][] = [
  ['never in use: nobody', timeline({ statuses: [{ from: '2026-01-01', status: 'assessed' }] }), []],
  ['in use: who answers for it, from the first day', timeline(), [use('HEAD', '2026-02-01')]],
  ['suspended: still', timeline({ statuses: [{ from: '2026-02-01', status: 'in_use' }, { from: '2026-03-01', status: 'suspended' }, { from: '2026-04-01', status: 'in_use' }] }), [use('HEAD', '2026-02-01')]],
  ['retired: until the day before', timeline({ statuses: [{ from: '2026-02-01', status: 'in_use' }, { from: '2026-03-01', status: 'retired' }] }), [use('HEAD', '2026-02-01', '2026-02-28')]],
  ['in use and retired on one day: never', timeline({ statuses: [{ from: '2026-02-01', status: 'in_use' }, { from: '2026-02-01', status: 'retired' }] }), []],
  ['no AI system by the Act: nobody', timeline({ classes: [{ from: '2026-01-15', class: 'out_of_scope' }] }), []],
  ['prohibited since: until the day before', timeline({ classes: [{ from: '2026-01-15', class: 'minimal' }, { from: '2026-05-01', class: 'prohibited' }] }), [use('HEAD', '2026-02-01', '2026-04-30')]],
  ['the class is open: an AI system all the same', timeline({ classes: [{ from: '2026-01-15', class: null }] }), [use('HEAD', '2026-02-01')]],
  ['another owner: each in turn', timeline({ versions: [version('2026-01-01'), version('2026-06-01', { owner: { kind: 'person', code: 'P-1' } })] }), [use('HEAD', '2026-02-01', '2026-05-31'), use('P-1', '2026-06-01', null, { kind: 'person' })]],
  ['changed in something else: one stretch', timeline({ versions: [version('2026-01-01'), version('2026-06-01'), version('2026-07-01')] }), [use('HEAD', '2026-02-01')]],
  ['of several versions of one day the last holds', timeline({ versions: [version('2026-01-01'), version('2026-01-01', { owner: { kind: 'position', code: 'OTHER' } })] }), [use('OTHER', '2026-02-01')]],
  ['deputy, units and positions', timeline({ versions: [version('2026-01-01', { deputy: { kind: 'person', code: 'P-2' }, users: { units: ['CUS'], positions: ['SPEC'] } })] }),
    [use('HEAD', '2026-02-01'), use('P-2', '2026-02-01', null, { kind: 'person' }), use('CUS', '2026-02-01', null, { role: 'uses', kind: 'unit' }), use('SPEC', '2026-02-01', null, { role: 'uses' })]]
]
for (const [name, given, expected] of CASES) {
  t.test(`who works with a system: ${name}`, (t) => {
    t.strictSame(usesOf(given), expected)
    t.end()
  })
}
