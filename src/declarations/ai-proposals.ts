import type { DeclarationContent, ItemContent } from './data-elements.ts'

/** Which elements of an item an AI system proposed, as the declaration states it (`aiAssisted`). Pure. */

export interface AiProposal {
  /** What the element belongs to, as findings have it. */
  readonly pillar: ProposedPillar
  /** Code or id of the system in the register, as stated. */
  readonly system: string
  /** Model version as stated; '' where none was. */
  readonly version: string
}

const ELEMENTS = [['classification', 'classification'], ['origin', 'origin'], ['value', 'value'], ['licence', 'licences']] as const

/** Pillars of which declarations can say that an AI system took part. */
export const PROPOSED_PILLARS = ['classification', 'origin', 'value', 'licences'] as const
export type ProposedPillar = typeof PROPOSED_PILLARS[number]

const NONE: readonly AiProposal[] = []

/** In the order of the pillars; most items have none. */
export function proposalsOf ({ aiAssisted }: ItemContent): readonly AiProposal[] {
  if (aiAssisted === undefined) return NONE
  return ELEMENTS.flatMap(([element, pillar]) => {
    const use = aiAssisted[element]
    return use === undefined ? [] : [{ pillar, system: use.systemId, version: use.version ?? '' }]
  })
}

/**
 * Who proposed the element of an item that a finding is about, as findings keep it: a JSON array of system and version.
 *
 * @returns null where no AI system is stated, or the finding is of no item.
 */
export function proposerOf ({ items }: DeclarationContent, itemNumber: number | null, pillar: string): string | null {
  const item = itemNumber === null ? undefined : items.find((each) => each.itemNumber === itemNumber)
  const proposal = item?.aiAssisted === undefined ? undefined : proposalsOf(item).find((each) => each.pillar === pillar)
  return proposal === undefined ? null : JSON.stringify([proposal.system, proposal.version])
}
