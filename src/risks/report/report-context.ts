import { addMonths, firstOfMonth, lastOfMonth, utcDay } from '../../platform/calendar.ts'
import type { AskPeople } from '../../platform/acting-person.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { eventRate } from '../../statistics/poisson-rate.ts'
import { rateRatio } from '../../statistics/rate-ratio.ts'
import type { Assessed } from '../assessments/movement.ts'
import type { AuditRef } from '../audits/deps.ts'
import { readSnapshot } from '../audits/snapshot.ts'
import type { EvidenceSources } from '../evidence/deps.ts'
import type { EvidenceScope } from '../evidence/risk-evidence.ts'
import type { Holder } from '../register/risk.ts'
import type { MeasuredEffect } from '../treatments/measured-effect.ts'
import { readMeasuredEffects } from '../treatments/read-effects.ts'
import type { KeptTreatment } from '../treatments/treatment.ts'
import type { MeasuredShare, ReportAiSystem, ReportDuty, ReportExplanation, ReportFacts, ReportSanctions, ReportTrainingNeed, SanctionPeriod } from './model.ts'
import { monthName } from './words.ts'

/** What the report of an audit shows beside its risks, as it is when stage 3 closes. It is frozen with the stage, so it is plain JSON, and names no person. */

export interface ReportContext {
  /** Last day of the periods. */
  readonly on: string
  readonly operator: ReportFacts['operator']
  readonly sanctions: ReportSanctions
  readonly aiSystems: readonly ReportAiSystem[]
  readonly trainingNeeds: readonly ReportTrainingNeed[]
  readonly duties: readonly ReportDuty[]
  /** Titles of the positions, by code. */
  readonly positions: Readonly<Record<string, string>>
  /** Title of the position that answers for a risk, by code of the risk; of a person, of the position held first. Without any it is not there. */
  readonly owners: Readonly<Record<string, string>>
  /** Titles of the controls, by code. */
  readonly controls: Readonly<Record<string, string>>
  /** What the audit before left of each risk, by code, and the day of it; null: there was none. */
  readonly before: { readonly on: string, readonly risks: Readonly<Record<string, AssessedBefore>> } | null
  /** What finished treatments were worth, by code of the treatment and of the risk; where nothing could be compared there is no entry. Not in what was frozen before it was measured. */
  readonly measured?: Readonly<Record<string, Readonly<Record<string, MeasuredShare>>>>
  /** What key figures suggest, by code of the risk; of whose speak for nothing there is no entry. Not in what was frozen before they were read. */
  readonly suggestions?: Suggestions
}

export type Suggestions = Readonly<Record<string, ReportExplanation['suggestions']>>

export interface AssessedBefore extends Assessed { readonly residualScore: number }

/** What a system says of itself to whoever is told of all of them. */
export interface SystemInBrief extends Pick<ReportAiSystem, 'code' | 'name' | 'purpose' | 'outputs' | 'reviewed' | 'overridden' | 'wrong'> {
  readonly class: string | null
  readonly status: string
  readonly raised: readonly { readonly measure: string, readonly level: 'amber' | 'red' }[]
  readonly lateObligations: number
}

interface Span { readonly from: string, readonly to: string }

export interface Position { readonly code: string, readonly title: string, readonly holders: readonly string[] }

/** What the other features know of it, each with a constant number of statements. */
export interface ReportSources {
  readonly authorisationsHeld: (tx: OperatorTx, day: string) => Promise<readonly { readonly type: string, readonly reference: string }[]>
  /** By the last day of the facts, without what was annulled, in the order of the periods. */
  readonly sanctionsIn: (tx: OperatorTx, periods: readonly Span[]) => Promise<readonly number[]>
  /** By month, YYYY-MM; a month without any has no entry. */
  readonly declarationsBy: (tx: OperatorTx, span: Span) => Promise<readonly { readonly month: string, readonly declarations: number }[]>
  /** @param months YYYY-MM. */
  readonly aiSystems: (tx: OperatorTx, months: Span, today: string) => Promise<readonly SystemInBrief[]>
  readonly openNeeds: (tx: OperatorTx, most: number) => Promise<readonly { readonly topic: string, readonly source: string, readonly people: number, readonly dueOn: string }[]>
  /** Duties to notify customs, and what authorisations and AI systems oblige to and is late or due by the day; due first, first. */
  readonly openDuties: (tx: OperatorTx, until: string, most: number) => Promise<readonly { readonly what: string, readonly legalSource: string, readonly dueOn: string, readonly owner: Holder | 'head_of_customs' }[]>
  readonly positionsAt: (tx: OperatorTx, day: string) => Promise<readonly (Position & { readonly headOfCustoms: boolean })[]>
}

const YEARS = 3
/** A report is read by people. */
const MOST = 200
/** What recurs is never done for good: only what is late or near is shown. The words of the section say so. */
const DUTY_MONTHS = 3

type ReportedAudit = AuditRef & { readonly scope: Pick<EvidenceScope, 'to'> }
type Sources = { readonly report: ReportSources, readonly evidence: EvidenceSources }

/** With a constant number of statements. @param treatments that the stage looks at. */
export async function readReportContext (tx: OperatorTx, { report, evidence }: Sources, { id, version, scope: { to } }: ReportedAudit, treatments: readonly KeptTreatment[]): Promise<ReportContext> {
  const today = utcDay(tx.at)
  const on = to < today ? to : today
  const periods = yearsBefore(on)
  const span = { from: periods[0]?.from ?? on, to: lastOfMonth(on) }
  const sanctions = await report.sanctionsIn(tx, periods)
  const declared = await report.declarationsBy(tx, span)
  const months = { from: addMonths(firstOfMonth(on), -11).slice(0, 7), to: on.slice(0, 7) }
  const positions = await report.positionsAt(tx, today)
  return {
    on, operator: { ...await readOperator(tx), authorisations: (await report.authorisationsHeld(tx, today)).map(({ type, reference }) => ({ type, reference })) },
    sanctions: sanctionsOf(periods, sanctions, declared),
    aiSystems: (await report.aiSystems(tx, months, today)).map(systemOf),
    trainingNeeds: (await report.openNeeds(tx, MOST)).map(({ topic, source, people, dueOn }) => ({ topic, reason: plainWords(source), people, dueOn, overdue: dueOn < today })),
    duties: (await report.openDuties(tx, addMonths(today, DUTY_MONTHS), MOST)).map(({ what, legalSource, dueOn, owner }) => ({ title: what, legalBasis: legalSource, owner: titleOfOwner(owner, positions), dueOn, overdue: dueOn < today })),
    positions: Object.fromEntries(positions.map(({ code, title }) => [code, title])),
    owners: ownersOf(await readOwners(tx), positions), controls: await controlTitles(tx), before: await readBefore(tx, { id, version }),
    measured: measuredBy(await readMeasuredEffects(tx, evidence, treatments))
  }
}

/** Those that show a share, as they are shown. */
export function measuredBy (effects: ReadonlyMap<string, readonly MeasuredEffect[]>): Record<string, Record<string, MeasuredShare>> {
  return Object.fromEntries([...effects].flatMap(([code, ofTreatment]) => {
    const measured = ofTreatment.flatMap(({ risk, share, shareLow: low, shareHigh: high, lowData }) => share === null ? [] : [[risk, { share, low, high, lowData }] as const])
    return measured.length === 0 ? [] : [[code, Object.fromEntries(measured)]]
  }))
}

async function readOperator (tx: OperatorTx): Promise<{ name: string, eori: string }> {
  const [row] = await tx.query<{ name: string, eori: string }>('select o.name, o.eori from aeo.operators o where o.operator_id = $1', [tx.operatorId])
  if (row === undefined) throw new Error('The operator of the transaction is not there')
  return row
}

/** The position that a person holds, as the report names people; null: the login is no person's. Two statements. */
export async function positionOfLogin (tx: OperatorTx, { people, report }: { readonly people: AskPeople, readonly report: Pick<ReportSources, 'positionsAt'> }, subject: string): Promise<string | null> {
  const { acting } = await people(tx, subject, [])
  if (acting === undefined) return null
  return titleOfOwner({ kind: 'person', code: acting }, await report.positionsAt(tx, utcDay(tx.at))) ?? 'a person who holds no position'
}

const readOwners = async (tx: OperatorTx): Promise<{ risk: string, owner: Holder }[]> => await tx.query(`select r.code as risk, json_build_object('kind', r.owner_kind, 'code', r.owner_code) as owner from aeo.risks r
  where r.operator_id = $1 and r.owner_code is not null and r.state <> 'retired' order by r.code`, [tx.operatorId])

/** By code. */
export async function controlTitles (tx: OperatorTx): Promise<Record<string, string>> {
  const rows = await tx.query<{ code: string, title: string }>('select c.code, c.title from aeo.risk_controls c where c.operator_id = $1 order by c.code', [tx.operatorId])
  return Object.fromEntries(rows.map(({ code, title }) => [code, title]))
}

/** Of the audit, or the version, of the same sites and procedures whose stage 2 was closed last before this one's: what counts elsewhere moved nothing. */
async function readBefore (tx: OperatorTx, { id, version }: AuditRef): Promise<ReportContext['before']> {
  const [row] = await tx.query<{ snapshot: string }>(`select s.snapshot from aeo.risk_audit_stages o
      join aeo.risk_audit_versions own on own.operator_id = o.operator_id and own.audit_id = o.audit_id and own.version = o.version
      join aeo.risk_audit_versions v on v.operator_id = o.operator_id and v.sites @> own.sites and v.sites <@ own.sites and v.procedures @> own.procedures and v.procedures <@ own.procedures
      join aeo.risk_audit_stages s on s.operator_id = v.operator_id and s.audit_id = v.audit_id and s.version = v.version and s.stage = o.stage and (s.closed_at, s.audit_id, s.version) < (o.closed_at, o.audit_id, o.version)
    where o.operator_id = $1 and o.audit_id = $2::uuid and o.version = $3 and o.stage = 'residual_determined' order by s.closed_at desc, s.audit_id desc, s.version desc limit 1`, [tx.operatorId, id, version])
  if (row === undefined) return null
  const { inputs: { assessment }, result } = readSnapshot(row.snapshot, 'residual_determined')
  const figures = new Map(result.risks.map(({ code, assessment: found }) => [code, found]))
  return {
    on: assessment.on,
    risks: Object.fromEntries(assessment.risks.flatMap(({ code, input }) => {
      const found = figures.get(code)
      return found === undefined ? [] : [[code, { input, expectedAnnualLoss: found.expectedAnnualLoss, frequency: found.frequency, residualScore: found.residualScore }]]
    }))
  }
}

/** A person is shown by the position that she holds, and by none if she holds none. */
const positionOf = ({ kind, code }: Holder, positions: readonly Position[]): Position | undefined => positions.find((position) => kind === 'position' ? position.code === code : position.holders.includes(code))

export function ownersOf (owners: readonly { readonly risk: string, readonly owner: Holder }[], positions: readonly Position[]): Record<string, string> {
  return Object.fromEntries(owners.flatMap(({ risk, owner }) => {
    const found = positionOf(owner, positions)
    return found === undefined ? [] : [[risk, found.title]]
  }))
}

/** Null: nobody heads customs, or the person holds no position. */
export const titleOfOwner = (owner: Holder | 'head_of_customs', positions: readonly (Position & { readonly headOfCustoms: boolean })[]): string | null =>
  (owner === 'head_of_customs' ? positions.find(({ headOfCustoms }) => headOfCustoms) : positionOf(owner, positions))?.title ?? null

/** Twelve whole months each, the last with the month of the day, the first first. */
export function yearsBefore (on: string): { from: string, to: string }[] {
  const first = firstOfMonth(on)
  return Array.from({ length: YEARS }, (_, index) => {
    const last = addMonths(first, -12 * (YEARS - 1 - index))
    return { from: addMonths(last, -11), to: lastOfMonth(last) }
  })
}

/** Years before anything was declared are no data. */
export function sanctionsOf (periods: readonly Span[], sanctions: readonly number[], declared: readonly { readonly month: string, readonly declarations: number }[]): ReportSanctions {
  const counted = periods.map((period, index): SanctionPeriod => {
    const declarations = declared.filter(({ month }) => month >= period.from.slice(0, 7) && month <= period.to.slice(0, 7)).reduce((sum, each) => sum + each.declarations, 0)
    const rate = eventRate(sanctions[index] ?? 0, declarations)
    return { label: `the year to ${monthName(period.to)}`, ...period, sanctions: sanctions[index] ?? 0, declarations, per1000: rate?.perThousand ?? null, lower: rate?.lower ?? null, upper: rate?.upper ?? null, lowData: rate?.lowData ?? true }
  })
  const first = counted.findIndex((period) => period.declarations > 0 || period.sanctions > 0)
  const known = first < 0 ? [] : counted.slice(first)
  const [last, before] = [known.at(-1), known.at(-2)]
  const found = last === undefined || before === undefined ? null : rateRatio({ events: last.sanctions, exposure: last.declarations }, { events: before.sanctions, exposure: before.declarations })
  return { periods: known, comparison: found === null || found.ratio === null ? null : { ratio: found.ratio, lower: found.lower, upper: found.upper, p: found.p } }
}

const plainWords = (name: string): string => name.replaceAll('_', ' ')

function systemOf ({ raised, lateObligations, class: found, status, ...system }: SystemInBrief): ReportAiSystem {
  return {
    ...system, class: found ?? 'not assessed', state: status,
    warnings: [
      ...raised.map(({ measure, level }) => `${plainWords(measure)} is ${level}`),
      ...lateObligations === 0 ? [] : [lateObligations === 1 ? 'one obligation is late' : `${lateObligations} obligations are late`]
    ]
  }
}
