/** Declarations of about 1.9 kB in canonical JSON, as a broker's system sends them: two items, real-looking codes, values and parties. */

export const DECLARANT = 'IT01234567890'
/** Codes of the Combined Nomenclature 2026 without a supplementary unit. */
const CODES = (
  '39011010 39051900 39091000 39159070 39202029 39211390 40011000 40023100 40029990 40081900 40101100 40129030 72011011 72072011 72107080 72163190 72193310 72251990 73011000 73045930 73071910 73102990 73160000 73199010 ' +
  '83011000 83016000 83024190 83040000 83063000 83099010 84011000 84191100 84282080 84414000 84671190 84811099 85030010 85139000 85299030 85362090 85414100 85442000 90011010 90131010 90178090 90189050 90248000 90302000'
).split(' ')
const COUNTRIES = ['CN', 'US', 'VN', 'TR', 'IN', 'JP', 'KR', 'TH']
const codeOf = (index: number): string => CODES[index % CODES.length] ?? ''
const amountOf = (index: number): number => 1100 + index % 5000
/** One in twenty has an invoice total that is not that of its items, which a check finds. */
const isMistaken = (index: number): boolean => index % 20 === 7
const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')

/** The canonical JSON of a declaration; `lrn` tells it from all others. */
export function declarationText (index: number, lrn: string): string {
  const items = [1, 2].map((itemNumber) => ({
    itemNumber, requestedProcedure: '40', previousProcedure: '00', additionalProcedures: ['000'],
    hs6: codeOf(index + itemNumber).slice(0, 6), cn2: codeOf(index + itemNumber).slice(6), taric2: '90',
    originCountry: COUNTRIES[index % COUNTRIES.length], netMass: `${120 + index % 400}.5`, grossMass: `${135 + index % 400}.25`,
    statisticalValue: `${1000 + index % 5000}.50`, itemAmount: `${amountOf(index)}.00`, valuationMethod: '1', preference: '100',
    description: `Headphones, wireless, with microphone, model ${index % 977}`,
    packages: [{ type: 'CT', number: 12, marks: 'NO MARKS' }],
    taxes: [
      { type: 'A00', baseAmount: '1000', rate: '2.7', amount: '27', payable: '27', methodOfPayment: 'E' },
      { type: 'B00', baseAmount: '1027', rate: '22', amount: '225.94', payable: '225.94', methodOfPayment: 'E' }
    ],
    documents: [{ type: 'N380', reference: `INV-${index}` }, { type: 'Y900', reference: 'NOT LISTED' }]
  }))
  return JSON.stringify({
    declarationType: 'IM', additionalType: 'A', lrn, declarant: DECLARANT, acceptanceDate: `2026-03-${pad(1 + index % 28, 2)}`,
    accountsCurrency: 'EUR', invoiceCurrency: 'USD', sourceSystem: 'bench', importer: { eori: DECLARANT },
    exporter: { name: 'Shenzhen Acoustic Trading Company Limited', address: { street: '1 Long Street', city: 'Shenzhen', postcode: '518000', country: 'CN' } },
    incoterm: 'FOB', totalInvoiced: isMistaken(index) ? '12345.67' : `${2 * amountOf(index)}.00`, destinationCountry: 'IT', dispatchCountry: 'CN', borderMode: '1', transactionNature: '11',
    containers: ['MSCU1234567'], items
  })
}
