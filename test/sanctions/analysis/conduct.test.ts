import fc from 'fast-check'
import t from 'tap'
import { conductOf, recurrenceOf } from '../../../src/sanctions/analysis/conduct.ts'
import type { Infringement } from '../../../src/sanctions/analysis/conduct.ts'
import { addDays, dayNumber } from '../../../src/platform/calendar.ts'
import { projectCrossing } from '../../../src/sanctions/analysis/projection.ts'
import { INTERNAL_DEFAULTS } from '../../../src/sanctions/analysis/settings.ts'
import { leavesOn, windowStart } from '../../../src/sanctions/analysis/window.ts'

const ON = '2026-03-01'
let ids = 0
const infringement = (factsTo: string, changes: Partial<Infringement> = {}): Infringement =>
  ({ id: `${++ids}`, pillar: 'value', severity: 'minor', seriousCrime: false, factsTo, decisionDate: addDays(factsTo, 100), correctiveActions: [], ...changes })
const EXPOSURE = { declarations: 10_000, items: 25_000, duties: [] }
const view = (infringements: Infringement[], exposure = EXPOSURE) => conductOf(infringements, exposure, INTERNAL_DEFAULTS, ON)

t.test('repeated is what happened after the day on which a corrective action was to work', (t) => {
  const action = (implementedOn: string | null, dueOn = '2025-06-01') => infringement('2025-01-10', { correctiveActions: [{ implementedOn, dueOn }] })
  const cases: [name: string, facts: string, earlier: Infringement[], expected: string][] = [
    ['nothing earlier', '2025-07-01', [], 'first'],
    ['nothing was done', '2025-07-01', [infringement('2025-01-10')], 'without_correction'],
    ['on the day of implementation', '2025-05-01', [action('2025-05-01')], 'before_correction'],
    ['the day after', '2025-05-02', [action('2025-05-01')], 'repeated'],
    ['not implemented, on the day it was due', '2025-06-01', [action(null)], 'before_correction'],
    ['not implemented, the day after', '2025-06-02', [action(null)], 'repeated'],
    ['implemented late: it could not work before', '2025-06-15', [action('2025-06-20')], 'before_correction'],
    ['one of two was to work', '2025-05-02', [action('2025-09-01'), action('2025-05-01')], 'repeated']
  ]
  for (const [name, facts, earlier, expected] of cases) t.equal(recurrenceOf(infringement(facts), earlier), expected, name)
  t.end()
})

t.test('serious and repeated infringements are listed with the day on which they leave, crimes without one', (t) => {
  const corrected = infringement('2024-01-10', { pillar: 'origin', correctiveActions: [{ dueOn: '2024-03-01', implementedOn: '2024-02-01' }] })
  const conduct = view([
    infringement('2023-03-01', { severity: 'serious' }), infringement('2023-02-28', { severity: 'serious' }), infringement('2010-01-01', { severity: 'serious', seriousCrime: true }),
    corrected, infringement('2024-02-01', { pillar: 'origin' }), infringement('2024-02-02', { pillar: 'origin' }), infringement('2024-05-01', { pillar: 'value' }),
    infringement('2026-02-20', { severity: 'serious', decisionDate: '2026-05-01' }), infringement('2026-03-02', { severity: 'serious' })
  ])
  t.match(conduct.entries, [
    { infringement: { factsTo: '2023-03-01' }, leavesOn: '2026-03-02', inWindow: true, decidedLater: false, recurrence: 'first' },
    { infringement: { factsTo: '2024-02-02', pillar: 'origin' }, leavesOn: '2027-02-03', recurrence: 'repeated' },
    { infringement: { factsTo: '2026-02-20' }, decidedLater: true },
    { infringement: { factsTo: '2010-01-01' }, leavesOn: null, inWindow: false }
  ])
  t.equal(conduct.entries.length, 4, 'neither what left the day before nor what is still to come')
  t.strictSame(conduct.recurringTypes, [{ pillar: 'origin', sanctions: 3 }, { pillar: 'value', sanctions: 3 }])
  t.match(conduct.measures, [{ measure: 'serious', value: 2, level: 'red', threshold: { amber: 0, red: 1 } }, { measure: 'repeated', value: 1, level: 'amber' }, { measure: 'recurring_types', value: 2, level: 'amber', red: null }, {}, {}])
  t.end()
})

t.test('another type, or an earlier one that has left the window, makes nothing repeated', (t) => {
  const done = { correctiveActions: [{ dueOn: '2023-01-15', implementedOn: '2023-01-15' }] }
  t.strictSame(view([infringement('2023-02-28', done), infringement('2024-06-01')]).entries, [], 'it left the day before')
  t.equal(view([infringement('2023-03-01', done), infringement('2024-06-01')]).entries.length, 1)
  t.strictSame(view([infringement('2023-03-01', { ...done, pillar: 'origin' }), infringement('2024-06-01')]).entries, [])
  t.end()
})

t.test('minor ones are set against the number and size of operations', (t) => {
  const { minor, measures } = view([infringement('2025-01-01'), infringement('2025-02-01'), infringement('2025-03-01', { severity: 'medium' })])
  t.match(minor, { sanctions: 2, ratePer1000: { value: 0.2, lowData: true }, ratePer1000Items: { value: 0.08 } })
  t.match(measures[3], { measure: 'minor_per_1000', value: 0.2, level: 'green', red: { state: 'not_at_present_rate' } })
  t.match(measures[4], { measure: 'weighted_per_1000', value: 0.5, amber: null, red: null })
  t.match(view([infringement('2025-01-01')], { declarations: 0, items: 0, duties: [] }), { minor: { ratePer1000: { value: null } }, measures: [{}, {}, {}, { value: null, level: null, red: null }, { value: null, level: null }] })
  const many = view(Array.from({ length: 21 }, (_, day) => infringement(addDays('2025-01-01', day))))
  t.match(many.measures[3], { value: 2.1, level: 'amber', amber: { state: 'crossed' } })
  t.end()
})

const leavingOn = (...days: string[]) => days.map((leaving) => ({ since: addDays(ON, -7), leaving }))
const inWindow = (since: string) => ({ since, leaving: leavesOn(since) })

t.test('a limit is crossed on the first day whose expected count is a whole above it', (t) => {
  // Window of 1,096 days (2026-03-01 to 2029-03-01). Four seen: 4 a window; none leaves before day 1,000: 4 + 4·t/1096 = 5 at t = 274.
  const late = addDays(ON, 1000)
  t.match(projectCrossing(leavingOn(late, late, late, late), 4, ON), { state: 'projected', day: addDays(ON, 274) })
  t.match(projectCrossing(leavingOn(late, late, late, late), 3, ON), { state: 'crossed', day: addDays(ON, -7), earliest: addDays(ON, -7), latest: addDays(ON, -7) })
  t.match(projectCrossing(leavingOn(late, late, late, late), 3.9, ON), { state: 'crossed' })
  t.match(projectCrossing(leavingOn(late, late, late, late), 4.9, ON), { state: 'projected', day: addDays(ON, 274) }, 'a limit between two whole numbers')
  t.equal(projectCrossing(leavingOn(late, late, late, late), 7, ON).state, 'not_at_present_rate', '8 would be there only as all four have left')
  // Three of four leave on the next day: 1 + 4·t/1096 is 5 only at the end of the window, when the last one is still there.
  t.match(projectCrossing(leavingOn(addDays(ON, 1), addDays(ON, 1), addDays(ON, 1), addDays(ON, 1097)), 4, ON), { state: 'projected', day: addDays(ON, 1096) })
  t.match(projectCrossing(leavingOn(addDays(ON, 1), addDays(ON, 1), addDays(ON, 1), addDays(ON, 1095)), 4, ON), { state: 'not_at_present_rate', day: null })
  t.end()
})

t.test('a crossed limit names the day of the facts with which those in the window went above it', (t) => {
  const facts = ['2025-06-01', '2023-04-01', '2024-01-15', '2025-06-01'].map(inWindow)
  const cases: [limit: number, day: string][] = [[0, '2023-04-01'], [0.9, '2023-04-01'], [1, '2024-01-15'], [2, '2025-06-01'], [3.5, '2025-06-01']]
  for (const [limit, day] of cases) t.match(projectCrossing(facts, limit, ON), { state: 'crossed', day, earliest: day, latest: day }, `${limit}`)
  t.not(projectCrossing(facts, 4, ON).state, 'crossed')
  const { measures } = view([infringement('2025-04-04', { severity: 'serious' }), infringement('2025-02-02', { severity: 'serious' })])
  t.match(measures[0], { measure: 'serious', amber: { state: 'crossed', day: '2025-02-02' }, red: { state: 'crossed', day: '2025-04-04' } })
  t.end()
})

t.test('without a sanction nothing is projected, but the upper end of the rate is not nothing', (t) => {
  // Upper end 3.6889 in the window: the first whole one after 1096 / 3.6889 = 297.1 days.
  t.match(projectCrossing([], 0, ON), { state: 'not_at_present_rate', day: null, earliest: addDays(ON, 298), latest: null, perYear: { value: 0, low: 0 } })
  t.end()
})

t.test('the three days of a projection come in order, and lie within one window', (t) => {
  const seen = fc.array(fc.integer({ min: 0, max: dayNumber(ON) - dayNumber(windowStart(ON)) }).map((days) => inWindow(addDays(windowStart(ON), days))), { maxLength: 12 })
  fc.assert(fc.property(seen, fc.integer({ min: 0, max: 15 }), (present, limit) => {
    const { state, day, earliest, latest } = projectCrossing(present, limit, ON)
    const inOrder = (a: string | null, b: string | null): boolean => b === null || (a !== null && a <= b)
    return inOrder(earliest, day) && inOrder(day, latest) && (state === 'crossed') === present.length > limit && [day, earliest, latest].every((each) => each === null || (state === 'crossed' ? each <= ON : each >= ON && each <= '2029-03-01'))
  }))
  t.end()
})
