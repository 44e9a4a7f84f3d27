import { claimsPreference, schemeOf } from '../../declarations/checks/elements.ts'
import { datasetOf } from '../../declarations/derivation.ts'
import type { DeclarationContent, ItemContent } from '../../declarations/data-elements.ts'
import { dayAfter } from '../seasons.ts'
import { codeOf, erga, hasPreference, KNOWN_LINES } from './item-facts.ts'
import { hasPaper, isFullImport, isImport, isUnderUnionLaw, itemWithoutPapers, onItem, withItem, without, withoutPapers } from './kind.ts'
import type { ErrorKind, Plant, PlantFacts } from './kind.ts'

/** Errors in origin and in what is claimed on it. */

const SIMPLIFIED = new Set(['I1', 'I2'])
const WITH_ORIGIN = new Set(['H1', 'H2', 'H3', 'H4'])
const claims = (item: ItemContent, content: DeclarationContent): boolean => isImport(content) && !SIMPLIFIED.has(datasetOf(content)) && claimsPreference(item)
/** Whether the type of document proves origin under the item's preference. */
const isProof = (item: ItemContent, { reference, day }: PlantFacts) => (type: string): boolean => reference.proofs.find(type, day).some(({ preferences }) => preferences.includes(schemeOf(item)))
const claimsWithProof = (item: ItemContent, content: DeclarationContent, facts: PlantFacts): boolean => claims(item, content) && hasPaper(item, isProof(item, facts))
const homeUse = ({ requestedProcedure, previousProcedure }: ItemContent): boolean => requestedProcedure === '40' && previousProcedure === '00'

/** Leaves out every proof that may stand for the item, at the header too. */
const withoutProofs = (fits: typeof claims): Plant => (content, facts) => {
  const fitting = content.items.filter((item) => fits(item, content))
  if (fitting.length === 0) return undefined
  const item = facts.random.pick(fitting)
  const stripped = itemWithoutPapers(item, isProof(item, facts))
  const { items: _items, ...header } = content
  const shared = withoutPapers({ ...header, items: [stripped] }, isProof(item, facts))
  return { content: withItem({ ...content, ...without(shared, 'items') }, stripped), itemNumber: item.itemNumber }
}

const replaceProof = (item: ItemContent, facts: PlantFacts, change: (document: NonNullable<ItemContent['documents']>[number]) => NonNullable<ItemContent['documents']>[number]): ItemContent =>
  ({ ...item, documents: (item.documents ?? []).map((document) => isProof(item, facts)(document.type ?? '') ? change(document) : document) })

const REX = /[A-Z]{2}REX[A-Za-z0-9]{1,30}/
const isKnown = ({ goodsRef, supplierRef = '' }: ItemContent, { linesOf }: PlantFacts): boolean => goodsRef !== undefined && linesOf(goodsRef, supplierRef) >= KNOWN_LINES

export const ORIGIN_KINDS: readonly ErrorKind[] = [
  {
    id: 'origin_missing', pillar: 'origin', words: 'the country of origin is left out', rate: 0.002, checks: ['ORI-01'], needs: 'declaration',
    plant: onItem((item, content) => isImport(content) && WITH_ORIGIN.has(datasetOf(content)) && item.originCountry !== undefined, (item) => without(item, 'originCountry', 'prefOriginCountry'))
  },
  {
    id: 'dispatch_taken_for_origin', pillar: 'origin', words: 'goods that a Member State\'s warehouse sent are declared as originating there', rate: 0.002, checks: ['ORI-13'], needs: 'declaration',
    plant: onItem((item, content) => isFullImport(content) && content.declarationType === 'IM' && isUnderUnionLaw(content) && homeUse(item) && schemeOf(item) === '1', (item, _content, { random }) => ({ ...item, originCountry: random.pick(['DE', 'NL', 'FR', 'BE']) }))
  },
  {
    id: 'proof_missing', pillar: 'origin', words: 'a preference is claimed without its proof', rate: 0.006, checks: ['ORI-02'], needs: 'declaration', plant: withoutProofs(claims)
  },
  {
    id: 'proof_of_other_agreement', pillar: 'origin', words: 'the proof belongs to another agreement', rate: 0.004, checks: ['ORI-02'], needs: 'declaration',
    plant: onItem((item, content, facts) => isUnderUnionLaw(content) && claimsWithProof(item, content, facts) && schemeOf(item) === '3' && item.prefOriginCountry !== 'CA', (item, _content, facts) => replaceProof(item, facts, (document) => ({ ...document, type: 'U088' })))
  },
  {
    id: 'status_proof_missing', pillar: 'origin', words: 'customs-union treatment is claimed without A.TR', rate: 0.008, checks: ['ORI-03'], needs: 'declaration',
    plant: withoutProofs((item, content) => isImport(content) && !SIMPLIFIED.has(datasetOf(content)) && schemeOf(item) === '4')
  },
  {
    id: 'preferential_origin_missing', pillar: 'origin', words: 'a preference is claimed without the country of preferential origin', rate: 0.004, checks: ['ORI-04'], needs: 'declaration',
    plant: onItem((item, content) => isImport(content) && claimsPreference(item) && item.prefOriginCountry !== undefined, (item) => without(item, 'prefOriginCountry'))
  },
  {
    id: 'no_partner_of_scheme', pillar: 'origin', words: 'a preference is claimed for a country without an agreement', rate: 0.002, checks: ['ORI-05'], needs: 'declaration',
    plant: onItem((item, content, { reference, day }) => isFullImport(content) && isUnderUnionLaw(content) && schemeOf(item) === '1' && item.originCountry !== undefined && !reference.proofs.isPartner(item.originCountry, '3', day) && !reference.countries.isUnion(item.originCountry, day),
      (item, _content, { day }) => ({ ...item, preference: '300', ...(item.originCountry === undefined ? {} : { prefOriginCountry: item.originCountry }), documents: [...item.documents ?? [], { type: 'N954', reference: 'EUR.1 A 000123', validUntil: dayAfter(day, 60) }] }))
  },
  {
    id: 'proof_expired', pillar: 'origin', words: 'the proof of origin had run out', rate: 0.005, checks: ['ORI-06'], needs: 'declaration',
    plant: onItem((item, content, facts) => isImport(content) && (claimsPreference(item) || schemeOf(item) === '4') && hasPaper(item, isProof(item, facts)) && (item.documents ?? []).some(({ type = '', validUntil }) => validUntil !== undefined && isProof(item, facts)(type)),
      (item, content, facts) => replaceProof(item, facts, (document) => ({ ...document, validUntil: dayAfter(content.acceptanceDate ?? facts.day, -1 - facts.random.below(40)) })))
  },
  {
    id: 'statement_above_limit', pillar: 'origin', words: 'an exporter that is not approved states the origin of goods above the limit', rate: 0.006, checks: ['ORI-07'], needs: 'list',
    plant: onItem((item, content, facts) => claimsWithProof(item, content, facts) && schemeOf(item) === '3' && Number(item.customsValue ?? 0) > 8000 && facts.reference.proofs.find('N864', facts.day).some(({ partners }) => partners.includes(item.prefOriginCountry ?? '')),
      (item, _content, facts) => replaceProof(item, facts, (document) => ({ ...document, type: 'N864' })))
  },
  {
    id: 'rex_number_missing', pillar: 'origin', words: 'the statement of a registered exporter lacks its number', rate: 0.01, checks: ['ORI-08'], needs: 'list',
    plant: (content, facts) => {
      const [item] = content.items.filter((candidate) => claims(candidate, content) && hasPaper(candidate, (type) => type === 'U164') && Number(candidate.customsValue ?? 0) > 8000)
      if (item === undefined) return undefined
      const items = content.items.map((other) => ({ ...other, documents: (other.documents ?? []).map((document) => REX.test(document.reference ?? '') ? { ...document, reference: `STATEMENT ${String(facts.random.below(10_000))}` } : document) }))
      return { content: { ...content, items }, itemNumber: null }
    }
  },
  {
    id: 'transport_broken', pillar: 'origin', words: 'goods with preferential origin come by way of a third country, and nothing shows that they only passed through', rate: 0.004, checks: ['ORI-09'], needs: 'declaration',
    plant: (content, facts) => {
      const item = content.items.find((candidate) => claims(candidate, content) && /^[A-Z]{2}$/.test(candidate.prefOriginCountry ?? ''))
      if (item === undefined || !isUnderUnionLaw(content)) return undefined
      const stripped = withoutPapers(content, (type) => /^N7[0-9]{2}$/.test(type))
      const way = facts.random.pick(['SG', 'AE', 'HK'])
      return { content: { ...stripped, dispatchCountry: way, items: stripped.items.map((other) => other.itemNumber === item.itemNumber && other.dispatchCountry !== undefined ? { ...other, dispatchCountry: way } : other) }, itemNumber: item.itemNumber }
    }
  },
  {
    id: 'preference_not_claimed', pillar: 'origin', words: 'a preference that was there is not claimed, and the full duty paid', rate: 0.006, checks: ['ORI-10'], needs: 'list',
    plant: onItem((item, content, facts) => isFullImport(content) && /^[34]00$|^200$/.test(item.preference ?? '') && item.originCountry !== undefined && hasPreference(codeOf(item), item.originCountry, facts) && erga(codeOf(item), item.originCountry, facts) !== undefined, (item, _content, facts) =>
      ({ ...without(itemWithoutPapers(item, isProof(item, facts)), 'prefOriginCountry'), preference: '100' }))
  },
  {
    id: 'origin_changes', pillar: 'origin', words: 'goods of one supplier suddenly have another origin', rate: 0.004, checks: ['ORI-12'], needs: 'history',
    plant: onItem((item, content, facts) => isImport(content) && item.originCountry !== undefined && isKnown(item, facts), (item, _content, { random }) =>
      ({ ...item, originCountry: random.pick(['MY', 'TH', 'PH', 'LK'].filter((country) => country !== item.originCountry)) }))
  },
  {
    id: 'plausible_origin_of_new_supplier', pillar: 'origin', words: 'a new supplier states a wrong but possible origin', rate: 0.001, checks: [], needs: 'nothing',
    plant: onItem((item, content) => isFullImport(content) && (item.preference ?? '100') === '100' && (item.taricAdd ?? []).length === 0 && !(item.taxes ?? []).some(({ type }) => type === 'A30') && !['CN'].includes(item.originCountry ?? '') && content.dispatchCountry !== 'CN', (item, _content, { random }) =>
      ({ ...item, originCountry: 'MY', supplierRef: `N-${String(random.below(1_000_000))}` }))
  },
  {
    id: 'export_proof_unfounded', pillar: 'origin', words: 'origin is stated at export without a calculation or supplier\'s declaration', rate: 0.004, checks: ['ORI-11'], needs: 'register',
    plant: onItem((item, content) => !isImport(content) && (item.goodsRef ?? '').endsWith('2') && !hasPaper(item, (type) => /^(N954|N864|U[01][0-9]{2})$/.test(type)), (item, content) => ({ ...item, documents: [...item.documents ?? [], { type: 'N954', reference: `EUR.1 ${content.lrn ?? ''}`.trim() }] }))
  }
]
