import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Content } from '../../platform/keeping/record-kind.ts'
import { readSetting } from '../settings/setting-store.ts'
import { documentKey, missingDocuments, requiredDocuments } from './required-documents.ts'
import type { DeclaredContent } from './required-documents.ts'

/**
 * How many of the documents that a declaration must have archived are missing, kept beside it so that a report counts no declaration.
 * Moved in the transaction that archives a document, and for declarations by following the operator's log.
 */

/** @param document the version in force as it was declared. @returns data set of Annex B (customs.md 2.8). */
export type DatasetOf = (document: DeclaredContent) => string

/** Simplified declarations: their supplementary ones have the documents (LIF-04). */
const WITHOUT_DOCUMENTS = new Set(['C1', 'C2', 'I1', 'I2'])
const NOT_COUNTED = new Set(['draft', 'rejected', 'invalidated', 'cancelled', 'expired'])

interface DeclarationRow { id: string, mrn: string | null, lrn: string | null, declarant: string, status: string, counted_on: string, document: DeclaredContent }
interface ArchivedRow { mrn: string, lrn: string, declarant: string, type: string, reference: string }

/** Declarations by the MRN, or LRN and declarant, that documents name. */
export async function declarationsOf (tx: OperatorTx, documents: readonly Content[]): Promise<{ id: string, mrn: string | null }[]> {
  const open = documents.filter(({ mrn }) => mrn === '')
  return await tx.query<{ id: string, mrn: string | null }>(`select d.id, d.mrn from aeo.declarations d where d.operator_id = $1 and d.mrn = any($2::text[])
    union select d.id, d.mrn from unnest($3::text[], $4::text[]) as o (lrn, declarant) join aeo.declarations d on d.operator_id = $1 and d.lrn = o.lrn and d.declarant = o.declarant`,
  [tx.operatorId, documents.flatMap(({ mrn }) => mrn === '' ? [] : [mrn]), open.map(({ lrn }) => lrn), open.map(({ declarant }) => declarant)])
}

/**
 * Judges the declarations anew. One writer of an operator at a time, and it reads after it has waited: two documents of one declaration
 * at once are both counted. An id that is no declaration any more loses its standing.
 */
export async function settleStandings (tx: OperatorTx, datasetOf: DatasetOf, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.query('select pg_advisory_xact_lock(hashtextextended(\'document standings \' || $1, 0))', [tx.operatorId])
  const setting = await readSetting(tx, 'archived_documents')
  const declarations = await tx.query<DeclarationRow>(`select d.id, d.mrn, d.lrn, d.declarant, d.status, d.counted_on, v.document from aeo.declarations d
    join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
    where d.operator_id = $1 and d.id = any($2::uuid[])`, [tx.operatorId, ids])
  const archived = await archivedFor(tx, declarations)
  const known = new Map(declarations.map((declaration) => [declaration.id, declaration]))
  const standings = [...new Set(ids)].map((id) => {
    const declaration = known.get(id)
    if (declaration === undefined || NOT_COUNTED.has(declaration.status)) return { id, day: declaration?.counted_on ?? null, required: null, missing: null }
    if (WITHOUT_DOCUMENTS.has(datasetOf(declaration.document))) return { id, day: declaration.counted_on, required: null, missing: null }
    return {
      id, day: declaration.counted_on, required: requiredDocuments(declaration.document, setting).length,
      missing: missingDocuments(declaration.document, archived(declaration), setting).length
    }
  })
  await tx.query('select aeo.settle_documents($1, $2, $3, $4, $5)', [
    tx.operatorId, standings.map(({ id }) => id), standings.map(({ day }) => day), standings.map(({ required }) => required), standings.map(({ missing }) => missing)
  ])
}

async function archivedFor (tx: OperatorTx, declarations: readonly DeclarationRow[]): Promise<(declaration: DeclarationRow) => ReadonlySet<string>> {
  const withLrn = declarations.filter(({ lrn }) => lrn !== null)
  const rows = await tx.query<ArchivedRow>(`select s.mrn, s.lrn, s.declarant, s.type, s.reference from aeo.supporting_documents s where s.operator_id = $1 and s.mrn = any($2::text[])
    union all select s.mrn, s.lrn, s.declarant, s.type, s.reference from (select distinct * from unnest($3::text[], $4::text[]) as u (lrn, declarant)) o
      join aeo.supporting_documents s on s.operator_id = $1 and s.mrn = '' and s.lrn = o.lrn and s.declarant = o.declarant`,
  [tx.operatorId, declarations.flatMap(({ mrn }) => mrn ?? []), withLrn.map(({ lrn }) => lrn), withLrn.map(({ declarant }) => declarant)])
  const place = (mrn: string, lrn: string, declarant: string): string => mrn === '' ? `lrn ${lrn} ${declarant}` : `mrn ${mrn}`
  const byPlace = Map.groupBy(rows, ({ mrn, lrn, declarant }) => place(mrn, lrn, declarant))
  return ({ mrn, lrn, declarant }) => new Set([...mrn === null ? [] : byPlace.get(place(mrn, '', '')) ?? [], ...lrn === null ? [] : byPlace.get(place('', lrn, declarant)) ?? []].map(documentKey))
}
