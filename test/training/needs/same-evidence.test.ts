import t from 'tap'
import { addDays } from '../../../src/platform/calendar.ts'
import { deriveTrainingNeeds } from '../../../src/training/index.ts'
import { trainingDeps } from '../../../src/features.ts'
import { FollowedLogs } from '../../../src/platform/log/followed-logs.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

/** Whatever becomes of evidence, it opens a need once: derived by two at once, decided otherwise and back, moved to another unit, answered. */

const clock = (): Date => new Date('2026-06-30T10:00:00Z')
const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl, {}, { clock })

async function send <T> (url: string, payload: object | string, headers: Record<string, string> = {}): Promise<T> {
  const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers: { ...bearer(), ...headers }, payload })
  if (answer.statusCode >= 300) throw new Error(`${url} ${answer.body}`)
  return (typeof payload === 'string' ? answer.body : answer.json<T>()) as T
}
const read = async <T> (url: string): Promise<T> => (await app.inject({ url: `/v1${url}`, headers: bearer() })).json<T>()

const lines = (unit: string, count: number, errors: number): string[] => Array.from({ length: count }, (_, index) => JSON.stringify(declaration({
  lrn: `${unit}-${index}`, orgUnitId: unit, acceptanceDate: addDays('2026-03-01', index % 100), items: [item(index % Math.floor(count / errors) === 0 && index < errors * Math.floor(count / errors) ? { taric2: undefined } : {})]
})))
await send('/declarations/bulk', [...lines('U-1', 60, 15), ...lines('U-2', 300, 3)].join('\n'), { 'content-type': 'application/x-ndjson' })
const found = await read<{ items: { id: string, orgUnitId: string, declarationId: string }[] }>('/findings?pillar=classification&limit=1000')
async function decide (id: string, decision: 'confirmed' | 'dismissed'): Promise<void> {
  const etag = (await app.inject({ url: `/v1/findings/${id}`, headers: bearer() })).headers.etag
  await send(`/findings/${id}/review`, { decision, words: 'So it is.', ...decision === 'confirmed' ? { cause: 'training' } : {} }, { 'if-match': String(etag) })
}
for (const { id } of found.items) await decide(id, 'confirmed')

interface Derived { opened: number, extended: number, closed: number, reopened: number }
const NOTHING: Derived = { opened: 0, extended: 0, closed: 0, reopened: 0 }
const derive = async (): Promise<Derived> => await send<Derived>('/training/needs/derive', {})
const needs = async (): Promise<{ id: string, unit: string, evidenceCount: number }[]> => (await read<{ items: { id: string, unit: string, evidenceCount: number }[] }>('/training/needs')).items

t.test('derived by requests and the chore at once, the same evidence opens one need', async (t) => {
  const [chore, ...asked] = await Promise.all([deriveTrainingNeeds(trainingDeps({ db, clock }), new FollowedLogs()), derive(), derive(), derive()])
  t.equal(chore + asked.reduce((sum, { opened }) => sum + opened, 0), 1)
  t.match(await needs(), [{ unit: 'U-1', evidenceCount: 15 }])
  t.equal((await needs()).length, 1)
})

t.test('decided otherwise and back again, evidence adds nothing', async (t) => {
  const own = found.items.filter(({ orgUnitId }) => orgUnitId === 'U-1')
  for (const { id } of own) await decide(id, 'dismissed')
  t.strictSame(await derive(), NOTHING)
  for (const { id } of own) await decide(id, 'confirmed')
  t.strictSame(await derive(), NOTHING)
  t.match(await needs(), [{ evidenceCount: 15 }])
})

t.test('moved to another unit, it opens none there', async (t) => {
  // The same declarations, now of a unit that had none: its rate is far above that of the company.
  const moved = lines('U-1', 60, 15).map((line) => JSON.stringify({ ...JSON.parse(line) as object, orgUnitId: 'U-3' }))
  await send('/declarations/bulk', moved.join('\n'), { 'content-type': 'application/x-ndjson' })
  t.equal((await read<{ items: unknown[] }>('/findings?pillar=classification&orgUnitId=U-3&limit=100')).items.length, 15)
  t.strictSame(await derive(), NOTHING)
  t.match(await needs(), [{ unit: 'U-1', evidenceCount: 15 }])
})

t.test('nor once the need was closed for a reason', async (t) => {
  const [need] = await needs()
  const etag = String((await app.inject({ url: `/v1/training/needs/${need?.id}`, headers: bearer() })).headers.etag)
  await send(`/training/needs/${need?.id}/close`, { reason: 'Taught at the desk.' }, { 'if-match': etag })
  t.strictSame(await derive(), NOTHING)
  t.equal((await needs()).length, 1)
})
