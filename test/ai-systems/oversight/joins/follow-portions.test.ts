import t from 'tap'
import { followForOversight } from '../../../../src/ai-systems/index.ts'
import type { JoinDeps } from '../../../../src/ai-systems/index.ts'
import { STEP_BOUNDS } from '../../../../src/ai-systems/oversight/joins/follow-log.ts'
import { oversightJoinDeps } from '../../../../src/features.ts'
import { runOperatorTx } from '../../../../src/platform/db/operator-tx.ts'
import { FollowedLogs, systemPrincipal } from '../../../../src/platform/log/followed-logs.ts'
import { addOperator } from '../../../../src/platform/operators.ts'
import { aiOutput, ndjson } from '../../../support/ai-outputs.ts'
import { Inventory } from '../../../support/ai-systems.ts'
import { testApp } from '../../../support/app.ts'
import { declaration, item } from '../../../support/facts.ts'
import { oversightTotals, totalsAgree } from '../../../support/oversight-totals.ts'
import { testDatabase } from '../../../support/postgres.ts'
import { statementsOf } from '../../../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../../../support/tokens.ts'

/** However much an event stands for, the follower takes it in portions, each a short transaction, and goes on where it stopped. */

const { appUrl } = await testDatabase(t)
const clock = (): Date => new Date('2026-06-20T10:00:00Z')
const { app, db } = await testApp(t, appUrl, { bulkChunk: 1_000 }, { clock })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const inventory = new Inventory(app)
await inventory.prepare()
await inventory.inUse('CLASSIFIER', { validFrom: '2026-06-20' })

const deps = oversightJoinDeps({ db, clock })
const SMALL = { events: 100, looks: 10, items: 12 }
const follow = async (bounds = SMALL, by: JoinDeps = deps): Promise<number> => await followForOversight(by, new FollowedLogs(), bounds)
const carried = (of: object) => item({ aiAssisted: { classification: { systemId: 'CLASSIFIER', version: '4.2' } }, ...of })

async function send (path: string, lines: readonly object[], good: RegExp): Promise<void> {
  const { body } = await app.inject({ method: 'POST', url: `/v1${path}`, headers: { ...bearer({ subject: 'erp' }), 'content-type': 'application/x-ndjson' }, payload: ndjson(lines) })
  if (body.match(good)?.length !== lines.length) throw new Error(body.slice(0, 1_000))
}
const outputs = async (lines: readonly object[]): Promise<void> => { await send('/ai-outputs/bulk', lines, /"created"/g) }
const push = async (lines: readonly object[]): Promise<void> => { await send('/declarations/bulk', lines, /"created"/g) }

/** Three items each, with an output of its own each. */
const declarations = (name: string, count: number) => Array.from({ length: count }, (_, index) => declaration({ lrn: `${name}-${index}`, statusAt: '2026-03-02T09:00:00Z', items: [1, 2, 3].map((itemNumber) => carried({ itemNumber })) }))
const outputsOf = (name: string, count: number) => Array.from({ length: count * 3 }, (_, index) => aiOutput(`${name}-${index}`, { proposal: '8518300090', madeAt: '2026-03-01T10:00:00Z', declaration: { lrn: `${name}-${Math.floor(index / 3)}`, declarant: 'IT01234567890' }, itemNumber: index % 3 + 1 }))
const onGoods = (name: string, goodsRef: string, count: number) => Array.from({ length: count }, (_, index) => aiOutput(`${name}-${index}`, { proposal: '8518300090', madeAt: '2026-03-01T10:00:00Z', goodsRef }))

const select = async <Row>(text: string): Promise<Row[]> => await runOperatorTx(db.operations, systemPrincipal(operatorId, TEST_OPERATOR), async (tx) => await tx.query<Row>(text), clock)
/** Outputs that are in use, items that are logged and are not, as the totals have them. */
async function counted (): Promise<[used: number, logged: number, notLogged: number]> {
  const { totals } = await oversightTotals(db, operatorId)
  const sum = (bin: string): number => totals.filter((count) => count.counter === 'item' && count.bin === bin).reduce((all, { count }) => all + count, 0)
  const [row] = await select<{ used: number }>('select count(*)::integer as used from aeo.ai_outputs o where o.used_at is not null')
  return [row?.used ?? 0, sum('logged'), sum('not_logged')]
}
const within = async () => (await select<{ kind: number | null, id: string | null }>('select f.after_kind as kind, f.after_id as id from aeo.ai_oversight_followers f'))[0]
const transactions = (statements: readonly string[]): string[][] => statements.reduce<string[][]>((all, text) => {
  if (text.startsWith('begin')) all.push([])
  all.at(-1)?.push(text)
  return all
}, [])

t.test('a file with more outputs than a portion is joined portion by portion, each with the same statements', async (t) => {
  await push(declarations('A', 20))
  await follow()
  t.strictSame(await counted(), [0, 0, 60])
  await outputs(outputsOf('A', 20))
  let changed = 0
  const steps = transactions(await statementsOf(db, async () => { changed = await follow() }))
  t.equal(changed, 60, 'each output once')
  t.strictSame(await counted(), [60, 60, 0])
  const joining = steps.filter((statements) => statements.some((text) => text.includes('update aeo.ai_outputs')))
  t.equal(joining.length, 10, 'six outputs and their six items make a portion')
  t.equal(new Set(joining.map(({ length }) => length)).size, 1, 'each with as many statements')
  t.strictSame(await within(), { kind: null, id: null })
  t.equal(await follow(), 0)
  await totalsAgree(t, db, operatorId)
})

t.test('a step that is killed in the middle of an event goes on from the step before, and counts nothing twice', async (t) => {
  await push(declarations('B', 20))
  await follow()
  await outputs(outputsOf('B', 20))
  const before = await counted()
  let calls = 0
  const killed: JoinDeps = {
    ...deps,
    rulingsOnGoods: async (tx, goods) => {
      if (++calls === 5) await tx.query('select pg_terminate_backend(pg_backend_pid())')
      return await deps.rulingsOnGoods(tx, goods)
    }
  }
  await t.rejects(follow(SMALL, killed), /could not be followed/)
  const halfway = await counted()
  t.ok(halfway[0] > before[0] && halfway[0] < before[0] + 60, `${halfway[0] - before[0]} of 60 outputs are joined`)
  t.match(await within(), { kind: 0, id: /^[0-9a-f-]{36}$/ }, 'it stopped within the event')
  await totalsAgree(t, db, operatorId)
  t.equal(await follow(), 60 - (halfway[0] - before[0]), 'the rest, once each')
  t.strictSame(await counted(), [before[0] + 60, before[1] + 60, 0])
  t.strictSame(await select('select o.reference from aeo.ai_outputs o where o.used_at is not null and o.revision <> 2'), [], 'none was written twice')
  await totalsAgree(t, db, operatorId)
})

t.test('goods that were declared more often than a portion holds are all logged once their output comes', async (t) => {
  await push(Array.from({ length: 30 }, (_, index) => declaration({ lrn: `C-${index}`, statusAt: '2026-03-02T09:00:00Z', items: [carried({ goodsRef: 'M-C' })] })))
  await follow()
  const [, logged] = await counted()
  await outputs(onGoods('C', 'M-C', 1))
  await follow()
  const [, now, notLogged] = await counted()
  t.strictSame([now, notLogged], [logged + 30, 0])
  await totalsAgree(t, db, operatorId)
})

t.test('a ruling reaches all outputs on its goods, and those of declarations with an item on them', async (t) => {
  await outputs([...onGoods('D', 'M-D', 25), ...Array.from({ length: 15 }, (_, index) => aiOutput(`DD-${index}`, { proposal: '8518300090', madeAt: '2026-03-01T10:00:00Z', declaration: { lrn: `D-${index}`, declarant: 'IT01234567890' }, itemNumber: 1 }))])
  await push(Array.from({ length: 15 }, (_, index) => declaration({ lrn: `D-${index}`, statusAt: '2026-03-02T09:00:00Z', items: [carried({ goodsRef: 'M-D' })] })))
  await follow()
  await inventory.call('POST', '/goods', { goodsRef: 'M-D', descriptions: [{ language: 'en', text: 'x', validFrom: '2026-01-01' }], rulings: [{ reference: 'ITBTI-D', code: '8517620000', validFrom: '2026-05-04' }] }, 'erp')
  t.equal(await follow(), 40)
  t.strictSame(await select(`select count(*)::integer as ruled from aeo.ai_output_outcomes c where c.reference = 'ITBTI-D' and not c.proposal_right`), [{ ruled: 40 }])
  t.equal(await follow(), 0)
  await totalsAgree(t, db, operatorId)
})

t.test('decisions that came as a file are judged portion by portion as well', async (t) => {
  await outputs(onGoods('E', 'M-D', 25))
  await follow()
  await send('/ai-decisions/bulk', Array.from({ length: 25 }, (_, index) => ({
    kind: 'decision', system: 'CLASSIFIER', reference: `E-${index}`, decision: 'accepted', reviewer: 'P-1', shownAt: '2026-03-01T10:00:05Z', decidedAt: '2026-03-01T10:00:45Z'
  })), /"changed"/g)
  await follow()
  t.strictSame(await select(`select count(*)::integer as wrong from aeo.ai_output_outcomes c join aeo.ai_outputs o on o.operator_id = c.operator_id and o.id = c.output_id where o.reference like 'E-%' and not c.final_right`), [{ wrong: 25 }])
  await totalsAgree(t, db, operatorId)
})

t.test('with the bounds of production, a chunk of thousands of outputs takes several transactions', async (t) => {
  const count = STEP_BOUNDS.looks * 2 + 500
  await outputs(onGoods('F', 'M-D', count))
  t.strictSame((await select<{ count: number }>(`select (l.data::json ->> 'count')::integer as count from aeo.operator_log l where l.type = 'ai_output.recorded_many' order by l.epoch desc, l.seq desc limit 1`)), [{ count }], 'one event for all of them')
  let changed = 0
  const steps = transactions(await statementsOf(db, async () => { changed = await follow(STEP_BOUNDS) }))
  t.equal(changed, count)
  t.equal(steps.filter((statements) => statements.some((text) => text.includes('update aeo.ai_outputs'))).length, 3)
  await totalsAgree(t, db, operatorId)
})
