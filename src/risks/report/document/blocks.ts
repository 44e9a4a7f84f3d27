import type { Chart } from '../charts/draw.ts'
import type { Frame } from '../charts/look.ts'

/** What a report is made of, whatever shows it: the page and the PDF have the same words in the same order. */

export interface ReportDocument {
  readonly title: string
  /** Lines under the title. */
  readonly about: readonly string[]
  readonly sections: readonly Section[]
  /** Shown on every page of the PDF and at the foot of the page. */
  readonly dataHash: string
}

export interface Section { readonly id: string, readonly title: string, readonly blocks: readonly Block[] }

export type Block =
  | { readonly kind: 'text', readonly text: string, readonly role?: 'lead' | 'note' }
  | { readonly kind: 'list', readonly items: readonly string[], readonly title?: string, readonly role?: 'asked' }
  | { readonly kind: 'tiles', readonly tiles: readonly Tile[] }
  | { readonly kind: 'chart', readonly chart: Figure }
  | { readonly kind: 'table', readonly table: Table }

export interface Tile { readonly label: string, readonly value: string, readonly note: string, readonly tone: Tone }

/** Never said by colour alone: the words say it too. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad'

export interface Figure {
  readonly id: string
  readonly title: string
  /** What the picture shows, for whoever does not see it; the figures themselves stand in a table. */
  readonly description: string
  readonly draw: (frame: Frame) => Promise<Chart>
}

export interface Table {
  readonly id: string
  readonly caption: string
  /** The first names the row. */
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface Column {
  readonly title: string
  readonly isNumber?: boolean
  /** Share of the width in print. */
  readonly weight: number
}

export type Cell = string | { readonly text: string, readonly under?: string, readonly tone?: Tone }

export const textOf = (cell: Cell): string => typeof cell === 'string' ? cell : cell.text
export const underOf = (cell: Cell): string => typeof cell === 'string' ? '' : cell.under ?? ''
export const toneOf = (cell: Cell): Tone => typeof cell === 'string' ? 'plain' : cell.tone ?? 'plain'

/** A table, or a sentence where it would be empty. */
export const tableOr = (table: Table, empty: string): Block => table.rows.length === 0 ? { kind: 'text', text: empty } : { kind: 'table', table }
