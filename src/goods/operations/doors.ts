import { utcDay } from '../../platform/calendar.ts'
import type { Members } from '../merging.ts'
import { goodsExist, goodsNotFound, licenceExists, licenceNotFound, supplierDeclarationExists, supplierDeclarationNotFound, supplierExists, supplierNotFound } from '../problems.ts'
import { declarationToWire, goodsToWire, licenceToWire, supplierToWire } from '../wire.ts'
import type { GoodsDeps } from './deps.ts'
import { DECLARATION_KIND, goodsKind, LICENCE_KIND, SUPPLIER_KIND } from './kinds.ts'
import type { Door } from './write-record.ts'

/** The four kinds of records as they are written over the wire. */

const without = (name: string) => (body: Members): Members => Object.fromEntries(Object.entries(body).filter(([member]) => member !== name))
const keyIn = (...names: readonly string[]) => (body: Members): readonly string[] => names.map((name) => String(body[name]))

export const goodsDoor = ({ lapseOf, knowsCode }: GoodsDeps): Door => ({
  kind: goodsKind(lapseOf), keyOf: keyIn('goodsRef'), statedOf: without('goodsRef'), notFound: goodsNotFound, exists: goodsExist,
  addressOf: ({ key }) => `/v1/goods/${encodeURIComponent(key[0] ?? '')}`, toWire: async (tx, kept) => goodsToWire(kept, utcDay(tx.at), knowsCode)
})

export const SUPPLIER_DOOR: Door = {
  kind: SUPPLIER_KIND, keyOf: keyIn('supplierRef'), statedOf: without('supplierRef'), notFound: supplierNotFound, exists: supplierExists,
  addressOf: ({ key }) => `/v1/suppliers/${encodeURIComponent(key[0] ?? '')}`, toWire: async (tx, kept) => supplierToWire(kept, utcDay(tx.at))
}

/** A declaration holds its key as part of the document that it describes. */
export const DECLARATION_DOOR: Door = {
  kind: DECLARATION_KIND, keyOf: keyIn('supplierRef', 'documentReference'), statedOf: (body) => body, notFound: supplierDeclarationNotFound, exists: supplierDeclarationExists,
  addressOf: ({ id }) => `/v1/supplier-declarations/${id}`, toWire: async (_tx, kept) => declarationToWire(kept)
}

export const licenceDoor = ({ documentUse }: GoodsDeps): Door => ({
  kind: LICENCE_KIND, keyOf: keyIn('reference'), statedOf: without('reference'), notFound: licenceNotFound, exists: licenceExists,
  addressOf: ({ id }) => `/v1/licences/${id}`, toWire: async (tx, kept) => licenceToWire(kept, await documentUse?.(tx, [kept.key[0] ?? '']) ?? [])
})
