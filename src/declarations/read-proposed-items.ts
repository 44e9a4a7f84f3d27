import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { CustomsAnswer } from './customs-message.ts'
import { customsLook, proposedItems } from './proposed-items.ts'
import type { ProposedItem, ReadVersion } from './proposed-items.ts'
import type { DeclarationContent } from './data-elements.ts'

/** Declarations as far as elements of them were proposed by AI systems. */

export interface ProposedDeclaration {
  readonly declarationId: string
  readonly mrn: string | null
  readonly lrn: string | null
  readonly declarant: string
  /** Code of the unit; '' where none is known. */
  readonly unit: string
  readonly countedOn: string
  readonly controlledOn: string | null
  readonly releasedOn: string | null
  readonly items: readonly ProposedItem[]
}

export interface ProposedQuery {
  /** Of these, those of which an item carries a proposal in any version; one that was joined to another is the one it was joined to. */
  readonly changed: readonly string[]
  /** Of these, all that stand here. */
  readonly ids: readonly string[]
}

interface Row {
  readonly id: string
  readonly mrn: string | null
  readonly lrn: string | null
  readonly declarant: string
  readonly unit: string
  readonly countedOn: string
  readonly current: number
  readonly versions: readonly (Omit<ReadVersion, 'statusAt' | 'document'> & { readonly statusAt: string, readonly document: DeclarationContent })[]
  readonly answers: readonly { readonly id: string, readonly issuedAt: string, readonly receivedAt: string, readonly answer: CustomsAnswer }[] | null
}

/** By id; one statement, however many. */
export async function readProposedDeclarations (tx: OperatorTx, { changed, ids }: ProposedQuery): Promise<ProposedDeclaration[]> {
  if (changed.length + ids.length === 0) return []
  const rows = await tx.query<Row>(`
    with named as (
      select coalesce(r.survivor_id, n.id) as id, n.whole from (select unnest($2::uuid[]) as id, false as whole union all select unnest($3::uuid[]), true) n
        left join aeo.declaration_redirects r on r.operator_id = $1 and r.id = n.id),
    wanted as (
      select n.id from named n group by n.id having bool_or(n.whole) or exists (select from aeo.declaration_versions w where w.operator_id = $1 and w.declaration_id = n.id and strpos(w.document::text, '"aiAssisted"') > 0))
    select d.id, d.mrn, d.lrn, d.declarant, coalesce(d.org_unit_id, '') as unit, d.counted_on as "countedOn", d.current_version as current,
      (select json_agg(json_build_object('version', v.version, 'status', v.status, 'statusAt', v.status_at, 'document', v.document,
          'madeBy', case when v.message_id is not null then (select m.kind from aeo.customs_messages m where m.operator_id = $1 and m.id = v.message_id) end) order by v.version)
        from aeo.declaration_versions v where v.operator_id = $1 and v.declaration_id = d.id) as versions,
      (select json_agg(json_build_object('id', m.id, 'issuedAt', m.issued_at, 'receivedAt', m.received_at, 'answer', m.content)) from aeo.customs_messages m
        where m.operator_id = $1 and m.declaration_id = d.id and m.kind = 'answer') as answers
    from wanted w join aeo.declarations d on d.operator_id = $1 and d.id = w.id order by d.id`,
  [tx.operatorId, changed, ids])
  return rows.map(({ id: declarationId, current, versions, answers, ...rest }) => {
    const facts = (answers ?? []).map(({ issuedAt, receivedAt, ...answer }) => ({ ...answer, issuedAt: new Date(issuedAt), receivedAt: new Date(receivedAt) }))
    return { declarationId, ...rest, ...customsLook(facts), items: proposedItems(versions.map(({ statusAt, ...version }) => ({ ...version, statusAt: new Date(statusAt) })), current, facts) }
  })
}
