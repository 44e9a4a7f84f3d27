import t from 'tap'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import { listEntries, standingsOn, wholeStandings } from '../../src/questionnaire/answers/answer-store.ts'
import { replacedAnswers } from '../../src/questionnaire/erasure/words-store.ts'
import { queryPlans } from '../support/query-plans.ts'

/** More than any company has, so that the plan is one of size. */
const ROWS = [
  "insert into aeo.units (operator_id, id, code) values ($1, gen_random_uuid(), 'U')",
  "insert into aeo.questionnaire_answers (operator_id, question, revision, entries) select $1, '1.1.' || i, 200, 200 from generate_series(1, 100) i",
  `insert into aeo.questionnaire_entries (operator_id, question, number, id, kind, answer, looked_on, review_on, not_applicable, words, owner_unit, evidence, replaced_on, recorded_by, recorded_at)
    select $1, '1.1.' || i, n, gen_random_uuid(), 'answered', n, date '2000-01-01' + n, date '2000-06-01' + n, false, repeat('x', 200), 'U', '[]', date '2000-01-01' + n + 1, gen_random_uuid(), now() from generate_series(1, 100) i, generate_series(1, 200) n`
]
const { planOf } = await queryPlans(t, ROWS)

t.test('answers, their history and those that others replaced are read over indexes', async (t) => {
  const id = '018f0000-0000-7000-8000-000000000000'
  const CASES: [name: string, ask: (tx: OperatorTx) => Promise<unknown>, index: RegExp][] = [
    ['where all answers stand', async (tx) => await standingsOn(tx, ['2000-03-01']), /questionnaire_entries_pkey/],
    ['on a year of days', async (tx) => await standingsOn(tx, Array.from({ length: 12 }, (_, index) => `2000-${String(index + 1).padStart(2, '0')}-01`)), /questionnaire_entries_pkey/],
    ['one answer', async (tx) => await wholeStandings(tx, '2000-03-01', '1.1.5'), /questionnaire_entries_pkey/],
    ['its history', async (tx) => await listEntries(tx, '1.1.5', 101, 90), /questionnaire_entries_pkey/],
    ['what others replaced', async (tx) => await replacedAnswers(tx, '2000-03-01', { day: '2000-02-01', id }, 500), /questionnaire_entries_replaced/]
  ]
  for (const [name, ask, index] of CASES) {
    const plan = await planOf(ask)
    t.match(plan, index, name)
    t.notMatch(plan, /Seq Scan on questionnaire_entries/, name)
  }
})
