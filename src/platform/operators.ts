import type pg from 'pg'
import { v7 as uuidV7 } from 'uuid'
import type { KnownOperator } from './http/operators-cache.ts'

/** The directory of operators, through the database's pinned functions. Changes are for the command line alone. */

export interface Operator {
  readonly operatorId: string
  readonly eori: string
  readonly name: string
  readonly status: 'active' | 'suspended'
}

const EORI = /^[A-Z]{2}[A-Za-z0-9]{1,15}$/

export const isEori = (text: string): boolean => EORI.test(text)

export async function findOperator (pool: pg.Pool, eori: string): Promise<KnownOperator | undefined> {
  const { rows: [row] } = await pool.query<{ operator_id: string, status: 'active' | 'suspended' }>('select f.operator_id, f.status from aeo.find_operator($1) f', [eori])
  return row === undefined ? undefined : { operatorId: row.operator_id, status: row.status }
}

/** @returns the operator's id and whether it is new; an EORI that is there already keeps its name. @throws Error with one line for a wrong EORI or name. */
export async function addOperator (db: pg.Pool | pg.ClientBase, eori: string, name: string): Promise<{ operatorId: string, added: boolean }> {
  if (!isEori(eori)) throw new Error(`${eori} is no EORI number: two letters of the country and up to 15 letters or digits`)
  if (name.trim() === '' || name.length > 200) throw new Error('A name has 1 to 200 characters')
  const { rows: [row] } = await db.query<{ operator_id: string, added: boolean }>('select a.operator_id, a.added from aeo.add_operator($1, $2, $3) a', [uuidV7(), eori, name.trim()])
  if (row === undefined) throw new Error(`${eori} was neither found nor added`)
  return { operatorId: row.operator_id, added: row.added }
}

export async function listOperators (db: pg.Pool | pg.ClientBase): Promise<Operator[]> {
  const { rows } = await db.query<{ operator_id: string, eori: string, name: string, status: 'active' | 'suspended' }>('select l.operator_id, l.eori, l.name, l.status from aeo.list_operators() l')
  return rows.map((row) => ({ operatorId: row.operator_id, eori: row.eori, name: row.name, status: row.status }))
}

/** @returns whether there is such an operator. Replicas notice within five seconds. */
export async function setOperatorStatus (db: pg.Pool | pg.ClientBase, eori: string, status: 'active' | 'suspended'): Promise<boolean> {
  const { rows: [row] } = await db.query<{ done: boolean }>('select aeo.set_operator_status($1, $2) as done', [eori, status])
  return row?.done === true
}
