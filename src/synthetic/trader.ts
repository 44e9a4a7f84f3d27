import type { ReferenceData } from '../reference/reference-data.ts'
import { randomOf } from '../statistics/seeded-random.ts'
import { BOUGHT, MADE, VARIANTS } from './goods-families.ts'
import type { Family } from './goods-families.ts'
import { SUPPLIERS } from './partners.ts'
import type { SupplierSeed } from './partners.ts'
import { tagOf } from './reference-numbers.ts'

/** The synthetic importer and exporter: what it buys from whom, and what it makes. The same for one seed. Pure. */

export interface Goods extends Family {
  readonly ref: string
  readonly description: string
  /** Supplementary unit of the code, if it has one. */
  readonly unit: string | null
}

/** Goods as one supplier sells them. */
export interface Offer {
  readonly goods: Goods
  /** Euro cents of the agreed price by quarter of the year, from its beginning. */
  readonly quarters: readonly number[]
  /** TARIC additional code where the supplier is a producer under an anti-dumping measure, or one of all others. */
  readonly producerCode: string | null
  /** How often it is bought. */
  readonly weight: number
}

export interface Supplier extends SupplierSeed {
  readonly offers: readonly Offer[]
  readonly weight: number
}

export interface Trader {
  readonly eori: string
  readonly vat: string
  readonly seed: string
  readonly tag: string
  /** Last day of its year. */
  readonly until: string
  readonly goods: readonly Goods[]
  readonly suppliers: readonly Supplier[]
  readonly products: readonly Offer[]
}

/** Anti-dumping: origin under the measures, and the code of all producers that have none of their own. */
export const DUMPED_ORIGIN = 'CN'
export const ALL_OTHERS = 'C999'
export const PRODUCER = 'C001'

/** Own products whose supplier's declarations are there; of the last variant they are not, so nothing is stated of its origin. */
export const hasOriginEvidence = ({ ref }: Goods): boolean => ref.startsWith('P-') && !ref.endsWith('2')
/** Listed in Annex I of the dual-use regulation: of the families that may be, the last variant. */
export const isListed = ({ tags, ref }: Goods): boolean => tags.includes('dual_use') && ref.endsWith('2')

const QUARTERS = 6
/** Prices move at a new quarter by two per cent at most; one in twelve is raised by eight. */
const DRIFT = 0.02
const RISE = 0.08

export function traderOf (reference: ReferenceData, seed: string, eori: string, until: string): Trader {
  const bought = BOUGHT.flatMap((family, index) => goodsOf(family, `M-${1000 + index * 10}`, reference, until))
  const made = MADE.flatMap((family, index) => goodsOf(family, `P-${5000 + index * 10}`, reference, until))
  return {
    eori, vat: eori, seed, tag: tagOf(seed), until,
    goods: [...bought, ...made],
    suppliers: SUPPLIERS.map((supplier, index) => ({ ...supplier, offers: offersOf(bought, supplier, seed), weight: 3 + (index * 7) % 11 })).filter(({ offers }) => offers.length > 0),
    products: made.map((goods, rank) => offerOf(goods, '', seed, rank))
  }
}

function goodsOf (family: Family, stem: string, reference: ReferenceData, until: string): Goods[] {
  const found = reference.nomenclature(until)?.find(family.cn8)
  if (found === undefined) throw new Error(`${family.cn8} is no code of ${until.slice(0, 4)}: the synthetic year ends where an edition of the nomenclature ships`)
  return VARIANTS.map((variant, index) => ({ ...family, ref: `${stem.slice(0, -1)}${index}`, description: `${family.words}, ${variant}`, unit: found.supplementaryUnit }))
}

/** Two suppliers of one country share its goods: the families take turns. */
function offersOf (bought: readonly Goods[], supplier: SupplierSeed, seed: string): Offer[] {
  const rivals = SUPPLIERS.filter(({ country }) => country === supplier.country)
  const turn = rivals.findIndex(({ ref }) => ref === supplier.ref)
  const families = BOUGHT.filter(({ countries }) => countries.includes(supplier.country))
  const own = new Set(families.filter((_, index) => index % rivals.length === turn).map(({ cn8 }) => cn8))
  return bought.filter(({ cn8 }) => own.has(cn8)).map((goods, rank) => offerOf(goods, supplier.ref, seed, rank, supplier.country))
}

function offerOf (goods: Goods, supplierRef: string, seed: string, rank: number, country = ''): Offer {
  const random = randomOf(`${seed}/price/${goods.ref}/${supplierRef}`)
  const quarters: number[] = [goods.cents * (0.9 + 0.2 * random.uniform()) * (1 + Number(goods.ref.slice(-1)) * 0.15)]
  while (quarters.length < QUARTERS) quarters.push((quarters.at(-1) ?? 0) * (1 + (random.below(12) === 0 ? RISE : DRIFT * (2 * random.uniform() - 1))))
  const dumped = goods.tags.includes('anti_dumping') && country === DUMPED_ORIGIN
  return { goods, quarters, producerCode: dumped ? Number(goods.ref.slice(-1)) === 0 ? PRODUCER : ALL_OTHERS : null, weight: 1 / (rank % 12 + 2) }
}
