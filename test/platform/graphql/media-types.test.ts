import t from 'tap'
import { GRAPHQL_ANSWER, JSON_ANSWER, answerType } from '../../../src/platform/graphql/media-types.ts'

const cases: [accept: string | undefined, answer: string][] = [
  [undefined, JSON_ANSWER],
  ['*/*', JSON_ANSWER],
  ['text/html', JSON_ANSWER],
  ['application/json', JSON_ANSWER],
  ['application/graphql-response+json', GRAPHQL_ANSWER],
  ['application/graphql-response+json; charset=utf-8, application/json; charset=utf-8', GRAPHQL_ANSWER],
  ['application/json, application/graphql-response+json', GRAPHQL_ANSWER],
  ['application/json;q=0.9, APPLICATION/GraphQL-response+json', GRAPHQL_ANSWER],
  ['application/json, application/graphql-response+json;q=0.5', JSON_ANSWER],
  ['application/graphql-response+json;q=0', JSON_ANSWER],
  ['application/graphql-response+json;q=x', JSON_ANSWER],
  [',;,;', JSON_ANSWER]
]
for (const [accept, answer] of cases) t.equal(answerType(accept), answer, `Accept: ${accept}`)
