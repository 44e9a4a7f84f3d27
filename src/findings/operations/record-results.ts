import type { Principal } from '../../platform/access.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { sampleNotFound, sampleResultConflict } from '../problems.ts'
import { findDrawn, saveResults } from '../samples/result-store.ts'
import type { DrawnRow } from '../samples/result-store.ts'
import { lockSample, moveProgress } from '../samples/sample-store.ts'
import { drawnToWire, sampleToWire } from '../sample-wire.ts'
import { decideResult } from '../sampling/review-result.ts'
import type { EntryUnderReview, ReportedResult, ResultDecision } from '../sampling/review-result.ts'
import * as store from '../store.ts'
import type { FindingDeps } from './deps.ts'
import { insertFindings } from './record-finding.ts'
import type { NewFinding } from './record-finding.ts'

/** Results of a review: each of a drawn entry, an error with its finding. */

export interface NewResult extends ReportedResult {
  readonly finding?: Pick<NewFinding, 'pillar' | 'message' | 'atStake'> & { readonly severity?: NewFinding['severity'] | undefined } | undefined
}

type Recorded = Extract<ResultDecision, { outcome: 'record' }>
interface Decided { readonly result: NewResult, readonly entry: DrawnRow, readonly decision: Recorded }

/**
 * Records all results or none.
 *
 * @throws review-sample-not-found; invalid-request naming what was not drawn or contradicts itself; review-sample-result where a result
 *   is not the one that its correction replaces, or somebody else recorded one first.
 */
export function recordSampleResults ({ db, clock, proposersOf }: FindingDeps, principal: Principal, id: string, results: readonly NewResult[], idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'findings:review', route: 'POST /v1/findings/samples/{id}/results', idempotencyKey, input: { id, results }, clock }, async (tx) => {
    if (await lockSample(tx, id) === undefined) throw sampleNotFound('No review sample of yours has this id.')
    const decided = await decideAll(tx, id, results)
    const written = await write(tx, proposersOf, id, decided)
    const sample = await moveProgress(tx, id, ...progressOf(decided))
    if (sample === undefined) throw sampleNotFound('No review sample of yours has this id.')
    tx.log('finding.sample_reviewed', `sample:${id}`, { results: decided.map(({ entry, decision }, index) => loggedResult(entry, decision, written[index]?.findingId ?? null)) })
    const rows = await findDrawn(tx, id, results)
    const items = rows.toSorted((a, b) => a.position - b.position).map(drawnToWire)
    return { status: 200, headers: { etag: `"${sample.revision}"` }, body: JSON.stringify({ sample: sampleToWire(sample), items }) }
  })
}

const nameOf = ({ declarationId, itemNumber }: Pick<NewResult, 'declarationId' | 'itemNumber'>): string => `${declarationId} ${itemNumber}`

async function decideAll (tx: OperatorTx, sampleId: string, results: readonly NewResult[]): Promise<Decided[]> {
  const entries = new Map((await findDrawn(tx, sampleId, results)).map((row) => [nameOf(row), row]))
  const ids = new Set([...results.flatMap(({ findingId }) => findingId ?? []), ...[...entries.values()].flatMap(({ findingId }) => findingId ?? [])])
  // Locked: a review that decides one of them meanwhile waits, and the result says what held when it was recorded.
  const findings = new Map((await store.lockFindings(tx, [...ids])).map((finding) => [finding.id, finding]))
  const confirmed = await store.confirmedErrors(tx, [...new Set([...entries.values()].map(({ currentDeclarationId }) => currentDeclarationId))])
  const faults: Fault[] = repeated(results)
  const conflicts: Fault[] = []
  const decided = results.flatMap((result, index): Decided[] => {
    const entry = entries.get(nameOf(result))
    const decision = decideResult(result, entry === undefined ? undefined : underReview(entry), (id) => findings.get(id))
    if (!result.hasError && entry !== undefined && confirmed.has(`${entry.currentDeclarationId} ${entry.itemNumber}`)) faults.push(contradictionAt(index))
    if (decision.outcome === 'fault') faults.push({ pointer: `/results/${index}${decision.member}`, detail: decision.detail, hint: decision.hint })
    if (decision.outcome === 'conflict') conflicts.push(conflictAt(index, decision.revision))
    return entry === undefined || decision.outcome !== 'record' ? [] : [{ result, entry, decision }]
  })
  if (faults.length > 0) throw invalidRequest('The content of the request is not valid.', { errors: faults })
  if (conflicts.length > 0) throw sampleResultConflict('Read the draw again and decide anew; nothing was recorded.', { errors: conflicts })
  return decided
}

function repeated (results: readonly NewResult[]): Fault[] {
  const seen = new Set<string>()
  return results.flatMap((result, index) => {
    const isRepeated = seen.has(nameOf(result))
    seen.add(nameOf(result))
    return isRepeated ? [{ pointer: `/results/${index}`, detail: 'is a second result of the same entry', hint: 'Send one' }] : []
  })
}

const contradictionAt = (index: number): Fault =>
  ({ pointer: `/results/${index}/hasError`, detail: 'contradicts a finding of severity error that people confirmed on this item', hint: 'Name that finding in findingId, or dismiss it first' })

const conflictAt = (index: number, revision: number | null): Fault => revision === null
  ? { pointer: `/results/${index}/replaces`, detail: 'names a result, and there is none', hint: 'Leave it out' }
  : { pointer: `/results/${index}/replaces`, detail: `is not the result in force, which has revision ${revision}`, hint: 'To correct a result, name its revision in replaces' }

function underReview ({ bookValue, otherCurrency, currentDeclarationId, hasError, correctValue, findingId, revision }: DrawnRow): EntryUnderReview {
  const result = hasError === null || correctValue === null || revision === null ? null : { hasError, correctValue, findingId, revision }
  return { bookValue, otherCurrency, currentDeclarationId, result }
}

/** Opens what findings are new and saves all results. */
async function write (tx: OperatorTx, proposersOf: FindingDeps['proposersOf'], sampleId: string, decided: readonly Decided[]): Promise<{ readonly findingId: string | null }[]> {
  const opening = decided.flatMap(({ result: { finding }, entry }) => finding === undefined
    ? []
    : [{ severity: 'error' as const, ...withoutAbsent(finding), declarationId: entry.currentDeclarationId, itemNumber: entry.itemNumber }])
  const opened = await insertFindings(tx, proposersOf, opening, 'sample')
  const saved = decided.map(({ entry: { position }, decision: { hasError, correctValue, findingId, opens } }) =>
    ({ position, hasError, correctValue, findingId: opens ? opened.shift() ?? null : findingId }))
  await saveResults(tx, sampleId, saved, await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  return saved
}

const withoutAbsent = ({ severity, ...finding }: NonNullable<NewResult['finding']>): Pick<NewFinding, 'pillar' | 'message' | 'atStake'> & { severity?: NewFinding['severity'] } =>
  severity === undefined ? finding : { ...finding, severity }

const progressOf = (decided: readonly Decided[]): [reviewed: number, errors: number] => [
  decided.filter(({ entry }) => entry.revision === null).length,
  decided.reduce((sum, { entry, decision }) => sum + Number(decision.hasError) - Number(entry.hasError ?? false), 0)
]

/** Before and after: the log keeps the history of a result. Values and references alone, nobody's words. */
function loggedResult (entry: DrawnRow, { hasError, correctValue }: Recorded, findingId: string | null): Record<string, unknown> {
  const before = entry.revision === null ? null : { hasError: entry.hasError, correctValue: entry.correctValue, finding: entry.findingId }
  return { declaration: entry.declarationId, itemNumber: entry.itemNumber, revision: (entry.revision ?? 0) + 1, before, after: { hasError, correctValue, finding: findingId } }
}
