import type { DeclarationContent, ItemContent } from '../../declarations/data-elements.ts'
import { directionOf } from '../../declarations/derivation.ts'
import { randomOf } from '../../statistics/seeded-random.ts'
import type { KeyEntry } from '../answer-key.ts'
import { ORIGIN_WAVED_THROUGH } from '../kinds/proposal-kinds.ts'
import type { Broker } from '../partners.ts'
import { dayAfter } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import { reviewersOf } from './reviewers.ts'
import { BROKERS_CODES, ORIGINS, PROPOSING_BROKER, VALUES } from './systems.ts'

/**
 * Which items say that an AI system proposed their origin or value, and which that their code came from the broker's. It is said of what is
 * declared, right or wrong, and changes nothing of it. Pure.
 */

export type AiUses = NonNullable<ItemContent['aiAssisted']>
type AiUse = NonNullable<AiUses['origin']>
type ProposedPillar = 'origin' | 'value'

interface Proposer {
  readonly systemId: string
  readonly version: string
  /** Of the items, how many it proposed. */
  readonly share: number
}

const PROPOSERS: Readonly<Record<ProposedPillar, Proposer>> = {
  origin: { systemId: ORIGINS, version: '2.1', share: 0.12 },
  value: { systemId: VALUES, version: '1.6', share: 0.12 }
}
const BROKERS_VERSION = '2025.3'

export interface DeclaredBy {
  readonly trader: Trader
  /** Position of the declaration in the year. */
  readonly index: number
  readonly day: string
  readonly broker: Broker | null
}

export function withAiUses (content: DeclarationContent, planted: KeyEntry | null, by: DeclaredBy): DeclarationContent {
  const isBrokers = by.broker?.eori === PROPOSING_BROKER
  return {
    ...content,
    items: content.items.map((item) => {
      const classification = item.aiAssisted?.classification
      const codes: AiUses = classification === undefined ? {} : { classification: isBrokers ? { ...classification, systemId: BROKERS_CODES, version: BROKERS_VERSION } : classification }
      // What a broker lodges the trader's own systems saw as well: they prepare its instruction.
      const uses: AiUses = { ...codes, ...directionOf(content) === 'import' ? proposedUses(item, content.orgUnitId ?? '', planted, by) : {} }
      return Object.keys(uses).length === 0 ? item : { ...item, aiAssisted: uses }
    })
  }
}

function proposedUses ({ itemNumber, originCountry }: ItemContent, unit: string, planted: KeyEntry | null, { trader, index, day }: DeclaredBy): AiUses {
  const isWavedThrough = planted?.kind === ORIGIN_WAVED_THROUGH && planted.itemNumber === itemNumber
  const uses = (Object.keys(PROPOSERS) as ProposedPillar[]).flatMap((pillar): [ProposedPillar, AiUse][] => {
    const random = randomOf(`${trader.seed}/ai/${pillar}/${index}/${itemNumber}`)
    const { systemId, version, share } = PROPOSERS[pillar]
    const isProposed = random.uniform() < share || (pillar === 'origin' && isWavedThrough)
    if (!isProposed || (pillar === 'origin' && originCountry === undefined)) return []
    return [[pillar, { systemId, version, confidence: confidenceOf(random.uniform()), reviewerId: random.pick(reviewersOf(unit)), reviewedAt: `${dayAfter(day, -2)}T09:${String(random.below(60)).padStart(2, '0')}:00.000Z` }]]
  })
  return Object.fromEntries(uses)
}

/** Most are close to one; the mean is 0.96. */
export const confidenceOf = (draw: number): number => Math.round((1 - 0.12 * draw * draw) * 1000) / 1000
