import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { requirementsOn } from '../../../src/training/competence/requirements.ts'
import type { HeldPosition, OwnRequirement } from '../../../src/training/competence/requirements.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { held, own, person } from './facts.ts'

/** What rules, by its definition written out once more: person, else the most over positions of position, nearest unit, matrix. */

const DAY = '2026-03-02'
const PATHS: Readonly<Record<string, readonly string[]>> = { IMP: ['IMP', 'CUS', 'ALL'], EXP: ['EXP', 'CUS', 'ALL'], LOG: ['LOG', 'ALL'] }
const ROLES = ['customs_specialist', 'logistics', 'finance', 'production', 'ai_reviewer', 'board_member'] as const
const TOPICS = ['origin', 'value', 'ai_literacy', 'x_ray'] as const

const position: fc.Arbitrary<HeldPosition> = fc.record({ code: fc.constantFrom('A', 'B', 'C'), unit: fc.constantFrom('IMP', 'EXP', 'LOG'), responsibilities: fc.uniqueArray(fc.constantFrom(...ROLES), { maxLength: 3 }) })
  .map(({ code, unit, responsibilities }) => held({ code, unit, unitPath: PATHS[unit] ?? [], responsibilities }))
const place = fc.oneof(
  fc.constantFrom('IMP', 'EXP', 'CUS', 'LOG', 'ALL').map((unit) => ({ unit })), fc.constantFrom('A', 'B', 'C').map((code) => ({ position: code })), fc.constantFrom('P1', 'P2').map((code) => ({ person: code }))
)
const requirement: fc.Arbitrary<OwnRequirement> = fc.record({ place, topic: fc.constantFrom(...TOPICS), level: fc.integer({ min: 0, max: 4 }), refresherMonths: fc.constantFrom(null, 6, 36), validFrom: fc.constantFrom('2020-01-01', DAY, '2026-03-03'), validTo: fc.constantFrom(null, '2026-03-01', DAY) })
  .map(({ place: at, validTo, ...rest }) => own({ ...at, ...rest, validTo: validTo !== null && validTo < rest.validFrom ? null : validTo }))

interface Asked { readonly level: number, readonly months: number }
const more = (a: Asked, b: Asked): number => b.level - a.level || a.months - b.months
const topicMonths = (topic: string): number => SHIPPED_CATALOGUE.topics.get(topic)?.refresherMonths ?? Infinity

function asked (positions: readonly HeldPosition[], requirements: readonly OwnRequirement[], topic: string): Asked | undefined {
  const inForce = requirements.filter((one) => one.topic === topic && one.validFrom <= DAY && (one.validTo === null || one.validTo >= DAY))
  const ofOwn = (some: readonly OwnRequirement[]): Asked | undefined => some.map(({ level, refresherMonths }) => ({ level, months: refresherMonths ?? topicMonths(topic) })).toSorted(more)[0]
  const ofMatrix = (roles: readonly string[]): Asked | undefined => roles.flatMap((role) => SHIPPED_CATALOGUE.matrix.get(role)?.get(topic) ?? []).map(({ level }) => ({ level, months: topicMonths(topic) })).toSorted(more)[0]
  const ofPosition = ({ code, unitPath, responsibilities }: HeldPosition): Asked | undefined => ofOwn(inForce.filter((one) => one.position === code)) ??
    unitPath.map((unit) => ofOwn(inForce.filter((one) => one.unit === unit))).find((found) => found !== undefined) ?? ofMatrix(responsibilities)
  return ofOwn(inForce.filter((one) => one.person === 'P1')) ?? positions.flatMap((one) => ofPosition(one) ?? []).toSorted(more)[0]
}

t.test('what is required is what the definition says, for any positions and own requirements', (t) => {
  let required = 0
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(position, { maxLength: 3 }), fc.array(requirement, { maxLength: 12 }), (positions, requirements) => {
    const found = requirementsOn(person(positions), requirements.map((one, index) => ({ ...one, id: `Q${index}` })), SHIPPED_CATALOGUE, DAY)
    for (const topic of TOPICS) {
      const expected = asked(positions, requirements, topic)
      const is = found.find((one) => one.topic === topic)
      if (expected === undefined || expected.level === 0) assert.equal(is, undefined, topic)
      else assert.deepEqual({ level: is?.level, months: is?.refresherMonths ?? Infinity }, expected, topic)
      required += is === undefined ? 0 : 1
    }
    assert.equal(new Set(found.map(({ topic }) => topic)).size, found.length, 'each topic once')
  }), { numRuns: 500 }))
  t.ok(required > 200)
  t.end()
})
