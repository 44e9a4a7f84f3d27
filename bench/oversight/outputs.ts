import type { SentOutput } from '../../src/ai-systems/oversight/outputs/stated-output.ts'

/** A year of outputs, each with the decision of a person and its use, in the order of days; the same number gives the same line. */

export const SYSTEMS = ['CLASSIFIER', 'ORIGINATOR', 'VALUER', 'SCREENER'] as const
export const UNITS = ['IMPORT', 'EXPORT', 'TRADE', 'NORTH', 'SOUTH'] as const
export const REVIEWERS = Array.from({ length: 25 }, (_, index) => `P-${index}`)
const PILLARS = ['classification', 'origin', 'value', 'licences'] as const
const COUNTRIES = ['CN', 'US', 'JP', 'VN', 'TR', 'CH', 'IN', 'KR'] as const
const REASONS = Array.from({ length: 60 }, (_, index) => `The data sheet of series ${index} says otherwise`)
const EXPLANATION = 'Portable automatic data processing machine with keyboard and screen, of a weight of not more than 10 kg; note 6 to chapter 84 is met, and no heading is more specific.'
const FIRST = Date.UTC(2025, 0, 2)
const YEAR_MS = 364 * 86_400_000

/** Whole numbers that look drawn: the same for the same number. */
const mixed = (number: number, salt: number): number => Math.imul(number ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b) >>> 0
const iso = (time: number): string => new Date(time).toISOString()
const pick = <T>(from: readonly T[], number: number): T => from[number % from.length] as T

function proposalOf (pillar: typeof PILLARS[number], drawn: number): string {
  switch (pillar) {
    case 'classification': return `${String(1 + drawn % 97).padStart(2, '0')}${String(drawn % 1e8).padStart(8, '0')}`
    case 'origin': return pick(COUNTRIES, drawn)
    case 'value': return `${drawn % 100_000}.${String(drawn % 100).padStart(2, '0')}`
    case 'licences': return pick(['required', 'not_required'], drawn >>> 3)
  }
}

/** @param of how many there are, over the year. */
export function outputOf (number: number, of: number, run: string): SentOutput {
  const drawn = mixed(number, 1)
  const place = drawn % SYSTEMS.length
  const pillar = PILLARS[place] as typeof PILLARS[number]
  const madeAt = FIRST + Math.floor(number / of * YEAR_MS)
  const seconds = 4 + mixed(number, 2) % 120
  const proposal = proposalOf(pillar, mixed(number, 3))
  const overridden = mixed(number, 4) % 20 === 0
  return {
    system: pick(SYSTEMS, place), reference: `${run}-${number}`, modelVersion: number * 2 < of ? '4.1' : '4.2', promptVersion: 'p7', nomenclatureVersion: '2025', pillar, processStep: 'goods receipt', unit: pick(UNITS, mixed(number, 5)),
    madeAt: iso(madeAt), inputReference: `MAT-${mixed(number, 6) % 20_000}`, declaration: { lrn: `L${run}${Math.floor(number / 4)}`, declarant: 'IT01234567890' }, itemNumber: 1 + number % 4, goodsRef: `MAT-${mixed(number, 6) % 20_000}`,
    proposal, alternatives: [{ value: proposalOf(pillar, mixed(number, 7)), score: 0.11 }, { value: proposalOf(pillar, mixed(number, 8)), score: 0.04 }], confidence: (50 + mixed(number, 9) % 50) / 100 + 0.003, explanation: EXPLANATION,
    evidenceRefs: [`DE BTI ${mixed(number, 10) % 5000}/24-1`], shownWords: 31,
    decision: {
      decision: overridden ? 'overridden' : 'accepted', ...overridden ? { finalValue: `${proposal.slice(0, -1)}X` } : {}, rationaleCode: 'ruling_or_note', rationale: pick(REASONS, mixed(number, 11)),
      reviewer: pick(REVIEWERS, mixed(number, 12)), shownAt: iso(madeAt + 5000), ...number % 3 === 0 ? { explanationOpenedAt: iso(madeAt + 6000) } : {}, decidedAt: iso(madeAt + 5000 + seconds * 1000)
    },
    usedAt: iso(madeAt + 3_600_000)
  }
}
