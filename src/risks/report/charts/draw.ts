import { parse, View } from 'vega'
import type { Mark, Scale, Spec } from 'vega'
import type { Frame } from './look.ts'
import { FAINT, INK } from './look.ts'

/**
 * Charts as SVG by vega, without a browser. A chart is a fixed frame: nothing in it depends on how wide a machine thinks a text is, no
 * ids are made, and numbers are cut to hundredths, so that the same report is the same bytes.
 */

type Value = string | number
/** A position, or a value that a scale makes one of. */
type Row = Readonly<Record<string, Value>>

export interface Shape {
  readonly type: 'text' | 'rule' | 'rect' | 'symbol' | 'line' | 'area'
  readonly rows: readonly Row[]
  /** What differs from row to row: channels that members of a row are named for, and those among them that go through the scale `x` or `y`. */
  readonly channels: readonly string[]
  readonly scaled?: readonly string[]
  readonly style: Readonly<Record<string, Value | readonly number[]>>
}

export interface Drawing {
  readonly height: number
  readonly x?: Axis
  readonly y?: Axis
  readonly shapes: readonly Shape[]
}

/** How values lie between two positions. */
export interface Axis { readonly kind: 'linear' | 'log', readonly domain: readonly [number, number], readonly range: readonly [number, number] }

export interface Chart {
  /** What stands between the tags of an `svg` element: shapes and texts, no ids, no styles, nothing that loads or runs. */
  readonly content: string
  readonly width: number
  readonly height: number
}

export async function drawn ({ width, font }: Frame, { height, x, y, shapes }: Drawing): Promise<Chart> {
  const spec: Spec = {
    width, height, padding: 0, autosize: 'none',
    data: shapes.map(({ rows }, index) => ({ name: `rows${index}`, values: rows.map((row) => ({ ...row })) })),
    scales: [...scaleOf('x', x), ...scaleOf('y', y)],
    marks: shapes.map((shape, index) => markOf(shape, index, font))
  }
  const view = new View(parse(spec), { renderer: 'none' })
  try {
    return { content: plainShapes(await view.toSVG()), width, height }
  } finally {
    view.finalize()
  }
}

const scaleOf = (name: string, axis: Axis | undefined): Scale[] => axis === undefined ? [] : [{ name, type: axis.kind, domain: [...axis.domain], range: [...axis.range], zero: false, nice: false, clamp: true }]

function markOf ({ type, channels, scaled = [], style }: Shape, index: number, font: string): Mark {
  const placed = channels.map((channel) => [channel, scaled.includes(channel) ? { field: channel, scale: channel.startsWith('x') ? 'x' : 'y' } : { field: channel }])
  const constant = Object.entries(type === 'text' ? { font, fontSize: 11, fill: INK, baseline: 'middle', ...style } : style).map(([channel, value]) => [channel, { value }])
  return { type, from: { data: `rows${index}` }, encode: { enter: Object.fromEntries([...constant, ...placed]) } } as Mark
}

/** Names of roles are taken out, since the figure as a whole has one name; so is every digit that machines might disagree on. */
function plainShapes (svg: string): string {
  return svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
    .replaceAll(/ (?:role|class|aria-[a-z]+|pointer-events|opacity)="[^"<>]*"/g, '')
    .replaceAll(/ (transform|d|x|y|x2|y2|width|height)="([^"<>]*)"/g, (_all, name: string, value: string) => ` ${name}="${value.replaceAll(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number) * 100) / 100))}"`)
    .replaceAll(/<path( d="[^"<>]*")?( display="none")?\/>/g, '')
}

type Place = { readonly x: number, readonly y: number }
type Style = Shape['style']

export const texts = (rows: readonly (Place & { readonly text: string })[], style: Style = {}, scaled: readonly string[] = []): Shape => ({ type: 'text', rows, channels: ['x', 'y', 'text'], scaled, style })

export const rules = (rows: readonly (Place & { readonly x2: number, readonly y2: number })[], style: Style = {}, scaled: readonly string[] = []): Shape =>
  ({ type: 'rule', rows, channels: ['x', 'y', 'x2', 'y2'], scaled, style: { stroke: FAINT, strokeWidth: 1, ...style } })

export const boxes = (rows: readonly (Place & { readonly width: number, readonly height: number, readonly fill: string })[], style: Style = {}): Shape =>
  ({ type: 'rect', rows, channels: ['x', 'y', 'width', 'height', 'fill'], style })

export const dots = (rows: readonly Place[], style: Style = {}, scaled: readonly string[] = []): Shape =>
  ({ type: 'symbol', rows, channels: ['x', 'y'], scaled, style: { shape: 'circle', size: 45, ...style } })

/** Through points in order. */
export const line = (rows: readonly Place[], style: Style, scaled: readonly string[] = ['x', 'y']): Shape => ({ type: 'line', rows, channels: ['x', 'y'], scaled, style: { strokeWidth: 2.25, ...style } })

/** 1, 2 and 5 of each power of ten between two values, or powers alone. */
export function logTicks (from: number, to: number, alone: boolean): number[] {
  const powers = Array.from({ length: 24 }, (_value, index) => Number(`1e${index - 6}`))
  return powers.flatMap((power) => (alone ? [1] : [1, 2, 5]).map((digit) => digit * power)).filter((tick) => tick >= from && tick <= to)
}

/** About four even steps from zero. */
export function evenTicks (to: number): number[] {
  const steps = logTicks(1e-6, 1e17, false)
  const step = steps.find((candidate) => candidate >= to / 4.5) ?? 1
  return Array.from({ length: Math.floor(to / step * (1 + 1e-9)) + 1 }, (_value, index) => Number((index * step).toPrecision(12)))
}
