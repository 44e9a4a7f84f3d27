import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { FIRST, OWN_TOPICS } from './generated-operator.ts'
import type { Operator, PositionState, Requirement, TrainingRecord } from './generated-operator.ts'

/**
 * What people must know and do know, worked out the slow way: from raw rows, one day at a time, looking at each day before. Nothing of
 * the service but the shipped catalogue is used.
 */

const MS = 86_400_000
export const later = (day: string, days: number): string => new Date(Date.parse(day) + days * MS).toISOString().slice(0, 10)
/** By Date, which rolls over the end of a month: one that did is taken back to its last day. */
export function monthsLater (day: string, months: number): string {
  const date = new Date(day)
  date.setUTCMonth(date.getUTCMonth() + months)
  if (date.getUTCDate() !== Number(day.slice(8))) date.setUTCDate(0)
  return date.toISOString().slice(0, 10)
}
const min = (days: readonly (string | null)[]): string | null => days.filter((day) => day !== null).toSorted()[0] ?? null
const covers = ({ valid_from, valid_to }: { valid_from: string, valid_to: string | null }, day: string): boolean => valid_from <= day && (valid_to === null || day <= valid_to)

export interface Asked { level: number, refresher: number | null, grace: number, severity: Requirement['severity'], basis: string, of: string, onlyForPillar: boolean }
export interface NaiveCell {
  topic: string, state: string, level: number | null, heldLevel: number | null, validUntil: string | null, since: string | null, dueOn: string | null
  requiredSince: string | null, severity: string | null, basis: string | null, of: string | null
}
export interface NaivePerson { person: string, unit: string | null, positions: string[], cells: NaiveCell[] }
interface Showing { level: number, from: string, to: string | null }

const TOPICS = [...SHIPPED_CATALOGUE.topics.keys(), ...Object.keys(OWN_TOPICS).toSorted()]
const refresherOf = (topic: string): number | null => topic in OWN_TOPICS ? OWN_TOPICS[topic as keyof typeof OWN_TOPICS] : SHIPPED_CATALOGUE.topics.get(topic)?.refresherMonths ?? null
const SEVERITIES = ['critical', 'important', 'advisable']
const BASES = ['person', 'position', 'unit', 'ai_use', 'role']
const asks = (a: Pick<Asked, 'level' | 'refresher'>): [number, number] => [a.level, a.refresher ?? Infinity]

function strictest (all: readonly Asked[]): Asked | undefined {
  const rank = (a: Asked): (number | string)[] => [-a.level, a.refresher ?? Infinity, SEVERITIES.indexOf(a.severity), a.grace, Number(a.onlyForPillar), BASES.indexOf(a.basis), a.of]
  return all.toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)]
    const at = left.findIndex((value, index) => value !== right[index])
    return at < 0 ? 0 : left[at]! < right[at]! ? -1 : 1
  })[0]
}

export function naiveCompetence (operator: Operator) {
  const unitPath = (unit: string, day: string): string[] => {
    const state = operator.units.filter((one) => one.code === unit && one.valid_from <= day).toSorted((a, b) => a.valid_from < b.valid_from ? 1 : -1)[0]
    return state === undefined ? [] : [unit, ...(state.parent === null ? [] : unitPath(state.parent, day))]
  }
  const positionOn = (code: string, day: string): PositionState | undefined => {
    const state = operator.positions.filter((one) => one.code === code && one.valid_from <= day).toSorted((a, b) => a.valid_from < b.valid_from ? 1 : -1)[0]
    return state?.closed === true ? undefined : state
  }
  function lookUp (person: string, day: string) {
    const held = operator.assignments.filter((one) => one.person === person && covers(one, day)).flatMap((one) => {
      const position = positionOn(one.position, day)
      return position === undefined ? [] : [{ ...one, at: position }]
    })
    const main = held.toSorted((a, b) => b.fte_percent - a.fte_percent || (a.valid_from < b.valid_from ? -1 : a.valid_from > b.valid_from ? 1 : a.position < b.position ? -1 : 1))[0]
    const positions = [...new Map(held.map(({ at }) => [at.code, at])).values()]
    return { unit: main?.at.unit ?? null, positions, units: [...new Set(positions.flatMap(({ unit }) => unitPath(unit, day)))] }
  }
  const place = remembered(lookUp, (person, day) => `${person} ${day}`)
  const ownAt = (field: 'person' | 'position' | 'unit', of: string, topic: string, day: string): Asked | undefined => strictest(operator.requirements.filter((one) => one[field] === of && one.topic === topic && covers(one, day))
    .map(({ level, refresher_months: refresher, grace_days: grace, severity }) => ({ level, refresher: refresher ?? refresherOf(topic), grace, severity, basis: field, of, onlyForPillar: false })))
  const ofRoles = (responsibilities: readonly string[], topic: string, day: string): Asked | undefined => strictest(responsibilities.flatMap((role) => {
    const cell = SHIPPED_CATALOGUE.matrix.get(role)?.get(topic)
    const begins = SHIPPED_CATALOGUE.topics.get(topic)?.requiredFrom ?? FIRST
    return cell === undefined || day < begins ? [] : [{ level: cell.level, refresher: refresherOf(topic), grace: 90, severity: 'important' as const, basis: cell.aiUse ? 'ai_use' : 'role', of: role, onlyForPillar: cell.onlyForPillarReviewed }]
  }))
  const ofPosition = remembered(({ code, unit, responsibilities }: PositionState, topic: string, day: string) => {
    const nearest = unitPath(unit, day).map((above) => ownAt('unit', above, topic, day)).find((one) => one !== undefined)
    return ownAt('position', code, topic, day) ?? nearest ?? ofRoles(responsibilities, topic, day)
  }, ({ code }, topic, day) => `${code} ${topic} ${day}`)
  function askedOn (person: string, topic: string, day: string): Asked | undefined {
    const byPosition = place(person, day).positions.flatMap((position) => ofPosition(position, topic, day) ?? [])
    // What is asked of a person by name is asked between two positions too.
    const found = ownAt('person', person, topic, day) ?? strictest(byPosition)
    return found === undefined || found.level === 0 ? undefined : found
  }
  /** What is asked, and what lesser was asked for longer, each with its first day. */
  const demandsOn = remembered(findDemands, (person, topic, today) => `${person} ${topic} ${today}`)
  function findDemands (person: string, topic: string, today: string): { level: number, refresher: number | null, since: string }[] {
    const now = askedOn(person, topic, today)
    const found: { level: number, refresher: number | null, since: string }[] = []
    if (now === undefined) return found
    let asked = { level: now.level, refresher: now.refresher }
    for (let day = today; ; day = later(day, -1)) {
      const before = day < FIRST ? undefined : askedOn(person, topic, later(day, -1))
      const [level, refresher] = asks(asked)
      if (before !== undefined && before.level >= level && asks(before)[1] <= refresher) continue
      found.push({ ...asked, since: day })
      if (before === undefined) return found
      const longer = Math.max(refresher, asks(before)[1])
      asked = { level: Math.min(level, before.level), refresher: longer === Infinity ? null : longer }
    }
  }
  const shownBy = new Map(operator.people.map((person) => [person, operator.records.filter((record) => record.person === person)]))
  const showings = (person: string, topic: string): (Showing & { record: TrainingRecord })[] => (shownBy.get(person) ?? []).flatMap((record) => {
    const course = operator.courses.find(({ code }) => code === record.course)
    const version = course?.versions.find((one) => one.version === record.version)
    const level = version === undefined ? (record.topic === topic ? record.level : null) : version.topics[topic] ?? null
    if (level === null || record.result === 'failed' || (record.result === 'attended' && version?.pass_mark != null)) return []
    const next = course?.kind !== 'read_and_understood' ? [] : course.versions.filter((one) => one.version > (record.version ?? 0)).map((one) => later(one.valid_from, one.acknowledge_within_days - 1))
    const to = min([record.ends_on, record.revoked_from === null ? null : later(record.revoked_from, -1), ...next])
    return to !== null && to < record.completed_on ? [] : [{ level, from: record.completed_on, to, record }]
  })
  function competence (person: string, topic: string, level: number, refresher: number | null, day: string) {
    const all = showings(person, topic).filter(({ from }) => from <= day).map((one) => ({ ...one, to: min([one.to, refresher === null ? null : monthsLater(one.from, refresher)]) }))
    const valid = all.filter(({ to }) => to === null || day <= to)
    const enough = all.filter((one) => one.level >= level)
    const heldLevel = valid.length === 0 ? null : Math.max(...valid.map((one) => one.level))
    const until = enough.some(({ to }) => to === null) ? null : enough.map(({ to }) => to).toSorted().at(-1) ?? null
    return { isValid: valid.some((one) => one.level >= level), wasShown: enough.length > 0, heldLevel, validUntil: until }
  }
  function cell (person: string, topic: string, today: string, ahead: number): NaiveCell | undefined {
    const asked = askedOn(person, topic, today)
    const base = { topic, since: null, dueOn: null, requiredSince: null, level: null, severity: null, basis: null, of: null }
    if (asked === undefined) {
      const { wasShown, heldLevel, validUntil } = competence(person, topic, 1, null, today)
      return wasShown ? { ...base, state: 'not_required', heldLevel, validUntil } : undefined
    }
    const demands = demandsOn(person, topic, today)
    const { isValid, heldLevel, validUntil } = competence(person, topic, asked.level, asked.refresher, today)
    const whole = { ...base, heldLevel, validUntil, level: asked.level, severity: asked.severity, basis: asked.basis, of: asked.of, requiredSince: demands[0]?.since ?? null }
    if (isValid) return { ...whole, state: validUntil !== null && validUntil <= later(today, ahead) ? 'expiring' : 'valid' }
    const gaps = demands.flatMap(({ level, refresher, since }) => {
      const graceOver = later(since, asked.grace)
      const found = competence(person, topic, level, refresher, today)
      if (today < graceOver || found.isValid) return []
      const lapsed = found.wasShown && found.validUntil !== null ? later(found.validUntil, 1) : graceOver
      return [{ state: found.wasShown ? 'expired' : found.heldLevel === null ? 'missing' : 'too_low', since: lapsed > graceOver ? lapsed : graceOver }]
    })
    if (gaps.length === 0) return { ...whole, state: 'due', dueOn: later(demands[0]?.since ?? '', asked.grace - 1) }
    return { ...whole, state: gaps[0]?.state ?? '', since: min(gaps.map(({ since }) => since)) }
  }
  return {
    place, competence, positionOn,
    matrix: (today: string, ahead = 60): NaivePerson[] => operator.people.flatMap((person) => {
      const { unit, positions } = place(person, today)
      return positions.length === 0 ? [] : [{ person, unit, positions: positions.map(({ code }) => code), cells: TOPICS.flatMap((topic) => cell(person, topic, today, ahead) ?? []) }]
    })
  }
}

function remembered<Arguments extends unknown[], Value> (compute: (...all: Arguments) => Value, nameOf: (...all: Arguments) => string): (...all: Arguments) => Value {
  const known = new Map<string, Value>()
  return (...all) => {
    const name = nameOf(...all)
    if (!known.has(name)) known.set(name, compute(...all))
    return known.get(name) as Value
  }
}
