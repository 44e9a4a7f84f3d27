/** The lists that an operator may load, and their columns. */

export interface Column {
  readonly required: boolean
  readonly pattern: RegExp
  readonly isDay: boolean
  readonly hint: string
}

const column = (required: boolean, pattern: RegExp, hint: string): Column => ({ required, pattern, isDay: false, hint })
const day = (hint: string): Column => ({ required: false, pattern: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, isDay: true, hint })

const CODE = column(true, /^[0-9]{2,10}$/, 'The beginning of a commodity code, 2 to 10 digits')
const COUNTRY = column(false, /^[A-Z]{2}$/, 'A country, ISO 3166 alpha-2; empty for all')
const PER_CENT = column(false, /^[0-9]{1,4}(\.[0-9]{1,4})?$/, 'Per cent; empty for a specific or mixed rate')
const CODES = column(false, /^[A-Z0-9]{1,5}( [A-Z0-9]{1,5})*$/, 'Codes, parted by blanks')
const TEXT = column(true, /^.{1,200}$/, 'Up to 200 characters')
const VALIDITY = { from: day('First day of validity, YYYY-MM-DD'), until: day('Last day of validity, YYYY-MM-DD') }

export const LIST_KINDS = {
  duty_rates: {
    code: CODE, origin: COUNTRY, type: column(true, /^(erga_omnes|preferential|vat)$/, 'erga_omnes, preferential or vat'), rate: PER_CENT,
    preference: column(false, /^[1-5][0-9]{2}$/, 'Preference code that grants it'), ...VALIDITY
  },
  exchange_rates: { currency: column(true, /^[A-Z]{3}$/, 'ISO 4217'), units_per_euro: column(true, /^[0-9]{1,10}(\.[0-9]{1,8})?$/, 'Units of the currency for one euro'), ...VALIDITY },
  trade_defence: {
    code: CODE, origin: { ...COUNTRY, required: true }, measure: TEXT, status: column(true, /^(definitive|provisional|registration)$/, 'definitive, provisional or registration'),
    duty: column(true, /^(anti_dumping|countervailing)$/, 'anti_dumping or countervailing'), additional_code: column(false, /^[A-Z0-9]{4}$/, 'A TARIC additional code; a line for each'),
    company_specific: column(false, /^(yes|no)$/, 'yes where the additional code is a producer\'s'), rate: PER_CENT, invoice_documents: CODES, regulation: TEXT, ...VALIDITY
  },
  licences: {
    code: CODE, country: COUNTRY, direction: column(true, /^(import|export)$/, 'import or export'), measure: TEXT, documents: { ...CODES, required: true }, exemptions: CODES, regulation: TEXT, ...VALIDITY
  },
  cbam: { code: CODE, exempt_origins: CODES, threshold: column(true, /^(yes|no)$/, 'no for electricity and hydrogen'), ...VALIDITY },
  eudr: { code: CODE, applies_from: { ...day('First day on which it applies to the operator'), required: true }, ...VALIDITY },
  cites: { code: CODE, endangered_species: column(true, /^yes$/, 'yes'), ...VALIDITY },
  dual_use: { code: CODE, annex_updated_on: { ...day('Day of the last change of Annex I'), required: true }, ...VALIDITY },
  excise: { code: CODE, excise: column(true, /^yes$/, 'yes'), ...VALIDITY },
  procedure_pairs: { requested: column(true, /^[0-9]{2}$/, 'Requested procedure, two digits'), previous: column(true, /^[0-9]{2}$/, 'Previous procedure, two digits') },
  nomenclature: { cn_code: column(true, /^[0-9]{8}$/, 'A code of eight digits that may be declared'), supplementary_unit: column(false, /^[A-Z0-9_]{1,20}$/, 'Supplementary unit; empty for none'), year: column(true, /^[0-9]{4}$/, 'Year of the edition') }
} as const satisfies Record<string, Record<string, Column>> as Record<ListKind, Record<string, Column>>

export type ListKind = 'duty_rates' | 'exchange_rates' | 'trade_defence' | 'licences' | 'cbam' | 'eudr' | 'cites' | 'dual_use' | 'excise' | 'procedure_pairs' | 'nomenclature'
