import type { AnswerFact } from './life-cycle.ts'
import { ACCEPTED, isRelease } from './customs-message.ts'
import type { DeclarationContent, ItemContent } from './data-elements.ts'
import { commodityCodeOf } from './derivation.ts'
import { proposalsOf } from './ai-proposals.ts'
import type { ProposedPillar } from './ai-proposals.ts'
import { utcDay } from '../platform/calendar.ts'

/** What became of the elements of items that AI systems propose: their values from version to version, and whether customs looked. Pure. */

export interface ProposedElement {
  readonly pillar: ProposedPillar
  /** Code or id of the system, and its version or '', as the item states them. */
  readonly system: string
  readonly version: string
  /** Pseudonym and instant of the decision, where the item states them. */
  readonly reviewerId: string | null
  readonly reviewedAt: string | null
  /** When it was first declared so. */
  readonly declaredAt: Date
}

export interface ElementVersion {
  /** push: the operator's own system sent it; amendment: customs granted the operator's request; customs: customs corrected it. */
  readonly by: 'push' | 'amendment' | 'customs'
  readonly afterAcceptance: boolean
  readonly on: string
  /** Values by pillar, then by place in the item. */
  readonly elements: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface ProposedItem {
  readonly itemNumber: number
  readonly goodsRef: string | null
  /** As the version in force states them. */
  readonly proposed: readonly ProposedElement[]
  /** Oldest first, from the first version that has the item. */
  readonly versions: readonly ElementVersion[]
}

export interface ReadVersion {
  readonly version: number
  readonly status: string
  readonly statusAt: Date
  /** Kind of the message that made it; null of a push. */
  readonly madeBy: string | null
  readonly document: DeclarationContent
}

const NOT_DECLARED = new Set(['draft'])
const NOT_ACCEPTED = new Set(['draft', 'pre_lodged', 'lodged'])

/** Items of the version in force, with what they were in each version before. */
export function proposedItems (versions: readonly ReadVersion[], current: number, answers: readonly AnswerFact[]): ProposedItem[] {
  const inOrder = versions.toSorted((a, b) => a.statusAt.getTime() - b.statusAt.getTime() || a.version - b.version)
  const inForce = inOrder.find(({ version }) => version === current)
  return (inForce?.document.items ?? []).map((item) => {
    const { itemNumber, goodsRef = null } = item
    const history = inOrder.flatMap((version, index) => {
      const one = version.document.items.find((each) => each.itemNumber === itemNumber)
      return one === undefined ? [] : [{ version, item: one, afterAcceptance: isAccepted(inOrder.slice(0, index), version.statusAt, answers) }]
    })
    return {
      itemNumber, goodsRef,
      proposed: proposalsOf(item).map(({ pillar, system, version }) => {
        const use = useOf(item, pillar)
        const first = history.find((each) => !NOT_DECLARED.has(each.version.status) && proposalsOf(each.item).some((other) => other.pillar === pillar && other.system === system && other.version === version))
        return { pillar, system, version, reviewerId: use?.reviewerId ?? null, reviewedAt: use?.reviewedAt ?? null, declaredAt: first?.version.statusAt ?? inForce?.statusAt ?? new Date(0) }
      }),
      versions: history.map(({ version: { madeBy, statusAt }, item: one, afterAcceptance }) => ({
        by: madeBy === null ? 'push' as const : madeBy === 'answer' ? 'customs' as const : 'amendment' as const, afterAcceptance, on: utcDay(statusAt), elements: elementsOf(one)
      }))
    }
  })
}

const useOf = ({ aiAssisted }: ItemContent, pillar: ProposedPillar) => aiAssisted?.[pillar === 'licences' ? 'licence' : pillar]

function isAccepted (earlier: readonly ReadVersion[], at: Date, answers: readonly AnswerFact[]): boolean {
  return earlier.some(({ status, document }) => !NOT_ACCEPTED.has(status) || document.acceptanceDate !== undefined) || answers.some(({ answer, issuedAt }) => answer.functionCode === ACCEPTED && issuedAt <= at)
}

/** Values that a system may have proposed, by the place where they stand. */
export function elementsOf (item: ItemContent): ElementVersion['elements'] {
  const { originCountry, prefOriginCountry, itemAmount, statisticalValue, intrinsicValue, documents = [] } = item
  return {
    classification: present({ commodityCode: commodityCodeOf(item) }), origin: present({ originCountry, prefOriginCountry }), value: present({ itemAmount, statisticalValue, intrinsicValue }),
    licences: Object.fromEntries(documents.flatMap(({ type }) => type === undefined ? [] : [[`documents/${type}`, type]]))
  }
}

const present = (values: Readonly<Record<string, { toString: () => string } | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([place, value]) => value === undefined || String(value) === '' ? [] : [[place, String(value)]]))

const CONTROLS = new Set(['05', '06'])

/** Days on which customs said that it controls the declaration, and that the goods are released. */
export function customsLook (answers: readonly AnswerFact[]): { readonly controlledOn: string | null, readonly releasedOn: string | null } {
  const inOrder = answers.toSorted((a, b) => a.issuedAt.getTime() - b.issuedAt.getTime())
  const dayOf = (found: AnswerFact | undefined): string | null => found === undefined ? null : utcDay(found.issuedAt)
  return { controlledOn: dayOf(inOrder.find(({ answer }) => CONTROLS.has(answer.functionCode))), releasedOn: dayOf(inOrder.find(({ answer }) => isRelease(answer))) }
}
