import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const { entries } = JSON.parse(readFileSync(join(import.meta.dirname, 'lists/customs-error-codes.json'), 'utf8')) as { entries: Readonly<Record<string, string>> }
const NUMBER = /([0-9]{5})$/

/** What an error code of customs means; its prefix names the system and is no part of the meaning. Undefined for a code not in the list. */
export function meaningOfErrorCode (code: string): string | undefined {
  const number = NUMBER.exec(code)?.[1]
  return number === undefined ? undefined : entries[number]
}
