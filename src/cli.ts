import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from './config.ts'
import type { Config } from './config.ts'

/** The command line: one verb, its options, one line when something is wrong. */

interface Command {
  readonly usage: string
  readonly run: (config: Config, values: Record<string, string | boolean | undefined>, rest: string[]) => Promise<number>
}

const COMMANDS = new Map<string, Command>([
  ['serve', { usage: 'serve', run: async (config) => { await (await import('./serve.ts')).serve(config); return 0 } }],
  ['migrate', { usage: 'migrate', run: async (config) => await (await import('./commands.ts')).runMigrate(config) }],
  ['token', { usage: 'token --operator EORI --scope SCOPES [--subject NAME] [--hours 1-24]', run: async (config, values) => await (await import('./commands.ts')).runToken(config, values) }],
  ['operator', { usage: 'operator add --eori EORI --name NAME | list | suspend --eori EORI | activate --eori EORI | add-eori --operator EORI --eori EORI --name NAME | remove-eori --operator EORI --eori EORI | list-eoris --operator EORI', run: async (config, values, rest) => await (await import('./operator-command.ts')).runOperator(config, values, rest) }],
  ['reference', { usage: 'reference load FILE --operator EORI [--source TEXT] | list --operator EORI', run: async (config, values, rest) => await (await import('./reference-command.ts')).runReference(config, values, rest) }],
  ['verify-log', { usage: 'verify-log [--operator EORI] [--anchor FILE]', run: async (config, values) => await (await import('./commands.ts')).runVerifyLog(config, values) }],
  ['verify-audit', { usage: 'verify-audit [--operator EORI] [--audit ID]', run: async (config, values) => await (await import('./verify-audit-command.ts')).runVerifyAudit(config, values) }],
  ['checkpoint', { usage: 'checkpoint [--operator EORI]', run: async (config, values) => await (await import('./commands.ts')).runCheckpoint(config, values) }],
  ['new-epoch', { usage: 'new-epoch [--operator EORI]', run: async (config, values) => await (await import('./commands.ts')).runNewEpoch(config, values) }],
  ['rebuild-totals', { usage: 'rebuild-totals [--operator EORI] [--repair]', run: async (config, values) => await (await import('./commands.ts')).runRebuildTotals(config, values) }],
  ['retention', { usage: 'retention [--operator EORI] [--apply]', run: async (config, values) => await (await import('./retention-command.ts')).runRetentionCommand(config, values) }],
  ['erasures', { usage: 'erasures [--operator EORI]', run: async (config, values) => await (await import('./erasure-commands.ts')).runErasures(config, values) }],
  ['reapply-erasures', { usage: 'reapply-erasures --from FILE [--operator EORI]', run: async (config, values) => await (await import('./erasure-commands.ts')).runReapplyErasures(config, values) }],
  ['generate', { usage: 'generate --declarations N --out FILE [--seed TEXT] [--until DAY] [--operator EORI]', run: async (config, values) => await (await import('./synthetic-commands.ts')).runGenerate(config, values) }],
  ['demo', { usage: 'demo [--declarations N] [--seed TEXT] [--until DAY] [--operator EORI]', run: async (config, values) => await (await import('./synthetic-commands.ts')).runDemo(config, values) }],
  ['measure-checks', { usage: 'measure-checks [--declarations N] [--seed TEXT] [--until DAY] [--json]', run: async (config, values) => await (await import('./synthetic-commands.ts')).runMeasureChecks(config, values) }],
  ['openapi', { usage: 'openapi [--check]', run: async (_config, values) => await (await import('./contract.ts')).runOpenapi(values['check'] === true) }]
])

const OPTIONS = {
  operator: { type: 'string' }, scope: { type: 'string' }, subject: { type: 'string' }, hours: { type: 'string' }, eori: { type: 'string' },
  name: { type: 'string' }, source: { type: 'string' }, anchor: { type: 'string' }, audit: { type: 'string' }, repair: { type: 'boolean' }, apply: { type: 'boolean' }, check: { type: 'boolean' },
  from: { type: 'string' }, declarations: { type: 'string' }, seed: { type: 'string' }, until: { type: 'string' }, out: { type: 'string' }, json: { type: 'boolean' }
} as const

async function main (): Promise<number> {
  const [verb = '', ...words] = process.argv.slice(2)
  const command = COMMANDS.get(verb)
  if (command === undefined) {
    process.stderr.write(`Commands:\n${[...COMMANDS.values()].map(({ usage }) => `  ${usage}`).join('\n')}\n`)
    return 2
  }
  if (words.includes('--help')) {
    process.stdout.write(`Usage: ${command.usage}\n`)
    return 0
  }
  try {
    const { values, positionals } = parseArgs({ args: words, options: OPTIONS, allowPositionals: true })
    return await command.run(readConfig(process.env), values, positionals)
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`)
    else if ((error as { code?: unknown }).code?.toString().startsWith('ERR_PARSE_ARGS') === true) process.stderr.write(`${(error as Error).message.split('\n', 1)[0]} Usage: ${command.usage}\n`)
    else process.stderr.write(`${(await import('./failed-command.ts')).failureText(error)}\n`)
    return 1
  }
}

process.exitCode = await main()
