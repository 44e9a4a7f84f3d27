import type { App } from '../../src/platform/http/server.ts'
import type { Called } from './ai-systems.ts'
import { bearer } from './tokens.ts'

/** The questionnaire as a compliance manager uses it. */

export const ANSWER = { text: 'The head of customs decides, and two classifiers prepare.', owner: { kind: 'position', code: 'HEAD' }, answeredOn: '2026-11-10' }

export interface ListedQuestion { readonly id: string, readonly state: string, readonly reasons: readonly { readonly because: string, readonly event: string | null, readonly on: string | null, readonly recordedAt: string | null, readonly subject: string | null }[] }
interface FoundQuestion extends ListedQuestion { readonly shownBy: readonly { readonly kind: string, readonly name: string, readonly href: string }[], readonly [member: string]: unknown }

export class AskedQuestionnaire {
  readonly #app: App
  constructor (app: App) {
    this.#app = app
  }

  async call (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, headers: Record<string, string> = {}, subject = 'erp'): Promise<Called> {
    return await this.#app.inject({ method, url: `/v1${path}`, headers: { ...bearer({ subject }), ...headers }, ...(payload === undefined ? {} : { payload }) })
  }

  async post (path: string, payload: object): Promise<{ id: string }> {
    const answer = await this.call('POST', path, payload)
    if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`)
    return answer.json<{ id: string }>()
  }

  /** A head of customs with a login, a clerk, and their unit. */
  async prepare (): Promise<void> {
    await this.post('/units', { code: 'DESK', name: 'Customs desk', validFrom: '2020-01-01' })
    await this.post('/positions', { code: 'HEAD', title: 'Head of customs', unit: 'DESK', responsibilities: ['head_of_customs'], validFrom: '2020-01-01' })
    await this.post('/positions', { code: 'CLERK', title: 'Clerk', unit: 'DESK', validFrom: '2020-01-01' })
    await this.post('/positions', { code: 'AI-OWNER', title: 'Owner of AI', unit: 'DESK', validFrom: '2020-01-01' })
    for (const pseudonym of ['P-HEAD', 'P-OTHER']) await this.post('/people', { pseudonym, employmentKind: 'employee' })
    await this.#app.inject({ method: 'PATCH', url: '/v1/people/P-HEAD/contact', headers: { ...bearer(), 'if-match': '*' }, payload: { subject: 'head@example' } })
  }

  async list (query = ''): Promise<{ release: string, on: string, items: ListedQuestion[] }> {
    return (await this.call('GET', `/questionnaire${query}`)).json()
  }

  async find (question: string): Promise<{ wire: FoundQuestion, etag: unknown }> {
    const answer = await this.call('GET', `/questionnaire/${question}`)
    return { wire: answer.json<FoundQuestion>(), etag: answer.headers['etag'] }
  }

  /** Today, as the service has it. */
  async answer (question: string, changes: object = {}): Promise<void> {
    const { on } = await this.list('?section=0')
    const answer = await this.call('PUT', `/questionnaire/${question}`, { ...ANSWER, answeredOn: on, ...changes }, { 'if-match': '*' })
    if (answer.statusCode !== 200) throw new Error(`${question}: ${answer.body}`)
  }

  async confirm (question: string): Promise<void> {
    const answer = await this.call('POST', `/questionnaire/${question}/confirm`, {}, { 'if-match': '*' }, 'head@example')
    if (answer.statusCode !== 200) throw new Error(`${question}: ${answer.body}`)
  }

  async graph<Data> (query: string): Promise<Data> {
    const answer = await this.#app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })
    const { data, errors } = answer.json<{ data: Data, errors?: unknown }>()
    if (errors !== undefined) throw new Error(answer.body)
    return data
  }
}
