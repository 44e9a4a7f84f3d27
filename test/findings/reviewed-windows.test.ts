import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import pg from 'pg'
import t from 'tap'
import { declaredInWindows, handlersOf, rebuildExaminationTotals } from '../../src/declarations/index.ts'
import { confirmedEvidence, reviewedInWindows } from '../../src/findings/index.ts'
import type { ReviewWindow } from '../../src/findings/index.ts'
import type { Principal } from '../../src/platform/access.ts'
import { onConnection, withOperatorReadOnly } from '../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const principal: Principal = { subject: 'reader', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }
const inTx = async <T>(work: (tx: OperatorTx) => Promise<T>): Promise<T> => await withOperatorReadOnly(db, principal, 'findings:read', work)
const recounted = async (): Promise<unknown> => await onConnection(db.operations, async (client) => await rebuildExaminationTotals(client, operatorId, false))

interface Raised { readonly id: string, readonly declarationId: string, readonly unit: string, readonly day: string, readonly severity: string, decision: string | null }
const raised: Raised[] = []
const declared: { unit: string, day: string }[] = []

/** Two findings of severity error, of classification; people decide some of them. */
async function push (lrn: string, unit: string, day: string, decisions: readonly (string | undefined)[]): Promise<void> {
  const items = decisions.map((_, index) => item({ itemNumber: index + 1, taric2: undefined }))
  const payload = declaration({ lrn, acceptanceDate: day, handledBy: `p-${lrn}`, ...(unit === '' ? {} : { orgUnitId: unit }), items: items.length > 0 ? items : [item()] })
  const pushed = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload })
  const { declarationId } = pushed.json<{ declarationId: string }>()
  declared.push({ unit, day })
  const found = (await app.inject({ url: `/v1/findings?declarationId=${declarationId}&pillar=classification`, headers: bearer() })).json<{ items: { id: string, itemNumber: number, severity: string }[] }>()
  for (const { id, itemNumber, severity } of found.items) {
    const decision = decisions[itemNumber - 1]
    raised.push({ id, declarationId, unit, day, severity, decision: decision ?? null })
    if (decision === undefined) continue
    const reviewed = await app.inject({ method: 'POST', url: `/v1/findings/${id}/review`, headers: { ...bearer(), 'if-match': '"1"' }, payload: { decision, words: 'So it is.', ...(decision === 'confirmed' ? { cause: 'training' } : {}) } })
    if (reviewed.statusCode !== 200) throw new Error(reviewed.body)
  }
}

const YES = 'confirmed'
const NO = 'dismissed'
await push('W-1', 'U-1', '2026-01-31', [YES, YES])
await push('W-2', 'U-1', '2026-02-01', [YES, undefined])
await push('W-3', 'U-1', '2026-02-28', [NO])
await push('W-4', 'U 2', '2026-02-01', [YES])
await push('W-5', '', '2026-02-01', [YES, NO])
await push('W-6', 'U-1', '2026-03-31', [])
await push('W-7', 'U 2', '2026-03-01', [undefined])
await push('W-8', 'U-1', '2026-02-01', [YES])

const inside = (window: { unit: string | null, from: string, to: string }, { unit, day }: { unit: string, day: string }): boolean =>
  (window.unit === null || window.unit === unit) && window.from <= day && day <= window.to

/** Stretches of two weeks from the first day on. */
function byStretch ({ from, to }: ReviewWindow, confirmed: readonly { declarationId: string, day: string }[]): number[] {
  const number = (day: string): number => Date.parse(day) / 86_400_000
  return Array.from({ length: Math.max(0, Math.ceil((number(to) - number(from) + 1) / 14)) }, (_, stretch) =>
    new Set(confirmed.filter(({ day }) => Math.floor((number(day) - number(from)) / 14) === stretch).map(({ declarationId }) => declarationId)).size)
}

/** The same, counted by hand. */
function byHand (window: ReviewWindow) {
  const found = window.pillar === 'classification' ? raised.filter((finding) => inside(window, finding)) : []
  return {
    errors: new Set(found.filter(({ decision }) => decision === YES).map(({ declarationId }) => declarationId)).size,
    errorsByStretch: byStretch(window, found.filter(({ decision }) => decision === YES)), raised: found.length, decided: found.filter(({ decision }) => decision !== null).length
  }
}

const FEBRUARY = { pillar: 'classification', from: '2026-02-01', to: '2026-02-28' }

t.test('a declaration with two confirmed errors is one, and what nobody has decided is raised only', async (t) => {
  t.match(await inTx(async (tx) => await reviewedInWindows(tx, [
    { unit: 'U-1', ...FEBRUARY, from: '2026-01-31', to: '2026-02-28' }, { unit: 'U-1', ...FEBRUARY }, { unit: 'U 2', ...FEBRUARY, to: '2026-03-31' },
    { unit: '', ...FEBRUARY }, { unit: null, ...FEBRUARY }, { unit: 'U-1', ...FEBRUARY, pillar: 'origin' }, { unit: 'U-1', ...FEBRUARY, from: '2026-03-01' }
  ])), [
    { errors: 3, raised: 6, decided: 5 }, { errors: 2, raised: 4, decided: 3 }, { errors: 1, raised: 2, decided: 1 },
    { errors: 1, raised: 2, decided: 2 }, { errors: 4, raised: 7, decided: 6 }, { errors: 0, raised: 0, decided: 0 }, { errors: 0, raised: 0, decided: 0 }
  ])
  t.strictSame(await recounted(), [])
})

const days = fc.integer({ min: 0, max: 120 }).map((days) => new Date(Date.UTC(2025, 11, 15 + days)).toISOString().slice(0, 10))
const windows = fc.array(fc.record({ unit: fc.constantFrom('U-1', 'U 2', '', 'U-9', null), pillar: fc.constantFrom('classification', 'value'), from: days, to: days }), { maxLength: 6 })

t.test('any windows are counted as by hand, with one statement each', async (t) => {
  await fc.assert(fc.asyncProperty(windows, async (asked) => {
    const [reviews, declarations] = await inTx(async (tx) => [await reviewedInWindows(tx, asked), await declaredInWindows(tx, asked)] as const)
    t.same(reviews, asked.map(byHand))
    t.strictSame(declarations, asked.map((window) => declared.filter((each) => inside(window, each)).length))
  }), { numRuns: 40 })
  const asked = [null, 'U-1', 'U 2', ''].flatMap((unit) => ['classification', 'value'].map((pillar) => ({ ...FEBRUARY, unit, pillar })))
  const texts = await statementsOf(db, async () => await inTx(async (tx) => [await reviewedInWindows(tx, asked), await declaredInWindows(tx, asked)]))
  t.equal(texts.filter((text) => /_totals/.test(text)).length, 2)
})

t.test('evidence is what people confirmed, without words, and says who handled it', async (t) => {
  const evidence = await inTx(async (tx) => await confirmedEvidence(tx, { from: '2026-02-01', to: '2026-02-28' }))
  t.strictSame(evidence.map(({ id }) => id).toSorted(), raised.filter(({ decision, day }) => decision === YES && day.startsWith('2026-02')).map(({ id }) => id).toSorted())
  t.match(evidence[0], { unit: 'U-1', pillar: 'classification', severity: 'error', cause: 'training', countedOn: '2026-02-01' })
  const named = raised.find(({ unit }) => unit === '')?.declarationId ?? ''
  t.strictSame(await inTx(async (tx) => await handlersOf(tx, [named])), [{ id: named, countedOn: '2026-02-01', unit: '', handledBy: 'p-W-5' }])
})

t.test('a change of the unit moves what is counted, and what was stored before the totals is counted as a recount does', async (t) => {
  const moved = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: declaration({ lrn: 'W-8', orgUnitId: 'U-3', acceptanceDate: '2026-02-02', items: [item({ taric2: undefined })] }) })
  t.equal(moved.statusCode, 200)
  const count = async () => await inTx(async (tx) => await reviewedInWindows(tx, [{ unit: 'U-3', ...FEBRUARY }, { unit: 'U-1', ...FEBRUARY }]))
  t.match(await count(), [{ errors: 1, raised: 1, decided: 1 }, { errors: 1, raised: 3, decided: 2 }])
  t.strictSame(await recounted(), [])
  await superuser.query('delete from aeo.finding_totals where dimension = \'unit_pillar\'')
  t.not((await recounted() as unknown[]).length, 0)
  const file = readFileSync(join(import.meta.dirname, '../../migrations/0024_finding_totals_by_unit_and_pillar.sql'), 'utf8')
  await superuser.query(/^do \$\$[\s\S]*?^end \$\$;/m.exec(file)?.[0] ?? '')
  t.strictSame(await recounted(), [])
  t.match(await count(), [{ errors: 1, raised: 1, decided: 1 }, { errors: 1, raised: 3, decided: 2 }])
})

t.test('windows and evidence are read over indexes, however many findings nobody has decided', async (t) => {
  await superuser.query(`insert into aeo.findings (operator_id, id, source, pillar, severity, message, values, counted_on, org_unit_id, opened_at)
    select $1, gen_random_uuid(), 'person', 'origin', 'warning', 'x', '{}', date '2024-01-01' + i % 1000, 'U-' || i % 20, now() from generate_series(1, 20000) i`, [operatorId])
  await superuser.query(`insert into aeo.finding_totals (operator_id, dimension, day, key, severity, opened, confirmed, dismissed, cured)
    select $1, 'unit_pillar', date '2020-01-01' + i % 2000, 'U-' || i / 2000 || ' origin', 'warning', 1, 0, 0, 0 from generate_series(0, 39999) i on conflict do nothing`, [operatorId])
  await superuser.query(`insert into aeo.declaration_totals (operator_id, dimension, day, key, currency, declarations, items, statistical_value, duties)
    select $1, 'unit', date '2020-01-01' + i % 2000, 'V-' || i / 2000, 'EUR', 1, 1, 0, 0 from generate_series(0, 39999) i`, [operatorId])
  await superuser.query('analyze aeo.findings, aeo.finding_totals, aeo.declaration_totals')
  const plans: string[] = []
  await inTx(async (tx) => {
    const explained = { ...tx, query: async (text: string, values: readonly unknown[] = []) => { plans.push(JSON.stringify(await tx.query(`explain ${text}`, values))); return [] } } as OperatorTx
    await confirmedEvidence(explained, FEBRUARY)
    await reviewedInWindows(explained, [{ unit: 'U-1', ...FEBRUARY }, { unit: null, ...FEBRUARY }])
    await declaredInWindows(explained, [{ unit: 'U-1', ...FEBRUARY, to: '2026-02-20' }])
  })
  for (const plan of plans) t.notMatch(plan, /Seq Scan on (findings|finding_totals|declaration_totals)/)
  t.match(plans[0], /findings_confirmed/)
  t.match(plans[1], /findings_confirmed.*finding_totals_pkey/)
  t.match(plans[2], /declaration_totals_pkey/)
})
