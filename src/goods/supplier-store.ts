import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Kept, RecordTable } from './record-store.ts'

/** Suppliers, their declarations and licences in the database, beside their records. */

export const SUPPLIER_TABLE: RecordTable = { name: 'suppliers', key: ['supplier_ref'], columns: [['eori', 'text'], ['identity_checked_on', 'date']] }
export const DECLARATION_TABLE: RecordTable = { name: 'supplier_declarations', key: ['supplier_ref', 'document_reference'], columns: [['valid_from', 'date'], ['evidence_until', 'date']] }
export const LICENCE_TABLE: RecordTable = { name: 'licences', key: ['reference'], columns: [['licence_type', 'text'], ['valid_until', 'date']] }

export interface Cover { readonly goodsRef: string, readonly supplierRef: string, readonly documentReference: string, readonly validFrom: string, readonly evidenceUntil: string | null }

/** Which goods the declarations cover now. */
export async function replaceCover (tx: OperatorTx, declarations: readonly { readonly supplierRef: string, readonly documentReference: string }[], cover: readonly Cover[]): Promise<void> {
  await tx.query(`delete from aeo.supplier_declaration_goods c where c.operator_id = $1
      and (c.supplier_ref, c.document_reference) in (select k.supplier, k.document from unnest($2::text[], $3::text[]) as k (supplier, document))`,
  [tx.operatorId, declarations.map(({ supplierRef }) => supplierRef), declarations.map(({ documentReference }) => documentReference)])
  await tx.query(`insert into aeo.supplier_declaration_goods (operator_id, goods_ref, supplier_ref, document_reference, valid_from, evidence_until)
    select $1, n.goods, n.supplier, n.document, n.begins::date, n.ends::date from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as n (goods, supplier, document, begins, ends) order by 2, 3, 4`,
  [tx.operatorId, cover.map(({ goodsRef }) => goodsRef), cover.map(({ supplierRef }) => supplierRef), cover.map(({ documentReference }) => documentReference), cover.map(({ validFrom }) => validFrom), cover.map(({ evidenceUntil }) => evidenceUntil)])
}

/** In the order of references. */
export async function listSuppliers (tx: OperatorTx, { checkedBefore, text }: { readonly checkedBefore?: string | undefined, readonly text?: string | undefined }, limit: number, after: string | undefined): Promise<Kept[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const value = (each: unknown): string => `$${values.push(each)}`
  const conditions = [
    ...(checkedBefore === undefined ? [] : [`(s.identity_checked_on is null or s.identity_checked_on < ${value(checkedBefore)}::date)`]),
    ...(text === undefined ? [] : [`s.supplier_ref >= ${value(text)} and s.supplier_ref < ${value(`${text}~`)}`]),
    ...(after === undefined ? [] : [`s.supplier_ref > ${value(after)}`])
  ]
  return await tx.query<Kept>(`select json_build_array(s.supplier_ref) as key, s.id, s.revision, s.record from aeo.suppliers s
    where ${['s.operator_id = $1', ...conditions].join(' and ')} order by s.supplier_ref limit $2`, values)
}

export interface DeclarationFilter { readonly supplierRef?: string | undefined, readonly goodsRef?: string | undefined, readonly on?: string | undefined }

/** In the order of supplier and document. */
export async function listDeclarations (tx: OperatorTx, { supplierRef, goodsRef, on }: DeclarationFilter, limit: number, after: readonly string[] | undefined): Promise<Kept[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const value = (each: unknown): string => `$${values.push(each)}`
  const conditions = [
    ...(supplierRef === undefined ? [] : [`d.supplier_ref = ${value(supplierRef)}`]),
    ...(goodsRef === undefined ? [] : [`(d.supplier_ref, d.document_reference) in (select c.supplier_ref, c.document_reference from aeo.supplier_declaration_goods c where c.operator_id = $1 and c.goods_ref = ${value(goodsRef)})`]),
    ...(on === undefined ? [] : [`d.valid_from <= ${value(on)}::date and (d.evidence_until is null or d.evidence_until >= ${value(on)}::date)`]),
    ...(after === undefined ? [] : [`(d.supplier_ref, d.document_reference) > (${value(after[0])}, ${value(after[1])})`])
  ]
  return await tx.query<Kept>(`select json_build_array(d.supplier_ref, d.document_reference) as key, d.id, d.revision, d.record from aeo.supplier_declarations d
    where ${['d.operator_id = $1', ...conditions].join(' and ')} order by d.supplier_ref, d.document_reference limit $2`, values)
}

/** Of each goods, newest first; at most so many of each. */
export async function declarationsOfGoods (tx: OperatorTx, goodsRefs: readonly string[], most: number): Promise<(Kept & { readonly goodsRef: string })[]> {
  return await tx.query<Kept & { goodsRef: string }>(`select g.ref as "goodsRef", r.* from unnest($2::text[]) as g (ref) cross join lateral (
      select json_build_array(d.supplier_ref, d.document_reference) as key, d.id, d.revision, d.record from aeo.supplier_declaration_goods c
        join aeo.supplier_declarations d on d.operator_id = c.operator_id and d.supplier_ref = c.supplier_ref and d.document_reference = c.document_reference
      where c.operator_id = $1 and c.goods_ref = g.ref order by c.valid_from desc, c.supplier_ref, c.document_reference limit $3) r`, [tx.operatorId, goodsRefs, most])
}

export interface LicenceFilter { readonly type?: string | undefined, readonly reference?: string | undefined, readonly endsBefore?: string | undefined }

/** In the order of references. */
export async function listLicences (tx: OperatorTx, { type, reference, endsBefore }: LicenceFilter, limit: number, after: string | undefined): Promise<Kept[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const value = (each: unknown): string => `$${values.push(each)}`
  const conditions = [
    ...(type === undefined ? [] : [`l.licence_type = ${value(type)}`]),
    ...(reference === undefined ? [] : [`l.reference = ${value(reference)}`]),
    ...(endsBefore === undefined ? [] : [`l.valid_until < ${value(endsBefore)}::date`]),
    ...(after === undefined ? [] : [`l.reference > ${value(after)}`])
  ]
  return await tx.query<Kept>(`select json_build_array(l.reference) as key, l.id, l.revision, l.record from aeo.licences l
    where ${['l.operator_id = $1', ...conditions].join(' and ')} order by l.reference limit $2`, values)
}
