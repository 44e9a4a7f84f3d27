import { byteaArray } from '../../platform/db/binary-array.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { AllocatedStratum } from '../sampling/allocation.ts'
import type { FramePiece } from '../sampling/frame-pieces.ts'
import type { MonetaryDraw } from '../sampling/monetary-draw.ts'
import type { DrawReason, SamplingSettings } from '../sampling/plan.ts'
import type { DrawnItem } from './draw-job.ts'

/** Review samples in the database: plan, frame and draw, none of which ever changes, and the progress of the review. */

export interface Sample {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly direction: 'import' | 'export' | null
  readonly orgUnitId: string | null
  readonly currency: string
  readonly seed: string
  readonly randomSize: number | null
  readonly leastPerStratum: number | null
  readonly monetaryInterval: string | null
  readonly method: string
  readonly strataMethod: string
  readonly frameSize: number
  readonly frameHash: string
  readonly withoutValue: number
  readonly otherCurrency: number
  readonly strata: readonly AllocatedStratum[] | null
  readonly monetary: MonetaryDraw | null
  readonly drawSize: number
  readonly drawHash: string
  readonly reasons: Readonly<Record<DrawReason, number>>
  readonly reviewed: number
  readonly recordedErrors: number
  readonly madeAt: Date
  readonly madeBy: string
  readonly revision: number
}

export const settingsOf = ({ seed, randomSize, leastPerStratum, monetaryInterval }: Sample): SamplingSettings =>
  ({ seed, random: randomSize === null || leastPerStratum === null ? null : { size: randomSize, leastPerStratum }, monetaryInterval })

const COLUMNS = `s.id, s.from_day as "from", s.to_day as "to", s.direction, s.org_unit_id as "orgUnitId", s.currency, s.seed, s.random_size as "randomSize",
  s.least_per_stratum as "leastPerStratum", s.monetary_interval as "monetaryInterval", s.method, s.strata_method as "strataMethod", s.frame_size as "frameSize",
  encode(s.frame_hash, 'hex') as "frameHash", s.without_value as "withoutValue", s.other_currency as "otherCurrency", s.strata, s.monetary, s.draw_size as "drawSize",
  encode(s.draw_hash, 'hex') as "drawHash", s.reasons, s.reviewed, s.recorded_errors as "recordedErrors", s.made_at as "madeAt", s.made_by as "madeBy", s.revision`

export async function findSample (tx: OperatorTx, id: string): Promise<Sample | undefined> {
  const [row] = await tx.query<Sample>(`select ${COLUMNS} from aeo.review_samples s where s.operator_id = $1 and s.id = $2`, [tx.operatorId, id])
  return row
}

/** Locked until the transaction ends, so that results of one sample are recorded one request after the other. */
export async function lockSample (tx: OperatorTx, id: string): Promise<Sample | undefined> {
  const [row] = await tx.query<Sample>(`select ${COLUMNS} from aeo.review_samples s where s.operator_id = $1 and s.id = $2 for update`, [tx.operatorId, id])
  return row
}

/** Newest first: ids grow with time. */
export async function listSamples (tx: OperatorTx, limit: number, after: string | undefined): Promise<Sample[]> {
  return await tx.query<Sample>(`select ${COLUMNS} from aeo.review_samples s where s.operator_id = $1 and ($2::uuid is null or s.id < $2::uuid) order by s.id desc limit $3`,
    [tx.operatorId, after ?? null, limit])
}

export type NewSample = Omit<Sample, 'madeAt' | 'reviewed' | 'recordedErrors' | 'revision'>

export async function insertSample (tx: OperatorTx, sample: NewSample): Promise<void> {
  await tx.query(`insert into aeo.review_samples (operator_id, id, from_day, to_day, direction, org_unit_id, currency, seed, random_size, least_per_stratum, monetary_interval, method,
      strata_method, frame_size, frame_hash, without_value, other_currency, strata, monetary, draw_size, draw_hash, reasons, made_at, made_by)
    values ($1, $2, $3::date, $4::date, $5, $6, $7, $8, $9, $10, $11::numeric, $12, $13, $14, decode($15, 'hex'), $16, $17, $18::json, $19::json, $20, decode($21, 'hex'), $22::json, $23, $24)`, [
    tx.operatorId, sample.id, sample.from, sample.to, sample.direction, sample.orgUnitId, sample.currency, sample.seed, sample.randomSize, sample.leastPerStratum, sample.monetaryInterval,
    sample.method, sample.strataMethod, sample.frameSize, sample.frameHash, sample.withoutValue, sample.otherCurrency, jsonOrNull(sample.strata), jsonOrNull(sample.monetary), sample.drawSize,
    sample.drawHash, JSON.stringify(sample.reasons), tx.at, sample.madeBy
  ])
}

const jsonOrNull = (value: unknown): string | null => value === null ? null : JSON.stringify(value)

export async function insertFrame (tx: OperatorTx, sampleId: string, pieces: readonly FramePiece[]): Promise<void> {
  await tx.query(`insert into aeo.review_sample_frames (operator_id, sample_id, piece, entries, lines)
    select $1, $2, n.piece - 1, n.entries, n.lines from unnest($3::integer[], $4::bytea[]) with ordinality as n (entries, lines, piece)`,
  [tx.operatorId, sampleId, pieces.map(({ entries }) => entries), byteaArray(pieces.map(({ lines }) => lines))])
}

export async function insertDraw (tx: OperatorTx, sampleId: string, draw: readonly DrawnItem[]): Promise<void> {
  const rows = draw.map(({ declarationId, itemNumber, stratum, bookValue, otherCurrency, reasons }, index) =>
    ({ position: index + 1, declaration: declarationId, item: itemNumber, stratum, value: bookValue, other: otherCurrency, reasons }))
  await tx.query(`insert into aeo.review_sample_entries (operator_id, sample_id, position, declaration_id, item_number, stratum, book_value, other_currency, reasons)
    select $1, $2, n.position, n.declaration, n.item, n.stratum, n.value, n.other, n.reasons
    from json_to_recordset($3) as n (position integer, declaration uuid, item integer, stratum text, value numeric, other text, reasons text[])`, [tx.operatorId, sampleId, JSON.stringify(rows)])
}

/** Pieces of the frame by number, from one to another. */
export async function readPieces (tx: OperatorTx, sampleId: string, first: number, last: number): Promise<Buffer[]> {
  const rows = await tx.query<{ lines: Buffer }>(`select f.lines from aeo.review_sample_frames f where f.operator_id = $1 and f.sample_id = $2 and f.piece between $3 and $4 order by f.piece`,
    [tx.operatorId, sampleId, first, last])
  return rows.map(({ lines }) => lines)
}

export async function moveProgress (tx: OperatorTx, sampleId: string, reviewed: number, recordedErrors: number): Promise<Sample | undefined> {
  const [row] = await tx.query<Sample>(`update aeo.review_samples as s set reviewed = s.reviewed + $3, recorded_errors = s.recorded_errors + $4, revision = s.revision + 1
    where s.operator_id = $1 and s.id = $2 returning ${COLUMNS}`, [tx.operatorId, sampleId, reviewed, recordedErrors])
  return row
}
