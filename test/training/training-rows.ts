import { randomUUID } from 'node:crypto'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'

/** Rows of training, written as they stand in the database: for tests of what is read of them. */

type Row = Readonly<Record<string, unknown>>

export async function insertRow (tx: OperatorTx, table: string, row: Row): Promise<void> {
  const names = Object.keys(row)
  await tx.query(`insert into aeo.${table} (operator_id, ${names.join(', ')}) values ($1, ${names.map((_, index) => `$${index + 2}`).join(', ')})`, [tx.operatorId, ...Object.values(row)])
}

export interface VersionRow { from: string, topics: Record<string, number>, passMark?: number, acknowledgeWithinDays?: number }

/** A course with its versions, numbered from 1. */
export async function insertCourse (tx: OperatorTx, code: string, versions: readonly VersionRow[], kind = 'course'): Promise<void> {
  await insertRow(tx, 'training_courses', { id: randomUUID(), code, title: 'x', kind, provider: 'x', provider_type: 'internal', recognised_for_ia27: false, recorded_at: tx.at })
  for (const [index, { from, topics, passMark, acknowledgeWithinDays }] of versions.entries()) {
    const version = index + 1
    await insertRow(tx, 'training_course_versions', { course: code, version, valid_from: from, hours: 8, pass_mark: passMark ?? null, acknowledge_within_days: acknowledgeWithinDays ?? 0, recorded_at: tx.at })
    for (const [topic, level] of Object.entries(topics)) await insertRow(tx, 'training_course_topics', { course: code, version, topic, level })
  }
}

/** @param row columns of the record: person, completed_on, and course with version or topic with level. */
export async function insertRecord (tx: OperatorTx, row: Row & { person: string, completed_on: string }): Promise<string> {
  const id = randomUUID()
  await insertRow(tx, 'training_records', { id, reference: id, result: 'passed', source: 'single', recorded_by: randomUUID(), recorded_at: tx.at, ...row })
  return id
}

export async function insertRequirement (tx: OperatorTx, row: Row & { topic: string, level: number }): Promise<string> {
  const id = randomUUID()
  await insertRow(tx, 'training_requirements', { id, code: id, grace_days: 0, legal_source: 'own', severity: 'important', valid_from: '2020-01-01', recorded_at: tx.at, ...row })
  return id
}
