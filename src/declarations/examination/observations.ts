import { commodityCodeOf } from '../derivation.ts'
import type { DeclarationContent, DeclarationStatus, ItemContent } from '../data-elements.ts'
import { hasEnded } from '../life-cycle.ts'
import type { Observation } from '../checks/knowledge.ts'
import { unitValueOf } from '../checks/unit-value.ts'

/** What a declaration adds to the history of its goods. Pure. */

/** `count` is negative where a declaration's observations are taken back. */
export interface GoodsObservation extends Observation {
  readonly goodsRef: string
}

const CODE_DIGITS = 8

/**
 * @param countedOn the day on which the declaration counts; its month is where the observations do.
 * @param status what customs rejected or invalidated says nothing of the goods.
 */
export function observationsOf (content: DeclarationContent, countedOn: string, status: DeclarationStatus | undefined): GoodsObservation[] {
  if (status !== undefined && hasEnded(status)) return []
  const month = countedOn.slice(0, 7)
  return content.items.flatMap((item) => {
    const { goodsRef } = item
    if (goodsRef === undefined) return []
    return valuesOf(item, content).map(([kind, value]) => ({ goodsRef, supplierRef: item.supplierRef ?? '', month, kind, value, count: 1 }))
  })
}

function valuesOf (item: ItemContent, content: DeclarationContent): [Observation['kind'], string][] {
  const code = commodityCodeOf(item)
  const unitValue = unitValueOf(item, content)
  const rate = item.taxes?.find(({ type }) => type === 'A00')?.rate
  return [
    ...(code.length >= CODE_DIGITS ? [['code', code.slice(0, CODE_DIGITS)] as [Observation['kind'], string]] : []),
    ...(item.originCountry === undefined ? [] : [['origin', item.originCountry] as [Observation['kind'], string]]),
    ...(rate === undefined ? [] : [['duty_rate', rate] as [Observation['kind'], string]]),
    ...(unitValue === undefined ? [] : [['unit_value', unitValue] as [Observation['kind'], string]])
  ]
}

const identityOf = (observation: GoodsObservation): string =>
  [observation.goodsRef, observation.supplierRef, observation.month, observation.kind, observation.value].join('\u001f')

/** Adds up observations of the same; what comes to nothing is left out. */
export function sumObservations (observations: readonly GoodsObservation[]): GoodsObservation[] {
  const sums = new Map<string, GoodsObservation>()
  for (const observation of observations) {
    const identity = identityOf(observation)
    const sum = sums.get(identity)
    sums.set(identity, sum === undefined ? observation : { ...sum, count: sum.count + observation.count })
  }
  return [...sums.values()].filter(({ count }) => count !== 0)
}

export const takenBack = (observations: readonly GoodsObservation[]): GoodsObservation[] =>
  observations.map((observation) => ({ ...observation, count: -observation.count }))
