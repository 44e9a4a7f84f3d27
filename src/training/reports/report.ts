import type { Principal, Scope } from '../../platform/access.ts'
import { requireScope } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import type { TrainingDeps } from '../deps.ts'
import type { TrainingScope } from '../loader/read-training.ts'
import { refuseUnknownNames } from './known-names.ts'
import type { Named, NamedDeps } from './known-names.ts'

/** What reports of training have in common: the day they are of, and who may see people. */

export type ReportDeps = Pick<TrainingDeps, 'db' | 'clock' | 'workforce' | 'aiUses'> & NamedDeps

export const PERSONAL: Scope = 'training:personal'

export interface Page { readonly first: number, readonly after?: string | undefined }
export interface Paged<Node> { readonly nodes: readonly Node[], readonly endCursor: string | null }

/** Reads on the day asked for, or today. @throws invalid-request for a day that does not exist, or a name that nothing here has. */
export function reportOn<Answer> (deps: ReportDeps, principal: Principal, scope: Scope, { on, ...named }: Named & Pick<Narrowed, 'on'>, work: (tx: OperatorTx, day: string) => Promise<Answer>): Promise<Answer> {
  refuseImpossibleDays({ from: on })
  return withOperatorReadOnly(deps.db, principal, scope, async (tx) => {
    await refuseUnknownNames(tx, deps, named)
    return await work(tx, on ?? utcDay(tx.at))
  }, deps.clock)
}

/** What a report may be narrowed to. */
export interface Narrowed {
  readonly on?: string | undefined
  readonly unit?: string | undefined
  readonly topic?: string | undefined
}

/**
 * A unit alone is for whoever may see people: the difference between a unit and one below it is else a figure of few of them.
 *
 * @throws forbidden for a unit without training:personal.
 */
export function scopeOf (principal: Principal, { unit, topic }: Narrowed): Pick<TrainingScope, 'unit' | 'topics'> {
  if (unit !== undefined) requireScope(principal, PERSONAL)
  return { unit, topics: topic === undefined ? undefined : [topic] }
}

/** Codes hold no line feed, so one of these is part of a key and nothing else. */
export const ANY_TEXT = /^[^\n]*$/
