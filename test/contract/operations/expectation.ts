import type { App } from '../../../src/platform/http/server.ts'

/** How an operation is called by whoever may, and which right that is. */
export interface Expectation {
  readonly scope: string
  /** Another right that the operation needs as well. */
  readonly beside?: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: (id: string) => string
  readonly payload?: object | string
  /** Name of the thing whose id the operation takes. */
  readonly takesId?: string
  readonly headers?: Record<string, string>
  readonly status?: number
}

export const ANY_STATE = { 'if-match': '*' }

export interface Operations {
  /** Things of the operator that operations take the id of; another operator must not learn that they exist. */
  readonly ids: Readonly<Record<string, string>>
  readonly expected: Readonly<Record<string, Expectation>>
  /** A query for each field of the graph that reads something. */
  readonly queries: Readonly<Record<string, string>>
  /** What a field within another one's answer needs beside its own right. */
  readonly ways?: Readonly<Record<string, string>>
}

export interface OperationsContext {
  readonly app: App
  /** A POST under /v1 as somebody who may do all. */
  readonly post: (url: string, payload: object) => Promise<{ id: string }>
  readonly declarationId: string
  /** A finding that is confirmed. */
  readonly finding: string
}

export type OperationsOf = (context: OperationsContext) => Promise<Operations>
