import { createHash } from 'node:crypto'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { keysOf, unknownLinks } from '../derivation.ts'
import { faultsOf, inEuro } from '../model.ts'
import type { SanctionContent } from '../model.ts'
import type { Derived } from '../store.ts'
import type { RecordDeps } from './deps.ts'

/** What recording and changing a sanction have in common: it is judged whole, and what follows from it is asked for anew. */

/** @throws invalid-request with everything that cannot be, or is not known here. */
export async function derive (deps: RecordDeps, tx: OperatorTx, content: SanctionContent): Promise<Derived> {
  const faults = faultsOf(content, utcDay(tx.at))
  if (faults.length > 0) throw refused(faults)
  const linked = await deps.linkedDeclarations(tx, content.declarations)
  const unknown = [...unknownLinks(content, linked), ...await unknownReferences(deps, tx, content)]
  if (unknown.length > 0) throw refused(unknown)
  return { ...keysOf(content, linked), ...await euroOf(deps, tx, content) }
}

const refused = (errors: Fault[]) => invalidRequest('The content of the request is not valid.', { errors })

async function unknownReferences ({ knownFindings, correctiveActions, knownUnits }: RecordDeps, tx: OperatorTx, { findingIds, correctiveActionIds, orgUnitId }: SanctionContent): Promise<Fault[]> {
  const findings = findingIds.length === 0 ? new Set<string>() : await knownFindings(tx, findingIds)
  const actions = correctiveActionIds.length === 0 ? new Set<string>() : new Set((await correctiveActions(tx, correctiveActionIds)).map(({ id }) => id))
  const units = orgUnitId === null ? undefined : await knownUnits?.(tx, [orgUnitId])
  return [
    ...missing('/findingIds', findingIds, findings, 'is no finding of yours', 'GET /v1/findings lists them'),
    ...missing('/correctiveActionIds', correctiveActionIds, actions, 'is no corrective action of yours', 'GET /v1/findings/actions lists them'),
    ...units === undefined || orgUnitId === null || units.has(orgUnitId) ? [] : [{ pointer: '/orgUnitId', detail: 'is no unit of yours', hint: 'GET /v1/units lists them' }]
  ]
}

const missing = (pointer: string, ids: readonly string[], known: ReadonlySet<string>, detail: string, hint: string): Fault[] =>
  ids.flatMap((id, index) => known.has(id) ? [] : [{ pointer: `${pointer}/${index}`, detail, hint }])

async function euroOf ({ exchangeRate }: RecordDeps, tx: OperatorTx, { amountDuty, amountPenalty, currency, decisionDate }: SanctionContent): Promise<Pick<Derived, 'amountDutyEur' | 'amountPenaltyEur' | 'unitsPerEuro'>> {
  const rate = currency === null ? undefined : await exchangeRate(tx, currency, decisionDate)
  const euro = (amount: string | null): string | null => amount === null || rate === undefined ? null : inEuro(amount, rate)
  return { amountDutyEur: euro(amountDuty), amountPenaltyEur: euro(amountPenalty), unitsPerEuro: rate ?? null }
}

/** What the log holds of content whose amounts and people it does not name: whoever keeps the revision can prove it. */
export const contentHash = (content: SanctionContent): string => createHash('sha256').update(canonicalJson(content)).digest('hex')
