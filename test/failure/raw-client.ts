import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { bearer } from '../support/tokens.ts'

/** A client that speaks HTTP by hand, as slowly as the test likes. */
export interface RawClient {
  readonly socket: Socket
  /** All that came back when the connection ended, and after how many milliseconds it did. */
  readonly ended: Promise<{ answer: string, afterMs: number }>
  readonly answer: () => string
}

export function openClient (base: string): RawClient {
  const { hostname, port } = new URL(base)
  const began = performance.now()
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('data', (chunk) => { answer += chunk.toString('latin1') }).on('error', () => { /* being cut is what is looked for */ })
  const ended = new Promise<{ answer: string, afterMs: number }>((resolve) => {
    socket.once('close', () => { resolve({ answer, afterMs: performance.now() - began }) })
  })
  return { socket, ended, answer: () => answer }
}

/** Writes one byte of the text after the other until the connection ends. */
export function trickle ({ socket }: RawClient, text: string, everyMs: number): void {
  let at = 0
  const timer = setInterval(() => {
    if (socket.writable) socket.write(text[at++ % text.length] ?? '')
  }, everyMs)
  socket.once('close', () => { clearInterval(timer) })
}

export const requestHead = (path: string, headers: Record<string, string>): string =>
  [`POST ${path} HTTP/1.1`, 'Host: localhost', ...Object.entries({ ...bearer(), ...headers }).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')

export const chunkOf = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

const BULK_HEAD = { 'Content-Type': 'application/x-ndjson', 'Transfer-Encoding': 'chunked' }
export const bulkHead = (): string => requestHead('/v1/declarations/bulk', BULK_HEAD)

/** The verdicts in an answer, whole lines alone, whatever chunks they came in. */
export const verdictsIn = (answer: string): Verdict[] => (answer.split('\r\n\r\n').slice(1).join('\r\n\r\n').replaceAll(/(?:^|\r\n)[0-9a-f]+\r\n/g, '')).split('\n')
  .flatMap((line) => line.startsWith('{"line"') && line.endsWith('}') ? [JSON.parse(line) as Verdict] : [])
export interface Verdict { line: number, outcome: string, lrn?: string, problem?: { type: string, resumeFromLine?: number, because?: string } }
