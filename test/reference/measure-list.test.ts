import t from 'tap'
import { parseMeasureCsv } from '../../src/reference/measure-list.ts'
import { withMeasures } from '../../src/reference/measures.ts'
import { shippedReference } from '../../src/reference/shipped.ts'
import type { Measures } from '../../src/reference/reference-data.ts'

const measuresOf = (...texts: string[]): Measures => withMeasures(shippedReference(), texts.map((text) => {
  const { kind, entries, faults } = parseMeasureCsv(text)
  if (kind === undefined || faults.length > 0) throw new Error(JSON.stringify(faults))
  return { kind, entries }
}), '1').measures

t.test('the columns of the first line tell the kind', (t) => {
  const cases: [text: string, kind: string][] = [
    ['code,type,rate\n8518,erga_omnes,2.5\n', 'duty_rates'],
    ['currency,units_per_euro,from,until\nUSD,1.0833,2026-01-01,2026-01-31\n', 'exchange_rates'],
    ['code,origin,measure,status,duty,regulation\n87120030,CN,invented,definitive,anti_dumping,Reg. 2099/1\n', 'trade_defence'],
    ['requested,previous\n40,00\n', 'procedure_pairs'],
    ['cn_code,supplementary_unit,year\n85183000,NAR,2027\n', 'nomenclature'],
    ['code,endangered_species\n4401,yes\n', 'cites']
  ]
  for (const [text, kind] of cases) t.match(parseMeasureCsv(text), { kind, faults: [] }, kind)
  t.match(parseMeasureCsv(`\uFEFF${cases[0]?.[0].replaceAll('\n', '\r\n') ?? ''}`), { kind: 'duty_rates', entries: [{ code: '8518', type: 'erga_omnes', rate: '2.5' }] }, 'a byte-order mark and CRLF change nothing')
  t.end()
})

t.test('a file with a fault is not loaded at all; each fault is named by line and column', (t) => {
  const cases: [words: string, text: string, pointers: string[]][] = [
    ['columns of no list', 'code,tarif\n8518,1\n', ['/1']],
    ['a column twice', 'code,code,type\n8518,8518,erga_omnes\n', ['/1']],
    ['no line', 'code,type,rate\n', ['']],
    ['nothing', '', ['/1']],
    ['a required column empty', 'code,type,rate\n,erga_omnes,2\n', ['/2/code']],
    ['an unknown type', 'code,type,rate\n8518,mfn,2\n', ['/2/type']],
    ['a rate that is no number', 'code,type,rate\n8518,vat,x\n8518,vat,2\n8519,vat,1e3\n', ['/2/rate', '/4/rate']],
    ['a day that does not exist', 'code,type,rate,from\n8518,vat,2,2026-02-29\n', ['/2/from']],
    ['until before from', 'code,type,rate,from,until\n8518,vat,2,2026-02-02,2026-02-01\n', ['/2/until']],
    ['a ragged line', 'code,type,rate\n8518,vat\n', ['/2']],
    ['a code of one digit', 'code,type,rate\n8,vat,2\n', ['/2/code']],
    ['a quote that never ends', 'code,type,rate\n"8518,vat,2\n', ['/2']]
  ]
  for (const [words, text, pointers] of cases) {
    const { entries, faults } = parseMeasureCsv(text)
    t.equal(entries.length, 0, words)
    t.ok(pointers.every((pointer) => faults.some((fault) => fault.pointer.startsWith(pointer))), `${words}: ${JSON.stringify(faults)}`)
    t.ok(faults.every(({ hint }) => (hint ?? '').length > 0), `${words} has a hint`)
  }
  t.equal(parseMeasureCsv(`code,type,rate\n${'8,vat,2\n'.repeat(500)}`).faults.length, 100, 'at most 100 faults')
  t.end()
})

t.test('a duty rate is that of the longest beginning in force, of the country before all', (t) => {
  const { dutyRates } = measuresOf(`code,origin,type,rate,preference,from,until
85,,erga_omnes,9,,,
8518,,erga_omnes,2.5,,2026-01-01,2026-06-30
8518,CN,erga_omnes,3,,2026-01-01,2026-06-30
8518,VN,preferential,0,300,,
8518,,vat,22,,,
8519,,erga_omnes,,,,
`)
  const rate = (code: string, origin: string, day: string, kind: string): string | null | undefined => dutyRates?.find(code, origin, day).find((found) => found.kind === kind)?.adValorem
  t.equal(rate('8518300090', 'VN', '2026-06-30', 'erga_omnes'), '2.5')
  t.equal(rate('8518300090', 'CN', '2026-06-30', 'erga_omnes'), '3')
  t.equal(rate('8518300090', 'CN', '2026-07-01', 'erga_omnes'), '9', 'after the last day the shorter one')
  t.equal(rate('8518300090', 'CN', '2025-12-31', 'erga_omnes'), '9')
  t.equal(rate('8518300090', 'VN', '2026-01-01', 'preferential'), '0')
  t.equal(rate('8518300090', 'CN', '2026-01-01', 'preferential'), undefined)
  t.equal(rate('8519000000', 'CN', '2026-01-01', 'erga_omnes'), null, 'a specific rate is known, and not computed')
  t.equal(rate('8620000000', 'CN', '2026-01-01', 'vat'), undefined)
  t.end()
})

t.test('rates of exchange, trade defence and licences are those of the day, country and direction', (t) => {
  const { exchangeRates, tradeDefence, licences, cbam } = measuresOf(
    'currency,units_per_euro,from,until\nUSD,1.05,2026-01-01,2026-01-31\nUSD,1.06,2026-02-01,\n',
    `code,origin,measure,status,duty,additional_code,company_specific,rate,invoice_documents,regulation,from,until
87120030,CN,m1,definitive,anti_dumping,A999,no,48.5,,Reg. 2099/1,2026-01-01,
87120030,CN,m1,definitive,anti_dumping,C001,yes,19.2,D008,Reg. 2099/1,2026-01-01,
87120030,TN,m2,definitive,anti_dumping,,,,,Reg. 2099/1,2026-01-01,
87120030,LK,m3,definitive,anti_dumping,,,12.5,,Reg. 2099/1,2026-01-01,
`,
    'code,country,direction,measure,documents,exemptions,regulation\n9306,,export,arms,X002,,Reg. 2099/2\n9306,RU,export,arms2,X003 X004,Y901,Reg. 2099/3\n',
    'code,exempt_origins,threshold\n7208,CH NO,yes\n2716,,no\n')
  t.strictSame(['2025-12-31', '2026-01-31', '2026-02-01', '2099-01-01'].map((day) => exchangeRates?.find('USD', day)), [undefined, '1.05', '1.06', '1.06'])
  t.match(tradeDefence?.find('8712003010', 'CN', '2026-01-01'), [{ id: 'm1', additionalCodes: [{ code: 'A999', rate: '48.5', companySpecific: false }, { code: 'C001', companySpecific: true }], invoiceDocuments: ['D008'] }])
  t.strictSame(tradeDefence?.find('8712003010', 'VN', '2026-01-01'), [])
  t.equal(tradeDefence?.ofCode('8712003010', '2026-01-01').length, 3)
  t.strictSame(['CN', 'TN', 'LK'].map((origin) => tradeDefence?.find('87120030', origin, '2026-01-01')[0]?.rate), [undefined, null, '12.5'], 'no line for all, a specific duty for all, and a rate')
  t.strictSame(licences?.find('93062100', 'RU', 'export', '2026-01-01').map(({ id }) => id).toSorted(), ['arms', 'arms2'])
  t.strictSame(licences?.find('93062100', 'US', 'export', '2026-01-01').map(({ id }) => id), ['arms'])
  t.strictSame(licences?.find('93062100', 'RU', 'import', '2026-01-01'), [])
  t.match([cbam?.find('72081000', '2026-01-01'), cbam?.find('27160000', '2026-01-01'), cbam?.find('8518', '2026-01-01')], [{ exemptOrigins: ['CH', 'NO'], noThreshold: false }, { noThreshold: true }, undefined])
  t.end()
})

t.test('without a list there is no measure, so that a check says it could not look; the version names what is loaded', (t) => {
  t.strictSame(shippedReference().measures, {})
  const loaded = withMeasures(shippedReference(), [{ kind: 'cites', entries: [{ code: '4401', endangered_species: 'yes' }] }], '7')
  t.strictSame(Object.keys(loaded.measures), ['cites'])
  t.equal(loaded.version, `${shippedReference().version}+7`)
  t.equal(withMeasures(shippedReference(), [], '7'), shippedReference())
  t.end()
})

t.test('a national list of procedure pairs is complete, and an edition of the nomenclature replaces or adds a year', (t) => {
  const { kind, entries } = parseMeasureCsv('requested,previous\n40,00\n40,51\n')
  const pairs = withMeasures(shippedReference(), [{ kind: kind ?? 'cites', entries }], '1').procedures
  t.strictSame([pairs.complete, pairs.previousOf('40')?.has('51'), pairs.previousOf('40')?.has('71'), pairs.previousOf('42')], [true, true, false, undefined])
  t.equal(shippedReference().procedures.complete, false)
  const edition = parseMeasureCsv('cn_code,supplementary_unit,year\n85183000,NAR,2027\n')
  const { nomenclature } = withMeasures(shippedReference(), [{ kind: edition.kind ?? 'cites', entries: edition.entries }], '1')
  t.equal(nomenclature('2027-01-01')?.find('85183000')?.supplementaryUnit, 'NAR')
  t.equal(nomenclature('2026-12-31')?.edition, shippedReference().nomenclature('2026-12-31')?.edition)
  t.equal(nomenclature('2028-01-01'), undefined)
  t.end()
})
