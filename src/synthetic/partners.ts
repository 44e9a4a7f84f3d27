/** Whom the synthetic trader buys from, sells to, and has lodge for it. Names and numbers are invented. Pure data. */

/** How goods of the country get their preference, as agreements have it; figures of the rates are in the trader's list. */
export interface PreferenceRoute {
  readonly preference: string
  /** Document of the proof, with the months that it is valid. */
  readonly document: string
  readonly months: number
  /** Per cent points taken off the full duty; null: all of it. */
  readonly reduction: number | null
}

export const PREFERENCES: ReadonlyMap<string, PreferenceRoute> = new Map([
  ['VN', { preference: '300', document: 'N954', months: 10, reduction: null }],
  ['KR', { preference: '300', document: 'U162', months: 10, reduction: null }],
  ['JP', { preference: '300', document: 'U110', months: 12, reduction: null }],
  ['CH', { preference: '300', document: 'N954', months: 10, reduction: null }],
  ['GB', { preference: '300', document: 'U116', months: 12, reduction: null }],
  ['MX', { preference: '300', document: 'N954', months: 10, reduction: null }],
  ['CO', { preference: '300', document: 'N954', months: 10, reduction: null }],
  ['TR', { preference: '400', document: 'N018', months: 4, reduction: null }],
  ['BD', { preference: '200', document: 'U164', months: 12, reduction: null }],
  ['IN', { preference: '200', document: 'U164', months: 12, reduction: 3.5 }],
  ['ID', { preference: '200', document: 'U164', months: 12, reduction: 3.5 }]
])

export interface SupplierSeed {
  readonly ref: string
  readonly name: string
  readonly country: string
  readonly currency: string
  readonly incoterm: string
  /** UN/LOCODE of the delivery place. */
  readonly place: string
  /** Mode of transport at the border. */
  readonly mode: '1' | '3' | '4'
  readonly related: boolean
  /** Per cent of the price that is paid for licences beside it. */
  readonly royalty: number
}

type Row = [name: string, country: string, currency: string, incoterm: string, place: string, mode: '1' | '3' | '4', more?: 'related' | 'royalty']

export const SUPPLIERS: readonly SupplierSeed[] = ([
  ['Shenzhen Acoustic Trading Co', 'CN', 'USD', 'FOB', 'CNYTN', '1'],
  ['Ningbo Fasteners Ltd', 'CN', 'USD', 'FOB', 'CNNBO', '1'],
  ['Tianjin Cycle Works', 'CN', 'EUR', 'CIF', 'ITGOA', '1'],
  ['Shanghai Drives (group)', 'CN', 'USD', 'FCA', 'CNSHA', '4', 'related'],
  ['Guangdong Home Ware', 'CN', 'USD', 'DAP', 'ITMIL', '1'],
  ['Taipei Precision Inc', 'TW', 'USD', 'FOB', 'TWKHH', '1'],
  ['Taichung Cycle Parts', 'TW', 'USD', 'CIF', 'ITGOA', '1'],
  ['Saigon Electronics JSC', 'VN', 'USD', 'FOB', 'VNSGN', '1'],
  ['Hanoi Garment Union', 'VN', 'USD', 'CIF', 'ITSPE', '1'],
  ['Nagoya Bearing KK', 'JP', 'JPY', 'FOB', 'JPNGO', '1'],
  ['Osaka Sensors KK', 'JP', 'JPY', 'FCA', 'JPOSA', '4', 'royalty'],
  ['Busan Components Co', 'KR', 'USD', 'FOB', 'KRPUS', '1'],
  ['Seoul Battery Works', 'KR', 'EUR', 'CIF', 'ITGOA', '1'],
  ['Pune Castings Pvt', 'IN', 'USD', 'FOB', 'INNSA', '1'],
  ['Chennai Leather Pvt', 'IN', 'EUR', 'CFR', 'ITGOA', '1'],
  ['Dhaka Knitwear Ltd', 'BD', 'USD', 'FOB', 'BDCGP', '1'],
  ['Bursa Plastik AS', 'TR', 'EUR', 'CPT', 'ITTRS', '3'],
  ['Izmir Metal AS', 'TR', 'EUR', 'DAP', 'ITMIL', '3'],
  ['Zurich Optics AG', 'CH', 'CHF', 'EXW', 'CHZRH', '3', 'related'],
  ['Ohio Controls Inc', 'US', 'USD', 'FCA', 'USORD', '4', 'royalty'],
  ['Oregon Timber Inc', 'US', 'USD', 'CIF', 'ITRAN', '1'],
  ['Monterrey Conectores SA', 'MX', 'USD', 'FCA', 'MXMTY', '4'],
  ['Highland Spirits Ltd', 'GB', 'GBP', 'FCA', 'GBGLW', '3'],
  ['Parana Madeiras Ltda', 'BR', 'USD', 'FOB', 'BRPNG', '1'],
  ['Cartagena Trading SAS', 'CO', 'USD', 'FOB', 'COCTG', '1'],
  ['Surabaya Furniture PT', 'ID', 'USD', 'FOB', 'IDSUB', '1']
] satisfies Row[]).map(([name, country, currency, incoterm, place, mode, more]: Row, index) => ({
  ref: `S-${String(100 + index)}`, name, country, currency, incoterm, place, mode, related: more === 'related', royalty: more === 'royalty' ? 4 : 0
}))

export interface Customer { readonly name: string, readonly country: string, readonly currency: string, readonly incoterm: string, readonly weight: number }

export const CUSTOMERS: readonly Customer[] = ([
  ['Great Lakes Automation Inc', 'US', 'USD', 'FCA', 9], ['Atlantic Packaging LLC', 'US', 'USD', 'DAP', 5], ['Winterthur Maschinen AG', 'CH', 'EUR', 'DAP', 8],
  ['Geneve Distribution SA', 'CH', 'EUR', 'FCA', 4], ['Midlands Machine Tools Ltd', 'GB', 'EUR', 'FCA', 7], ['Kansai Robotics KK', 'JP', 'EUR', 'FOB', 4],
  ['Shanghai Line Builders', 'CN', 'EUR', 'CIF', 5], ['Gulf Process Systems', 'AE', 'USD', 'CFR', 3], ['Sao Paulo Envase Ltda', 'BR', 'USD', 'FOB', 3],
  ['Incheon Works', 'KR', 'EUR', 'FOB', 2], ['Sydney Filling Pty', 'AU', 'EUR', 'FCA', 2], ['Quebec Usinage Inc', 'CA', 'EUR', 'FCA', 3],
  ['Istanbul Makina AS', 'TR', 'EUR', 'FCA', 4], ['Nuevo Leon Lineas SA', 'MX', 'USD', 'FOB', 2]
] satisfies [string, string, string, string, number][]).map(([name, country, currency, incoterm, weight]) => ({ name, country, currency, incoterm, weight }))

/** Customers in other Member States, for goods that are supplied onward free of VAT. */
export const UNION_CUSTOMERS: readonly { readonly vat: string, readonly country: string }[] = [
  { vat: 'DE129273398', country: 'DE' }, { vat: 'FR40303265045', country: 'FR' }, { vat: 'ATU12345675', country: 'AT' }, { vat: 'ESA12345674', country: 'ES' }
]

export interface Broker {
  readonly eori: string
  /** 2 direct, 3 indirect. */
  readonly status: '2' | '3'
  /** Share of the trader's declarations. */
  readonly weight: number
  /** Times the usual rate of errors, and the pillar in which it is four times that. */
  readonly carelessness: number
  readonly weakness: string | null
}

export const BROKERS: readonly Broker[] = [
  { eori: 'IT02468013579', status: '2', weight: 22, carelessness: 0.5, weakness: null },
  { eori: 'IT03579124680', status: '2', weight: 16, carelessness: 1, weakness: 'origin' },
  { eori: 'IT04680235791', status: '3', weight: 9, carelessness: 1.2, weakness: 'value' },
  { eori: 'DE7788990011223', status: '3', weight: 7, carelessness: 1.5, weakness: 'classification' },
  { eori: 'IT05791346802', status: '2', weight: 4, carelessness: 3, weakness: 'licences' }
]
/** What the trader lodges itself. */
export const OWN_WEIGHT = 42
export const OWN_CARELESSNESS = 0.8

export interface Site { readonly id: string, readonly unit: string, readonly office: string, readonly weight: number }
export const SITES: readonly Site[] = [
  { id: 'genova', unit: 'import-ports', office: 'IT261101', weight: 5 }, { id: 'milano', unit: 'operations-north', office: 'IT279100', weight: 4 }, { id: 'bologna', unit: 'operations-centre', office: 'IT222100', weight: 3 }
]

export const STATE = 'IT'
/** Euro cents that a unit of the currency cost at the beginning: prices are agreed in it and kept. */
export const CURRENCIES: ReadonlyMap<string, number> = new Map([['EUR', 1], ['USD', 1.09], ['GBP', 0.85], ['CHF', 0.95], ['JPY', 162]])
