import type { Principal } from '../../platform/access.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import type { FittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { sampleNotFound } from '../problems.ts'
import { allDrawn, listDrawn } from '../samples/result-store.ts'
import type { DrawFilter, DrawnRow } from '../samples/result-store.ts'
import * as store from '../samples/sample-store.ts'
import type { Sample } from '../samples/sample-store.ts'
import { entriesOf, PIECE_ENTRIES } from '../sampling/frame-pieces.ts'
import type { FrameEntry } from '../sampling/frame.ts'
import { projectReview } from '../sampling/projection.ts'
import type { NotEvaluable, ReviewProjection, ReviewResult } from '../sampling/projection.ts'
import { countedResult } from '../sampling/review-result.ts'
import type { FindingDeps } from './deps.ts'

/** What was drawn, from what, how far its review is, and what its results project. */

interface PageOf<T> { items: T[], nextCursor: string | null }
interface Page { readonly limit?: number | undefined, readonly cursor?: string | undefined }

async function found (tx: OperatorTx, id: string): Promise<Sample> {
  const sample = await store.findSample(tx, id)
  if (sample === undefined) throw sampleNotFound('No review sample of yours has this id.')
  return sample
}

/** @throws review-sample-not-found. */
export function findSample ({ db }: FindingDeps, principal: Principal, id: string): Promise<Sample> {
  return withOperatorReadOnly(db, principal, 'findings:read', async (tx) => await found(tx, id))
}

/** A page, newest first. */
export function listSamples ({ db }: FindingDeps, principal: Principal, { limit = DEFAULT_PAGE, cursor }: Page): Promise<PageOf<Sample>> {
  const [after] = cursor === undefined ? [] : openCursor('review samples', cursor, [UUID_KEY])
  return withOperatorReadOnly(db, principal, 'findings:read', async (tx) =>
    pageOf(await fittingRows(tx, limit, async (tx, most) => await store.listSamples(tx, most, after)), ({ id }) => sealCursor('review samples', [id])))
}

/** A page of drawn entries with their results, in the order of the draw. @throws review-sample-not-found. */
export function listDraw ({ db }: FindingDeps, principal: Principal, id: string, { limit = DEFAULT_PAGE, cursor, ...filter }: Page & DrawFilter): Promise<PageOf<DrawnRow>> {
  const after = positionIn('drawn entries', cursor)
  return withOperatorReadOnly(db, principal, 'findings:read', async (tx) => {
    await found(tx, id)
    return pageOf(await fittingRows(tx, limit, async (tx, most) => await listDrawn(tx, id, filter, most, after)), ({ position }) => sealCursor('drawn entries', [String(position)]))
  })
}

export interface PlacedEntry extends FrameEntry { readonly position: number }

/** A page of the frame as it was when it was drawn from. @throws review-sample-not-found. */
export function listFrame ({ db }: FindingDeps, principal: Principal, id: string, { limit = DEFAULT_PAGE, cursor }: Page): Promise<PageOf<PlacedEntry>> {
  const after = positionIn('frame', cursor)
  return withOperatorReadOnly(db, principal, 'findings:read', async (tx) => {
    await found(tx, id)
    const first = Math.floor(after / PIECE_ENTRIES)
    const pieces = await store.readPieces(tx, id, first, Math.floor((after + limit) / PIECE_ENTRIES))
    const entries = pieces.flatMap(entriesOf).map((entry, index) => ({ ...entry, position: first * PIECE_ENTRIES + index + 1 }))
    const rest = entries.filter(({ position }) => position > after)
    return pageOf({ items: rest.slice(0, limit), more: rest.length > limit }, ({ position }) => sealCursor('frame', [String(position)]))
  })
}

const POSITION_KEY = /^[1-9][0-9]{0,8}$/
const positionIn = (purpose: string, cursor: string | undefined): number => cursor === undefined ? 0 : Number(openCursor(purpose, cursor, [POSITION_KEY])[0])

function pageOf<T> ({ items, more }: FittingRows<T>, cursorOf: (last: T) => string): PageOf<T> {
  const last = items.at(-1)
  return { items, nextCursor: more && last !== undefined ? cursorOf(last) : null }
}

export interface ProjectedSample {
  readonly sample: Sample
  readonly projection: ReviewProjection | NotEvaluable
  /** Results recorded as wrong whose finding was dismissed: the projection counts them as right. */
  readonly dismissed: number
}

/** What the results project onto the frame, as the findings are decided now; undefined without such a sample. */
export function findProjected ({ db }: FindingDeps, principal: Principal, id: string): Promise<ProjectedSample | undefined> {
  return withOperatorReadOnly(db, principal, 'findings:read', async (tx) => {
    const sample = await store.findSample(tx, id)
    return sample === undefined ? undefined : projected(sample, await allDrawn(tx, id))
  })
}

/** The same. @throws review-sample-not-found. */
export async function projectSample (deps: FindingDeps, principal: Principal, id: string): Promise<ProjectedSample> {
  const sample = await findProjected(deps, principal, id)
  if (sample === undefined) throw sampleNotFound('No review sample of yours has this id.')
  return sample
}

function projected (sample: Sample, drawn: readonly DrawnRow[]): ProjectedSample {
  const { method, frameHash, frameSize, strata, monetary } = sample
  const draw = drawn.map((entry) => ({ ...entry, hasErrorHit: entry.reasons.includes('error_hit') }))
  const results = drawn.flatMap(({ declarationId, itemNumber, hasError, correctValue, bookValue, decision }): ReviewResult[] =>
    hasError === null || correctValue === null ? [] : [countedResult({ declarationId, itemNumber, hasError, correctValue }, bookValue, decision)])
  const projection = projectReview({ method, frameHash, frameSize, strata, monetary, draw, settings: store.settingsOf(sample) }, results)
  return { sample, projection, dismissed: drawn.filter(({ decision }) => decision === 'dismissed').length }
}
