import { createHash } from 'node:crypto'
import { PAGE_FONT } from './charts/look.ts'
import type { Block, Cell, Column, Figure, ReportDocument, Section, Table, Tile } from './document/blocks.ts'
import { textOf, toneOf, underOf } from './document/blocks.ts'
import { html, Markup } from './markup.ts'
import { PAGE_STYLE } from './page-style.ts'
import { safeText } from './safe-text.ts'

/**
 * The report as one page that needs nothing but itself: no script, no request, no other style than the one whose hash its policy names.
 * It is read by screen readers in the order of its headings, by keyboard, on a telephone, and on paper.
 */

export interface Page {
  readonly body: string
  /** For the header of the answer; the page says the same of itself, for when it is kept as a file. */
  readonly policy: string
}

const STYLE_HASH = `sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}`
const OWN_POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`
export const PAGE_POLICY = `${OWN_POLICY}; frame-ancestors 'none'; sandbox allow-popups`

const WIDE = 760
const NARROW = 330

export async function reportPage (document: ReportDocument): Promise<Page> {
  const sections = await Promise.all(document.sections.map(section))
  const body = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${OWN_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${document.title}</title>
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#summary">Skip to the summary</a>
<div class="sheet">
<header>
<h1>${document.title}</h1>
${document.about.map((line) => html`<p>${line}</p>
`)}</header>
<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>
${document.sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>
`)}</ol></nav>
<main>
${sections}</main>
<footer><p class="note">Data hash <span class="hash">${document.dataHash}</span></p></footer>
</div>
</body>
</html>
`
  return { body: body.text, policy: PAGE_POLICY }
}

async function section ({ id, title, blocks }: Section): Promise<Markup> {
  const content = await Promise.all(blocks.map(block))
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}</section>
`
}

const CODE = /(\b[A-Z]{1,4}-\d{1,3}\b)/

/** Codes of risks within sentences are not broken at their hyphen. */
const worded = (text: string): Markup[] => text.split(CODE).map((part, index) => index % 2 === 1 ? html`<span class="code">${part}</span>` : html`${part}`)

async function block (shown: Block): Promise<Markup> {
  switch (shown.kind) {
    case 'text': return html`<p${new Markup(shown.role === undefined ? '' : ` class="${shown.role}"`)}>${worded(shown.text)}</p>
`
    case 'list': return listOf(shown)
    case 'tiles': return html`<dl class="tiles">
${shown.tiles.map(tile)}</dl>
`
    case 'chart': return await figure(shown.chart)
    case 'table': return table(shown.table)
  }
}

function listOf ({ title, items, role }: Extract<Block, { kind: 'list' }>): Markup {
  const list = html`<ul>
${items.map((item) => html`<li>${worded(item)}</li>
`)}</ul>
`
  return title === undefined ? list : html`<div class="${role ?? 'listed'}"><h3>${title}</h3>
${list}</div>
`
}

const tile = ({ label, value, note, tone }: Tile): Markup => html`<div class="${tone}"><dt>${label}</dt><dd class="value">${value}</dd><dd class="under">${note}</dd></div>
`

/** Drawn twice, so that it can be read on a telephone; only one of both is ever shown, or read out. */
async function figure (chart: Figure): Promise<Markup> {
  const drawings = await Promise.all([picture(chart, 'wide', WIDE), picture(chart, 'narrow', NARROW)])
  return html`<figure>
<figcaption>${chart.title}<span>${chart.description}</span></figcaption>
${drawings}</figure>
`
}

async function picture ({ id, title, description, draw }: Figure, kind: 'wide' | 'narrow', width: number): Promise<Markup> {
  const { content, height } = await draw({ width, font: PAGE_FONT })
  const own = `${id}-${kind}`
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="${kind}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${own}-title" aria-describedby="${own}-text"><title id="${own}-title">${title}</title><desc id="${own}-text">${description}</desc>${new Markup(safeText(content))}</svg>
`
}

/** Roles are written out, since a table shown as cards on a telephone would lose them. */
const table = ({ id, caption, columns, rows }: Table): Markup => html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table role="table">
<caption id="${id}">${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(({ title, isNumber = false }) => html`<th scope="col" role="columnheader"${new Markup(isNumber ? ' class="number"' : '')}>${title}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => html`<tr role="row">${row.map((cell, index) => cellOf(cell, columns[index] ?? { title: '', weight: 1 }, index))}</tr>
`)}</tbody></table></div>
`

/** What must not be broken, and what may be broken anywhere. */
const styleOf = (text: string): string => /^[0-9a-f]{64}$/.test(text) ? 'said hash' : CODE.exec(text)?.[0] === text ? 'said code' : 'said'

function cellOf (cell: Cell, { title, isNumber = false }: Column, index: number): Markup {
  const under = underOf(cell)
  const content = html`<span class="cell"><span class="${styleOf(textOf(cell))}">${textOf(cell)}</span>${under === '' ? new Markup('') : html`<span class="under">${worded(under)}</span>`}</span>`
  if (index === 0) return html`<th scope="row" role="rowheader">${content}</th>`
  return html`<td role="cell" class="${[...(isNumber ? ['number'] : []), toneOf(cell)].join(' ')}" data-title="${title}">${content}</td>`
}
