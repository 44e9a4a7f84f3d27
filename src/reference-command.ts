import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { asOperator, chosenOperators, say, textOf, withPool } from './command-line.ts'
import type { Values } from './command-line.ts'
import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import { listReferenceLists, loadReferenceList } from './declarations/index.ts'

/** `reference`: loads the lists that no open source gives (docs/reference-data.md), and shows what is loaded. */

/** Exit code 1 when a file has a fault: nothing of it is loaded, each fault is named. */
export async function runReference (config: Config, values: Values, [verb, ...files]: string[]): Promise<number> {
  if (verb !== 'load' && verb !== 'list') throw new ConfigError('reference knows load FILE and list')
  if (verb === 'load' && files.length === 0) throw new ConfigError('reference load needs a file')
  textOf(values, 'operator')
  return await withPool(config, async (pool, db) => {
    const [operator] = await chosenOperators(pool, values)
    if (operator === undefined) return 1
      if (verb === 'list') {
      for (const { kind, revision, entries, loadedAt, source } of await asOperator(db, operator, listReferenceLists)) say([kind, revision, `${entries} entries`, loadedAt.toISOString(), source].join('\t'))
      return 0
    }
    let refused = 0
    for (const file of files) {
      const bytes = readList(file)
      const load = await asOperator(db, operator, async (tx) => await loadReferenceList(tx, bytes, textOf(values, 'source', basename(file))))
      if (load.outcome !== 'refused') {
        say(`${file}: ${load.list.kind} ${load.outcome}, revision ${load.list.revision}, ${load.list.entries} entries`)
        continue
      }
      refused++
      say(`${file}: nothing is loaded`)
      for (const { pointer, detail, hint } of load.faults) say(`  ${pointer === '' ? '/' : pointer}: ${detail} (${hint})`)
    }
    return refused === 0 ? 0 : 1
  })
}

function readList (file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new ConfigError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`)
  }
}
