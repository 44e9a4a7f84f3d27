import { forbidden } from './problem.ts'

/** A right: `feature:read`, `feature:write` or a named decision. `*` (local tokens only) stands for all. */
export const SCOPES = [
  'ai:personal', 'ai:read', 'ai:record', 'ai:review', 'ai:write', 'authorisations:read', 'authorisations:write', 'checks:read', 'checks:write', 'declarations:read', 'declarations:write', 'events:read',
  'findings:read', 'findings:review', 'findings:write', 'goods:approve', 'goods:read', 'goods:write', 'operator:read', 'operator:write',
  'organisation:personal', 'organisation:read', 'organisation:write', 'questionnaire:read', 'questionnaire:write', 'records:read', 'records:write', 'reporting:read', 'risks:accept', 'risks:acknowledge', 'risks:read',
  'risks:write', 'sanctions:amounts', 'sanctions:read', 'sanctions:write', 'training:acknowledge', 'training:personal', 'training:read', 'training:write',
  'webhooks:read', 'webhooks:write'
] as const
export type Scope = typeof SCOPES[number]

/** Who asks, as the token says; the operator comes from the token and from nowhere else. */
export interface Principal {
  /** `sub` of the token: who acts within the operator. */
  readonly subject: string
  /** EORI of the operator, from the token. */
  readonly eori: string
  /** Identifier of the operator in this system, a UUID taken from the operators table. */
  readonly operatorId: string
  /** Rights, as the token states them. */
  readonly scopes: ReadonlySet<string>
  /** End of the token, seconds since 1970. */
  readonly expiresAt: number
}

export function hasScope (principal: Principal, scope: Scope): boolean {
  return principal.scopes.has(scope) || principal.scopes.has('*')
}

/** @throws forbidden when the principal lacks the right. */
export function requireScope (principal: Principal, scope: Scope): void {
  if (!hasScope(principal, scope)) throw forbidden(`This needs the scope ${scope}.`, { requiredScope: scope })
}
