import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Change } from '../../platform/keeping/keep-records.ts'
import type { Content } from '../../platform/keeping/record-kind.ts'
import { latestDay } from '../../platform/keeping/record-kind.ts'
import type { TrainingDeps } from '../deps.ts'
import { PROPOSED } from './changed-reviewers.ts'
import { isKept } from './competence-of.ts'

type Concerned = { readonly person: string } | { readonly position: string } | { readonly unit: string }

/** Of whom something else is asked, and the first day of that. */
export interface Moved { readonly of: Concerned, readonly from: string }

type Deps = Pick<TrainingDeps, 'workforce'>

/** People of whom more or less is asked, by changed requirements, on the topic that proposals of AI systems are of; each with the first day of that. */
export async function reviewersConcerned (tx: OperatorTx, deps: Deps, changes: readonly Change[]): Promise<{ person: string, from: string }[]> {
  const stated = changes.flatMap(({ before, after }) => before === undefined ? [after] : [before, after]).filter(({ topic }) => topic === PROPOSED)
  return await firstDays(tx, deps, stated.map((content) => ({ of: concernedBy(content), from: String(content['validFrom']) })))
}

const concernedBy = ({ person, position, unit }: Content): Concerned =>
  typeof person === 'string' ? { person } : typeof position === 'string' ? { position } : { unit: String(unit) }

/** The same of people who work elsewhere or as something else from a day on. What begins later than today concerns no decision yet. */
export async function movedReviewers (tx: OperatorTx, deps: Deps, changes: readonly Moved[]): Promise<{ person: string, from: string }[]> {
  return await firstDays(tx, deps, changes.filter(({ from }) => from <= latestDay(tx.at)))
}

/** Four statements at most, however many there are; none for nothing. */
async function firstDays (tx: OperatorTx, { workforce: ask }: Deps, moved: readonly Moved[]): Promise<{ person: string, from: string }[]> {
  if (moved.length === 0 || !await isKept(tx)) return []
  const today = latestDay(tx.at)
  const workforce = moved.every(({ of }) => 'person' in of) ? undefined : await ask(tx, { from: today, to: today })
  const first = new Map<string, string>()
  for (const { of, from } of moved) {
    for (const person of 'person' in of ? [of.person] : workforce?.heldSince(of, from) ?? []) {
      const known = first.get(person)
      if (known === undefined || from < known) first.set(person, from)
    }
  }
  return [...first].map(([person, from]) => ({ person, from }))
}
