import type { PortfolioFigures, ReportPortfolio } from '../model.ts'
import { aboutEur, shortEur } from '../words.ts'
import { drawn, line, logTicks, rules, texts } from './draw.ts'
import type { Axis, Chart, Shape } from './draw.ts'
import { BEFORE, INK, isNarrow, NOW, PLANNED, QUIET } from './look.ts'
import type { Frame } from './look.ts'

/** Never above a point before it nor below one after it. */
const SMOOTH = { interpolate: 'monotone' }
const QUANTILES = [['p50', 0.5], ['p90', 0.1], ['p95', 0.05], ['p99', 0.01]] as const

/** How likely a year is to cost more than so much: before controls, now, and with the plan. The losses that the report names stand on the curves. */
export async function exceedanceCurve (frame: Frame, { exceedance, inherent, residual, planned }: ReportPortfolio): Promise<Chart> {
  // Where every curve is near one or near nothing, nothing is to be seen.
  const shown = exceedance.filter((point) => point.loss > 0 && Math.max(point.inherent, point.residual, point.planned ?? 0) > 0.002)
  const from = shown.findLast((point) => Math.min(point.inherent, point.residual, point.planned ?? 1) > 0.98)?.loss ?? shown[0]?.loss ?? 1
  const points = shown.filter(({ loss }) => loss >= from)
  const to = Math.max(from * 10, points.at(-1)?.loss ?? from)
  const [top, bottom] = [54, isNarrow(frame) ? 290 : 300]
  const x: Axis = { kind: 'log', domain: [from, to], range: [isNarrow(frame) ? 42 : 52, frame.width - 14] }
  const y: Axis = { kind: 'linear', domain: [0, 1], range: [bottom, top] }
  const curve = (of: PortfolioFigures | null, value: (point: ReportPortfolio['exceedance'][number]) => number | null): { x: number, y: number }[] => of === null ? [] : [
    ...points.map((point) => ({ x: point.loss, y: value(point) ?? 0 })), ...QUANTILES.map(([name, chance]) => ({ x: of[name], y: chance })).filter(({ x: loss }) => loss > from && loss < to)
  ].toSorted((one, other) => one.x - other.x || other.y - one.y)
  return await drawn(frame, {
    height: bottom + 50, x, y,
    shapes: [
      ...grid(frame, x, [from, to], bottom),
      ...marked(x, residual.p95, [from, to], [top, bottom], `1 year in 20: ${aboutEur(residual.p95)}`, 12, NOW),
      line(curve(inherent, (point) => point.inherent), { ...SMOOTH, stroke: BEFORE, strokeDash: [7, 4] }),
      line(curve(planned, (point) => point.planned), { ...SMOOTH, stroke: PLANNED, strokeDash: [2, 3] }),
      line(curve(residual, (point) => point.residual), { ...SMOOTH, stroke: NOW, strokeWidth: 3 }),
      ...key(frame, planned !== null)
    ]
  })
}

function grid (frame: Frame, x: Axis, [from, to]: [number, number], bottom: number): Shape[] {
  const [left, right] = x.range
  const chances = [0, 0.25, 0.5, 0.75, 1]
  const losses = logTicks(from, to, isNarrow(frame) || to / from > 2_000)
  return [
    rules(chances.map((chance) => ({ x: left, x2: right, y: chance, y2: chance })), {}, ['y', 'y2']),
    texts(chances.map((chance) => ({ x: left - 8, y: chance, text: `${chance * 100} %` })), { align: 'right', fill: QUIET }, ['y']),
    rules(losses.map((loss) => ({ x: loss, x2: loss, y: bottom, y2: bottom + 5 })), { stroke: QUIET }, ['x', 'x2']),
    texts(losses.map((loss) => ({ x: loss, y: bottom + 16, text: shortEur(loss) })), { align: 'center', fill: QUIET }, ['x']),
    texts([{ x: (left + right) / 2, y: bottom + 38, text: isNarrow(frame) ? 'Loss of one year, EUR' : 'Loss of one year in EUR (each step multiplies)' }], { align: 'center', fontWeight: 700 })
  ]
}

/** A value on the axis with its name above; left out where it lies outside. */
function marked ({ range: [left, right] }: Axis, value: number, [from, to]: [number, number], [top, bottom]: [number, number], text: string, above: number, colour: string): Shape[] {
  if (value <= from || value >= to) return []
  const align = value > Math.sqrt(from * to) ? 'right' : 'left'
  return [
    rules([{ x: value, x2: value, y: top - above - 2, y2: bottom }], { stroke: colour, strokeDash: [3, 3] }, ['x', 'x2']),
    texts([{ x: value, y: top - above, text }], { align, dx: align === 'right' ? -5 : 5, fill: INK, fontSize: 10.5, limit: right - left }, ['x'])
  ]
}

function key (frame: Frame, withPlan: boolean): Shape[] {
  const entries = [['Now', NOW, []], ['Before controls', BEFORE, [7, 4]], ...(withPlan ? [['With the plan', PLANNED, [2, 3]]] as const : [])] as const
  const places = isNarrow(frame) ? [4, 76, 200] : [4, 96, 248]
  return entries.flatMap(([name, stroke, dash], index) => {
    const x = places[index] ?? 4
    return [rules([{ x, x2: x + 24, y: 9, y2: 9 }], { stroke, strokeWidth: 3, strokeDash: dash }), texts([{ x: x + 30, y: 9, text: name }])]
  })
}
