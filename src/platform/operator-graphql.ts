import type { Database } from './db/pool.ts'
import { withOperatorReadOnly } from './db/operator-tx.ts'
import type { GraphqlPart } from './graphql/parts.ts'

const SDL = `
extend type Query {
  "The operator named in the token."
  operator: Operator!
}

"An economic operator (UCC 5(5)) whose internal control this is."
type Operator {
  "EORI number (UCC 9)" eori: String!
  "Name" name: String!
  "active or suspended" status: String!
  "Since when it is known here" createdAt: DateTime!
}
`

export function operatorGraphql (deps: { db: Database }): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.operator': 'operator:read' },
    resolvers: {
      Query: {
        operator: async (_root, _args, { principal }) => {
          const [row] = await withOperatorReadOnly(deps.db, principal, 'operator:read', async (tx) => await tx.query<{ eori: string, name: string, status: string, created_at: Date }>(
            'select o.eori, o.name, o.status, o.created_at from aeo.operators o where o.operator_id = $1', [tx.operatorId]))
          return row === undefined ? null : { eori: row.eori, name: row.name, status: row.status, createdAt: row.created_at }
        }
      }
    }
  }
}
