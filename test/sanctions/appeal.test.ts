import t from 'tap'
import { APPEAL_STATUSES, leftOutBy, stepRefusal } from '../../src/sanctions/appeal.ts'
import type { AppealStatus, AppealStep } from '../../src/sanctions/appeal.ts'

const step = (status: AppealStatus, on: string, changes: Partial<AppealStep> = {}): AppealStep => ({ status, on, deadline: null, lateAdmitted: false, reference: null, ...changes })
const TODAY = '2025-12-31'
const from = (status: AppealStatus, deadline: string | null = null): AppealStep[] => [step(status, '2025-06-01', { deadline })]

t.test('each state leads to those that may follow, and to no other', (t) => {
  const allowed: Record<AppealStatus, readonly AppealStatus[]> = {
    none: ['lodged'], lodged: ['annulled', 'pending', 'reduced', 'upheld', 'withdrawn'], pending: ['annulled', 'reduced', 'upheld', 'withdrawn'], upheld: ['further_appeal'], reduced: ['further_appeal'],
    annulled: ['further_appeal'], withdrawn: [], further_appeal: ['annulled', 'reduced', 'upheld', 'withdrawn']
  }
  for (const before of APPEAL_STATUSES) t.strictSame(APPEAL_STATUSES.filter((after) => stepRefusal(from(before), step(after, '2025-07-01'), TODAY) === undefined).toSorted(), allowed[before], before)
  t.end()
})

t.test('days come in order, in time and not before they come', (t) => {
  const cases: [name: string, steps: AppealStep[], next: AppealStep, refused: RegExp | undefined][] = [
    ['on the day of the state before', from('none'), step('lodged', '2025-06-01'), undefined],
    ['the day before it', from('none'), step('lodged', '2025-05-31'), /since 2025-06-01/],
    ['today', from('none'), step('lodged', '2025-12-31'), undefined],
    ['tomorrow', from('none'), step('lodged', '2026-01-01'), /still to come/],
    ['on the last day', from('none', '2025-07-01'), step('lodged', '2025-07-01'), undefined],
    ['one day late', from('none', '2025-07-01'), step('lodged', '2025-07-02'), /deadline passed on 2025-07-01/],
    ['one day late, and taken all the same', from('none', '2025-07-01'), step('lodged', '2025-07-02', { lateAdmitted: true }), undefined],
    ['a further appeal one day late', from('upheld', '2025-07-01'), step('further_appeal', '2025-07-02'), /deadline/],
    ['a ruling has no deadline of the operator', from('pending', '2025-07-01'), step('upheld', '2025-07-02'), undefined],
    ['a deadline on its own day', from('none'), step('lodged', '2025-07-01', { deadline: '2025-07-01' }), undefined],
    ['a deadline before its own day', from('none'), step('lodged', '2025-07-01', { deadline: '2025-06-30' }), /deadline is before/]
  ]
  for (const [name, steps, next, refused] of cases) {
    const because = stepRefusal(steps, next, TODAY)
    if (refused === undefined) t.equal(because, undefined, name)
    else t.match(because, refused, name)
  }
  t.throws(() => stepRefusal([], step('lodged', '2025-07-01'), TODAY))
  t.end()
})

t.test('an annulled decision counts only where all are asked for, one under appeal unless it is left out', (t) => {
  t.strictSame(leftOutBy('all'), [])
  t.strictSame(leftOutBy('without_annulled'), ['annulled'])
  t.strictSame(leftOutBy('without_appealed').toSorted(), ['annulled', 'further_appeal', 'lodged', 'pending'])
  t.end()
})
