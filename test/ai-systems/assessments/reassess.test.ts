import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import pg from 'pg'
import { classFunction } from '../../../src/ai-act/class-function.ts'
import { readRules } from '../../../src/ai-act/read-rules.ts'
import { RULE_SET } from '../../../src/ai-act/shipped-rules.ts'
import { reassessAll } from '../../../src/ai-systems/assessments/assessment-operations.ts'
import type { Principal } from '../../../src/platform/access.ts'
import type { Database } from '../../../src/platform/db/pool.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { GIVEN_CASES } from '../../support/ai-act.ts'
import { testApp } from '../../support/app.ts'
import { ASSESSOR, Inventory, MINIMAL } from '../../support/ai-systems.ts'
import { testDatabase } from '../../support/postgres.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

/** All systems judged anew, by how many statements and by whom. */

t.setTimeout(120_000)
const database = await testDatabase(t)
const clock = () => new Date('2026-11-25T10:00:00Z')
const { app, db } = await testApp(t, database.appUrl, {}, { clock })
const inventory = new Inventory(app)
await inventory.prepare()
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: ASSESSOR, eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const file = JSON.parse(readFileSync(join(import.meta.dirname, '../../../src/ai-act/rules.json'), 'utf8')) as { release: string, asOfLaw: string, rules: { id: string, obligations: string[] }[] }
/** Later releases: the same rules, of which one brings nothing any more. */
function without (id: string) {
  const set = readRules({ ...file, rules: file.rules.map((rule) => rule.id === id ? { ...rule, obligations: [], rationale: 'Changed' } : rule) })
  return { set, classes: classFunction(set) }
}
const [later, latest] = [without('O-LIT'), without('O-CLOUD3C')]
const deps = (over: Partial<{ db: Database, rules: typeof later }> = {}) => ({ db, clock, rules: later, ...over })
interface Run { reassessed: number, changed: number, remaining: number, items: { code: string, assessment: number, suspended: boolean }[] }
const reassess = async (over: Parameters<typeof deps>[0] = {}, key?: string): Promise<Run> => JSON.parse((await reassessAll(deps(over), principal, {}, key)).body) as Run

/** As many systems as that one, past the service. */
async function copies (of: string, from: number, to: number): Promise<void> {
  await superuser.query(`with n as (select i, gen_random_uuid() as id from generate_series($2::integer, $3::integer) i),
    s as (insert into aeo.ai_systems (operator_id, id, code, status, status_on, introduced_on, valid_from, provider, class, provisional, recorded_at)
      select o.operator_id, n.id, 'COPY-' || lpad(n.i::text, 4, '0'), o.status, o.status_on, o.introduced_on, o.valid_from, o.provider, o.class, o.provisional, o.recorded_at from aeo.ai_systems o, n where o.id = $1 and o.status <> 'in_use'),
    v as (insert into aeo.ai_system_versions select o.operator_id, n.id, o.version, o.valid_from, o.material, o.fields, o.questions, o.content, o.recorded_by, o.recorded_at from aeo.ai_system_versions o, n where o.system_id = $1),
    t as (insert into aeo.ai_system_statuses select o.operator_id, n.id, o.number, o.status, o.valid_from, o.reason, o.legal_review_reference, o.legal_review_sha256, o.decided_by, o.recorded_at from aeo.ai_system_statuses o, n where o.system_id = $1)
    insert into aeo.ai_assessments select o.operator_id, n.id, o.number, o.version, o.origin, o.answers, o.answers_not_taken, o.as_of, o.rule_set_version, o.class, o.provisional, o.requires_legal_review, o.contradictions, o.result, o.answered_by,
      o.assessed_by, o.recorded_at from aeo.ai_assessments o, n where o.system_id = $1 and o.number = 1`, [of, from, to])
  await superuser.query("update aeo.ai_systems set assessment = 1 where code like 'COPY-%' and assessment is null")
}

t.test('five hundred systems are judged by as many statements as three, and what is more is left for the next time', async (t) => {
  const one = await inventory.register('A-ONE')
  await inventory.assess(one)
  await copies(one, 1, 2)
  let [few, many]: [Run | undefined, Run | undefined] = [undefined, undefined]
  const forFew = await statementsOf(db, async () => { few = await reassess() })
  t.match(few, { reassessed: 3, changed: 3, remaining: 0, items: [{ code: 'A-ONE', assessment: 2 }, { code: 'COPY-0001' }, { code: 'COPY-0002' }] })
  await copies(one, 3, 501)
  const forMany = await statementsOf(db, async () => { many = await reassess({ rules: latest }) })
  t.match(many, { reassessed: 500, changed: 3, remaining: 2 })
  t.equal(forMany.length, forFew.length, forMany.join('\n'))
  t.match(await reassess({ rules: latest }), { reassessed: 2, remaining: 0 })
  const { rows: [owed] } = await superuser.query<{ literacy: string, systems: string }>("select count(*) filter (where obligation = 'OB-4-LITERACY' and owed) as literacy, count(distinct system_id) as systems from aeo.ai_obligations")
  t.strictSame(owed, { literacy: '502', systems: '502' }, 'what is owed follows for each')
  const { rows } = await superuser.query<{ number: number, systems: string }>('select assessment as number, count(*) as systems from aeo.ai_systems group by 1 order by 1')
  t.strictSame(rows, [{ number: 2, systems: '499' }, { number: 3, systems: '3' }])
})

t.test('sent again, it is the same answer; without the right there is none', async (t) => {
  const first = await reassess({ rules: later }, 'run')
  t.equal(first.reassessed, 500)
  t.strictSame(await reassess({ rules: later }, 'run'), first)
  t.match(await reassess({ rules: later }), { reassessed: 2, remaining: 0 })
  await t.rejects(reassessAll(deps(), { ...principal, scopes: new Set(['ai:read']) }, {}, undefined), /needs the scope ai:write/)
})

t.test('a system that changes while the others are judged is left for the next time', async (t) => {
  const { rows: [one] } = await superuser.query<{ id: string }>("select id from aeo.ai_systems where code = 'A-ONE'")
  await superuser.query("update aeo.ai_systems set status = 'retired' where code like 'COPY-%' and code > 'COPY-0003'")
  let isChanged = false
  const slow = { ...db, operations: Object.assign(Object.create(db.operations) as typeof db.operations, { connect: async () => {
    if (!isChanged) {
      isChanged = true
      await inventory.call('PATCH', `/ai-systems/${one?.id ?? ''}`, { productVersion: '7' })
    }
    return await db.operations.connect()
  } }) }
  t.match(await reassess({ db: slow, rules: latest }), { reassessed: 3, remaining: 1, items: [{ code: 'COPY-0001' }, { code: 'COPY-0002' }, { code: 'COPY-0003' }] })
  t.match(await reassess({ rules: latest }), { reassessed: 1, remaining: 0, items: [{ code: 'A-ONE' }] })
})

t.test('two runs at once judge each system once', async (t) => {
  const before = await superuser.query<{ id: string, assessment: number }>("select id, assessment from aeo.ai_systems where status <> 'retired' and assessment is not null")
  const runs = await Promise.all([reassess({ rules: later }), reassess({ rules: later })])
  const codes = runs.flatMap(({ items }) => items.map(({ code }) => code))
  t.strictSame([codes.length, new Set(codes).size], [before.rows.length, before.rows.length])
  for (const { id, assessment } of before.rows) t.equal((await superuser.query<{ assessment: number }>('select assessment from aeo.ai_systems where id = $1', [id])).rows[0]?.assessment, assessment + 1)
})

t.test('what the rules of today find prohibited is taken out of use with the others', async (t) => {
  const forbidden = GIVEN_CASES.find(({ expected }) => expected.class === 'prohibited')?.answers
  const ids = [await inventory.inUse('STOP-1'), await inventory.inUse('STOP-2'), await inventory.inUse('STAYS')]
  await superuser.query("update aeo.ai_assessments set rule_set_version = 'before' where system_id = any($1)", [ids])
  await superuser.query('update aeo.ai_assessments set answers = $2 where system_id = any($1)', [ids.slice(0, 2), JSON.stringify({ ...MINIMAL, ...forbidden })])
  const run = (await inventory.call('POST', '/ai-systems/reassess', {})).json<Run>()
  t.strictSame(run.items.filter(({ code }) => code.startsWith('ST')).map(({ code, suspended }) => [code, suspended]), [['STAYS', false], ['STOP-1', true], ['STOP-2', true]])
  for (const id of ids.slice(0, 2)) {
    t.match((await inventory.call('GET', `/ai-systems/${id}`)).json(), { status: 'suspended', assessment: { number: 2, class: 'prohibited', ruleSetVersion: RULE_SET.version } })
    t.match((await inventory.call('GET', `/ai-systems/${id}/status`)).json(), { items: [{ number: 4, status: 'suspended', reason: 'Assessment 2 finds it prohibited' }, { number: 3, status: 'in_use' }] })
  }
})

t.test('systems without a class are found, now and as they were on a day, by either door', async (t) => {
  await inventory.register('OPEN-NEVER')
  const open = await inventory.register('OPEN-ANSWERS')
  await inventory.assess(open, { s_ai_system: true })
  const codes = async (query: string) => (await inventory.call('GET', `/ai-systems?limit=1000&${query}`)).json<{ items: { code: string }[] }>().items.map(({ code }) => code)
  t.strictSame(await codes('unclassified=true'), ['OPEN-ANSWERS', 'OPEN-NEVER'])
  t.strictSame(await codes('unclassified=true&on=2026-11-25'), ['OPEN-ANSWERS', 'OPEN-NEVER'])
  const others = await codes('unclassified=false')
  t.ok(others.includes('A-ONE') && !others.includes('OPEN-NEVER'))
  t.strictSame(await codes('unclassified=true&class=minimal'), [])
  const query = '{ aiSystems(first: 10, filter: { unclassified: true }) { nodes { code } } }'
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })
  t.match(answer.json(), { data: { aiSystems: { nodes: [{ code: 'OPEN-ANSWERS' }, { code: 'OPEN-NEVER' }] } } })
})

t.test('answers that the rules of today do not take stop nobody from reading how controls stand', async (t) => {
  const id = await inventory.register('OLD-ANSWERS')
  await inventory.assess(id)
  await superuser.query("update aeo.ai_assessments set rule_set_version = 'before', answers = $2 where system_id = $1", [id, JSON.stringify({ ...MINIMAL, r_actor: 'withdrawn', c_domains: 'tariff_classification' })])
  t.equal((await inventory.call('GET', `/ai-systems/${id}/controls`)).statusCode, 200)
  t.match((await inventory.call('POST', '/ai-systems/reassess', {})).json(), { items: [{ code: 'OLD-ANSWERS', rulesRemoved: ['N-CUSTOMS-GOODS', 'O-SAQ-132', 'O-SAQ-37'], answersNotTaken: [{ question: 'r_actor' }, { question: 'c_domains' }] }] }, 'nothing is concluded from what is taken no more')
})
