import { JSON_TYPE, readPage, refused } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import { madeAnswers } from './questionnaire/planted.ts'
import type { Members } from './perimeter/perimeter-record.ts'
import type { Service } from './service.ts'
import type { Trader } from './trader.ts'

/** Answers the questionnaire as the trader's people would, and has the head of customs, whose login it comes with, confirm what is not planted. */

interface Listed { readonly on: string, readonly items: readonly { readonly id: string, readonly revision: number }[] }

export async function loadQuestionnaire (service: Service, { until }: Trader): Promise<LoadCount> {
  const { on, items } = await readPage<Listed>(service, '/v1/questionnaire')
  const answered = new Set(items.filter(({ revision }) => revision > 0).map(({ id }) => id))
  const made = madeAnswers(until, on)
  const fresh = made.filter(({ question }) => !answered.has(question))
  for (const { question, payload, confirmed } of fresh) {
    await send(service, 'PUT', `/v1/questionnaire/${question}`, payload)
    if (confirmed) await send(service, 'POST', `/v1/questionnaire/${question}/confirm`, {})
  }
  return { created: fresh.length, there: made.length - fresh.length }
}

async function send (service: Service, method: 'PUT' | 'POST', path: string, payload: Members): Promise<void> {
  const answer = await service.request({ method, path, body: JSON.stringify(payload), mediaType: JSON_TYPE, ifMatch: '*' })
  if (answer.status >= 300) throw refused(path, answer)
}
