import { createHash } from 'node:crypto'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { codeFaults } from '../code-faults.ts'
import { keysOf, unknownLinks } from '../derivation.ts'
import { faultsOf, inEuro } from '../model.ts'
import type { SanctionContent } from '../model.ts'
import type { Derived } from '../store.ts'
import type { RecordDeps } from './deps.ts'

/** What recording and changing a sanction have in common: it is judged whole, and what follows from it is asked for anew. */

/** @param found faults that the caller found. @throws invalid-request with everything that cannot be, or is not known here. */
export async function derive (deps: RecordDeps, tx: OperatorTx, content: SanctionContent, found: readonly Fault[] = []): Promise<Derived> {
  const faults = [...faultsOf(content, utcDay(tx.at)), ...codeFaults(content), ...found]
  if (faults.length > 0) throw refused(faults)
  const linked = await deps.linkedDeclarations(tx, content.declarations)
  const unknown = [...unknownLinks(content, linked), ...await unknownReferences(deps, tx, content)]
  if (unknown.length > 0) throw refused(unknown)
  return { ...keysOf(content, linked), ...await euroOf(deps, tx, content) }
}

const refused = (errors: Fault[]) => invalidRequest('The content of the request is not valid.', { errors })

async function unknownReferences (deps: RecordDeps, tx: OperatorTx, { findingIds, correctiveActionIds, orgUnitId, sites, personIds }: SanctionContent): Promise<Fault[]> {
  const actionsOf = async (_tx: OperatorTx, ids: readonly string[]) => new Set((await deps.correctiveActions(tx, ids)).map(({ id }) => id))
  return [
    ...await missing(tx, '/findingIds', findingIds, deps.knownFindings, 'is no finding of yours', 'GET /v1/findings lists them'),
    ...await missing(tx, '/correctiveActionIds', correctiveActionIds, actionsOf, 'is no corrective action of yours', 'GET /v1/findings/actions lists them'),
    ...(await missing(tx, '/orgUnitId', orgUnitId === null ? [] : [orgUnitId], deps.knownUnits, 'is no unit of yours', 'GET /v1/units lists them')).map((fault) => ({ ...fault, pointer: '/orgUnitId' })),
    ...await missing(tx, '/sites', sites ?? [], deps.knownSites, 'is no site of yours', 'GET /v1/sites lists them'),
    ...await missing(tx, '/personIds', personIds, deps.knownPeople, 'is no person of yours', 'GET /v1/people lists them')
  ]
}

/** Faults of those that are not known; asks for none where there is none, or nobody to ask. */
async function missing (tx: OperatorTx, pointer: string, named: readonly string[], ask: ((tx: OperatorTx, named: readonly string[]) => Promise<ReadonlySet<string>>) | undefined, detail: string, hint: string): Promise<Fault[]> {
  if (named.length === 0 || ask === undefined) return []
  const known = await ask(tx, named)
  return named.flatMap((each, index) => known.has(each) ? [] : [{ pointer: `${pointer}/${index}`, detail, hint }])
}

async function euroOf ({ exchangeRate }: RecordDeps, tx: OperatorTx, { amountDuty, amountPenalty, currency, decisionDate }: SanctionContent): Promise<Pick<Derived, 'amountDutyEur' | 'amountPenaltyEur' | 'unitsPerEuro'>> {
  const rate = currency === null ? undefined : await exchangeRate(tx, currency, decisionDate)
  const euro = (amount: string | null): string | null => amount === null || rate === undefined ? null : inEuro(amount, rate)
  return { amountDutyEur: euro(amountDuty), amountPenaltyEur: euro(amountPenalty), unitsPerEuro: rate ?? null }
}

/** What the log holds of content whose amounts and people it does not name: whoever keeps the revision can prove it. */
export const contentHash = (content: SanctionContent): string => createHash('sha256').update(canonicalJson(content)).digest('hex')
