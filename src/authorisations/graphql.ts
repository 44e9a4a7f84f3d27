import type { GraphqlContext, GraphqlPart } from '../platform/graphql/parts.ts'
import { utcDay } from '../platform/calendar.ts'
import { UUID_KEY } from '../platform/http/pages.ts'
import { invalidRequest } from '../platform/problem.ts'
import { AUTHORISATION_SDL } from './graphql-sdl.ts'
import { listDuties } from './notification/duties.ts'
import { dutyToWire } from './notification/duty-wire.ts'
import type { DutyState } from './notification/duty-store.ts'
import type { AuthorisationDeps } from './operations/deps.ts'
import { listObligations, obligationsOf } from './operations/obligations.ts'
import { dayAsked, decisionsOf, findAuthorisations, listAuthorisations } from './operations/read-authorisations.ts'
import { utilisationOfMany } from './operations/utilisation.ts'
import type { Status } from './state.ts'
import type { Period } from './utilisation.ts'
import { authorisationToWire, decisionToWire, obligationToWire } from './wire.ts'

type Principal = GraphqlContext['principal']
interface PageArguments { first: number, after?: string | null }
interface AuthorisationArguments extends PageArguments { on?: string | null, type?: string | null, status?: Status | null, expiringWithin?: number | null }
interface DutyArguments extends PageArguments { state?: DutyState | null, rule?: string | null, overdue: boolean }

const READ = 'authorisations:read'
const FIELDS = ['authorisations', 'authorisation', 'authorisationUtilisation', 'authorisationObligations', 'notificationDuties']

const pageOf = ({ first, after }: PageArguments) => ({ limit: first, ...(after == null ? {} : { cursor: after }) })
const connection = <Node>(nodes: Node[], nextCursor: string | null) => ({ nodes, pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } })

/** The graph's view of authorisations; every field that crosses to another table is read once for the whole page. */
export function authorisationGraphql (deps: AuthorisationDeps): GraphqlPart {
  return {
    sdl: AUTHORISATION_SDL,
    scopes: Object.fromEntries(FIELDS.map((field) => [`Query.${field}`, READ] as const)),
    assumedRows: {
      'Authorisation.decisions': 5, 'Authorisation.obligations': 5, 'NotificationDuty.authorisations': 5, 'AuthorisationScope.quantities': 2, 'AuthorisationScope.yields': 5,
      'AuthorisationUtilisation.quantities': 3, 'AuthorisationUtilisation.limits': 3
    },
    resolvers: {
      Query: {
        authorisations: async (_root, args: AuthorisationArguments, { principal }) => await authorisations(deps, principal, args),
        authorisation: async (_root, { id, on }: { id: string, on?: string | null }, { principal }) => await authorisation(deps, principal, id, on ?? undefined),
        authorisationUtilisation: async (_root, args: PageArguments & Period & { type?: string | null }, { principal }) => await utilisation(deps, principal, args),
        authorisationObligations: async (_root, args: PageArguments & { overdue: boolean, dueWithin?: number | null }, { principal }) => await obligations(deps, principal, args),
        notificationDuties: async (_root, args: DutyArguments, { principal }) => await duties(deps, principal, args)
      }
    },
    loaders: {
      Authorisation: {
        decisions: async (queries: { obj: { id: string } }[], { principal }) => {
          const byId = Map.groupBy(await decisionsOf(deps, principal, idsOf(queries)), ({ authorisationId }) => authorisationId)
          return queries.map(({ obj }) => (byId.get(obj.id) ?? []).map(decisionToWire))
        },
        obligations: async (queries: { obj: { id: string } }[], { principal }) => {
          const today = utcDay(deps.clock())
          const byId = Map.groupBy(await obligationsOf(deps, principal, idsOf(queries)), ({ authorisationId }) => authorisationId)
          return queries.map(({ obj }) => (byId.get(obj.id) ?? []).map((obligation) => obligationToWire(obligation, today)))
        }
      },
      AuthorisationObligation: {
        authorisation: async (queries: { obj: { authorisationId: string } }[], { principal }) => {
          const byId = await today(deps, principal, queries.map(({ obj }) => obj.authorisationId))
          return queries.map(({ obj }) => byId.get(obj.authorisationId))
        }
      },
      NotificationDuty: {
        authorisations: async (queries: { obj: { authorisationIds: string[] } }[], { principal }) => {
          const byId = await today(deps, principal, queries.flatMap(({ obj }) => obj.authorisationIds))
          return queries.map(({ obj }) => obj.authorisationIds.flatMap((id) => byId.get(id) ?? []))
        }
      }
    }
  }
}

const idsOf = (queries: readonly { obj: { id: string } }[]): string[] => [...new Set(queries.map(({ obj }) => obj.id))]

/** As of today, by id. */
async function today (deps: AuthorisationDeps, principal: Principal, ids: readonly string[]) {
  const day = utcDay(deps.clock())
  const found = ids.length === 0 ? [] : await findAuthorisations(deps, principal, [...new Set(ids)], day)
  return new Map(found.map((row) => [row.id, authorisationToWire(row, day)]))
}

async function authorisations (deps: AuthorisationDeps, principal: Principal, { on, type, status, expiringWithin, ...page }: AuthorisationArguments) {
  const asked = { on: on ?? undefined, type: type ?? undefined, status: status ?? undefined, expiringWithin: withinYears(expiringWithin), ...pageOf(page) }
  const { items, nextCursor, on: day } = await listAuthorisations(deps, principal, asked)
  return connection(items.map((row) => authorisationToWire(row, day)), nextCursor)
}

async function authorisation (deps: AuthorisationDeps, principal: Principal, id: string, on: string | undefined) {
  if (!UUID_KEY.test(id)) return null
  const day = dayAsked(deps, on)
  const [row] = await findAuthorisations(deps, principal, [id], day)
  return row === undefined ? null : authorisationToWire(row, day)
}

async function utilisation (deps: AuthorisationDeps, principal: Principal, { from, to, type, ...page }: PageArguments & Period & { type?: string | null }) {
  const { items, nextCursor } = await listAuthorisations(deps, principal, { on: to, type: type ?? undefined, ...pageOf(page) })
  const used = await utilisationOfMany(deps, principal, items.map(({ id }) => id), { from, to })
  return connection(used.map((each) => ({ ...each.utilisation, authorisation: authorisationToWire(each.authorisation, to) })), nextCursor)
}

async function obligations (deps: AuthorisationDeps, principal: Principal, { overdue, dueWithin, ...page }: PageArguments & { overdue: boolean, dueWithin?: number | null }) {
  const { items, nextCursor } = await listObligations(deps, principal, { overdue, dueWithin: withinYears(dueWithin), ...pageOf(page) })
  const day = utcDay(deps.clock())
  return connection(items.map((obligation) => obligationToWire(obligation, day)), nextCursor)
}

async function duties (deps: AuthorisationDeps, principal: Principal, { state, rule, overdue, ...page }: DutyArguments) {
  const { items, nextCursor } = await listDuties(deps, principal, { state: state ?? undefined, rule: rule ?? undefined, overdue, ...pageOf(page) })
  const day = utcDay(deps.clock())
  return connection(items.map((duty) => dutyToWire(duty, day)), nextCursor)
}

const MOST_DAYS = 3660

/** As REST takes it. @throws invalid-request for a number of days below none or beyond ten years. */
function withinYears (days: number | null | undefined): number | undefined {
  if (days != null && (days < 0 || days > MOST_DAYS)) throw invalidRequest('The arguments are not valid.', { errors: [{ pointer: '/days', detail: `is not a number of days from 0 to ${MOST_DAYS}`, hint: 'Ask for at most ten years ahead' }] })
  return days ?? undefined
}
