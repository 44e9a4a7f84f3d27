import { LruMap } from '../../platform/lru-map.ts'
import type { ReportModel } from './model.ts'
import { reportRenderer } from './render-apart.ts'
import type { RenderJob } from './render-apart.ts'

/** @throws overloaded while too many are drawn. */
export type DrawReport = (report: ReportModel, as: RenderJob['as']) => Promise<Buffer>

/** Pages and documents of a few hundred kilobytes each. */
const MOST_KEPT = 16

/** Draws each report once, however many ask at the same time: the same facts give the same bytes. What failed is drawn again, and so is what had words that are erased. */
export function drawOnce (draw: DrawReport): DrawReport {
  const drawn = new LruMap<string, { readonly erased: number, readonly bytes: Promise<Buffer> }>(MOST_KEPT)
  return async (report, as) => {
    const key = `${report.dataHash} ${as}`
    // Words are only ever erased: as many are the same.
    const erased = report.words.filter(({ salt }) => salt === null).length
    const before = drawn.get(key)
    if (before?.erased === erased) return await before.bytes
    const bytes = draw(report, as)
    drawn.set(key, { erased, bytes })
    bytes.catch(() => { if (drawn.get(key)?.bytes === bytes) drawn.delete(key) })
    return await bytes
  }
}

/** Of this process: routes with a token and links without one draw by the same limits. */
export const drawReport: DrawReport = drawOnce(reportRenderer())
