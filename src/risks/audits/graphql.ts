import type { GraphqlPart } from '../../platform/graphql/parts.ts'
import { UUID_KEY } from '../../platform/http/pages.ts'
import type { RiskDeps } from '../deps.ts'
import { auditNotFound } from '../problems.ts'
import { READ } from '../register/risk-operations.ts'
import type { KeptAudit } from './audit.ts'
import { findVersions, listAudits } from './audit-operations.ts'
import { findBlockers, NO_AUDIT } from './close-stage.ts'
import { AUDIT_SDL } from './sdl.ts'
import { auditSources } from './sources.ts'
import type { AuditStage } from './stages.ts'
import { auditToWire } from './wire.ts'

/** Audits, how far each has come and what it waits for. */
export function riskAuditGraphql (deps: RiskDeps): GraphqlPart {
  return {
    sdl: AUDIT_SDL,
    scopes: { 'Query.riskAudits': READ, 'Query.riskAuditVersions': READ, 'Query.riskAuditBlockers': READ },
    assumedRows: { 'Query.riskAuditVersions': 5, 'Query.riskAuditBlockers': 100, 'RiskAudit.considered': 4, 'RiskAudit.leftOut': 5, 'RiskAudit.notEvaluated': 5, 'RiskAudit.stages': 5 },
    resolvers: {
      Query: {
        riskAudits: async (_root, { first, after, stage }: { readonly first: number, readonly after?: string | null, readonly stage?: AuditStage | null }, { principal }) => {
          const { items, nextCursor } = await listAudits(deps, principal, { limit: first, cursor: after ?? undefined, stage: stage ?? undefined })
          return { nodes: items.map(auditNode), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
        },
        riskAuditVersions: async (_root, { audit }: { readonly audit: string }, { principal }) => {
          if (!UUID_KEY.test(audit)) throw auditNotFound(NO_AUDIT)
          return (await findVersions(deps, principal, audit)).map(auditNode)
        },
        riskAuditBlockers: async (_root, { audit }: { readonly audit: string }, { principal }) => {
          if (!UUID_KEY.test(audit)) throw auditNotFound(NO_AUDIT)
          return (await findBlockers(deps, auditSources(deps), principal, audit)).blockers
        }
      }
    }
  }
}

function auditNode (audit: KeptAudit) {
  const { scope, ...wire } = auditToWire(audit)
  return { ...wire, ...scope }
}
