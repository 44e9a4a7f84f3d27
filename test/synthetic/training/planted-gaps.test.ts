import t from 'tap'
import { usesOf } from '../../../src/ai-systems/literacy/use-of-systems.ts'
import type { SystemTimeline } from '../../../src/ai-systems/literacy/use-of-systems.ts'
import { workforceOf } from '../../../src/organisation/model/workforce.ts'
import { withOwnTopics } from '../../../src/training/competence/catalogue.ts'
import { cellsOf, EXPIRING_DAYS } from '../../../src/training/competence/cells.ts'
import { competenceOn } from '../../../src/training/competence/competence.ts'
import { requirementsBy } from '../../../src/training/competence/requirements.ts'
import type { OwnRequirement } from '../../../src/training/competence/requirements.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { counts, lastDay, ownEnd } from '../../../src/training/competence/shown.ts'
import type { Shown } from '../../../src/training/competence/shown.ts'
import { lifeOf } from '../../../src/synthetic/ai/lives.ts'
import { SYSTEMS } from '../../../src/synthetic/ai/systems.ts'
import { peopleRecords } from '../../../src/synthetic/perimeter/people.ts'
import { timelineOf } from '../../../src/synthetic/perimeter/timeline.ts'
import { unitRecords } from '../../../src/synthetic/perimeter/units.ts'
import { dayAfter } from '../../../src/synthetic/seasons.ts'
import { completionsOf } from '../../../src/synthetic/training/completions.ts'
import { COURSES, INSTRUCTION_TOPIC } from '../../../src/synthetic/training/courses.ts'
import { PLANTED_GAPS } from '../../../src/synthetic/training/planted-gaps.ts'
import { requirementPayloads } from '../../../src/synthetic/training/requirements.ts'
import { LAPSED } from '../../../src/synthetic/training/sessions.ts'
import { setting } from '../support.ts'

/** The synthetic people judged by the rules of training themselves, without a service. */

const { trader } = setting()
const { from, until, lapse } = timelineOf(trader.until)
const posted = (path: string): Record<string, unknown>[] => [...unitRecords(trader), ...peopleRecords(trader)].filter((record) => record.path === path).map(({ payload }) => payload)
const lasting = <Values>(path: string): Map<string, { validFrom: string, closed: boolean, values: Values }[]> =>
  new Map(posted(path).map((payload) => [String(payload['code']), [{ validFrom: String(payload['validFrom']), closed: false, values: { parent: null, ...payload } as Values }]]))
const dated = (path: string) => posted(path).map((payload) => ({ ftePercent: 100, validTo: null, ...payload })) as never[]
const workforce = workforceOf({ units: lasting('/v1/units'), positions: lasting('/v1/positions'), assignments: dated('/v1/assignments'), deputies: dated('/v1/deputies') })
const catalogue = withOwnTopics(SHIPPED_CATALOGUE, [{ code: INSTRUCTION_TOPIC, number: null, name: 'Instruction', kind: 'procedure', refresherMonths: null, legalSource: null, requiredFrom: null, requiredFromSource: null }])
const own = requirementPayloads(until).map((payload) => ({ id: payload['code'], person: null, position: null, unit: null, refresherMonths: null, validTo: null, ...payload })) as unknown as OwnRequirement[]
const uses = SYSTEMS.flatMap(({ code, registered, content }) => {
  const since = dayAfter(from, registered)
  const steps = lifeOf(code, until).filter(({ kind }) => kind === 'status').map(({ payload }) => ({ from: String(payload['on']), status: String(payload['status']) }))
  return usesOf({ code, versions: [{ from: since, deputy: null, ...content }], statuses: [{ from: since, status: 'proposed' }, ...steps], classes: [{ from: since, class: 'minimal' }] } as unknown as SystemTimeline)
})
const requirementsOf = requirementsBy(own, catalogue, uses)

const shown: Shown[] = completionsOf(trader).flatMap(({ reference, person, course, completedOn, result, validUntil = null, revoked }) => {
  const versions = COURSES.find(({ code }) => code === course)?.versions.map((version) => ({ ...version, validFrom: dayAfter(from, version.from) })) ?? []
  const version = versions.findLast(({ validFrom }) => validFrom <= completedOn)
  if (version === undefined || !counts(result, version.passMark ?? null)) return []
  const next = COURSES.find(({ code }) => code === course)?.kind === 'read_and_understood' ? versions[versions.indexOf(version) + 1] : undefined
  const endsOn = lastDay({
    ownEnd: ownEnd(completedOn, validUntil, version.validityMonths ?? null), revokedFrom: revoked?.from ?? null,
    nextVersion: next === undefined ? null : { validFrom: next.validFrom, acknowledgeWithinDays: next.acknowledgeWithinDays ?? 0 }
  })
  return Object.entries(version.topics).map(([topic, level]) => ({ recordId: reference, person, topic, level, completedOn, endsOn }))
})
const shownBy = Map.groupBy(shown, ({ person }) => person)
const cellsOn = (day: string) => workforce.on(day).flatMap((person) => cellsOf(requirementsOf(person, day), shownBy.get(person.person) ?? [], day, EXPIRING_DAYS).map((cell) => ({ person: person.person, ...cell })))

t.test('on the last day of the year people lack what is planted, and nothing else', (t) => {
  const lacking = cellsOn(until).filter(({ state }) => ['expired', 'too_low', 'missing', 'due'].includes(state))
  for (const { person, topic, state } of lacking) t.ok(PLANTED_GAPS.some((gap) => gap.person === person && gap.state === state && (gap.topic ?? topic) === topic), `${person} ${topic} is ${state}`)
  for (const { person, topic, state } of PLANTED_GAPS) t.ok(lacking.some((cell) => cell.person === person && cell.state === state && (topic ?? cell.topic) === cell.topic), `${person} ${topic ?? 'all'} ${state} shows`)
  t.strictSame([...new Set(lacking.map(({ state }) => state))].toSorted(), ['due', 'expired', 'missing', 'too_low'], 'each state that a report tells apart')
  t.end()
})

t.test('some that are valid end soon, and some people have shown what nobody asks of them', (t) => {
  const states = new Set(cellsOn(until).map(({ state }) => state))
  t.ok(states.has('expiring') && states.has('valid') && states.has('not_required'))
  t.end()
})

t.test('whoever decides proposals of codes is competent on each day of the year, but one on the days of the lapse', (t) => {
  for (let day = dayAfter(from, -10); day <= until; day = dayAfter(day, 1)) {
    const lapsed = lapse.from <= day && day <= lapse.to
    for (const person of ['P-10', 'P-11', 'P-12', LAPSED]) {
      const { state } = competenceOn(shownBy.get(person) ?? [], { topic: 'classification', level: 3, refresherMonths: 12 }, day)
      t.equal(state, person === LAPSED && lapsed ? 'expired' : 'valid', `${person} on ${day}`)
    }
  }
  t.end()
})
