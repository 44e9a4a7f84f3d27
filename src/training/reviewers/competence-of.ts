import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { competenceOn } from '../competence/competence.ts'
import { requirementsOn } from '../competence/requirements.ts'
import { reviewDemand } from '../competence/review-competence.ts'
import { SHIPPED_CATALOGUE } from '../competence/shipped-catalogue.ts'
import type { TrainingDeps } from '../deps.ts'
import { readTraining } from '../loader/read-training.ts'

/** Whether whoever decides a finding was competent in its pillar on that day. */

/** unknown: nobody keeps training, the login is that of no person, or the pillar has no topic. */
export type ReviewersCompetence = 'competent' | 'not_competent' | 'unknown'

/**
 * Of the person who acts with tokens of this `sub`, by pillar; as many statements for several pillars as for one. Whoever may decide is
 * not asked here: what is missing is shown beside the decision, and stops nobody.
 */
export async function competenceOfReviewer (tx: OperatorTx, deps: Pick<TrainingDeps, 'workforce' | 'aiUses' | 'personOfSubject'>, subject: string, pillars: readonly string[], day: string): Promise<Map<string, ReviewersCompetence>> {
  const asked = [...new Set(pillars)]
  const person = await isKept(tx) ? await deps.personOfSubject(tx, subject) : undefined
  if (person === undefined) return new Map(asked.map((pillar) => [pillar, 'unknown']))
  const topics = [...new Set(asked.flatMap((pillar) => SHIPPED_CATALOGUE.pillarTopics.get(pillar) ?? []))]
  const { peopleOn, own, uses, shown, catalogue } = await readTraining(tx, deps, { days: [day], people: [person], topics })
  const placed = peopleOn(day).find((one) => one.person === person)
  const requirements = placed === undefined ? [] : requirementsOn(placed, own, catalogue, day, uses)
  return new Map(asked.map((pillar): [string, ReviewersCompetence] => {
    const demand = reviewDemand(catalogue, pillar, requirements)
    if (demand === undefined) return [pillar, 'unknown']
    return [pillar, competenceOn(shown.get(person) ?? [], demand, day).state === 'valid' ? 'competent' : 'not_competent']
  }))
}

/** Whether a record of training was ever kept. */
export async function isKept (tx: OperatorTx): Promise<boolean> {
  const [row] = await tx.query<{ kept: boolean }>('select exists (select from aeo.announced_registers x where x.operator_id = $1 and x.register = \'reviewers\') as kept', [tx.operatorId])
  return row?.kept === true
}
