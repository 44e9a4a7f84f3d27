import { randomOf } from '../../statistics/seeded-random.ts'
import { contentHash } from '../perimeter/content-hash.ts'
import type { Members } from '../perimeter/perimeter-record.ts'
import { dayAfter, firstDay, wholeMonths } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import type { ControlSeed } from './controls.ts'

/** Tests of the controls in the year: what people saw in samples, and the days that the system counts. The same for one seed. Pure. */

/** Internal audit tests all but its own controls. */
const [TESTER, OTHER_TESTER] = ['P-26', 'P-24']

/** Samples of the year's halves, by days from its first: drawn from, to, tested on. */
const HALVES: readonly (readonly [from: number, to: number, testedOn: number])[] = [[0, 180, 190], [181, 340, 350]]

/** Those of the days on which the control was in force. */
export function testsOf ({ code, owner, since = 0, tested }: ControlSeed, { seed, until }: Trader): Members[] {
  if (tested === undefined) return []
  const [cases, works] = tested
  const random = randomOf(`${seed}/control/${code}`)
  const day = (days: number): string => dayAfter(firstDay(until), days)
  return HALVES.filter(([, to]) => since <= to).map(([from, to, testedOn]) => {
    let passed = 0
    for (let one = 0; one < cases; one++) passed += random.uniform() < works ? 1 : 0
    const reference = `audit-${code.toLowerCase()}-${day(testedOn)}`
    return {
      testedOn: day(testedOn), sampleFrom: day(Math.max(from, since)), sampleTo: day(to), sampleSize: cases, passed, failed: cases - passed, tester: owner === 'audit' ? OTHER_TESTER : TESTER,
      evidence: { reference, sha256: contentHash(reference) }
    }
  })
}

/** Whole months, since of AI systems nothing smaller is counted. */
export const countedDays = ({ until }: Trader): { readonly from: string, readonly to: string } => wholeMonths(until, 0, 11)

/** What is posted of the control itself. */
export function contentOf ({ code, title, description, kind, owner, risks, design, designReason, since, counted }: ControlSeed, { until }: Trader): Members {
  return {
    code, title, description, kind, owner: { kind: 'position', code: owner }, risks, design, designReason, inForceFrom: dayAfter(firstDay(until), since ?? -400),
    ...(counted === undefined ? {} : { automaticTest: { source: counted[0], ...(counted[1] === null ? {} : { subject: counted[1] }) } })
  }
}
