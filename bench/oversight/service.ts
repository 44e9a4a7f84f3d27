import { spawn } from 'node:child_process'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { SERVICE_ENVIRONMENT, SERVICE_FLAGS } from '../ingest/service-flags.ts'

/** The service as a process of its own, with what a sender does to it. */

export interface Service {
  readonly port: number
  readonly pid: number
  stop (): void
}

export async function startService (databaseUrl: string, folder: string, secret: string): Promise<Service> {
  const child = spawn(process.execPath, [...SERVICE_FLAGS, join(import.meta.dirname, '../ingest/side.ts'), 'ours'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...SERVICE_ENVIRONMENT, PATH: process.env['PATH'], DATA_DIR: join(folder, 'service'), DATABASE_URL: databaseUrl, JWT_SECRET: secret, LOG_LEVEL: 'error', RATE_LIMIT: '1000000', ADDRESS_RATE_LIMIT: '1000000' }
  })
  for await (const line of createInterface({ input: child.stdout })) return { port: Number(line), pid: child.pid ?? 0, stop: () => { child.kill('SIGKILL') } }
  throw new Error('The service did not start')
}

export async function post ({ port }: Service, bearer: string, path: string, payload: object): Promise<{ id: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', 'if-match': '*' }, body: JSON.stringify(payload) })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return await answer.json() as { id: string }
}

/** Streams the file in and reads every verdict. @returns seconds. */
export async function sendFile ({ port }: Service, bearer: string, file: string, count: number): Promise<number> {
  const began = performance.now()
  const created = await new Promise<number>((resolve, reject) => {
    const upload = request({ port, host: '127.0.0.1', method: 'POST', path: '/v1/ai-outputs/bulk', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/x-ndjson' } }, (answer) => {
      let [done, other, rest] = [0, '', '']
      answer.setEncoding('latin1').on('data', (data: string) => {
        const end = data.lastIndexOf('\n') + 1
        const text = rest + data.slice(0, end)
        rest = end === 0 ? rest + data : data.slice(end)
        if (end === 0) return
        done += text.split('"outcome":"created"').length - 1
        if (other === '' && /"outcome":"(refused|stopped|replayed)"/.test(text)) other = text.slice(0, 600)
      }).once('close', () => { if (done === count) resolve(done); else reject(new Error(`${done} of ${count} outputs were created; ${answer.statusCode} ${other}`)) })
    })
    upload.once('error', reject)
    pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), upload).catch(reject)
  })
  if (created !== count) throw new Error(`${created} of ${count} outputs were created`)
  return (performance.now() - began) / 1000
}

/** Peak resident memory of a process until asked, MB. */
export function watchMemory (pid: number): () => number {
  let peak = 0
  const timer = setInterval(() => {
    if (!existsSync(`/proc/${pid}/status`)) return
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
    peak = Math.max(peak, Math.round(kilobytes / 1024))
  }, 100)
  timer.unref()
  return () => {
    clearInterval(timer)
    return peak
  }
}
