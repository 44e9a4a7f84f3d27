import { Worker } from 'node:worker_threads'
import { Problem } from '../../platform/problem.ts'
import type { ProblemMembers } from '../../platform/problem.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { threadMemory } from '../../platform/threads/thread-memory.ts'
import type { CustomsAnswer, CustomsRequest } from '../customs-message.ts'
import type { DeclarationContent } from '../data-elements.ts'
import { checkedDeclaration } from './json-declaration.ts'
import { readWcoMessage } from './wco-message.ts'
import type { WcoMessage } from './wco-message.ts'

/** A WCO-DEC document as what it is. Large documents are read in a thread of their own, so that others are served meanwhile. */
export type XmlMessage =
  | { readonly kind: 'declaration', readonly content: DeclarationContent }
  | { readonly kind: 'message', readonly message: CustomsRequest | CustomsAnswer }

/** About ten milliseconds of reading. */
const LARGE_BYTES = 256 * 1024
const READING_TIMEOUT_MS = 20_000

/** @throws the problems of `readWcoMessage`; invalid-request when a value is not of the shape of its element. */
export async function readXmlMessage (bytes: Buffer): Promise<XmlMessage> {
  const read = bytes.byteLength > LARGE_BYTES ? await readApart(bytes) : readWcoMessage(bytes)
  return read.kind === 'declaration' ? { kind: 'declaration', content: checkedDeclaration(read.content) } : { kind: 'message', message: read }
}

/** What the thread answers; errors lose their class on the way. */
export type ThreadAnswer =
  | { readonly message: WcoMessage }
  | { readonly problem: { readonly slug: string, readonly status: number, readonly title: string, readonly detail: string, readonly members: ProblemMembers } }

async function readApart (bytes: Buffer): Promise<WcoMessage> {
  const worker = new Worker(new URL('./xml-thread.ts', import.meta.url), { workerData: bytes, resourceLimits: threadMemory(512) })
  const timer = setTimeout(() => { void worker.terminate() }, READING_TIMEOUT_MS)
  try {
    const answer = await new Promise<ThreadAnswer>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject).once('exit', () => { reject(new Error('The thread ended without an answer')) })
    })
    if ('message' in answer) return answer.message
    const { slug, status, title, detail, members } = answer.problem
    throw new Problem(slug, status, title, detail, members, {})
  } catch (error) {
    if (error instanceof Problem) throw error
    throw invalidRequest('The document takes too much time or memory to read.', {}, { cause: error })
  } finally {
    clearTimeout(timer)
    void worker.terminate()
  }
}
