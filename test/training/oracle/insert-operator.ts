import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Operator } from './generated-operator.ts'

/** Writes the operator as its rows, past the service: what is then read owes nothing to how it was written. */
export async function insertOperator (url: string, operatorId: string, operator: Operator): Promise<void> {
  const superuser = new pg.Client(url)
  await superuser.connect()
  const insert = async (table: string, rows: readonly Record<string, unknown>[]): Promise<void> => {
    const [first] = rows
    if (first === undefined) return
    const names = Object.keys(first)
    await superuser.query(`insert into aeo.${table} (operator_id, ${names.join(', ')}) select $1, ${names.map((name) => `r.${name}`).join(', ')} from json_populate_recordset(null::aeo.${table}, $2) r`, [operatorId, JSON.stringify(rows)])
  }
  const once = (codes: readonly string[]) => [...new Set(codes)].map((code) => ({ id: randomUUID(), code }))
  const recorded = { recorded_at: '2024-01-01T00:00:00Z' }
  const state = { revision: 1, ...recorded }
  await insert('units', once(operator.units.map(({ code }) => code)))
  await insert('unit_states', operator.units.map((unit) => ({ ...state, closed: false, name: 'x', ...unit })))
  await insert('positions', once(operator.positions.map(({ code }) => code)))
  await insert('position_states', operator.positions.map((position) => ({ ...state, title: 'x', circle: [], customs_percent: 100, ...position })))
  await insert('people', operator.people.map((pseudonym) => ({ id: randomUUID(), pseudonym, employment_kind: 'employee' })))
  for (const [table, rows] of [['assignments', operator.assignments], ['deputies', operator.deputies]] as const) await insert(table, rows.map((row) => ({ id: randomUUID(), revision: 1, ...row })))
  await insert('training_topics', ['gate', 'archive', 'drill'].map((code) => ({ id: randomUUID(), code, name: 'x', kind: 'subject', refresher_months: { gate: 6, archive: null, drill: 18 }[code], ...state })))
  await insert('training_requirements', operator.requirements.map((row) => ({ id: randomUUID(), legal_source: 'own', ...state, ...row })))
  await insert('training_courses', operator.courses.map(({ code, kind }) => ({ id: randomUUID(), code, kind, title: 'x', provider: 'x', provider_type: 'internal', recognised_for_ia27: false, ...state })))
  const versions = operator.courses.flatMap((course) => course.versions)
  await insert('training_course_versions', versions.map(({ topics: _topics, ...row }) => ({ ...row, ...recorded })))
  await insert('training_course_topics', versions.flatMap(({ course, version, topics }) => Object.entries(topics).map(([topic, level]) => ({ course, version, topic, level }))))
  await insert('training_sessions', operator.sessions.map(({ code, course, version, day, hours }) => ({ id: randomUUID(), code, course, version, starts_on: day, ends_on: day, hours, state: 'held', ...state })))
  await insert('training_records', operator.records.map((row) => ({ reference: row.id, source: 'single', recorded_by: randomUUID(), ...state, ...row })))
  await superuser.end()
}
