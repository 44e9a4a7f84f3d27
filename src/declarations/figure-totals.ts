import { utcDay } from '../platform/calendar.ts'
import { decimal, ZERO } from '../platform/decimal.ts'
import type { Decimal } from '../platform/decimal.ts'
import type { AiProposal } from './ai-proposals.ts'
import type { Countable } from './totals.ts'

/**
 * What a declaration adds to the totals for key figures alone: what is rare, so that the usual declaration adds hardly a row. Pure.
 *
 * Those that never took effect are taken back like all others (`TAKEN_BACK`). `course`
 * counts what became of declarations. `latency` counts them by the hours from the beginning of the day of acceptance to receipt.
 * `valuation` counts import items of other methods than the first, and those of related parties. `import_vat` adds up import VAT.
 *
 * `ai_proposed` counts items of which an AI system proposed an element, by unit, pillar, system and version (`proposedKey`); lines that
 * people proposed are all of the unit less these. `ai_items` counts items with any such element, by unit. A declaration without AI adds
 * to neither.
 */

export const FIGURE_DIMENSIONS = ['course', 'latency', 'valuation', 'import_vat', 'ai_proposed', 'ai_items'] as const
export type FigureDimension = typeof FIGURE_DIMENSIONS[number]

interface FigureTotal {
  readonly dimension: FigureDimension
  readonly key: string
  readonly currency: string
  readonly declarations: number
  readonly items: number
  readonly statisticalValue: Decimal
  readonly duties: Decimal
}

const NOTHING = { key: '', currency: '', declarations: 0, items: 0, statisticalValue: ZERO, duties: ZERO }

export function figureTotals (declaration: Countable): FigureTotal[] {
  const { course, latency, items } = declaration
  const whole = { ...NOTHING, declarations: 1, items: items.length }
  return [
    ...course.filter((each) => each !== 'accepted').map((key) => ({ ...whole, dimension: 'course' as const, key })),
    ...latency === null ? [] : [{ ...NOTHING, dimension: 'latency' as const, key: latency, declarations: 1 }],
    ...declaration.direction === 'import' ? importTotals(declaration) : [],
    ...declaration.usesAi ? proposedTotals(declaration) : []
  ]
}

/** Texts of others stand in the key, so it is JSON; `parsedProposedKey` reads it. */
export const proposedKey = (unit: string, { pillar, system, version }: AiProposal): string => JSON.stringify([unit, pillar, system, version])

export function parsedProposedKey (key: string): AiProposal & { readonly unit: string } {
  const [unit, pillar, system, version] = JSON.parse(key) as [string, AiProposal['pillar'], string, string]
  return { unit, pillar, system, version }
}

function proposedTotals ({ unit, items }: Countable): FigureTotal[] {
  const lines = new Map<string, number>()
  for (const key of items.flatMap(({ proposals }) => proposals.map((proposal) => proposedKey(unit, proposal)))) lines.set(key, (lines.get(key) ?? 0) + 1)
  return [
    { ...NOTHING, dimension: 'ai_items', key: unit, declarations: 1, items: items.filter(({ proposals }) => proposals.length > 0).length },
    ...[...lines].map(([key, count]) => ({ ...NOTHING, dimension: 'ai_proposed' as const, key, declarations: 1, items: count }))
  ]
}

function importTotals ({ items }: Countable): FigureTotal[] {
  return items.flatMap(({ valuation, statisticalValue, currency, vat, vatCurrency }) => [
    ...valuation.map((key) => ({ ...NOTHING, dimension: 'valuation' as const, key, currency, items: 1, statisticalValue: statisticalValue === null ? ZERO : decimal(statisticalValue) })),
    ...vat === null ? [] : [{ ...NOTHING, dimension: 'import_vat' as const, currency: vatCurrency, duties: decimal(vat) }]
  ])
}

const HOUR_MS = 3_600_000
/** Longer than this counts as this: such declarations were loaded, not pushed. */
const MOST_HOURS = 2_160
/** Beyond it whole days are fine enough. */
const HOURLY_UNTIL = 96

/**
 * Whole hours, rounded up, from the beginning of the day of acceptance to receipt: the hour of acceptance is not declared, so it is never
 * too low. Four digits, so that keys sort like numbers; null without a day of acceptance.
 */
export function latencyOf (acceptedOn: string | null, receivedAt: Date): string | null {
  if (acceptedOn === null) return null
  const hours = acceptedOn > utcDay(receivedAt) ? 0 : Math.ceil((receivedAt.getTime() - Date.parse(acceptedOn)) / HOUR_MS)
  const rounded = hours <= HOURLY_UNTIL ? hours : Math.min(Math.ceil(hours / 24) * 24, MOST_HOURS)
  return String(rounded).padStart(4, '0')
}
