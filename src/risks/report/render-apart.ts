import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { overloaded } from '../../platform/problem.ts'
import type { ReportModel } from './model.ts'

/** Draws reports in processes of their own: drawing takes a second, in which others are served, and what a text might do it does there. */

export interface RenderJob { readonly report: ReportModel, readonly as: 'page' | 'pdf' }

export interface RenderLimits {
  readonly timeoutMs: number
  readonly atOnce: number
  readonly waiting: number
}

const LIMITS: RenderLimits = { timeoutMs: 30_000, atOnce: 2, waiting: 8 }
const HEAP_MB = 448
const MOST_BYTES = 64 * 1024 * 1024

const root = new URL('../../../', import.meta.url)
const PROGRAM = fileURLToPath(new URL('./render-process.ts', import.meta.url))

/** It reads the program and its libraries, writes nothing and starts nothing. */
export const CONFINED: readonly string[] = ['--permission', ...['src', 'node_modules', 'package.json'].map((path) => `--allow-fs-read=${fileURLToPath(new URL(path, root))}`), '--no-warnings', `--max-old-space-size=${HEAP_MB}`]

/**
 * A function that draws reports.
 *
 * @throws (the function) overloaded when as many are drawn, and wait, as may; Error when one takes more than its time or memory.
 */
export function reportRenderer (limits: RenderLimits = LIMITS): (report: ReportModel, as: RenderJob['as']) => Promise<Buffer> {
  let running = 0
  const waiting: (() => void)[] = []
  const turn = async (): Promise<void> => {
    if (running < limits.atOnce) {
      running++
      return
    }
    if (waiting.length >= limits.waiting) throw overloaded('Other reports are being drawn. Ask again in a moment.', {}, { headers: { 'retry-after': '5' } })
    // Whoever ends hands its place on.
    await new Promise<void>((resolve) => { waiting.push(resolve) })
  }
  return async (report, as) => {
    await turn()
    try {
      return await drawn({ report, as }, limits.timeoutMs)
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}

/** With an empty environment: it is told nothing of the service's settings. */
async function drawn (job: RenderJob, timeoutMs: number): Promise<Buffer> {
  const child = spawn(process.execPath, [...CONFINED, PROGRAM], { env: {}, stdio: ['pipe', 'pipe', 'pipe'] })
  const timer = setTimeout(() => { child.kill('SIGKILL') }, timeoutMs)
  try {
    // A process that ends early no longer reads; its exit says so.
    child.stdin.on('error', () => {}).end(JSON.stringify(job))
    return await answerOf(child)
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
}

async function answerOf (child: ChildProcessWithoutNullStreams): Promise<Buffer> {
  const pieces: Buffer[] = []
  let [bytes, words] = [0, '']
  child.stdout.on('data', (piece: Buffer) => {
    bytes += piece.byteLength
    if (bytes > MOST_BYTES) child.kill('SIGKILL')
    else pieces.push(piece)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { words = (words + text).slice(-2_000) })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => { child.once('error', reject).once('close', (...ended) => { resolve(ended) }) })
  if (code === 0) return Buffer.concat(pieces)
  throw new Error(`The report was not drawn: the process ended with ${signal ?? code}`, { cause: new Error(words) })
}
