import { DeclarationContentSchema } from '../data-elements.ts'
import type { DeclarationContent } from '../data-elements.ts'
import { directionOf } from '../derivation.ts'
import { compileMapping } from './wco-compile.ts'
import { DECLARATION_MAPPING } from './wco-declaration-mapping.ts'
import { invoiceCurrencyOf } from './wco-invoice-currency.ts'
import { WcoReader } from './wco-reader.ts'
import type { Fields } from './wco-reader.ts'
import { childOf, childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** The mapping of declarations, held against the schema of the canonical form when the module is loaded. */
export const DECLARATION_SECTION = compileMapping(DECLARATION_MAPPING, DeclarationContentSchema)

/**
 * A declaration in canonical form, its values as sent. XML declarations carry no status, so there is none.
 *
 * @param way the elements around the declaration, from the root of the message: faults and notes point from there.
 * @returns the content, and notes on what the message says beyond it.
 * @throws invalid-request with the path of each element whose value is not of its shape.
 */
export function readWcoDeclaration (declaration: XmlElement, way: readonly XmlElement[]): { content: DeclarationContent, notes: string[] } {
  const fields: Fields = {}
  const reader = new WcoReader(way, isExport(declaration))
  reader.readSection(declaration, DECLARATION_SECTION.rules, fields)
  const path = `${way.map(({ name }) => `/${name}`).join('')}/Declaration`
  if (fields['declarationType'] === undefined) reader.faults.push({ pointer: `${path}/TypeCode`, detail: 'is missing', hint: 'Three letters, for example IMA' })
  if (fields['items'] === undefined) reader.faults.push({ pointer: `${path}/GoodsShipment/GovernmentAgencyGoodsItem`, detail: 'is missing', hint: 'A declaration has at least one goods item' })
  reader.finish()
  const content = fields as unknown as DeclarationContent
  const currency = invoiceCurrencyOf(content)
  return { content: currency === undefined ? content : { ...content, invoiceCurrency: currency }, notes: reader.notes }
}

/** Decided before the fields are read, since one country element means dispatch on import and export on export. */
function isExport (declaration: XmlElement): boolean {
  const type = childOf(declaration, 'TypeCode')?.text ?? ''
  const item = childOf(childOf(declaration, 'GoodsShipment'), 'GovernmentAgencyGoodsItem')
  const requestedProcedure = childOf(childrenOf(item, 'GovernmentProcedure')[0], 'CurrentCode')?.text ?? ''
  return directionOf({ declarationType: type.slice(0, 2), items: [{ itemNumber: 1, requestedProcedure }] }) === 'export'
}

