import type { DeclarationContent } from '../declarations/data-elements.ts'
import type { ReferenceData } from '../reference/reference-data.ts'
import { randomOf } from '../statistics/seeded-random.ts'
import type { SeededRandom } from '../statistics/seeded-random.ts'
import { withAiUses } from './ai/declared-use.ts'
import type { KeyEntry } from './answer-key.ts'
import { carelessnessOf } from './draft.ts'
import type { Draft } from './draft.ts'
import { EarlierDeclarations, lineKey, SettledLines } from './earlier-declarations.ts'
import type { EarlierDeclaration } from './earlier-declarations.ts'
import { exportDeclaration } from './export-declaration.ts'
import { importDeclaration } from './import-declaration.ts'
import { ERROR_KINDS, GENERATOR_VERSION } from './kinds/all-kinds.ts'
import { isShowable } from './kinds/kind.ts'
import type { PlantFacts } from './kinds/kind.ts'
import type { Broker } from './partners.ts'
import { seasonUntil } from './seasons.ts'
import { unitCarelessness } from './training/lessons.ts'
import { varied } from './varieties.ts'
import type { Trader } from './trader.ts'

/**
 * The synthetic year, a declaration at a time in the order of acceptance. Each declaration and its error have streams of chance of
 * their own, so one drawn more or less changes no other; only what a declaration names of earlier ones is carried on. Pure.
 */

export interface YearOptions {
  readonly trader: Trader
  /** What ships, with the trader's lists. */
  readonly reference: ReferenceData
  readonly declarations: number
}

export interface YearDeclaration {
  readonly content: DeclarationContent
  readonly planted: KeyEntry | null
}

const IMPORTS = 0.64
/** In the pillar in which a broker is weak. */
const WEAKNESS = 4

export function * syntheticYear (options: YearOptions): Generator<YearDeclaration, void, undefined> {
  const { trader, declarations } = options
  const season = seasonUntil(trader.until)
  const earlier = new EarlierDeclarations()
  const settled = new SettledLines()
  for (let index = 0; index < declarations; index++) {
    const day = season.dayOf(index, declarations)
    const random = randomOf(`${trader.seed}/declaration/${index}`)
    const plain = (random.uniform() < IMPORTS ? importDeclaration : exportDeclaration)({ trader, index, day, random, earlier })
    const draft = { ...plain, content: varied(plain.content, randomOf(`${trader.seed}/variety/${index}`)) }
    const planted = plantError(options, draft, randomOf(`${trader.seed}/error/${index}`), day, earlier, settled)
    const made = { ...planted, content: withoutEmptyLists(withAiUses(planted.content, planted.planted, { trader, index, day, broker: draft.broker })) }
    remember(made.content, draft, day, earlier, settled)
    yield made
  }
}

function plantError ({ trader, reference }: YearOptions, { content, broker }: Draft, random: SeededRandom, day: string, earlier: EarlierDeclarations, settled: SettledLines): YearDeclaration {
  const facts: PlantFacts = { random, day, until: trader.until, reference, goods: trader.goods, linesOf: (goodsRef, supplierRef) => settled.of(goodsRef, supplierRef), earlier: earlier.pick('any', random) }
  for (const kind of ERROR_KINDS) {
    if (random.uniform() >= kind.rate * careOf(kind.pillar, broker) * unitCarelessness(content.orgUnitId, kind.id, day, trader.until)) continue
    const planted = kind.plant(content, facts)
    if (planted === undefined) continue
    const { mrn = '', lrn = '' } = planted.content
    return {
      content: planted.content,
      planted: { mrn, lrn, itemNumber: planted.itemNumber, kind: kind.id, checks: kind.checks, needs: kind.needs, showable: isShowable(kind), broker: broker?.eori ?? null, seed: trader.seed, generatorVersion: GENERATOR_VERSION }
    }
  }
  return { content, planted: null }
}

/** As the canonical form has it: a list of nothing is absent. */
function withoutEmptyLists (content: DeclarationContent): DeclarationContent {
  const filled = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, member]) => !Array.isArray(member) || member.length > 0)) as T
  return { ...filled(content), items: content.items.map(filled) }
}

const careOf = (pillar: string, broker: Broker | null): number => carelessnessOf(broker) * (broker?.weakness === pillar ? WEAKNESS : 1)

/** What was meant is remembered, under the references that were sent. */
function remember (sent: DeclarationContent, { content }: Draft, day: string, earlier: EarlierDeclarations, settled: SettledLines): void {
  const { mrn = '', lrn = '', declarant = '' } = sent
  const [first] = content.items
  const known: EarlierDeclaration = { mrn, lrn, declarant, day, supplierRef: first?.supplierRef ?? '', goodsRefs: content.items.flatMap(({ goodsRef }) => goodsRef === undefined ? [] : [goodsRef]) }
  if (first?.requestedProcedure === '51') earlier.add('processing', known)
  if (first?.requestedProcedure === '71') earlier.add('warehouse', known)
  if (first?.requestedProcedure === '10') earlier.add('export', known)
  earlier.add('any', known)
  settled.add(content.items.flatMap(({ goodsRef, supplierRef = '' }) => goodsRef === undefined ? [] : [lineKey(goodsRef, supplierRef)]))
}
