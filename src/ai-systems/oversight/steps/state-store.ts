import { Tally } from '../../../ai-oversight/tally.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { lockOutputs } from '../outputs/output-store.ts'
import { moveTally } from '../totals/total-store.ts'
import { changedOutcomes, countedAs, isChanged } from './output-state.ts'
import type { KeptOutcome, KeptSecondReview, OutputState, StateChange } from './output-state.ts'

/** What followed on outputs, in the database: read and written for many at once, with a constant number of statements. */

/** Nobody else changes them until the transaction ends; by id, those that stand here. */
export async function lockStates (tx: OperatorTx, ids: readonly string[]): Promise<Map<string, OutputState>> {
  if (ids.length === 0) return new Map()
  const outputs = await lockOutputs(tx, [...new Set(ids)])
  const outcomes = await keptOutcomes(tx, ids)
  const seconds = await keptSecondReviews(tx, ids)
  return new Map(outputs.map((output) => [output.id, { output, outcomes: outcomes.get(output.id) ?? [], second: seconds.get(output.id) ?? null }]))
}

export async function keptOutcomes (tx: OperatorTx, ids: readonly string[]): Promise<Map<string, KeptOutcome[]>> {
  const rows = await tx.query<KeptOutcome & { outputId: string }>(`select c.output_id as "outputId", c.source, c.known_on as "knownOn", c.proposal_right as "proposalRight", c.final_right as "finalRight",
      c.blind_right as "blindRight", c.digits, c.right_value as "rightValue", c.reference, c.origin
    from aeo.ai_output_outcomes c where c.operator_id = $1 and c.output_id = any($2::uuid[]) order by c.output_id, c.source`, [tx.operatorId, ids])
  return new Map([...Map.groupBy(rows, ({ outputId }) => outputId)].map(([id, found]) => [id, found.map(({ outputId: _of, ...outcome }) => outcome)]))
}

export async function keptSecondReviews (tx: OperatorTx, ids: readonly string[]): Promise<Map<string, KeptSecondReview>> {
  const rows = await tx.query<{ outputId: string } & KeptSecondReview>(`select r.output_id as "outputId", r.reviewer, r.first_value as "firstValue", r.second_value as "secondValue",
      r.first_category as "firstCategory", r.second_category as "secondCategory", r.reviewed_at as "reviewedAt"
    from aeo.ai_second_reviews r where r.operator_id = $1 and r.output_id = any($2::uuid[])`, [tx.operatorId, ids])
  return new Map(rows.map(({ outputId, ...second }) => [outputId, second]))
}

/** Writes what changed and moves the totals; call it last. @returns how many changed. */
export async function saveStates (tx: OperatorTx, actor: string, all: readonly StateChange[]): Promise<number> {
  const changes = all.filter(isChanged)
  if (changes.length === 0) return 0
  await saveOutputs(tx, changes)
  await saveOutcomes(tx, actor, changes)
  await saveSecondReviews(tx, actor, changes)
  const tally = new Tally()
  for (const { before, after } of changes) {
    tally.countRecord(countedAs(before), -1)
    tally.countRecord(countedAs(after))
  }
  await moveTally(tx, tally)
  return changes.length
}

async function saveOutputs (tx: OperatorTx, changes: readonly StateChange[]): Promise<void> {
  const rows = changes.map(({ before, after: { output } }) => {
    const { decision: decided, ...rest } = output
    return {
      id: output.id, usedAt: rest.usedAt, use: rest.use, underRule: rest.underRule, decided: decided?.decision ?? null, ...decided, decision: undefined, isNew: before.output.decision !== decided && decided !== null
    }
  })
  await tx.query(`update aeo.ai_outputs o set revision = o.revision + 1, used_at = n."usedAt", use = n.use, under_rule = n."underRule", decision = n.decided, final_value = n."finalValue", blind_value = n."blindValue",
      rationale_code = n."rationaleCode", rationale = n.rationale, rationale_bucket = n."rationaleBucket", reviewer = n.reviewer, competence = n.competence, shown_at = n."shownAt",
      explanation_opened_at = n."explanationOpenedAt", decided_at = n."decidedAt", active_seconds = n."activeSeconds", reference_seconds = n."referenceSeconds", reading_seconds = n."readingSeconds",
      decision_source = n.source, decision_recorded_at = case when n."isNew" then $3 else o.decision_recorded_at end
    from json_to_recordset($2::json) as n (id uuid, "usedAt" timestamptz, use text, "underRule" boolean, decided text, "finalValue" text, "blindValue" text, "rationaleCode" text, rationale text, "rationaleBucket" smallint,
      reviewer text, competence text, "shownAt" timestamptz, "explanationOpenedAt" timestamptz, "decidedAt" timestamptz, "activeSeconds" double precision, "referenceSeconds" double precision,
      "readingSeconds" double precision, source text, "isNew" boolean)
    where o.operator_id = $1 and o.id = n.id`, [tx.operatorId, JSON.stringify(rows), tx.at])
}

async function saveOutcomes (tx: OperatorTx, actor: string, changes: readonly StateChange[]): Promise<void> {
  const changed = changes.map((change) => ({ id: change.after.output.id, ...changedOutcomes(change) }))
  const gone = changed.flatMap(({ id, gone: sources }) => sources.map((source) => ({ id, source })))
  if (gone.length > 0) {
    await tx.query('delete from aeo.ai_output_outcomes c using unnest($2::uuid[], $3::text[]) as g (id, source) where c.operator_id = $1 and c.output_id = g.id and c.source = g.source',
      [tx.operatorId, gone.map(({ id }) => id), gone.map(({ source }) => source)])
  }
  const put = changed.flatMap(({ id, put: outcomes }) => outcomes.map((outcome) => ({ id, ...outcome })))
  if (put.length === 0) return
  await tx.query(`insert into aeo.ai_output_outcomes as c (operator_id, output_id, source, known_on, right_value, proposal_right, final_right, blind_right, digits, reference, origin, recorded_by, recorded_at)
      select $1, n.id, n.source, n."knownOn", n."rightValue", n."proposalRight", n."finalRight", n."blindRight", n.digits, n.reference, n.origin, $3, $4
      from json_to_recordset($2::json) as n (id uuid, source text, "knownOn" date, "rightValue" text, "proposalRight" boolean, "finalRight" boolean, "blindRight" boolean, digits smallint, reference text, origin text)
    on conflict (operator_id, output_id, source) do update set revision = c.revision + 1, known_on = excluded.known_on, right_value = excluded.right_value, proposal_right = excluded.proposal_right,
      final_right = excluded.final_right, blind_right = excluded.blind_right, digits = excluded.digits, reference = excluded.reference, origin = excluded.origin, recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at`,
  [tx.operatorId, JSON.stringify(put), actor, tx.at])
}

async function saveSecondReviews (tx: OperatorTx, actor: string, changes: readonly StateChange[]): Promise<void> {
  const rows = changes.flatMap(({ before, after: { output, second } }) => second === null || before.second !== null ? [] : [{ id: output.id, ...second }])
  if (rows.length === 0) return
  await tx.query(`insert into aeo.ai_second_reviews (operator_id, output_id, reviewer, first_value, second_value, first_category, second_category, reviewed_at, recorded_by, recorded_at)
    select $1, n.id, n.reviewer, n."firstValue", n."secondValue", n."firstCategory", n."secondCategory", n."reviewedAt", $3, $4
    from json_to_recordset($2::json) as n (id uuid, reviewer text, "firstValue" text, "secondValue" text, "firstCategory" text, "secondCategory" text, "reviewedAt" timestamptz)`, [tx.operatorId, JSON.stringify(rows), actor, tx.at])
}
