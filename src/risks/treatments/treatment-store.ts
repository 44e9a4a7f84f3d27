import { databaseFault } from '../../platform/db/database-failure.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decimal, decimalText } from '../../platform/decimal.ts'
import { riskTreatmentExists } from '../problems.ts'
import type { Became, KeptTreatment, TreatmentDescription, TreatmentEffect } from './treatment.ts'

/** Treatments in the database, each with its effects. */

interface Row extends Omit<KeptTreatment, 'owner' | 'became'> {
  readonly ownerKind: 'person' | 'position'
  readonly ownerCode: string
  readonly becameKind: Became['kind'] | null
  readonly control: string | null
  readonly need: string | null
  readonly course: string | null
  readonly reference: string | null
  readonly sha256: string | null
}

function toTreatment ({ ownerKind, ownerCode, becameKind, control, need, course, reference, sha256, annualCostEur, ...row }: Row): KeptTreatment {
  return {
    ...row, annualCostEur: decimalText(decimal(annualCostEur)), owner: { kind: ownerKind, code: ownerCode },
    became: becameKind === null ? null : becameKind === 'control' ? { kind: 'control', control: control ?? '' } : becameKind === 'training' ? { kind: 'training', need, course } : { kind: 'procedure', reference: reference ?? '', sha256 }
  }
}

const TREATMENTS = `select t.id, t.code, t.revision, t.title, t.action, t.kind, t.annual_cost_eur::text as "annualCostEur", t.owner_kind as "ownerKind", t.owner_code as "ownerCode", t.due_on as "dueOn", t.state,
    t.finished_on as "finishedOn", t.became as "becameKind", (select c.code from aeo.risk_controls c where c.operator_id = t.operator_id and c.id = t.control_id) as control, t.training_need as need, t.training_course as course, t.procedure_reference as reference, t.procedure_sha256 as sha256,
    t.dropped_on as "droppedOn", t.dropped_because as "droppedBecause", t.recorded_at as "recordedAt",
    (select coalesce(json_agg(json_build_object('risk', r.code, 'share', e.share) order by r.code), '[]') from aeo.risk_treatment_effects e join aeo.risks r on r.operator_id = e.operator_id and r.id = e.risk_id
      where e.operator_id = t.operator_id and e.treatment_id = t.id) as effects
  from aeo.risk_treatments t
  where t.operator_id = $1`

const UUID = /^[0-9a-f]{8}-/
/** A code has no small letters, so that it is never taken for an id. */
const named = (ref: string): string => UUID.test(ref) ? 't.id = $2::uuid' : 't.code = $2::text'

/** @param ref id or code. */
export async function findTreatment (tx: OperatorTx, ref: string): Promise<KeptTreatment | undefined> {
  const [row] = await tx.query<Row>(`${TREATMENTS} and ${named(ref)}`, [tx.operatorId, ref])
  return row === undefined ? undefined : toTreatment(row)
}

/** Nobody else changes it until the transaction ends. */
export async function lockTreatment (tx: OperatorTx, ref: string): Promise<KeptTreatment | undefined> {
  await tx.query(`select from aeo.risk_treatments t where t.operator_id = $1 and ${named(ref)} for update`, [tx.operatorId, ref])
  return await findTreatment(tx, ref)
}

export interface TreatmentFilter {
  readonly kind?: string | undefined
  readonly state?: string | undefined
  /** Code of the person or position. */
  readonly owner?: string | undefined
  /** Code of a risk that it touches. */
  readonly risk?: string | undefined
}
const ON_RISKS = (value: string): string => `t.id in (select e.treatment_id from aeo.risk_treatment_effects e join aeo.risks r on r.operator_id = e.operator_id and r.id = e.risk_id where e.operator_id = $1 and r.code = any(${value}::text[]))`
const CONDITIONS: Readonly<Record<keyof TreatmentFilter, (value: string) => string>> = {
  kind: (value) => `t.kind = ${value}::text`, state: (value) => `t.state = ${value}::text`, owner: (value) => `t.owner_code = ${value}::text`, risk: (value) => ON_RISKS(`array[${value}::text]`)
}

/** In the order of codes. */
export async function listTreatments (tx: OperatorTx, filter: TreatmentFilter, limit: number, after: string | undefined): Promise<KeptTreatment[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const conditions = (Object.keys(CONDITIONS) as (keyof TreatmentFilter)[]).flatMap((name) => filter[name] === undefined ? [] : [CONDITIONS[name](`$${values.push(filter[name])}`)])
  if (after !== undefined) conditions.push(`t.code > $${values.push(after)}::text`)
  const rows = await tx.query<Row>(`${TREATMENTS}${conditions.map((condition) => ` and ${condition}`).join('')} order by t.code limit $2`, values)
  return rows.map(toTreatment)
}

/** Every treatment, whatever its state, that touches one of the risks, in the order of codes; one statement for all. @param risks codes. */
export async function treatmentsFor (tx: OperatorTx, risks: readonly string[]): Promise<KeptTreatment[]> {
  const rows = await tx.query<Row>(`${TREATMENTS} and ${ON_RISKS('$2')} order by t.code`, [tx.operatorId, risks])
  return rows.map(toTreatment)
}

/** @throws risk-treatment-exists. */
export async function insertTreatment (tx: OperatorTx, { id, code }: Pick<KeptTreatment, 'id' | 'code'>, { title, action, kind, annualCostEur, owner, dueOn, state }: TreatmentDescription): Promise<void> {
  try {
    await tx.query('insert into aeo.risk_treatments (operator_id, id, code, title, action, kind, annual_cost_eur, owner_kind, owner_code, due_on, state, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
      [tx.operatorId, id, code, title, action, kind, annualCostEur, owner.kind, owner.code, dueOn, state, tx.at])
  } catch (error) {
    if (databaseFault(error)?.constraint === 'risk_treatments_code_once') throw riskTreatmentExists('Change it, or choose another code.', { errors: [{ pointer: '/code', detail: 'is that of another treatment', hint: 'Choose another code' }] }, { cause: error })
    throw error
  }
}

export async function describeTreatment (tx: OperatorTx, id: string, { title, action, kind, annualCostEur, owner, dueOn, state }: TreatmentDescription): Promise<void> {
  await tx.query('update aeo.risk_treatments t set title = $3, action = $4, kind = $5, annual_cost_eur = $6, owner_kind = $7, owner_code = $8, due_on = $9, state = $10, revision = t.revision + 1 where t.operator_id = $1 and t.id = $2',
    [tx.operatorId, id, title, action, kind, annualCostEur, owner.kind, owner.code, dueOn, state])
}

/** These and no others. */
export async function setEffects (tx: OperatorTx, treatment: string, effects: readonly TreatmentEffect[]): Promise<void> {
  await tx.query('delete from aeo.risk_treatment_effects e where e.operator_id = $1 and e.treatment_id = $2', [tx.operatorId, treatment])
  await tx.query(`insert into aeo.risk_treatment_effects (operator_id, treatment_id, risk_id, share)
    select $1, $2, r.id, n.share from json_to_recordset($3::json) as n (risk text, share float8) join aeo.risks r on r.operator_id = $1 and r.code = n.risk`, [tx.operatorId, treatment, JSON.stringify(effects)])
}

/** @param controlId of the control that it became, if one. */
export async function finishTreatment (tx: OperatorTx, id: string, on: string, became: Became, controlId: string | null): Promise<void> {
  const { need = null, course = null, reference = null, sha256 = null } = became as { need?: string | null, course?: string | null, reference?: string, sha256?: string | null }
  await tx.query(`update aeo.risk_treatments t set state = 'finished', finished_on = $3, became = $4, control_id = $5, training_need = $6, training_course = $7, procedure_reference = $8, procedure_sha256 = $9, revision = t.revision + 1
    where t.operator_id = $1 and t.id = $2`, [tx.operatorId, id, on, became.kind, controlId, need, course, reference, sha256])
}

export async function dropTreatment (tx: OperatorTx, id: string, on: string, because: string): Promise<void> {
  await tx.query('update aeo.risk_treatments t set state = \'dropped\', dropped_on = $3, dropped_because = $4, revision = t.revision + 1 where t.operator_id = $1 and t.id = $2', [tx.operatorId, id, on, because])
}
