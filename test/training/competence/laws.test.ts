import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { addDays, addMonths, dayBefore } from '../../../src/platform/calendar.ts'
import { cellsOf, isGap } from '../../../src/training/competence/cells.ts'
import type { Cell } from '../../../src/training/competence/cells.ts'
import { competenceOn } from '../../../src/training/competence/competence.ts'
import { requirementsOn } from '../../../src/training/competence/requirements.ts'
import type { OwnRequirement, PersonOnDay, Requirement } from '../../../src/training/competence/requirements.ts'
import type { Shown } from '../../../src/training/competence/shown.ts'
import { lastDay } from '../../../src/training/competence/shown.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { before, held, own, required } from './facts.ts'

/** Laws that hold whatever the records are, and a model that goes day by day instead of by ends and beginnings. */

const START = '2023-12-01'
const DAYS = 150 // over a leap day
const day = fc.integer({ min: 0, max: DAYS }).map((days) => addDays(START, days))
const orNull = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null })
const level = fc.integer({ min: 1, max: 4 })
const refresher = orNull(fc.integer({ min: 1, max: 3 }))
const record: fc.Arbitrary<Shown> = fc.record({ recordId: fc.uuid(), person: fc.constant('P1'), topic: fc.constantFrom('origin', 'value'), level, completedOn: day, endsOn: orNull(day) })
const records = fc.array(record, { maxLength: 6 })
const demand = fc.record({ topic: fc.constant('origin'), level, refresherMonths: refresher })
const RUNS = { numRuns: 500 }

t.test('one more record makes nothing invalid that was valid', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(records, record, demand, day, (some, more, asked, on) => {
    if (competenceOn(some, asked, on).state === 'valid') assert.equal(competenceOn([...some, more], asked, on).state, 'valid')
  }), RUNS))
  t.end()
})

t.test('a revocation makes nothing valid that was not, and leaves alone the days before it', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(records, record, demand, day, day, (others, revoked, asked, from, on) => {
    fc.pre(from >= revoked.completedOn)
    const after = { ...revoked, endsOn: lastDay({ ownEnd: revoked.endsOn, revokedFrom: from, nextVersion: null }) }
    const [was, is] = [revoked, after].map((one) => competenceOn([...others, one], asked, on).state)
    if (was !== 'valid') assert.notEqual(is, 'valid')
    if (on < from) assert.equal(is === 'valid', was === 'valid')
  }), RUNS))
  t.end()
})

t.test('asking more, by level or refresher, makes nothing valid that was not', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(records, demand, demand, day, (some, one, other, on) => {
    const more = { ...one, level: Math.max(one.level, other.level), refresherMonths: Math.min(one.refresherMonths ?? Infinity, other.refresherMonths ?? Infinity) }
    const asked = { ...more, refresherMonths: more.refresherMonths === Infinity ? null : more.refresherMonths }
    if (competenceOn(some, one, on).state !== 'valid') assert.notEqual(competenceOn(some, asked, on).state, 'valid')
  }), RUNS))
  t.end()
})

t.test('competence on a day is what going through the records one by one says', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(records, demand, day, (some, asked, on) => {
    const shows = (one: Shown, at: string): boolean => one.topic === asked.topic && at >= one.completedOn && (one.endsOn === null || at <= one.endsOn) &&
      (asked.refresherMonths === null || at <= addMonths(one.completedOn, asked.refresherMonths))
    const everyDay = Array.from({ length: DAYS + 1 }, (_, index) => addDays(START, index)).filter((at) => at <= on)
    const reaching = some.filter((one) => one.level >= asked.level)
    const found = competenceOn(some, asked, on)
    assert.equal(found.state, reaching.some((one) => shows(one, on)) ? 'valid' : everyDay.some((at) => reaching.some((one) => shows(one, at))) ? 'expired' : 'never')
    assert.equal(found.heldLevel ?? 0, Math.max(0, ...some.filter((one) => shows(one, on)).map((one) => one.level)))
    if (found.state === 'expired') assert.equal(found.validUntil, everyDay.findLast((at) => reaching.some((one) => shows(one, at))), 'it ended on the last day on which any of them showed it')
  }), RUNS))
  t.end()
})

t.test('a cell is one of the seven, and only what is required can be a gap', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(records, demand, day, day, (some, asked, since, on) => {
    fc.pre(since <= on)
    const cells = cellsOf([required({ ...asked, since, graceDays: 20 })], some, on, 10)
    for (const cell of cells) {
      assert.equal(cell.requirement === null, cell.state === 'not_required')
      assert.equal(isGap(cell), cell.since !== null)
      if (cell.since !== null) assert.ok(cell.since <= on && cell.since >= addDays(since, 20))
    }
  }), RUNS))
  t.end()
})

/** Somebody's life: up to three stretches, one after another or with days between, in positions of which requirements speak. */
const GRACE = 15
interface Life { readonly stretches: readonly { readonly code: string, readonly from: string, readonly to: string }[], readonly own: readonly OwnRequirement[] }
const PLACES = { A: ['X', 'ALL'], B: ['Y', 'ALL'] } as const
type Position = keyof typeof PLACES
const period = fc.tuple(day, day).map(([a, b]) => a < b ? { validFrom: a, validTo: b } : { validFrom: b, validTo: a })
const place = fc.constantFrom({ unit: 'X' }, { unit: 'Y' }, { unit: 'ALL' }, { position: 'A' }, { position: 'B' }, { person: 'P1' })
const ownOne = fc.record({ place, period, level: fc.integer({ min: 0, max: 4 }), refresherMonths: orNull(fc.integer({ min: 1, max: 3 })), open: fc.boolean() })
  .map(({ place: at, period: { validFrom, validTo }, level: asked, refresherMonths, open }) => own({ ...at, topic: 'x_ray', level: asked, refresherMonths, graceDays: GRACE, validFrom, validTo: open ? null : validTo }))
const life: fc.Arbitrary<Life> = fc.record({
  stretches: fc.array(fc.record({ code: fc.constantFrom<Position>('A', 'B'), period }), { minLength: 1, maxLength: 3 }).map((some) => some.map(({ code, period: { validFrom, validTo } }) => ({ code, from: validFrom, to: validTo }))),
  own: fc.array(ownOne, { maxLength: 5 }).map((some) => some.map((one, index) => ({ ...one, id: `Q${index}` })))
})

function personOn ({ stretches }: Life, on: string): PersonOnDay {
  const at = (code: string) => ({ code, unit: PLACES[code as Position][0], unitPath: PLACES[code as Position], responsibilities: [] })
  const positions = stretches.filter(({ from, to }) => from <= on && to >= on).map(({ code, from }) => held({ ...at(code), since: from }))
  return { person: 'P1', unit: positions[0]?.unit ?? null, units: [], positions, earlier: stretches.filter(({ to }) => to < on).map(({ code, from, to }) => before({ ...at(code), from, to })) }
}
const requiredOn = (one: Life, on: string): Requirement | undefined => requirementsOn(personOn(one, on), one.own, SHIPPED_CATALOGUE, on)[0]

t.test('a requirement has held since the first day in a row on which at least as much was required', (t) => {
  const asMuch = (a: Requirement | undefined, b: Pick<Requirement, 'level' | 'refresherMonths'>): boolean => a !== undefined && a.level >= b.level && (a.refresherMonths ?? Infinity) <= (b.refresherMonths ?? Infinity)
  const sinceOf = (one: Life, asked: Pick<Requirement, 'level' | 'refresherMonths'>, on: string): string => {
    let since = on
    while (since > START && asMuch(requiredOn(one, dayBefore(since)), asked)) since = dayBefore(since)
    return since
  }
  let found = 0
  t.doesNotThrow(() => fc.assert(fc.property(life, day, (one, on) => {
    const requirement = requiredOn(one, on)
    if (requirement === undefined) return
    found++
    for (const asked of [requirement, ...requirement.lesser]) assert.equal(asked.since, sinceOf(one, asked, on))
  }), { numRuns: 150 }))
  t.ok(found > 20, 'and enough of them require something')
  t.end()
})

t.test('a gap has been one on every day since its first, which is the first in a row unless something was completed meanwhile', (t) => {
  let found = 0
  t.doesNotThrow(() => fc.assert(fc.property(life, records, day, (one, some, on) => {
    const ofTopic = some.map((shown) => ({ ...shown, topic: 'x_ray' }))
    const cellOn = (at: string): Cell | undefined => cellsOf([requiredOn(one, at) ?? []].flat(), ofTopic, at, 0)[0]
    const cell = cellOn(on)
    if (cell === undefined || !isGap(cell)) return
    found++
    let first = on
    for (let last = cellOn(dayBefore(first)); last !== undefined && isGap(last); last = cellOn(dayBefore(first))) first = dayBefore(first)
    assert.ok((cell.since ?? '') >= first)
    if (!ofTopic.some(({ completedOn }) => completedOn > first && completedOn <= on)) assert.equal(cell.since, first)
  }), { numRuns: 300 }))
  t.ok(found > 20, 'and enough of them are gaps')
  t.end()
})
