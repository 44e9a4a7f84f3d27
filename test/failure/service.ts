import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { request, Agent } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { declaration } from '../support/facts.ts'
import { bearer, TEST_SECRET } from '../support/tokens.ts'

/** The real service as a process of its own, to be killed, stopped and started again. */

const root = join(import.meta.dirname, '../..')
/** `npm start` without npm: its environment, its memory limits, its command. */
const words = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } }).scripts.start.split(' ')
const command = words.slice(words.indexOf('node') + 1)
const environment = Object.fromEntries(words.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split('=', 2) as [string, string]))

export interface RunningService {
  readonly base: string
  readonly child: ChildProcess
  readonly stderr: () => string
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
}

export async function freePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => { server.close(() => { resolve() }) })
  return port
}

export function spawnService (settings: Record<string, string>): Omit<RunningService, 'base'> {
  const child = spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...environment, PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], JWT_SECRET: TEST_SECRET, LOG_LEVEL: 'silent', STOP_DELAY_MS: '200', ...settings }
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
  return { child, stderr: () => stderr, ended: new Promise((resolve) => { child.once('close', resolve) }) }
}

export async function startService (settings: Record<string, string>): Promise<RunningService> {
  const port = await freePort()
  const running = { ...spawnService({ PORT: String(port), ...settings }), base: `http://127.0.0.1:${port}` }
  await ready(running.base, 60_000)
  return running
}

export async function ready (base: string, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  while (performance.now() < deadline) {
    if (await fetch(`${base}/health/ready`).then((answer) => answer.status === 200, () => false)) return
    await pause(100)
  }
  throw new Error(`Not ready within ${withinMs} ms`)
}

export interface Answer { readonly status: number, readonly body: string, readonly headers: Headers }

/** One request of the test's operator, by hand. */
export async function post (base: string, path: string, payload: object, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(`${base}/v1${path}`, { method: 'POST', headers: { ...bearer(), 'content-type': 'application/json', ...headers }, body: JSON.stringify(payload) })
  return { status: answer.status, body: await answer.text(), headers: answer.headers }
}

export interface Pushed {
  /** LRNs that were answered 201 or 200. */
  readonly acknowledged: Set<string>
  /** Answers by status; `broken` for connections that ended without one, `503 bare` for one that does not say when to come again. */
  readonly answers: Map<string, number>
}

/** Pushes from several connections until told to stop; what is not acknowledged is sent again, as a sender does. */
export function pushSteadily (bases: () => string, connections: number, run: string): { result: Pushed, stop: () => Promise<Pushed> } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const result: Pushed = { acknowledged: new Set(), answers: new Map() }
  let going = true
  let number = 0
  const one = async (): Promise<void> => {
    while (going) {
      const lrn = `${run}-${number++}`
      for (let attempt = 0; going && attempt < 1000; attempt++) {
        const status = await push(agent, bases(), lrn)
        result.answers.set(status, (result.answers.get(status) ?? 0) + 1)
        if (status === '201' || status === '200') {
          result.acknowledged.add(lrn)
          break
        }
        await pause(50)
      }
    }
  }
  const all = Promise.all(Array.from({ length: connections }, one))
  return {
    result,
    stop: async () => {
      going = false
      await all
      agent.destroy()
      return result
    }
  }
}

async function push (agent: Agent, base: string, lrn: string): Promise<string> {
  const body = JSON.stringify(declaration({ lrn }))
  return await new Promise((resolve) => {
    const sent = request(`${base}/v1/declarations`, { method: 'POST', agent, timeout: 20_000, headers: { ...bearer(), 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => {
      answer.resume().once('end', () => { resolve(answer.statusCode === 503 && answer.headers['retry-after'] === undefined ? '503 bare' : String(answer.statusCode)) }).once('error', () => { resolve('broken') })
    })
    sent.once('error', () => { resolve('broken') }).once('timeout', () => { sent.destroy() }).end(body)
  })
}
