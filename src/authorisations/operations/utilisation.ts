import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import type { Authorisation } from '../model.ts'
import { authorisationNotFound } from '../problems.ts'
import { findAuthorisations } from '../store.ts'
import { NO_SCOPE } from '../terms.ts'
import { daysToRead, guaranteeDaysToRead, utilisationOf } from '../utilisation.ts'
import type { Period, Utilisation } from '../utilisation.ts'
import type { AuthorisationDeps, ReferenceUse } from './deps.ts'

/** How far declarations used authorisations, from totals: two reads, however many authorisations and declarations there are. */

export interface UsedAuthorisation { readonly authorisation: Authorisation, readonly utilisation: Utilisation }

/** Conditions are those of the last day. Ids that are not the operator's are left out. */
export function utilisationOfMany ({ db, clock, referenceUse }: AuthorisationDeps, principal: Principal, ids: readonly string[], period: Period): Promise<UsedAuthorisation[]> {
  refuseImpossibleDays(period)
  return withOperatorReadOnly(db, principal, 'authorisations:read', async (tx) => {
    const authorisations = await findAuthorisations(tx, ids, period.to)
    const questions = authorisations.map((authorisation) => questionOf(authorisation, period))
    const [used, guaranteed] = [await read(tx, referenceUse, 'authorisation', questions.map(({ own }) => own)), await read(tx, referenceUse, 'guarantee', questions.flatMap(({ guarantee }) => guarantee ?? []))]
    return authorisations.map((authorisation, index): UsedAuthorisation => {
      const { scope, from, own, guarantee } = questions[index] ?? questionOf(authorisation, period)
      return { authorisation, utilisation: utilisationOf(scope, from, period, used.get(own.reference) ?? [], guaranteed.get(guarantee?.reference ?? '') ?? []) }
    })
  }, clock)
}

interface Asked extends Period { readonly reference: string }

function questionOf ({ reference, terms, effectiveFrom }: Authorisation, period: Period) {
  const scope = terms?.scope ?? NO_SCOPE
  const from = effectiveFrom ?? period.from
  const days = guaranteeDaysToRead(scope, period.to)
  return { scope, from, own: { reference, ...daysToRead(scope, from, period) }, guarantee: days === undefined ? undefined : { reference: scope.guarantee?.grn ?? reference, ...days } }
}

/** One read over the days of all. */
async function read (tx: OperatorTx, referenceUse: AuthorisationDeps['referenceUse'], kind: 'authorisation' | 'guarantee', asked: readonly Asked[]): Promise<Map<string, ReferenceUse[]>> {
  const [from] = asked.map((each) => each.from).toSorted()
  const to = asked.map((each) => each.to).toSorted().at(-1)
  if (from === undefined || to === undefined) return new Map()
  const rows = await referenceUse(tx, { kind, references: [...new Set(asked.map(({ reference }) => reference))].toSorted(), from, to })
  return Map.groupBy(rows, ({ reference }) => reference)
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
