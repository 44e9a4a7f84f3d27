/** Declarations of about 1.9 kB in canonical JSON, as a broker's system sends them: two items, real-looking codes, values and parties. */

const COUNTRIES = ['CN', 'US', 'VN', 'TR', 'IN', 'JP', 'KR', 'TH']
const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')

/** The canonical JSON of a declaration; `lrn` tells it from all others. */
export function declarationText (index: number, lrn: string): string {
  const items = [1, 2].map((itemNumber) => ({
    itemNumber, requestedProcedure: '40', previousProcedure: '00', additionalProcedures: ['000'],
    hs6: `${pad(84 + index % 12, 2)}${pad(1 + index % 80, 2)}${pad(10 + itemNumber, 2)}`, cn2: '00', taric2: '90',
    originCountry: COUNTRIES[index % COUNTRIES.length], netMass: `${120 + index % 400}.5`, grossMass: `${135 + index % 400}.25`,
    statisticalValue: `${1000 + index % 5000}.50`, itemAmount: `${1100 + index % 5000}.00`, valuationMethod: '1', preference: '100',
    description: `Headphones, wireless, with microphone, model ${index % 977}`,
    packages: [{ type: 'CT', number: 12, marks: 'NO MARKS' }],
    taxes: [
      { type: 'A00', baseAmount: '1000', rate: '2.7', amount: '27', payable: '27', methodOfPayment: 'E' },
      { type: 'B00', baseAmount: '1027', rate: '22', amount: '225.94', payable: '225.94', methodOfPayment: 'E' }
    ],
    documents: [{ type: 'N380', reference: `INV-${index}` }, { type: 'Y900', reference: 'NOT LISTED' }]
  }))
  return JSON.stringify({
    declarationType: 'IM', additionalType: 'A', lrn, declarant: 'IT01234567890', acceptanceDate: `2026-03-${pad(1 + index % 28, 2)}`,
    accountsCurrency: 'EUR', invoiceCurrency: 'USD', sourceSystem: 'bench', importer: { eori: 'IT01234567890' },
    exporter: { name: 'Shenzhen Acoustic Trading Company Limited', address: { street: '1 Long Street', city: 'Shenzhen', postcode: '518000', country: 'CN' } },
    incoterm: 'FOB', totalInvoiced: '12345.67', destinationCountry: 'IT', dispatchCountry: 'CN', borderMode: '1', transactionNature: '11',
    containers: ['MSCU1234567'], items
  })
}
