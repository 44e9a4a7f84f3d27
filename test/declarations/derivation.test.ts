import t from 'tap'
import type { DeclarationContent, ItemContent } from '../../src/declarations/data-elements.ts'
import { commodityCodeOf, datasetOf, declaredAcceptance, declaredStatus, directionOf, isPreLodged, procedureOf, typeOf } from '../../src/declarations/derivation.ts'

type Header = Partial<Omit<DeclarationContent, 'items'>>

const declared = (changes: Header, ...items: Partial<ItemContent>[]): DeclarationContent =>
  ({ declarationType: 'IM', ...changes, items: (items.length === 0 ? [{}] : items).map((entry, index) => ({ itemNumber: index + 1, ...entry })) })
const under = (declarationType: string, requestedProcedure: string, changes: Header = {}, additionalProcedures?: string[]): DeclarationContent =>
  declared({ declarationType, ...changes }, { requestedProcedure, ...(additionalProcedures === undefined ? {} : { additionalProcedures }) })

t.test('EX is export, IM import, and CO what its first procedure says', (t) => {
  t.equal(directionOf(under('IM', '40')), 'import')
  t.equal(directionOf(under('EX', '10')), 'export')
  for (const code of ['10', '11', '21', '22', '23', '31', '76', '77']) t.equal(directionOf(under('CO', code)), 'export', `CO ${code}`)
  for (const code of ['01', '40', '42', '44', '51', '53', '61', '71']) t.equal(directionOf(under('CO', code)), 'import', `CO ${code}`)
  t.equal(directionOf(declared({ declarationType: 'CO' })), 'import', 'CO without a procedure')
  t.equal(directionOf(under('IM', '10')), 'import', 'a procedure does not overrule the type')
  t.equal(directionOf(under('IM', '40', { direction: 'export' })), 'export', 'what the sender says stands')
  t.end()
})

t.test('a declaration is lodged, or pre-lodged by its additional type, unless the sender says more', (t) => {
  for (const additionalType of ['D', 'E', 'F', 'K']) {
    t.equal(declaredStatus(declared({ additionalType })), 'pre_lodged', additionalType)
    t.equal(isPreLodged(declared({ additionalType, status: 'accepted' })), true)
  }
  for (const additionalType of ['A', 'B', 'C', 'J', 'R', 'U', 'V', 'X', 'Y', 'Z']) t.equal(declaredStatus(declared({ additionalType })), 'lodged', additionalType)
  t.equal(declaredStatus(declared({})), 'lodged')
  t.equal(declaredStatus(declared({ additionalType: 'D', status: 'released' })), 'released')
  t.end()
})

const IMPORT_SETS: [procedure: string, dataset: string][] = [
  ['01', 'H1'], ['07', 'H1'], ['40', 'H1'], ['42', 'H1'], ['43', 'H1'], ['44', 'H1'], ['45', 'H1'], ['46', 'H1'], ['48', 'H1'],
  ['51', 'H4'], ['53', 'H3'], ['61', 'H1'], ['63', 'H1'], ['68', 'H1'], ['71', 'H2']
]
const EXPORT_SETS: [procedure: string, dataset: string][] = [
  ['10', 'B1'], ['11', 'B1'], ['21', 'B2'], ['22', 'B2'], ['23', 'B1'], ['31', 'B1'], ['76', 'B3'], ['77', 'B3']
]

t.test('the data set follows from the procedure', (t) => {
  for (const [code, dataset] of IMPORT_SETS) t.equal(datasetOf(under('IM', code)), dataset, `import ${code}`)
  for (const [code, dataset] of EXPORT_SETS) t.equal(datasetOf(under('EX', code)), dataset, `export ${code}`)
  t.equal(datasetOf(declared({})), 'H1', 'import without a procedure')
  t.equal(datasetOf(declared({ declarationType: 'EX' })), 'B1', 'export without a procedure')
  t.end()
})

t.test('simplified types have the simplified set, supplementary types the full one', (t) => {
  for (const additionalType of ['B', 'C', 'E', 'F']) {
    t.equal(datasetOf(under('IM', '40', { additionalType })), 'I1', `import ${additionalType}`)
    t.equal(datasetOf(under('IM', '71', { additionalType })), 'I1', `warehousing ${additionalType}`)
    t.equal(datasetOf(under('EX', '10', { additionalType })), 'C1', `export ${additionalType}`)
  }
  for (const additionalType of ['A', 'D', 'X', 'Y', 'Z', 'U', 'V']) {
    t.equal(datasetOf(under('IM', '51', { additionalType })), 'H4', `import ${additionalType}`)
    t.equal(datasetOf(under('EX', '21', { additionalType })), 'B2', `export ${additionalType}`)
  }
  t.end()
})

t.test('low-value consignments without a procedure are H7, with one they are not', (t) => {
  for (const code of ['F48', 'F49', 'F53']) {
    t.equal(datasetOf(declared({}, { additionalProcedures: ['C07', code] })), 'H7', code)
    t.equal(datasetOf(under('IM', '40', {}, ['C07', code])), 'H1', `40 with ${code}`)
  }
  t.equal(datasetOf(declared({}, { additionalProcedures: ['C07'] })), 'H1')
  t.end()
})

t.test('trade with special fiscal territories has its own sets, after those of the procedure', (t) => {
  t.equal(datasetOf(under('CO', '40')), 'H5')
  t.equal(datasetOf(under('IM', '40', {}, ['F15'])), 'H5')
  t.equal(datasetOf(under('CO', '71')), 'H2')
  t.equal(datasetOf(under('CO', '10')), 'B4')
  t.equal(datasetOf(under('CO', '21')), 'B2')
  t.end()
})

t.test('a data set that the sender names stands', (t) => {
  t.equal(datasetOf(under('IM', '40', { dataset: 'H6', additionalType: 'C' })), 'H6')
  t.end()
})

t.test('codes are put together of the parts that were declared', (t) => {
  t.equal(typeOf(declared({ additionalType: 'A' })), 'IMA')
  t.equal(typeOf(declared({})), 'IM')
  t.equal(commodityCodeOf({ itemNumber: 1, hs6: '851830', cn2: '00', taric2: '90' }), '8518300090')
  t.equal(commodityCodeOf({ itemNumber: 1, hs6: '851830' }), '851830')
  t.equal(commodityCodeOf({ itemNumber: 1 }), '')
  t.equal(procedureOf({ itemNumber: 1, requestedProcedure: '40', previousProcedure: '71' }), '4071')
  t.equal(procedureOf({ itemNumber: 1 }), '')
  t.end()
})

t.test('a day of acceptance that does not exist is none', (t) => {
  t.equal(declaredAcceptance(declared({ acceptanceDate: '2026-03-02' })), '2026-03-02')
  t.equal(declaredAcceptance(declared({ acceptanceDate: '2026-02-30' })), null)
  t.equal(declaredAcceptance(declared({})), null)
  t.end()
})
