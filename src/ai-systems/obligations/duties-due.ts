import { dayAfter } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Recipient } from '../incidents/incident.ts'
import { listDue } from './obligation-store.ts'

/** What other features ask of duties that AI systems bring, in their own transaction. */

export interface DueDuty {
  readonly what: string
  readonly legalSource: string
  readonly dueOn: string
}

/** Open obligations of systems in use or suspended, and open reports of incidents, due by the day, those that are late among them; due first, first, no more than `most`. Two statements. */
export async function dutiesDue (tx: OperatorTx, until: string, most: number): Promise<DueDuty[]> {
  const obligations = (await listDue(tx, { before: dayAfter(until) }, most, undefined)).flatMap(({ title, code, legalRef, dueOn }) => dueOn === null ? [] : [{ what: `${title} (${code})`, legalSource: legalRef, dueOn }])
  return [...obligations, ...await reportsDue(tx, until, most)].toSorted((one, other) => one.dueOn < other.dueOn ? -1 : one.dueOn > other.dueOn ? 1 : 0).slice(0, most)
}

const RECIPIENT_WORDS: Readonly<Record<Recipient, string>> = { provider: 'its provider', market_surveillance: 'the market surveillance authority', data_protection: 'the data protection authority' }

async function reportsDue (tx: OperatorTx, until: string, most: number): Promise<DueDuty[]> {
  const rows = await tx.query<{ recipient: Recipient, legalSource: string, dueOn: string, system: string }>(`select d.recipient, d.legal_ref as "legalSource", d.due_on as "dueOn", s.code as system
    from aeo.ai_incident_reports d join aeo.ai_incidents i on i.operator_id = d.operator_id and i.id = d.incident_id join aeo.ai_systems s on s.operator_id = i.operator_id and s.id = i.system_id
    where d.operator_id = $1 and d.state = 'open' and d.due_on <= $2::date order by d.due_on, d.incident_id, d.recipient limit $3`, [tx.operatorId, until, most])
  return rows.map(({ recipient, legalSource, dueOn, system }) => ({ what: `Report an incident of an AI system to ${RECIPIENT_WORDS[recipient]} (${system})`, legalSource, dueOn }))
}
