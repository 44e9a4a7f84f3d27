import t from 'tap'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { listLinks } from '../../../src/training/calendar/link-store.ts'
import { acknowledgementsOf, listAcknowledgements } from '../../../src/training/messages/acknowledgement-store.ts'
import { listMessages } from '../../../src/training/messages/message-store.ts'
import { queryPlans } from '../../support/query-plans.ts'

const ROWS = [
  'insert into aeo.units (operator_id, id, code) select $1, gen_random_uuid(), \'U\' || i from generate_series(0, 99) i',
  'insert into aeo.people (operator_id, id, pseudonym, employment_kind) select $1, gen_random_uuid(), \'P\' || i, \'employee\' from generate_series(0, 19) i',
  `insert into aeo.training_messages (operator_id, id, kind, title, text, issued_on, due_on, to_all, to_units, to_positions, to_responsibilities, to_people, recorded_by, recorded_at)
    select $1, gen_random_uuid(), (array['law_change', 'audit_result', 'system_change', 'other'])[1 + i % 4], 'x', 'x', date '2020-01-01' + i % 2000, date '2030-01-01', true, '{}', '{}', '{}', '{}', gen_random_uuid(), now() from generate_series(1, 5000) i`,
  `insert into aeo.training_acknowledgements (operator_id, id, message, person, acknowledged_on, means, recorded_by, recorded_at)
    select $1, gen_random_uuid(), m.id, p.pseudonym, m.issued_on, 'self', gen_random_uuid(), now() from aeo.training_messages m, aeo.people p where m.operator_id = $1 and p.operator_id = $1 and m.kind = 'other'`,
  `insert into aeo.calendar_links (operator_id, id, token_sha256, unit, within_days, expires_at, created_by, created_at)
    select $1, gen_random_uuid(), sha256(i::text::bytea), 'U' || i % 100, 90, now(), gen_random_uuid(), now() from generate_series(1, 5000) i`
]
const { plansOf, superuser } = await queryPlans(t, ROWS)

const START = { day: '2024-03-04', id: '018f0000-0000-7000-8000-000000000000' }
const LISTS: Record<string, (tx: OperatorTx) => Promise<unknown>> = {
  messages: async (tx) => await listMessages(tx, {}, 101),
  'messages of a kind': async (tx) => await listMessages(tx, { kind: 'law_change' }, 101),
  'messages of a period, from a page on': async (tx) => await listMessages(tx, { from: '2024-03-01', to: '2024-03-05' }, 101, START),
  'messages in force': async (tx) => await listMessages(tx, { on: '2024-03-05' }, 101),
  'acknowledgements of a message': async (tx) => await listAcknowledgements(tx, START.id, 101, START.id),
  'acknowledgements of messages': async (tx) => await acknowledgementsOf(tx, [START.id], '2024-03-05'),
  'calendar links': async (tx) => await listLinks(tx, undefined, 101),
  'calendar links of a unit': async (tx) => await listLinks(tx, 'U7', 101, START.id)
}

for (const [name, list] of Object.entries(LISTS)) {
  t.test(`the list of ${name} uses an index, as the service itself`, async (t) => {
    const plans = await plansOf(list)
    t.equal(plans.length, 1)
    t.match(plans[0], /Index (Only )?Scan|Bitmap Index Scan/)
    t.notMatch(plans[0], /Seq Scan/)
  })
}

t.test('a link is found by its token without reading the others, whoever they belong to', async (t) => {
  const { rows } = await superuser.query<{ 'QUERY PLAN': string }>('explain select l.id from aeo.calendar_links l where l.token_sha256 = sha256(\'7\')')
  t.match(rows.map((row) => row['QUERY PLAN']).join('\n'), /calendar_links_by_token/)
})
