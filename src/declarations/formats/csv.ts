import { bulkLineRefused } from '../../platform/bulk/problems.ts'
import { listOf, readColumns, rowFault, unreadableRest, wholeNumber } from '../../platform/bulk/csv-columns.ts'
import { rowsOf, strictText } from '../../platform/bulk/csv-rows.ts'
import type { Row } from '../../platform/bulk/csv-rows.ts'
import type { BulkDocument } from '../../platform/bulk/split.ts'

/**
 * CSV: one line per goods item, comma separated, quoted as RFC 4180, first line the column names. Lines that follow each other
 * with the same `mrn`, `lrn` and `declarant` are one declaration; header columns are read from its first line.
 */

type Place = { readonly at: 'header' | 'item', readonly path: readonly string[], readonly kind?: 'integer' | 'list' }

const header = (...path: string[]): Place => ({ at: 'header', path })
const item = (...path: string[]): Place => ({ at: 'item', path })
const integer = (place: Place): Place => ({ ...place, kind: 'integer' })
const list = (place: Place): Place => ({ ...place, kind: 'list' })

/** Column name → place in the canonical form. Lists hold their entries separated by a blank. */
export const CSV_COLUMNS: ReadonlyMap<string, Place> = new Map([
  ...['direction', 'declarationType', 'additionalType', 'dataset', 'status', 'statusAt', 'lrn', 'mrn', 'ucr', 'declarant', 'acceptanceDate',
    'invoiceCurrency', 'totalInvoiced', 'accountsCurrency', 'exchangeRate', 'incoterm', 'destinationCountry', 'dispatchCountry', 'exportCountry',
    'exitOffice', 'exportOffice', 'presentationOffice', 'supervisingOffice', 'grossMassTotal', 'borderMode', 'inlandMode',
    'borderTransportNationality', 'transactionNature', 'orgUnitId', 'siteId', 'handledBy', 'sourceSystem', 'sourceVersion'
  ].map((name): [string, Place] => [name, header(name)]),
  ['importerEori', header('importer', 'eori')], ['importerName', header('importer', 'name')],
  ['exporterEori', header('exporter', 'eori')], ['exporterName', header('exporter', 'name')],
  ['representativeEori', header('representative', 'eori')], ['representativeStatus', header('representative', 'status')],
  ['warehouseType', header('warehouse', 'type')], ['warehouseId', header('warehouse', 'id')],
  ['itemNumber', integer(item('itemNumber'))],
  ...['requestedProcedure', 'previousProcedure', 'valuationIndicators', 'itemAmount', 'itemAmountCurrency', 'valuationMethod', 'preference',
    'originCountry', 'prefOriginCountry', 'netMass', 'supplementaryUnits', 'grossMass', 'description', 'cus', 'hs6', 'cn2', 'taric2',
    'quotaOrderNo', 'statisticalValue', 'statisticalValueCurrency', 'goodsRef', 'supplierRef', 'purchaseOrder', 'salesOrder'
  ].map((name): [string, Place] => [name, item(name)]),
  ['additionalProcedures', list(item('additionalProcedures'))], ['taricAdd', list(item('taricAdd'))], ['nationalAdd', list(item('nationalAdd'))],
  ...['type', 'rate', 'amount', 'payable', 'currency', 'methodOfPayment', 'baseAmount'].map((name): [string, Place] => [`tax_${name}`, item('taxes', '0', name)]),
  ['document_type', item('documents', '0', 'type')], ['document_reference', item('documents', '0', 'reference')],
  ['packages_type', item('packages', '0', 'type')], ['packages_number', integer(item('packages', '0', 'number'))], ['packages_marks', item('packages', '0', 'marks')]
])

const MAX_ITEMS = 9999

/** A declaration read from several lines: the value to be checked and the bytes of its lines. */
export interface CsvDeclaration extends BulkDocument {
  readonly value?: unknown
}

/** @throws invalid-request when the first line is no list of known columns. */
export async function * readCsv (chunks: AsyncIterable<Buffer>): AsyncGenerator<CsvDeclaration> {
  let columns: readonly string[] | undefined
  let group: Row[] = []
  try {
    for await (const row of rowsOf(strictText(chunks))) {
      if (columns === undefined) {
        columns = readColumns(row.cells, [...CSV_COLUMNS.keys()])
        continue
      }
      const fault = rowFault(columns, row)
      if (fault !== undefined) {
        if (group.length > 0) yield toDeclaration(columns, group)
        group = []
        yield { line: row.line, problem: bulkLineRefused(fault) }
        continue
      }
      if (group.length > 0 && (group.length >= MAX_ITEMS || !isSameDeclaration(columns, group[0] as Row, row))) {
        yield toDeclaration(columns, group)
        group = []
      }
      group.push(row)
    }
  } catch (error) {
    const broken = unreadableRest(error)
    if (group.length > 0 && columns !== undefined) yield toDeclaration(columns, group)
    yield broken
    return
  }
  if (group.length > 0 && columns !== undefined) yield toDeclaration(columns, group)
}

const IDENTITY = ['mrn', 'lrn', 'declarant']

function isSameDeclaration (columns: readonly string[], first: Row, row: Row): boolean {
  return IDENTITY.every((name) => {
    const index = columns.indexOf(name)
    return index === -1 || first.cells[index] === row.cells[index]
  })
}

function toDeclaration (columns: readonly string[], rows: readonly Row[]): CsvDeclaration {
  const value: Record<string, unknown> = {}
  const items = rows.map((row, index) => {
    const target: Record<string, unknown> = {}
    columns.forEach((name, position) => {
      const place = CSV_COLUMNS.get(name)
      const cell = row.cells[position] ?? ''
      if (cell === '' || place === undefined) return
      if (place.at === 'item') put(target, place, cell)
      else if (index === 0) put(value, place, cell)
    })
    return target
  })
  const bytes = Buffer.from(rows.map(({ raw }) => raw).join(''), 'utf8')
  return { line: rows[0]?.line ?? 1, bytes, value: { ...value, items } }
}

/** Places come from our own table, so no name of the file ever becomes a key. */
function put (target: Record<string, unknown>, { path, kind }: Place, cell: string): void {
  const [name = '', index, member] = path
  const value = kind === 'integer' ? wholeNumber(cell) : kind === 'list' ? listOf(cell) : cell
  if (index === undefined) target[name] = value
  else if (member === undefined) target[name] = { ...target[name] as object | undefined, [index]: value }
  else target[name] = [{ ...(target[name] as object[] | undefined)?.[0], [member]: value }]
}
