import type { Config } from './config.ts'
import type { Database } from './platform/db/pool.ts'
import { localToken } from './local-token.ts'
import { findOperator } from './platform/operators.ts'
import { linkToLatest } from './risks/index.ts'

const EXAMPLE = {
  declarationType: 'IM', additionalType: 'A', lrn: 'FIRST-PUSH-1', declarant: 'IT01234567890', acceptanceDate: '2026-03-02', accountsCurrency: 'EUR',
  sourceSystem: 'first-push',
  items: [{ itemNumber: 1, requestedProcedure: '40', previousProcedure: '00', hs6: '851830', cn2: '00', taric2: '90', originCountry: 'CN', netMass: '120.5', statisticalValue: '4200.00', description: 'Headphones' }]
}
const SUBJECT = 'first-steps'
const QUERY = '{ declarationTotals(from: "2026-01-01", to: "2026-12-31", groupBy: [direction]) { key currency declarations items statisticalValue } }'

/**
 * What a newcomer pastes: a first push and a first report, and the page of the last risk audit once there is one. The token lives a day, the
 * link a week, and both work on this machine alone.
 */
export async function firstSteps (config: Config, db: Database, port: number): Promise<string> {
  const base = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  if (config.trust.kind !== 'generated') return `aeo-control answers at ${base}\n`
  const token = await localToken(config, db, { operator: EXAMPLE.declarant, name: 'First operator', scope: '*', subject: SUBJECT, hours: 24 })
  const report = await reportLink(db, EXAMPLE.declarant)
  return `
aeo-control answers at ${base}  (reference ${base}/docs, explorer ${base}/graphiql)

A first push and a first report, to paste:

TOKEN=${token}
curl -sS ${base}/v1/declarations -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '${JSON.stringify(EXAMPLE)}'
curl -sS ${base}/graphql -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '${JSON.stringify({ query: QUERY })}'
${report === undefined ? '' : `
The report of the last risk audit, for a week: ${base}${report}
`}
`
}

async function reportLink (db: Database, eori: string): Promise<string | undefined> {
  const operator = await findOperator(db.operations, eori)
  if (operator === undefined) return undefined
  const principal = { subject: SUBJECT, eori, operatorId: operator.operatorId, scopes: new Set(['risks:read', 'risks:write']), expiresAt: Number.MAX_SAFE_INTEGER } as const
  try {
    return await linkToLatest({ db, clock: () => new Date() }, principal)
  } catch (error) {
    // A hint that is missing keeps no service from starting.
    process.stderr.write(`No link to the report of the last risk audit was made: ${(error as Error).message}\n`)
    return undefined
  }
}
