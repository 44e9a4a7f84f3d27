import { CODES, DOCUMENTS, ODD_ONES, ORIGINS, VALUES } from './systems.ts'

/**
 * What each system proposes in a year beside what is declared: for enquiries, offers, drafts and papers, so that it can be told how good it
 * is and how people decide, however few declarations there are. Pure data.
 */

/** looks: takes time, and sees most of what is wrong; waves_through: accepts within seconds, whatever it is; samples: looks at every third. */
export type Manner = 'looks' | 'waves_through' | 'samples'

export interface Stream {
  readonly system: string
  readonly pillar: string
  readonly outputs: number
  /** Days of the year on which it works; without, all. */
  readonly from?: number
  readonly modelVersion: string
  /** Whether each edition of the nomenclature makes another version. */
  readonly followsNomenclature: boolean
  readonly manner: Manner
  /** Share whose right value somebody finds without having seen the proposal. */
  readonly sampled: number
  /** Words that a reviewer is shown. */
  readonly shownWords: number
  /** A colleague does the same anew, for as many of the outputs. */
  readonly secondReviews: number
  readonly units: readonly string[]
}

const ALL_UNITS = ['import-ports', 'operations-north', 'operations-centre']

export const STREAMS: readonly Stream[] = [
  { system: CODES, pillar: 'classification', outputs: 2200, modelVersion: '4.2', followsNomenclature: true, manner: 'looks', sampled: 0.4, shownWords: 60, secondReviews: 60, units: ALL_UNITS },
  { system: ORIGINS, pillar: 'origin', outputs: 1200, modelVersion: '2.1', followsNomenclature: false, manner: 'waves_through', sampled: 0.3, shownWords: 110, secondReviews: 0, units: ALL_UNITS },
  { system: VALUES, pillar: 'value', outputs: 1600, modelVersion: '1.6', followsNomenclature: false, manner: 'looks', sampled: 0.45, shownWords: 50, secondReviews: 60, units: ALL_UNITS },
  { system: DOCUMENTS, pillar: 'identifiers', outputs: 600, modelVersion: '7.0', followsNomenclature: false, manner: 'samples', sampled: 0.2, shownWords: 30, secondReviews: 0, units: ['import-ports', 'operations-north'] },
  { system: ODD_ONES, pillar: 'lifecycle', outputs: 400, from: 30, modelVersion: '0.9', followsNomenclature: false, manner: 'looks', sampled: 0.3, shownWords: 40, secondReviews: 0, units: ALL_UNITS }
]

/**
 * From this day on goods of other chapters are asked about, which the proposer of codes knows less well and is as sure of as ever. Its
 * provider announced nothing, so it is still the same version.
 */
export const DRIFT_FROM = 212
export const NEW_CHAPTERS: readonly string[] = ['42', '61', '62', '64', '94', '95']
/** Share of what is asked about from then on, and how often the proposal for it is right. */
export const NEW_SHARE = 0.65
export const NEW_RIGHT = 0.62
