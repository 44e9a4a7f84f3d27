import type { DeclarationContent, ItemContent } from '../../declarations/data-elements.ts'
import { randomOf } from '../../statistics/seeded-random.ts'
import type { SeededRandom } from '../../statistics/seeded-random.ts'
import type { Trader } from '../trader.ts'
import type { YearDeclaration } from '../year.ts'
import { instant, secondsOf } from './decide.ts'
import type { AiUses } from './declared-use.ts'
import type { MadeOutput, SentDecision, SentOutput } from './made-output.ts'
import { versionOf } from './outputs.ts'
import { STREAMS } from './streams.ts'
import type { Stream } from './streams.ts'
import { BROKERS_CODES } from './systems.ts'

/** The outputs behind items that say that an AI system proposed something: all but those of the broker's, which does not send them. Pure. */

export function * declaredOutputs (year: Iterable<YearDeclaration>, trader: Trader): Generator<MadeOutput, void, undefined> {
  let index = 0
  for (const { content } of year) {
    for (const item of content.items) {
      for (const [pillar, use] of Object.entries(item.aiAssisted ?? {}) as [keyof AiUses, NonNullable<AiUses['origin']>][]) {
        const declared = elementOf(item, pillar)
        if (use.systemId !== BROKERS_CODES && declared !== undefined) yield madeFor({ content, item, pillar, use, declared, index, trader })
      }
    }
    index++
  }
}

interface DeclaredUse {
  readonly content: DeclarationContent
  readonly item: ItemContent
  readonly pillar: keyof AiUses
  readonly use: NonNullable<AiUses['origin']>
  readonly declared: string
  readonly index: number
  readonly trader: Trader
}

/** What was declared of what the system proposed; undefined where an error left it out. */
function elementOf ({ hs6 = '', cn2 = '', taric2 = '', originCountry, customsValue, statisticalValue }: ItemContent, pillar: keyof AiUses): string | undefined {
  switch (pillar) {
    case 'classification': return hs6 === '' ? undefined : `${hs6}${cn2}${taric2}`
    case 'origin': return originCountry
    case 'value': return customsValue ?? statisticalValue
    default: return undefined
  }
}

/** Of what is looked at, how often the declared value was not the one proposed. */
const OVERRIDDEN = 0.05
const MRN = /^\d{2}[A-Z]{2}[A-Z0-9]{13}\d$/
const MINUTE_MS = 60_000

function madeFor ({ content, item, pillar, use, declared, index, trader }: DeclaredUse): MadeOutput {
  const stream = streamOf(use.systemId)
  const random = randomOf(`${trader.seed}/ai/declared/${pillar}/${index}/${item.itemNumber}`)
  const isOverridden = random.uniform() < OVERRIDDEN && stream.manner === 'looks' && use.reviewerId !== undefined
  const { mrn = '', orgUnitId: unit = '', acceptanceDate: day = '' } = content
  const decidedAt = Date.parse(use.reviewedAt ?? `${day}T04:00:00Z`)
  const shownAt = decidedAt - Math.round(secondsOf(stream.manner, use.confidence ?? 1, random) * 1000)
  const proposal = isOverridden ? otherThan(declared, pillar, random) : declared
  const sent: SentOutput = {
    ...versionOf(stream, instant(shownAt).slice(0, 10)), system: stream.system, reference: `${stream.system}/d${index + 1}-${item.itemNumber}`, pillar, unit, madeAt: instant(shownAt - (2 + random.below(50)) * MINUTE_MS),
    inputReference: `order-${item.purchaseOrder ?? item.salesOrder ?? String(index)}`, ...(MRN.test(mrn) ? { declaration: { mrn }, itemNumber: item.itemNumber } : {}), ...(item.goodsRef === undefined ? {} : { goodsRef: item.goodsRef }),
    proposal, confidence: use.confidence ?? 1, explanation: `Proposed for item ${item.itemNumber} of the draft.`, shownWords: stream.shownWords,
    ...(use.reviewerId === undefined ? {} : { decision: decisionOf(use.reviewerId, isOverridden ? declared : undefined, shownAt, decidedAt, `Item ${item.itemNumber} of ${index + 1}: the order says ${declared}`) }), usedAt: `${day}T05:00:00.000Z`
  }
  return { sent, right: declared, knownOn: null }
}

const decisionOf = (reviewer: string, finalValue: string | undefined, shownAt: number, decidedAt: number, words: string): SentDecision => ({
  decision: finalValue === undefined ? 'accepted' : 'overridden', ...(finalValue === undefined ? {} : { finalValue, rationaleCode: 'evidence_contradicts', rationale: words }), reviewer, shownAt: instant(shownAt), decidedAt: instant(decidedAt)
})

function streamOf (system: string): Stream {
  const found = STREAMS.find((stream) => stream.system === system)
  if (found === undefined) throw new Error(`${system} proposes nothing`)
  return found
}

/** Another heading, or nine tenths of the amount. */
function otherThan (declared: string, pillar: keyof AiUses, random: SeededRandom): string {
  if (pillar !== 'classification') return `${Math.round(Number(declared) * 90) / 100}`
  const heading = String((Number(declared.slice(0, 4)) + 1 + random.below(3)) % 10_000).padStart(4, '0')
  return `${heading}${declared.slice(4)}`
}
