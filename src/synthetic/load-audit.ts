import { addCounts, JSON_TYPE, NOTHING_LOADED, readPage, refused, sendRecord } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import { nameLogin } from './load-reviews.ts'
import type { Members } from './perimeter/perimeter-record.ts'
import { auditOf, CONSIDERED, documentOf, FOLLOW_UPS, NOT_EVALUATED, noteOf, RECIPIENTS, SIGNED, SIGNER } from './risks/audit.ts'
import { TREATMENTS, treatmentOf } from './risks/treatments.ts'
import { dayAfter } from './seasons.ts'
import type { Service, ServiceAnswer } from './service.ts'
import type { Trader } from './trader.ts'

/**
 * Takes the audit of the year through all its stages, as the trader's people would: what a gate asks for is done, planned, signed for or
 * explained. Which risks these are follows from the figures, so that any year and any number of declarations comes to its end.
 */

export interface AuditLoad {
  readonly service: Service
  readonly trader: Trader
  /** The login that requests by another come with: it signs what the first asks for. */
  readonly signer: string
  readonly today: string
}

interface Audit {
  readonly id: string
  readonly title: string
  readonly stage: string
  readonly nextStage: string | null
  readonly considered: readonly { readonly kind: string }[]
  readonly stages: readonly object[]
}
interface Blocker { readonly because: string, readonly subject: string | null, readonly risk: string | null }
interface Recipients { readonly recipients: readonly { readonly position: string, readonly acknowledgedAt: string | null, readonly dataHash: string | null }[] }

export async function loadTreatments (service: Service, { until }: Trader): Promise<LoadCount> {
  const { items } = await readPage<{ items: readonly { code: string }[] }>(service, '/v1/risk-treatments?limit=1000')
  let count = NOTHING_LOADED
  for (const seed of TREATMENTS) {
    const isThere = items.some(({ code }) => code === seed.code)
    if (!isThere) await sendRecord(service, { path: '/v1/risk-treatments', payload: treatmentOf(seed, until) })
    count = addCounts(count, isThere ? { created: 0, there: 1 } : { created: 1, there: 0 })
  }
  return count
}

/** What there is of the audit counts: itself, its closed stages, acceptances, recipients and follow-ups. */
export async function loadAudit (load: AuditLoad): Promise<LoadCount> {
  const before = await countOf(load)
  const audit = await findAudit(load) ?? await openAudit(load)
  await nameLogin(load.service, SIGNER.person, load.signer)
  for (let at = audit; at.nextStage !== null; at = await readPage(load.service, pathOf(at))) {
    await STAGES[at.stage]?.(load, at)
    await send(load.service, 'POST', `${pathOf(at)}/advance`, { stage: at.nextStage })
  }
  return { created: await countOf(load) - before, there: before }
}

const pathOf = ({ id }: Pick<Audit, 'id'>): string => `/v1/risk-audits/${id}`

async function findAudit ({ service, trader: { until } }: Pick<AuditLoad, 'service' | 'trader'>): Promise<Audit | undefined> {
  const { items } = await readPage<{ items: readonly Audit[] }>(service, '/v1/risk-audits?limit=1000')
  return items.find(({ title }) => title === auditOf(until).title)
}

async function openAudit ({ service, trader: { until } }: AuditLoad): Promise<Audit> {
  const { title, ...scope } = auditOf(until)
  return JSON.parse((await send(service, 'POST', '/v1/risk-audits', { title, scope })).body) as Audit
}

async function countOf (load: AuditLoad): Promise<number> {
  const audit = await findAudit(load)
  if (audit === undefined) return 0
  const entries = async (path: string): Promise<number> => (await readPage<{ items: readonly object[] }>(load.service, `${path}?limit=1000`)).items.length
  const { recipients } = await readPage<Recipients>(load.service, `${pathOf(audit)}/recipients`)
  return 1 + audit.stages.length + recipients.length + await entries('/v1/risk-acceptances') + await entries(`${pathOf(audit)}/follow-ups`)
}

/** What is done at a stage before the next can be closed. */
const STAGES: Readonly<Record<string, (load: AuditLoad, audit: Audit) => Promise<void>>> = {
  draft: considerDocuments, identified: explainControls, residual_determined: treatRisks, treated: tellRecipients, communicated: linkFollowUps
}

const blockersOf = async ({ service }: AuditLoad, audit: Audit): Promise<readonly Blocker[]> => (await readPage<{ blockers: readonly Blocker[] }>(service, `${pathOf(audit)}/blockers`)).blockers

async function considerDocuments ({ service, trader: { until } }: AuditLoad, audit: Audit): Promise<void> {
  const open = Object.keys(CONSIDERED).filter((kind) => !audit.considered.some((one) => one.kind === kind))
  for (const kind of open) await send(service, 'PUT', `${pathOf(audit)}/inputs/${kind}`, { ...documentOf(kind), datedOn: dayAfter(until, -30) })
}

/** In a small year some controls have nothing that the system could count. */
async function explainControls (load: AuditLoad, audit: Audit): Promise<void> {
  const risks = new Set((await blockersOf(load, audit)).map(({ risk }) => risk))
  for (const risk of risks) await send(load.service, 'PUT', `${pathOf(audit)}/not-evaluated/${risk}`, { reason: NOT_EVALUATED })
}

/** The cheapest sufficient plan is decided; what it leaves, and whatever might cost the authorisation, is signed for. */
async function treatRisks (load: AuditLoad, audit: Audit): Promise<void> {
  const { service, today } = load
  const plan = await readPage<{ treatments: readonly string[] }>(service, `/v1/risks/plan?audit=${audit.id}`)
  for (const code of plan.treatments) await send(service, 'PATCH', `/v1/risk-treatments/${code}`, { state: 'decided' })
  for (const { risk } of await blockersOf(load, audit)) {
    const asked = await send(service, 'POST', '/v1/risk-acceptances', { risk, audit: audit.id, reason: SIGNED, expiresOn: dayAfter(today, ACCEPTED_DAYS) })
    const { id } = JSON.parse(asked.body) as { id: string }
    await send(service, 'POST', `/v1/risk-acceptances/${id}/sign`, { position: SIGNER.position, rank: SIGNER.rank }, true)
  }
}
const ACCEPTED_DAYS = 365

/** Whoever has a login takes note with it; of the others a signed page is recorded. */
async function tellRecipients ({ service, today }: AuditLoad, audit: Audit): Promise<void> {
  const path = pathOf(audit)
  await send(service, 'POST', `${path}/recipients`, { positions: Object.keys(RECIPIENTS) })
  await send(service, 'POST', `${path}/notices`, { acknowledgeBy: dayAfter(today, NOTICE_DAYS) })
  const { recipients: [told] } = await readPage<Recipients>(service, `${path}/recipients`)
  for (const byAnother of [false, true]) await send(service, 'POST', `${path}/acknowledge`, { dataHash: told?.dataHash }, byAnother)
  const { recipients } = await readPage<Recipients>(service, `${path}/recipients`)
  for (const { position } of recipients.filter(({ acknowledgedAt }) => acknowledgedAt === null)) await send(service, 'POST', `${path}/recipients/${position}/record-acknowledgement`, noteOf(position))
}
const NOTICE_DAYS = 14

async function linkFollowUps ({ service }: AuditLoad, audit: Audit): Promise<void> {
  const { items } = await readPage<{ items: readonly { title: string }[] }>(service, `${pathOf(audit)}/follow-ups?limit=1000`)
  const open = FOLLOW_UPS.filter(({ title }) => !items.some((one) => one.title === title))
  for (const followUp of open) await send(service, 'POST', `${pathOf(audit)}/follow-ups`, followUp)
}

async function send (service: Service, method: 'POST' | 'PUT' | 'PATCH', path: string, payload: Members, byAnother = false): Promise<ServiceAnswer> {
  const answer = await service.request({ method, path, body: JSON.stringify(payload), mediaType: JSON_TYPE, ifMatch: '*', byAnother })
  if (answer.status >= 300) throw refused(path, answer)
  return answer
}

/** Where the page of the audit's report opens without a token, for a week. Each time another. */
export async function linkReport (load: Pick<AuditLoad, 'service' | 'trader'>): Promise<string> {
  const audit = await findAudit(load)
  if (audit === undefined) throw new Error('The audit of the year is not recorded')
  const { path } = JSON.parse((await send(load.service, 'POST', `${pathOf(audit)}/report-links`, {})).body) as { path: string }
  return path
}
