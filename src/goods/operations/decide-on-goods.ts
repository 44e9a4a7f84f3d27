import { actingPerson } from '../../platform/acting-person.ts'
import { utcDay } from '../../platform/calendar.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { approve, block, reject } from '../decisions.ts'
import type { Outcome, Refusal } from '../decisions.ts'
import { put } from '../merging.ts'
import type { Entry, ListRule } from '../merging.ts'
import type { CodeDecision, Decided } from '../model.ts'
import { decisionNotFound, decisionRefused } from '../problems.ts'
import { CODE_DECISIONS, ORIGINS } from '../record-rules.ts'
import { keyText } from '../record-store.ts'
import type { Kept } from '../record-store.ts'
import type { GoodsDeps } from './deps.ts'
import { goodsDoor } from './doors.ts'
import { writeChanged } from './save-records.ts'
import { answerOf, lockOne } from './write-record.ts'
import type { Match, Request } from './write-record.ts'

/** What people decide of a decision on code or origin: to approve or refuse it, to block it, or that it is right still. */

export type Verb = 'approve' | 'refuse' | 'block' | 'review'
export interface Verdict { readonly by?: string | undefined, readonly on?: string | undefined, readonly from?: string | undefined, readonly nextOn?: string | null | undefined }

type Deciding = Verdict & { readonly by: string, readonly actor: string, readonly on: string }

/** @throws goods-not-found, goods-decision-not-found, goods-decision-state; precondition-required, precondition-failed. */
export function decideOnGoods (deps: GoodsDeps, verb: Verb, goodsRef: string, id: string, verdict: Verdict, { principal, idempotencyKey }: Request, match: Match): Promise<StoredAnswer> {
  for (const day of [verdict.on, verdict.from, verdict.nextOn ?? undefined]) refuseImpossibleDays({ from: day })
  const scope = verb === 'review' ? 'goods:write' : 'goods:approve'
  return decideOnce({ db: deps.db, principal, scope, route: `POST /v1/goods/{ref}/decisions/{id}/${verb}`, idempotencyKey, input: { goodsRef, id, verdict }, clock: deps.clock }, async (tx) => {
    const door = goodsDoor(deps)
    const kept = await lockOne(tx, door, { key: [goodsRef] })
    match(kept.revision)
    refuseDayToCome(verdict.on, utcDay(tx.at))
    const by = verb === 'block' ? '' : await actingPerson(deps.people, tx, verdict.by, '/by')
    const actor = await resolveActor(tx.query, tx.operatorId, principal.subject)
    const after: Kept = { ...kept, record: decided(kept, verb, id, { ...verdict, by, actor, on: verdict.on ?? utcDay(tx.at) }) }
    const written = await writeChanged(tx, door.kind, new Map([[keyText(kept.key), kept]]), [after])
    return await answerOf(door, tx, written.get(keyText(kept.key)) ?? after, 200)
  })
}

function refuseDayToCome (on: string | undefined, today: string): void {
  if (on !== undefined && on > today) throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/on', detail: 'is a day that is still to come', hint: 'Today or a day before' }] })
}

function decided ({ record }: Kept, verb: Verb, id: string, verdict: Deciding): Kept['record'] {
  const list = [CODE_DECISIONS, ORIGINS].find(({ name }) => entriesOf(record, name).some((entry) => entry.id === id))
  const decision = list === undefined ? undefined : entriesOf(record, list.name).find((entry) => entry.id === id)
  if (list === undefined || decision === undefined) throw decisionNotFound('These goods have no decision with this id.')
  const outcome = apply(verb, decision as unknown as Decided, list, verdict)
  if (outcome.refused !== undefined) throw stays(outcome.refused)
  const entries = put(list, entriesOf(record, list.name), outcome.done as unknown as Entry, (refusal) => { throw stays(refusal) })
  return { ...record, [list.name]: entries }
}

const entriesOf = (record: Kept['record'], name: string): readonly Entry[] => record[name] as readonly Entry[]
const stays = ({ because, hint }: Refusal) => decisionRefused(`The decision ${because}.`, { because, hint })

function apply (verb: Verb, decision: Decided, list: ListRule, { by, actor, on, from = on, nextOn }: Deciding): Outcome<Decided> {
  if (verb === 'approve') return approve(decision, { by, on, actor })
  if (verb === 'refuse') return reject(decision, { by, on, actor })
  if (verb === 'block') return block(decision, from)
  if (list !== CODE_DECISIONS) return { refused: { because: 'is not on a commodity code', hint: 'Record a new decision on the origin' } }
  if (decision.status !== 'approved') return { refused: { because: `is ${decision.status}`, hint: 'Only what is approved is reviewed' } }
  const reviewed: CodeDecision = { ...decision as CodeDecision, reviewedBy: by, reviewedOn: on, reviewOn: nextOn === undefined ? null : nextOn }
  return { done: reviewed }
}
