import type { DesignRating } from '../../risk/method.ts'
import type { Fault } from '../../platform/problem.ts'
import type { Holder } from '../register/risk.ts'
import type { AutomaticTest } from './automatic-test.ts'

/** Controls over risks and their tests (risk-method.md 1). Pure. */

export const CONTROL_KINDS = ['preventive', 'detective', 'corrective'] as const
export const CONTROL_STATES = ['in_force', 'retired'] as const
export const TEST_WAYS = ['manual', 'automatic'] as const

/** What may be changed of it. */
export interface ControlDescription {
  readonly title: string
  readonly description: string
  readonly kind: typeof CONTROL_KINDS[number]
  readonly owner: Holder
  /** Codes of the risks that it works against. */
  readonly risks: readonly string[]
  /** What the system counts for it; null: only people test it. */
  readonly automaticTest: AutomaticTest | null
}
export const DESCRIPTION_FIELDS = ['title', 'description', 'kind', 'owner', 'risks', 'automaticTest'] as const

/** What its tests come to, without those withdrawn. */
export interface TestedSoFar {
  readonly tests: number
  readonly passed: number
  readonly failed: number
  readonly lastTestedOn: string | null
}

export interface KeptControl extends ControlDescription {
  readonly id: string
  readonly code: string
  readonly revision: number
  readonly state: typeof CONTROL_STATES[number]
  /** The rating that holds. */
  readonly design: DesignRating
  readonly designNumber: number
  readonly inForceFrom: string
  readonly retiredOn: string | null
  readonly retiredBecause: string | null
  readonly tested: TestedSoFar
  readonly recordedAt: Date
}

/** How well it is designed, by whose judgement. */
export interface KeptDesign {
  /** From 1. */
  readonly number: number
  readonly design: DesignRating
  readonly reason: string
  /** Pseudonym, as in the log. */
  readonly ratedBy: string
  readonly recordedAt: Date
}

export interface TestCounts { readonly sampleSize: number, readonly passed: number, readonly failed: number }

export interface KeptTest extends TestCounts {
  readonly id: string
  readonly testedOn: string
  /** The days that the sample was drawn from. */
  readonly sampleFrom: string
  readonly sampleTo: string
  readonly way: typeof TEST_WAYS[number]
  /** Pseudonym of the person who tested; null of what the system counted. */
  readonly tester: string | null
  /** What the system counted by; null of what a person tested. */
  readonly query: Readonly<Record<string, unknown>> | null
  readonly evidence: { readonly reference: string, readonly sha256: string } | null
  readonly remarks: string | null
  readonly recordedBy: string
  readonly recordedAt: Date
  readonly withdrawn: { readonly at: Date, readonly by: string, readonly because: string } | null
}

export const changedFields = (before: ControlDescription, after: ControlDescription): string[] => DESCRIPTION_FIELDS.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))

/** What is left of a sample after passed and failed could not be judged; of nothing judged there is no test. */
export function countFaults ({ sampleSize, passed, failed }: TestCounts): Fault[] {
  if (passed + failed === 0) return [{ pointer: '/passed', detail: 'and failed are both 0: nothing was judged', hint: 'Count what passed and what failed' }]
  return passed + failed > sampleSize ? [{ pointer: '/sampleSize', detail: 'is less than passed and failed together', hint: 'Give the number that was looked at; what could not be judged is neither passed nor failed' }] : []
}

/** A sample ends by the day of the test, and begins by its end. */
export function sampleDayFaults ({ testedOn, sampleFrom, sampleTo }: Pick<KeptTest, 'testedOn' | 'sampleFrom' | 'sampleTo'>): Fault[] {
  return [
    ...sampleTo > testedOn ? [{ pointer: '/sampleTo', detail: 'is after the day of the test', hint: 'Give the last day that the sample was drawn from' }] : [],
    ...sampleFrom > sampleTo ? [{ pointer: '/sampleFrom', detail: 'is after sampleTo', hint: 'Give the first day that the sample was drawn from' }] : []
  ]
}
