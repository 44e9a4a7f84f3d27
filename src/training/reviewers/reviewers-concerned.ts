import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Change } from '../../platform/keeping/keep-records.ts'
import type { Content } from '../../platform/keeping/record-kind.ts'
import { latestDay } from '../../platform/keeping/record-kind.ts'
import type { TrainingDeps } from '../deps.ts'
import type { Workforce } from '../loader/workforce.ts'
import { PROPOSED } from './changed-reviewers.ts'
import { isKept } from './competence-of.ts'

/** People of whom more or less is asked, by changed requirements, on the topic that proposals of AI systems are of; each with the first day of that. */
export async function reviewersConcerned (tx: OperatorTx, { workforce: ask }: Pick<TrainingDeps, 'workforce'>, changes: readonly Change[]): Promise<{ person: string, from: string }[]> {
  const stated = changes.flatMap(({ before, after }) => before === undefined ? [after] : [before, after]).filter(({ topic }) => topic === PROPOSED)
  if (stated.length === 0 || !await isKept(tx)) return []
  const today = latestDay(tx.at)
  const workforce = await ask(tx, { from: today, to: today })
  const first = new Map<string, string>()
  for (const content of stated) {
    const from = String(content['validFrom'])
    for (const person of peopleOf(workforce, content)) {
      const known = first.get(person)
      if (known === undefined || from < known) first.set(person, from)
    }
  }
  return [...first].map(([person, from]) => ({ person, from }))
}

function peopleOf ({ heldSince }: Workforce, { person, position, unit, validFrom }: Content): readonly string[] {
  if (typeof person === 'string') return [person]
  return heldSince(typeof position === 'string' ? { position } : { unit: String(unit) }, String(validFrom))
}
