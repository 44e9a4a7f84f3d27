import { bandOf, scoreOf } from '../../../risk/levels.ts'
import { RATINGS } from '../../../risk/method.ts'
import type { Rating } from '../../../risk/method.ts'
import type { ReportRisk } from '../model.ts'
import { IMPACT_WORDS } from '../words.ts'
import { boxes, dots, drawn, rules, texts } from './draw.ts'
import type { Chart, Shape } from './draw.ts'
import { BANDS, BEFORE, INK, isNarrow, NOW, ON_BAND, QUIET } from './look.ts'
import type { Frame } from './look.ts'

/**
 * The 5 × 5 matrix: impact upwards, likelihood to the right. Controls move a risk along its row, so each of the greatest risks has a line of
 * its own within the row, from where it was before controls to where it is now.
 */

/** More lines than these could not be told apart. */
export const MOST_LINES = 10
const LINE_HEIGHT = 17
const LEAST_HEIGHT = 46
/** On a telephone a cell has no room for three numbers in a row: the score stands below the counts. */
const SECOND_LINE = 9

interface Layout { readonly left: number, readonly top: number, readonly cell: number, readonly rows: ReadonlyMap<number, { readonly y: number, readonly height: number, readonly risks: readonly ReportRisk[] }>, readonly bottom: number }

export async function heatMap (frame: Frame, risks: readonly ReportRisk[]): Promise<Chart> {
  const layout = laidOut(frame, risks)
  const shapes = [...cells(frame, layout, risks), ...axes(frame, layout), ...lines(frame, layout)]
  return await drawn(frame, { height: layout.bottom + 44, shapes })
}

function laidOut (frame: Frame, risks: readonly ReportRisk[]): Layout {
  const [left, top] = [isNarrow(frame) ? 58 : 96, 4]
  const rows = new Map<number, { y: number, height: number, risks: ReportRisk[] }>()
  let y = top
  for (const impact of RATINGS.toReversed()) {
    const own = risks.slice(0, MOST_LINES).filter(({ impactLevel }) => impactLevel === impact)
    const height = Math.max(LEAST_HEIGHT, own.length * LINE_HEIGHT + 30) + (isNarrow(frame) ? SECOND_LINE : 0)
    rows.set(impact, { y, height, risks: own })
    y += height
  }
  return { left, top, cell: (frame.width - left - 2) / 5, rows, bottom: y }
}

const eachCell = <T>({ rows, left, cell }: Layout, of: (impact: Rating, likelihood: Rating, x: number, y: number, height: number) => T): T[] =>
  RATINGS.flatMap((impact) => RATINGS.map((likelihood) => {
    const row = rows.get(impact) ?? { y: 0, height: 0 }
    return of(impact, likelihood, left + (likelihood - 1) * cell, row.y, row.height)
  }))

function cells (frame: Frame, layout: Layout, risks: readonly ReportRisk[]): Shape[] {
  const { cell } = layout
  const [size, ownLine] = isNarrow(frame) ? [13, SECOND_LINE] : [16, 0]
  const at = (impact: number, likelihood: number, level: (risk: ReportRisk) => number): number => risks.filter((risk) => risk.impactLevel === impact && level(risk) === likelihood).length
  const counts = eachCell(layout, (impact, likelihood, x, y, height) => ({ x: x + (isNarrow(frame) ? 4 : 6), y: y + height - 12 - ownLine, right: x + cell - 5, now: at(impact, likelihood, (risk) => risk.likelihoodLevel), before: at(impact, likelihood, (risk) => risk.inherentLikelihoodLevel) }))
  return [
    boxes(eachCell(layout, (impact, likelihood, x, y, height) => ({ x, y, width: cell, height, fill: BANDS[bandOf(scoreOf(likelihood, impact))] })), { stroke: '#ffffff', strokeWidth: 2 }),
    texts(eachCell(layout, (impact, likelihood, x, y, height) => ({ x: x + cell - 6, y: y + height - 11 + ownLine / 2, text: String(scoreOf(likelihood, impact)) })), { align: 'right', fill: ON_BAND, fontSize: 10 }),
    texts(counts.filter(({ now }) => now > 0).map(({ x, y, now }) => ({ x, y, text: String(now) })), { fontSize: size, fontWeight: 700 }),
    texts(counts.filter(({ now, before }) => now > 0 || before > 0).map(({ x, y, right, before }) => isNarrow(frame) ? { x: right, y: y + 1, text: `(${before})` } : { x: x + 29, y: y + 1, text: `was ${before}` }), { align: isNarrow(frame) ? 'right' : 'left', fill: ON_BAND, fontSize: 10 })
  ]
}

function axes (frame: Frame, { rows, left, cell, bottom }: Layout): Shape[] {
  const names = RATINGS.flatMap((impact) => {
    const { y, height } = rows.get(impact) ?? { y: 0, height: 0 }
    return [{ x: left - 8, y: y + height / 2 - 7, text: String(impact) }, { x: left - 8, y: y + height / 2 + 7, text: IMPACT_WORDS[impact - 1] ?? '' }]
  })
  const often = isNarrow(frame) ? ['< 0.2', '0.2–0.5', '0.5–2', '2–8', '≥ 8'] : ['below 0.2 a year', '0.2 to 0.5', '0.5 to 2', '2 to 8', '8 or more a year']
  return [
    texts(names, { align: 'right', fill: QUIET }),
    texts(RATINGS.map((likelihood) => ({ x: left + (likelihood - 0.5) * cell, y: bottom + 12, text: `${isNarrow(frame) ? '' : `${likelihood}: `}${often[likelihood - 1] ?? ''}` })), { align: 'center', fill: QUIET, fontSize: isNarrow(frame) ? 10 : 11 }),
    texts([{ x: left + 2.5 * cell, y: bottom + 32, text: 'Likelihood: events a year' }], { align: 'center', fontWeight: 700 }),
    texts([{ x: 0, y: bottom + (isNarrow(frame) ? 12 : 32), text: 'Impact' }], { fontWeight: 700 })
  ]
}

/** A ring where the risk was, a line, a dot where it is, its code beside it. */
function lines (frame: Frame, { rows, left, cell }: Layout): Shape[] {
  const within = isNarrow(frame) ? 0.84 : 0.66
  const placed = [...rows.values()].flatMap(({ y, risks }) => risks.map((risk, index) => ({
    code: risk.code, y: y + 14 + index * LINE_HEIGHT ,
    now: left + (risk.likelihoodLevel - 1 + within) * cell, before: left + (risk.inherentLikelihoodLevel - 1 + within) * cell
  })))
  const moved = placed.filter(({ now, before }) => now !== before)
  return [
    rules(moved.map(({ y, now, before }) => ({ x: now, y, x2: before, y2: y })), { stroke: NOW, strokeWidth: 1.5 }),
    dots(moved.map(({ y, before }) => ({ x: before, y })), { fill: '#ffffff', stroke: BEFORE, strokeWidth: 2 }),
    dots(placed.map(({ y, now }) => ({ x: now, y })), { fill: NOW, stroke: NOW, size: 50 }),
    texts(placed.map(({ y, now, code }) => ({ x: now - 7, y, text: code })), { align: 'right', fill: INK, fontSize: isNarrow(frame) ? 9 : 11, fontWeight: 600 })
  ]
}
