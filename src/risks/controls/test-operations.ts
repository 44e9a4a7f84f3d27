import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Fault } from '../../platform/problem.ts'
import type { RiskDeps } from '../deps.ts'
import { controlTestNotFound, controlTestWithdrawn, riskControlNotFound } from '../problems.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { dayFaults, pastDayFaults, personFaults, refuseFaults } from '../stated-names.ts'
import { countFaults, sampleDayFaults } from './control.ts'
import type { KeptControl, KeptTest } from './control.ts'
import { existing, NO_CONTROL } from './control-operations.ts'
import * as controls from './control-store.ts'
import type { NewTest } from './schemas.ts'
import * as store from './test-store.ts'
import { testToWire } from './wire.ts'

/** Recording, withdrawing and reading tests of controls. */

const ROUTE = '/v1/controls/{ref}/tests'

/** A test that a person made, who is not the owner. @throws risk-control-not-found; invalid-request. */
export function recordTest (deps: RiskDeps, principal: Principal, ref: string, input: NewTest, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}`, idempotencyKey, input: { ref, ...input }, clock: deps.clock }, async (tx) => {
    const control = await lockedControl(tx, ref)
    const { tester, evidence, remarks = null, ...counts } = input
    refuseFaults([...dayFaultsOf(control, counts, utcDay(tx.at)), ...countFaults(counts), ...await personFaults(tx, deps, tester, '/tester')])
    refuseFaults(await independenceFaults(tx, deps, control, tester, counts.testedOn))
    return await keepTest(tx, principal, control, { ...counts, way: 'manual', tester, query: null, evidence, remarks })
  })
}

/** With its event. Whoever keeps it holds the control locked. */
export async function keepTest (tx: OperatorTx, principal: Principal, control: KeptControl, stated: Omit<KeptTest, 'id' | 'recordedBy' | 'recordedAt' | 'withdrawn'>): Promise<StoredAnswer> {
  const kept: KeptTest = { ...stated, id: uuidV7(), recordedBy: await resolveActor(tx.query, tx.operatorId, principal.subject), recordedAt: tx.at, withdrawn: null }
  await store.insertTest(tx, control.id, kept)
  const { id, testedOn, sampleFrom, sampleTo, sampleSize, passed, failed, way, query, evidence } = kept
  tx.log('control_test.recorded', `control_test:${id}`, { control: control.code, testedOn, sampleFrom, sampleTo, sampleSize, passed, failed, way, query, evidenceSha256: evidence?.sha256 ?? null })
  return { status: 201, headers: { location: `/v1/controls/${control.id}/tests/${id}` }, body: JSON.stringify(testToWire(kept)) }
}

/** It was recorded in error: it stays and counts no more. @throws risk-control-not-found, control-test-not-found, control-test-withdrawn. */
export function withdrawTest ({ db, clock }: RiskDeps, principal: Principal, ref: string, id: string, reason: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: `POST ${ROUTE}/{id}/withdraw`, idempotencyKey, input: { ref, id, reason }, clock }, async (tx) => {
    const control = await lockedControl(tx, ref)
    const test = await store.findTest(tx, control.id, id)
    if (test === undefined) throw controlTestNotFound('The control has no test of this id.')
    if (test.withdrawn !== null) throw controlTestWithdrawn('It counts no more.')
    const by = await resolveActor(tx.query, tx.operatorId, principal.subject)
    await store.withdrawTest(tx, control.id, id, by, reason)
    tx.log('control_test.withdrawn', `control_test:${id}`, { control: control.code, testedOn: test.testedOn, passed: test.passed, failed: test.failed })
    return { status: 200, headers: {}, body: JSON.stringify(testToWire({ ...test, withdrawn: { at: tx.at, by, because: reason } })) }
  })
}

/** @throws risk-control-not-found, control-test-not-found. */
export function findTest ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, ref: string, id: string): Promise<KeptTest> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const test = await store.findTest(tx, (await existing(tx, ref)).id, id)
    if (test === undefined) throw controlTestNotFound('The control has no test of this id.')
    return test
  })
}

/** Last day first, those withdrawn included. @throws risk-control-not-found. */
export function listTests ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, ref: string, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: KeptTest[], nextCursor: string | null }> {
  const [day, after] = cursor === undefined ? [] : openCursor('control tests', cursor, [DAY_KEY, UUID_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { id } = await existing(tx, ref)
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listTests(tx, id, most, day === undefined || after === undefined ? undefined : { day, id: after }))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor('control tests', [last.testedOn, last.id]) : null }
  })
}

/** @throws risk-control-not-found. */
export async function lockedControl (tx: OperatorTx, ref: string): Promise<KeptControl> {
  const control = await controls.lockControl(tx, ref)
  if (control === undefined) throw riskControlNotFound(NO_CONTROL)
  return control
}

/** Also of a control that is retired by now: what was tested before is evidence of how it was. */
export function dayFaultsOf ({ inForceFrom, retiredOn }: Pick<KeptControl, 'inForceFrom' | 'retiredOn'>, test: Pick<KeptTest, 'testedOn' | 'sampleFrom' | 'sampleTo'>, today: string): Fault[] {
  const impossible = [...pastDayFaults('/testedOn', test.testedOn, today), ...dayFaults('/sampleFrom', test.sampleFrom), ...dayFaults('/sampleTo', test.sampleTo)]
  if (impossible.length > 0) return impossible
  return [
    ...sampleDayFaults(test),
    ...test.sampleFrom < inForceFrom ? [{ pointer: '/sampleFrom', detail: `is before ${inForceFrom}, the first day of the control`, hint: 'Draw the sample from days on which it was in force' }] : [],
    ...retiredOn !== null && test.sampleTo >= retiredOn ? [{ pointer: '/sampleTo', detail: `is not before ${retiredOn}, since when it does not work`, hint: 'Draw the sample from days on which it was in force' }] : []
  ]
}

async function independenceFaults (tx: OperatorTx, { holdsPosition }: Pick<RiskDeps, 'holdsPosition'>, { owner }: KeptControl, tester: string, day: string): Promise<Fault[]> {
  const isOwner = owner.kind === 'person' ? owner.code === tester : await holdsPosition(tx, tester, owner.code, day)
  return isOwner ? [{ pointer: '/tester', detail: 'answers for the control, and does not test it', hint: 'Somebody else tests: not the owner, nor whoever holds the position that owns it or stands in for it' }] : []
}
