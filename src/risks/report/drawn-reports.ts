import { LruMap } from '../../platform/lru-map.ts'
import type { ReportModel } from './model.ts'
import { reportRenderer } from './render-apart.ts'
import type { RenderJob } from './render-apart.ts'

/** @throws overloaded while too many are drawn. */
export type DrawReport = (report: ReportModel, as: RenderJob['as']) => Promise<Buffer>

/** Pages and documents have some hundred kilobytes each; those of a register of a thousand risks have megabytes. */
const MOST_BYTES = 32 * 1024 * 1024

interface Drawn<Bytes> {
  /** How many of its words are erased: words are only ever erased, so as many are the same. */
  readonly erased: number
  readonly bytes: Bytes
}

/**
 * Draws each report once, however many ask at the same time: the same facts give the same bytes. What failed is drawn again, and so is what
 * had words that are erased.
 *
 * @param mostBytes of all that are kept together; what is under way is as much as the renderer lets be.
 */
export function drawOnce (draw: DrawReport, mostBytes = MOST_BYTES): DrawReport {
  const underWay = new Map<string, Drawn<Promise<Buffer>>>()
  const drawn = new LruMap<string, Drawn<Buffer>>(mostBytes, ({ bytes }) => bytes.byteLength)
  const begin = (key: string, erased: number, bytes: Promise<Buffer>): Promise<Buffer> => {
    const drawing = { erased, bytes }
    underWay.set(key, drawing)
    const end = (done?: Buffer): void => {
      // With fewer words erased, it would stand in the place of one that was begun later.
      if (underWay.get(key) !== drawing) return
      underWay.delete(key)
      if (done !== undefined) drawn.set(key, { erased, bytes: done })
    }
    bytes.then(end, () => { end() })
    return bytes
  }
  return async (report, as) => {
    const key = `${report.dataHash} ${as}`
    const erased = report.words.filter(({ salt }) => salt === null).length
    const before = underWay.get(key) ?? drawn.get(key)
    return before?.erased === erased ? await before.bytes : await begin(key, erased, draw(report, as))
  }
}

/** Of this process: routes with a token and links without one draw by the same limits. */
export const drawReport: DrawReport = drawOnce(reportRenderer())
