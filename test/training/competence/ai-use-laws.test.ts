import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { addDays, dayBefore } from '../../../src/platform/calendar.ts'
import type { AiUse } from '../../../src/training/competence/ai-use.ts'
import { requirementsOn } from '../../../src/training/competence/requirements.ts'
import type { OwnRequirement, PersonOnDay, Requirement } from '../../../src/training/competence/requirements.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { before, held, own } from './facts.ts'

/** What working with AI systems asks, whatever the systems, positions and own requirements are; by a model that goes day by day. */

const TOPIC = 'ai_literacy'
const START = '2023-12-01'
const DAYS = 120
const LAW_FROM = addDays(START, 30)
const [about] = [...SHIPPED_CATALOGUE.topics.values()].filter(({ code }) => code === TOPIC)
if (about === undefined) throw new Error('The catalogue has no AI literacy')
/** The law begins within the days that are looked at. */
const CATALOGUE = { ...SHIPPED_CATALOGUE, topics: new Map([...SHIPPED_CATALOGUE.topics, [TOPIC, { ...about, requiredFrom: LAW_FROM }]]) }

const PLACES = { A: ['X', 'ALL'], B: ['Y', 'ALL'] } as const
type Position = keyof typeof PLACES
const day = fc.integer({ min: 0, max: DAYS }).map((days) => addDays(START, days))
const period = fc.tuple(day, day).map(([a, b]) => a < b ? { validFrom: a, validTo: b } : { validFrom: b, validTo: a })
const use: fc.Arbitrary<AiUse> = fc.record({
  system: fc.constantFrom('S1', 'S2'), role: fc.constantFrom('uses', 'oversees'), place: fc.constantFrom(['unit', 'X'], ['unit', 'ALL'], ['position', 'A'], ['position', 'B'], ['person', 'P1'], ['person', 'P2']), period, open: fc.boolean()
}).map(({ system, role, place: [kind, code], period: { validFrom, validTo }, open }) => ({ system, role, kind, code, validFrom, validTo: open ? null : validTo }) as AiUse)
const ownOne = fc.record({ place: fc.constantFrom({ unit: 'X' }, { position: 'A' }, { person: 'P1' }), period, level: fc.integer({ min: 0, max: 4 }) }).map(({ place, period: days, level }) => own({ ...place, ...days, topic: TOPIC, level, refresherMonths: null }))
interface Life { readonly stretches: readonly { readonly code: Position, readonly validFrom: string, readonly validTo: string }[], readonly uses: readonly AiUse[], readonly own: readonly OwnRequirement[] }
const life: fc.Arbitrary<Life> = fc.record({
  stretches: fc.array(fc.record({ code: fc.constantFrom<Position>('A', 'B'), period }), { minLength: 1, maxLength: 3 }).map((some) => some.map(({ code, period: days }) => ({ code, ...days }))),
  uses: fc.array(use, { maxLength: 5 }), own: fc.array(ownOne, { maxLength: 2 }).map((some) => some.map((one, index) => ({ ...one, id: `Q${index}` })))
})

function personOn ({ stretches }: Life, on: string): PersonOnDay {
  const at = (code: Position) => ({ code, unit: PLACES[code][0], unitPath: PLACES[code], responsibilities: [] })
  const positions = stretches.filter(({ validFrom, validTo }) => validFrom <= on && validTo >= on).map(({ code, validFrom }) => held({ ...at(code), since: validFrom }))
  return { person: 'P1', unit: null, units: [], positions, earlier: stretches.filter(({ validTo }) => validTo < on).map(({ code, validFrom, validTo }) => before({ ...at(code), from: validFrom, to: validTo })) }
}
const requiredOn = (one: Life, on: string): Requirement | undefined => requirementsOn(personOn(one, on), one.own, CATALOGUE, on, one.uses).find(({ topic }) => topic === TOPIC)

/** The level by the words of the rule: own ones go before what lies behind them, of everything else the most. */
function levelOn (one: Life, on: string): number {
  const holds = ({ validFrom, validTo }: { readonly validFrom: string, readonly validTo: string | null }): boolean => validFrom <= on && (validTo === null || validTo >= on)
  const usedAt = (kind: AiUse['kind'], codes: readonly string[]): number => on < LAW_FROM ? 0 : Math.max(0, ...one.uses.filter((each) => each.kind === kind && codes.includes(each.code) && holds(each)).map(({ role }) => CATALOGUE.aiUse.levels[role]))
  const ownAt = (is: (requirement: OwnRequirement) => boolean): number | undefined => {
    const levels = one.own.filter((each) => is(each) && holds(each)).map(({ level }) => level)
    return levels.length === 0 ? undefined : Math.max(...levels)
  }
  const ofPositions = one.stretches.filter(holds).map(({ code }) => {
    const ofUnits = ownAt(({ unit }) => unit !== null && PLACES[code].some((each) => each === unit)) ?? usedAt('unit', PLACES[code])
    return ownAt(({ position }) => position === code) ?? Math.max(ofUnits, usedAt('position', [code]))
  })
  return ownAt(({ person }) => person !== null) ?? Math.max(0, usedAt('person', ['P1']), ...ofPositions)
}

t.test('on every day as much is asked as the rule says, word by word', (t) => {
  let asked = 0
  t.doesNotThrow(() => fc.assert(fc.property(life, day, (one, on) => {
    const level = levelOn(one, on)
    if (level > 0) asked++
    assert.equal(requiredOn(one, on)?.level ?? 0, level)
  }), { numRuns: 1000 }))
  t.ok(asked > 100, 'and often enough something is')
  t.end()
})

t.test('it has been asked since the first day in a row on which at least as much was, so neither a move nor another system gains time', (t) => {
  let found = 0
  t.doesNotThrow(() => fc.assert(fc.property(life, day, (one, on) => {
    const requirement = requiredOn(one, on)
    if (requirement === undefined) return
    found++
    for (const { level, since } of [requirement, ...requirement.lesser]) {
      let first = on
      while (first > START && levelOn(one, dayBefore(first)) >= level) first = dayBefore(first)
      assert.equal(since, first)
    }
  }), { numRuns: 300 }))
  t.ok(found > 50, 'and enough of them require something')
  t.end()
})
