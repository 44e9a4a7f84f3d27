import type { Source } from '../definition.ts'
import { POINTS } from './declaration-sources.ts'

/** Supporting documents, and evidence for solvency and security. */

export const ARCHIVED_DOCUMENTS: Source = {
  name: 'archived_documents', reads: 'totals of declarations by whether all documents that must be archived are (document_totals)', period: 'period', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, sum(t.declarations - t.without_requirement)::text as required, sum(t.complete - t.without_requirement)::text as archived
    from ${POINTS} join aeo.document_totals t on t.operator_id = $1 and t.day between p.first and p.last
    group by p.point`
}

const since = (kind: string): string => `p.last - max(e.issued_on) filter (where e.kind = '${kind}' and e.outcome <> 'failed')`

/** Evidence is little: a few rows a year. */
export const CRITERIA_EVIDENCE: Source = {
  name: 'criteria_evidence', reads: 'evidence for solvency and security, by the day of its issue (criteria_evidence)', period: 'as_of_day', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key,
      count(*) filter (where e.criterion = 'security')::text as security, count(*) filter (where e.criterion = 'financial_solvency')::text as solvency,
      count(*) filter (where e.kind = 'backup_test' and e.outcome <> 'failed')::text as "backupTests", (${since('backup_test')})::text as "backupTestAge",
      count(*) filter (where e.kind = 'penetration_test' and e.outcome <> 'failed')::text as "penetrationTests", (${since('penetration_test')})::text as "penetrationTestAge",
      count(*) filter (where e.kind = 'incident_report' and e.issued_on > (p.last - interval '12 months')::date)::text as incidents,
      count(*) filter (where e.criterion = 'financial_solvency' and e.outcome = 'failed' and not exists (
        select from aeo.criteria_evidence n where n.operator_id = $1 and n.criterion = e.criterion and n.kind = e.kind and n.issued_on > e.issued_on and n.issued_on <= p.last))::text as "solvencyFlags"
    from ${POINTS} join aeo.criteria_evidence e on e.operator_id = $1 and e.issued_on <= p.last
    group by p.point, p.last`
}

/** Whether a supplier was looked at by a day is kept with its last check alone, so only today can be told. */
export const PARTNERS: Source = {
  name: 'partners', reads: 'suppliers with the day of their last identity check, and checks of partners as evidence (suppliers, criteria_evidence)', period: 'as_of_day',
  dimensions: [], byMonth: false,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, count(*)::text as partners,
      count(*) filter (where (s.identity_checked_on is null or s.identity_checked_on <= (p.last - interval '12 months')::date) and not exists (
        select from aeo.criteria_evidence e where e.operator_id = $1 and e.criterion = 'security' and e.kind = 'partner_check' and e.partner in (s.supplier_ref, s.eori)
          and e.outcome <> 'failed' and e.valid_from <= p.last and (e.ends_on is null or e.ends_on >= p.last)))::text as unverified
    from ${POINTS} join aeo.suppliers s on s.operator_id = $1 and (s.recorded_at at time zone 'UTC')::date <= p.last
    group by p.point`
}
