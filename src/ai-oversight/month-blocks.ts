import type { Count } from './tally.ts'

/**
 * Months by themselves where, of each group that decided in them, five people did; others put together until that holds, from the first one
 * on and whatever period is asked for. Measures of people are told of whole blocks, so two periods, of which one less the other would be
 * the month of a single reviewer, differ by five people of a group or by nobody. Pure.
 */

export interface MonthBlock {
  readonly months: readonly string[]
  /** Enough people decided; the one that is not still waits for them. */
  readonly isClosed: boolean
}

export interface MonthSpan { readonly from: string, readonly to: string }

/** @param groups counts of reviewers, of all months, by what is told apart. Months without any are in no block: they show nobody. */
export function monthBlocks (groups: readonly (readonly Count[])[], least: number): MonthBlock[] {
  const peopleIn = groups.map((counts) => Map.groupBy(counts.filter(({ counter, count }) => counter === 'reviewer' && count !== 0), ({ period }) => period))
  const isEnough = (months: readonly string[]): boolean => peopleIn.every((group) => {
    const { size } = new Set(months.flatMap((month) => group.get(month) ?? []).map(({ bin }) => bin))
    return size === 0 || size >= least
  })
  const blocks: MonthBlock[] = []
  let waiting: string[] = []
  for (const month of [...new Set(peopleIn.flatMap((group) => [...group.keys()]))].toSorted()) {
    if (isEnough([month])) {
      blocks.push({ months: [month], isClosed: true })
      continue
    }
    waiting = [...waiting, month]
    if (!isEnough(waiting)) continue
    blocks.push({ months: waiting, isClosed: true })
    waiting = []
  }
  return waiting.length === 0 ? blocks : [...blocks, { months: waiting, isClosed: false }]
}

/** Whether all of the block is told in the period. */
export const isTold = ({ months, isClosed }: MonthBlock, { from, to }: MonthSpan): boolean => isClosed && months.every((month) => from <= month && month <= to)

/** Months of the period that belong to blocks of which not all is told, in order. */
export const monthsLeftOut = (blocks: readonly MonthBlock[], span: MonthSpan): string[] =>
  blocks.filter((block) => !isTold(block, span)).flatMap(({ months }) => months).filter((month) => span.from <= month && month <= span.to).toSorted()
