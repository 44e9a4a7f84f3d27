import { chiSquareAbove } from '../../src/statistics/chi-square.ts'
import type { LossModel } from '../../src/risk/simulate.ts'

/** The distribution of a year's loss without simulation: Panjer's recursion (1981) over losses in steps. What simulated years are held against. */

const normalBelow = (z: number): number => z < 0 ? chiSquareAbove(z * z, 1) / 2 : 1 - chiSquareAbove(z * z, 1) / 2

/** Chances that an event costs about 0, 1, 2 … steps, rounded to the nearest. */
function eventLosses ({ mu, sigma }: LossModel, step: number, steps: number): Float64Array {
  const below = Float64Array.from({ length: steps + 1 }, (_, index) => normalBelow((Math.log((index + 0.5) * step) - mu) / sigma))
  return below.map((chance, index) => index === 0 ? chance : chance - (below[index - 1] as number))
}

/** @returns the chance that a year costs at most a loss up to `steps` × `step`. */
export function exactLosses (model: LossModel, step: number, steps: number): (loss: number) => number {
  const { shape, rate } = model
  const ratio = 1 / (1 + rate)
  const losses = eventLosses(model, step, steps)
  const none = losses[0] as number
  const chances = new Float64Array(steps + 1)
  chances[0] = ((1 - ratio) / (1 - ratio * none)) ** shape
  for (let total = 1; total <= steps; total++) {
    let sum = 0
    for (let last = 1; last <= total; last++) sum += ratio * (1 + (shape - 1) * last / total) * (losses[last] as number) * (chances[total - last] as number)
    chances[total] = sum / (1 - ratio * none)
  }
  let passed = 0
  const below = chances.map((chance) => (passed += chance))
  return (loss) => below[Math.floor(loss / step)] as number
}
