import { utcDay } from '../platform/calendar.ts'
import { decimal, decimalText, ZERO } from '../platform/decimal.ts'
import type { Decimal } from '../platform/decimal.ts'
import type { DeclarationContent } from './data-elements.ts'
import { firstOfMonth } from './month-ranges.ts'

/**
 * How authorisations, documents that are written off, and guarantees are used by declarations. Pure; ingest writes the differences,
 * `rebuild-totals` adds up everything again.
 */

export const REFERENCE_KINDS = ['authorisation', 'document', 'guarantee'] as const
export type ReferenceKind = typeof REFERENCE_KINDS[number]

/** One reference as one declaration uses it, in one unit and currency. */
interface Mention {
  readonly kind: ReferenceKind
  readonly type: string
  readonly reference: string
  /** Measurement unit and qualifier of the quantity; '' without one. */
  readonly unit: string
  /** Currency of the amount; '' without one. */
  readonly currency: string
  readonly quantity: string | undefined
  readonly amount: string | undefined
  /** Number of the item that names it; undefined at the header, which speaks for all items. */
  readonly itemNumber: number | undefined
}

/** Document codes that stand for an authorisation, where a message has one list for both (DA Annex A; customs.md 4.1). */
const AUTHORISATION_OF: ReadonlyMap<string, string> = new Map([
  ['C626', 'BTI'], ['C627', 'BOI'], ['C501', 'AEOC'], ['C502', 'AEOS'], ['C503', 'AEOF'], ['C504', 'CVA'], ['C505', 'CGU'], ['C506', 'DPO'], ['C507', 'REP'], ['C508', 'REM'],
  ['C509', 'TST'], ['C510', 'RSS'], ['C511', 'ACP'], ['C512', 'SDE'], ['C513', 'CCL'], ['C514', 'EIR'], ['C515', 'SAS'], ['C526', 'AWB'], ['C601', 'IPO'], ['C019', 'OPO'],
  ['N990', 'EUS'], ['C990', 'EUS'], ['C516', 'TEA'], ['C517', 'CWP'], ['C518', 'CW1'], ['C519', 'CW2'], ['C520', 'ACT'], ['C521', 'ACR'], ['C522', 'ACE'], ['C523', 'SSE'],
  ['C524', 'TRD'], ['C525', 'ETD']
])

/** Procedures under which goods are placed on the strength of an authorisation; others that name it discharge it. The SQL of migration 0012 has them too. */
const PLACED_UNDER: ReadonlyMap<string, readonly string[]> = new Map([['IPO', ['51']], ['OPO', ['21']], ['EUS', ['44']], ['TEA', ['53']], ['CWP', ['71', '76']], ['CW1', ['71', '76']], ['CW2', ['71', '76']]])
/** Unit of the net mass. */
const KILOGRAM = 'KGM'

function * mentionsOf (content: DeclarationContent): Generator<Mention> {
  const { accountsCurrency = '' } = content
  const nothing = { unit: '', currency: '', quantity: undefined, amount: undefined, itemNumber: undefined }
  for (const { type = '', reference } of content.authorisations ?? []) {
    if (reference !== undefined) yield { ...nothing, kind: 'authorisation', type, reference }
  }
  for (const { documents, itemNumber } of [{ documents: content.documents, itemNumber: undefined }, ...content.items]) {
    for (const { type = '', reference, unit = '', quantity, amount, currency } of documents ?? []) {
      const authorisation = AUTHORISATION_OF.get(type)
      if (reference === undefined || (authorisation === undefined && quantity === undefined && amount === undefined)) continue
      yield {
        kind: authorisation === undefined ? 'document' : 'authorisation', type: authorisation ?? type, reference, quantity, amount, itemNumber,
        unit: quantity === undefined ? '' : unit, currency: amount === undefined ? '' : currency ?? accountsCurrency
      }
    }
  }
  for (const { type = '', grn, otherReference, amount, currency } of content.guarantees ?? []) {
    const reference = grn ?? otherReference
    if (reference !== undefined) yield { ...nothing, kind: 'guarantee', type, reference, amount, currency: amount === undefined ? '' : currency ?? accountsCurrency }
  }
}

/** What became of a declaration, as far as the use of references is counted by it. */
export interface UsingState {
  readonly status: string
  readonly statusAt: Date
  readonly countedOn: string
  readonly releasedAt: Date | null
}

/** What the declaration writes off of a document that is no authorisation. */
export const writtenOff = (content: DeclarationContent, reference: string): Pick<Mention, 'unit' | 'quantity' | 'currency' | 'amount'>[] =>
  [...mentionsOf(content)].filter((mention) => mention.kind === 'document' && mention.reference === reference)

/** It ended without effect (UCC 174). */
export const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['rejected', 'invalidated', 'cancelled', 'expired'])
/** A declaration that was never lodged, or that ended without effect, uses nothing (UCC 171, 174). */
const WITHOUT_USE: ReadonlySet<string> = new Set(['draft', ...WITHOUT_EFFECT])
/** Procedures in which the potential debt stands until the goods are discharged (UCC 89, 211, 215). */
const UNTIL_DISCHARGE: ReadonlySet<string> = new Set(['44', '51', '53', '54', '71', '78'])
const DISCHARGED: ReadonlySet<string> = new Set(['discharged', 'seized'])
const RELEASED: ReadonlySet<string> = new Set(['released', 'post_release_amended', 'exit_confirmed', 'completed', 'discharged', 'seized'])

/**
 * The day from which a declaration no longer burdens its guarantee: goods under a special procedure with their discharge, others with
 * their release, simplified ones whose supplementary declaration is still due with that. Whether a debt that arose with the release is
 * paid is not known here. Null while the guarantee is in use.
 */
export function guaranteeEndedOn (content: DeclarationContent, { status, statusAt, countedOn, releasedAt }: UsingState): string | null {
  const suspended = content.items.some(({ requestedProcedure = '' }) => UNTIL_DISCHARGE.has(requestedProcedure))
  if (!(suspended ? DISCHARGED : RELEASED).has(status)) return null
  const day = utcDay(suspended ? statusAt : releasedAt ?? statusAt)
  return day < countedOn ? countedOn : day
}

/** Sums of months stand under a name of their own, on the first of the month. */
export const monthsOfKind = (kind: ReferenceKind): string => `${kind}_month`

export interface ReferenceUse {
  /** A kind, or the name under which its months stand. */
  readonly kind: string
  readonly type: string
  readonly reference: string
  readonly day: string
  readonly unit: string
  readonly currency: string
  /** Counted in one of the rows of a reference, so that they may be added up over units and currencies. */
  declarations: number
  items: number
  quantity: Decimal
  amount: Decimal
  /** Items placed under the authorisation of which neither a quantity written off nor a net mass is stated. */
  unmeasured: number
  /** Declarations that no longer burden the guarantee from this day on, and what they burdened it with. */
  ended: number
  endedAmount: Decimal
}

type Change = Partial<Pick<ReferenceUse, 'declarations' | 'items' | 'quantity' | 'amount' | 'unmeasured' | 'ended' | 'endedAmount'>>

/** Use to be added, by kind, type, reference, day, unit and currency. */
export class ReferenceUses {
  readonly #uses = new Map<string, ReferenceUse>()

  /** Adds (sign 1) or takes away (sign -1) what the declaration uses. */
  count (content: DeclarationContent, state: UsingState, sign: 1 | -1): void {
    if (WITHOUT_USE.has(state.status)) return
    const mentions = [...mentionsOf(content)]
    if (mentions.length === 0) return
    const ended = content.guarantees === undefined ? null : guaranteeEndedOn(content, state)
    for (const group of Map.groupBy(mentions, ({ kind, type, reference }) => JSON.stringify([kind, type, reference])).values()) {
      const [first] = group
      if (first === undefined) continue
      const { massOf, unmeasured } = placedGoods(group, content)
      this.#add(first, state.countedOn, { declarations: sign, items: sign * itemsOf(group, content), unmeasured: sign * unmeasured })
      for (const netMass of massOf) this.#add({ ...first, unit: KILOGRAM, currency: '' }, state.countedOn, { quantity: signed(netMass, sign) })
      for (const mention of group) this.#add(mention, state.countedOn, { quantity: signed(mention.quantity, sign), amount: signed(mention.amount, sign) })
      if (first.kind !== 'guarantee' || ended === null) continue
      this.#add(first, ended, { ended: sign })
      for (const mention of group) this.#add(mention, ended, { endedAmount: signed(mention.amount, sign) })
    }
  }

  #add (mention: Mention, day: string, change: Change): void {
    this.#addTo(mention, mention.kind, day, change)
    this.#addTo(mention, monthsOfKind(mention.kind), firstOfMonth(day), change)
  }

  #addTo ({ type, reference, unit, currency }: Mention, kind: string, day: string, { declarations = 0, items = 0, quantity = ZERO, amount = ZERO, unmeasured = 0, ended = 0, endedAmount = ZERO }: Change): void {
    const identity = JSON.stringify([kind, type, reference, day, unit, currency])
    const use = this.#uses.get(identity)
    if (use === undefined) {
      this.#uses.set(identity, { kind, type, reference, day, unit, currency, declarations, items, quantity, amount, unmeasured, ended, endedAmount })
      return
    }
    use.declarations += declarations
    use.items += items
    use.quantity = use.quantity.plus(quantity)
    use.amount = use.amount.plus(amount)
    use.unmeasured += unmeasured
    use.ended += ended
    use.endedAmount = use.endedAmount.plus(endedAmount)
  }

  /** All use that is not nothing. */
  nonZero (): ReferenceUse[] {
    return [...this.#uses.values()].filter((use) => use.declarations !== 0 || use.items !== 0 || !use.quantity.eq(0) || !use.amount.eq(0) || use.unmeasured !== 0 || use.ended !== 0 || !use.endedAmount.eq(0))
  }
}

/** Items that the mentions speak for: all where one stands at the header. */
const itemsOf = (mentions: readonly Mention[], { items }: DeclarationContent): number =>
  mentions.some(({ itemNumber }) => itemNumber === undefined) ? items.length : new Set(mentions.map(({ itemNumber }) => itemNumber)).size

/**
 * Net masses of the goods that the declaration places under the authorisation without saying how much it writes off, and how many
 * items state none.
 */
function placedGoods (mentions: readonly Mention[], { items }: DeclarationContent): { massOf: string[], unmeasured: number } {
  const [first] = mentions
  const procedures = first?.kind === 'authorisation' ? PLACED_UNDER.get(first.type) : undefined
  const stated = new Set(mentions.filter(({ quantity }) => quantity !== undefined).map(({ itemNumber }) => itemNumber))
  if (procedures === undefined || stated.has(undefined)) return { massOf: [], unmeasured: 0 }
  const named = new Set(mentions.map(({ itemNumber }) => itemNumber))
  const placed = items.filter(({ itemNumber, requestedProcedure = '' }) => procedures.includes(requestedProcedure) && !stated.has(itemNumber) && (named.has(undefined) || named.has(itemNumber)))
  const massOf = placed.flatMap(({ netMass }) => netMass ?? [])
  return { massOf, unmeasured: placed.length - massOf.length }
}

const signed = (amount: string | undefined, sign: 1 | -1): Decimal =>
  amount === undefined ? ZERO : sign === 1 ? decimal(amount) : decimal(amount).neg()

/** For `aeo.move_reference_use`; null when there is nothing to move. */
export function usesJson (uses: readonly ReferenceUse[]): string | null {
  if (uses.length === 0) return null
  return JSON.stringify(uses.map(({ quantity, amount, ended, endedAmount, ...use }) =>
    ({ ...use, quantity: decimalText(quantity), amount: decimalText(amount), ended, endedAmount: decimalText(endedAmount) })))
}
