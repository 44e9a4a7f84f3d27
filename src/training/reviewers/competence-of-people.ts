import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { competenceOn } from '../competence/competence.ts'
import { requirementsBy } from '../competence/requirements.ts'
import { topicDemand } from '../competence/review-competence.ts'
import { SHIPPED_CATALOGUE } from '../competence/shipped-catalogue.ts'
import type { TrainingDeps } from '../deps.ts'
import { readTraining } from '../loader/read-training.ts'
import { isKept } from './competence-of.ts'
import type { ReviewersCompetence } from './competence-of.ts'

/** Whether people who decided were competent on the days of their decisions, however many they are. */

export interface AskedCompetence { readonly person: string, readonly pillar: string, readonly day: string }

/** In the order asked. Seven statements at most, one where no training is kept. */
export async function competenceOfPeople (tx: OperatorTx, deps: Pick<TrainingDeps, 'workforce' | 'aiUses'>, asked: readonly AskedCompetence[]): Promise<ReviewersCompetence[]> {
  const topics = [...new Set(asked.flatMap(({ pillar }) => SHIPPED_CATALOGUE.pillarTopics.get(pillar) ?? []))]
  if (topics.length === 0 || !await isKept(tx)) return asked.map(() => 'unknown')
  const days = [...new Set(asked.map(({ day }) => day))]
  const { peopleOn, own, shown, catalogue } = await readTraining(tx, deps, { days, people: [...new Set(asked.map(({ person }) => person))], topics })
  const requirementsOf = requirementsBy(own, catalogue)
  const placedOn = new Map(days.map((day) => [day, new Map(peopleOn(day).map((placed) => [placed.person, placed]))]))
  const judged = new Map<string, ReviewersCompetence>()
  return asked.map(({ person, pillar, day }) => {
    const topic = SHIPPED_CATALOGUE.pillarTopics.get(pillar)
    if (topic === undefined) return 'unknown'
    const key = `${day} ${topic} ${person}`
    let competence = judged.get(key)
    if (competence === undefined) {
      const placed = placedOn.get(day)?.get(person)
      const demand = topicDemand(catalogue, topic, placed === undefined ? [] : requirementsOf(placed, day))
      competence = competenceOn(shown.get(person) ?? [], demand, day).state === 'valid' ? 'competent' : 'not_competent'
      judged.set(key, competence)
    }
    return competence
  })
}
