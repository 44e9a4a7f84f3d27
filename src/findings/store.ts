import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Competence, Decision, Finding, Review } from './model.ts'

/** Findings in the database. Every query names the operator. */

const COLUMNS = `f.id, f.source, f.check_id as "checkId", f.check_version as "checkVersion", f.declaration_id as "declarationId", f.version, f.item_number as "itemNumber",
  f.pillar, f.severity, f.state, f.message, f.values, f.at_stake as "atStake", f.currency, f.legal_ref as "legalRef", f.proposed_by as "proposedBy", f.counted_on as "countedOn", f.org_unit_id as "orgUnitId",
  f.broker, f.opened_at as "openedAt", f.decision, f.decided_at as "decidedAt", f.decided_by as "decidedBy", f.competence, f.cause, f.duty_effect as "dutyEffect",
  f.duty_currency as "dutyCurrency", f.disclosed_on as "disclosedOn", f.group_id as "groupId", f.closed_at as "closedAt", f.closed_because as "closedBecause", f.revision`

export async function findFinding (tx: OperatorTx, id: string): Promise<Finding | undefined> {
  const [row] = await tx.query<Finding>(`select ${COLUMNS} from aeo.findings f where f.operator_id = $1 and f.id = $2`, [tx.operatorId, id])
  return row
}

export type FindingRow = Pick<Finding, 'id' | 'source' | 'declarationId' | 'version' | 'itemNumber' | 'pillar' | 'severity' | 'message' | 'atStake' | 'currency' | 'countedOn' | 'orgUnitId' | 'broker' | 'proposedBy'>

/** Opened now. Answers in no order. */
export async function insertFindings (tx: OperatorTx, rows: readonly FindingRow[]): Promise<Finding[]> {
  return await tx.query<Finding>(`insert into aeo.findings as f (operator_id, id, source, declaration_id, version, item_number, pillar, severity, message, values, at_stake, currency, counted_on,
      org_unit_id, broker, proposed_by, opened_at)
    select $1, n.id, n.source, n."declarationId", n.version, n."itemNumber", n.pillar, n.severity, n.message, '{}', n."atStake", n.currency, n."countedOn", n."orgUnitId", n.broker, n."proposedBy", $3
    from json_to_recordset($2) as n (id uuid, source text, "declarationId" uuid, version integer, "itemNumber" integer, pillar text, severity text, message text, "atStake" numeric,
      currency text, "countedOn" date, "orgUnitId" text, broker text, "proposedBy" text)
    returning ${COLUMNS}`, [tx.operatorId, JSON.stringify(rows), tx.at])
}

/** Locked until the transaction ends, in the order of ids, so that two reviewers decide one after the other. */
export async function lockFindings (tx: OperatorTx, ids: readonly string[]): Promise<Finding[]> {
  return await tx.query<Finding>(`select ${COLUMNS} from aeo.findings f where f.operator_id = $1 and f.id = any($2::uuid[]) order by f.id for update`, [tx.operatorId, ids])
}

export async function idsOfGroup (tx: OperatorTx, groupId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>('select f.id from aeo.findings f where f.operator_id = $1 and f.group_id = $2 order by f.id', [tx.operatorId, groupId])
  return rows.map(({ id }) => id)
}

export interface FindingFilter {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly state?: string | undefined
  readonly check?: string | undefined
  readonly pillar?: string | undefined
  readonly severity?: string | undefined
  readonly source?: string | undefined
  readonly orgUnitId?: string | undefined
  readonly broker?: string | undefined
  readonly declarationId?: string | undefined
  readonly groupId?: string | undefined
}

const FILTERS: readonly [keyof FindingFilter, string][] = [
  ['from', 'f.counted_on >= ?::date'], ['to', 'f.counted_on <= ?::date'], ['state', 'f.state = ?'], ['check', 'f.check_id = ?'], ['pillar', 'f.pillar = ?'],
  ['severity', 'f.severity = ?'], ['source', 'f.source = ?'], ['orgUnitId', 'f.org_unit_id = ?'], ['broker', 'f.broker = ?'],
  ['declarationId', 'f.declaration_id = ?::uuid'], ['groupId', 'f.group_id = ?::uuid']
]

/** At most so many of each declaration, the gravest first: a declaration may have a finding for each of its items and checks. */
export async function findingsOfDeclarations (tx: OperatorTx, declarationIds: readonly string[], most: number): Promise<Finding[]> {
  return await tx.query<Finding>(`select r.* from unnest($2::uuid[]) as d (id) cross join lateral (select ${COLUMNS} from aeo.findings f
      where f.operator_id = $1 and f.declaration_id = d.id order by array_position(array['error', 'warning', 'info'], f.severity), f.item_number nulls first, f.id limit $3) r`, [tx.operatorId, declarationIds, most])
}

/** Newest day first. */
export async function listFindings (tx: OperatorTx, filter: FindingFilter, limit: number, after: { readonly countedOn: string, readonly id: string } | undefined): Promise<Finding[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const conditions = FILTERS.flatMap(([name, condition]) => {
    const value = filter[name]
    return value === undefined ? [] : [condition.replace('?', `$${values.push(value)}`)]
  })
  if (after !== undefined) conditions.push(`(f.counted_on, f.id) < ($${values.push(after.countedOn)}::date, $${values.push(after.id)}::uuid)`)
  return await tx.query<Finding>(`select ${COLUMNS} from aeo.findings f where ${['f.operator_id = $1', ...conditions].join(' and ')} order by f.counted_on desc, f.id desc limit $2`, values)
}

/** A finding as far as totals count it. */
export type CountedFinding = Pick<Finding, 'countedOn' | 'severity' | 'pillar' | 'checkId' | 'source' | 'orgUnitId' | 'broker' | 'proposedBy'>

/** Adds to the totals what a change of the finding counts for. */
export async function moveTotals (tx: OperatorTx, changes: readonly { readonly finding: CountedFinding, readonly opened?: number, readonly confirmed?: number, readonly dismissed?: number }[]): Promise<void> {
  const deltas = changes.map(({ finding, opened = 0, confirmed = 0, dismissed = 0 }) => ({
    day: finding.countedOn, severity: finding.severity, pillar: finding.pillar, check: finding.checkId ?? finding.source, unit: finding.orgUnitId ?? '', broker: finding.broker ?? '', ...finding.proposedBy === null ? {} : { proposer: finding.proposedBy },
    opened, confirmed, dismissed, cured: 0
  }))
  await tx.query('select aeo.move_finding_totals($1, $2)', [tx.operatorId, JSON.stringify(deltas)])
}

/** Items of these declarations on which people confirmed an error, as `declaration item`. */
export async function confirmedErrors (tx: OperatorTx, declarationIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ place: string }>(`select distinct f.declaration_id || ' ' || f.item_number as place from aeo.findings f
    where f.operator_id = $1 and f.declaration_id = any($2::uuid[]) and f.item_number is not null and f.severity = 'error' and f.decision = 'confirmed'`, [tx.operatorId, declarationIds])
  return new Set(rows.map(({ place }) => place))
}

export interface ReviewRow {
  readonly number: number
  readonly decision: Decision
  readonly cause: string | null
  readonly competence: string
  readonly dutyEffect: string | null
  readonly dutyCurrency: string | null
  readonly disclosedOn: string | null
  readonly decidedAt: Date
  readonly decidedBy: string
  /** Kept apart from the decision. */
  readonly words: string | null
}

/** Oldest first. */
export async function reviewsOf (tx: OperatorTx, findingId: string): Promise<ReviewRow[]> {
  return await tx.query<ReviewRow>(`select r.number, r.decision, r.cause, r.competence, r.duty_effect as "dutyEffect", r.duty_currency as "dutyCurrency", r.disclosed_on as "disclosedOn",
      r.decided_at as "decidedAt", r.decided_by as "decidedBy",
      (select w.words from aeo.finding_words w where w.operator_id = r.operator_id and w.finding_id = r.finding_id and w.review_number = r.number limit 1) as words
    from aeo.finding_reviews r where r.operator_id = $1 and r.finding_id = $2 order by r.number`, [tx.operatorId, findingId])
}

/** Findings of one cause; one that was in another group moves. */
export async function insertGroup (tx: OperatorTx, group: { readonly id: string, readonly title: string, readonly cause: string, readonly findingIds: readonly string[] }, madeBy: string): Promise<void> {
  await tx.query('insert into aeo.finding_groups (operator_id, id, title, cause, made_at, made_by) values ($1, $2, $3, $4, $5, $6)', [tx.operatorId, group.id, group.title, group.cause, tx.at, madeBy])
  await tx.query('update aeo.findings f set group_id = $3, revision = f.revision + 1 where f.operator_id = $1 and f.id = any($2::uuid[])', [tx.operatorId, group.findingIds, group.id])
}

/** The decision stands with each finding and among its reviews. @returns the number of the review, by finding. */
export async function saveDecision (tx: OperatorTx, findings: readonly { readonly id: string, readonly competence: Competence }[], { decision, cause, dutyEffect, disclosedOn }: Review, groupId: string | null, decidedBy: string): Promise<{ findingId: string, number: number }[]> {
  const values = [tx.operatorId, findings.map(({ id }) => id), decision, cause ?? null, dutyEffect?.amount ?? null, dutyEffect?.currency ?? null, disclosedOn ?? null, tx.at, decidedBy, findings.map(({ competence }) => competence)]
  await tx.query(`update aeo.findings f set state = $3, decision = $3, cause = $4, duty_effect = $5::numeric, duty_currency = $6, disclosed_on = $7::date, decided_at = $8, decided_by = $9,
      competence = n.competence, revision = f.revision + 1
    from unnest($2::uuid[], $10::text[]) as n (id, competence) where f.operator_id = $1 and f.id = n.id`, values)
  return await tx.query<{ findingId: string, number: number }>(`insert into aeo.finding_reviews as r (operator_id, finding_id, number, decision, cause, competence, duty_effect, duty_currency,
      disclosed_on, group_id, decided_at, decided_by)
    select $1, n.id, 1 + coalesce((select max(b.number) from aeo.finding_reviews b where b.operator_id = $1 and b.finding_id = n.id), 0), $3, $4, n.competence, $5::numeric, $6, $7::date, $11::uuid, $8, $9
    from unnest($2::uuid[], $10::text[]) as n (id, competence) returning r.finding_id as "findingId", r.number`, [...values, groupId])
}

export async function insertWords (tx: OperatorTx, rows: readonly { readonly id: string, readonly findingId: string, readonly reviewNumber: number | null, readonly words: string }[], writtenBy: string): Promise<void> {
  await tx.query(`insert into aeo.finding_words (operator_id, id, finding_id, review_number, words, written_at, written_by)
    select $1, n.id, n.finding, n.number, n.words, $3, $4 from json_to_recordset($2) as n (id uuid, finding uuid, number integer, words text)`,
  [tx.operatorId, JSON.stringify(rows.map(({ id, findingId, reviewNumber, words }) => ({ id, finding: findingId, number: reviewNumber, words }))), tx.at, writtenBy])
}
