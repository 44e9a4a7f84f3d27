import type { ReportSanctions } from '../model.ts'
import { per1000 } from '../words.ts'
import { dots, drawn, evenTicks, line, rules, texts } from './draw.ts'
import type { Axis, Chart } from './draw.ts'
import { isNarrow, NOW, QUIET } from './look.ts'
import type { Frame } from './look.ts'

/** Sanctions per 1,000 declarations of each period, with the exact interval of 95 %. A period without declarations has no point. */
export async function sanctionRate (frame: Frame, { periods }: ReportSanctions): Promise<Chart> {
  const [left, right, top, bottom] = [isNarrow(frame) ? 34 : 44, frame.width - 10, 16, isNarrow(frame) ? 230 : 250]
  const step = (right - left) / Math.max(1, periods.length)
  const points = periods.flatMap(({ per1000: rate, lower, upper }, index) => rate === null || lower === null || upper === null ? [] : [{ x: left + (index + 0.5) * step, rate, lower, upper }])
  const ticks = evenTicks(Math.max(0.1, ...points.map(({ upper }) => upper)))
  const most = Math.max(ticks.at(-1) ?? 1, ...points.map(({ upper }) => upper))
  const y: Axis = { kind: 'linear', domain: [0, most], range: [bottom, top] }
  return await drawn(frame, {
    height: bottom + 44, y,
    shapes: [
      rules(ticks.map((tick) => ({ x: left, x2: right, y: tick, y2: tick })), {}, ['y', 'y2']),
      texts(ticks.map((tick) => ({ x: left - 7, y: tick, text: String(tick) })), { align: 'right', fill: QUIET }, ['y']),
      texts(periods.map(({ label }, index) => ({ x: left + (index + 0.5) * step, y: bottom + 16, text: label })), { align: 'center', limit: step - 4 }),
      texts(periods.map(({ sanctions }, index) => ({ x: left + (index + 0.5) * step, y: bottom + 33, text: isNarrow(frame) ? `n = ${sanctions}` : `${sanctions} sanctions` })), { align: 'center', fill: QUIET, fontSize: 10 }),
      rules(points.map(({ x, lower, upper }) => ({ x, x2: x, y: lower, y2: upper })), { stroke: NOW, strokeWidth: 3, strokeOpacity: 0.45, strokeCap: 'round' }, ['y', 'y2']),
      line(points.map(({ x, rate }) => ({ x, y: rate })), { stroke: NOW, strokeWidth: 1.25, strokeDash: [2, 3] }, ['y']),
      dots(points.map(({ x, rate }) => ({ x, y: rate })), { fill: NOW, stroke: NOW, size: 65 }, ['y']),
      texts(points.map(({ x, rate }) => ({ x: x + 9, y: rate, text: per1000(rate) })), { fontWeight: 600 }, ['y'])
    ]
  })
}
