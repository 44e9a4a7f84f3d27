import { randomUUID } from 'node:crypto'
import { randomOf } from '../../../src/statistics/seeded-random.ts'
import type { SeededRandom } from '../../../src/statistics/seeded-random.ts'

/**
 * An operator as rows, drawn from a seed: units of which one moves, positions that change, people who come, move, bear two positions and
 * leave, requirements at every place, courses in versions, and records that overlap, fail, end and are revoked.
 */

export interface UnitState { code: string, valid_from: string, parent: string | null }
export interface PositionState { code: string, valid_from: string, unit: string, responsibilities: string[], closed: boolean }
export interface Assignment { person: string, position: string, valid_from: string, valid_to: string | null, fte_percent: number }
export interface Deputy { person: string, position: string, valid_from: string, valid_to: string | null }
export interface Requirement {
  code: string, person: string | null, position: string | null, unit: string | null, topic: string, level: number, refresher_months: number | null, grace_days: number
  severity: 'critical' | 'important' | 'advisable', valid_from: string, valid_to: string | null
}
export interface Version { course: string, version: number, valid_from: string, hours: number, pass_mark: number | null, acknowledge_within_days: number, topics: Record<string, number> }
export interface Course { code: string, kind: string, versions: Version[] }
export interface Session { code: string, course: string, version: number, day: string, hours: number }
export interface TrainingRecord {
  id: string, person: string, course: string | null, version: number | null, session: string | null, topic: string | null, level: number | null
  completed_on: string, result: 'passed' | 'failed' | 'attended', hours: number | null, ends_on: string | null, revoked_from: string | null
}

export interface Operator {
  units: UnitState[], positions: PositionState[], people: string[], assignments: Assignment[], deputies: Deputy[]
  requirements: Requirement[], courses: Course[], sessions: Session[], records: TrainingRecord[]
}

export const FIRST = '2024-01-01'
export const OWN_TOPICS = { gate: 6, archive: null, drill: 18 } as const
const DAYS = 1000
const MS = 86_400_000

const dayAt = (number: number): string => new Date(Date.parse(FIRST) + number * MS).toISOString().slice(0, 10)
const ROLES = ['customs_specialist', 'purchasing', 'logistics', 'sales_export', 'finance', 'ai_reviewer', 'head_of_customs', 'it_interfaces', 'production', 'deputy_head_of_customs']
const TOPICS = ['customs_basics', 'classification', 'value', 'origin', 'ai_literacy', 'declarations', 'excise', ...Object.keys(OWN_TOPICS)]

export function generatedOperator (seed: string, size: number): Operator {
  const random = randomOf(seed)
  const chance = (share: number): boolean => random.uniform() < share
  const units: UnitState[] = [
    ...(['ROOT', 'A', 'B', 'C', 'A1', 'A2', 'B1', 'C1'] as const).map((code) => ({ code, valid_from: FIRST, parent: code === 'ROOT' ? null : code.length === 1 ? 'ROOT' : code[0] ?? null })),
    { code: 'A2', valid_from: '2025-07-01', parent: 'B' }
  ]
  const positions = positionsOf(random, chance)
  const codes = [...new Set(positions.map(({ code }) => code))]
  const people = Array.from({ length: size }, (_, index) => `P${String(index).padStart(3, '0')}`)
  const courses = coursesOf(random)
  const sessions = courses.flatMap(({ code, versions }) => versions.slice(0, 1).map(({ version }): Session => ({ code: `S-${code}`, course: code, version, day: dayAt(100 + random.below(800)), hours: 1 + random.below(8) / 2 })))
  return {
    units, positions, people, courses, sessions,
    assignments: people.flatMap((person) => assignmentsOf(person, codes, random, chance)),
    deputies: codes.filter(() => chance(0.5)).map((position) => ({ person: random.pick(people), position, valid_from: dayAt(random.below(600)), valid_to: chance(0.3) ? dayAt(700 + random.below(300)) : null })),
    requirements: Array.from({ length: 60 }, (_, index) => requirementOf(`R${index}`, { units: units.map(({ code }) => code), codes, people }, random, chance)),
    records: people.flatMap((person) => Array.from({ length: 8 + random.below(30) }, () => recordOf(person, courses, sessions, random, chance)))
  }
}

function positionsOf (random: SeededRandom, chance: (share: number) => boolean): PositionState[] {
  // The last unit is a small one.
  const places = ['A', 'A1', 'A1', 'A2', 'A2', 'B', 'B1', 'B1', 'C', 'ROOT', 'A1', 'B', 'A2', 'C1']
  return places.flatMap((unit, index): PositionState[] => {
    const code = `O${String(index).padStart(2, '0')}`
    const roles = (): string[] => [...new Set(Array.from({ length: random.below(3) }, () => random.pick(ROLES)))].toSorted()
    const first = { code, valid_from: FIRST, unit, responsibilities: roles(), closed: false }
    if (chance(0.4)) return [first, { ...first, valid_from: dayAt(200 + random.below(500)), responsibilities: roles() }]
    if (chance(0.3) && unit !== 'C1') return [first, { ...first, valid_from: dayAt(300 + random.below(400)), unit: random.pick(places) }]
    return index === 12 ? [first, { ...first, valid_from: dayAt(850), closed: true }] : [first]
  })
}

function assignmentsOf (person: string, codes: readonly string[], random: SeededRandom, chance: (share: number) => boolean): Assignment[] {
  const found: Assignment[] = []
  const pick = (): string => random.uniform() < 0.03 ? 'O13' : random.pick(codes.filter((code) => code !== 'O13'))
  let start = random.below(600)
  while (start < DAYS && found.length < 3) {
    const length = 60 + random.below(500)
    const isLast = chance(0.4)
    found.push({ person, position: pick(), valid_from: dayAt(start), valid_to: isLast ? null : dayAt(start + length), fte_percent: 60 })
    if (chance(0.25)) found.push({ person, position: pick(), valid_from: dayAt(start + random.below(50)), valid_to: isLast ? null : dayAt(start + length), fte_percent: chance(0.5) ? 40 : 0 })
    if (isLast) break
    // At once, after a while, or with the old one overlapping nothing.
    start += length + 1 + (chance(0.6) ? 0 : random.below(60))
  }
  return found
}

function requirementOf (code: string, { units, codes, people }: { units: string[], codes: string[], people: string[] }, random: SeededRandom, chance: (share: number) => boolean): Requirement {
  const place = random.below(3)
  const from = random.below(900)
  return {
    code, unit: place === 0 ? random.pick(units) : null, position: place === 1 ? random.pick(codes) : null, person: place === 2 ? random.pick(people) : null,
    topic: random.pick(TOPICS), level: random.below(5), refresher_months: chance(0.5) ? 1 + random.below(30) : null, grace_days: random.pick([0, 1, 30, 90]),
    severity: random.pick(['critical', 'important', 'advisable'] as const), valid_from: dayAt(from), valid_to: chance(0.4) ? dayAt(from + random.below(400)) : null
  }
}

function coursesOf (random: SeededRandom): Course[] {
  return Array.from({ length: 12 }, (_, index) => {
    const code = `K${index}`
    const kind = index < 3 ? 'read_and_understood' : random.pick(['course', 'e_learning', 'practice'])
    const starts = [0, 300 + random.below(200), 700 + random.below(250)].slice(0, 1 + random.below(3))
    return {
      code, kind, versions: starts.map((start, at): Version => ({
        course: code, version: at + 1, valid_from: dayAt(start), hours: random.below(9) / 2, pass_mark: kind !== 'read_and_understood' && random.uniform() < 0.5 ? 60 : null,
        acknowledge_within_days: kind === 'read_and_understood' ? random.pick([0, 14, 60]) : 0,
        topics: Object.fromEntries(Array.from({ length: 1 + random.below(3) }, () => [random.pick(TOPICS), 1 + random.below(4)] as const))
      }))
    }
  })
}

function recordOf (person: string, courses: readonly Course[], sessions: readonly Session[], random: SeededRandom, chance: (share: number) => boolean): TrainingRecord {
  // 29 February among them: leap days decide by one day.
  const at = chance(0.05) ? 59 : random.below(DAYS)
  const [isTopic, course, session] = [chance(0.3), random.pick(courses), random.pick(sessions)]
  const version = random.pick(course.versions)
  const what = isTopic
    ? { course: null, version: null, session: null, topic: random.pick(TOPICS), level: 1 + random.below(4) }
    : { course: chance(0.3) ? session.course : course.code, version: version.version, session: null, topic: null, level: null }
  const known = courses.find(({ code }) => code === what.course)
  const held = known === undefined || known.code !== session.course ? null : session
  return {
    id: randomUUID(), person, ...what, ...(known === undefined ? {} : held === null ? { version: random.pick(known.versions).version } : { version: held.version, session: held.code }),
    completed_on: dayAt(at), result: random.pick(['passed', 'passed', 'passed', 'attended', 'failed'] as const), hours: chance(0.3) ? random.below(20) / 2 : null,
    ...endsOf(at, random, chance)
  }
}

function endsOf (at: number, random: SeededRandom, chance: (share: number) => boolean): Pick<TrainingRecord, 'ends_on' | 'revoked_from'> {
  const ends_on = chance(0.5) ? dayAt(at + random.below(700)) : null
  return { ends_on, revoked_from: chance(0.15) ? dayAt(at + (chance(0.3) ? 0 : random.below(400))) : null }
}
