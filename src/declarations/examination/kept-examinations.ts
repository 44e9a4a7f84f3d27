import type { Severity, Values } from '../checks/check.ts'
import type { FindingPlace, Quality } from './examination-record.ts'
import type { KeptFinding } from './finding-changes.ts'
import type { Query } from './examination-facts.ts'

/** What earlier examinations of declarations left in the database. */

export interface KeptExamination {
  readonly place: FindingPlace
  readonly quality: Quality
  readonly outcomes: string
  /** Release of the rules and version of the operator's lists and settings that it was judged by. */
  readonly judgedBy: string
}

export interface KeptExaminations {
  /** The examination that counts, by declaration. */
  readonly examinations: ReadonlyMap<string, KeptExamination>
  readonly findings: ReadonlyMap<string, readonly KeptFinding[]>
}

interface ExaminationRow {
  declaration_id: string, version: number, outcomes: string, counted_on: string, org_unit_id: string | null, broker: string | null
  released: boolean, right_first_time: boolean, release: string, context_version: string
}
interface FindingRow {
  declaration_id: string, id: string, source: string, check_id: string | null, item_number: number | null, state: KeptFinding['state'], decision: KeptFinding['decision']
  closed_because: string | null, severity: Severity, pillar: string, message: string, values: Values, version: number, counted_on: string, org_unit_id: string | null, broker: string | null
}

/** @param ids of stored declarations; two statements, however many. */
export async function loadKeptExaminations (query: Query, operatorId: string, ids: readonly string[]): Promise<KeptExaminations> {
  if (ids.length === 0) return { examinations: new Map(), findings: new Map() }
  const examinations = await query<ExaminationRow>(`select x.declaration_id, x.version, x.outcomes, x.counted_on, x.org_unit_id, x.broker, x.released, x.right_first_time, x.release, x.context_version
    from aeo.examinations x
    where x.operator_id = $1 and x.declaration_id = any($2::uuid[]) and x.counted`, [operatorId, ids])
  const findings = await query<FindingRow>(`select f.declaration_id, f.id, f.source, f.check_id, f.item_number, f.state, f.decision, f.closed_because, f.severity, f.pillar,
      f.message, f.values, f.version, f.counted_on, f.org_unit_id, f.broker
    from aeo.findings f where f.operator_id = $1 and f.declaration_id = any($2::uuid[]) order by f.id for update`, [operatorId, ids])
  return {
    examinations: new Map(examinations.map((row) => [row.declaration_id, {
      place: placeOf(row), quality: { released: row.released, rightFirstTime: row.right_first_time }, outcomes: row.outcomes,
      judgedBy: judgedBy(row.release, row.context_version)
    }])),
    findings: Map.groupBy(findings.map(toKept), ({ place }) => place.declarationId)
  }
}

/** Two examinations with the same name were judged alike. */
export const judgedBy = (release: string, contextVersion: number | string): string => `${release}/${contextVersion}`

function placeOf (row: Pick<FindingRow, 'declaration_id' | 'version' | 'counted_on' | 'org_unit_id' | 'broker'>): FindingPlace {
  return { declarationId: row.declaration_id, version: row.version, countedOn: row.counted_on, orgUnitId: row.org_unit_id, broker: row.broker }
}

function toKept (row: FindingRow): KeptFinding {
  return {
    id: row.id, source: row.source, checkId: row.check_id, itemNumber: row.item_number, state: row.state, decision: row.decision, closedBecause: row.closed_because,
    severity: row.severity, pillar: row.pillar, message: row.message, values: row.values, place: placeOf(row)
  }
}
