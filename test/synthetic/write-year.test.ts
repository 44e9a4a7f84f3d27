import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { KeyEntry } from '../../src/synthetic/answer-key.ts'
import { writeYear } from '../../src/synthetic/write-year.ts'
import { yearOf } from './support.ts'

t.test('declarations and key are files apart, the same bytes for the same seed', async (t) => {
  const folder = t.testdir()
  const [one, two] = [join(folder, 'one.ndjson'), join(folder, 'two.ndjson')]
  const written = await writeYear(yearOf(900), one, `${one}.key.ndjson`)
  await writeYear(yearOf(900), two, `${two}.key.ndjson`)
  const hash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')
  t.equal(hash(one), hash(two))
  t.equal(hash(`${one}.key.ndjson`), hash(`${two}.key.ndjson`))
  const linesOf = <T>(file: string): T[] => readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as T)
  const declarations = linesOf<{ mrn: string, items: { itemNumber: number }[] }>(one)
  const key = linesOf<KeyEntry>(`${one}.key.ndjson`)
  t.strictSame(written, { declarations: declarations.length, planted: key.length })
  t.equal(declarations.length, 900)
  const byMrn = new Map(declarations.map((declaration) => [declaration.mrn, declaration]))
  for (const { mrn, itemNumber, kind } of key) {
    t.ok(byMrn.get(mrn)?.items.some((item) => itemNumber === null || item.itemNumber === itemNumber), `${kind} in ${mrn}`)
  }
  t.equal(readFileSync(one, 'utf8').includes('"planted"'), false, 'the declarations do not tell')
})
