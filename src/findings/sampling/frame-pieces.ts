import { gunzipSync, gzipSync } from 'node:zlib'
import { frameLine } from './frame.ts'
import type { FrameEntry } from './frame.ts'

/** How a frame is kept: gzip members over the lines that its hash is of. Put one after the other they are one gzip file. */

/** Entries of a piece: small enough to read one of a page, large enough to compress well. */
export const PIECE_ENTRIES = 2_000

export interface FramePiece {
  readonly entries: number
  readonly lines: Uint8Array
}

/** @param ordered the frame in its order. */
export function piecesOf (ordered: readonly FrameEntry[]): FramePiece[] {
  return Array.from({ length: Math.ceil(ordered.length / PIECE_ENTRIES) }, (_, index) => {
    const entries = ordered.slice(index * PIECE_ENTRIES, (index + 1) * PIECE_ENTRIES)
    return { entries: entries.length, lines: gzipSync(entries.map(frameLine).join('')) }
  })
}

type Line = [declarationId: string, itemNumber: number | null, stratum: string, bookValue: string, hasErrorHit: boolean]

/** The entries of a piece, in order. */
export function entriesOf (lines: Uint8Array): FrameEntry[] {
  return gunzipSync(lines).toString('utf8').split('\n').filter((line) => line !== '').map((line) => {
    const [declarationId, itemNumber, stratum, bookValue, hasErrorHit] = JSON.parse(line) as Line
    return { declarationId, itemNumber, stratum, bookValue, hasErrorHit }
  })
}
