import type { OperatorTx } from '../../../platform/db/operator-tx.ts'

/** Plans of wrong proposals in the database. */

export interface PlannedProposal {
  readonly number: number
  readonly dueAt: Date
  readonly reference: string
  readonly proposal: string
  readonly rightValue: string
  /** What else is shown. */
  readonly content: {
    readonly inputReference: string, readonly goodsRef: string | null, readonly confidence: number | null, readonly explanation: string | null, readonly shownWords: number | null
    /** Absent of plans that were made before it was shown. */
    readonly alternatives?: readonly { readonly value: string, readonly score: number }[] | null
  }
}

export interface KeptProposal extends Omit<PlannedProposal, 'content'> {
  readonly outputId: string | null
  readonly cancelled: boolean
  readonly declaredIn: string | null
  readonly declaredItem: number | null
}

export interface KeptCheck {
  readonly id: string
  readonly revision: number
  readonly systemId: string
  readonly system: string
  readonly pillar: string
  readonly unit: string
  readonly from: string
  readonly to: string
  readonly planned: number
  readonly cancelledAt: Date | null
  readonly recordedAt: Date
  readonly shown: number
  readonly declared: number
  readonly decided: number
  readonly caught: number
  /** How many people decided any. */
  readonly reviewers: number
}

const SELECT = `select c.id, c.revision, c.system_id as "systemId", s.code as system, c.pillar, c.unit, c.from_on as "from", c.to_on as "to", c.planned, c.cancelled_at as "cancelledAt", c.recorded_at as "recordedAt", n.*
  from aeo.ai_planted_checks c join aeo.ai_systems s on s.operator_id = c.operator_id and s.id = c.system_id
  cross join lateral (select count(p.output_id)::integer as shown, count(p.declared_in)::integer as declared, count(u.decision)::integer as decided,
      (count(*) filter (where u.decision in ('overridden', 'rejected')))::integer as caught, count(distinct u.reviewer)::integer as reviewers
    from aeo.ai_planted_proposals p left join aeo.ai_outputs u on u.operator_id = p.operator_id and u.id = p.output_id where p.operator_id = c.operator_id and p.check_id = c.id) n
  where c.operator_id = $1`

export async function findCheck (tx: OperatorTx, id: string): Promise<KeptCheck | undefined> {
  const [check] = await tx.query<KeptCheck>(`${SELECT} and c.id = $2::uuid`, [tx.operatorId, id])
  return check
}

export async function lockCheck (tx: OperatorTx, id: string): Promise<KeptCheck | undefined> {
  await tx.query('select from aeo.ai_planted_checks c where c.operator_id = $1 and c.id = $2::uuid for update', [tx.operatorId, id])
  return await findCheck(tx, id)
}

/** Planned last first. */
export async function listChecks (tx: OperatorTx, systemId: string | null, limit: number, after: string | null): Promise<KeptCheck[]> {
  return await tx.query<KeptCheck>(`${SELECT}${systemId === null ? ' and $2::uuid is null' : ' and c.system_id = $2::uuid'} and ($3::uuid is null or c.id < $3::uuid) order by c.id desc limit $4`, [tx.operatorId, systemId, after, limit])
}

export async function proposalsOf (tx: OperatorTx, checkId: string): Promise<KeptProposal[]> {
  return await tx.query<KeptProposal>(`select p.number, p.due_at as "dueAt", p.reference, p.proposal, p.right_value as "rightValue", p.output_id as "outputId", p.cancelled, p.declared_in as "declaredIn", p.declared_item as "declaredItem"
    from aeo.ai_planted_proposals p where p.operator_id = $1 and p.check_id = $2::uuid order by p.number`, [tx.operatorId, checkId])
}

export interface NewCheck { readonly id: string, readonly systemId: string, readonly pillar: string, readonly unit: string, readonly from: string, readonly to: string, readonly seed: string, readonly proposals: readonly PlannedProposal[] }

export async function insertCheck (tx: OperatorTx, actor: string, { id, systemId, pillar, unit, from, to, seed, proposals }: NewCheck): Promise<void> {
  await tx.query(`insert into aeo.ai_planted_checks (operator_id, id, system_id, pillar, unit, from_on, to_on, planned, seed, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [tx.operatorId, id, systemId, pillar, unit, from, to, proposals.length, seed, actor, tx.at])
  await tx.query(`insert into aeo.ai_planted_proposals (operator_id, check_id, number, due_at, reference, proposal, right_value, content)
    select $1, $2, n.number, n."dueAt", n.reference, n.proposal, n."rightValue", n.content
    from json_to_recordset($3::json) as n (number integer, "dueAt" timestamptz, reference text, proposal text, "rightValue" text, content json)`, [tx.operatorId, id, JSON.stringify(proposals)])
}

/** What is not shown yet is not shown any more, nor kept. @returns how many those are. */
export async function cancelRest (tx: OperatorTx, id: string): Promise<number> {
  const rows = await tx.query(`update aeo.ai_planted_proposals p set cancelled = true, content = '{}' where p.operator_id = $1 and p.check_id = $2::uuid and p.output_id is null and not p.cancelled returning 1`, [tx.operatorId, id])
  await tx.query('update aeo.ai_planted_checks c set cancelled_at = $3, revision = c.revision + 1 where c.operator_id = $1 and c.id = $2::uuid', [tx.operatorId, id, tx.at])
  return rows.length
}

export interface DueProposal extends PlannedProposal { readonly checkId: string, readonly systemId: string, readonly pillar: string, readonly unit: string }

/** Due and not shown, the first of them; nobody else shows them until the transaction ends. */
export async function lockDue (tx: OperatorTx, limit: number): Promise<DueProposal[]> {
  return await tx.query<DueProposal>(`select p.check_id as "checkId", p.number, p.due_at as "dueAt", p.reference, p.proposal, p.right_value as "rightValue", p.content, c.system_id as "systemId", c.pillar, c.unit
    from aeo.ai_planted_proposals p join aeo.ai_planted_checks c on c.operator_id = p.operator_id and c.id = p.check_id
    where p.operator_id = $1 and p.output_id is null and not p.cancelled and p.due_at <= $2 order by p.due_at limit ${limit} for update of p skip locked`, [tx.operatorId, tx.at])
}

/** What they show stands in their outputs now, and is erased there. */
export async function markShown (tx: OperatorTx, shown: readonly { readonly checkId: string, readonly number: number, readonly outputId: string }[]): Promise<void> {
  await tx.query(`update aeo.ai_planted_proposals p set output_id = n.output, content = '{}' from unnest($2::uuid[], $3::integer[], $4::uuid[]) as n (check_id, number, output)
    where p.operator_id = $1 and p.check_id = n.check_id and p.number = n.number`, [tx.operatorId, shown.map(({ checkId }) => checkId), shown.map(({ number }) => number), shown.map(({ outputId }) => outputId)])
}

export interface DrawnDonor { readonly inputReference: string, readonly goodsRef: string | null, readonly confidence: number | null, readonly explanation: string | null, readonly shownWords: number | null, readonly finalValue: string, readonly alternatives: readonly { readonly value: string, readonly score: number }[] | null }

/** What people decided of the system before, the last of it, without what turned out to be wrong. */
export async function donors (tx: OperatorTx, systemId: string, pillar: string, unit: string, limit: number): Promise<DrawnDonor[]> {
  return await tx.query<DrawnDonor>(`select o.input_reference as "inputReference", o.goods_ref as "goodsRef", o.confidence, o.explanation, o.shown_words as "shownWords", o.final_value as "finalValue", o.alternatives
    from aeo.ai_outputs o where o.operator_id = $1 and o.system_id = $2::uuid and o.pillar = $3 and ($4 = '' or o.unit = $4) and not o.planted and o.final_value is not null and o.alternatives is not null
      and not exists (select from aeo.ai_output_outcomes c where c.operator_id = $1 and c.output_id = o.id and c.final_right is false)
    order by o.made_at desc, o.id desc limit ${limit}`, [tx.operatorId, systemId, pillar, unit])
}

/** In the order asked: the output of the system and pillar last made by then, else the first one made, which planted ones are to look like; undefined where there is none. */
export async function outputsAlike (tx: OperatorTx, of: readonly { readonly systemId: string, readonly pillar: string, readonly dueAt: Date }[]): Promise<(string | undefined)[]> {
  const rows = await tx.query<{ id: string | null }>(`select coalesce(
      (select o.id from aeo.ai_outputs o where o.operator_id = $1 and o.system_id = n.system and o.pillar = n.pillar and not o.planted and o.made_at <= n.due order by o.made_at desc, o.id desc limit 1),
      (select o.id from aeo.ai_outputs o where o.operator_id = $1 and o.system_id = n.system and o.pillar = n.pillar and not o.planted order by o.made_at, o.id limit 1)) as id
    from unnest($2::uuid[], $3::text[], $4::timestamptz[]) with ordinality as n (system, pillar, due, position) order by n.position`, [tx.operatorId, of.map(({ systemId }) => systemId), of.map(({ pillar }) => pillar), of.map(({ dueAt }) => dueAt)])
  return rows.map(({ id }) => id ?? undefined)
}
