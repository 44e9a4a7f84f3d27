import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../http/route-config.ts'

/** How routes take a file as it arrives, never whole, and stream a verdict per document back. */

export function receiveFiles (app: App, mediaTypes: readonly string[]): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...mediaTypes], (_request, payload, done) => { done(null, payload) })
}

export const fileBody = (mediaTypes: readonly string[]) =>
  ({ content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: Type.String({ description: 'The file, at most 2 GiB unpacked', maxLength: 2 ** 31 }) }])) })

export const verdictsAnswer = (schema: string) =>
  ({ description: 'Verdicts, one JSON object a line', content: { 'application/x-ndjson': { schema: Type.Ref(schema) } } })

export const mediaTypeOf = (request: FastifyRequest): string => (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

export async function sendVerdicts (reply: FastifyReply, verdicts: AsyncIterable<string | Uint8Array>, idleMs: number): Promise<FastifyReply> {
  cutIdleReader(reply, idleMs)
  return await reply.type('application/x-ndjson').send(Readable.from(verdicts, { objectMode: false, highWaterMark: 64 * 1024 }))
}

/** A client that takes no verdict for so long is cut; chunks done stay done. */
function cutIdleReader (reply: FastifyReply, idleMs: number): void {
  let written = -1
  const timer = setInterval(() => {
    const { socket } = reply.raw
    if (socket === null || !reply.raw.writableNeedDrain) return
    if (socket.bytesWritten === written) socket.destroy()
    written = socket.bytesWritten
  }, idleMs)
  timer.unref()
  reply.raw.once('close', () => { clearInterval(timer) })
}
