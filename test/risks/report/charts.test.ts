import t from 'tap'
import { exceedanceCurve } from '../../../src/risks/report/charts/exceedance.ts'
import { heatMap } from '../../../src/risks/report/charts/heat-map.ts'
import { BEFORE, NOW, PAGE_FONT, PLANNED } from '../../../src/risks/report/charts/look.ts'
import { RATINGS } from '../../../src/risk/method.ts'
import { sampleReport } from '../../support/sample-report.ts'

const sample = await sampleReport()
const [WIDE, NARROW] = [{ width: 760, font: PAGE_FONT }, { width: 330, font: PAGE_FONT }]

/** Ends of the strokes of a path, in order. */
const pointsOf = (path: string): [number, number][] => [...path.matchAll(/[MLC][^MLC]*/g)].map(([stroke]) => (stroke.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number).slice(-2) as [number, number])
const curveIn = (content: string, colour: string): [number, number][] => pointsOf(content.match(/<path[^>]*>/g)?.filter((path) => path.includes(`stroke="${colour}"`)).map((path) => / d="([^"]*)"/.exec(path)?.[1] ?? '').toSorted((one, other) => other.length - one.length)[0] ?? '')

t.test('the losses that the report names stand on the curves, whatever points the curves have besides', async (t) => {
  const loss = (factor: number): typeof sample.portfolio.residual => ({ expectedAnnualLoss: 2_000 * factor, p50: 1_900 * factor, p90: 4_000 * factor, p95: 5_500 * factor, p99: 8_000 * factor })
  const exceedance = [[1_000, 1, 0.99, 0.9], [10_000, 0.48, 0.005, 0.001], [100_000, 0.003, 0, 0]].map(([at = 0, inherent = 0, residual = 0, planned = 0]) => ({ loss: at, inherent, residual, planned }))
  for (const frame of [WIDE, NARROW]) {
    const { content } = await exceedanceCurve(frame, { inherent: loss(5), residual: loss(1), planned: loss(0.6), exceedance })
    const [top, bottom] = [54, frame === WIDE ? 300 : 290]
    for (const [colour, chances] of [[BEFORE, [0.5, 0.1, 0.05, 0.01]], [NOW, [0.5, 0.1, 0.05, 0.01]], [PLANNED, [0.5, 0.1, 0.05, 0.01]]] as const) {
      const heights = curveIn(content, colour).map(([, y]) => (bottom - y) / (bottom - top))
      for (const chance of chances) t.ok(heights.some((height) => Math.abs(height - chance) < 0.006), `${colour} at ${chance} in ${frame.width}`)
      t.ok(heights.every((height, index) => index === 0 || height <= (heights[index - 1] ?? 1) + 1e-9), 'it never rises')
    }
  }
})

t.test('no two numbers of a cell of the matrix stand on each other, on a telephone either', async (t) => {
  const [first] = sample.risks
  const crowd = RATINGS.flatMap((impactLevel) => RATINGS.flatMap((likelihoodLevel) => Array.from({ length: 12 }, (_value, index) => ({ ...first as NonNullable<typeof first>, code: `VAL-${index + 10}`, impactLevel, likelihoodLevel, inherentLikelihoodLevel: likelihoodLevel }))))
  for (const frame of [WIDE, NARROW]) {
    const { content } = await heatMap(frame, crowd)
    const boxes = [...content.matchAll(/<text text-anchor="(start|end|middle)" transform="translate\(([\d.]+),([\d.]+)\)"[^>]*font-size="([\d.]+)px"[^>]*>([^<]*)<\/text>/g)].map(([, anchor, x, y, size, text]) => {
      const width = (text ?? '').length * Number(size) * 0.58
      const left = Number(x) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0)
      return { text, left, right: left + width, top: Number(y) - Number(size) * 0.7, bottom: Number(y) }
    })
    t.ok(boxes.length > 75, 'all numbers were found')
    const overlaps = boxes.flatMap((one, index) => boxes.slice(index + 1).filter((other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom).map((other) => `${one.text ?? ''} and ${other.text ?? ''}`))
    t.strictSame(overlaps, [], `${frame.width}`)
  }
})
