import t from 'tap'
import type { EarlierPosition, HeldPosition, OwnRequirement, Requirement } from '../../../src/training/competence/requirements.ts'
import { requirementsOn } from '../../../src/training/competence/requirements.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { before, held, own, person } from './facts.ts'

const DAY = '2024-06-30'
const specialist = held({ responsibilities: ['customs_specialist'] })
const storeman = held({ code: 'STORE', unit: 'LOG', unitPath: ['LOG', 'ALL'], responsibilities: ['logistics'] })
const nothing = held()

/** On origin, unless another topic is named. The matrix: customs specialist 3, logistics 1; refresher 12. */
function on (positions: HeldPosition[], requirements: OwnRequirement[], day = DAY, topic = 'origin', earlier: EarlierPosition[] = []): Requirement | undefined {
  return requirementsOn(person(positions, earlier), requirements, SHIPPED_CATALOGUE, day).find((requirement) => requirement.topic === topic)
}

type Expected = Partial<Requirement> | undefined
const RULES: [name: string, positions: HeldPosition[], own: OwnRequirement[], expected: Expected][] = [
  ['the matrix, without any own', [specialist], [], { level: 3, refresherMonths: 12, graceDays: 90, legalSource: 'UCC 39(d); UCC-IA 27', severity: 'important', basis: 'role', of: 'customs_specialist', requirementId: null }],
  ['no responsibility, nothing', [nothing], [], undefined],
  ['no position, nothing', [], [], undefined],
  ['the highest over responsibilities', [held({ responsibilities: ['logistics', 'customs_specialist'] })], [], { level: 3, of: 'customs_specialist' }],
  ['the highest over positions', [storeman, specialist], [], { level: 3, of: 'customs_specialist' }],
  ['a deputy as the head', [held({ responsibilities: ['deputy_head_of_customs'] })], [], { level: 3, of: 'deputy_head_of_customs' }],
  ['the unit before the matrix, lower too', [specialist], [own({ unit: 'IMP' })], { level: 2, refresherMonths: 12, graceDays: 30, severity: 'critical', basis: 'unit', of: 'IMP', requirementId: 'Q1' }],
  ['a unit above', [specialist], [own({ unit: 'ALL' })], { level: 2, basis: 'unit', of: 'ALL' }],
  ['the nearest unit', [specialist], [own({ unit: 'ALL', level: 4 }), own({ id: 'Q2', unit: 'CUS', level: 1 })], { level: 1, of: 'CUS', requirementId: 'Q2' }],
  ['not a unit beside', [specialist], [own({ unit: 'LOG' })], { level: 3, basis: 'role' }],
  ['the position before the unit', [specialist], [own({ unit: 'IMP', level: 4 }), own({ id: 'Q2', position: 'SPEC', level: 1 })], { level: 1, basis: 'position', of: 'SPEC', requirementId: 'Q2' }],
  ['another position', [specialist], [own({ position: 'HEAD', level: 4 })], { level: 3, basis: 'role' }],
  ['the person before all, lower too', [specialist], [own({ position: 'SPEC', level: 4 }), own({ id: 'Q2', person: 'P1', level: 1 })], { level: 1, basis: 'person', of: 'P1', requirementId: 'Q2' }],
  ['another person', [specialist], [own({ person: 'P2', level: 4 })], { level: 3, basis: 'role' }],
  ['of a person without position', [], [own({ person: 'P1' })], { level: 2, basis: 'person' }],
  ['an own one where the matrix asks nothing', [nothing], [own({ unit: 'CUS' })], { level: 2, basis: 'unit' }],
  ['exempted by the person', [specialist], [own({ person: 'P1', level: 0 })], undefined],
  ['exempted by the unit', [specialist], [own({ unit: 'ALL', level: 0 })], undefined],
  ['exempted by the unit, asked by the position', [specialist], [own({ unit: 'ALL', level: 0 }), own({ id: 'Q2', position: 'SPEC' })], { level: 2, basis: 'position' }],
  ['exempted in one position, asked in another', [storeman, specialist], [own({ position: 'SPEC', level: 0 })], { level: 1, of: 'logistics' }],
  ['at one place: the highest level', [specialist], [own({ unit: 'IMP', level: 0 }), own({ id: 'Q2', unit: 'IMP', level: 4 }), own({ id: 'Q3', unit: 'IMP', level: 1 })], { level: 4, requirementId: 'Q2' }],
  ['at one place and level: the shortest refresher', [specialist], [own({ unit: 'IMP', refresherMonths: 24 }), own({ id: 'Q2', unit: 'IMP', refresherMonths: 6 })], { refresherMonths: 6, requirementId: 'Q2' }],
  ['at one place and level: the refresher of the topic is one too', [specialist], [own({ unit: 'IMP', refresherMonths: 24 }), own({ id: 'Q2', unit: 'IMP' })], { refresherMonths: 12, requirementId: 'Q2' }],
  ['over positions: of equal levels the shortest refresher', [storeman, specialist], [own({ position: 'STORE', level: 3, refresherMonths: 6 })], { refresherMonths: 6, of: 'STORE' }],
  ['equal in level and refresher: the graver', [specialist], [own({ unit: 'IMP', severity: 'advisable' }), own({ id: 'Q2', unit: 'IMP', severity: 'critical' }), own({ id: 'Q3', unit: 'IMP', severity: 'important' })], { requirementId: 'Q2' }],
  ['equally grave: the one with less grace', [specialist], [own({ unit: 'IMP', graceDays: 31 }), own({ id: 'Q2', unit: 'IMP' }), own({ id: 'Q3', unit: 'IMP', graceDays: 60 })], { requirementId: 'Q2', graceDays: 30 }],
  ['equal in everything: the first by id', [specialist], [own({ id: 'Q2', unit: 'IMP' }), own({ unit: 'IMP' }), own({ id: 'Q3', unit: 'IMP' })], { requirementId: 'Q1' }],
  ['equal over positions: that of the position before that of the unit', [storeman, specialist], [own({ unit: 'LOG' }), own({ id: 'Q2', position: 'SPEC' })], { basis: 'position', of: 'SPEC' }],
  ['equal over roles: the first by name', [held({ responsibilities: ['purchasing', 'classification_owner'] })], [], { level: 2, of: 'classification_owner' }],
  ['before its first day', [specialist], [own({ unit: 'IMP', validFrom: '2024-07-01' })], { level: 3, basis: 'role' }],
  ['on its first day', [specialist], [own({ unit: 'IMP', validFrom: DAY })], { level: 2, basis: 'unit' }],
  ['on its last day', [specialist], [own({ unit: 'IMP', validTo: DAY })], { level: 2, basis: 'unit' }],
  ['after its last day', [specialist], [own({ unit: 'IMP', validTo: '2024-06-29' })], { level: 3, basis: 'role' }]
]
for (const [name, positions, requirements, expected] of RULES) {
  t.test(`what rules: ${name}`, (t) => {
    const found = on(positions, requirements)
    if (expected === undefined) t.equal(found, undefined)
    else t.match(found, expected)
    t.strictSame(on(positions.toReversed(), requirements.toReversed()), found, 'in whatever order they come')
    t.end()
  })
}

t.test('a reviewer of AI: literacy by the AI Act, and pillars only as reviewed', (t) => {
  const reviewer = held({ responsibilities: ['ai_reviewer'] })
  t.match(on([reviewer], [], '2025-06-30', 'ai_literacy'), { level: 3, basis: 'ai_use', of: 'ai_reviewer', legalSource: 'AI Act Art. 4', onlyForPillarReviewed: false })
  t.match(on([reviewer], []), { level: 3, onlyForPillarReviewed: true })
  t.match(on([held({ responsibilities: ['ai_reviewer', 'customs_specialist'] })], []), { level: 3, onlyForPillarReviewed: false, of: 'customs_specialist' }, 'what another role asks anyway is no longer so')
  t.equal(on([reviewer], [own({ position: 'SPEC', level: 0 })]), undefined, 'and an own one of the position says what is not reviewed')
  t.end()
})

t.test('requirements come in the order of the catalogue, own topics after it', (t) => {
  const found = requirementsOn(person([storeman]), [own({ unit: 'LOG', topic: 'x_ray', level: 1 })], SHIPPED_CATALOGUE, '2025-06-30')
  t.strictSame(found.map(({ topic }) => topic), ['customs_basics', 'origin', 'licences', 'dual_use_export_control', 'special_procedures', 'declarations', 'records_internal_control', 'aeo_duties', 'excise', 'security_safety', 'it_document_security', 'ai_literacy', 'incoterms_contracts', 'x_ray'])
  t.end()
})

const former = (over: Partial<EarlierPosition>): EarlierPosition => before({ responsibilities: ['customs_specialist'], from: '2022-01-01', to: '2023-12-31', ...over })
const now = held({ code: 'HEAD', unit: 'EXP', unitPath: ['EXP', 'ALL'], responsibilities: ['customs_specialist'], since: '2024-01-01' })
const SINCE: [name: string, positions: HeldPosition[], earlier: EarlierPosition[], own: OwnRequirement[], since: string, lesser?: Requirement['lesser']][] = [
  ['as long as the position is held', [now], [], [], '2024-01-01'],
  ['the same asked in the position and unit before', [now], [former({})], [], '2022-01-01'],
  ['a day in between', [now], [former({ to: '2023-12-30' })], [], '2024-01-01'],
  ['nothing asked in the position before', [now], [former({ responsibilities: [] })], [], '2024-01-01'],
  ['more asked in the position before', [now], [former({})], [own({ position: 'SPEC', level: 4, refresherMonths: 12 })], '2022-01-01'],
  ['less asked in the position before', [now], [former({ responsibilities: ['logistics'] })], [], '2024-01-01', [{ level: 1, refresherMonths: 12, since: '2022-01-01' }]],
  ['a longer refresher in the position before', [now], [former({})], [own({ position: 'SPEC', level: 3, refresherMonths: 24 })], '2024-01-01', [{ level: 3, refresherMonths: 24, since: '2022-01-01' }]],
  ['another position held all the time asks as much', [now, held({ responsibilities: ['customs_specialist'], since: '2023-03-01' })], [former({ to: '2022-12-31' })], [], '2023-03-01'],
  ['two overlapping stretches before', [now], [former({ to: '2023-06-30' }), former({ code: 'B', from: '2023-01-01' })], [], '2022-01-01'],
  ['a unit that asks from a later day', [now], [], [own({ unit: 'EXP', level: 4, validFrom: '2024-03-01' })], '2024-03-01', [{ level: 3, refresherMonths: 12, since: '2024-01-01' }]],
  ['a unit that asked less for a while', [now], [], [own({ unit: 'EXP', level: 1, validFrom: '2024-02-01', validTo: '2024-02-29' })], '2024-03-01', [{ level: 1, refresherMonths: 12, since: '2024-01-01' }]],
  ['exempted for a while', [now], [], [own({ unit: 'EXP', level: 0, validFrom: '2024-02-01', validTo: '2024-02-29' })], '2024-03-01'],
  ['an own one in place of the matrix that asks the same', [now], [former({})], [own({ unit: 'EXP', level: 3, validFrom: '2024-03-01' })], '2022-01-01'],
  ['a unit of before and another one of now, both of which asked', [{ ...now, responsibilities: [] }], [former({ responsibilities: [] })], [own({ unit: 'IMP' }), own({ id: 'Q2', unit: 'EXP', level: 2 })], '2022-01-01'],
  ['the person, from before the position', [now], [], [own({ person: 'P1', level: 3, validFrom: '2021-05-01' })], '2021-05-01'],
  ['another position ended that asked more, to be refreshed less often', [held({ responsibilities: ['customs_specialist'], since: '2022-01-01' })], [former({ code: 'B', responsibilities: [], from: '2022-06-01' })], [own({ position: 'B', level: 4, refresherMonths: 24 })], '2024-01-01',
    [{ level: 3, refresherMonths: 24, since: '2022-01-01' }]],
  ['raised twice', [now], [], [own({ unit: 'EXP', level: 1, validFrom: '2023-01-01', validTo: '2024-01-31' }), own({ id: 'Q2', unit: 'EXP', level: 2, validFrom: '2024-02-01', validTo: '2024-02-29' })], '2024-03-01',
    [{ level: 2, refresherMonths: 12, since: '2024-02-01' }, { level: 1, refresherMonths: 12, since: '2024-01-01' }]]
]
for (const [name, positions, earlier, requirements, since, lesser = []] of SINCE) {
  t.test(`since when: ${name}`, (t) => {
    t.match(on(positions, requirements, DAY, 'origin', earlier), { since })
    t.strictSame(on(positions, requirements, DAY, 'origin', earlier)?.lesser, lesser)
    t.end()
  })
}

/** AI Act Art. 113(a); Regulation (EU) 2023/956 Art. 32. Customs specialist: AI literacy 2, product rules 2. */
const longStanding = held({ responsibilities: ['customs_specialist'], since: '2018-01-01' })
const FIRST_DAYS: [topic: string, requirements: OwnRequirement[], day: string, expected: Expected][] = [
  ['ai_literacy', [], '2025-02-01', undefined],
  ['ai_literacy', [], '2025-02-02', { level: 2, since: '2025-02-02', lesser: [] }],
  ['ai_literacy', [], '2026-06-30', { level: 2, since: '2025-02-02' }],
  ['product_rules', [], '2023-09-30', undefined],
  ['product_rules', [], '2026-06-30', { level: 2, since: '2023-10-01' }],
  ['customs_basics', [], '2026-06-30', { level: 3, since: '2018-01-01' }],
  ['ai_literacy', [own({ topic: 'ai_literacy', unit: 'IMP', level: 1, validFrom: '2024-05-01' })], '2025-02-01', { level: 1, basis: 'unit', since: '2024-05-01' }],
  ['ai_literacy', [own({ topic: 'ai_literacy', unit: 'IMP', level: 1, validFrom: '2024-05-01', validTo: '2025-03-31' })], '2026-06-30', { level: 2, basis: 'role', since: '2025-04-01', lesser: [{ level: 1, refresherMonths: 12, since: '2024-05-01' }] }]
]
for (const [topic, requirements, day, expected] of FIRST_DAYS) {
  t.test(`the matrix asks from the first day of the duty: ${topic} on ${day}${requirements.length === 0 ? '' : ', beside an own requirement'}`, (t) => {
    const found = on([longStanding], requirements, day, topic)
    if (expected === undefined) t.equal(found, undefined)
    else t.match(found, expected)
    t.end()
  })
}

t.test('whoever came after the first day of the duty has owed it since coming', (t) => {
  t.match(on([{ ...longStanding, since: '2025-06-01' }], [], '2026-06-30', 'ai_literacy'), { since: '2025-06-01' })
  t.match(on([{ ...longStanding, since: '2025-06-01' }], [], '2026-06-30', 'ai_literacy', [former({ from: '2024-01-01', to: '2025-05-31' })]), { since: '2025-02-02' })
  t.end()
})
