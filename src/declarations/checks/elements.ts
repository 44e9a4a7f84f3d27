import type { DeclarationContent, ItemContent } from '../data-elements.ts'
import { decimal, ZERO } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import type { CheckContext } from './check.ts'
import type { Examined } from './examined.ts'
import type { DutyRate } from '../../reference/reference-data.ts'

/** How the checks read a declaration: elements that may stand at item or header, and the helpers of customs.md 8. Pure. */

type DocumentElement = NonNullable<DeclarationContent['documents']>[number]

/** Documents, references and authorisations of one kind as the checks see them, whichever list a data model puts them into. */
export interface DeclaredDocument {
  readonly type: string
  readonly reference: string
  readonly validUntil: string | null
  readonly amount: string | null
  /** EORI of the holder, for an authorisation. */
  readonly holder: string | null
}

const toDocument = ({ type = '', reference = '', validUntil, amount }: DocumentElement): DeclaredDocument =>
  ({ type, reference, validUntil: validUntil ?? null, amount: amount ?? null, holder: null })

function referencesOf (place: Pick<DeclarationContent, 'documents' | 'additionalReferences' | 'transportDocuments'>): DeclaredDocument[] {
  return [...place.documents ?? [], ...place.additionalReferences ?? [], ...place.transportDocuments ?? []].map(toDocument)
}

const headers = new WeakMap<DeclarationContent, readonly DeclaredDocument[]>()

/** Supporting documents, additional references, transport documents and authorisations of the header. */
export function headerDocuments (content: DeclarationContent): readonly DeclaredDocument[] {
  let found = headers.get(content)
  if (found === undefined) {
    const authorisations = (content.authorisations ?? []).map(({ type = '', reference = '', holder }) => ({ type, reference, validUntil: null, amount: null, holder: holder ?? null }))
    found = [...referencesOf(content), ...authorisations]
    headers.set(content, found)
  }
  return found
}

/** The same at the item and at the header together: they may stand at either. */
export function documentsAt (item: ItemContent, { content }: Examined): readonly DeclaredDocument[] {
  return [...referencesOf(item), ...headerDocuments(content)]
}

export const codesAt = (item: ItemContent, declaration: Examined): ReadonlySet<string> => new Set(documentsAt(item, declaration).map(({ type }) => type))

/** Documents of the header and of every item. */
export const allDocuments = ({ content }: Examined): readonly DeclaredDocument[] => [...headerDocuments(content), ...content.items.flatMap(referencesOf)]

export const additionsAt = (item: ItemContent, { content }: Examined): NonNullable<ItemContent['additionsDeductions']> =>
  [...item.additionsDeductions ?? [], ...content.additionsDeductions ?? []]

export const fiscalRolesAt = (item: ItemContent, { content }: Examined): ReadonlySet<string> =>
  new Set([...item.fiscalReferences ?? [], ...content.fiscalReferences ?? []].map(({ role }) => role))

export const previousDocumentsAt = (item: ItemContent, { content }: Examined): NonNullable<ItemContent['previousDocuments']> =>
  [...item.previousDocuments ?? [], ...content.previousDocuments ?? []]

/** Additional information code 00100: authorisation applied for by the declaration itself (DA 163). */
export const isAuthorisedByDeclaration = (item: ItemContent, { content }: Examined): boolean =>
  [...item.additionalInformation ?? [], ...content.additionalInformation ?? []].some(({ code }) => code === '00100')

const COUNTRY = /^[A-Z]{2}$/

/** D.E. 16 08, else 16 09 when it is a country; null when neither says one. */
export const originOf = ({ originCountry, prefOriginCountry }: ItemContent): string | null =>
  originCountry ?? (prefOriginCountry !== undefined && COUNTRY.test(prefOriginCountry) ? prefOriginCountry : null)

export const dispatchOf = (item: ItemContent, { content }: Examined): string | null =>
  item.dispatchCountry ?? content.dispatchCountry ?? item.exportCountry ?? content.exportCountry ?? null

export const destinationOf = (item: ItemContent, { content }: Examined): string | null => item.destinationCountry ?? content.destinationCountry ?? null

const RELIEFS = new Set(['F01', 'F02', 'F03', 'F04', 'F05', 'F07', 'B02', 'B03'])
const AFTER_OUTWARD_PROCESSING = new Set(['21', '22'])

/** Duty follows another rule: an additional procedure of relief, or a return after outward processing. */
export const hasRelief = (item: ItemContent): boolean =>
  AFTER_OUTWARD_PROCESSING.has(item.previousProcedure ?? '') || (item.additionalProcedures ?? []).some((code) => RELIEFS.has(code) || /^C[0-9]/.test(code))

/** Requested procedures that release for free circulation. */
export const RELEASING: ReadonlySet<string> = new Set(['01', '07', '40', '42', '43', '44', '45', '46', '48', '61', '63', '68'])
export const releases = (item: ItemContent): boolean => RELEASING.has(item.requestedProcedure ?? '')

/** First digit of the preference: 1 erga omnes, 2 GSP, 3 agreement, 4 customs union, 5 special fiscal territories. */
export const schemeOf = ({ preference = '' }: ItemContent): string => preference.slice(0, 1)
export const claimsPreference = (item: ItemContent): boolean => schemeOf(item) === '2' || schemeOf(item) === '3'

/** EORI numbers and other identifiers of the parties, by their part. */
export function partiesOf (content: DeclarationContent): ReadonlyMap<string, string> {
  const parties: [string, string | undefined][] = [
    ['importer', content.importer?.eori], ['exporter', content.exporter?.eori], ['declarant', content.declarant], ['representative', content.representative?.eori]
  ]
  return new Map(parties.flatMap(([name, eori]): [string, string][] => eori === undefined ? [] : [[name, eori]]))
}

export { addDays, addMonths, daysBetween } from '../../platform/calendar.ts'

/** Calendar month of the day, YYYY-MM. */
export const monthOf = (day: string): string => day.slice(0, 7)

export const sumOf = (amounts: readonly (string | undefined)[]): Decimal => amounts.reduce<Decimal>((total, amount) => amount === undefined ? total : total.plus(decimal(amount)), ZERO)

/** Rates for the item; undefined while no list of duty rates is loaded. */
export function dutyRatesOf (code: string, origin: string | null, day: string, { reference: { measures } }: CheckContext): readonly DutyRate[] | undefined {
  return measures.dutyRates?.find(code, origin ?? '', day)
}

/**
 * Whether the declaration is made under Union customs law. A feed of Great Britain (importer or declarant with a GB number) follows
 * the agreements and lists of another customs territory; XI is Union.
 */
export function isUnionDeclaration ({ content, direction }: Examined): boolean {
  const party = direction === 'import' ? content.importer?.eori ?? content.declarant : content.exporter?.eori ?? content.declarant
  return !(content.declarant ?? party ?? '').startsWith('GB') && !(party ?? '').startsWith('GB')
}
