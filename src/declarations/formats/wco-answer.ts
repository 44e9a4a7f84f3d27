import type { AssessedTax, CustomsAnswer } from '../customs-message.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { readChanges } from './wco-amendments.ts'
import { pointerPath, readPointer, textIn } from './wco-pointers.ts'
import { dateTextIn, identifierIn, instantIn, readMrnOf } from './wco-shaped-text.ts'
import { readDay, readDecimal, Unfit } from './wco-values.ts'
import { childOf, childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** Customs' answer with all that it states; what the life cycle needs of it is `CustomsAnswer`. */
export interface WcoAnswer extends CustomsAnswer {
  readonly acceptedAt?: string
  readonly rejectedAt?: string
  readonly invalidatedAt?: string
  /** From when the status holds (the exit of the goods, for one). */
  readonly statusAt?: string
  /** Until when something must be done. */
  readonly limitAt?: string
}

/**
 * One answer of customs (RES). An instant that cannot be read is left out, with a note.
 *
 * @param way the elements around the response, from the root of the message.
 * @throws invalid-request when it has no function code, its MRN is none, or an amount is not a number.
 */
export function readWcoAnswer (response: XmlElement, way: readonly XmlElement[]): WcoAnswer {
  const inside = [...way, response]
  const declarations = childrenOf(response, 'Declaration')
  const declaration = declarations.find((candidate) => textIn(candidate, 'ID') !== undefined) ?? declarations[0]
  // Corrections come with a second declaration that holds the new values alone.
  const data = declarations.find((candidate) => candidate !== declaration) ?? declaration
  const statements = childrenOf(response, 'AdditionalInformation')
  const status = childOf(response, 'Status')
  const dates = new DatesRead()
  const members = {
    reference: identifierIn(response, 'FunctionalReferenceID', inside),
    mrn: readMrnOf(declaration, inside),
    lrn: identifierIn(declaration, 'FunctionalReferenceID', inside),
    issuedAt: dates.instant(response, 'IssueDateTime'),
    versionId: identifierIn(declaration, 'VersionID', inside),
    acceptedOn: dates.day(declaration, 'AcceptanceDateTime'),
    acceptedAt: dates.instant(declaration, 'AcceptanceDateTime'),
    rejectedAt: dates.instant(declaration, 'RejectionDateTime'),
    invalidatedAt: dates.instant(declaration, 'CancellationDateTime'),
    statusCode: identifierIn(status, 'NameCode', inside),
    statusAt: dates.instant(status, 'EffectiveDateTime'),
    limitAt: statements.map((statement) => dates.instant(statement, 'LimitDateTime')).find((instant) => instant !== undefined)
  }
  return {
    kind: 'answer',
    functionCode: functionCodeOf(response, inside),
    ...withoutAbsent(members),
    changes: readChanges({ holder: response, data, way: inside }),
    taxes: declarations.flatMap((assessed) => taxesOf(assessed, inside)),
    errors: childrenOf(response, 'Error').map(errorOf),
    notes: [...statements.map(noteOf).filter((note) => note !== ''), ...dates.notes]
  }
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }
function withoutAbsent<T extends Readonly<Record<string, unknown>>> (members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>
}

/** Two digits, as the code list of the model writes them. */
function functionCodeOf (response: XmlElement, way: readonly XmlElement[]): string {
  const code = textIn(response, 'FunctionCode') ?? ''
  if (/^[0-9]{1,2}$/.test(code)) return code.padStart(2, '0')
  throw invalidRequest('The answer does not say what it is about.', { errors: [{ pointer: `${wayText(way)}/FunctionCode`, detail: 'is not a function code', hint: 'One or two digits' }] })
}

/** Reads dates and remembers which could not be read. */
class DatesRead {
  readonly notes: string[] = []

  instant (element: XmlElement | undefined, name: string): string | undefined {
    const text = dateTextIn(element, name)
    if (text === undefined) return undefined
    const instant = instantIn(element, name)
    if (instant === undefined) this.notes.push(`${name} ${text.slice(0, 40)} is not an instant that exists, so it is left out`)
    return instant
  }

  /** The day as written, in the office's own time; `instant` notes what cannot be read. */
  day (element: XmlElement | undefined, name: string): string | undefined {
    const day = instantIn(element, name) === undefined ? undefined : readDay(dateTextIn(element, name) ?? '')
    return day === undefined || day instanceof Unfit ? undefined : String(day)
  }
}

function taxesOf (declaration: XmlElement, way: readonly XmlElement[]): AssessedTax[] {
  const onItems = childrenOf(childOf(declaration, 'GoodsShipment'), 'GovernmentAgencyGoodsItem').flatMap((item) => {
    const number = Number(textIn(item, 'SequenceNumeric') ?? Number.NaN)
    return childrenOf(childOf(item, 'Commodity'), 'DutyTaxFee').map((tax) => ({
      ...(Number.isInteger(number) ? { itemNumber: number } : {}), ...taxOf(tax, way)
    }))
  })
  return [...onItems, ...childrenOf(declaration, 'DutyTaxFee').map((tax) => taxOf(tax, way))]
}

function taxOf (tax: XmlElement, way: readonly XmlElement[]): AssessedTax {
  const payment = childOf(tax, 'Payment')
  const amounts = [childOf(payment, 'PaymentAmount'), childOf(payment, 'TaxAssessedAmount'), childOf(tax, 'AdValoremTaxBaseAmount')]
  return withoutAbsent({
    type: identifierIn(tax, 'TypeCode', way),
    base: decimalIn(tax, 'AdValoremTaxBaseAmount', way) ?? decimalIn(tax, 'SpecificTaxBaseQuantity', way),
    rate: decimalIn(tax, 'TaxRateNumeric', way),
    assessed: decimalIn(payment, 'TaxAssessedAmount', way),
    payable: decimalIn(payment, 'PaymentAmount', way),
    currency: amounts.map((amount) => amount?.attributes.get('currencyID')).find((currency) => currency !== undefined && /^[A-Z]{3}$/.test(currency))
  })
}

function decimalIn (element: XmlElement | undefined, name: string, way: readonly XmlElement[]): string | undefined {
  const text = textIn(element, name)
  if (text === undefined) return undefined
  const value = readDecimal(text)
  if (!(value instanceof Unfit)) return String(value)
  throw invalidRequest('An amount of the answer is not a number.', { errors: [{ pointer: `${wayText(way)}//${name}`, detail: value.detail, ...(value.hint === undefined ? {} : { hint: value.hint }) }] })
}

function errorOf (error: XmlElement): { code?: string, pointer?: string, detail?: string } {
  const steps = readPointer(error)
  return withoutAbsent({
    code: shortened(textIn(error, 'ValidationCode')),
    pointer: steps.length === 0 ? undefined : shortened(pointerPath(steps)),
    detail: shortened(textIn(error, 'Description'))
  })
}

/** Texts of customs have up to 512 characters; whatever is longer is none of theirs. */
const MAX_TEXT = 1000
const shortened = (text: string | undefined): string | undefined => text === undefined || text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`

/** Customs' words, with the codes that say of which kind they are: `AFB A2`, `CEX GB000041`. */
const noteOf = (statement: XmlElement): string =>
  ['StatementTypeCode', 'StatementCode', 'StatementDescription'].map((name) => shortened(textIn(statement, name))).filter((part) => part !== undefined).join(' ')

const wayText = (way: readonly XmlElement[]): string => way.map(({ name }) => `/${name}`).join('')
