import type { App } from '../../src/platform/http/server.ts'
import { bearer } from '../support/tokens.ts'

/** Review samples as a client meets them. */

export interface Sample {
  readonly id: string, readonly seed: string, readonly frameSize: number, readonly frameHash: string, readonly drawSize: number, readonly drawHash: string
  readonly withoutValue: number, readonly otherCurrency: number, readonly reviewed: number, readonly missing: number, readonly recordedErrors: number
  readonly strata: { stratum: string, volume: number, size: number }[] | null
  readonly drawnBecause: { errorHit: number, random: number, monetaryUnit: number, topStratum: number }
}
export interface DrawnItem {
  readonly position: number, readonly declarationId: string, readonly currentDeclarationId: string, readonly itemNumber: number, readonly bookValue: string, readonly stratum: string
  readonly otherCurrency: string | null, readonly reasons: string[]
  readonly result: { hasError: boolean, correctValue: string, findingId: string | null, findingDecision: string | null, revision: number } | null
}

export function samplesOver (app: App) {
  const call = async (method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) =>
    await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
  const samples = '/findings/samples'
  return {
    call,
    draw: async (body: object): Promise<Sample> => {
      const answer = await call('POST', samples, body)
      if (answer.statusCode !== 201) throw new Error(answer.body)
      return answer.json()
    },
    find: async (id: string): Promise<Sample> => (await call('GET', `${samples}/${id}`)).json(),
    /** Every page, a few entries at a time. */
    all: async <T>(url: string, limit = 1000): Promise<T[]> => {
      const items: T[] = []
      let cursor: string | null = null
      do {
        const page: { items: T[], nextCursor: string | null } = (await call('GET', `${url}${url.includes('?') ? '&' : '?'}limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`)).json()
        items.push(...page.items)
        cursor = page.nextCursor
      } while (cursor !== null)
      return items
    },
    drawn: async (id: string): Promise<DrawnItem[]> => (await call('GET', `${samples}/${id}/draw?limit=1000`)).json<{ items: DrawnItem[] }>().items,
    record: async (id: string, results: readonly object[], headers: Record<string, string> = {}) => await call('POST', `${samples}/${id}/results`, { results }, headers),
    projection: async <T>(id: string): Promise<T> => (await call('GET', `${samples}/${id}/projection`)).json()
  }
}

export const right = ({ declarationId, itemNumber }: Pick<DrawnItem, 'declarationId' | 'itemNumber'>) => ({ declarationId, itemNumber, hasError: false })
export const wrongBy = ({ declarationId, itemNumber }: Pick<DrawnItem, 'declarationId' | 'itemNumber'>, correctValue: string) =>
  ({ declarationId, itemNumber, hasError: true, correctValue, finding: { pillar: 'value', message: 'The freight was counted twice.' } })
