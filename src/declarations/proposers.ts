import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { PROPOSED_PILLARS, proposerOf } from './ai-proposals.ts'
import type { DeclarationContent } from './data-elements.ts'

/** An element of an item of a declaration. */
export interface AskedElement { readonly declarationId: string, readonly itemNumber: number, readonly pillar: string }

/**
 * AI system and version that proposed each element, by the version in force; null where a person did. One statement, or none where no
 * declaration could say so. A declaration that is not the operator's says nothing.
 */
export async function proposersOf (tx: OperatorTx, elements: readonly AskedElement[]): Promise<(string | null)[]> {
  const asked = elements.filter(({ pillar }) => (PROPOSED_PILLARS as readonly string[]).includes(pillar))
  if (asked.length === 0) return elements.map(() => null)
  const rows = await tx.query<{ id: string, document: DeclarationContent }>(`select d.id, v.document from aeo.declarations d
    join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
    where d.operator_id = $1 and d.id = any($2::uuid[])`, [tx.operatorId, [...new Set(asked.map(({ declarationId }) => declarationId))]])
  const documents = new Map(rows.map(({ id, document }) => [id, document]))
  return elements.map(({ declarationId, itemNumber, pillar }) => {
    const document = documents.get(declarationId)
    return document === undefined ? null : proposerOf(document, itemNumber, pillar)
  })
}
