import t from 'tap'
import { countWaitingTests, eventsBehind, listDeliveries, lockFollowers, settle, take, waitingTypes } from '../../src/webhooks/delivery-store.ts'
import { listWebhooks } from '../../src/webhooks/webhook-store.ts'
import { queryPlans } from '../support/query-plans.ts'

const { planOf, plansOf, superuser, operatorId } = await queryPlans(t, [
  `insert into aeo.webhooks (operator_id, id, url, event_types, scopes, state, state_since, secret, epoch, seq, created_by, created_at, due_at)
    select $1, gen_random_uuid(), 'https://example.com/', '{*}', '{}', case when i % 50 = 0 then 'active' else 'retired' end, now(), case when i % 50 = 0 then '\\x00'::bytea end, 1, 0, gen_random_uuid(), now(), case when i % 500 = 0 then now() end from generate_series(1, 4000) i`,
  `insert into aeo.webhook_deliveries (operator_id, webhook_id, id, type, subject, epoch, seq, at, state, queued_at, due_at)
    select $1, w.id, gen_random_uuid(), 'unit.changed', 'unit:x', 1, i, now(), case when i % 10 = 0 then 'pending' else 'delivered' end, now() - i * interval '1 minute', case when i % 10 = 0 then now() end
    from (select v.id from aeo.webhooks v where v.operator_id = $1 and v.state = 'active' order by v.id limit 20) w, generate_series(1, 400) i`,
  `insert into aeo.operator_log (operator_id, epoch, seq, at, type, subject, actor, data, salt, data_hash, previous_hash, hash)
    select $1, 1, i, now(), 'unit.changed', 'unit:x', gen_random_uuid(), '{}', '', '', '', '' from generate_series(1, 5000) i`
])
const ID = '018f0000-0000-7000-8000-000000000000'
const AFTER = { queuedAt: '2026-11-01T00:00:00.000Z', id: ID }

const LISTS: Record<string, Parameters<typeof planOf>[0]> = {
  webhooks: async (tx) => await listWebhooks(tx, undefined, 101),
  'webhooks of a state, from a page on': async (tx) => await listWebhooks(tx, 'active', 101, ID),
  deliveries: async (tx) => await listDeliveries(tx, ID, undefined, 101),
  'deliveries from a page on': async (tx) => await listDeliveries(tx, ID, undefined, 101, AFTER),
  'deliveries of a state': async (tx) => await listDeliveries(tx, ID, 'given_up', 101, AFTER),
  'what waits, to be taken': async (tx) => await take(tx, ID, 4, false),
  'tests that wait': async (tx) => await countWaitingTests(tx, ID, 10),
  'what waits, by type': async (tx) => await waitingTypes(tx, ID),
  'whom events are told to': async (tx) => await lockFollowers(tx, 1_000, 10_000),
  'events behind positions': async (tx) => await eventsBehind(tx, [{ epoch: 1, seq: '1' }], 500)
}

for (const [name, list] of Object.entries(LISTS)) {
  t.test(`the list of ${name} uses an index, as the service itself`, async (t) => {
    const plan = await planOf(list)
    t.match(plan, /Index (Only )?Scan|Bitmap Index Scan/)
    t.notMatch(plan, /Seq Scan/)
  })
}

t.test('what is taken and settled is looked up by its keys, so that no plan reads all that was ever sent', async (t) => {
  const [taking = ''] = await plansOf(async (tx) => await take(tx, ID, 4, false))
  t.notMatch(taking, /Join|Nested Loop/)
  t.match(taking, /id = ANY \(\(InitPlan/)
  const [settling = ''] = await plansOf(async (tx) => { await settle(tx, ID, [{ id: ID, attempts: 1, state: 'delivered', dueAt: null, status: 204, error: null }]) })
  t.match(settling, /id = ANY/)
})

t.test('what waits is read from the queue of the one webhook, and what is due without reading what is not', async (t) => {
  t.match((await plansOf(async (tx) => await take(tx, ID, 4, false)))[0], /webhook_deliveries_waiting/)
  const due = await superuser.query<{ 'QUERY PLAN': string }>('explain select w.id from aeo.webhooks w where w.due_at <= now()')
  t.match(due.rows.map((row) => row['QUERY PLAN']).join('\n'), /webhooks_due/)
  const ended = await superuser.query<{ 'QUERY PLAN': string }>(`explain delete from aeo.webhook_deliveries d where d.operator_id = '${operatorId}' and d.queued_at < now() - interval '30 days' and d.state <> 'pending'`)
  t.match(ended.rows.map((row) => row['QUERY PLAN']).join('\n'), /webhook_deliveries_(ended|listed)/)
})
