import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import type { RiskDeps } from '../deps.ts'
import { controlTestRefused } from '../problems.ts'
import { WRITE } from '../register/risk-operations.ts'
import { pastDayFaults, refuseFaults } from '../stated-names.ts'
import { spanFaults } from './automatic-test.ts'
import type { CountedSpan } from './automatic-test.ts'
import { dayFaultsOf, keepTest, lockedControl } from './test-operations.ts'
import * as store from './test-store.ts'

/**
 * Tests the control by what the system counts, and keeps the result with the query. A day counts once.
 * @throws risk-control-not-found, control-test-refused with `because`; invalid-request.
 */
export function runTest ({ db, clock, testSources }: RiskDeps, principal: Principal, ref: string, { from, to }: CountedSpan, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: 'POST /v1/controls/{ref}/tests/run', idempotencyKey, input: { ref, from, to }, clock }, async (tx) => {
    const control = await lockedControl(tx, ref)
    const { automaticTest } = control
    if (automaticTest === null) throw controlTestRefused('Nothing says what the system would count for it. State automaticTest first.', { because: 'not_automatic' })
    const { source, subject } = automaticTest
    const { by, count } = testSources[source]
    const testedOn = utcDay(tx.at)
    refuseFaults([...pastDayFaults('/from', from, testedOn), ...pastDayFaults('/to', to, testedOn)])
    const days = { testedOn, sampleFrom: from, sampleTo: to }
    refuseFaults([...spanFaults({ from, to }, by), ...dayFaultsOf(control, days, testedOn).map((fault) => ({ ...fault, pointer: fault.pointer === '/sampleFrom' ? '/from' : '/to' }))])
    const counted = await store.countedWithin(tx, control.id, { from, to })
    if (counted !== undefined) throw controlTestRefused(`Days from ${counted.from} to ${counted.to} are counted already. Ask for others, or withdraw that test.`, { because: 'counted_already', test: counted.id })
    const counts = await count(tx, subject, { from, to })
    if (counts === undefined) throw controlTestRefused('On these days there is no case to judge, or too few people to tell of.', { because: 'nothing_judged' })
    return await keepTest(tx, principal, control, { ...counts, ...days, way: 'automatic', tester: null, query: { source, subject, from, to }, evidence: null, remarks: null })
  })
}
