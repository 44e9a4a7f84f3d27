import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { recordOf } from '../../../../src/ai-systems/oversight/outputs/kept-output.ts'
import { selectOutputs } from '../../../../src/ai-systems/oversight/outputs/output-store.ts'
import type { SentOutput } from '../../../../src/ai-systems/oversight/outputs/stated-output.ts'
import { readTotals } from '../../../../src/ai-systems/oversight/totals/total-store.ts'
import { addTallies, tallyOf } from '../../../../src/ai-oversight/tally.ts'
import { withOperator } from '../../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../../src/platform/operators.ts'
import { aiOutput, decision, overridden } from '../../../support/ai-outputs.ts'
import { Inventory } from '../../../support/ai-systems.ts'
import { testApp } from '../../../support/app.ts'
import { testDatabase } from '../../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../../support/tokens.ts'

/** A file of outputs comes to the same as its outputs one by one, whatever they are. */

const PRINCIPAL = { subject: 'test', eori: TEST_OPERATOR, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
/** Eight times as many outputs in a chunk: a whole file, since chunks of one file do not wait for each other. */
const CHUNK = 5
const MOST = 8 * CHUNK

/** With a system in use, one that a rule lets through unreviewed, and one that is not in use. */
async function registers () {
  const { appUrl } = await testDatabase(t)
  const { app, db } = await testApp(t, appUrl, { bulkChunk: CHUNK }, { clock: () => new Date('2026-03-20T10:00:00Z') })
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  const inventory = new Inventory(app)
  await inventory.prepare()
  await inventory.inUse('CLASSIFIER', { validFrom: '2026-03-20' })
  await inventory.inUse('SAMPLED', { validFrom: '2026-03-20', review: { mode: 'sampled', rule: 'One in ten' } })
  await inventory.register('WAITING')
  const send = async (path: string, type: string, payload: string) => await app.inject({ method: 'POST', url: `/v1/ai-outputs${path}`, headers: { ...bearer({ subject: 'erp' }), 'content-type': type }, payload })
  return {
    send,
    kept: async () => await withOperator(db, { ...PRINCIPAL, operatorId }, 'ai:read', async (tx) => {
      const rows = await selectOutputs(tx, 'order by o.id', [])
      return {
        rows: rows.map(({ id: _id, systemId: _systemId, recordedBy: _recordedBy, ...row }) => row).toSorted((one, other) => keyOf(one) < keyOf(other) ? -1 : 1),
        ids: rows.map(({ id }) => id), totals: addTallies(await readTotals(tx, { from: '0000-00', to: '9999-12' })), fromRows: addTallies(...rows.map((row) => tallyOf(recordOf(row))))
      }
    }),
    events: async () => (await app.inject({ url: '/v1/events?after=0&limit=1000', headers: bearer({ subject: 'erp' }) })).json<{ items: { type: string, data: Record<string, unknown> }[] }>().items
  }
}
const keyOf = ({ system, reference }: { readonly system: string, readonly reference: string }): string => `${system} ${reference}`

const bulk = await registers()
const single = await registers()

interface Said { readonly outcome: string, readonly reference?: string | undefined, readonly problem?: unknown }
const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
/** Ids differ from one database to the other. */
const problemOf = ({ type, status, detail, errors }: Record<string, unknown>): unknown => JSON.parse(JSON.stringify({ type, status, detail, errors }).replaceAll(UUIDS, 'an id'))

async function asFile (lines: readonly string[]): Promise<Said[]> {
  const answer = await bulk.send('/bulk', 'application/x-ndjson', lines.join('\n'))
  return answer.body.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as { outcome: string, reference?: string, problem?: Record<string, unknown> }).map(({ outcome, reference, problem }) => problem === undefined ? { outcome, reference } : { outcome, problem: problemOf(problem) })
}

async function oneByOne (lines: readonly string[]): Promise<Said[]> {
  const said: Said[] = []
  for (const line of lines) {
    const answer = await single.send('', 'application/json', line)
    const body = answer.json<Record<string, unknown> & { reference: string }>()
    said.push(answer.statusCode < 300 ? { outcome: answer.statusCode === 201 ? 'created' : 'replayed', reference: body.reference } : { outcome: 'refused', problem: problemOf(body) })
  }
  return said
}

const PAST = ['2026-03-20T09:00:00Z', '2026-03-20T10:00:00.000+01:00', '2026-03-09T10:00:00Z', '1900-01-01T00:00:00Z', '1999-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z']
const TO_COME = ['2026-03-20T10:01:00.001Z', '2100-12-31T23:59:59.999Z']
const [shownAt, decidedAt] = ['2026-03-20T09:00:05Z', '2026-03-20T09:00:45Z']
const DECISIONS = [
  undefined, decision({ shownAt, decidedAt }), overridden({ shownAt, decidedAt: '2026-03-20T09:00:45.001Z', activeSeconds: 0, reviewer: 'P-2', finalValue: '8517620000' }),
  decision({ shownAt, decidedAt, activeSeconds: 86_400, rationaleCode: 'x', rationale: 'é'.repeat(2000) })
]
const IMPOSSIBLE = [decision({ decision: 'overridden', shownAt, decidedAt }), decision({ shownAt: decidedAt, decidedAt: shownAt })]
/** Nearly always what is fine, so that most outputs are taken however much is varied of them. */
const mostly = <T>(fine: readonly T[], other: readonly T[]): fc.Arbitrary<T> => fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...fine) }, { weight: 1, arbitrary: fc.constantFrom(...other) })
const changes = fc.record<Partial<Record<keyof SentOutput, unknown>>>({
  system: mostly(['CLASSIFIER', 'SAMPLED', 'WAITING'], ['NOBODY']), pillar: mostly(['classification', 'origin', 'value'], ['nothing']), unit: mostly([undefined, 'CUSTOMS'], ['NOWHERE']),
  promptVersion: fc.constantFrom(undefined, 'p1'), processStep: fc.constantFrom(undefined, 'goods receipt'), madeAt: mostly(PAST, TO_COME), proposal: mostly(['8471300000', 'DE', '12.5 EUR', 'é€😀', 'no hit'], [' ']),
  confidence: mostly([undefined, 0, -0, 1, 0.5, 1 / 3], [5e-324, 1.01]), explanation: fc.constantFrom(undefined, 'Because', '€'.repeat(4000)), shownWords: fc.constantFrom(undefined, 0, 40, 100_000), itemNumber: fc.constantFrom(undefined, 1, 99_999),
  alternatives: fc.constantFrom(undefined, [], [{ value: '85"\\', score: -1e-300 }]), evidenceRefs: fc.constantFrom(undefined, [], ['a', 'quo"ted\\']), decision: mostly(DECISIONS, IMPOSSIBLE), usedAt: fc.constantFrom(undefined, '2026-03-20T09:30:00Z', '2026-03-20T09:00:45Z')
}, { requiredKeys: ['madeAt'] })
/** Few references, so that many are those of others; `-0` is written as such, which JSON.stringify does not. */
const line = fc.tuple(fc.nat(150), fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 7, arbitrary: changes })).map(([number, change]) => {
  const output = aiOutput(`r${number}`, { madeAt: '2026-03-20T09:00:00Z', ...change } as Partial<SentOutput>)
  return Object.is(output.confidence, -0) ? JSON.stringify(output).replace('"confidence":0', '"confidence":-0') : JSON.stringify(output)
})
const twice = fc.tuple(line, fc.integer({ min: 0, max: 5 })).map(([one, again]) => again === 0 ? [one, one] : [one])
const files = fc.oneof({ weight: 8, arbitrary: fc.array(twice, { minLength: 1, maxLength: MOST / 2, size: 'max' }).map((lines) => lines.flat()) }, { weight: 1, arbitrary: fc.array(fc.constantFrom('[]', '{}', '{"a":1}'), { minLength: 1, maxLength: 5 }) })

t.test('verdicts, rows, totals and what the log counts are those of the same outputs one by one', async (t) => {
  const outcomes = new Set<string>()
  await t.resolves(fc.assert(fc.asyncProperty(files, async (lines) => {
    const said = await asFile(lines)
    assert.deepEqual(said, await oneByOne(lines))
    for (const { outcome, problem } of said) outcomes.add(problem === undefined ? outcome : (problem as { type: string }).type)
    const [inBulk, inSingle] = [await bulk.kept(), await single.kept()]
    assert.deepEqual(inBulk.rows, inSingle.rows)
    assert.deepEqual(inBulk.totals, inSingle.totals)
    assert.deepEqual(inBulk.totals, inBulk.fromRows)
    assert.equal(new Set(inBulk.ids).size, inBulk.ids.length)
  }), { numRuns: 25, endOnFailure: true }))
  t.strictSame([...outcomes].toSorted(), ['/problems/ai-output-differs', '/problems/invalid-request', 'created', 'replayed'], 'all that can be came to be')

  const ofOne = (await single.events()).filter(({ type }) => type.startsWith('ai_output.'))
  const ofMany = (await bulk.events()).filter(({ type }) => type.startsWith('ai_output.'))
  t.ok(ofMany.every(({ type }) => type === 'ai_output.recorded_many'))
  const sum = (name: string): number => ofMany.reduce((all, { data }) => all + Number(data[name]), 0)
  const count = (type: string): number => ofOne.filter((event) => event.type === type).length
  t.strictSame([sum('count'), sum('decided'), sum('used')], [count('ai_output.recorded'), count('ai_output.decided'), count('ai_output.used')])
  const hashes = ofOne.flatMap(({ type, data }) => type === 'ai_output.recorded' ? [String(data['sha256'])] : [])
  let at = 0
  const ofChunks = ofMany.map(({ data }) => hash('sha256', Buffer.from(hashes.slice(at, at += Number(data['count'])).join(''), 'hex'), 'hex'))
  t.strictSame(ofMany.map(({ data }) => data['sha256']), ofChunks, 'in the same order')
})
