import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Principal } from '../platform/access.ts'
import type { Database } from '../platform/db/pool.ts'
import { findOperator } from '../platform/operators.ts'
import { shippedReference } from '../reference/shipped.ts'
import { aiTruths } from './ai/ai-key.ts'
import { loadTrader } from './load-trader.ts'
import type { LoadedPart } from './load-trader.ts'
import { firstDay } from './seasons.ts'
import { EFFECTIVE, USELESS } from './training/lessons.ts'
import { PLANTED_GAPS } from './training/planted-gaps.ts'
import type { Service } from './service.ts'
import { traderSetting } from './trader-setting.ts'
import type { YearSetting } from './trader-setting.ts'

/** Loads the synthetic trader with its year into the configured database, and keeps the answer keys beside it. Run again, it changes nothing. */

export interface LoadedDemo {
  readonly parts: readonly LoadedPart[]
  readonly planted: number
  readonly keyFile: string
  /** What people lack on the last day. */
  readonly gapFile: string
  /** What is the matter with AI systems, and with how people decide what they propose. */
  readonly aiFile: string
}

export interface DemoOptions {
  readonly db: Database
  readonly service: Service
  readonly dataDir: string
  readonly setting: YearSetting
  readonly declarations: number
  readonly clock: () => Date
  readonly onStep?: (loaded: LoadedPart) => void
}

/** The operator is there already, since the service answers it. */
export async function loadDemo ({ db, service, dataDir, setting, declarations, clock, onStep }: DemoOptions): Promise<LoadedDemo> {
  const operator = await findOperator(db.operations, setting.operator)
  if (operator === undefined) throw new Error(`${setting.operator} is no operator here`)
  const principal: Principal = { subject: DEMO_SUBJECT, eori: setting.operator, operatorId: operator.operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  const keyFile = join(dataDir, 'demo.key.ndjson')
  const gapFile = join(dataDir, 'demo.gaps.key.ndjson')
  const aiFile = join(dataDir, 'demo.ai.key.ndjson')
  const key = createWriteStream(keyFile, { mode: 0o600 })
  await once(key, 'open')
  let planted = 0
  try {
    const synthetic = traderSetting(shippedReference(), setting)
    const parts = await loadTrader({
      db, service, principal, clock, setting: synthetic, declarations, deciding: true, ...(onStep === undefined ? {} : { onStep }),
      onPlanted: (entry) => {
        key.write(`${JSON.stringify(entry)}\n`)
        planted++
      }
    })
    await writeLines(gapFile, PLANTED_GAPS)
    await writeLines(aiFile, aiTruths(synthetic.trader))
    return { parts, planted, keyFile, gapFile, aiFile }
  } finally {
    key.end()
    await once(key, 'close')
  }
}

async function writeLines (file: string, lines: readonly object[]): Promise<void> {
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 })
}

/** Whom the log names for what the demo records. */
export const DEMO_SUBJECT = 'demo'

const KEY_FIGURES = [
  'sanctions_per_1000_declarations', 'serious_sanctions_36m', 'sanctions_per_customs_fte', 'goods_without_classification_rate', 'classification_stale_rate', 'supplier_declaration_coverage',
  'broker_mandate_missing_count', 'authorisation_procedure_mismatch_count', 'authorisation_expiring_count', 'record_completeness_rate', 'org_vacancy_customs_count',
  'training_coverage_rate', 'training_overdue_count', 'competence_gap_count', 'ai_literacy_coverage', 'key_person_single_point_count'
]

/** Queries to paste: what was declared and found, how good who was, who did it under which authorisation, what customs penalised, and who knows what it takes. */
export function demoQueries (until: string): string[] {
  const [from, to] = [firstDay(until), until]
  const period = `from: "${from}", to: "${to}"`
  return [
    `{ declarationTotals(${period}, groupBy: [direction, month]) { key month currency declarations items statisticalValue duties } }`,
    `{ findingRates(${period}, groupBy: broker) { key declarations opened perThousand lower upper } }`,
    `{ findings(first: 10, filter: { pillar: origin, severity: error }) { nodes { check itemNumber message broker declarationId } } }`,
    `{ firstTimeRight(${period}, groupBy: broker) { key declarations share lower upper } }`,
    `{ orgChart(on: "${to}") { units { code name depth positions { code title holders { pseudonym } deputies } } } vacantCustomsPositions(on: "${to}") { code title } keyPersonRisks(on: "${to}") { responsibility risk deputies trainedDeputies } }`,
    `{ authorisations(on: "${to}", expiringWithin: 120) { nodes { type reference status effectiveTo } } authorisationObligations(dueWithin: 90) { nodes { kind description nextDue overdue } } }`,
    `{ notificationDuties(first: 10, state: open) { nodes { rule what dueOn state } } }`,
    `{ goodsClassificationState(on: "${to}") { active withoutCode stale changedThisYear preferentialSuppliers suppliersCovered } }`,
    `{ documentCompleteness(${period}) { declarations complete share } missingEvidence(on: "${to}") { criterion kind siteCode partner lastEndedOn } }`,
    `{ sanctionsAnalysis(${period}, groupBy: unit) { key sanctions declarations ratePer1000 { value low high lowData } customsFte records { query } } }`,
    `{ sanctionsAnalysis(${period}, groupBy: broker) { key sanctions serious ratePer1000 { value low high lowData } share maturity { mature } } }`,
    `{ kpis(names: ${JSON.stringify(KEY_FIGURES)}, ${period}) { name unit value { value lower upper numerator denominator status } } }`,
    `{ trainingCoverage(by: unit, on: "${to}") { key merged figures { people required met gaps share { value low high } } } }`,
    `{ trainingMatrix(on: "${to}", states: [expired, too_low, missing]) { nodes { person unit cells { topic level heldLevel state since } } } }`,
    `{ trainingNeeds(first: 20) { nodes { source topic unit severity state reason ageDays dueOn peopleCount suggestedCourse { code } } } }`,
    `{ trainingEffects(${period}, pillar: ${EFFECTIVE.pillar}) { tested rows { training units verdict cautions before { errors exposure } after { errors exposure } compared { ratio lower upper adjustedP } } } }`,
    `{ trainingEffects(${period}, pillar: ${USELESS.pillar}, unit: "${USELESS.unit}") { tested rows { training units verdict cautions before { errors exposure } after { errors exposure } compared { ratio lower upper adjustedP } } } }`,
    `{ trainingHours(${period}, by: unit) { key merged figures { people records hours } } }`,
    `{ informationDuties(on: "${to}") { nodes { kind title dueOn owed acknowledged overdue } } }`,
    `{ conductWindow(on: "${to}") { windowFrom infringements { pillar severity factsTo recurrence leavesOn } measures { measure value level } } }`
  ]
}
