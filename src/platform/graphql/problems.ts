import { defineProblem } from '../problem.ts'
import type { Problem } from '../problem.ts'

export const graphqlInvalid = defineProblem('graphql-invalid', 400, 'The query is not valid')
export const graphqlLimitExceeded = defineProblem('graphql-limit-exceeded', 400, 'The query exceeds a limit')
export const graphqlTimeout = defineProblem('graphql-timeout', 503, 'The query took too long')

/** @param requested may be huge for a fragment bomb, so it is cut to what JSON can carry. */
export function limitExceeded (limit: string, maximum: number, requested?: number, at: Record<string, unknown> = {}): Problem {
  const shown = requested === undefined ? {} : { requested: Math.min(Math.ceil(requested), Number.MAX_SAFE_INTEGER) }
  return graphqlLimitExceeded(`The query exceeds the limit "${limit}" of ${maximum}.`, { limit, maximum, ...shown, ...at })
}
