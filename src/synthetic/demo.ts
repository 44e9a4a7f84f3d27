import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Principal } from '../platform/access.ts'
import type { Database } from '../platform/db/pool.ts'
import { findOperator } from '../platform/operators.ts'
import { shippedReference } from '../reference/shipped.ts'
import { aiTruths } from './ai/ai-key.ts'
import { linkReport } from './load-audit.ts'
import { loadTrader } from './load-trader.ts'
import type { LoadedPart } from './load-trader.ts'
import { PLANTED_ANSWERS } from './questionnaire/planted.ts'
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
  /** Which answers of the questionnaire are missing, stale or due. */
  readonly answerFile: string
  /** Where the report of the year's audit opens in a browser, on the service. */
  readonly report: string
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
  const answerFile = join(dataDir, 'demo.questionnaire.key.ndjson')
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
    await writeLines(answerFile, PLANTED_ANSWERS)
    return { parts, planted, keyFile, gapFile, aiFile, answerFile, report: await linkReport({ service, trader: synthetic.trader }) }
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
