import t from 'tap'
import { errorWatch, outcomeDays, releaseTest } from '../../src/ai-oversight/error-watch.ts'
import { OVERSIGHT_RULES as RULES } from '../../src/ai-oversight/rules.ts'
import { takenBack } from '../../src/ai-oversight/tally.ts'
import type { DayCount } from '../../src/statistics/sequential.ts'
import { countsOf, near, outcome, record } from './records.ts'

const day = (index: number): string => `2026-03-${String(index + 1).padStart(2, '0')}`
const each = (errors: readonly number[]): DayCount[] => errors.map((error, index) => ({ day: day(index), wrong: error, right: 1 - error }))
const LN2 = Math.log(2)

t.test('outcomes stand on the day they became known, each source by itself', (t) => {
  const counts = countsOf([
    record({ madeOn: '2025-11-02', outcomes: [outcome({ source: 'court', knownOn: '2026-03-05', proposalRight: false, finalRight: false })] }),
    record({ unit: 'EXP', outcomes: [outcome({ source: 'court', knownOn: '2026-03-05' }), outcome({ knownOn: '2026-03-05' })] }),
    record({ outcomes: [outcome({ source: 'court', knownOn: '2026-03-04' })] }),
    record({ outcomes: [outcome({ source: 'court', knownOn: '2026-03-03' })] })
  ])
  t.strictSame(outcomeDays(counts, 'court', '2026-03-04'), [{ day: '2026-03-04', right: 1, wrong: 0 }, { day: '2026-03-05', right: 1, wrong: 1 }])
  t.strictSame(outcomeDays(counts, 'amendment', '2026-01-01'), [])
  t.strictSame(outcomeDays([...counts, ...takenBack(counts)], 'court', '2026-03-04'), [], 'a day of which all was taken back is none')
  t.end()
})

t.test('the score, computed by hand, with what its limit promises', (t) => {
  const found = errorWatch(each([0, 0, 1, 0, 1, 1, 0, 1, 1, 1]), RULES)
  t.equal(found.value?.toFixed(4), '4.0507')
  t.match(found, { n: 10, wrong: 6, alarmOn: null, level: 'green', lowData: true, lower: null, upper: null, inControl: 0.05, outOfControl: 0.1, runLengthDays: 1000, version: 1, because: null })
  t.ok(near(found.limit, 6.907755278982137) && near(found.outcomesToAlarm, 334.4476645746761))
  t.match(errorWatch([], RULES), { value: null, level: null, because: 'no_outcomes', n: 0, alarmOn: null })
  t.end()
})

t.test('amber from six tenths of the limit, red from the limit', (t) => {
  t.match(errorWatch(each([1, 1, 1, 1, 1]), RULES), { level: 'green', value: 5 * LN2 }, '3.47 is less than 4.14')
  t.match(errorWatch(each([1, 1, 1, 1, 1, 1]), RULES), { level: 'amber', value: 6 * LN2 }, '4.16')
  t.match(errorWatch(each([1, 1, 1, 1, 1, 1, 1, 1, 1]), RULES), { level: 'amber', alarmOn: null }, '6.24 is less than 6.91')
  t.match(errorWatch(each([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), RULES), { level: 'red', alarmOn: day(9) }, '6.93')
  t.end()
})

t.test('an alarm stands whatever comes after', (t) => {
  const days = [{ day: day(0), wrong: 10, right: 0 }, { day: day(1), wrong: 0, right: 500 }]
  t.match(errorWatch(days, RULES), { level: 'red', alarmOn: day(0), value: 0 })
  t.match(errorWatch(days.slice(1), RULES), { level: 'green', alarmOn: null }, 'until the watch starts anew')
  t.end()
})

t.test('fewer than three errors to be expected are low data', (t) => {
  t.equal(errorWatch([{ day: day(0), wrong: 0, right: 59 }], RULES).lowData, true)
  t.equal(errorWatch([{ day: day(0), wrong: 0, right: 60 }], RULES).lowData, false)
  t.end()
})

t.test('a version passes its trial or is turned down', (t) => {
  t.match(releaseTest([{ day: day(0), wrong: 0, right: 42 }], RULES), { verdict: 'passed', on: day(0), version: 1 })
  t.match(releaseTest(each([1, 1, 1, 1, 1]), RULES), { verdict: 'turned_down', on: day(4) })
  t.match(releaseTest(each([1, 0, 1]), RULES), { verdict: 'undecided', on: null })
  t.end()
})
