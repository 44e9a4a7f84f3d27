/**
 * Choosing from treatments at the least cost, as an integer programme that any solver may answer, and how an answer in doubles is made
 * exact: it is checked by whoever set the goals, what fails is cut off, and a plan counts as the cheapest only once one that costs less
 * was shown not to exist. Pure.
 */

export interface Row {
  /** One a variable. */
  readonly coefficients: readonly number[]
  readonly atMost: number
}

/** Minimise Σ cost · x with x of 0 or 1, every row kept. */
export interface LinearProgramme {
  /** Whole numbers from zero. */
  readonly costs: readonly number[]
  readonly rows: readonly Row[]
  /** 1 where a variable has to be taken. */
  readonly atLeast: readonly number[]
  /** Null when the choice reaches all goals; else 1 where a variable could mend it, one of which every plan with no others needs. */
  readonly shortfall: (chosen: readonly number[]) => readonly number[] | null
}

/** What a solver is asked: the programme in numbers alone. Answers the optimum, or null when there is none. */
export type Solve = (asked: { readonly costs: readonly number[], readonly rows: readonly Row[], readonly atLeast: readonly number[] }) => readonly number[] | null

/** Sums of logarithms are rounded: what lies on a bound is left to the exact check. */
const ROUNDING = 1e-9

/** The cheapest choice that reaches all goals; null when none does. */
export function cheapest (programme: LinearProgramme, solve: Solve): readonly number[] | null {
  const unit = greatestCommonDivisor(programme.costs)
  const scaled = programme.costs.map((cost) => cost / unit)
  const cuts: Row[] = []
  let best: readonly number[] | null = null
  for (;;) {
    // Costs are whole: whoever is cheaper is so by one at least, far above any tolerance.
    const cheaper = best === null ? [] : [{ coefficients: scaled, atMost: costOf(scaled, best) - 0.5 }]
    const found = exact(programme, scaled, cheaper, cuts, solve)
    if (found === null) return best
    best = found
  }
}

/** Of all choices as cheap, one with the fewest treatments: what costs nothing and does nothing is left out. */
export function fewestAt (programme: LinearProgramme, best: readonly number[] | null, solve: Solve): readonly number[] | null {
  if (best === null) return null
  const unit = greatestCommonDivisor(programme.costs)
  const scaled = programme.costs.map((cost) => cost / unit)
  const asCheap = [{ coefficients: scaled, atMost: costOf(scaled, best) + 0.5 }]
  return exact(programme, scaled.map(() => 1), asCheap, [], solve) ?? best
}

/** Solves until the answer holds; each cut removes the failed choice and all its subsets, so that this ends. */
function exact (programme: LinearProgramme, costs: readonly number[], further: readonly Row[], cuts: Row[], solve: Solve): readonly number[] | null {
  const rows = programme.rows.map(({ coefficients, atMost }) => ({ coefficients, atMost: atMost + ROUNDING }))
  for (;;) {
    const chosen = solve({ costs, rows: [...rows, ...further, ...cuts], atLeast: programme.atLeast })
    const menders = chosen === null ? null : programme.shortfall(chosen)
    if (chosen === null || menders === null) return chosen
    cuts.push({ coefficients: menders.map((mends) => mends === 0 ? 0 : -1), atMost: -1 })
  }
}

const costOf = (costs: readonly number[], chosen: readonly number[]): number => costs.reduce((sum, cost, index) => chosen[index] === 1 ? sum + cost : sum, 0)

function greatestCommonDivisor (numbers: readonly number[]): number {
  const divisor = numbers.reduce((one, other) => {
    let [larger, smaller] = [one, other]
    while (smaller > 0) [larger, smaller] = [smaller, larger % smaller]
    return larger
  }, 0)
  return divisor === 0 ? 1 : divisor
}

/** The programme as the LP text that solvers read. Numbers stand as their shortest text that reads back as the same double. */
export function programmeText ({ costs, rows, atLeast }: Parameters<Solve>[0]): string {
  const sum = (numbers: readonly number[]): string => numbers.flatMap((number, index) => number === 0 ? [] : [`${number < 0 ? '-' : '+'} ${Math.abs(number)} x${index}`]).join('\n ') || '0 x0'
  return [
    'Minimize', ` cost: ${sum(costs)}`, 'Subject To',
    ...rows.map(({ coefficients, atMost }, index) => ` r${index}: ${sum(coefficients)} <= ${atMost}`),
    'Bounds', ...atLeast.map((least, index) => ` ${least} <= x${index} <= 1`),
    'Generals', ...atLeast.map((_least, index) => ` x${index}`), 'End'
  ].join('\n')
}
