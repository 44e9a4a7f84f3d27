import type { ItemContent } from '../../declarations/data-elements.ts'
import { EFFECTIVE } from '../training/lessons.ts'
import { KNOWN_LINES } from './item-facts.ts'
import { isImport, onItem } from './kind.ts'
import type { ErrorKind, PlantFacts } from './kind.ts'

/** Errors that an AI system proposed and that whoever should have looked let through. The item says which system it was. */

const isKnown = ({ goodsRef, supplierRef = '' }: ItemContent, { linesOf }: PlantFacts): boolean => goodsRef !== undefined && linesOf(goodsRef, supplierRef) >= KNOWN_LINES
const ELSEWHERE = ['MY', 'TH', 'PH', 'LK']

export const ORIGIN_WAVED_THROUGH = 'origin_waved_through'

export const PROPOSAL_KINDS: readonly ErrorKind[] = [
  {
    id: ORIGIN_WAVED_THROUGH, pillar: 'origin', words: 'an AI system proposes another origin than the goods always had, and it is declared', rate: 0.03, checks: ['ORI-12'], needs: 'history',
    // Not where a training shows whether it helped: what the unit learnt is not what the system proposes.
    plant: onItem((item, content, facts) => isImport(content) && content.orgUnitId !== EFFECTIVE.unit && item.originCountry !== undefined && isKnown(item, facts), (item, _content, { random }) =>
      ({ ...item, originCountry: random.pick(ELSEWHERE.filter((country) => country !== item.originCountry)) }))
  }
]
