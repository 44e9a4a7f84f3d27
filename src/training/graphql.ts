import type { GraphqlPart } from '../platform/graphql/parts.ts'
import type { TrainingDeps } from './deps.ts'
import { messageGraphql } from './messages/graphql.ts'

/** Parts of the graph of each subject of training, one line each. */
export const trainingGraphql = (deps: TrainingDeps): GraphqlPart[] => [
  messageGraphql(deps)
]
