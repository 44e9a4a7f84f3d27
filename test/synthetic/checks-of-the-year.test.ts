import t from 'tap'
import { CHECKS } from '../../src/declarations/checks/catalogue.ts'
import type { CheckContext } from '../../src/declarations/checks/check.ts'
import { evaluateDeclaration } from '../../src/declarations/checks/evaluate.ts'
import type { CheckResult } from '../../src/declarations/checks/evaluate.ts'
import { examinedOf } from '../../src/declarations/checks/examine-content.ts'
import type { Observation } from '../../src/declarations/checks/knowledge.ts'
import type { DeclarationContent } from '../../src/declarations/data-elements.ts'
import { observationsOf } from '../../src/declarations/examination/observations.ts'
import { randomOf } from '../../src/statistics/seeded-random.ts'
import { lineKey } from '../../src/synthetic/earlier-declarations.ts'
import { ERROR_KINDS } from '../../src/synthetic/kinds/all-kinds.ts'
import type { ErrorKind } from '../../src/synthetic/kinds/kind.ts'
import { isExpected } from '../../src/synthetic/score.ts'
import { traderRegisters } from './trader-registers.ts'
import { setting, yearOf } from './support.ts'

/** Judged as ingest judges, with the history of the goods so far, and with every register that the trader would keep. */

const TODAY = '2026-11-30'

class Judge {
  readonly #observations = new Map<string, Observation[]>()
  readonly #setting: ReturnType<typeof setting>

  constructor (seed: string) {
    this.#setting = setting(seed)
  }

  hits (content: DeclarationContent, sameLrnMrn: string | null = null): CheckResult[] {
    const context: CheckContext = {
      reference: this.#setting.reference, knowledge: traderRegisters(this.#setting.trader), today: TODAY,
      history: { ofGoods: (goodsRef) => this.#observations.has(goodsRef) ? { version: 1, observations: this.#observations.get(goodsRef) ?? [] } : undefined }
    }
    const results = evaluateDeclaration(examinedOf(content, { receivedOn: TODAY, sameLrnMrn }), context, CHECKS)
    if (results.some(({ reason }) => reason === 'check_failed')) throw new Error(`A check failed on ${content.mrn ?? ''}`)
    return results.filter(({ outcome }) => outcome === 'hit')
  }

  learn (content: DeclarationContent): void {
    for (const { goodsRef, ...observation } of observationsOf(content, content.acceptanceDate ?? TODAY, content.status)) {
      const list = this.#observations.get(goodsRef) ?? []
      this.#observations.set(goodsRef, list)
      const same = list.findIndex(({ kind, value, month, supplierRef }) => kind === observation.kind && value === observation.value && month === observation.month && supplierRef === observation.supplierRef)
      if (same === -1) list.push(observation)
      else list[same] = { ...observation, count: (list[same]?.count ?? 0) + 1 }
    }
  }
}

for (const seed of ['one', 'two', 'three']) {
  t.test(`right declarations of seed ${seed} have no finding, whatever is known`, (t) => {
    const judge = new Judge(seed)
    const found: string[] = []
    let [clean, dearer] = [0, 0]
    for (const { content, planted } of yearOf(1500, seed)) {
      if (planted !== null) continue
      clean++
      for (const { check, message } of judge.hits(content)) {
        if (check === 'VAL-09') dearer++
        else found.push(`${content.mrn ?? ''} ${check} ${message ?? ''}`)
      }
      judge.learn(content)
    }
    t.ok(clean > 1200)
    t.strictSame(found, [])
    t.ok(dearer <= clean * 0.005, `but for ${dearer} prices that rose by a fifth within the year`)
    t.end()
  })
}

/** Plants the kind into right declarations of a well-known trader until it has been found so often. */
const WANTED = 5
/** The first declarations of the year know nothing before them. */
const SETTLED = 1500
const judge = new Judge('kinds')
const right = [...yearOf(4000, 'kinds')].filter(({ planted }) => planted === null).map(({ content }) => content)
for (const content of right) judge.learn(content)
const lines = new Map<string, number>()
for (const { goodsRef = '', supplierRef = '' } of right.slice(0, SETTLED).flatMap(({ items }) => items)) lines.set(lineKey(goodsRef, supplierRef), (lines.get(lineKey(goodsRef, supplierRef)) ?? 0) + 1)
const { reference, trader } = setting('kinds')

for (const kind of ERROR_KINDS.filter(({ needs }) => needs !== 'assessment' && needs !== 'nothing')) {
  t.test(`${kind.id}: ${kind.words}`, (t) => {
    let tried = 0
    for (const [index, content] of right.entries()) {
      if (index < SETTLED) continue
      const earlier = right[index - 1]
      const planted = plantIn(kind, content, index, earlier)
      if (planted === undefined) continue
      tried++
      const hits = judge.hits(planted.content, kind.id === 'lrn_reused' ? earlier?.mrn ?? null : null)
      t.ok(hits.some((hit) => isExpected({ ...planted, mrn: '', lrn: '', kind: kind.id, checks: kind.checks, needs: kind.needs, showable: true, broker: null, seed: '', generatorVersion: 1 }, hit)), `${content.mrn ?? ''} is found`)
      if (tried === WANTED) break
    }
    t.equal(tried, WANTED, 'it could be planted')
    t.end()
  })
}

function plantIn (kind: ErrorKind, content: DeclarationContent, index: number, earlier: DeclarationContent | undefined): ReturnType<ErrorKind['plant']> {
  const { mrn = '', lrn = '', declarant = '', acceptanceDate: day = TODAY } = content
  const before = structuredClone(content)
  const planted = kind.plant(content, {
    random: randomOf(`${kind.id}/${index}`), day, until: trader.until, reference, goods: trader.goods, linesOf: (goodsRef, supplierRef) => kind.id === 'code_against_approval' ? 0 : lines.get(lineKey(goodsRef, supplierRef)) ?? 0,
    earlier: earlier === undefined ? undefined : { mrn: earlier.mrn ?? '', lrn: earlier.lrn ?? '', declarant: earlier.declarant ?? '', day, supplierRef: '', goodsRefs: [] }
  })
  t.strictSame(content, before, `${mrn} ${lrn} ${declarant} is not changed itself`)
  return planted
}
