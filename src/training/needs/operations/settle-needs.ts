import { utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { readTraining } from '../../loader/read-training.ts'
import type { Shown } from '../../competence/shown.ts'
import { isThere } from '../concerned.ts'
import { effectCheckOf } from '../model.ts'
import { NEED_RULES } from '../rules.ts'
import { answeredBy, isStillAnswered } from '../settle.ts'
import type { SettledNeed } from '../settle.ts'
import * as store from '../store.ts'
import type { NeedDeps } from './deps.ts'

/** Needs close by records, in the transaction that brings the last one, and open again when one of them is revoked. */

export interface SettledNeeds { readonly closed: number, readonly reopened: number }

type SettleDeps = Pick<NeedDeps, 'workforce' | 'aiUses'>

/** For who changes records: what they close or open. With a fixed number of statements, whatever their number; one where no need concerns them. */
export async function settleNeeds (deps: SettleDeps, tx: OperatorTx, records: readonly { readonly id: string, readonly person: string }[]): Promise<SettledNeeds> {
  if (records.length === 0) return NOTHING
  const [people, ids] = [[...new Set(records.map(({ person }) => person))], records.map(({ id }) => id)]
  return await settle(deps, tx, await store.needsConcerning(tx, people, ids))
}

/** The same for one need, whoever changed what. */
export const settleNeed = async (deps: SettleDeps, tx: OperatorTx, id: string): Promise<SettledNeeds> => await settle(deps, tx, [id])

/** The same for every open need: people leave without a record. */
export const settleOpenNeeds = async (deps: SettleDeps, tx: OperatorTx): Promise<SettledNeeds> => await settle(deps, tx, await store.openIds(tx))

const NOTHING: SettledNeeds = { closed: 0, reopened: 0 }

async function settle (deps: SettleDeps, tx: OperatorTx, ids: readonly string[]): Promise<SettledNeeds> {
  if (ids.length === 0) return NOTHING
  // Locked before anything is read: of two records that come at once, the second sees the first.
  const needs = await store.lockNeeds(tx, ids)
  const people = Map.groupBy(await store.peopleOf(tx, ids), ({ needId }) => needId)
  const named = [...new Set([...people.values()].flat().map(({ person }) => person))]
  if (named.length === 0) return NOTHING
  const today = utcDay(tx.at)
  const facts = await readTraining(tx, deps, { days: [today], people: named, topics: [...new Set(needs.map(({ topic }) => topic))] })
  const present = new Map(facts.peopleOn(today).map((person) => [person.person, person]))
  const shownBy = (person: string): readonly Shown[] => facts.shown.get(person) ?? []
  const settled = needs.map((need) => ({
    need, facts: { ...need, people: people.get(need.id) ?? [] } satisfies SettledNeed,
    isThere: (person: string): boolean => { const found = present.get(person); return found !== undefined && isThere(found, need.unit ?? '') }
  }))
  const closed = settled.flatMap(({ need, facts: own, isThere: there }) => {
    const answered = need.state === 'open' ? answeredBy(own, there, shownBy, today) : undefined
    return answered === undefined ? [] : [{ id: need.id, closedOn: today, because: 'records' as const, reason: need.closingReason, effectCheckOn: effectCheckOf(NEED_RULES, today), records: answered }]
  })
  await store.closeNeeds(tx, closed)
  for (const { id, records } of closed) tx.log('training_need.closed', `training_need:${id}`, { because: 'records', records: records.length })
  const inDoubt = settled.filter(({ need }) => need.closedBecause === 'records')
  const revoked = inDoubt.length === 0 ? new Set<string>() : await store.revokedRecords(tx, named)
  const reopened = inDoubt.filter(({ facts: own, isThere: there }) => !isStillAnswered(own, there, shownBy, (id) => revoked.has(id))).map(({ need }) => need.id)
  await store.reopenNeeds(tx, reopened, null)
  for (const id of reopened) tx.log('training_need.reopened', `training_need:${id}`, { because: 'record_changed' })
  return { closed: closed.length, reopened: reopened.length }
}
