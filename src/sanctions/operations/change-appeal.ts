import { hasScope } from '../../platform/access.ts'
import type { Principal } from '../../platform/access.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
import { decimal } from '../../platform/decimal.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { stepRefusal } from '../appeal.ts'
import type { AppealStatus, AppealStep } from '../appeal.ts'
import type { SanctionContent } from '../model.ts'
import { appealRefused } from '../problems.ts'
import { sanctionToWire } from '../wire.ts'
import { lockedSanction, saveRevision, savedSanction } from './change-sanction.ts'
import type { RecordDeps } from './deps.ts'
import { contentHash } from './write-sanction.ts'

export interface NewAppealStep {
  readonly status: AppealStatus
  readonly on: string
  readonly deadline?: string | undefined
  readonly lateAdmitted?: boolean | undefined
  readonly reference?: string | undefined
  readonly amountDuty?: string | undefined
  readonly amountPenalty?: string | undefined
  readonly words?: string | undefined
}

/**
 * The appeal goes on by one step; a reduction also states what is left of the amounts.
 *
 * @throws sanction-not-found; sanction-appeal-state; invalid-request; what `demand` throws.
 */
export function changeAppeal (deps: RecordDeps, principal: Principal, id: string, input: NewAppealStep, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  refuseImpossible(input)
  return decideOnce({ db: deps.db, principal, scope: 'sanctions:write', route: 'POST /v1/sanctions/{id}/appeal', idempotencyKey, input: { id, input }, clock: deps.clock }, async (tx) => {
    const before = await lockedSanction(tx, id, demand)
    const step: AppealStep = { status: input.status, on: input.on, deadline: input.deadline ?? null, lateAdmitted: input.lateAdmitted ?? false, reference: input.reference ?? null }
    const because = stepRefusal(before.content.appeal, step, utcDay(tx.at))
    if (because !== undefined) throw appealRefused(`The appeal stays as it is: ${because}.`, { because })
    const content = { ...before.content, ...reducedTo(before.content, input), appeal: [...before.content.appeal, step] }
    await saveRevision(deps, tx, before, { kind: 'appeal_changed', content, severityReason: before.severityReason, words: input.words ?? null })
    const { severity, pillar, appeal } = before.content
    tx.log('sanction.appeal_changed', `sanction:${id}`, { revision: before.revision + 1, before: appeal.at(-1)?.status, after: step.status, on: step.on, deadline: step.deadline, severity, pillar, contentHash: contentHash(content) })
    const sanction = await savedSanction(tx, id)
    return { status: 200, headers: { etag: `"${sanction.revision}"` }, body: JSON.stringify(sanctionToWire(sanction, { amounts: hasScope(principal, 'sanctions:amounts') })) }
  })
}

/** @throws invalid-request for days that do not exist, and amounts without a reduction. */
function refuseImpossible ({ status, on, deadline, amountDuty, amountPenalty }: NewAppealStep): void {
  const errors: Fault[] = Object.entries({ on, deadline }).flatMap(([name, day]) => day === undefined || isDay(day) ? [] : [{ pointer: `/${name}`, detail: 'is not a day that exists', hint: 'YYYY-MM-DD' }])
  for (const [name, amount] of Object.entries({ amountDuty, amountPenalty })) {
    if (status !== 'reduced' && amount !== undefined) errors.push({ pointer: `/${name}`, detail: 'belongs to a reduction', hint: 'Only status reduced changes the amounts' })
  }
  if (status === 'reduced' && amountDuty === undefined && amountPenalty === undefined) errors.push({ pointer: '/amountPenalty', detail: 'is missing', hint: 'State amountDuty or amountPenalty as they are after the reduction' })
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
}

/** @throws invalid-request when an amount would not be less or the same, or neither less. */
function reducedTo (before: SanctionContent, { status, amountDuty, amountPenalty }: NewAppealStep): Partial<SanctionContent> {
  if (status !== 'reduced') return {}
  const errors: Fault[] = []
  let isLess = false
  for (const [name, amount] of Object.entries({ amountDuty, amountPenalty })) {
    if (amount === undefined) continue
    const old = before[name as 'amountDuty' | 'amountPenalty']
    if (old === null || decimal(amount).gt(decimal(old))) errors.push({ pointer: `/${name}`, detail: 'is more than before', hint: 'A reduction takes away' })
    else if (decimal(amount).lt(decimal(old))) isLess = true
  }
  if (errors.length === 0 && !isLess) errors.push({ pointer: amountPenalty === undefined ? '/amountDuty' : '/amountPenalty', detail: 'is as before', hint: 'A ruling that takes nothing away is upheld' })
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
  return { ...(amountDuty === undefined ? {} : { amountDuty }), ...(amountPenalty === undefined ? {} : { amountPenalty }) }
}
