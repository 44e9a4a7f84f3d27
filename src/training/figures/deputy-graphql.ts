import { hasScope } from '../../platform/access.ts'
import type { Principal } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { GraphqlPart } from '../../platform/graphql/parts.ts'
import { readTraining } from '../loader/read-training.ts'
import { PERSONAL } from '../reports/report.ts'
import type { TrainingDeps } from '../deps.ts'
import { isTrained } from './trained-deputies.ts'

/** Whether those who stand in for a responsibility could take it over: beside what the organisation says of it. */

const SDL = `
extend type KeyPersonRisk {
  "Those of the deputies who have shown on the day all topics that the matrix asks of the responsibility, at level 2 where it asks for more; null without training:personal. A deputy who has not is one on paper"
  trainedDeputies: [String!]
}
`

/** A risk as the organisation answers it. */
interface Risk { readonly responsibility: string, readonly deputies: readonly string[], readonly on: string }

export const deputyGraphql = (deps: Pick<TrainingDeps, 'db' | 'clock' | 'workforce' | 'aiUses'>): GraphqlPart => ({
  sdl: SDL,
  scopes: {},
  loaders: { KeyPersonRisk: { trainedDeputies: async (queries: { obj: Risk }[], { principal }) => await readTrainedDeputies(deps, principal, queries.map(({ obj }) => obj)) } }
})

/** In the order asked; as many statements for many risks as for one. */
async function readTrainedDeputies ({ db, clock, ...sources }: Pick<TrainingDeps, 'db' | 'clock' | 'workforce' | 'aiUses'>, principal: Principal, risks: readonly Risk[]): Promise<(string[] | null)[]> {
  if (!hasScope(principal, PERSONAL)) return risks.map(() => null)
  return await withOperatorReadOnly(db, principal, PERSONAL, async (tx) => {
    const people = [...new Set(risks.flatMap(({ deputies }) => deputies))]
    const { shown, catalogue } = await readTraining(tx, sources, { days: [...new Set(risks.map(({ on }) => on))], people })
    return risks.map(({ responsibility, deputies, on }) => deputies.filter((person) => isTrained(responsibility, shown.get(person) ?? [], catalogue, on)))
  }, clock)
}
