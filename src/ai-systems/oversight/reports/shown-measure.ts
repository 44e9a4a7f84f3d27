import type { ConfidenceBin } from '../../../ai-oversight/calibration.ts'
import type { Measure } from '../../../ai-oversight/measure.ts'
import type { MeasureKind } from '../../../ai-oversight/measures.ts'

/** Measures as reports show them: alike, whatever each says beside its value. Pure. */

export interface ShownMeasure extends Measure {
  readonly name: string
  /** Of ai.md 4.2; null of others. */
  readonly id: string | null
  readonly concerns: MeasureKind['concerns']
  /** Where the outcomes are known from; null where it takes none, or there are none. */
  readonly source: string | null
  /** Whether the outcomes are of a random sample; others are of hard and suspicious cases. */
  readonly isRandomSample: boolean | null
  /** What it says beside its value. */
  readonly details: readonly { readonly name: string, readonly value: number }[]
  /** Of the calibration error, its bins. */
  readonly bins: readonly ConfidenceBin[]
}

const OF_EVERY_MEASURE: ReadonlySet<string> = new Set(['value', 'lower', 'upper', 'n', 'lowData', 'level', 'version', 'because', 'bins'])

const NESTED: Readonly<Record<string, string>> = { competent: 'competent', fast: 'fast', hasty: 'hasty', byReading: 'by_reading' }

/** The measure, and those that it says beside its own value. */
export function shownMeasures ({ name, id, concerns }: MeasureKind, source: { readonly name: string, readonly isRandom: boolean } | null, measure: Measure): ShownMeasure[] {
  const { value, lower, upper, n, lowData, level, version, because } = measure
  const beside = Object.entries(measure).filter(([member]) => !OF_EVERY_MEASURE.has(member))
  const numbers = beside.flatMap(([member, found]) => typeof found === 'number' ? [{ name: member, value: found }] : [])
  const own: ShownMeasure = {
    name, id, concerns, source: source?.name ?? null, isRandomSample: source?.isRandom ?? null, value, lower, upper, n, lowData, level, version, because, details: numbers, bins: 'bins' in measure ? measure.bins as readonly ConfidenceBin[] : []
  }
  const nested = beside.flatMap(([member, found]) => {
    const suffix = NESTED[member]
    return suffix === undefined ? [] : shownMeasures({ name: `${name}_${suffix}`, id, concerns } as MeasureKind, source, found as Measure)
  })
  return [own, ...nested]
}
