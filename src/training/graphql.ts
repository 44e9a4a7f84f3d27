import type { GraphqlPart } from '../platform/graphql/parts.ts'
import type { TrainingDeps } from './deps.ts'
import { effectsGraphql } from './effects/effects-graphql.ts'
import { messageGraphql } from './messages/graphql.ts'
import { needGraphql } from './needs/graphql.ts'
import { deputyGraphql } from './figures/deputy-graphql.ts'
import { reportGraphql } from './reports/graphql.ts'
import { requirementGraphql } from './requirements/graphql.ts'

/** Parts of the graph of each subject of training, one line each. */
export const trainingGraphql = (deps: TrainingDeps): GraphqlPart[] => [
  requirementGraphql(deps),
  reportGraphql(deps),
  effectsGraphql(deps),
  messageGraphql(deps),
  needGraphql(deps),
  deputyGraphql(deps)
]
