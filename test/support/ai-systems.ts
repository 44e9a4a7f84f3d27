import { completed } from './ai-act.ts'
import type { App } from '../../src/platform/http/server.ts'
import type { Answers } from '../../src/ai-act/rule-set.ts'
import { bearer } from './tokens.ts'

/** Systems of the inventory with sane values, and answers that agree with them. */

/** An LLM that suggests tariff codes, bought and hosted in the Union: minimal risk. */
export const aiSystem = (code: string, changes: Record<string, unknown> = {}) => ({
  code, name: 'Tariff suggester', purpose: 'Suggests commodity codes for articles', pillars: ['classification'], processSteps: ['tariff_classification'], owner: { kind: 'position', code: 'AI-OWNER' }, provider: 'Codewise',
  models: [{ name: 'codewise-lm', version: '3.1' }], roles: ['deployer'], technique: 'language_model', deployment: 'cloud', processingCountries: ['IE'], data: { categories: ['goods_data'], trainingUseAllowed: false }, autonomy: 'suggest',
  operatedBy: 'own', review: { mode: 'full', rule: 'A classifier decides on each article' }, ...changes
})

export const MINIMAL: Answers = completed({ r_roles: ['deployer'], c_domains: ['tariff_classification'], c_cloud: 'eu_cloud' })

/** Two people, since whoever answers does not decide. */
export const ASSESSOR = 'assessor'
export const DECIDER = 'decider'

export interface Called { readonly statusCode: number, readonly headers: Record<string, unknown>, json: <T = Record<string, unknown>>() => T, readonly body: string }

export class Inventory {
  readonly #app: App
  constructor (app: App) {
    this.#app = app
  }

  async call (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, payload?: object, subject = ASSESSOR, headers: Record<string, string> = { 'if-match': '*' }): Promise<Called> {
    return await this.#app.inject({ method, url: `/v1${path}`, headers: { ...bearer({ subject }), ...headers }, ...(payload === undefined ? {} : { payload }) })
  }

  /** The position that answers for systems. */
  async prepare (): Promise<void> {
    await this.call('POST', '/units', { code: 'CUSTOMS', name: 'Customs', validFrom: '2020-01-01' })
    await this.call('POST', '/positions', { code: 'AI-OWNER', title: 'Head of customs', unit: 'CUSTOMS', validFrom: '2020-01-01' })
  }

  async register (code: string, changes: Record<string, unknown> = {}): Promise<string> {
    const answer = await this.call('POST', '/ai-systems', aiSystem(code, changes))
    if (answer.statusCode !== 201) throw new Error(answer.body)
    return answer.json<{ id: string }>().id
  }

  async assess (id: string, answers: object = MINIMAL, subject = ASSESSOR): Promise<Called> {
    return await this.call('POST', `/ai-systems/${id}/assessments`, { answers }, subject)
  }

  async step (id: string, status: string, more: object = {}, subject = DECIDER): Promise<Called> {
    return await this.call('POST', `/ai-systems/${id}/status`, { status, reason: 'Test', ...more }, subject)
  }

  async inUse (code: string, changes: Record<string, unknown> = {}, answers: object = MINIMAL): Promise<string> {
    const id = await this.register(code, changes)
    await this.assess(id, answers)
    await this.step(id, 'assessed')
    const answer = await this.step(id, 'in_use')
    if (answer.statusCode !== 200) throw new Error(answer.body)
    return id
  }
}
