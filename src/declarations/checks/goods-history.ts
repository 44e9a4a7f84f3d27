import { commodityCodeOf } from '../derivation.ts'
import type { DeclarationContent, ItemContent } from '../data-elements.ts'
import type { Examined } from './examined.ts'
import type { GoodsHistory, GoodsKnowledge, Observation } from './knowledge.ts'
import { addMonths, monthOf } from './elements.ts'

/** Reading what was declared before, and beside, of the same goods. Pure. */

/** Observations of one kind in the months before the day, the month of the day itself included. */
export function observationsBefore (history: GoodsHistory | undefined, kind: Observation['kind'], day: string, months: number): readonly Observation[] {
  const first = monthOf(addMonths(day, -months))
  const last = monthOf(day)
  return (history?.observations ?? []).filter((observation) => observation.kind === kind && observation.month > first && observation.month <= last)
}

const CN_DIGITS = 8

function valueOf (item: ItemContent, kind: LineKind): string | undefined {
  if (kind === 'origin') return item.originCountry
  const code = commodityCodeOf(item)
  return code.length < CN_DIGITS ? undefined : code.slice(0, CN_DIGITS)
}

type LineKind = 'code' | 'origin'
type Line = Omit<Observation, 'month'>
const KINDS: readonly LineKind[] = ['code', 'origin']

const counted = new WeakMap<DeclarationContent, ReadonlyMap<string, readonly Line[]>>()

/** Lines of a declaration by their goods, those that say the same counted once for every item. */
function linesOf (content: DeclarationContent): ReadonlyMap<string, readonly Line[]> {
  const lines = content.items.flatMap((item) => item.goodsRef === undefined ? [] : KINDS.flatMap((kind) => {
    const value = valueOf(item, kind)
    return value === undefined ? [] : [{ goodsRef: item.goodsRef ?? '', kind, value, supplierRef: item.supplierRef ?? '' }]
  }))
  const same = Map.groupBy(lines, ({ goodsRef, kind, value, supplierRef }) => JSON.stringify([goodsRef, kind, value, supplierRef]))
  const sums = [...same.values()].flatMap(([line, ...others]) => line === undefined ? [] : [{ ...line, count: 1 + others.length }])
  return Map.groupBy(sums, ({ goodsRef }) => goodsRef)
}

/** What the other items of the declaration say of the goods of this one: history knows only other declarations. */
export function observationsBeside (item: ItemContent, { content, lawDay }: Examined, kind: LineKind): Observation[] {
  const lines = counted.get(content) ?? linesOf(content)
  counted.set(content, lines)
  const own = valueOf(item, kind)
  return (lines.get(item.goodsRef ?? '') ?? []).flatMap((line) => {
    if (line.kind !== kind) return []
    const count = line.value === own && line.supplierRef === (item.supplierRef ?? '') ? line.count - 1 : line.count
    return count === 0 ? [] : [{ supplierRef: line.supplierRef, month: monthOf(lawDay), kind, value: line.value, count }]
  })
}

const sameAs = (kind: LineKind, a: string, b: string): boolean => kind === 'code' ? a.slice(0, CN_DIGITS) === b.slice(0, CN_DIGITS) : a === b

/**
 * Whether approved changes explain that the goods are declared with one value and were with another: changes up to the day lead to
 * the declared value, in one step or several, or one after the day leads away from it.
 */
export function isApprovedChange (goods: GoodsKnowledge | undefined, kind: LineKind, other: string, declared: string, day: string): boolean {
  const approved = (goods?.changes ?? []).filter((change) => change.approved && change.kind === kind)
  if (approved.some(({ on, from, to }) => on > day && sameAs(kind, from, declared) && sameAs(kind, to, other))) return true
  const reached = [other]
  for (const value of reached) {
    for (const { on, from, to } of approved) if (on <= day && sameAs(kind, from, value) && !reached.some((known) => sameAs(kind, known, to))) reached.push(to)
  }
  return reached.slice(1).some((value) => sameAs(kind, value, declared))
}

/** One line in five may differ before it is doubtful which of the values is the usual one. */
const USUAL_SHARE = 0.8

/**
 * What these goods are usually declared with, if that can be told. A slip stays in the history for as long as it is looked at, and is
 * found on the line that has it: the lines after it that are right again are not to be found with it.
 */
export function usualValue (observations: readonly Observation[]): string | undefined {
  const counts = new Map<string, number>()
  let total = 0
  for (const { value, count } of observations) {
    counts.set(value, (counts.get(value) ?? 0) + count)
    total += count
  }
  for (const [value, count] of counts) if (count >= total * USUAL_SHARE) return value
  return undefined
}

/** What was declared in the latest month that knows anything of it. */
export function latestValues (observations: readonly Observation[]): string[] {
  const latest = observations.reduce((month, observation) => observation.month > month ? observation.month : month, '')
  return [...new Set(observations.filter(({ month }) => month === latest).map(({ value }) => value))]
}
