import { booleanArray, byteaArray, doubleArray, instantArray, integerArray, textArray } from '../../../platform/db/binary-array.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { KeptOutput } from './kept-output.ts'

/** Outputs into the database, a chunk in one statement: each column goes as one binary array, which costs a fraction of what escaped text does. */

export type NewOutputRow = Omit<KeptOutput, 'revision' | 'recordedBy' | 'recordedAt' | 'wordsErasedAt'> & { readonly contentSha256: Buffer }

interface Column {
  readonly name: string
  readonly type: string
  readonly cast: string
  readonly encode: (rows: readonly NewOutputRow[]) => Buffer | null
}

/** A column without a single value is sent as nothing at all. */
const column = <Value>(type: string, encode: (values: readonly (Value | null)[]) => Buffer, cast = '') => (name: string, valueOf: (row: NewOutputRow) => Value | null): Column => ({
  name, type, cast,
  encode: (rows) => {
    const values = rows.map(valueOf)
    return values.every((value) => value === null) ? null : encode(values)
  }
})
const text = column<string>('text', textArray)
const uuid = column<string>('text', textArray, '::uuid')
const jsonText = column<string>('text', textArray, '::json')
const truth = column<boolean>('bool', booleanArray)
const whole = column<number>('int4', integerArray)
const double = column<number>('float8', doubleArray)
const instant = column<Date>('timestamptz', instantArray)
const bytes = column<Buffer>('bytea', byteaArray)
const words = column<string>('text', textArray, '::text[]')

const COLUMNS: readonly Column[] = [
  uuid('id', ({ id }) => id), uuid('system_id', ({ systemId }) => systemId), text('reference', ({ reference }) => reference), bytes('content_sha256', ({ contentSha256 }) => contentSha256),
  text('version', ({ version }) => version), text('model_version', ({ modelVersion }) => modelVersion), text('prompt_version', ({ promptVersion }) => promptVersion),
  text('nomenclature_version', ({ nomenclatureVersion }) => nomenclatureVersion), text('data_version', ({ dataVersion }) => dataVersion), text('pillar', ({ pillar }) => pillar),
  text('process_step', ({ processStep }) => processStep), text('unit', ({ unit }) => unit), instant('made_at', ({ madeAt }) => madeAt), truth('approved', ({ approved }) => approved),
  text('input_reference', ({ inputReference }) => inputReference), text('mrn', ({ mrn }) => mrn), text('lrn', ({ lrn }) => lrn), text('declarant', ({ declarant }) => declarant),
  whole('item_number', ({ itemNumber }) => itemNumber), text('goods_ref', ({ goodsRef }) => goodsRef), text('proposal', ({ proposal }) => proposal), double('confidence', ({ confidence }) => confidence),
  jsonText('alternatives', ({ alternatives }) => alternatives === null ? null : JSON.stringify(alternatives)), text('explanation', ({ explanation }) => explanation), truth('explained', ({ explained }) => explained),
  words('evidence_refs', ({ evidenceRefs }) => evidenceRefs === null ? null : arrayLiteral(evidenceRefs)), whole('shown_words', ({ shownWords }) => shownWords), truth('planted', ({ planted }) => planted),
  uuid('planted_check_id', ({ plantedCheckId }) => plantedCheckId), text('decision', ({ decision }) => decision?.decision ?? null), text('final_value', ({ decision }) => decision?.finalValue ?? null),
  text('blind_value', ({ decision }) => decision?.blindValue ?? null), text('rationale_code', ({ decision }) => decision?.rationaleCode ?? null), text('rationale', ({ decision }) => decision?.rationale ?? null),
  whole('rationale_bucket', ({ decision }) => decision?.rationaleBucket ?? null), text('reviewer', ({ decision }) => decision?.reviewer ?? null), text('competence', ({ decision }) => decision?.competence ?? null),
  instant('shown_at', ({ decision }) => decision?.shownAt ?? null), instant('explanation_opened_at', ({ decision }) => decision?.explanationOpenedAt ?? null),
  instant('decided_at', ({ decision }) => decision?.decidedAt ?? null), double('active_seconds', ({ decision }) => decision?.activeSeconds ?? null),
  double('reference_seconds', ({ decision }) => decision?.referenceSeconds ?? null), double('reading_seconds', ({ decision }) => decision?.readingSeconds ?? null),
  text('decision_source', ({ decision }) => decision?.source ?? null), instant('used_at', ({ usedAt }) => usedAt), text('use', ({ use }) => use), truth('under_rule', ({ underRule }) => underRule)
]

/** References are printable ASCII. */
const arrayLiteral = (values: readonly string[]): string => `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`

const INSERT = `with added as (
    insert into aeo.ai_outputs as o (operator_id, recorded_by, recorded_at, decision_recorded_at, ${COLUMNS.map(({ name }) => name).join(', ')})
    select $1, $2, $3, case when n.decision is not null then $3::timestamptz end, ${COLUMNS.map(({ name, cast }) => `n.${name}${cast}`).join(', ')}
    from unnest(${COLUMNS.map(({ type }, index) => `$${index + 4}::${type}[]`).join(', ')}) as n (${COLUMNS.map(({ name }) => name).join(', ')})
    on conflict (operator_id, system_id, reference) do nothing returning 1)
  select count(*)::integer as added from added`

/** Rows of different references. @returns how many were new: of a reference that is there already nothing is written. */
export async function insertOutputs (tx: OperatorTx, rows: readonly NewOutputRow[], recordedBy: string): Promise<number> {
  if (rows.length === 0) return 0
  const [row] = await tx.query<{ added: number }>(INSERT, [tx.operatorId, recordedBy, tx.at, ...COLUMNS.map(({ encode }) => encode(rows))])
  return row?.added ?? 0
}

export interface RecordedReference { readonly id: string, readonly systemId: string, readonly reference: string, readonly contentSha256: Buffer }

/** What stands under the references. */
export async function recordedReferences (tx: OperatorTx, named: readonly { readonly systemId: string, readonly reference: string }[]): Promise<RecordedReference[]> {
  return await tx.query<RecordedReference>(`select o.id, o.system_id as "systemId", o.reference, o.content_sha256 as "contentSha256"
    from unnest($2::text[], $3::text[]) as n (system_id, reference) join aeo.ai_outputs o on o.operator_id = $1 and o.system_id = n.system_id::uuid and o.reference = n.reference`,
  [tx.operatorId, textArray(named.map(({ systemId }) => systemId)), textArray(named.map(({ reference }) => reference))])
}
