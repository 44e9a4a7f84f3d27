import loadHighs from 'highs'
import type { Solve } from '../../risk/linear-programme.ts'
import { programmeText } from '../../risk/linear-programme.ts'

/** The package's types speak of its CommonJS form; what is imported here is the function itself. */
const load = loadHighs as unknown as typeof loadHighs.default

/** No gap is left, and nothing is drawn by chance: the same programme has the same answer on every machine. */
const OPTIONS = { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0, random_seed: 0, threads: 1, parallel: 'off' } as const

/**
 * A solver of integer programmes: HiGHS, compiled to WebAssembly. A call blocks its thread until it is done, however long that takes: who
 * has no time ends the thread.
 */
export async function highsSolver (): Promise<Solve> {
  const highs = await load()
  return (asked) => {
    if (asked.costs.length === 0) return asked.rows.every(({ atMost }) => atMost >= 0) ? [] : null
    const { Status, Columns } = highs.solve(programmeText(asked), OPTIONS)
    if (Status === 'Infeasible') return null
    if (Status !== 'Optimal') throw new Error(`The programme ended as ${Status}`)
    const columns = Columns as Readonly<Record<string, { readonly Primal?: number }>>
    return asked.costs.map((_cost, index) => Math.round(columns[`x${index}`]?.Primal ?? 0))
  }
}
