import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readXmlMessage } from '../../src/declarations/formats/xml-message.ts'
import type { Job } from '../../src/declarations/ingest/batch.ts'
import { originalOf, prepareDeclaration, prepareMessage } from '../../src/declarations/ingest/push.ts'

/** Real declarations, requests and answers of customs (test/fixtures/wco-dec), which nobody here wrote. */

const samples = join(import.meta.dirname, '../fixtures/wco-dec')

export const realFiles = (folder: 'declarations' | 'notifications' | 'amendments'): string[] =>
  readdirSync(join(samples, folder)).sort().map((file) => join(samples, folder, file))

export const allRealFiles = (): string[] => [...realFiles('declarations'), ...realFiles('notifications'), ...realFiles('amendments')]

/** `TT_IM036a` of `TT_IM036a__Example_Notifications_02_DMSTAX.xml`: what the publisher calls the case. */
export const caseOf = (file: string): string => basename(file).split('__', 1)[0] ?? ''

export async function realJob (file: string, receivedAt: Date): Promise<Job> {
  const bytes = readFileSync(file)
  const read = await readXmlMessage(bytes)
  const original = originalOf(bytes, 'application/xml')
  return { push: read.kind === 'declaration' ? prepareDeclaration(read.content, original, receivedAt, 'broker') : prepareMessage(read.message, original, receivedAt, 'broker') }
}
