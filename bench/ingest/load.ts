import { createConnection } from 'node:net'
import { readFileSync } from 'node:fs'
import { declarationText } from './declarations.ts'

/**
 * Pushes declarations one by one over keep-alive connections, each connection waiting for its answer, and prints one JSON line.
 * A lean client of its own: it shares the cores with what it measures.
 *
 * load.ts PORT TOKENS-FILE CONNECTIONS WARM-UP-SECONDS SECONDS RUN
 */

const [port = '', tokensFile = '', connections = '', warmUp = '', seconds = '', run = ''] = process.argv.slice(2)
const tokens = readFileSync(tokensFile, 'utf8').trim().split('\n')
const TEMPLATES = 500
const PLACE = '@'.repeat(16)
const templates = Array.from({ length: TEMPLATES }, (_, index) => declarationText(index, PLACE))

let pushed = 0
let measuring = false
const latencies: number[] = []
const statuses = new Map<string, number>()

function connect (index: number): void {
  const token = tokens[index % tokens.length] ?? ''
  const heads = templates.map((text) => `POST /v1/declarations HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n`)
  const socket = createConnection(Number(port), '127.0.0.1').setNoDelay(true)
  let sentAt = 0
  let received = ''
  const send = (): void => {
    const number = pushed++
    sentAt = performance.now()
    const lrn = `${run}${number.toString(36).padStart(16 - run.length, '0')}`
    socket.write((heads[number % TEMPLATES] ?? '') + (templates[number % TEMPLATES] ?? '').replace(PLACE, lrn))
  }
  socket.on('connect', send)
  socket.on('error', () => { statuses.set('broken', (statuses.get('broken') ?? 0) + 1) })
  socket.on('data', (data) => {
    received += data.toString('latin1')
    const headEnd = received.indexOf('\r\n\r\n')
    if (headEnd === -1) return
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0)
    if (received.length < headEnd + 4 + length) return
    if (measuring) {
      latencies.push(performance.now() - sentAt)
      const status = received.slice(9, 12)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    received = received.slice(headEnd + 4 + length)
    send()
  })
}

for (let index = 0; index < Number(connections); index++) connect(index)
setTimeout(() => {
  measuring = true
  setTimeout(() => {
    latencies.sort((a, b) => a - b)
    const at = (share: number): number => Number((latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1))
    const created = statuses.get('201') ?? 0
    console.log(JSON.stringify({ perSecond: Math.round(created / Number(seconds)), p50: at(0.5), p99: at(0.99), others: Object.fromEntries([...statuses].filter(([status]) => status !== '201')) }))
    process.exit(0)
  }, Number(seconds) * 1000)
}, Number(warmUp) * 1000)
