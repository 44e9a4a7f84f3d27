import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import type { Authorisation } from '../model.ts'
import { authorisationNotFound } from '../problems.ts'
import { findAuthorisations } from '../store.ts'
import { addDays } from '../../platform/calendar.ts'
import type { GuaranteeMovement } from '../guarantee.ts'
import { guaranteeMovements } from '../guarantee-store.ts'
import { NO_SCOPE } from '../terms.ts'
import type { QuantityLimit, Scope } from '../terms.ts'
import { limitPeriod, utilisationOf } from '../utilisation.ts'
import type { Period, Utilisation } from '../utilisation.ts'
import type { AuthorisationDeps, ReferenceUse, UseDeps } from './deps.ts'

/** How far declarations used authorisations, from totals: a fixed number of reads, however many authorisations and declarations there are. */

export interface UsedAuthorisation { readonly authorisation: Authorisation, readonly utilisation: Utilisation }

/** Conditions are those of the last day. Ids that are not the operator's are left out. */
export function utilisationOfMany (deps: AuthorisationDeps, principal: Principal, ids: readonly string[], period: Period): Promise<UsedAuthorisation[]> {
  refuseImpossibleDays(period)
  return withOperatorReadOnly(deps.db, principal, 'authorisations:read', async (tx) => await utilisationIn(deps, tx, ids, period), deps.clock)
}

/** As the transaction sees it. */
export async function utilisationIn (deps: UseDeps, tx: OperatorTx, ids: readonly string[], period: Period): Promise<UsedAuthorisation[]> {
  const authorisations = await findAuthorisations(tx, ids, period.to)
  const references = authorisations.map(({ reference }) => reference)
  const inPeriod = await usesOf(deps, tx, references, period)
  const byLimit = await usesByLimit(deps, tx, authorisations, period.to)
  const guarantees = await movementsOf(deps, tx, authorisations, period.to)
  return authorisations.map((authorisation): UsedAuthorisation => {
    const { reference, effectiveFrom } = authorisation
    const known = { inPeriod: inPeriod.get(reference) ?? [], byLimit: new Map([...byLimit].map(([kind, uses]) => [kind, uses.get(reference) ?? []])), guarantee: guarantees.get(guaranteeOf(authorisation) ?? '') ?? [] }
    return { authorisation, utilisation: utilisationOf(scopeOf(authorisation), effectiveFrom, period.to, known) }
  })
}

const scopeOf = ({ terms }: Authorisation): Scope => terms?.scope ?? NO_SCOPE
/** Reference under which declarations state its guarantee. */
const guaranteeOf = (authorisation: Authorisation): string | undefined => {
  const { guarantee } = scopeOf(authorisation)
  return guarantee === null ? undefined : guarantee.grn ?? authorisation.reference
}

async function usesOf ({ referenceUse }: UseDeps, tx: OperatorTx, references: readonly string[], { from, to }: Period): Promise<Map<string, ReferenceUse[]>> {
  if (references.length === 0) return new Map()
  return Map.groupBy(await referenceUse(tx, { kind: 'authorisation', references: references.toSorted(), from, to }), ({ reference }) => reference)
}

/** At most one read for each kind of limit. */
async function usesByLimit (deps: UseDeps, tx: OperatorTx, authorisations: readonly Authorisation[], to: string): Promise<Map<QuantityLimit['period'], Map<string, ReferenceUse[]>>> {
  const uses = new Map<QuantityLimit['period'], Map<string, ReferenceUse[]>>()
  for (const period of ['month', 'calendar_year', 'validity'] as const) {
    const limited = authorisations.filter((authorisation) => scopeOf(authorisation).quantities.some((limit) => limit.period === period))
    uses.set(period, await usesOf(deps, tx, limited.map(({ reference }) => reference), limitPeriod({ period }, to)))
  }
  return uses
}

async function movementsOf ({ guaranteeUse }: UseDeps, tx: OperatorTx, authorisations: readonly Authorisation[], to: string): Promise<Map<string, GuaranteeMovement[]>> {
  const longest = Math.max(0, ...authorisations.map((authorisation) => scopeOf(authorisation).guarantee?.paymentDays ?? 0))
  const references = [...new Set(authorisations.flatMap((authorisation) => guaranteeOf(authorisation) ?? []))].toSorted()
  return await guaranteeMovements(tx.query, guaranteeUse, tx.operatorId, references, addDays(to, -longest), to)
}

/** Of the period, where none is stated of this year until today. @throws authorisation-not-found; invalid-request for an impossible period. */
export async function findUtilisation (deps: AuthorisationDeps, principal: Principal, id: string, asked: { readonly from?: string | undefined, readonly to?: string | undefined }): Promise<UsedAuthorisation & Period> {
  refuseImpossibleDays(asked)
  const to = asked.to ?? utcDay(deps.clock())
  const period = { from: asked.from ?? `${to.slice(0, 4)}-01-01`, to }
  const [found] = await utilisationOfMany(deps, principal, [id], period)
  if (found === undefined) throw authorisationNotFound('No authorisation of yours has this id.')
  return { ...found, ...period }
}
