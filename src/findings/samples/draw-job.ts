import { frameHash, orderedFrame } from '../sampling/frame.ts'
import type { FrameEntry } from '../sampling/frame.ts'
import { entriesOf, piecesOf } from '../sampling/frame-pieces.ts'
import type { FramePiece } from '../sampling/frame-pieces.ts'
import { drawHash, planReviewSample } from '../sampling/plan.ts'
import type { DrawnEntry, SamplingPlan, SamplingSettings } from '../sampling/plan.ts'
import { otherCurrencyOf, populationOf } from '../sampling/population.ts'
import type { PopulationItem } from '../sampling/population.ts'

/** What a draw is made of and what comes of it: the work that its thread does. */

export interface DrawJob {
  readonly settings: SamplingSettings
  readonly currency: string
  /** More than this is no sample that people review. */
  readonly mostDrawn: number
}

export interface DrawnItem extends DrawnEntry {
  readonly itemNumber: number
  /** Currency of the declared value where it is not that of the sample. */
  readonly otherCurrency: string | null
}

export interface Drawn extends Omit<SamplingPlan, 'draw' | 'settings'> {
  readonly outcome: 'drawn'
  readonly withoutValue: number
  readonly otherCurrency: number
  readonly draw: readonly DrawnItem[]
  readonly drawHash: string
  readonly pieces: readonly FramePiece[]
}

export interface TooMany { readonly outcome: 'too_many', readonly drawn: number }

/** Draws from a population. */
export function draw ({ settings, currency, mostDrawn }: DrawJob, items: readonly PopulationItem[]): Drawn | TooMany {
  const { entries, withoutValue, otherCurrency } = populationOf(items, currency)
  const ordered = orderedFrame(entries)
  const { draw: drawn, settings: _settings, ...plan } = planReviewSample(ordered, settings)
  if (drawn.length > mostDrawn) return { outcome: 'too_many', drawn: drawn.length }
  const others = new Map(items.flatMap((item) => {
    const other = otherCurrencyOf(item, currency)
    return other === null ? [] : [[`${item.declarationId} ${item.itemNumber}`, other]]
  }))
  return {
    outcome: 'drawn', ...plan, withoutValue, otherCurrency, drawHash: drawHash(drawn), pieces: piecesOf(ordered),
    draw: drawn.map((entry) => {
      if (entry.itemNumber === null) throw new Error('A population of goods items gave an entry without item')
      return { ...entry, itemNumber: entry.itemNumber, otherCurrency: others.get(`${entry.declarationId} ${entry.itemNumber}`) ?? null }
    })
  }
}

export interface Redrawn extends Pick<SamplingPlan, 'method' | 'frameHash' | 'frameSize' | 'strata' | 'monetary'> {
  readonly outcome: 'redrawn'
  readonly drawHash: string
}

/** Draws again from the frame as it was kept. Its hash is of what is in the pieces, in their order. */
export function redraw ({ settings }: Pick<DrawJob, 'settings'>, pieces: readonly Uint8Array[]): Redrawn {
  const entries: FrameEntry[] = pieces.flatMap(entriesOf)
  const { method, frameSize, strata, monetary, draw: drawn } = planReviewSample(entries, settings)
  return { outcome: 'redrawn', method, frameHash: frameHash(entries), frameSize, strata, monetary, drawHash: drawHash(drawn) }
}
