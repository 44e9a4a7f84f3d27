import { datasetOf } from '../../declarations/derivation.ts'
import { originOf, releases } from '../../declarations/checks/elements.ts'
import type { DeclarationContent, ItemContent } from '../../declarations/data-elements.ts'
import { codeOf, erga, hasPreference, KNOWN_LINES, withCode } from './item-facts.ts'
import { isExport, isImport, onItem, without } from './kind.ts'
import type { ErrorKind, PlantFacts } from './kind.ts'

/** Errors in the commodity code and what hangs on it. */

const hasCode = (item: ItemContent): boolean => codeOf(item).length === 8
const isKnown = ({ goodsRef, supplierRef = '' }: ItemContent, { linesOf }: PlantFacts): boolean => goodsRef !== undefined && linesOf(goodsRef, supplierRef) >= KNOWN_LINES
const TEN_DIGITS = new Set(['H1', 'H3', 'H4'])
const UNITS = new Set(['H1', 'H3', 'H4', 'H5', 'B1', 'B2', 'B3'])
const EIGHT_DIGITS = new Set(['B1', 'B2', 'B3', 'C1'])

/** Another code of the master data, of the same unit so that nothing else looks odd. */
function mistaken (item: ItemContent, { goods, random }: PlantFacts, fits: (cn8: string) => boolean): ItemContent | undefined {
  const own = goods.find(({ cn8 }) => cn8 === codeOf(item))
  const others = goods.filter(({ cn8, unit, tags }) => cn8 !== codeOf(item) && unit === (own?.unit ?? null) && tags.every((tag) => tag === 'ai_classified') && fits(cn8))
  return others.length === 0 ? undefined : withCode(item, random.pick(others))
}

const lowers = (item: ItemContent, content: DeclarationContent, facts: PlantFacts): ((cn8: string) => boolean) => {
  const now = erga(codeOf(item), originOf(item), facts)
  return (cn8) => (erga(cn8, originOf(item), facts) ?? Infinity) < (now ?? -1) && releases(item) && isImport(content)
}

/** The mistake is made before the duty is computed, so the sums agree. */
const sameDuty = (item: ItemContent, facts: PlantFacts): ((cn8: string) => boolean) => {
  const now = erga(codeOf(item), originOf(item), facts)
  return (cn8) => erga(cn8, originOf(item), facts) === now && !hasPreference(cn8, originOf(item), facts)
}

export const CLASSIFICATION_KINDS: readonly ErrorKind[] = [
  {
    id: 'taric_digits_missing', pillar: 'classification', words: 'an import is declared with eight digits instead of ten', rate: 0.002, checks: ['CLA-01'], needs: 'declaration',
    plant: onItem((item, content) => isImport(content) && TEN_DIGITS.has(datasetOf(content)) && item.taric2 !== undefined, (item) => without(item, 'taric2'))
  },
  {
    id: 'export_code_short', pillar: 'classification', words: 'an export is declared with six digits instead of eight', rate: 0.003, checks: ['CLA-02'], needs: 'declaration',
    plant: onItem((item, content) => isExport(content) && EIGHT_DIGITS.has(datasetOf(content)) && item.cn2 !== undefined, (item) => without(item, 'cn2', 'taric2'))
  },
  {
    id: 'code_not_in_force', pillar: 'classification', words: 'the code is closed, or was never one', rate: 0.002, checks: ['CLA-03'], needs: 'declaration',
    plant: onItem(hasCode, (item, content, { reference, day }) => {
      const nomenclature = reference.nomenclature(content.acceptanceDate ?? day)
      const ending = ['01', '11', '17', '89', '98', '33'].find((cn2) => nomenclature !== undefined && nomenclature.find(`${item.hs6 ?? ''}${cn2}`) === undefined)
      return ending === undefined || /^9[89]/.test(item.hs6 ?? '') || datasetOf(content) === 'H7' ? undefined : { ...item, cn2: ending }
    })
  },
  {
    id: 'code_of_other_goods', pillar: 'classification', words: 'goods are declared under the code of others', rate: 0.003, checks: ['CLA-07'], needs: 'history',
    plant: onItem((item, _content, facts) => hasCode(item) && isKnown(item, facts), (item, _content, facts) => mistaken(item, facts, () => true))
  },
  {
    id: 'code_lowers_duty', pillar: 'classification', words: 'goods move to a code of lower duty without a recorded reason', rate: 0.003, checks: ['CLA-10'], needs: 'history',
    plant: onItem((item, content, facts) => isImport(content) && hasCode(item) && isKnown(item, facts), (item, content, facts) => mistaken(item, facts, lowers(item, content, facts)))
  },
  {
    id: 'vague_description', pillar: 'classification', words: 'the description does not tell what the goods are', rate: 0.003, checks: ['CLA-08'], needs: 'declaration',
    plant: onItem(() => true, (item, _content, { random }) => ({ ...item, description: random.pick(['spare parts', 'machine parts', 'Accessories', 'see attached list', 'various goods', 'as per invoice']) }))
  },
  {
    id: 'supplementary_unit_missing', pillar: 'classification', words: 'the quantity in the supplementary unit is left out', rate: 0.003, checks: ['CLA-09'], needs: 'declaration',
    plant: onItem((item, content, { reference, day }) => UNITS.has(datasetOf(content)) && item.supplementaryUnits !== undefined && reference.nomenclature(content.acceptanceDate ?? day)?.find(codeOf(item))?.supplementaryUnit != null, (item) => without(item, 'supplementaryUnits'))
  },
  {
    id: 'ai_code_undecided', pillar: 'classification', words: 'a code that an AI system proposed is used and nobody decided it', rate: 0.004, checks: ['CLA-11'], needs: 'declaration',
    plant: onItem(({ aiAssisted }) => aiAssisted?.classification?.reviewerId !== undefined, (item) => {
      const use = item.aiAssisted?.classification
      return use === undefined ? undefined : { ...item, aiAssisted: { ...item.aiAssisted, classification: without(use, 'reviewerId', 'reviewedAt') } }
    })
  },
  {
    id: 'goods_not_in_master_data', pillar: 'classification', words: 'the item names no goods of the master data', rate: 0.002, checks: ['CLA-05'], needs: 'register',
    plant: onItem(({ goodsRef }) => goodsRef !== undefined, (item) => without(item, 'goodsRef'))
  },
  {
    id: 'code_against_approval', pillar: 'classification', words: 'goods are declared under another code than the approved one, with no line of them before', rate: 0.002, checks: ['CLA-04'], needs: 'register',
    plant: onItem((item, _content, { linesOf }) => hasCode(item) && item.goodsRef !== undefined && linesOf(item.goodsRef, item.supplierRef ?? '') === 0, (item, _content, facts) => mistaken(item, facts, () => true))
  },
  {
    id: 'plausible_code_for_new_goods', pillar: 'classification', words: 'new goods get a wrong but possible code from the first day, and nobody enters them in the master data', rate: 0.001, checks: ['CLA-05'], needs: 'register',
    plant: onItem((item) => hasCode(item) && (item.preference ?? '100') === '100', (item, _content, facts) => {
      const wrong = mistaken(item, facts, sameDuty(item, facts))
      return wrong === undefined ? undefined : { ...wrong, goodsRef: `N-${String(facts.random.below(1_000_000))}` }
    })
  }
]
