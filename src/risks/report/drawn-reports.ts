import { LruMap } from '../../platform/lru-map.ts'
import type { ReportModel } from './model.ts'
import { reportRenderer } from './render-apart.ts'
import type { RenderJob } from './render-apart.ts'

/** @throws overloaded while too many are drawn. */
export type DrawReport = (report: ReportModel, as: RenderJob['as']) => Promise<Buffer>

/** Pages and documents of a few hundred kilobytes each. */
const MOST_KEPT = 16

/** Draws each report once, however many ask at the same time: the same facts give the same bytes. What failed is drawn again. */
export function drawOnce (draw: DrawReport): DrawReport {
  const drawn = new LruMap<string, Promise<Buffer>>(MOST_KEPT)
  return async (report, as) => {
    const key = `${report.dataHash} ${as}`
    const before = drawn.get(key)
    if (before !== undefined) return await before
    const begun = draw(report, as)
    drawn.set(key, begun)
    begun.catch(() => { drawn.delete(key) })
    return await begun
  }
}

/** Of this process: routes with a token and links without one draw by the same limits. */
export const drawReport: DrawReport = drawOnce(reportRenderer())
