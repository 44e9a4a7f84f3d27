import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import type { Database } from './platform/db/pool.ts'
import { loadLocalSecret, signLocalToken } from './platform/http/local-trust.ts'
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
  if (config.trust.kind !== 'generated') throw new ConfigError('token works with the generated secret alone; your identity provider issues the tokens here')
  try {
    await addOperator(db.operations, request.operator, request.name)
  } catch (error) {
    throw new ConfigError((error as Error).message)
  }
  return signLocalToken({
    secret: loadLocalSecret(config.dataDir), operator: request.operator, subject: request.subject, scope: request.scope, lifetimeSeconds: request.hours * 3600
  })
}
