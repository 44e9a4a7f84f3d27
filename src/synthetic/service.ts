import type { Examiner } from '../declarations/index.ts'

/** The service as a client meets it, whoever runs it: what the synthetic trader is loaded through. */

export interface ServiceRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  readonly body?: string
  readonly mediaType?: string
  readonly ifMatch?: string
  /** By another login, where whoever did one step does not take the next. */
  readonly byAnother?: boolean
  /** Beside those that follow from the others. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface ServiceAnswer {
  readonly status: number
  readonly etag: string | undefined
  readonly body: string
}

export interface Service {
  readonly request: (request: ServiceRequest) => Promise<ServiceAnswer>
  /** Judges by what the service keeps; the year is pushed in this process, so that its size does not matter. */
  readonly examiner: Examiner
  /** Does now what the running service does within seconds: opens duties to notify, counts archived documents, looks again at what is due, finds what was right of AI's proposals. */
  readonly settle: () => Promise<void>
}

/** The login that requests by another come with. */
export const otherLogin = (login: string): string => `${login}-second`
