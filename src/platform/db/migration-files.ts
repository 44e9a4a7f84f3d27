import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  /** Of the text with Unix line ends, so that a checkout on Windows has the same one. */
  readonly sha256: string
}

export const MIGRATIONS_FOLDER = join(import.meta.dirname, '../../../migrations')

/** The migrations of a folder in order. A file that is none, or a number used twice or left out, is a fault in the release. */
export function readMigrations (folder: string = MIGRATIONS_FOLDER): Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql')).sort()
  return files.map((file, index) => {
    const [, digits] = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file) ?? []
    if (digits === undefined) throw new Error(`${file} is not named like a migration: 0001_what_it_does.sql`)
    if (Number(digits) !== index + 1) throw new Error(`${file} should have the number ${String(index + 1).padStart(4, '0')}: numbers follow without gap or repetition`)
    const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')
    return { number: index + 1, name: file, sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

/** The level this release works on: its highest migration. */
export function expectedLevel (folder: string = MIGRATIONS_FOLDER): number {
  return readMigrations(folder).at(-1)?.number ?? 0
}
