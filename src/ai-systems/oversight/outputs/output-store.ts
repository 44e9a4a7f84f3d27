import type { Outcome } from '../../../ai-oversight/record.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { KeptDecision, KeptOutput, SecondReview } from './kept-output.ts'

/** Outputs in the database, as they are read. */

/** A row holds its decision in columns of its own. */
type Row = Omit<KeptOutput, 'decision'> & { readonly decided: KeptDecision['decision'] | null, readonly decisionSource: KeptDecision['source'] } & Omit<KeptDecision, 'decision' | 'source'>

const COLUMNS = `o.id, o.revision, o.system_id as "systemId", s.code as system, o.reference, o.version, o.model_version as "modelVersion", o.prompt_version as "promptVersion",
  o.nomenclature_version as "nomenclatureVersion", o.data_version as "dataVersion", o.pillar, o.process_step as "processStep", o.unit, o.made_at as "madeAt", o.approved, o.input_reference as "inputReference",
  o.mrn, o.lrn, o.declarant, o.item_number as "itemNumber", o.goods_ref as "goodsRef", o.proposal, o.confidence, o.alternatives, o.explanation, o.explained, o.evidence_refs as "evidenceRefs",
  o.shown_words as "shownWords", o.planted, o.planted_check_id as "plantedCheckId", o.words_erased_at as "wordsErasedAt", o.content_sha256 as "contentSha256", o.recorded_by as "recordedBy", o.recorded_at as "recordedAt",
  o.decision as decided, o.final_value as "finalValue", o.blind_value as "blindValue", o.rationale_code as "rationaleCode", o.rationale, o.rationale_bucket as "rationaleBucket", o.reviewer, o.competence,
  o.shown_at as "shownAt", o.explanation_opened_at as "explanationOpenedAt", o.decided_at as "decidedAt", o.active_seconds as "activeSeconds", o.reference_seconds as "referenceSeconds",
  o.reading_seconds as "readingSeconds", o.decision_source as "decisionSource", o.used_at as "usedAt", o.use, o.under_rule as "underRule"`

/** Of whole rows, as `o`; whoever selects adds conditions on it. */
export const SELECT_OUTPUTS = `select ${COLUMNS} from aeo.ai_outputs o join aeo.ai_systems s on s.operator_id = o.operator_id and s.id = o.system_id where o.operator_id = $1`

export function toOutput ({
  decided, decisionSource, finalValue, blindValue, rationaleCode, rationale, rationaleBucket, reviewer, competence, shownAt, explanationOpenedAt, decidedAt, activeSeconds, referenceSeconds, readingSeconds, ...output
}: Row): KeptOutput {
  return {
    ...output,
    decision: decided === null ? null : {
      decision: decided, source: decisionSource, finalValue, blindValue, rationaleCode, rationale, rationaleBucket, reviewer, competence, shownAt, explanationOpenedAt, decidedAt, activeSeconds, referenceSeconds, readingSeconds
    }
  }
}

/** @param conditions on `o`, with parameters from $2 on; order and limit included. */
export async function selectOutputs (tx: OperatorTx, conditions: string, values: readonly unknown[]): Promise<KeptOutput[]> {
  return (await tx.query<Row>(`${SELECT_OUTPUTS} ${conditions}`, [tx.operatorId, ...values])).map(toOutput)
}

export async function findOutput (tx: OperatorTx, id: string): Promise<KeptOutput | undefined> {
  const [output] = await selectOutputs(tx, 'and o.id = $2::uuid', [id])
  return output
}

/** Nobody else changes them until the transaction ends; in the order of ids, so that two who lock several never wait for each other. */
export async function lockOutputs (tx: OperatorTx, ids: readonly string[]): Promise<KeptOutput[]> {
  await tx.query('select from aeo.ai_outputs o where o.operator_id = $1 and o.id = any($2::uuid[]) order by o.id for no key update', [tx.operatorId, ids])
  return await selectOutputs(tx, 'and o.id = any($2::uuid[]) order by o.id', [ids])
}

/** What turned out to be right of outputs, by output. */
export async function outcomesOf (tx: OperatorTx, ids: readonly string[]): Promise<Map<string, Outcome[]>> {
  const rows = await tx.query<Outcome & { outputId: string }>(`select c.output_id as "outputId", c.source, c.known_on as "knownOn", c.proposal_right as "proposalRight", c.final_right as "finalRight",
      c.blind_right as "blindRight", c.digits from aeo.ai_output_outcomes c where c.operator_id = $1 and c.output_id = any($2::uuid[]) order by c.output_id, c.source`, [tx.operatorId, ids])
  return new Map([...Map.groupBy(rows, ({ outputId }) => outputId)].map(([id, found]) => [id, found.map(({ outputId: _of, ...outcome }) => outcome)]))
}

/** Categories of second reviews, by output. */
export async function secondReviewsOf (tx: OperatorTx, ids: readonly string[]): Promise<Map<string, SecondReview>> {
  const rows = await tx.query<{ outputId: string } & SecondReview>(`select r.output_id as "outputId", r.first_category as first, r.second_category as second
    from aeo.ai_second_reviews r where r.operator_id = $1 and r.output_id = any($2::uuid[])`, [tx.operatorId, ids])
  return new Map(rows.map(({ outputId, first, second }) => [outputId, { first, second }]))
}

/** Words of people and of systems: what they said beside the proposal and the decision. @returns how many outputs had any. */
export async function eraseWords (tx: OperatorTx, ids: readonly string[]): Promise<number> {
  const rows = await tx.query(`update aeo.ai_outputs o set alternatives = null, explanation = null, evidence_refs = null, rationale = null, words_erased_at = $3, revision = o.revision + 1
    where o.operator_id = $1 and o.id = any($2::uuid[]) and ${HAS_WORDS} returning o.id`, [tx.operatorId, ids, tx.at])
  return rows.length
}

/** Of the row `o`. */
export const HAS_WORDS = 'num_nonnulls(o.alternatives, o.explanation, o.evidence_refs, o.rationale) > 0'

const STATES = {
  open: 'o.decision is null', unreviewed: "o.use in ('reviewed_without_competence', 'unreviewed_by_rule', 'unreviewed')", unapproved: 'not o.approved', planted: 'o.planted'
} as const

export interface ListFilter {
  /** Id of the system. */
  readonly system?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly mrn?: string | undefined
  readonly lrn?: string | undefined
  readonly goodsRef?: string | undefined
  readonly reference?: string | undefined
  readonly state?: keyof typeof STATES | undefined
}
export interface ListStart { readonly madeAt: string, readonly id: string }

/** Made last first. */
export async function listOutputs (tx: OperatorTx, { system, from, to, mrn, lrn, goodsRef, reference, state }: ListFilter, limit: number, after: ListStart | undefined): Promise<KeptOutput[]> {
  const values: unknown[] = []
  const at = (value: unknown): string => `$${values.push(value) + 1}`
  const conditions = Object.entries({ system_id: system, mrn, lrn, goods_ref: goodsRef, reference }).flatMap(([name, value]) => value === undefined ? [] : [`o.${name} = ${at(value)}`])
  if (from !== undefined) conditions.push(`o.made_at >= ${at(from)}::date::timestamp at time zone 'UTC'`)
  if (to !== undefined) conditions.push(`o.made_at < (${at(to)}::date + 1)::timestamp at time zone 'UTC'`)
  if (state !== undefined) conditions.push(STATES[state])
  if (after !== undefined) conditions.push(`(o.made_at, o.id) < (${at(after.madeAt)}::timestamptz, ${at(after.id)}::uuid)`)
  return await selectOutputs(tx, `${conditions.map((condition) => `and ${condition} `).join('')}order by o.made_at desc, o.id desc limit ${at(limit)}`, values)
}
