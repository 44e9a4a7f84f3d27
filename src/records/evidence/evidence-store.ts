import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { EvidenceStanding } from './expected-evidence.ts'

/** Evidence by the days on which it holds. */

export interface EvidenceRow {
  readonly id: string
  readonly reference: string
  readonly criterion: string
  readonly kind: string
  readonly outcome: string
  readonly issuedOn: string
  readonly validFrom: string
  readonly endsOn: string | null
  readonly siteCode: string | null
  readonly partner: string | null
  readonly sha256: string
}

const COLUMNS = `e.id, e.reference, e.criterion, e.kind, e.outcome, e.issued_on as "issuedOn", e.valid_from as "validFrom", e.ends_on as "endsOn", e.site_code as "siteCode", e.partner, e.sha256`
const HOLDS = 'e.valid_from <= $2::date and (e.ends_on is null or e.ends_on >= $2::date)'

export interface EvidenceKey { readonly issuedOn: string, readonly id: string }

/** Holding on the day, issued last first. */
export async function evidenceOn (tx: OperatorTx, day: string, criterion: string | null, limit: number, after: EvidenceKey | undefined): Promise<EvidenceRow[]> {
  return await tx.query<EvidenceRow>(`select ${COLUMNS} from aeo.criteria_evidence e where e.operator_id = $1 and ${HOLDS} and ($3::text is null or e.criterion = $3)
      and ($5::date is null or (e.issued_on, e.id) < ($5::date, $6::uuid))
    order by e.issued_on desc, e.id desc limit $4`, [tx.operatorId, day, criterion, limit, after?.issuedOn ?? null, after?.id ?? null])
}

/** Ending on the days of the period, first to end first, unless another of the same kind, site and partner holds longer. */
export async function evidenceEnding (tx: OperatorTx, from: string, to: string, limit: number): Promise<EvidenceRow[]> {
  return await tx.query<EvidenceRow>(`select ${COLUMNS} from aeo.criteria_evidence e where e.operator_id = $1 and e.ends_on between $2::date and $3::date and e.outcome <> 'failed'
      and not exists (select from aeo.criteria_evidence n where n.operator_id = e.operator_id and n.criterion = e.criterion and n.kind = e.kind and n.outcome <> 'failed'
        and n.site_code is not distinct from e.site_code and n.partner is not distinct from e.partner and n.person is not distinct from e.person
        and n.valid_from <= e.ends_on + 1 and (n.ends_on is null or n.ends_on > e.ends_on))
    order by e.ends_on, e.id limit $4`, [tx.operatorId, from, to, limit])
}

export async function evidenceStandings (tx: OperatorTx, day: string): Promise<EvidenceStanding[]> {
  return await tx.query<EvidenceStanding>(`select e.criterion, e.kind, e.site_code as "siteCode", e.partner,
      bool_or(e.outcome <> 'failed' and ${HOLDS}) as holds, max(e.ends_on) filter (where e.ends_on < $2::date and e.outcome <> 'failed') as "lastEndedOn"
    from aeo.criteria_evidence e where e.operator_id = $1 group by 1, 2, 3, 4`, [tx.operatorId, day])
}
