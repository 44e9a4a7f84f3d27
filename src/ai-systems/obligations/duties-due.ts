import { dayAfter } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Recipient } from '../incidents/incident.ts'
import type { Holder } from '../register/system.ts'
import { listDue } from './obligation-store.ts'

/** What other features ask of duties that AI systems bring, in their own transaction. */

export interface DueDuty {
  readonly what: string
  readonly legalSource: string
  readonly dueOn: string
  /** Whoever the obligation was given to, else who answers for the system. */
  readonly owner: Holder
}

type Due = Omit<DueDuty, 'owner'> & { readonly owner: Holder | null, readonly system: string }

/** Open obligations of systems in use or suspended, and open reports of incidents, due by the day, those that are late among them; due first, first, no more than `most`. Three statements. */
export async function dutiesDue (tx: OperatorTx, until: string, most: number): Promise<DueDuty[]> {
  const obligations = (await listDue(tx, { before: dayAfter(until) }, most, undefined)).flatMap(({ title, code, legalRef, dueOn, ownerKind, owner }): Due[] =>
    dueOn === null ? [] : [{ what: `${title} (${code})`, legalSource: legalRef, dueOn, system: code, owner: ownerKind === null || owner === null ? null : { kind: ownerKind, code: owner } }])
  const all = [...obligations, ...await reportsDue(tx, until, most)].toSorted((one, other) => one.dueOn < other.dueOn ? -1 : one.dueOn > other.dueOn ? 1 : 0).slice(0, most)
  const owners = await ownersOf(tx, [...new Set(all.map(({ system }) => system))])
  return all.map(({ system, owner, ...duty }) => ({ ...duty, owner: owner ?? owners.get(system) as Holder }))
}

/** By code, as the version in force has them. */
async function ownersOf (tx: OperatorTx, codes: readonly string[]): Promise<Map<string, Holder>> {
  const rows = await tx.query<{ code: string, owner: Holder }>(`select s.code, v.content -> 'owner' as owner from aeo.ai_systems s join aeo.ai_system_versions v on v.operator_id = s.operator_id and v.system_id = s.id and v.version = s.version
    where s.operator_id = $1 and s.code = any($2::text[])`, [tx.operatorId, codes])
  return new Map(rows.map(({ code, owner }) => [code, owner]))
}

const RECIPIENT_WORDS: Readonly<Record<Recipient, string>> = { provider: 'its provider', market_surveillance: 'the market surveillance authority', data_protection: 'the data protection authority' }

async function reportsDue (tx: OperatorTx, until: string, most: number): Promise<Due[]> {
  const rows = await tx.query<{ recipient: Recipient, legalSource: string, dueOn: string, system: string }>(`select d.recipient, d.legal_ref as "legalSource", d.due_on as "dueOn", s.code as system
    from aeo.ai_incident_reports d join aeo.ai_incidents i on i.operator_id = d.operator_id and i.id = d.incident_id join aeo.ai_systems s on s.operator_id = i.operator_id and s.id = i.system_id
    where d.operator_id = $1 and d.state = 'open' and d.due_on <= $2::date order by d.due_on, d.incident_id, d.recipient limit $3`, [tx.operatorId, until, most])
  return rows.map(({ recipient, legalSource, dueOn, system }) => ({ what: `Report an incident of an AI system to ${RECIPIENT_WORDS[recipient]} (${system})`, legalSource, dueOn, system, owner: null }))
}
