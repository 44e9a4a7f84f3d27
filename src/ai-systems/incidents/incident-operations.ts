import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { AiSystemDeps } from '../deps.ts'
import { BINDING_STATUSES } from '../obligations/obligation.ts'
import { incidentNotFound, incidentStays, invalid, systemNotFound } from '../problems.ts'
import { NO_SYSTEM, refuseDay } from '../register/system-operations.ts'
import * as systems from '../register/system-store.ts'
import { reportFault, reportsOwed } from './incident.ts'
import type { KeptIncident, Recipient } from './incident.ts'
import * as store from './incident-store.ts'
import type { IncidentFilter } from './incident-store.ts'
import type { IncidentClosing, NewIncident, ReportStatement } from './schemas.ts'
import { kindRule } from './shipped-kinds.ts'
import { incidentToWire } from './wire.ts'

/** Recording what went wrong with systems, reporting it and learning from it. */

type Deps = Pick<AiSystemDeps, 'db' | 'clock'>
const NO_INCIDENT = 'No incident of yours has this id.'

/** Of a retired system too: what it did while it was in use may come out later. @throws ai-system-not-found; invalid-request. */
export function recordIncident ({ db, clock, literacyNeeded }: AiSystemDeps, principal: Principal, id: string, input: NewIncident, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'ai:write', route: 'POST /v1/ai-systems/{id}/incidents', idempotencyKey, input: { id, ...input }, clock }, async (tx) => {
    const system = await systems.lockSystem(tx, id)
    if (system === undefined) throw systemNotFound(NO_SYSTEM)
    const { kind, occurredOn, awareOn = utcDay(tx.at), description, references = [] } = input
    refuseDay(occurredOn, undefined, utcDay(tx.at), '/occurredOn')
    refuseDay(awareOn, occurredOn, utcDay(tx.at), '/awareOn')
    const then = await systems.findSystem(tx, id, occurredOn)
    if (then === undefined) throw invalid([{ pointer: '/occurredOn', detail: 'is before the first day of the system', hint: 'Give a day from then on' }])
    const { class: name = null, provisional = true } = system.assessment ?? {}
    const { version } = then
    const reports = reportsOwed(kindRule(kind), { class: name, provisional, contents: [then.content, system.content] }, awareOn)
    const incident = { id: uuidV7(), systemId: id, version, class: name, kind, occurredOn, awareOn, description, references, recordedBy: await resolveActor(tx.query, tx.operatorId, principal.subject) }
    await store.insertIncident(tx, incident, reports)
    // What reached customs is what customs may have to be told of; what it is called says so.
    tx.log(kind === 'wrong_output_declared' ? 'ai_incident.reached_customs' : 'ai_incident.recorded', `ai_incident:${incident.id}`, { system: system.code, kind, on: awareOn, occurredOn, version, class: name, reports: reports.map(({ recipient, dueOn }) => ({ recipient, dueOn })) })
    if (BINDING_STATUSES.includes(system.status)) await literacyNeeded(tx, { system: system.code, because: 'incident' })
    const kept = await found(tx, incident.id)
    return { status: 201, headers: { location: `/v1/ai-incidents/${kept.id}`, etag: `"${kept.revision}"` }, body: JSON.stringify(incidentToWire(kept, utcDay(tx.at))) }
  })
}

export interface IncidentQuery extends Omit<IncidentFilter, 'overdueOn'> { readonly overdue?: boolean | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** Last known first. @throws invalid-request. */
export function listIncidents ({ db, clock }: Deps, principal: Principal, { overdue, limit = DEFAULT_PAGE, cursor, ...filter }: IncidentQuery) {
  const [awareOn, id] = cursor === undefined ? [] : openCursor('AI incidents', cursor, [DAY_KEY, UUID_KEY])
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => {
    const today = utcDay(tx.at)
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listIncidents(tx, { ...filter, overdueOn: overdue === true ? today : undefined }, most, awareOn === undefined || id === undefined ? undefined : { awareOn, id }))
    const last = items.at(-1)
    return { items: items.map((row) => incidentToWire(row, today)), nextCursor: more && last !== undefined ? sealCursor('AI incidents', [last.awareOn, last.id]) : null }
  }, clock)
}

/** @throws ai-incident-not-found. */
export function findIncident ({ db, clock }: Deps, principal: Principal, id: string) {
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => shown(tx, await found(tx, id)), clock)
}

/** Says what was made of a report, also after the incident was closed. @throws ai-incident-not-found, also for a report that is not owed; invalid-request; whatever `demand` throws for another revision. */
export function stateReport ({ db, clock }: Deps, principal: Principal, id: string, recipient: Recipient, input: ReportStatement, demand: (revision: number) => void) {
  return withOperator(db, principal, 'ai:write', async (tx) => {
    const incident = await locked(tx, id)
    const before = incident.reports.find((report) => report.recipient === recipient)
    if (before === undefined) throw incidentNotFound('The incident owes no such report.')
    demand(incident.revision)
    const fault = reportFault(input)
    if (fault !== undefined) throw invalid([{ pointer: `/${fault.field}`, detail: fault.isMissing ? 'is missing' : 'is stated of a report that was not made', hint: 'A report made has its day and its proof, one not owed a reason' }])
    const { state, reportedOn = null, reason = null, evidence } = input
    if (reportedOn !== null) refuseDay(reportedOn, incident.occurredOn, utcDay(tx.at), '/reportedOn')
    if (state === 'open' && incident.state === 'closed') throw incidentStays('It is closed, so its reports are settled.', { because: 'closed' })
    await store.decideReport(tx, id, recipient, { state, reportedOn, reason, evidenceReference: evidence?.reference ?? null, evidenceSha256: evidence?.sha256 ?? null }, await resolveActor(tx.query, tx.operatorId, principal.subject))
    tx.log('ai_incident.report_stated', `ai_incident:${id}`, { system: incident.system, recipient, before: before.state, after: state, dueOn: before.dueOn, reportedOn, evidenceSha256: evidence?.sha256 ?? null })
    return shown(tx, await found(tx, id))
  }, clock)
}

/** Once nothing is left to report. @throws ai-incident-not-found, ai-incident-stays with `because`; invalid-request; whatever `demand` throws for another revision. */
export function closeIncident ({ db, clock }: Deps, principal: Principal, id: string, input: IncidentClosing, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'ai:write', route: 'POST /v1/ai-incidents/{id}/close', idempotencyKey, input: { id, ...input }, clock }, async (tx) => {
    const incident = await locked(tx, id)
    demand(incident.revision)
    const { rootCause, correctiveAction, closedOn = utcDay(tx.at) } = input
    if (incident.state === 'closed') throw incidentStays('It is closed already.', { because: 'closed' })
    const open = incident.reports.filter(({ state }) => state === 'open').map(({ recipient }) => recipient)
    if (open.length > 0) throw incidentStays('It stays open while a report is owed. Say that it was made, with proof, or why it is not owed.', { because: 'report_open', recipients: open })
    refuseDay(closedOn, incident.awareOn, utcDay(tx.at), '/closedOn')
    await store.closeIncident(tx, id, { closedOn, rootCause, correctiveAction }, await resolveActor(tx.query, tx.operatorId, principal.subject))
    tx.log('ai_incident.closed', `ai_incident:${id}`, { system: incident.system, kind: incident.kind, on: closedOn })
    const { revision, wire } = shown(tx, await found(tx, id))
    return { status: 200, headers: { etag: `"${revision}"` }, body: JSON.stringify(wire) }
  })
}

const shown = (tx: OperatorTx, incident: KeptIncident) => ({ revision: incident.revision, wire: incidentToWire(incident, utcDay(tx.at)) })

async function found (tx: OperatorTx, id: string): Promise<KeptIncident> {
  const incident = await store.findIncident(tx, id)
  if (incident === undefined) throw incidentNotFound(NO_INCIDENT)
  return incident
}

async function locked (tx: OperatorTx, id: string): Promise<KeptIncident> {
  const incident = await store.lockIncident(tx, id)
  if (incident === undefined) throw incidentNotFound(NO_INCIDENT)
  return incident
}
