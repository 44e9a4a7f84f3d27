import type { GraphqlPart } from '../platform/graphql/parts.ts'
import { controlGaps, questionnaireEffects } from './controls/control-operations.ts'
import type { ControlGap } from './controls/control-operations.ts'
import { CONTROL_CATALOGUE } from './controls/shipped-controls.ts'
import type { AiSystemDeps } from './deps.ts'
import { listIncidents } from './incidents/incident-operations.ts'
import { SDL } from './graphql-sdl.ts'
import type { InventoryGroup } from './graphql-sdl.ts'
import { dueObligations } from './obligations/obligation-operations.ts'
import { countSystems, listSystems } from './register/system-operations.ts'
import type { KeptSystem } from './register/kept-system.ts'
import type { SystemFilter } from './register/system-store.ts'
import { systemToWire } from './register/wire.ts'

type Filter = Readonly<Record<string, string | boolean | null>>
interface Page { readonly first: number, readonly after?: string | null }
interface SystemArguments extends Page { readonly on?: string | null, readonly filter?: Filter | null }
interface ObligationArguments extends Page { readonly overdue: boolean, readonly dueTo?: string | null, readonly system?: string | null }
interface IncidentArguments extends Page { readonly state?: string | null, readonly kind?: string | null, readonly overdue: boolean, readonly system?: string | null }
interface GapArguments extends Page { readonly system?: string | null, readonly severity?: string | null }

/** Inventory, what is due and where controls lack, for reports. */
export function aiSystemGraphql (deps: Pick<AiSystemDeps, 'db' | 'clock'>): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.aiSystems': 'ai:read', 'Query.aiInventory': 'ai:read', 'Query.aiObligations': 'ai:read', 'Query.aiControlGaps': 'ai:read', 'Query.aiIncidents': 'ai:read', 'Query.aiQuestionnaire': 'ai:read' },
    assumedRows: { 'Query.aiInventory': 20, 'Query.aiQuestionnaire': Object.keys(CONTROL_CATALOGUE.saqTitles).length, 'AiSystem.models': 2, 'AiIncident.reports': 2 },
    resolvers: {
      Query: {
        aiSystems: async (_root, { first, after, on, filter }: SystemArguments, { principal }) => {
          const { items, nextCursor } = await listSystems(deps, principal, { ...stated(filter ?? {}), on: on ?? undefined, limit: first, cursor: after ?? undefined })
          return connection(items.map(systemNode), nextCursor)
        },
        aiInventory: async (_root, { by, on }: { by: InventoryGroup, on?: string | null }, { principal }) => await countSystems(deps, principal, by, on ?? undefined),
        aiObligations: async (_root, { first, after, overdue, dueTo, system }: ObligationArguments, { principal }) => {
          const { nodes, nextCursor } = await dueObligations(deps, principal, { overdue, dueTo: dueTo ?? undefined, system: system ?? undefined, first, after: after ?? undefined })
          return connection(nodes.map(({ owner, ...node }) => ({ ...node, owner: owner?.code ?? null })), nextCursor)
        },
        aiControlGaps: async (_root, { first, after, system, severity }: GapArguments, { principal }) => {
          const { nodes, nextCursor } = await controlGaps(deps, principal, { system: system ?? undefined, severity: severity ?? undefined, first, after: after ?? undefined })
          return connection(nodes.map(gapNode), nextCursor)
        },
        aiIncidents: async (_root, { first, after, state, kind, overdue, system }: IncidentArguments, { principal }) => {
          const { items, nextCursor } = await listIncidents(deps, principal, { state: state ?? undefined, kind: kind ?? undefined, system: system ?? undefined, overdue, limit: first, cursor: after ?? undefined })
          return connection(items, nextCursor)
        },
        aiQuestionnaire: async (_root, _arguments, { principal }) => (await questionnaireEffects(deps, principal)).map((effect) => ({ ...effect, title: CONTROL_CATALOGUE.saqTitles[effect.question] ?? '' }))
      }
    }
  }
}

const stated = (filter: Filter): SystemFilter => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null))

const connection = (nodes: unknown[], nextCursor: string | null) => ({ nodes, pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } })

function systemNode (system: KeptSystem) {
  const { review, ...wire } = systemToWire(system)
  return { ...wire, reviewMode: review.mode }
}

const gapNode = ({ control, applies, ...gap }: ControlGap) =>
  ({ ...gap, control: control.id, theme: control.theme, text: control.control, severity: control.severityIfMissing, applies: applies ?? null, questions: control.saq })
