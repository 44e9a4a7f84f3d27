import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { comparableContent } from '../declarations/canonical.ts'
import { readXmlMessage } from '../declarations/formats/xml-message.ts'
import type { RealDeclaration } from './mutation.ts'

/** Declarations that others published, which come with the source. */
const FOLDER = join(import.meta.dirname, '../../test/fixtures/wco-dec/declarations')

/** Those that the reader takes for declarations, by name; none where the service was installed without its tests. */
export async function readRealDeclarations (folder = FOLDER): Promise<RealDeclaration[]> {
  const found: RealDeclaration[] = []
  if (!existsSync(folder)) return found
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.xml')).toSorted()) {
    const read = await readXmlMessage(readFileSync(join(folder, name)))
    if (read.kind === 'declaration') found.push({ name: name.slice(0, -4), content: comparableContent(read.content) })
  }
  return found
}
