import { addMonths, dayBefore, firstOfMonth } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Fault } from '../../platform/problem.ts'
import type { TestCounts } from './control.ts'

/** Tests that the system makes by itself, from what it counts anyway. Pure: what is asked; whoever composes the features hands over who counts. */

/**
 * - check_results: declarations that a check judged; passed where it passed, failed where people confirmed its finding
 * - finding_reviews: findings of severity error or warning; passed where a person decided, failed where nobody did
 * - training_coverage: people of whom anything is required, on the last day; passed where they know all of it
 * - ai_reviews: outputs of AI systems that were used; passed where a competent person decided before
 * - ai_planted_checks: wrong proposals that were planted; passed where the reviewer caught them
 */
export const TEST_SOURCES = ['check_results', 'finding_reviews', 'training_coverage', 'ai_reviews', 'ai_planted_checks'] as const
export type TestSource = typeof TEST_SOURCES[number]

export interface AutomaticTest {
  readonly source: TestSource
  /** The check, pillar, unit or AI system that is counted; null: all, of what has an all. */
  readonly subject: string | null
}

export interface CountedSpan { readonly from: string, readonly to: string }

/** Who counts the cases of a source. */
export interface CaseSource {
  readonly knows: (tx: OperatorTx, subject: string | null) => Promise<boolean>
  /** Undefined where nothing can be counted, or is told of too few people. */
  readonly count: (tx: OperatorTx, subject: string | null, span: CountedSpan) => Promise<TestCounts | undefined>
  /** What it counts by. */
  readonly by: 'day' | 'month'
}
export type CaseSources = Readonly<Record<TestSource, CaseSource>>

/** Faults of the days asked for, with totals by month in mind. */
export function spanFaults ({ from, to }: CountedSpan, by: CaseSource['by']): Fault[] {
  if (to < from) return [{ pointer: '/to', detail: 'is before from', hint: 'Give the last day that is counted' }]
  if (by === 'day') return []
  return [
    ...from === firstOfMonth(from) ? [] : [{ pointer: '/from', detail: 'is not the first day of a month', hint: 'What is counted stands by whole months' }],
    ...to === dayBefore(addMonths(firstOfMonth(to), 1)) ? [] : [{ pointer: '/to', detail: 'is not the last day of a month', hint: 'What is counted stands by whole months' }]
  ]
}

/** Of what was judged, as a test is kept; undefined where there is nothing. */
export function casesOf ({ passed, failed, unjudged = 0 }: { readonly passed: number, readonly failed: number, readonly unjudged?: number }): TestCounts | undefined {
  return passed + failed === 0 ? undefined : { sampleSize: passed + failed + unjudged, passed, failed }
}
