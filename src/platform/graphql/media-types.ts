import { readMediaType } from '../http/media-types.ts'
import { unsupportedMediaType } from '../problem.ts'

export const JSON_ANSWER = 'application/json; charset=utf-8'
export const GRAPHQL_ANSWER = 'application/graphql-response+json; charset=utf-8'

/** Only JSON is read: a form or text could be sent by any web page without asking the browser. @throws unsupportedMediaType */
export function requireJson (contentType: string | undefined): void {
  const { type, charset = 'utf-8' } = readMediaType(contentType)
  if (type === 'application/json' && charset === 'utf-8') return
  throw unsupportedMediaType('Send the query as application/json in UTF-8.', {}, { headers: { accept: 'application/json' } })
}

/**
 * The media type to answer in (GraphQL over HTTP, section 6.4): the GraphQL one when it is asked for by name and not liked
 * less than JSON, which is the default, also for those who accept neither.
 */
export function answerType (accept: string | undefined): typeof JSON_ANSWER | typeof GRAPHQL_ANSWER {
  const qualities = new Map<string, number>()
  for (const range of accept?.slice(0, 1000).split(',') ?? []) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)
    qualities.set(type, Number.isNaN(quality) ? 0 : quality)
  }
  const graphql = qualities.get('application/graphql-response+json') ?? 0
  const json = qualities.get('application/json') ?? 0
  return graphql > 0 && graphql >= json ? GRAPHQL_ANSWER : JSON_ANSWER
}
