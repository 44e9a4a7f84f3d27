import type { DutyRate, LicenceMeasure, Measures, Nomenclature, Procedures, ReferenceData, TradeDefenceMeasure } from './reference-data.ts'
import type { ListKind } from './measure-kinds.ts'
import type { Entry, LoadedList } from './measure-list.ts'
import { nomenclatureOf } from './nomenclature.ts'
import { isInForce } from './shipped-list.ts'

/** Lookups over the lists that an operator loaded. Pure. */

/** What ships, completed by what the operator loaded. @param version names the operator's lists. */
export function withMeasures (shipped: ReferenceData, lists: readonly LoadedList[], version: string): ReferenceData {
  const byKind = new Map(lists.map(({ kind, entries }) => [kind, entries]))
  if (byKind.size === 0) return shipped
  const pairs = byKind.get('procedure_pairs')
  const editions = byKind.get('nomenclature')
  return {
    ...shipped,
    version: `${shipped.version}+${version}`,
    procedures: pairs === undefined ? shipped.procedures : completeProcedures(shipped.procedures, pairs),
    nomenclature: editions === undefined ? shipped.nomenclature : withEditions(shipped.nomenclature, editions),
    measures: measuresOf(byKind)
  }
}

function completeProcedures (seed: Procedures, pairs: readonly Entry[]): Procedures {
  const allowed = new Map([...Map.groupBy(pairs, (entry) => entry['requested'] ?? '')].map(([requested, entries]) => [requested, new Set(entries.map((entry) => entry['previous'] ?? ''))]))
  return { has: seed.has, previousOf: (requested) => allowed.get(requested), complete: true }
}

function withEditions (shipped: ReferenceData['nomenclature'], entries: readonly Entry[]): ReferenceData['nomenclature'] {
  const editions = new Map([...Map.groupBy(entries, (entry) => entry['year'] ?? '')].map(([year, codes]): [string, Nomenclature] => {
    const units = new Map(codes.map((entry) => [entry['cn_code'] ?? '', entry['supplementary_unit'] ?? '']))
    return [year, nomenclatureOf(`CN ${year}`, units, new Set([...units.keys()].map((code) => code.slice(0, 6))))]
  }))
  return (day) => editions.get(day.slice(0, 4)) ?? shipped(day)
}

const wordsOf = (text: string | undefined): string[] => text === undefined || text === '' ? [] : text.split(' ')

/** Entries by the beginning of a commodity code: the lookup tries each length once, the longest first. */
class PrefixIndex {
  readonly #byPrefix: Map<string, Entry[]>
  readonly #lengths: readonly number[]

  constructor (entries: readonly Entry[]) {
    this.#byPrefix = Map.groupBy(entries, (entry) => entry['code'] ?? '')
    this.#lengths = [...new Set([...this.#byPrefix.keys()].map((prefix) => prefix.length))].toSorted((a, b) => b - a)
  }

  /** In force on the day, the longest beginnings first. */
  find (code: string, day: string): Entry[] {
    return this.#lengths.filter((length) => length <= code.length)
      .flatMap((length) => (this.#byPrefix.get(code.slice(0, length)) ?? []).filter((entry) => isInForce(['', entry['from'] ?? null, entry['until'] ?? null], day)))
  }
}

function measuresOf (lists: ReadonlyMap<ListKind, readonly Entry[]>): Measures {
  const index = (kind: ListKind): PrefixIndex | undefined => {
    const entries = lists.get(kind)
    return entries === undefined ? undefined : new PrefixIndex(entries)
  }
  const [duty, defence, licences, cbam, eudr, cites, dualUse, excise] = (['duty_rates', 'trade_defence', 'licences', 'cbam', 'eudr', 'cites', 'dual_use', 'excise'] as const).map(index)
  const rates = lists.get('exchange_rates')
  return {
    ...(duty === undefined ? {} : { dutyRates: { find: (code, origin, day) => longestOfEach(duty.find(code, day), origin).map(toDutyRate) } }),
    ...(rates === undefined ? {} : { exchangeRates: exchangeRates(rates) }),
    ...(defence === undefined ? {} : {
      tradeDefence: {
        find: (code, origin, day) => toTradeDefence(defence.find(code, day).filter((entry) => entry['origin'] === origin)),
        ofCode: (code, day) => toTradeDefence(defence.find(code, day))
      }
    }),
    ...(licences === undefined ? {} : {
      licences: {
        find: (code, country, direction, day) => licences.find(code, day).filter((entry) => entry['direction'] === direction && (entry['country'] ?? country) === country).map(toLicence)
      }
    }),
    ...(cbam === undefined ? {} : { cbam: { find: (code, day) => first(cbam.find(code, day), (entry) => ({ exemptOrigins: wordsOf(entry['exempt_origins']), noThreshold: entry['threshold'] === 'no' })) } }),
    ...(eudr === undefined ? {} : { eudr: { find: (code, day) => first(eudr.find(code, day), (entry) => ({ appliesFrom: entry['applies_from'] ?? '' })) } }),
    ...(cites === undefined ? {} : { cites: { has: (code, day) => cites.find(code, day).length > 0 } }),
    ...(dualUse === undefined ? {} : { dualUse: { find: (code, day) => first(dualUse.find(code, day), (entry) => ({ annexUpdatedOn: entry['annex_updated_on'] ?? '' })) } }),
    ...(excise === undefined ? {} : { excise: { has: (code, day) => excise.find(code, day).length > 0 } })
  }
}

const first = <T>(entries: readonly Entry[], read: (entry: Entry) => T): T | undefined => entries[0] === undefined ? undefined : read(entries[0])

/** Of each type and preference the rate of the longest beginning, one of the country before one of all. */
function longestOfEach (entries: readonly Entry[], origin: string): Entry[] {
  const fitting = entries.filter((entry) => (entry['origin'] ?? origin) === origin).toSorted((a, b) => Number(b['origin'] !== undefined) - Number(a['origin'] !== undefined))
  const kinds = Map.groupBy(fitting, (entry) => `${entry['type'] ?? ''} ${entry['preference'] ?? ''}`)
  return [...kinds.values()].flatMap(([best]) => best === undefined ? [] : [best])
}

const toDutyRate = (entry: Entry): DutyRate =>
  ({ kind: entry['type'] as DutyRate['kind'], adValorem: entry['rate'] ?? null, preference: entry['preference'] ?? null })

function exchangeRates (entries: readonly Entry[]): NonNullable<Measures['exchangeRates']> {
  const byCurrency = Map.groupBy(entries, (entry) => entry['currency'] ?? '')
  return { find: (currency, day) => byCurrency.get(currency)?.find((entry) => isInForce(['', entry['from'] ?? null, entry['until'] ?? null], day))?.['units_per_euro'] }
}

function toTradeDefence (entries: readonly Entry[]): TradeDefenceMeasure[] {
  return [...Map.groupBy(entries, (entry) => `${entry['measure'] ?? ''} ${entry['origin'] ?? ''} ${entry['duty'] ?? ''}`).values()].flatMap((lines) => {
    const [line] = lines
    if (line === undefined) return []
    const forAll = lines.find((entry) => entry['additional_code'] === undefined)
    return [{
      id: line['measure'] ?? '', origin: line['origin'] ?? '', status: line['status'] as TradeDefenceMeasure['status'], duty: line['duty'] as TradeDefenceMeasure['duty'],
      additionalCodes: lines.flatMap((entry) => entry['additional_code'] === undefined ? [] : [{ code: entry['additional_code'], rate: entry['rate'] ?? null, companySpecific: entry['company_specific'] === 'yes' }]),
      ...(forAll === undefined ? {} : { rate: forAll['rate'] ?? null }),
      invoiceDocuments: [...new Set(lines.flatMap((entry) => wordsOf(entry['invoice_documents'])))], regulation: line['regulation'] ?? ''
    }]
  })
}

const toLicence = (entry: Entry): LicenceMeasure =>
  ({ id: entry['measure'] ?? '', documents: wordsOf(entry['documents']), exemptions: wordsOf(entry['exemptions']), regulation: entry['regulation'] ?? '' })
