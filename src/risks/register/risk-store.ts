import { utcDay } from '../../platform/calendar.ts'
import { databaseFault } from '../../platform/db/database-failure.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { CatalogueRisk } from '../catalogue/read-catalogue.ts'
import { riskExists } from '../problems.ts'
import type { Description, KeptInput, KeptRisk, Placement, State } from './risk.ts'

/** Risks in the database, each with the statement that holds. */

interface Row extends Omit<KeptRisk, 'owner' | 'scope' | 'input'> {
  readonly ownerKind: 'person' | 'position' | null
  readonly ownerCode: string | null
  readonly sites: string[]
  readonly procedures: string[]
  readonly pillars: KeptRisk['scope']['pillars']
  readonly periodFrom: string | null
  readonly periodTo: string | null
  readonly input: (Omit<KeptInput, 'recordedAt'> & { readonly recordedAt: string }) | null
}

function toRisk ({ ownerKind, ownerCode, sites, procedures, pillars, periodFrom, periodTo, input, ...row }: Row): KeptRisk {
  return {
    ...row, owner: ownerKind === null || ownerCode === null ? null : { kind: ownerKind, code: ownerCode }, scope: { sites, procedures, pillars, from: periodFrom, to: periodTo },
    input: input === null ? null : { ...input, recordedAt: new Date(input.recordedAt) }
  }
}

const RISKS = `select r.id, r.code, r.revision, r.origin, r.state, r.area, r.criterion, r.title, r.description, r.typical_causes as "typicalCauses", r.indicators, r.example_controls as "exampleControls", r.questions,
    r.owner_kind as "ownerKind", r.owner_code as "ownerCode", r.sites, r.procedures, r.pillars, r.period_from as "periodFrom", r.period_to as "periodTo", r.proposal, r.defaults_version as "defaultsVersion",
    r.retired_because as "retiredBecause", r.recorded_at as "recordedAt",
    case when i.number is not null then json_build_object('number', i.number, 'likelihood', i.likelihood, 'lossLow', i.loss_low::float8, 'lossHigh', i.loss_high::float8, 'consequence', i.consequence, 'exposureBasis', i.exposure_basis,
      'evidence', i.evidence, 'confirmsVersion', i.confirms_version, 'reason', i.reason, 'statedOn', i.stated_on, 'statedBy', i.stated_by, 'recordedAt', i.recorded_at) end as input
  from aeo.risks r left join aeo.risk_inputs i on i.operator_id = r.operator_id and i.risk_id = r.id and i.number = r.input
  where r.operator_id = $1`

const UUID = /^[0-9a-f]{8}-/
/** A code has no small letters, so that it is never taken for an id. */
const named = (ref: string): string => UUID.test(ref) ? 'r.id = $2::uuid' : 'r.code = $2::text'

/** @param ref id or code. */
export async function findRisk (tx: OperatorTx, ref: string): Promise<KeptRisk | undefined> {
  const [row] = await tx.query<Row>(`${RISKS} and ${named(ref)}`, [tx.operatorId, ref])
  return row === undefined ? undefined : toRisk(row)
}

/** Nobody else changes it until the transaction ends. */
export async function lockRisk (tx: OperatorTx, ref: string): Promise<KeptRisk | undefined> {
  await tx.query(`select from aeo.risks r where r.operator_id = $1 and ${named(ref)} for update`, [tx.operatorId, ref])
  return await findRisk(tx, ref)
}

/** By id or code; nobody else changes them until the transaction ends. In the order of codes, so that no two wait for one another. Two statements. */
export async function lockRisks (tx: OperatorTx, refs: readonly string[]): Promise<KeptRisk[]> {
  const [ids, codes] = [refs.filter((ref) => UUID.test(ref)), refs.filter((ref) => !UUID.test(ref))]
  const asked = '(r.id = any($2::uuid[]) or r.code = any($3::text[]))'
  await tx.query(`select from aeo.risks r where r.operator_id = $1 and ${asked} order by r.code for update`, [tx.operatorId, ids, codes])
  return (await tx.query<Row>(`${RISKS} and ${asked} order by r.code`, [tx.operatorId, ids, codes])).map(toRisk)
}

export interface RiskFilter {
  readonly area?: string | undefined
  readonly criterion?: string | undefined
  readonly state?: string | undefined
  /** Code of the person or position. */
  readonly owner?: string | undefined
}
const COLUMNS = { area: 'area', criterion: 'criterion', state: 'state', owner: 'owner_code' } as const

/** Every assessment looks at the whole register: what went beyond would stand in no figure, and nobody would be told. */
export const MOST_RISKS = 1_000

/** Nobody else adds a risk until the transaction ends. @returns how many there are, retired ones too. */
export async function lockRegister (tx: OperatorTx): Promise<number> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended(\'risk register \' || $1, 0))', [tx.operatorId])
  const [row] = await tx.query<{ risks: number }>('select count(*)::integer as risks from aeo.risks r where r.operator_id = $1', [tx.operatorId])
  return row?.risks ?? 0
}

/** In the order of codes. */
export async function listRisks (tx: OperatorTx, filter: RiskFilter, limit: number, after: string | undefined): Promise<KeptRisk[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const conditions = (Object.keys(COLUMNS) as (keyof RiskFilter)[]).flatMap((name) => filter[name] === undefined ? [] : [`r.${COLUMNS[name]} = $${values.push(filter[name])}::text`])
  if (after !== undefined) conditions.push(`r.code > $${values.push(after)}::text`)
  const rows = await tx.query<Row>(`${RISKS}${conditions.map((condition) => ` and ${condition}`).join('')} order by r.code limit $2`, values)
  return rows.map(toRisk)
}

const described = ({ title, description, typicalCauses, indicators, exampleControls, questions, owner, scope }: Description): unknown[] =>
  [title, description, typicalCauses, indicators, exampleControls, questions, owner?.kind ?? null, owner?.code ?? null, scope.sites, scope.procedures, scope.pillars, scope.from, scope.to]

/** A risk of the company's own. @throws risk-exists. */
export async function insertRisk (tx: OperatorTx, { id, code, area, criterion }: Pick<KeptRisk, 'id' | 'code' | 'area' | 'criterion'>, description: Description): Promise<void> {
  try {
    await tx.query(`insert into aeo.risks (operator_id, id, code, origin, area, criterion, title, description, typical_causes, indicators, example_controls, questions, owner_kind, owner_code, sites, procedures, pillars, period_from, period_to, recorded_at)
      values ($1, $2, $3, 'own', $4, $5, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $6)`, [tx.operatorId, id, code, area, criterion, tx.at, ...described(description)])
  } catch (error) {
    if (databaseFault(error)?.constraint === 'risks_code_once') throw riskExists('Change it, or choose another code.', { errors: [{ pointer: '/code', detail: 'is that of another risk', hint: 'Choose another code' }] }, { cause: error })
    throw error
  }
}

export async function describeRisk (tx: OperatorTx, id: string, { area, criterion, ...description }: Description & Placement): Promise<void> {
  await tx.query(`update aeo.risks r set title = $3, description = $4, typical_causes = $5, indicators = $6, example_controls = $7, questions = $8, owner_kind = $9, owner_code = $10, sites = $11, procedures = $12, pillars = $13,
      period_from = $14, period_to = $15, area = $16, criterion = $17, revision = r.revision + 1 where r.operator_id = $1 and r.id = $2`, [tx.operatorId, id, ...described(description), area, criterion])
}

/** @param because why it is retired; null: it is not. */
export async function setState (tx: OperatorTx, id: string, state: State, because: string | null): Promise<void> {
  await tx.query('update aeo.risks r set state = $3::text, retired_because = $4, retired_on = case when $3::text = \'retired\' then $5::date end, revision = r.revision + 1 where r.operator_id = $1 and r.id = $2', [tx.operatorId, id, state, because, utcDay(tx.at)])
}

export interface TakenRisk { readonly id: string, readonly code: string, readonly area: string, readonly isNew: boolean }

/**
 * Takes the risks over that are not there yet, and renews the proposal of those that came with an earlier version; in the order of codes. What
 * is there otherwise, or under the code of one's own risk, stays untouched. One statement.
 */
export async function takeRisks (tx: OperatorTx, risks: readonly (CatalogueRisk & { readonly id: string })[], defaultsVersion: number): Promise<TakenRisk[]> {
  return await tx.query<TakenRisk>(`insert into aeo.risks as r (operator_id, id, code, origin, area, criterion, title, description, typical_causes, indicators, example_controls, questions, defaults_version, proposal, recorded_at)
    select $1, n.id, n.code, 'catalogue', n.area, n.criterion, n.title, n.description, n."typicalCauses", n.indicators, n."exampleControls", n.questions, $3, n.proposal, $4
    from json_to_recordset($2::json) as n (id uuid, code text, area text, criterion text, title text, description text, "typicalCauses" text[], indicators text[], "exampleControls" text[], questions text[], proposal json) order by n.code collate "C"
    on conflict (operator_id, code) do update set proposal = excluded.proposal, defaults_version = excluded.defaults_version, revision = r.revision + 1 where r.origin = 'catalogue' and r.defaults_version < excluded.defaults_version
    returning r.id, r.code, r.area, (r.revision = 1) as "isNew"`, [tx.operatorId, JSON.stringify(risks), defaultsVersion, tx.at])
}

/** What is stated of a risk. */
export interface NewStatement extends Omit<KeptInput, 'recordedAt'> { readonly risk: string }

/** The statements hold from now on, one of each risk. Two statements, however many risks. @throws nothing that a caller may cause: whoever states holds the risks locked. */
export async function addInputs (tx: OperatorTx, statements: readonly NewStatement[]): Promise<void> {
  await tx.query(`insert into aeo.risk_inputs (operator_id, risk_id, number, likelihood, loss_low, loss_high, consequence, exposure_basis, evidence, confirms_version, reason, stated_on, stated_by, recorded_at)
    select $1, n.risk, n.number, n.likelihood, n."lossLow", n."lossHigh", n.consequence, n."exposureBasis", n.evidence, n."confirmsVersion", n.reason, n."statedOn", n."statedBy", $3
    from json_to_recordset($2::json) as n (risk uuid, number integer, likelihood smallint, "lossLow" numeric, "lossHigh" numeric, consequence smallint, "exposureBasis" text, evidence json, "confirmsVersion" integer, reason text, "statedOn" date, "statedBy" uuid)`,
  [tx.operatorId, JSON.stringify(statements), tx.at])
  await tx.query(`update aeo.risks r set input = n.number, state = 'stated', revision = r.revision + 1 from json_to_recordset($2::json) as n (risk uuid, number integer) where r.operator_id = $1 and r.id = n.risk`,
    [tx.operatorId, JSON.stringify(statements.map(({ risk, number }) => ({ risk, number })))])
}

/** Last first. */
export async function listInputs (tx: OperatorTx, risk: string, limit: number, before: number | undefined): Promise<KeptInput[]> {
  return await tx.query<KeptInput>(`select i.number, i.likelihood, i.loss_low::float8 as "lossLow", i.loss_high::float8 as "lossHigh", i.consequence, i.exposure_basis as "exposureBasis", i.evidence, i.confirms_version as "confirmsVersion",
      i.reason, i.stated_on as "statedOn", i.stated_by as "statedBy", i.recorded_at as "recordedAt" from aeo.risk_inputs i
    where i.operator_id = $1 and i.risk_id = $2::uuid and ($4::integer is null or i.number < $4::integer) order by i.number desc limit $3`, [tx.operatorId, risk, limit, before ?? null])
}
