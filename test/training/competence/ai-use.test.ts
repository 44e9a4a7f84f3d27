import t from 'tap'
import { worksWith } from '../../../src/training/competence/ai-use.ts'
import type { AiUse } from '../../../src/training/competence/ai-use.ts'
import { requirementsOn } from '../../../src/training/competence/requirements.ts'
import type { EarlierPosition, HeldPosition, OwnRequirement, Requirement } from '../../../src/training/competence/requirements.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { before, held, own, person } from './facts.ts'

const DAY = '2026-06-30'
const use = (kind: AiUse['kind'], code: string, over: Partial<AiUse> = {}): AiUse => ({ system: 'AI', role: 'uses', kind, code, validFrom: '2026-01-01', validTo: null, ...over })
const clerk = held()
const head = held({ responsibilities: ['head_of_customs'] })
const asked = (positions: HeldPosition[], uses: AiUse[], requirements: OwnRequirement[] = [], day = DAY, earlier: EarlierPosition[] = []): Requirement | undefined =>
  requirementsOn(person(positions, earlier), requirements.map((one) => ({ ...one, topic: 'ai_literacy' })), SHIPPED_CATALOGUE, day, uses).find(({ topic }) => topic === 'ai_literacy')

const RULES: [name: string, positions: HeldPosition[], uses: AiUse[], own: OwnRequirement[], expected: Partial<Requirement> | undefined][] = [
  ['nobody who works with none', [clerk], [], [], undefined],
  ['whoever is in a unit that uses one', [clerk], [use('unit', 'IMP')], [], { level: 2, basis: 'ai_use', of: 'AI', since: '2026-01-01', graceDays: 90, refresherMonths: 12, legalSource: 'AI Act Art. 4', requirementId: null }],
  ['whoever is in a unit under it', [clerk], [use('unit', 'ALL')], [], { level: 2, basis: 'ai_use' }],
  ['nobody of another unit', [clerk], [use('unit', 'LOG')], [], undefined],
  ['who holds a position that uses one', [clerk], [use('position', 'SPEC')], [], { level: 2, of: 'AI' }],
  ['who holds a position that oversees one, more', [clerk], [use('position', 'SPEC', { role: 'oversees' })], [], { level: 3 }],
  ['the owner by name', [clerk], [use('person', 'P1', { role: 'oversees' })], [], { level: 3 }],
  ['nobody else by that name', [clerk], [use('person', 'P2', { role: 'oversees' })], [], undefined],
  ['of several systems the one that asks most', [clerk], [use('unit', 'IMP'), use('position', 'SPEC', { system: 'OTHER', role: 'oversees' })], [], { level: 3, of: 'OTHER' }],
  ['the role where that asks more', [head], [use('unit', 'IMP')], [], { level: 3, basis: 'role', of: 'head_of_customs' }],
  ['an own requirement of the position has the last word', [clerk], [use('unit', 'IMP')], [own({ position: 'SPEC', level: 1 })], { level: 1, basis: 'position' }],
  ['and one of the unit over what units use', [clerk], [use('unit', 'IMP')], [own({ unit: 'CUS', level: 4 })], { level: 4, basis: 'unit' }],
  ['not one of the unit over what the position uses', [clerk], [use('position', 'SPEC')], [own({ unit: 'CUS', level: 0 })], { level: 2, basis: 'ai_use' }],
  ['nobody whom an own requirement excuses', [clerk], [use('person', 'P1')], [own({ person: 'P1', level: 0 })], undefined],
  ['on its first day', [clerk], [use('unit', 'IMP', { validFrom: DAY })], [], { since: DAY }],
  ['not before', [clerk], [use('unit', 'IMP', { validFrom: '2026-07-01' })], [], undefined],
  ['on its last day', [clerk], [use('unit', 'IMP', { validTo: DAY })], [], { level: 2 }],
  ['not after', [clerk], [use('unit', 'IMP', { validTo: '2026-06-29' })], [], undefined]
]
for (const [name, positions, uses, requirements, expected] of RULES) {
  t.test(`work with AI asks something of: ${name}`, (t) => {
    const found = asked(positions, uses, requirements)
    if (expected === undefined) t.equal(found, undefined)
    else t.match(found, expected)
    t.strictSame(asked(positions, uses.toReversed(), requirements), found, 'in whatever order they come')
    t.end()
  })
}

t.test('the law asks for nothing before its day, however long a system was in use', (t) => {
  const uses = [use('unit', 'IMP', { validFrom: '2022-01-01' })]
  t.equal(asked([clerk], uses, [], '2025-02-01'), undefined)
  t.match(asked([clerk], uses, [], '2025-02-02'), { level: 2, since: '2025-02-02' })
  t.end()
})

t.test('grace counts from when one first worked with AI: another system, or the same as something else, begins nothing anew', (t) => {
  const first = use('unit', 'IMP', { validTo: '2026-03-31' })
  t.match(asked([clerk], [first, use('unit', 'IMP', { system: 'NEXT', validFrom: '2026-04-01' })]), { of: 'NEXT', since: '2026-01-01', lesser: [] })
  t.match(asked([clerk], [first, use('unit', 'IMP', { system: 'NEXT', validFrom: '2026-04-02' })]), { since: '2026-04-02' }, 'a day without any does')
  t.match(asked([clerk], [first, use('position', 'SPEC', { role: 'oversees', validFrom: '2026-04-01' })]), { level: 3, since: '2026-04-01', lesser: [{ level: 2, since: '2026-01-01' }] }, 'and what is more is asked from its own day')
  t.match(asked([held({ since: '2026-05-01' })], [use('position', 'SPEC'), use('position', 'OLD')], [], DAY, [before({ code: 'OLD', from: '2026-02-01', to: '2026-04-30' })]), { since: '2026-02-01' }, 'whoever moves gains no time')
  t.end()
})

t.test('whoever comes under a use on the day works with the system', (t) => {
  const someone = person([clerk])
  for (const [one, expected] of [[use('unit', 'ALL'), true], [use('unit', 'LOG'), false], [use('position', 'SPEC'), true], [use('position', 'HEAD'), false], [use('person', 'P1'), true], [use('person', 'P2'), false], [use('unit', 'ALL', { validFrom: '2026-07-01' }), false], [use('unit', 'ALL', { validTo: '2026-06-29' }), false]] as const) {
    t.equal(worksWith(someone, [one], DAY), expected, JSON.stringify(one))
  }
  t.end()
})
