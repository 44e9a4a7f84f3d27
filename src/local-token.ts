import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import type { Database } from './platform/db/pool.ts'
import { loadLocalSecret, signLocalToken } from './platform/http/local-trust.ts'
import { SCOPES } from './platform/access.ts'
import { addOperator } from './platform/operators.ts'

export interface TokenRequest {
  /** EORI; the operator is added when it is missing. */
  readonly operator: string
  readonly name: string
  readonly scope: string
  readonly subject: string
  readonly hours: number
}

/** A token for local use, signed with the generated secret. @throws ConfigError when the trust is another one. */
export async function localToken (config: Config, db: Database, request: TokenRequest): Promise<string> {
  const unknown = request.scope.split(' ').filter((scope) => scope !== '' && scope !== '*' && !(SCOPES as readonly string[]).includes(scope))
  if (unknown.length > 0) process.stderr.write(`No door asks for the scope ${unknown.join(', ')}; the scopes are ${SCOPES.join(', ')}, and * for all of them\n`)
  if (config.trust.kind !== 'generated') throw new ConfigError('token works with the generated secret alone; your identity provider issues the tokens here')
  try {
    const { added } = await addOperator(db.operations, request.operator, request.name)
    if (added) process.stderr.write(`${request.operator} is a new operator here; it was added\n`)
  } catch (error) {
    throw new ConfigError((error as Error).message)
  }
  return signLocalToken({
    secret: loadLocalSecret(config.dataDir), operator: request.operator, subject: request.subject, scope: request.scope, lifetimeSeconds: request.hours * 3600
  })
}
