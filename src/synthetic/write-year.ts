import { createWriteStream } from 'node:fs'
import type { WriteStream } from 'node:fs'
import { once } from 'node:events'
import type { YearDeclaration } from './year.ts'

/** Writes a year to two files, declarations and key apart, in bounded memory whatever its size. */

export interface WrittenYear { readonly declarations: number, readonly planted: number }

const FLUSH_LINES = 200

export async function writeYear (year: Iterable<YearDeclaration>, file: string, keyFile: string): Promise<WrittenYear> {
  const [out, key] = [createWriteStream(file), createWriteStream(keyFile)]
  await Promise.all([once(out, 'open'), once(key, 'open')])
  let [declarations, planted] = [0, 0]
  let [lines, keyLines] = ['', '']
  const flush = async (): Promise<void> => {
    await Promise.all([write(out, lines), write(key, keyLines)])
    lines = keyLines = ''
  }
  for (const { content, planted: entry } of year) {
    lines += `${JSON.stringify(content)}\n`
    declarations++
    if (entry !== null) {
      keyLines += `${JSON.stringify(entry)}\n`
      planted++
    }
    if (declarations % FLUSH_LINES === 0) await flush()
  }
  await flush()
  await Promise.all([ended(out), ended(key)])
  return { declarations, planted }
}

async function write (stream: WriteStream, text: string): Promise<void> {
  if (text !== '' && !stream.write(text)) await once(stream, 'drain')
}

async function ended (stream: WriteStream): Promise<void> {
  stream.end()
  await once(stream, 'close')
}
