import type { Severity, Values } from '../checks/check.ts'
import type { FindingPlace, Quality } from './examination-record.ts'
import type { Judged, KeptFinding } from './finding-changes.ts'
import type { Query } from './examination-facts.ts'

/** What earlier examinations of declarations left in the database. */

export interface KeptExamination {
  readonly place: FindingPlace
  readonly quality: Quality
  readonly outcomes: string
  readonly failingItems: number
  readonly judgedBy: JudgedBy
}

/** What an examination went by: two with the same were judged alike. */
export interface JudgedBy {
  /** Of the rules and of the lists that ship. */
  readonly release: string
  /** Of the operator's lists, settings and registers that are read whole. */
  readonly contextVersion: number
  /** Digest of what was known of its goods, suppliers and licences. */
  readonly knowledge: string | null
}

export interface KeptExaminations {
  /** The examination that counts, by declaration. */
  readonly examinations: ReadonlyMap<string, KeptExamination>
  readonly findings: ReadonlyMap<string, readonly KeptFinding[]>
}

interface ExaminationRow {
  declaration_id: string, version: number, outcomes: string, counted_on: string, org_unit_id: string | null, broker: string | null
  released: boolean, right_first_time: boolean, failing_items: number, release: string, context_version: string, knowledge: string | null
}
interface FindingRow {
  declaration_id: string, id: string, source: string, check_id: string | null, item_number: number | null, state: KeptFinding['state'], decision: KeptFinding['decision']
  closed_because: string | null, severity: Severity, pillar: string, message: string, values: Values, version: number, counted_on: string, org_unit_id: string | null, broker: string | null, proposed_by: string | null
}

/** @param ids of stored declarations; two statements, however many. */
export async function loadKeptExaminations (query: Query, operatorId: string, ids: readonly string[]): Promise<KeptExaminations> {
  if (ids.length === 0) return { examinations: new Map(), findings: new Map() }
  const examinations = await query<ExaminationRow>(`select x.declaration_id, x.version, x.outcomes, x.counted_on, x.org_unit_id, x.broker, x.released, x.right_first_time, x.failing_items, x.release, x.context_version,
      x.details ->> 'knowledge' as knowledge from aeo.examinations x
    where x.operator_id = $1 and x.declaration_id = any($2::uuid[]) and x.counted`, [operatorId, ids])
  const findings = await query<FindingRow>(`select f.declaration_id, f.id, f.source, f.check_id, f.item_number, f.state, f.decision, f.closed_because, f.severity, f.pillar,
      f.message, f.values, f.version, f.counted_on, f.org_unit_id, f.broker, f.proposed_by
    from aeo.findings f where f.operator_id = $1 and f.declaration_id = any($2::uuid[]) order by f.id for update`, [operatorId, ids])
  return {
    examinations: new Map(examinations.map((row) => [row.declaration_id, {
      place: placeOf(row), quality: { released: row.released, rightFirstTime: row.right_first_time }, outcomes: row.outcomes, failingItems: row.failing_items,
      judgedBy: { release: row.release, contextVersion: Number(row.context_version), knowledge: row.knowledge }
    }])),
    findings: Map.groupBy(findings.map(toKept), ({ place }) => place.declarationId)
  }
}

/** Whether another examination goes by the same as this one did. */
export function judgedAlike (before: JudgedBy, now: JudgedBy): Judged {
  const byRules = before.release === now.release
  return { byRules, byAll: byRules && before.contextVersion === now.contextVersion && before.knowledge === now.knowledge }
}

function placeOf (row: Pick<FindingRow, 'declaration_id' | 'version' | 'counted_on' | 'org_unit_id' | 'broker'>): FindingPlace {
  return { declarationId: row.declaration_id, version: row.version, countedOn: row.counted_on, orgUnitId: row.org_unit_id, broker: row.broker }
}

function toKept (row: FindingRow): KeptFinding {
  return {
    id: row.id, source: row.source, checkId: row.check_id, itemNumber: row.item_number, state: row.state, decision: row.decision, closedBecause: row.closed_because,
    severity: row.severity, pillar: row.pillar, message: row.message, values: row.values, proposedBy: row.proposed_by, place: placeOf(row)
  }
}
