import type { Pillar } from '../../declarations/checks/check.ts'
import { isUnionDeclaration } from '../../declarations/checks/elements.ts'
import { examinedOf } from '../../declarations/checks/examine-content.ts'
import { datasetOf, directionOf } from '../../declarations/derivation.ts'
import type { DeclarationContent, ItemContent } from '../../declarations/data-elements.ts'
import type { ReferenceData } from '../../reference/reference-data.ts'
import type { SeededRandom } from '../../statistics/seeded-random.ts'
import type { EarlierDeclaration } from '../earlier-declarations.ts'
import type { Goods } from '../trader.ts'

/** An error that people make in declarations: named, with what ought to find it. Planting is pure: a copy comes back, or nothing where it cannot happen. */

/**
 * What must be there for the error to show: the declaration alone, lists that an operator loads, earlier declarations of the same
 * goods, a register that the operator keeps, customs' assessment; or nothing shows it at all.
 */
export const NEEDS = ['declaration', 'list', 'history', 'register', 'assessment', 'nothing'] as const
export type Need = typeof NEEDS[number]

export interface PlantFacts {
  readonly random: SeededRandom
  /** Day of acceptance, and the last day of the period in which it is one of many. */
  readonly day: string
  readonly until: string
  readonly reference: ReferenceData
  /** Goods of the master data, to mistake one for another. */
  readonly goods: readonly Goods[]
  /** Lines of the goods from the supplier that are known beforehand. */
  readonly linesOf: (goodsRef: string, supplierRef: string) => number
  readonly earlier: EarlierDeclaration | undefined
}

export interface Planted {
  readonly content: DeclarationContent
  /** Null where the declaration as a whole is wrong. */
  readonly itemNumber: number | null
}

export type Plant = (content: DeclarationContent, facts: PlantFacts) => Planted | undefined

export interface ErrorKind {
  readonly id: string
  readonly pillar: Pillar
  readonly words: string
  /** Chance with which a declaration in which it can happen has it, at usual care. */
  readonly rate: number
  /** Any of these finds it. */
  readonly checks: readonly string[]
  readonly needs: Need
  readonly plant: Plant
}

/** Whether what the operator keeps can show it. */
export const isShowable = ({ needs }: Pick<ErrorKind, 'needs'>): boolean => needs !== 'assessment' && needs !== 'nothing'

type ItemChange = (item: ItemContent, content: DeclarationContent, facts: PlantFacts) => ItemContent | undefined

/** The customs clearance request of some states carries neither code nor value, so nothing of it is asked. */
const CLEARANCE = '00'

/** Changes one of the items that fit, each equally likely. */
export function onItem (fits: (item: ItemContent, content: DeclarationContent, facts: PlantFacts) => boolean, change: ItemChange): Plant {
  return (content, facts) => {
    const fitting = content.items.filter((item) => item.requestedProcedure !== CLEARANCE && fits(item, content, facts))
    if (fitting.length === 0) return undefined
    const chosen = facts.random.pick(fitting)
    const changed = change(chosen, content, facts)
    return changed === undefined ? undefined : { content: withItem(content, changed), itemNumber: changed.itemNumber }
  }
}

/** Changes the declaration as a whole. */
export function onHeader (fits: (content: DeclarationContent, facts: PlantFacts) => boolean, change: (content: DeclarationContent, facts: PlantFacts) => DeclarationContent | undefined): Plant {
  return (content, facts) => {
    const changed = fits(content, facts) ? change(content, facts) : undefined
    return changed === undefined ? undefined : { content: changed, itemNumber: null }
  }
}

export const withItem = (content: DeclarationContent, changed: ItemContent): DeclarationContent =>
  ({ ...content, items: content.items.map((item) => item.itemNumber === changed.itemNumber ? changed : item) })

/** A copy without these members: an element that is absent is absent, never undefined. */
export function without<T extends object, K extends keyof T> (value: T, ...names: readonly K[]): Omit<T, K> {
  const copy: Partial<T> = { ...value }
  for (const name of names) delete copy[name]
  return copy as Omit<T, K>
}

export const isImport = (content: DeclarationContent): boolean => directionOf(content) === 'import'
export const isExport = (content: DeclarationContent): boolean => directionOf(content) === 'export'
/** Standard import: the data set with value and taxes. */
export const isFullImport = (content: DeclarationContent): boolean => isImport(content) && datasetOf(content) === 'H1'

/** Whether agreements and lists of the Union apply: a feed of another customs territory cannot go against them. */
export const isUnderUnionLaw = (content: DeclarationContent): boolean => isUnionDeclaration(examinedOf(content, { receivedOn: content.acceptanceDate ?? '' }))

type Codes = readonly { readonly type?: string | undefined }[] | undefined
const clean = <T extends Codes>(list: T, gone: (type: string) => boolean): T => list?.filter(({ type = '' }) => !gone(type)) as T

type Papers = Partial<Pick<ItemContent, 'documents' | 'additionalReferences' | 'transportDocuments'>>

function place<T extends Papers> (value: T, gone: (type: string) => boolean): T {
  const names = (['documents', 'additionalReferences', 'transportDocuments'] as const).filter((name) => value[name] !== undefined)
  return { ...value, ...Object.fromEntries(names.map((name) => [name, clean(value[name], gone)])) }
}

/** Documents and codes of a kind left out, at the item and at the header. */
export function withoutPapers (content: DeclarationContent, gone: (type: string) => boolean): DeclarationContent {
  return { ...place(content, gone), items: content.items.map((item) => place(item, gone)) }
}
export const itemWithoutPapers = (item: ItemContent, gone: (type: string) => boolean): ItemContent => place(item, gone)

/** Whether the item itself has a document or code of the kind. */
export function hasPaper (item: ItemContent, wanted: (type: string) => boolean): boolean {
  return [...item.documents ?? [], ...item.additionalReferences ?? [], ...item.transportDocuments ?? []].some(({ type = '' }) => wanted(type))
}
