import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Block, Cell, ReportDocument, Section, Table, Tile, Tone } from './document/blocks.ts'
import { textOf, toneOf, underOf } from './document/blocks.ts'
import { safeText } from './safe-text.ts'
import { escaped } from './markup.ts'

/**
 * The report as a PDF: the blocks of the page, on A4, with bookmarks for its sections and the data hash on every sheet. Nothing of the
 * day or the machine gets in, and streams are stored as they are, since compressors differ between processors: the same report is the
 * same bytes. It loads nothing but its own fonts, links nowhere and runs no script.
 *
 * It has no tagged structure: pdfmake writes no structure elements, and its `tagged` sets the mark alone, which would promise to a screen
 * reader what is not there. The page is the accessible form, and says the same.
 */

/** Its font has no arrows; "10 to 0.25" would read as an interval. */
export const printable = (text: string): string => safeText(text).replaceAll('→', 'then')

interface PdfMaker {
  addFonts: (fonts: Readonly<Record<string, Readonly<Record<string, string>>>>) => void
  setUrlAccessPolicy: (allows: (url: string) => boolean) => void
  setLocalAccessPolicy: (allows: (path: string) => boolean) => void
  createPdf: (definition: unknown) => { getBuffer: () => Promise<Buffer> }
}
type Node = Readonly<Record<string, unknown>> | string

const FONT = 'Roboto'
/** Points of an A4 sheet between its margins. */
const MARGIN = 42
const WIDTH = 595.28 - 2 * MARGIN
/** Points from the top of the sheet: below it no section begins. */
const LAST_HEADING = 690
const COLOURS: Readonly<Record<Tone, string>> = { plain: '#1b2733', good: '#1d6b4f', warn: '#8a4b08', bad: '#a1261f' }
const QUIET = '#55616d'
const LINE = '#d7dde3'

export interface PdfOptions {
  /** What readers show as the day it was made: that of the figures. */
  readonly on: Date
}

export async function reportPdf (document: ReportDocument, { on }: PdfOptions): Promise<Buffer> {
  const sections = await Promise.all(document.sections.map(section))
  return await pdfMaker().createPdf({
    info: { title: printable(document.title), subject: `Data hash ${document.dataHash}`, creator: 'aeo-control', producer: 'aeo-control', creationDate: on, modDate: on },
    language: 'en-GB', displayTitle: true, compress: false, pageSize: 'A4', pageMargins: [MARGIN, 46, MARGIN, 52],
    defaultStyle: { font: FONT, fontSize: 9.5, lineHeight: 1.2, color: COLOURS.plain },
    footer: (page: number, pages: number) => ({
      margin: [MARGIN, 16, MARGIN, 0], fontSize: 7, color: QUIET,
      columns: [{ text: `Data hash ${document.dataHash}`, width: '*' }, { text: `${page} of ${pages}`, alignment: 'right', width: 60 }]
    }),
    content: [
      { text: printable(document.title), fontSize: 20, bold: true, margin: [0, 0, 0, 4], headlineLevel: 1 },
      ...document.about.map((line) => ({ text: printable(line), color: QUIET, margin: [0, 1, 0, 1] })),
      rule('#124f7b', 2), ...sections.flat()
    ],
    // A heading stays with what it heads.
    pageBreakBefore: ({ headlineLevel, startPosition }: { headlineLevel?: number, startPosition?: { top: number } }) => headlineLevel === 2 && (startPosition?.top ?? 0) > LAST_HEADING
  }).getBuffer()
}

function pdfMaker (): PdfMaker {
  const require = createRequire(import.meta.url)
  const fonts = join(dirname(require.resolve('pdfmake/package.json')), 'fonts', FONT)
  const maker = require('pdfmake') as PdfMaker
  maker.addFonts({ [FONT]: { normal: join(fonts, 'Roboto-Regular.ttf'), bold: join(fonts, 'Roboto-Medium.ttf'), italics: join(fonts, 'Roboto-Italic.ttf'), bolditalics: join(fonts, 'Roboto-MediumItalic.ttf') } })
  maker.setUrlAccessPolicy(() => false)
  maker.setLocalAccessPolicy((path) => path.startsWith(fonts))
  return maker
}

const rule = (colour: string, width: number): Node => ({ canvas: [{ type: 'line', x1: 0, y1: 4, x2: WIDTH, y2: 4, lineWidth: width, lineColor: colour }], margin: [0, 2, 0, 6] })

/** The first picture of a section stands under its heading, on one sheet. */
async function section ({ title, blocks }: Section): Promise<Node[]> {
  const content = (await Promise.all(blocks.map(block))).map((nodes, index) => ({ nodes, kind: blocks[index]?.kind }))
  const picture = content.findIndex(({ kind }) => kind === 'chart')
  const together = content.slice(0, picture).every(({ kind }) => kind === 'text') ? picture + 1 : 0
  // A page break asked for within what is kept together would lose it.
  const heading = { text: printable(title), fontSize: 14, bold: true, margin: [0, 14, 0, 5], outline: true, ...(together === 0 ? { headlineLevel: 2 } : {}) }
  const nodes = [heading, ...content.slice(0, together).flatMap(({ nodes }) => nodes)]
  return [...(together === 0 ? nodes : [{ stack: nodes, unbreakable: true }]), ...content.slice(together).flatMap(({ nodes }) => nodes)]
}

async function block (shown: Block): Promise<Node[]> {
  switch (shown.kind) {
    case 'text': return [{ text: printable(shown.text), margin: [0, 2, 0, 5], ...(shown.role === 'lead' ? { fontSize: 12.5, bold: true } : shown.role === 'note' ? { fontSize: 8, color: QUIET } : {}) }]
    case 'list': return [
      ...(shown.title === undefined ? [] : [{ text: printable(shown.title), bold: true, fontSize: 10.5, margin: [0, 6, 0, 3], headlineLevel: 3 }]),
      { ul: shown.items.map((item) => ({ text: printable(item), margin: [0, 1, 0, 2] })), margin: [0, 0, 0, 4], markerColor: '#124f7b' }
    ]
    case 'tiles': return [tiles(shown.tiles)]
    case 'chart': return [await picture(shown)]
    case 'table': return [tableNode(shown.table)]
  }
}

const tiles = (all: readonly Tile[]): Node => ({
  margin: [0, 4, 0, 8], columnGap: 8,
  columns: all.map(({ label, value, note, tone }) => ({
    width: '*', table: { widths: ['*'], body: [[{ stack: [{ text: printable(label), fontSize: 8, color: QUIET }, { text: printable(value), fontSize: 14, bold: true }, { text: printable(note), fontSize: 8, color: QUIET }], margin: [4, 3, 2, 3] }]] },
    layout: { hLineWidth: (index: number) => index === 0 ? 3 : 0.5, vLineWidth: () => 0.5, hLineColor: (index: number) => index === 0 ? (tone === 'plain' ? QUIET : COLOURS[tone]) : LINE, vLineColor: () => LINE }
  }))
})

async function picture ({ chart: { title, description, draw } }: Extract<Block, { kind: 'chart' }>): Promise<Node> {
  const { content, width, height } = await draw({ width: 680, font: FONT })
  return {
    margin: [0, 4, 0, 8],
    stack: [
      { text: printable(title), bold: true }, { text: printable(description), fontSize: 8, color: QUIET, margin: [0, 1, 0, 5] },
      { svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><title>${escaped(title)}</title>${printable(content)}</svg>`, width: WIDTH, font: FONT }
    ]
  }
}

const PADDING = 6

function tableNode ({ caption, columns, rows }: Table): Node {
  const whole = columns.reduce((sum, { weight }) => sum + weight, 0)
  const widths = columns.map(({ weight }) => weight / whole * (WIDTH - PADDING * columns.length))
  const [first] = [columns.map(({ title, isNumber = false }) => ({ text: printable(title), bold: true, fontSize: 7.5, alignment: isNumber ? 'right' : 'left' }))]
  return {
    margin: [0, 4, 0, 8], stack: [
      { text: printable(caption), bold: true, margin: [0, 2, 0, 3], headlineLevel: 3 },
      {
        table: { headerRows: 1, keepWithHeaderRows: 1, dontBreakRows: true, widths, body: [first, ...rows.map((row) => row.map((cell, index) => cellNode(cell, columns[index]?.isNumber ?? false, index, widths[index] ?? 0)))] },
        layout: { hLineWidth: (index: number) => index === 0 ? 0 : index === 1 ? 1 : 0.4, vLineWidth: () => 0, hLineColor: (index: number) => index === 1 ? COLOURS.plain : LINE, paddingLeft: () => 0, paddingRight: () => PADDING, paddingTop: () => 2.5, paddingBottom: () => 2.5 }
      }
    ]
  }
}

function cellNode (cell: Cell, isNumber: boolean, index: number, width: number): Node {
  const under = underOf(cell)
  const tone = toneOf(cell)
  return {
    alignment: isNumber ? 'right' : 'left', fontSize: 8,
    stack: [
      { text: breakable(textOf(cell), width), color: COLOURS[tone], ...(index === 0 || tone === 'bad' ? { bold: true } : {}) },
      ...(under === '' ? [] : [{ text: breakable(under, width), fontSize: 7, color: QUIET }])
    ]
  }
}

/** A word wider than its column would be drawn over the next one: it gets places where it may break. */
function breakable (text: string, width: number): string {
  const most = Math.max(4, Math.floor(width / 5.2))
  return printable(text).replaceAll(/\S+/g, (word) => word.length <= most ? word : [...word].map((character, index) => index > 0 && index % most === 0 ? `\u200B${character}` : character).join(''))
}
