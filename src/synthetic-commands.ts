import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import { inProcessService } from './in-process-service.ts'
import { isDay } from './platform/calendar.ts'
import { addOperator } from './platform/operators.ts'
import { shippedReference } from './reference/shipped.ts'
import { openConfigured } from './serve.ts'
import { DEFAULT_SETTING, DEMO_SUBJECT, demoQueries, loadDemo, MEASURE_SUBJECT, measureChecks, measuringClock, reportOf, syntheticYear, traderSetting, withTemporaryDatabase, writeYear } from './synthetic/index.ts'
import type { YearSetting } from './synthetic/index.ts'

/** The command line's verbs around the synthetic year. Each answers its exit code. */

type Values = Record<string, string | boolean | undefined>

const say = (line: string): void => { process.stdout.write(`${line}\n`) }
const MOST = 100_000_000
const DEMO_DECLARATIONS = 5_000
const MEASURED_DECLARATIONS = 50_000

function numberOf (values: Values, fallback?: number): number {
  const number = Number(values['declarations'] ?? fallback)
  if (!Number.isInteger(number) || number < 1 || number > MOST) throw new ConfigError(`--declarations must be a whole number from 1 to ${MOST}`)
  return number
}

function settingOf (values: Values): YearSetting {
  const { seed, until, operator } = values
  const setting = {
    seed: typeof seed === 'string' ? seed : DEFAULT_SETTING.seed, until: typeof until === 'string' ? until : DEFAULT_SETTING.until, operator: typeof operator === 'string' ? operator : DEFAULT_SETTING.operator
  }
  if (!isDay(setting.until)) throw new ConfigError('--until must be a day, YYYY-MM-DD')
  try {
    traderSetting(shippedReference(), setting)
  } catch (error) {
    throw new ConfigError((error as Error).message)
  }
  return setting
}

/** Declarations to the file as NDJSON, and the answer key to a file beside it. */
export async function runGenerate (_config: Config, values: Values): Promise<number> {
  const { out } = values
  if (typeof out !== 'string' || out === '') throw new ConfigError('--out is missing: the file to write')
  const setting = settingOf(values)
  const keyFile = `${out}.key.ndjson`
  const { declarations, planted } = await writeYear(syntheticYear({ ...traderSetting(shippedReference(), setting), declarations: numberOf(values) }), out, keyFile)
  say(`${declarations} declarations in ${out}; ${planted} of them with an error, told by ${keyFile}`)
  return 0
}

/** Loads the synthetic trader into the configured database, also while the service runs on it. */
export async function runDemo (config: Config, values: Values): Promise<number> {
  const setting = settingOf(values)
  const clock = (): Date => new Date()
  const { db, close } = await openConfigured(config)
  try {
    await addOperator(db.operations, setting.operator, 'Synthetic trader')
    const service = await inProcessService({ config, db, operator: setting.operator, subject: DEMO_SUBJECT, clock })
    try {
      const { planted, keyFile, gapFile, aiFile, answerFile, report } = await loadDemo({
        db, service, dataDir: config.dataDir, setting, declarations: numberOf(values, DEMO_DECLARATIONS), clock,
        onStep: ({ part, created, there, seconds }) => { say(`${part}: ${created} recorded${there > 0 ? `, ${there} were there already` : ''}; ${seconds.toFixed(1)} s`) }
      })
      say(`${setting.operator} is loaded. ${planted} errors are planted, told by ${keyFile}; what people do not know by ${gapFile}, what is the matter with AI systems by ${aiFile}, with answers of the questionnaire by ${answerFile}`)
      say(`The report of its risk audit, to open in a browser for a week: http://${config.host}:${config.port}${report}`)
    } finally {
      await service.close()
    }
    say(`\nSome reports, to paste (TOKEN=$(npm run --silent token -- --operator ${setting.operator} --scope '*')):\n`)
    for (const query of demoQueries(setting.until)) {
      say(`curl -sS http://${config.host}:${config.port}/graphql -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify({ query })}'`)
    }
    return 0
  } finally {
    await close()
  }
}

/** Exit code 1 when a bound is missed. */
export async function runMeasureChecks (config: Config, values: Values): Promise<number> {
  const setting = settingOf(values)
  const declarations = numberOf(values, MEASURED_DECLARATIONS)
  const clock = measuringClock(setting)
  const measured = await withTemporaryDatabase(async (db) => {
    await addOperator(db.operations, setting.operator, 'Synthetic trader')
    const service = await inProcessService({ config, db, operator: setting.operator, subject: MEASURE_SUBJECT, clock })
    try {
      return await measureChecks({ db, service, setting, declarations, clock })
    } finally {
      await service.close()
    }
  })
  say(values['json'] === true ? JSON.stringify(measured) : reportOf(measured))
  return measured.missed.length === 0 ? 0 : 1
}
