import type { ReportRisk } from '../model.ts'
import { shortEur } from '../words.ts'
import { dots, drawn, logTicks, rules, texts } from './draw.ts'
import type { Axis, Chart } from './draw.ts'
import { BEFORE, isNarrow, NOW, QUIET } from './look.ts'
import type { Frame } from './look.ts'

/** What the greatest risks cost in an average year: a dot with its 90 % interval, a ring for what it was before controls. */
export const MOST_RANKED = 15

const ROW = 24

export async function ranking (frame: Frame, risks: readonly ReportRisk[]): Promise<Chart> {
  const rows = risks.slice(0, MOST_RANKED).map((risk, index) => ({ ...risk, y: 48 + index * ROW, low: risk.frequencyLow * risk.severityMean, high: risk.frequencyHigh * risk.severityMean }))
  const bottom = 48 + rows.length * ROW
  const values = rows.flatMap(({ low, high, inherentExpectedAnnualLoss }) => [low, high, inherentExpectedAnnualLoss]).filter((value) => value > 0)
  const domain: [number, number] = [Math.max(1, Math.min(...values)), Math.max(10, ...values)]
  const left = isNarrow(frame) ? 62 : 286
  const x: Axis = { kind: 'log', domain, range: [left + 6, frame.width - 14] }
  const ticks = logTicks(domain[0], domain[1], isNarrow(frame) || domain[1] / domain[0] > 500)
  return await drawn(frame, {
    height: bottom + 34, x,
    shapes: [
      rules(ticks.map((tick) => ({ x: tick, x2: tick, y: 34, y2: bottom - 8 })), {}, ['x', 'x2']),
      texts(ticks.map((tick) => ({ x: tick, y: bottom + 2, text: shortEur(tick) })), { align: 'center', fill: QUIET }, ['x']),
      texts([{ x: (left + frame.width) / 2, y: bottom + 22, text: isNarrow(frame) ? 'EUR in an average year' : 'EUR in an average year (each step multiplies)' }], { align: 'center', fontWeight: 700 }),
      texts(rows.map(({ y, code }) => ({ x: 2, y, text: code })), { fontWeight: 600 }),
      ...(isNarrow(frame) ? [] : [texts(rows.map(({ y, title }) => ({ x: 56, y, text: shortened(title) })), { fill: QUIET })]),
      rules(rows.map(({ y, low, high }) => ({ x: low, x2: high, y, y2: y })), { stroke: NOW, strokeWidth: 3, strokeOpacity: 0.45, strokeCap: 'round' }, ['x', 'x2']),
      dots(rows.map(({ y, inherentExpectedAnnualLoss }) => ({ x: inherentExpectedAnnualLoss, y })), { fill: '#ffffff', stroke: BEFORE, strokeWidth: 2 }, ['x']),
      dots(rows.map(({ y, expectedAnnualLoss }) => ({ x: expectedAnnualLoss, y })), { fill: NOW, stroke: NOW, size: 60 }, ['x']),
      dots([{ x: 8, y: 12 }], { fill: NOW, stroke: NOW, size: 60 }), texts([{ x: 18, y: 12, text: 'Now, with 90 % interval' }]),
      dots([{ x: isNarrow(frame) ? 166 : 190, y: 12 }], { fill: '#ffffff', stroke: BEFORE, strokeWidth: 2 }), texts([{ x: isNarrow(frame) ? 176 : 200, y: 12, text: 'Before controls' }])
    ]
  })
}

const LONGEST = 36
const shortened = (text: string): string => [...text].length <= LONGEST ? text : `${[...text].slice(0, LONGEST - 1).join('').trimEnd()}…`
