import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import type { AuditRef } from '../audits/deps.ts'
import { readSnapshot } from '../audits/snapshot.ts'
import type { Snapshot } from '../audits/snapshot.ts'
import { riskReportNotReady } from '../problems.ts'
import { keptWords } from '../words/frozen-words.ts'
import { REPORTED_STAGES, reportFacts } from './facts.ts'
import type { FrozenStages, ReportedStage } from './facts.ts'
import type { ReportFacts, ReportModel } from './model.ts'
import { factsHash, reportOf } from './report-of.ts'

/** Reports of closed stages: made of what is frozen, and kept from the moment that one is sent or linked, so that it stays what was read. */

export interface KeptReport { readonly stage: ReportedStage, readonly dataHash: string }

/** The report of the stage, kept if it was not. @throws risk-report-not-ready. */
export async function keptReport (tx: OperatorTx, { id, version }: AuditRef, stage: ReportedStage): Promise<KeptReport> {
  const [before] = await tx.query<KeptReport>('select k.stage, k.data_hash as "dataHash" from aeo.risk_reports k where k.operator_id = $1 and k.audit_id = $2::uuid and k.version = $3 and k.stage = $4', [tx.operatorId, id, version, stage])
  if (before !== undefined) return before
  const facts = await frozenFacts(tx, { id, version }, stage)
  const dataHash = factsHash(facts)
  await tx.query('insert into aeo.risk_reports (operator_id, audit_id, version, stage, facts, data_hash, kept_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing', [tx.operatorId, id, version, stage, canonicalJson(facts), dataHash, tx.at])
  return { stage, dataHash }
}

/** As it was kept; else as it follows from the frozen stages. @throws risk-report-not-ready. */
export async function readReport (tx: OperatorTx, { id, version }: AuditRef, stage: ReportedStage): Promise<ReportModel> {
  const [kept] = await tx.query<{ facts: string }>('select k.facts from aeo.risk_reports k where k.operator_id = $1 and k.audit_id = $2::uuid and k.version = $3 and k.stage = $4', [tx.operatorId, id, version, stage])
  const facts = kept === undefined ? await frozenFacts(tx, { id, version }, stage) : JSON.parse(kept.facts) as ReportFacts
  return reportOf(facts, await keptWords(tx, facts))
}

interface StageRow { readonly stage: FrozenStages['proofs'][number]['stage'], readonly snapshot: string, readonly sha256: string, readonly closedBy: string, readonly closedAt: Date }

/** One statement. @throws risk-report-not-ready. */
async function frozenFacts (tx: OperatorTx, { id, version }: AuditRef, stage: ReportedStage): Promise<ReportFacts> {
  const rows = await tx.query<StageRow>(`select s.stage, s.snapshot, s.sha256, s.closed_by as "closedBy", s.closed_at as "closedAt" from aeo.risk_audit_stages s
    where s.operator_id = $1 and s.audit_id = $2::uuid and s.version = $3 and array_position($4::text[], s.stage::text) is not null order by array_position($4::text[], s.stage::text)`, [tx.operatorId, id, version, stagesUpTo(stage)])
  const of = (name: string): StageRow | undefined => rows.find((row) => row.stage === name)
  const [residual, treated, communicated, closed] = [of('residual_determined'), of('treated'), of('communicated'), of('closed')]
  if (residual === undefined || treated === undefined || of(stage) === undefined) throw riskReportNotReady(`Version ${version} of the audit has not closed the stage ${stage}.`)
  return reportFacts({
    residual: readSnapshot(residual.snapshot, 'residual_determined'), treated: readSnapshot(treated.snapshot, 'treated'),
    communicated: communicated === undefined ? null : readSnapshot(communicated.snapshot, 'communicated'), closed: closed === undefined ? null : readSnapshot(closed.snapshot, 'closed'),
    proofs: rows.map(({ stage: name, snapshot, closedAt, closedBy, sha256 }) => ({ stage: name, closedAt: closedAt.toISOString(), closedBy: closedAsIn(snapshot) ?? `a login of no person (${closedBy})`, sha256 }))
  })
}

const closedAsIn = (snapshot: string): string | null => (JSON.parse(snapshot) as Pick<Snapshot, 'closedAs'>).closedAs ?? null

const ORDER = ['identified', 'residual_determined', ...REPORTED_STAGES] as const
const stagesUpTo = (stage: ReportedStage): string[] => ORDER.slice(0, ORDER.indexOf(stage) + 1)
