import type { Database } from '../platform/db/pool.ts'
import type { Sealer } from '../platform/sealing.ts'
import type { TargetRules } from './target.ts'

/** What seals secrets of webhooks, and where these may lead. */
export interface WebhookSettings {
  /** Undefined where the service has no key: no secret can be made or read. */
  readonly sealer: Sealer | undefined
  readonly rules: TargetRules
}

export interface WebhookDeps {
  readonly db: Database
  readonly clock: () => Date
  readonly webhooks: WebhookSettings
}

export const READ = 'webhooks:read'
export const WRITE = 'webhooks:write'

/** Where a secret is sealed for; it opens at no other webhook. */
export const contextOf = (operatorId: string, webhook: string): string => `${operatorId} ${webhook}`
