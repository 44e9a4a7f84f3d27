import { databaseFault } from '../../platform/db/database-failure.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { DesignRating } from '../../risk/method.ts'
import { riskControlExists } from '../problems.ts'
import type { ControlDescription, KeptControl, KeptDesign } from './control.ts'

/** Controls in the database, each with its links and with what its tests come to. */

interface Row extends Omit<KeptControl, 'owner' | 'tested'> {
  readonly ownerKind: 'person' | 'position'
  readonly ownerCode: string
  readonly tests: number
  readonly passed: number
  readonly failed: number
  readonly lastTestedOn: string | null
}

const toControl = ({ ownerKind, ownerCode, tests, passed, failed, lastTestedOn, ...row }: Row): KeptControl => ({ ...row, owner: { kind: ownerKind, code: ownerCode }, tested: { tests, passed, failed, lastTestedOn } })

const CONTROLS = `select c.id, c.code, c.revision, c.title, c.description, c.kind, c.owner_kind as "ownerKind", c.owner_code as "ownerCode", c.state, c.design, d.number as "designNumber", c.in_force_from as "inForceFrom",
    c.automatic_test as "automaticTest",
    c.retired_on as "retiredOn", c.retired_because as "retiredBecause", c.recorded_at as "recordedAt", t.tests, t.passed, t.failed, t."lastTestedOn",
    array(select r.code from aeo.risk_control_links l join aeo.risks r on r.operator_id = l.operator_id and r.id = l.risk_id where l.operator_id = c.operator_id and l.control_id = c.id order by r.code) as risks
  from aeo.risk_controls c
  cross join lateral (select g.number from aeo.risk_control_designs g where g.operator_id = c.operator_id and g.control_id = c.id order by g.number desc limit 1) d
  cross join lateral (select count(*)::integer as tests, coalesce(sum(k.passed), 0)::float8 as passed, coalesce(sum(k.failed), 0)::float8 as failed, max(k.tested_on) as "lastTestedOn"
    from aeo.control_tests k where k.operator_id = c.operator_id and k.control_id = c.id and k.withdrawn_at is null) t
  where c.operator_id = $1`

const UUID = /^[0-9a-f]{8}-/
/** A code has no small letters, so that it is never taken for an id. */
const named = (ref: string): string => UUID.test(ref) ? 'c.id = $2::uuid' : 'c.code = $2::text'

/** @param ref id or code. */
export async function findControl (tx: OperatorTx, ref: string): Promise<KeptControl | undefined> {
  const [row] = await tx.query<Row>(`${CONTROLS} and ${named(ref)}`, [tx.operatorId, ref])
  return row === undefined ? undefined : toControl(row)
}

/** Nobody else changes it, or adds a test of it, until the transaction ends. */
export async function lockControl (tx: OperatorTx, ref: string): Promise<KeptControl | undefined> {
  await tx.query(`select from aeo.risk_controls c where c.operator_id = $1 and ${named(ref)} for update`, [tx.operatorId, ref])
  return await findControl(tx, ref)
}

export interface ControlFilter {
  readonly kind?: string | undefined
  readonly state?: string | undefined
  /** Code of the person or position. */
  readonly owner?: string | undefined
  /** Code of a risk that it works against. */
  readonly risk?: string | undefined
}
const CONDITIONS: Readonly<Record<keyof ControlFilter, (value: string) => string>> = {
  kind: (value) => `c.kind = ${value}::text`, state: (value) => `c.state = ${value}::text`, owner: (value) => `c.owner_code = ${value}::text`,
  risk: (value) => `c.id in (select l.control_id from aeo.risk_control_links l join aeo.risks r on r.operator_id = l.operator_id and r.id = l.risk_id where l.operator_id = $1 and r.code = ${value}::text)`
}

/** In the order of codes. */
export async function listControls (tx: OperatorTx, filter: ControlFilter, limit: number, after: string | undefined): Promise<KeptControl[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const conditions = (Object.keys(CONDITIONS) as (keyof ControlFilter)[]).flatMap((name) => filter[name] === undefined ? [] : [CONDITIONS[name](`$${values.push(filter[name])}`)])
  if (after !== undefined) conditions.push(`c.code > $${values.push(after)}::text`)
  const rows = await tx.query<Row>(`${CONTROLS}${conditions.map((condition) => ` and ${condition}`).join('')} order by c.code limit $2`, values)
  return rows.map(toControl)
}

/** Those that work against any of the risks, in the order of codes; one statement for all. */
export async function controlsOfRisks (tx: OperatorTx, risks: readonly string[]): Promise<KeptControl[]> {
  const rows = await tx.query<Row>(`${CONTROLS} and c.id in (select l.control_id from aeo.risk_control_links l join aeo.risks r on r.operator_id = l.operator_id and r.id = l.risk_id where l.operator_id = $1 and r.code = any($2::text[])) order by c.code`,
    [tx.operatorId, risks])
  return rows.map(toControl)
}

/** @param at pointer to what is stated of it. @throws risk-control-exists. */
export async function insertControl (tx: OperatorTx, { id, code, design, inForceFrom }: Pick<KeptControl, 'id' | 'code' | 'design' | 'inForceFrom'>, { title, description, kind, owner, automaticTest }: ControlDescription, at: string): Promise<void> {
  try {
    await tx.query(`insert into aeo.risk_controls (operator_id, id, code, title, description, kind, owner_kind, owner_code, design, in_force_from, recorded_at, automatic_test) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [tx.operatorId, id, code, title, description, kind, owner.kind, owner.code, design, inForceFrom, tx.at, automaticTest === null ? null : JSON.stringify(automaticTest)])
  } catch (error) {
    if (databaseFault(error)?.constraint === 'risk_controls_code_once') throw riskControlExists('Change it, or choose another code.', { errors: [{ pointer: `${at}/code`, detail: 'is that of another control', hint: 'Choose another code' }] }, { cause: error })
    throw error
  }
}

export async function describeControl (tx: OperatorTx, id: string, { title, description, kind, owner, automaticTest }: ControlDescription): Promise<void> {
  await tx.query('update aeo.risk_controls c set title = $3, description = $4, kind = $5, owner_kind = $6, owner_code = $7, automatic_test = $8, revision = c.revision + 1 where c.operator_id = $1 and c.id = $2',
    [tx.operatorId, id, title, description, kind, owner.kind, owner.code, automaticTest === null ? null : JSON.stringify(automaticTest)])
}

/** Which of the codes are risks of the register; they stay there until the transaction ends. */
export async function knownRisks (tx: OperatorTx, codes: readonly string[]): Promise<ReadonlySet<string>> {
  if (codes.length === 0) return new Set()
  const rows = await tx.query<{ code: string }>('select r.code from aeo.risks r where r.operator_id = $1 and r.code = any($2::text[]) order by r.code for key share', [tx.operatorId, codes])
  return new Set(rows.map(({ code }) => code))
}

/** These and no others. */
export async function setLinks (tx: OperatorTx, control: string, risks: readonly string[]): Promise<void> {
  await tx.query('delete from aeo.risk_control_links l where l.operator_id = $1 and l.control_id = $2', [tx.operatorId, control])
  await tx.query('insert into aeo.risk_control_links (operator_id, risk_id, control_id) select $1, r.id, $2 from aeo.risks r where r.operator_id = $1 and r.code = any($3::text[])', [tx.operatorId, control, risks])
}

/** The rating holds from now on. */
export async function addDesign (tx: OperatorTx, control: string, { number, design, reason, ratedBy }: Omit<KeptDesign, 'recordedAt'>): Promise<void> {
  await tx.query('insert into aeo.risk_control_designs (operator_id, control_id, number, design, reason, rated_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7)', [tx.operatorId, control, number, design, reason, ratedBy, tx.at])
}

export async function setDesign (tx: OperatorTx, control: string, design: DesignRating): Promise<void> {
  await tx.query('update aeo.risk_controls c set design = $3, revision = c.revision + 1 where c.operator_id = $1 and c.id = $2', [tx.operatorId, control, design])
}

export async function retire (tx: OperatorTx, control: string, on: string, because: string): Promise<void> {
  await tx.query('update aeo.risk_controls c set state = \'retired\', retired_on = $3, retired_because = $4, revision = c.revision + 1 where c.operator_id = $1 and c.id = $2', [tx.operatorId, control, on, because])
}

/** Last first. */
export async function listDesigns (tx: OperatorTx, control: string, limit: number, before: number | undefined): Promise<KeptDesign[]> {
  return await tx.query<KeptDesign>(`select g.number, g.design, g.reason, g.rated_by as "ratedBy", g.recorded_at as "recordedAt" from aeo.risk_control_designs g
    where g.operator_id = $1 and g.control_id = $2::uuid and ($4::integer is null or g.number < $4::integer) order by g.number desc limit $3`, [tx.operatorId, control, limit, before ?? null])
}
