import { randomOf } from '../../statistics/seeded-random.ts'
import type { SeededRandom } from '../../statistics/seeded-random.ts'
import { moneyText } from '../amounts.ts'
import type { Goods, Trader } from '../trader.ts'
import { NEW_CHAPTERS, NEW_RIGHT, NEW_SHARE } from './streams.ts'

/** What systems are asked about, what they propose, and what is right. Pure. */

export interface Subject {
  readonly goodsRef?: string
  readonly right: string
  readonly proposal: string
  /** Neither of the two. */
  readonly other: string
  /** What the system says for its proposal. */
  readonly explanation: string
  /** What whoever overrides it says against it. */
  readonly reason: { readonly code: string, readonly words: string }
}

export interface AskedOf {
  readonly trader: Trader
  readonly random: SeededRandom
  /** The chance that the proposal is right, as the system states it. */
  readonly confidence: number
  /** Whether goods of other chapters have come. */
  readonly drifted: boolean
  readonly position: number
}

export function subjectOf (pillar: string, asked: AskedOf): Subject {
  switch (pillar) {
    case 'classification': return codeSubject(asked)
    case 'origin': return originSubject(asked)
    case 'value': return valueSubject(asked)
    case 'identifiers': return documentSubject(asked)
    default: return oddSubject(asked)
  }
}

export const codeOf = ({ cn8, taric2 }: Goods): string => `${cn8}${taric2}`
const isNew = ({ cn8 }: Goods): boolean => NEW_CHAPTERS.includes(cn8.slice(0, 2))

function codeSubject ({ trader: { goods }, random, confidence, drifted, position }: AskedOf): Subject {
  const unfamiliar = drifted && random.uniform() < NEW_SHARE
  const asked = random.pick(goods.filter((one) => isNew(one) === unfamiliar))
  const isRight = random.uniform() < (unfamiliar ? NEW_RIGHT : confidence)
  const [wrong, other] = [otherCode(asked, goods, random), otherCode(asked, goods, random)]
  const proposal = isRight ? codeOf(asked) : wrong
  return {
    goodsRef: asked.ref, right: codeOf(asked), proposal, other: other === proposal ? `${asked.cn8.slice(0, 6)}9099` : other, explanation: `Like ${asked.words.toLowerCase()} under ${proposal.slice(0, 4)}; general rules 1 and 6.`,
    reason: { code: random.pick(['rule_misapplied', 'goods_differ', 'ruling_or_note', 'more_specific_value']), words: `${asked.description}: heading ${asked.cn8.slice(0, 4)} names them, see sheet ${position + 1}` }
  }
}

const otherCode = ({ cn8 }: Goods, goods: readonly Goods[], random: SeededRandom): string => codeOf(random.pick(goods.filter((one) => one.cn8 !== cn8)))

const COUNTRIES = ['CN', 'VN', 'IN', 'TR', 'JP', 'KR', 'US', 'TW', 'CH', 'BD']

function originSubject ({ trader: { suppliers }, random, confidence, position }: AskedOf): Subject {
  const supplier = random.pick(suppliers)
  const { goods } = random.pick(supplier.offers)
  const others = COUNTRIES.filter((country) => country !== supplier.country)
  const [wrong, other] = [random.pick(others), random.pick(others)]
  const proposal = random.uniform() < confidence ? supplier.country : wrong
  return {
    goodsRef: goods.ref, right: supplier.country, proposal, other: other === proposal ? 'ZA' : other, explanation: `${supplier.name} ships from ${proposal}; no processing elsewhere is stated in the papers.`,
    reason: { code: 'evidence_contradicts', words: `The declaration of supplier ${supplier.ref} in file ${position + 1} names ${supplier.country}` }
  }
}

const LEAST_CENTS = 2_000
const SPAN_CENTS = 400_000

function valueSubject ({ random, confidence, position }: AskedOf): Subject {
  const share = random.uniform()
  const cents = Math.round(LEAST_CENTS + share * share * SPAN_CENTS)
  const amount = (times: number): string => moneyText(Math.round(cents * times))
  const proposal = random.uniform() < confidence ? amount(1) : amount(0.5 + 0.4 * random.uniform())
  return {
    right: amount(1), proposal, other: amount(1.25), explanation: 'Freight to the border by the tariff of the carrier, and the licence fee of the contract.',
    reason: { code: random.pick(['evidence_missing', 'rule_misapplied', 'evidence_contradicts']), words: `Invoice ${position + 1}: freight and licence fee come to ${amount(1)}` }
  }
}

function documentSubject ({ random, confidence, position }: AskedOf): Subject {
  const number = String(100_000 + position * 7)
  const proposal = random.uniform() < confidence ? number : `${number.slice(0, 4)}${(Number(number[4]) + 3) % 10}${number.slice(5)}`
  return { right: number, proposal, other: `${number}0`, explanation: 'The number stands at the head of the page.', reason: { code: 'evidence_contradicts', words: `The paper has ${number}` } }
}

function oddSubject ({ random, confidence, position }: AskedOf): Subject {
  const isOdd = random.uniform() < 0.25
  const [right, wrong] = isOdd ? ['hit', 'no_hit'] : ['no_hit', 'hit']
  const isRight = random.uniform() < confidence
  return {
    right, proposal: isRight ? right : wrong, other: wrong, explanation: 'Price, mass and quantity compared with the last drafts of the same goods.',
    reason: { code: 'agrees_with_own_finding', words: `Draft ${position + 1} was compared with the order by hand` }
  }
}

/** A proposal that is wrong on purpose. */
export const wrongSubject = (pillar: string, trader: Trader, position: number): Subject => {
  const random = randomOf(`${trader.seed}/ai/planted/${pillar}/${position}`)
  return subjectOf(pillar, { trader, random, confidence: 0, drifted: false, position })
}
