import t from 'tap'
import { changedFields, countFaults, sampleDayFaults } from '../../../src/risks/controls/control.ts'
import type { TestCounts } from '../../../src/risks/controls/control.ts'

const COUNTS: [name: string, counts: TestCounts, pointers: string[]][] = [
  ['all passed', { sampleSize: 25, passed: 25, failed: 0 }, []],
  ['one that could not be judged', { sampleSize: 25, passed: 23, failed: 1 }, []],
  ['one more than the sample', { sampleSize: 25, passed: 25, failed: 1 }, ['/sampleSize']],
  ['nothing judged', { sampleSize: 25, passed: 0, failed: 0 }, ['/passed']],
  ['all failed', { sampleSize: 1, passed: 0, failed: 1 }, []]
]
for (const [name, counts, pointers] of COUNTS) {
  t.test(`a sample with ${name} has ${pointers.length} faults`, (t) => {
    t.strictSame(countFaults(counts).map(({ pointer }) => pointer), pointers)
    t.end()
  })
}

const DAYS: [name: string, from: string, to: string, pointers: string[]][] = [
  ['the day of the test', '2026-11-10', '2026-11-10', []], ['the month before', '2026-10-01', '2026-10-31', []], ['days after the test', '2026-11-10', '2026-11-11', ['/sampleTo']], ['an end before its beginning', '2026-11-02', '2026-11-01', ['/sampleFrom']]
]
for (const [name, sampleFrom, sampleTo, pointers] of DAYS) {
  t.test(`a sample of ${name} has ${pointers.length} faults`, (t) => {
    t.strictSame(sampleDayFaults({ testedOn: '2026-11-10', sampleFrom, sampleTo }).map(({ pointer }) => pointer), pointers)
    t.end()
  })
}

t.test('a change names what it changes', (t) => {
  const before = { title: 'x', description: 'x', kind: 'preventive', owner: { kind: 'person', code: 'P' }, risks: ['A-1'], automaticTest: null } as const
  t.strictSame(changedFields(before, { ...before, owner: { kind: 'person', code: 'P' }, risks: ['A-1'] }), [])
  t.strictSame(changedFields(before, { ...before, risks: [], kind: 'detective' }), ['kind', 'risks'])
  t.end()
})
