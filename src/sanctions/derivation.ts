import type { Fault } from '../platform/problem.ts'
import { SELF } from './model.ts'
import type { Difference, SanctionContent } from './model.ts'

/** What a sanction is counted under: as stated, else as the declarations tell that it concerns. Pure. */

/** A declaration as far as a sanction is counted by it. */
export interface LinkedDeclaration {
  /** As it was named: an MRN or an id. */
  readonly reference: string
  readonly declarationId: string
  readonly mrn: string | null
  readonly orgUnitId: string | null
  readonly siteId: string | null
  /** EORI of the representative; null where the operator lodged it itself. */
  readonly broker: string | null
  readonly items: readonly LinkedItem[]
}

export interface LinkedItem {
  readonly itemNumber: number
  readonly procedure: string
  readonly goodsRef: string | null
  readonly aiAssisted: boolean
}

export interface SanctionKeys {
  /** '' where no unit is known, or the declarations are of several. */
  readonly orgUnitId: string
  readonly ai: '' | 'yes' | 'no'
  readonly sites: readonly string[]
  readonly procedures: readonly string[]
  readonly brokers: readonly string[]
  readonly goods: readonly string[]
  readonly declarationIds: readonly string[]
  /** MRNs named of which no declaration stands here, as they were named. */
  readonly unlinked: readonly string[]
}

const known = (values: readonly (string | null)[]): string[] => [...new Set(values.filter((value): value is string => value !== null && value !== ''))].toSorted()

/** Keys of several kinds of goods or procedures are all kept: the sanction counts once under each. */
export function keysOf (content: SanctionContent, linked: readonly LinkedDeclaration[]): SanctionKeys {
  const items = linked.flatMap((declaration) => itemsConcerned(content, declaration))
  const found = new Set(linked.map(({ reference }) => reference))
  const units = known(linked.map(({ orgUnitId }) => orgUnitId))
  return {
    orgUnitId: content.orgUnitId ?? (units.length === 1 ? units[0] ?? '' : ''),
    ai: aiOf(content, items),
    sites: content.sites ?? known(linked.map(({ siteId }) => siteId)),
    procedures: content.procedures ?? known(items.map(({ procedure }) => procedure)),
    brokers: content.brokers ?? known(linked.map(({ broker }) => broker ?? SELF)),
    goods: content.goods ?? known(items.map(({ goodsRef }) => goodsRef)),
    declarationIds: known(linked.map(({ declarationId }) => declarationId)),
    unlinked: content.declarations.filter((reference) => !found.has(reference))
  }
}

const KEY_NAMES = ['orgUnitId', 'ai', 'sites', 'procedures', 'brokers', 'goods', 'declarationIds', 'unlinked'] as const satisfies (keyof SanctionKeys)[]
/** The log names them without their value: the EORI of a broker may be a person's. */
const WITHHELD: ReadonlySet<string> = new Set(['brokers'])

/** What differs, for the log; undefined where nothing does. */
export function keyDifferenceOf (before: SanctionKeys, after: SanctionKeys): Difference | undefined {
  const names = KEY_NAMES.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  if (names.length === 0) return undefined
  return { changed: Object.fromEntries(names.filter((name) => !WITHHELD.has(name)).map((name) => [name, { before: before[name], after: after[name] }])), withheld: names.filter((name) => WITHHELD.has(name)) }
}

/** The items named; all of a declaration none of whose items is named. */
function itemsConcerned ({ items }: SanctionContent, { reference, items: all }: LinkedDeclaration): readonly LinkedItem[] {
  const numbers = new Set(items.filter(({ declaration }) => declaration === reference).map(({ itemNumber }) => itemNumber))
  return numbers.size === 0 ? all : all.filter(({ itemNumber }) => numbers.has(itemNumber))
}

function aiOf ({ aiInvolved, aiSystemIds, cause }: SanctionContent, items: readonly LinkedItem[]): SanctionKeys['ai'] {
  if (aiInvolved !== null) return aiInvolved ? 'yes' : 'no'
  if (cause === 'ai' || aiSystemIds.length > 0 || items.some(({ aiAssisted }) => aiAssisted)) return 'yes'
  return items.length > 0 ? 'no' : ''
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** An id must be of a declaration here. An MRN may be of one that was lodged before this system was: it is kept as stated. */
export function unknownLinks ({ declarations, items }: SanctionContent, linked: readonly LinkedDeclaration[]): Fault[] {
  const byReference = new Map(linked.map((declaration) => [declaration.reference, declaration]))
  return [
    ...declarations.flatMap((reference, index) => UUID.test(reference) && !byReference.has(reference) ? [{ pointer: `/declarations/${index}`, detail: 'is no declaration of yours', hint: 'The id of a declaration, or the MRN of any' }] : []),
    ...items.flatMap(({ declaration, itemNumber }, index) => {
      const found = byReference.get(declaration)
      return found === undefined || found.items.some((item) => item.itemNumber === itemNumber) ? [] : [{ pointer: `/items/${index}/itemNumber`, detail: 'is no item of the declaration in force', hint: 'Its items are numbered by D.E. 11 03' }]
    })
  ]
}
