import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { AppealStatus } from './appeal.ts'
import { leftOutBy } from './appeal.ts'
import type { SanctionKeys } from './derivation.ts'
import { factsOf } from './model.ts'
import type { SanctionContent, View } from './model.ts'
import { sanctionExists } from './problems.ts'

/** Sanctions in the database. Every query names the operator. */

/** What the system adds to a decision as it was stated. */
export interface Derived extends SanctionKeys {
  readonly amountDutyEur: string | null
  readonly amountPenaltyEur: string | null
  /** Null without an amount, and where no rate of the day of the decision was known. */
  readonly unitsPerEuro: string | null
}

export interface Sanction extends Derived {
  readonly id: string
  readonly revision: number
  readonly content: SanctionContent
  /** Null once erased. */
  readonly severityReason: string | null
  readonly factsFrom: string
  readonly factsTo: string
  readonly decisionDate: string
  readonly recordedAt: Date
  readonly recordedBy: string
  readonly changedAt: Date
}

const COLUMNS = `s.id, s.revision, s.content, s.severity_reason as "severityReason", s.facts_from as "factsFrom", s.facts_to as "factsTo", s.decision_date as "decisionDate",
  s.amount_duty_eur as "amountDutyEur", s.amount_penalty_eur as "amountPenaltyEur", s.units_per_euro as "unitsPerEuro", s.org_unit_id as "orgUnitId", s.ai, s.sites, s.procedures, s.brokers, s.goods,
  s.declaration_ids as "declarationIds", s.unlinked, s.recorded_at as "recordedAt", s.recorded_by as "recordedBy", s.changed_at as "changedAt"`

export async function findSanction (tx: OperatorTx, id: string): Promise<Sanction | undefined> {
  const [row] = await tx.query<Sanction>(`select ${COLUMNS} from aeo.sanctions s where s.operator_id = $1 and s.id = $2`, [tx.operatorId, id])
  return row
}

/** Locked until the transaction ends, so that two changes come one after the other. */
export async function lockSanction (tx: OperatorTx, id: string): Promise<Sanction | undefined> {
  const [row] = await tx.query<Sanction>(`select ${COLUMNS} from aeo.sanctions s where s.operator_id = $1 and s.id = $2 for update`, [tx.operatorId, id])
  return row
}

/** Written columns, in the order of `valuesOf`, from the third parameter on. */
const WRITTEN = ['authority', 'authority_reference', 'member_state', 'pillar', 'severity', 'serious_crime', 'cause', 'detected_by', 'facts_from', 'facts_to', 'decision_date', 'currency',
  'amount_duty', 'amount_penalty', 'amount_duty_eur', 'amount_penalty_eur', 'units_per_euro', 'org_unit_id', 'ai', 'sites', 'procedures', 'brokers', 'goods', 'declaration_ids', 'unlinked',
  'appeal_status', 'appeal_since', 'appeal_deadline', 'content', 'severity_reason']

function valuesOf (content: SanctionContent, severityReason: string | null, derived: Derived): unknown[] {
  const facts = factsOf(content.infringementDates)
  const appeal = content.appeal.at(-1)
  return [content.authority, content.authorityReference, content.memberState, content.pillar, content.severity, content.seriousCrime, content.cause, content.detectedBy, facts.from, facts.to,
    content.decisionDate, content.currency, content.amountDuty, content.amountPenalty, derived.amountDutyEur, derived.amountPenaltyEur, derived.unitsPerEuro, derived.orgUnitId, derived.ai,
    derived.sites, derived.procedures, derived.brokers, derived.goods, derived.declarationIds, derived.unlinked, appeal?.status, appeal?.on, appeal?.deadline ?? null, JSON.stringify(content), severityReason]
}

const PLACES = WRITTEN.map((_, index) => `$${index + 3}`).join(', ')

/** @throws sanction-exists when the authority's reference is recorded already. */
export async function insertSanction (tx: OperatorTx, id: string, content: SanctionContent, severityReason: string, derived: Derived, recordedBy: string): Promise<void> {
  await once(content, async () => await tx.query(`insert into aeo.sanctions (operator_id, id, ${WRITTEN.join(', ')}, recorded_at, recorded_by, changed_at)
    values ($1, $2, ${PLACES}, $${WRITTEN.length + 3}, $${WRITTEN.length + 4}, $${WRITTEN.length + 3})`, [tx.operatorId, id, ...valuesOf(content, severityReason, derived), tx.at, recordedBy]))
}

/** @throws sanction-exists when another sanction has the authority's reference. */
export async function updateSanction (tx: OperatorTx, id: string, content: SanctionContent, severityReason: string | null, derived: Derived): Promise<void> {
  await once(content, async () => await tx.query(`update aeo.sanctions s set (${WRITTEN.join(', ')}, changed_at, revision) = row(${PLACES}, $${WRITTEN.length + 3}, s.revision + 1)
    where s.operator_id = $1 and s.id = $2`, [tx.operatorId, id, ...valuesOf(content, severityReason, derived), tx.at]))
}

/** What follows from the declarations alone. */
export async function updateKeys (tx: OperatorTx, id: string, { orgUnitId, ai, sites, procedures, brokers, goods, declarationIds, unlinked }: SanctionKeys): Promise<void> {
  await tx.query(`update aeo.sanctions s set org_unit_id = $3, ai = $4, sites = $5, procedures = $6, brokers = $7, goods = $8, declaration_ids = $9, unlinked = $10, changed_at = $11, revision = s.revision + 1
    where s.operator_id = $1 and s.id = $2`, [tx.operatorId, id, orgUnitId, ai, sites, procedures, brokers, goods, declarationIds, unlinked, tx.at])
}

/** @returns of how many states words went; the sanction is of another revision if of any. */
export async function eraseWords (tx: OperatorTx, id: string): Promise<number> {
  const states = await tx.query('update aeo.sanction_revisions r set severity_reason = null, words = null where r.operator_id = $1 and r.sanction_id = $2 and (r.severity_reason is not null or r.words is not null) returning r.revision', [tx.operatorId, id])
  if (states.length > 0) await tx.query('update aeo.sanctions s set severity_reason = null, changed_at = $3, revision = s.revision + 1 where s.operator_id = $1 and s.id = $2', [tx.operatorId, id, tx.at])
  return states.length
}

async function once ({ authorityReference }: SanctionContent, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if ((error as { constraint?: string }).constraint !== 'sanctions_decision_once') throw error
    throw sanctionExists('A decision of this authority with this reference is recorded already. Change that one.', { authorityReference }, { cause: error })
  }
}

export interface Revision {
  readonly revision: number
  readonly kind: 'recorded' | 'changed' | 'appeal_changed' | 'derived' | 'words_erased'
  readonly content: SanctionContent
  readonly severityReason: string | null
  readonly words: string | null
  readonly changedAt: Date
  readonly changedBy: string
}

export async function insertRevision (tx: OperatorTx, sanctionId: string, { revision, kind, content, severityReason, words }: Omit<Revision, 'changedAt' | 'changedBy'>, changedBy: string): Promise<void> {
  await tx.query(`insert into aeo.sanction_revisions (operator_id, sanction_id, revision, kind, content, severity_reason, words, changed_at, changed_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, [tx.operatorId, sanctionId, revision, kind, JSON.stringify(content), severityReason, words, tx.at, changedBy])
}

/** Oldest first; from the number on. */
export async function revisionsOf (tx: OperatorTx, sanctionId: string, after: number, limit: number): Promise<Revision[]> {
  return await tx.query<Revision>(`select r.revision, r.kind, r.content, r.severity_reason as "severityReason", r.words, r.changed_at as "changedAt", r.changed_by as "changedBy"
    from aeo.sanction_revisions r where r.operator_id = $1 and r.sanction_id = $2 and r.revision > $3 order by r.revision limit $4`, [tx.operatorId, sanctionId, after, limit])
}

export interface SanctionFilter {
  /** Which day `from` and `to` are about: the last one of the facts, or that of the decision. */
  readonly by?: 'facts' | 'decision' | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly view?: View | undefined
  readonly pillar?: string | undefined
  readonly severity?: string | undefined
  readonly cause?: string | undefined
  readonly memberState?: string | undefined
  readonly detectedBy?: string | undefined
  readonly appealStatus?: AppealStatus | undefined
  readonly seriousCrime?: boolean | undefined
  /** The next step of the appeal must come by that day. */
  readonly appealDeadlineTo?: string | undefined
  /** Of these, '' asks for those that have none. */
  readonly unit?: string | undefined
  readonly site?: string | undefined
  readonly procedure?: string | undefined
  readonly broker?: string | undefined
  readonly goods?: string | undefined
  readonly ai?: string | undefined
  readonly declarationId?: string | undefined
  readonly authority?: string | undefined
  readonly authorityReference?: string | undefined
}

const oneOf = (column: string): string => `((? <> '' and ${column} @> array[?]::text[]) or (? = '' and ${column} = '{}'))`

const FILTERS: readonly [keyof SanctionFilter, string][] = [
  ['pillar', 's.pillar = ?'], ['severity', 's.severity = ?'], ['cause', 's.cause = ?'], ['memberState', 's.member_state = ?'], ['detectedBy', 's.detected_by = ?'], ['appealStatus', 's.appeal_status = ?'],
  ['seriousCrime', 's.serious_crime = ?::boolean'], ['appealDeadlineTo', 's.appeal_deadline <= ?::date'], ['unit', 's.org_unit_id = ?'], ['ai', 's.ai = ?'], ['site', oneOf('s.sites')], ['procedure', oneOf('s.procedures')], ['broker', oneOf('s.brokers')],
  ['goods', oneOf('s.goods')], ['declarationId', 's.declaration_ids @> array[?]::uuid[]'], ['authority', 'lower(s.authority) = lower(?)'], ['authorityReference', 'lower(s.authority_reference) = lower(?)']
]

export const dayColumn = (by: 'facts' | 'decision'): 'facts_to' | 'decision_date' => by === 'facts' ? 'facts_to' : 'decision_date'

/** Newest day first. */
export async function listSanctions (tx: OperatorTx, { by = 'facts', view = 'all', from, to, ...filter }: SanctionFilter, limit: number, after: { readonly day: string, readonly id: string } | undefined): Promise<Sanction[]> {
  const values: unknown[] = [tx.operatorId, limit, leftOutBy(view)]
  const put = (value: unknown): string => `$${values.push(value)}`
  const day = `s.${dayColumn(by)}`
  const conditions = FILTERS.flatMap(([name, condition]) => {
    const value = (filter as SanctionFilter)[name]
    if (value === undefined) return []
    const place = `${put(value)}::text`
    return [condition.replaceAll('?', place)]
  })
  if (from !== undefined) conditions.push(`${day} >= ${put(from)}::date`)
  if (to !== undefined) conditions.push(`${day} <= ${put(to)}::date`)
  if (after !== undefined) conditions.push(`(${day}, s.id) < (${put(after.day)}::date, ${put(after.id)}::uuid)`)
  return await tx.query<Sanction>(`select ${COLUMNS} from aeo.sanctions s where ${['s.operator_id = $1', 's.appeal_status <> all($3::text[])', ...conditions].join(' and ')} order by ${day} desc, s.id desc limit $2`, values)
}
