import type { FastifyRequest } from 'fastify'
import { invalidRequest, unsupportedMediaType } from '../problem.ts'
import type { Problem } from '../problem.ts'
import { decodeStrictly, parseJsonStrictly } from './body.ts'
import type { App } from './route-config.ts'

export const JSON_LIMIT_BYTES = 4 * 1024 * 1024
const JSON_ONLY: readonly string[] = ['application/json']

const TOKEN = /[a-z0-9!#$%&'*+.^_`|~-]{1,100}/.source
const MEDIA_TYPE = new RegExp(`^(${TOKEN}/${TOKEN})((?:[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|"[^"\\\\\\x00-\\x1f\\x7f]{0,100}"))*)$`, 'i')
const CHARSET = /;[ \t]*charset=("?)([^";]*)\1/gi

/** One JSON parser, strict about bytes and text; Fastify's own would replace bad UTF-8 and take `text/plain`. */
export function receiveBodies (app: App): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: JSON_LIMIT_BYTES }, (request, body: Buffer, done) => {
    try {
      done(null, readJson(request, body))
    } catch (error) {
      done(error as Error)
    }
  })
  app.addHook('preParsing', (request, _reply, payload, done) => {
    done(hasBody(request) ? mediaTypeFault(request) : null, payload)
  })
}

/** An empty body is no body: an operation without input may be called with the usual header. */
function readJson (request: FastifyRequest, body: Buffer): unknown {
  if (body.length > 0) return parseJsonStrictly(decodeStrictly(body))
  if (request.routeOptions.schema?.body === undefined) return undefined
  throw invalidRequest('The request has no content.', { errors: [{ pointer: '', detail: 'The content is missing.', hint: 'Send a JSON object; an empty one is {}' }] })
}

export function hasBody ({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0')
}

function mediaTypeFault (request: FastifyRequest): Problem | null {
  if (request.is404) return null
  const { config } = request.routeOptions
  const taken = config.mediaTypes ?? JSON_ONLY
  const stated = request.headers['content-type']
  if (stated !== 'application/json' || taken !== JSON_ONLY) {
    const { type, charset } = readMediaType(stated)
    if (type === undefined || !taken.includes(type)) return refused(`Send one of these media types: ${taken.join(', ')}.`, taken)
    if (charset !== undefined && charset !== 'utf-8') return refused('Send UTF-8; other character sets are not converted.', taken)
  }
  const coding = request.headers['content-encoding']
  if (coding === undefined || coding === 'identity' || config.contentEncodings?.includes(coding) === true) return null
  return refused('Send the content without a content coding.', taken)
}

function refused (detail: string, taken: readonly string[]): Problem {
  return unsupportedMediaType(detail, {}, { headers: { accept: taken.join(', ') } })
}

/** The media type and its character set, lower case; no type when the header is not well formed. */
export function readMediaType (header: string | undefined): { type?: string, charset?: string } {
  const match = header === undefined || header.length > 500 ? null : MEDIA_TYPE.exec(header)
  if (match?.[1] === undefined) return {}
  const charsets = [...(match[2] ?? '').matchAll(CHARSET)].map(([, , charset]) => charset?.toLowerCase() ?? '')
  if (charsets.length > 1) return {}
  const type = match[1].toLowerCase()
  return charsets[0] === undefined ? { type } : { type, charset: charsets[0] }
}
