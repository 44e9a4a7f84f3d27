import { withOperatorReadOnly } from '../platform/db/operator-tx.ts'
import type { GraphqlPart } from '../platform/graphql/parts.ts'
import { listAreas } from './appetite/appetite-operations.ts'
import type { AreaAppetite } from './appetite/appetite.ts'
import { AREAS } from './catalogue/areas.ts'
import type { KeptControl } from './controls/control.ts'
import { listControls } from './controls/control-operations.ts'
import { controlsOfRisks } from './controls/control-store.ts'
import { effectivenessOf } from './controls/effectiveness.ts'
import type { RiskDeps } from './deps.ts'
import { REGISTER_SDL } from './register-sdl.ts'
import type { KeptRisk } from './register/risk.ts'
import { listRisks, READ } from './register/risk-operations.ts'
import { riskToWire } from './register/wire.ts'

interface PageArguments { readonly first: number, readonly after?: string | null, readonly filter?: Readonly<Record<string, string | null>> | null }

/** The register of risks, controls and appetites, for reports. */
export function riskRegisterGraphql (deps: Pick<RiskDeps, 'db'>): GraphqlPart {
  return {
    sdl: REGISTER_SDL,
    scopes: { 'Query.riskRegister': READ, 'Query.riskControls': READ, 'Query.riskAppetites': READ },
    assumedRows: { 'Query.riskAppetites': AREAS.length, 'Risk.controls': 3, 'RiskEvidence.findings': 2, 'RiskEvidence.sanctions': 2, 'RiskEvidence.aiErrors': 1 },
    resolvers: {
      Query: {
        riskRegister: async (_root, { first, after, filter }: PageArguments, { principal }) => {
          const { items, nextCursor } = await listRisks(deps, principal, { ...stated(filter ?? {}), limit: first, cursor: after ?? undefined })
          return connection(items.map(riskNode), nextCursor)
        },
        riskControls: async (_root, { first, after, filter }: PageArguments, { principal }) => {
          const { items, nextCursor } = await listControls(deps, principal, { ...stated(filter ?? {}), limit: first, cursor: after ?? undefined })
          return connection(items.map(controlNode), nextCursor)
        },
        riskAppetites: async (_root, _arguments, { principal }) => (await listAreas(deps, principal)).map(appetiteNode)
      }
    },
    loaders: {
      Risk: {
        async controls (queries, { principal }) {
          const codes = queries.map(({ obj }) => (obj as { readonly code: string }).code)
          const controls = await withOperatorReadOnly(deps.db, principal, READ, async (tx) => await controlsOfRisks(tx, [...new Set(codes)]))
          return codes.map((code) => controls.filter(({ risks }) => risks.includes(code)).map(controlNode))
        }
      }
    }
  }
}

const stated = (filter: Readonly<Record<string, string | null>>): Record<string, string> => Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => value === null ? [] : [[name, value]]))
const connection = (nodes: unknown[], nextCursor: string | null) => ({ nodes, pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } })

function riskNode (risk: KeptRisk) {
  const { owner, scope, ...wire } = riskToWire(risk)
  return { ...wire, ...scope, owner: owner?.code ?? null }
}

const controlNode = (kept: KeptControl) => {
  const { owner, tested, ...control } = kept
  return { ...control, ...tested, owner: owner.code, effectiveness: effectivenessOf(kept) }
}
const appetiteNode = ({ area, set }: AreaAppetite) => ({ area, acceptableScore: set?.acceptableScore ?? null, appetiteEur: set?.appetiteEur ?? null, reason: set?.reason ?? null })
