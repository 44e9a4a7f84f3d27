import { parseMeasureCsv } from '../reference/measure-list.ts'
import type { LoadedList } from '../reference/measure-list.ts'
import { dayAfter, firstDay, monthsBetween } from './seasons.ts'
import { BOUGHT, MADE } from './goods-families.ts'
import type { Family, Tag } from './goods-families.ts'
import { CURRENCIES, PREFERENCES } from './partners.ts'
import { ALL_OTHERS, DUMPED_ORIGIN, PRODUCER } from './trader.ts'

/**
 * The lists that the synthetic trader has loaded, in the form of docs/reference-data.md. Rates, measures and regulations are invented:
 * no open source of them ships. Pure.
 */

export const VAT_RATE = 22
export const ANTI_DUMPING_RATES: ReadonlyMap<string, number> = new Map([[PRODUCER, 19.2], [ALL_OTHERS, 48.5]])
export const PRODUCER_INVOICE = 'D008'
export const QUOTA_PREFERENCE = '120'
export const QUOTA_ORDER_NUMBER = '092999'
export const SURVEILLANCE_LICENCE = 'L143'
export const DUAL_USE_LICENCE = 'X060'

const FAMILIES: readonly Family[] = [...BOUGHT, ...MADE]
const codesOf = (tag: Tag): string[] => [...new Set(FAMILIES.filter(({ tags }) => tags.includes(tag)).map(({ cn8 }) => cn8))]
const listOf = (columns: string, rows: readonly (readonly (string | number)[])[]): string => `${columns}\n${rows.map((row) => row.join(',')).join('\n')}\n`

/** Full and preferential rate of the family for goods of the country, per cent. */
export function ratesOf ({ duty }: Family, country: string): { readonly full: number, readonly preferential: number | null } {
  const route = PREFERENCES.get(country)
  if (route === undefined || duty === 0) return { full: duty, preferential: null }
  return { full: duty, preferential: route.reduction === null ? 0 : Math.max(0, Math.round((duty - route.reduction) * 10) / 10) }
}

function dutyRates (): string {
  const rows = FAMILIES.flatMap((family) => [
    [family.cn8, '', 'erga_omnes', family.duty, ''],
    ...family.countries.flatMap((country) => {
      const { preferential } = ratesOf(family, country)
      return preferential === null ? [] : [[family.cn8, country, 'preferential', preferential, PREFERENCES.get(country)?.preference ?? '']]
    }),
    ...(family.tags.includes('quota') ? [[family.cn8, '', 'preferential', 0, QUOTA_PREFERENCE]] : [])
  ])
  const chapters = [...new Set(FAMILIES.map(({ cn8 }) => cn8.slice(0, 2)))].map((chapter) => [chapter, '', 'vat', VAT_RATE, ''])
  return listOf('code,origin,type,rate,preference', [...rows, ...chapters])
}

/** Per cent by which the month's rate is off the first one: a slow swing, no chance in it. */
const SWING = [0, 0.6, 1.4, 2.1, 2.6, 2.2, 1.5, 0.7, -0.3, -1.2, -1.9, -1.4, -0.8]

/** Units of the currency for a euro, decimal text, in the month of the day. */
export function exchangeRateOn (currency: string, day: string, until: string): string {
  const base = CURRENCIES.get(currency) ?? 1
  const swing = SWING[Math.min(Math.max(monthsBetween(firstDay(until), day), 0), SWING.length - 1)] ?? 0
  return String(Math.round(base * (1 + swing / 100) * 10_000) / 10_000)
}

/** Nothing is bought in it; a penalty was imposed in it. */
const ZLOTY = '4.25'

function exchangeRates (until: string): string {
  const from = firstDay(until)
  const firsts: string[] = []
  for (let first = `${from.slice(0, 7)}-01`; first <= until; first = `${dayAfter(first, 31).slice(0, 7)}-01`) firsts.push(first)
  const lastOf = (first: string): string => dayAfter(`${dayAfter(first, 31).slice(0, 7)}-01`, -1)
  const currencies = [...CURRENCIES.keys()].filter((currency) => currency !== 'EUR')
  return listOf('currency,units_per_euro,from,until', firsts.flatMap((first) => [...currencies.map((currency) => [currency, exchangeRateOn(currency, first, until), first, lastOf(first)]), ['PLN', ZLOTY, first, lastOf(first)]]))
}

const tradeDefence = (): string => listOf('code,origin,measure,status,duty,additional_code,company_specific,rate,invoice_documents,regulation', codesOf('anti_dumping').flatMap((code) =>
  [...ANTI_DUMPING_RATES].map(([additional, rate]) => [code, DUMPED_ORIGIN, `invented ${code}`, 'definitive', 'anti_dumping', additional, additional === PRODUCER ? 'yes' : 'no', rate, additional === PRODUCER ? PRODUCER_INVOICE : '', 'Reg. 2099/1'])))

const licences = (): string => listOf('code,country,direction,measure,documents,exemptions,regulation', [
  ...codesOf('surveillance').map((code) => [code, '', 'import', 'invented surveillance', SURVEILLANCE_LICENCE, '', 'Reg. 2099/2']),
  ...codesOf('dual_use').map((code) => [code, '', 'export', 'dual-use goods', DUAL_USE_LICENCE, 'Y901', 'Reg. 2021/821'])
])

/** Annex I of the dual-use regulation was changed so many days before the year: own products were assessed after that. */
const ANNEX_DAYS_BEFORE = -300

/** One text a list, by kind. */
export function traderListTexts (until: string): ReadonlyMap<string, string> {
  const from = firstDay(until)
  return new Map([
    ['duty_rates', dutyRates()],
    ['exchange_rates', exchangeRates(until)],
    ['trade_defence', tradeDefence()],
    ['licences', licences()],
    ['cbam', listOf('code,exempt_origins,threshold', codesOf('carbon_border').map((code) => [code, 'IS LI NO CH', 'yes']))],
    ['eudr', listOf('code,applies_from', codesOf('deforestation').map((code) => [code, from]))],
    ['cites', listOf('code,endangered_species', codesOf('endangered_species').map((code) => [code, 'yes']))],
    ['dual_use', listOf('code,annex_updated_on', codesOf('dual_use').map((code) => [code, dayAfter(from, ANNEX_DAYS_BEFORE)]))],
    ['excise', listOf('code,excise', codesOf('excise').map((code) => [code, 'yes']))]
  ])
}

/** The same as they are stored. */
export function traderLists (until: string): LoadedList[] {
  return [...traderListTexts(until)].map(([name, text]) => {
    const { kind, entries, faults } = parseMeasureCsv(text)
    if (kind === undefined || faults.length > 0) throw new Error(`The list ${name} of the synthetic trader is not valid: ${JSON.stringify(faults[0])}`)
    return { kind, entries }
  })
}
