import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { ObligationKind } from './obligations.ts'

/** What other features ask of the obligations of authorisations, in their own transaction. */

export interface DueObligation {
  /** The kind, and the authorisation it is of: never the words that people wrote. */
  readonly what: string
  readonly legalSource: string
  readonly dueOn: string
}

const WORDS: Readonly<Record<ObligationKind, string>> = {
  report: 'Report to customs', bill_of_discharge: 'Bill of discharge', stock_record: 'Stock record', guarantee_review: 'Review of the guarantee', reassessment: 'Reassessment by customs', self_monitoring: 'Self-monitoring', renewal: 'Renewal',
  other: 'Other obligation'
}
/** A holder has to do what the decision obliges to; of some obligations another article says how. */
const SOURCES: Readonly<Partial<Record<ObligationKind, string>>> = { bill_of_discharge: 'UCC-DA 175', reassessment: 'UCC-DA 15' }

/** Due by the day, those that are late among them, due first, first; no more than `most`. One statement. */
export async function obligationsDue (tx: OperatorTx, until: string, most: number): Promise<DueObligation[]> {
  const rows = await tx.query<{ kind: ObligationKind, dueOn: string, type: string, reference: string }>(`select o.kind, o.next_due as "dueOn", a.type, a.reference
    from aeo.authorisation_obligations o join aeo.authorisations a on a.operator_id = o.operator_id and a.id = o.authorisation_id
    where o.operator_id = $1 and o.next_due <= $2::date order by o.next_due, o.id limit $3`, [tx.operatorId, until, most])
  return rows.map(({ kind, dueOn, type, reference }) => ({ what: `${WORDS[kind]}, ${type} ${reference}`, legalSource: SOURCES[kind] ?? 'UCC 23(1)', dueOn }))
}
