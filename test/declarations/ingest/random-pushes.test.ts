import fc from 'fast-check'
import t from 'tap'
import { rebuildTotals } from '../../../src/declarations/index.ts'
import { onConnection } from '../../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { anyPush } from '../../support/random-declarations.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, { bulkChunk: 5 })

let operators = 0
async function freshOperator (): Promise<{ operatorId: string, headers: { authorization: string } }> {
  const eori = `FR${String(++operators).padStart(11, '0')}`
  const { operatorId } = await addOperator(db.operations, eori, 'Random')
  return { operatorId, headers: bearer({ operator: eori }) }
}

/** What must hold whatever was pushed. */
async function brokenRules (operatorId: string, headers: { authorization: string }): Promise<unknown[]> {
  const { differences } = await onConnection(db.operations, async (client) => await rebuildTotals(client, operatorId, false))
  const { fault } = await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))
  const { items } = (await app.inject({ url: '/v1/declarations?limit=1000', headers })).json<{ items: { mrn: string | null, lrn: string | null, status: string, declarant: string }[] }>()
  const mrns = items.flatMap(({ mrn }) => mrn ?? [])
  const open = items.filter(({ mrn, status }) => mrn === null && status !== 'rejected' && status !== 'invalidated').map(({ lrn, declarant }) => `${lrn} ${declarant}`)
  return [...differences, ...fault === null ? [] : [fault], ...[mrns, open].filter((list) => new Set(list).size !== list.length)]
}

t.test('whatever is pushed one after the other, totals are those of a recount, the log verifies and no reference is open twice', async (t) => {
  await t.resolves(fc.assert(fc.asyncProperty(fc.array(anyPush, { minLength: 1, maxLength: 12 }), async (pushes) => {
    const { operatorId, headers } = await freshOperator()
    for (const payload of pushes) {
      const { statusCode } = await app.inject({ method: 'POST', url: '/v1/declarations', headers, payload })
      if (statusCode !== 200 && statusCode !== 201) throw new Error(`A push answered ${statusCode}`)
    }
    const broken = await brokenRules(operatorId, headers)
    if (broken.length > 0) throw new Error(JSON.stringify(broken))
  }), { numRuns: 40 }))
})

t.test('the same holds when they come at once, as single pushes and as files', async (t) => {
  await t.resolves(fc.assert(fc.asyncProperty(fc.array(anyPush, { minLength: 2, maxLength: 20 }), async (pushes) => {
    const { operatorId, headers } = await freshOperator()
    const half = pushes.length >> 1
    const file = pushes.slice(half).map((push) => JSON.stringify(push)).join('\n')
    const answers = await Promise.all([
      ...pushes.slice(0, half).map(async (payload) => await app.inject({ method: 'POST', url: '/v1/declarations', headers, payload })),
      app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...headers, 'content-type': 'application/x-ndjson' }, payload: file })
    ])
    const wrong = answers.filter(({ statusCode }) => statusCode !== 200 && statusCode !== 201)
    const verdicts = answers.at(-1)?.body.trim().split('\n').map((line) => (JSON.parse(line) as { outcome: string }).outcome) ?? []
    const broken = await brokenRules(operatorId, headers)
    if (wrong.length > 0 || verdicts.includes('refused') || verdicts.length !== pushes.length - half || broken.length > 0) {
      throw new Error(JSON.stringify([wrong.map(({ statusCode, body }) => [statusCode, body]), verdicts, broken]))
    }
  }), { numRuns: 40 }))
})

t.test('the same pushes again are replays and change no total', async (t) => {
  await t.resolves(fc.assert(fc.asyncProperty(fc.array(anyPush, { minLength: 1, maxLength: 8 }), async (pushes) => {
    const { operatorId, headers } = await freshOperator()
    const send = async (): Promise<number> => {
      const answer = await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...headers, 'content-type': 'application/x-ndjson' }, payload: pushes.map((push) => JSON.stringify(push)).join('\n') })
      return answer.body.split('"outcome":"replayed"').length - 1
    }
    await send()
    const events = (await app.inject({ url: '/v1/events?limit=1000', headers })).body
    const replayed = await send()
    const after = (await app.inject({ url: '/v1/events?limit=1000', headers })).body
    if (replayed !== pushes.length || after !== events) throw new Error(`${replayed} of ${pushes.length} were replays, events were ${events} and are ${after}`)
    if ((await brokenRules(operatorId, headers)).length > 0) throw new Error('The totals moved')
  }), { numRuns: 25 }))
})
