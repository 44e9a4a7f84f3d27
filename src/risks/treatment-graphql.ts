import { withOperatorReadOnly } from '../platform/db/operator-tx.ts'
import type { GraphqlPart } from '../platform/graphql/parts.ts'
import { UUID_KEY } from '../platform/http/pages.ts'
import { acceptancesOf, listAcceptances } from './acceptances/acceptance-operations.ts'
import type { AcceptanceQuery, SeenAcceptance } from './acceptances/acceptance-operations.ts'
import { acceptanceToWire } from './acceptances/wire.ts'
import type { RiskDeps } from './deps.ts'
import { READ } from './register/risk-operations.ts'
import { invalid } from './stated-names.ts'
import { TREATMENT_SDL } from './treatment-sdl.ts'
import { planTreatments } from './treatments/planned-risks.ts'
import { planToWire } from './treatments/plan-wire.ts'
import { readMeasuredEffects } from './treatments/read-effects.ts'
import type { KeptTreatment } from './treatments/treatment.ts'
import { listTreatments } from './treatments/treatment-operations.ts'
import { treatmentsFor } from './treatments/treatment-store.ts'

interface PageArguments { readonly first: number, readonly after?: string | null, readonly filter?: Readonly<Record<string, string | null>> | null }

/** Treatments with their effects, plans and acceptances, for reports. */
export function riskTreatmentGraphql (deps: Pick<RiskDeps, 'db' | 'clock' | 'evidence'>): GraphqlPart {
  return {
    sdl: TREATMENT_SDL,
    scopes: { 'Query.riskTreatments': READ, 'Query.riskAcceptances': READ, 'Query.riskPlan': READ },
    assumedRows: { 'Risk.treatments': 3, 'Risk.acceptances': 2, 'RiskTreatment.effects': 3, 'RiskPlan.risks': 100, 'RiskPlan.infeasible': 10 },
    resolvers: {
      Query: {
        riskTreatments: async (_root, { first, after, filter }: PageArguments, { principal }) => {
          const { items, nextCursor } = await listTreatments(deps, principal, { ...stated(filter ?? {}), limit: first, cursor: after ?? undefined })
          return connection(items.map(treatmentNode), nextCursor)
        },
        riskAcceptances: async (_root, { first, after, filter }: PageArguments, { principal }) => {
          const { items, nextCursor } = await listAcceptances(deps, principal, { ...stated(filter ?? {}) as AcceptanceQuery, limit: first, cursor: after ?? undefined })
          return connection(items.map(acceptanceNode), nextCursor)
        },
        riskPlan: async (_root, { audit, assessment }: { readonly audit?: string | null, readonly assessment?: string | null }, { principal }) =>
          planToWire(await planTreatments(deps, principal, { audit: idOf(audit, '/audit'), assessment: idOf(assessment, '/assessment') }))
      }
    },
    loaders: {
      Risk: {
        async treatments (queries, { principal }) {
          const codes = codesOf(queries)
          const treatments = await withOperatorReadOnly(deps.db, principal, READ, async (tx) => await treatmentsFor(tx, [...new Set(codes)]), deps.clock)
          return codes.map((code) => treatments.filter(({ effects }) => effects.some(({ risk }) => risk === code)).map(treatmentNode))
        },
        async acceptances (queries, { principal }) {
          const codes = codesOf(queries)
          const acceptances = await acceptancesOf(deps, principal, [...new Set(codes)])
          return codes.map((code) => acceptances.filter(({ acceptance }) => acceptance.risk === code).map(acceptanceNode))
        }
      },
      RiskTreatment: {
        /** Of the page together, so that its effects are corrected for their number: each treatment once, also where several risks show it. */
        async effects (queries, { principal }) {
          const treatments = queries.map(({ obj }) => (obj as { readonly kept: KeptTreatment }).kept)
          const effects = await withOperatorReadOnly(deps.db, principal, READ, async (tx) => await readMeasuredEffects(tx, deps.evidence, [...new Map(treatments.map((treatment) => [treatment.code, treatment])).values()]), deps.clock)
          return treatments.map(({ code }) => effects.get(code) ?? [])
        }
      }
    }
  }
}

const codesOf = (queries: readonly { readonly obj: unknown }[]): string[] => queries.map(({ obj }) => (obj as { readonly code: string }).code)
const stated = (filter: Readonly<Record<string, string | null>>): Record<string, string> => Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => value === null ? [] : [[name, value]]))
const connection = (nodes: unknown[], nextCursor: string | null) => ({ nodes, pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } })

/** @throws invalid-request of what is no id. */
function idOf (text: string | null | undefined, pointer: string): string | undefined {
  if (text === null || text === undefined) return undefined
  if (!UUID_KEY.test(text)) throw invalid([{ pointer, detail: 'is no id', hint: 'Give the id as the list shows it' }])
  return text
}

function treatmentNode (kept: KeptTreatment) {
  const { owner, became, effects: _effects, ...treatment } = kept
  return { ...treatment, kept, owner: owner.code, became: became?.kind ?? null, becameReference: became === null ? null : became.kind === 'control' ? became.control : became.kind === 'procedure' ? became.reference : became.need ?? became.course }
}

function acceptanceNode ({ acceptance, on }: SeenAcceptance) {
  const { signature, ended, ...wire } = acceptanceToWire(acceptance, on)
  return { ...wire, signedAs: signature?.position ?? null, rank: signature?.rank ?? null, signedAt: signature?.at ?? null, endedBecause: ended?.because ?? null }
}
