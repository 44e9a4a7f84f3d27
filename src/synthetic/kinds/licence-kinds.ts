import { originOf, releases } from '../../declarations/checks/elements.ts'
import { directionOf } from '../../declarations/derivation.ts'
import type { ItemContent } from '../../declarations/data-elements.ts'
import { dayAfter } from '../seasons.ts'
import { DUAL_USE_LICENCE } from '../trader-lists.ts'
import { codeOf } from './item-facts.ts'
import { hasPaper, isExport, isImport, itemWithoutPapers, onItem } from './kind.ts'
import type { ErrorKind, Plant, PlantFacts } from './kind.ts'

/** Errors in licences, certificates and the codes that stand for them. */

const LICENCE = /^([LX][0-9]{3}|I004|E012|E020|N941)$/

/** The item's own papers of the kind are left out, where something asks for them. */
const leftOut = (isPaper: (type: string) => boolean, asksFor: (item: ItemContent, facts: PlantFacts) => boolean): Plant =>
  onItem((item, _content, facts) => hasPaper(item, isPaper) && asksFor(item, facts), (item) => itemWithoutPapers(item, isPaper))

const measuresOn = (item: ItemContent, direction: 'import' | 'export', country: string | null, { reference, day }: PlantFacts) => country === null ? [] : reference.measures.licences?.find(codeOf(item), country, direction, day) ?? []

export const LICENCE_KINDS: readonly ErrorKind[] = [
  {
    id: 'certificate_missing', pillar: 'licences', words: 'a measure asks for a licence, and neither that nor an exemption is declared', rate: 0.01, checks: ['LIC-01'], needs: 'list',
    plant: (content, facts) => {
      const country = (item: ItemContent): string | null => isImport(content) ? originOf(item) : item.destinationCountry ?? content.destinationCountry ?? null
      const asked = (item: ItemContent): Set<string> => new Set(measuresOn(item, directionOf(content), country(item), facts).flatMap(({ documents, exemptions }) => [...documents, ...exemptions]))
      return onItem((item) => hasPaper(item, (type) => asked(item).has(type)), (item) => itemWithoutPapers(item, (type) => asked(item).has(type)))(content, facts)
    }
  },
  {
    id: 'licence_expired', pillar: 'licences', words: 'the licence had run out', rate: 0.03, checks: ['LIC-03'], needs: 'declaration',
    plant: onItem(({ documents = [] }) => documents.some(({ type = '', validUntil }) => LICENCE.test(type) && validUntil !== undefined), (item, content, facts) =>
      ({ ...item, documents: (item.documents ?? []).map((document) => LICENCE.test(document.type ?? '') ? { ...document, validUntil: dayAfter(content.acceptanceDate ?? facts.day, -1 - facts.random.below(60)) } : document) }))
  },
  {
    id: 'carbon_border_code_missing', pillar: 'licences', words: 'goods under the carbon border adjustment come without an authorised declarant\'s account', rate: 0.006, checks: ['LIC-06'], needs: 'list',
    plant: (content, facts) => leftOut((type) => /^Y(128|13[4-7]|23[78])$/.test(type), (item, { reference, day }) => isImport(content) && day >= '2026-01-01' && releases(item) && reference.measures.cbam?.find(codeOf(item), day) !== undefined)(content, facts)
  },
  {
    id: 'due_diligence_missing', pillar: 'licences', words: 'goods of the deforestation regulation come without the reference of a due-diligence statement', rate: 0.008, checks: ['LIC-07'], needs: 'list',
    plant: leftOut((type) => /^(C71[67]|Y1(29|3[23]|4[12]))$/.test(type), (item, { reference, day }) => (reference.measures.eudr?.find(codeOf(item), day)?.appliesFrom ?? '9999') <= day)
  },
  {
    id: 'species_not_stated', pillar: 'licences', words: 'nothing says whether the goods are of endangered species', rate: 0.012, checks: ['LIC-08'], needs: 'list',
    plant: leftOut((type) => /^(C4[0-9]{2}|C63[89]|Y900)$/.test(type), (item, { reference, day }) => reference.measures.cites?.has(codeOf(item), day) === true)
  },
  {
    id: 'listed_goods_unlicensed', pillar: 'licences', words: 'goods that the master data has as listed dual-use goods leave as not listed', rate: 0.02, checks: ['LIC-04'], needs: 'register',
    plant: onItem((item, content) => isExport(content) && item.goodsRef !== undefined && hasPaper(item, (type) => type === DUAL_USE_LICENCE), (item) => {
      const { additionalReferences = [], ...rest } = itemWithoutPapers(item, (type) => type === DUAL_USE_LICENCE)
      return { ...rest, additionalReferences: [...additionalReferences, { type: 'Y901', reference: 'NOT LISTED' }] }
    })
  }
]
