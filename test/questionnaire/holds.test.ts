import t from 'tap'
import { RETAINED_ELSEWHERE } from '../../src/features.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { runRetention } from '../../src/records/index.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { AskedQuestionnaire } from '../support/questionnaire.ts'
import { inTx } from '../support/risk-audits.ts'
import { TEST_OPERATOR } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-11-10T10:00:00Z') })
const asked = new AskedQuestionnaire(app)
await asked.prepare()
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')

t.test('a hold of some days keeps the words of whatever answer stood on any of them, wherever it began and ended', async (t) => {
  await asked.answer('6.2.1', { answeredOn: '2026-02-01' })
  await asked.answer('6.2.1', { answeredOn: '2026-06-01' })
  const held = async (from: string, to: string): Promise<{ onRequest: boolean, byYears: number | undefined }> => {
    const { id } = await asked.post('/legal-holds', { class: 'questionnaire', from, to, reason: 'Control' })
    const run = await runRetention(async (work) => await inTx(db, operatorId, work), { apply: false, today: '2037-01-01', others: RETAINED_ELSEWHERE })
    const answer = to < '2026-02-01' ? undefined : await asked.call('POST', '/questionnaire/6.2.1/erase-words', undefined, {})
    await asked.call('POST', `/legal-holds/${id}/lift`, { reason: 'Over' }, { 'if-match': '*' })
    return { onRequest: answer?.statusCode === 409, byYears: run.find(({ name }) => name === 'questionnaire')?.held }
  }
  t.strictSame(await held('2026-01-01', '2026-01-31'), { onRequest: false, byYears: 0 }, 'before there was any')
  t.strictSame(await held('2026-01-01', '2026-02-01'), { onRequest: true, byYears: 1 }, 'on the day of the first')
  t.strictSame(await held('2026-03-01', '2026-03-31'), { onRequest: true, byYears: 1 }, 'while the first stood')
  t.strictSame(await held('2026-07-01', '2026-07-31'), { onRequest: true, byYears: 0 }, 'while the second stands')
  t.strictSame(await held('2026-11-10', '2026-12-31'), { onRequest: true, byYears: 0 }, 'today')
  t.equal((await asked.find('6.2.1')).wire.state, 'answered', 'nothing has gone')
  t.strictSame(await held('2026-11-11', '2026-12-31'), { onRequest: false, byYears: 0 }, 'of days to come: they go')
  t.match((await asked.find('6.2.1')).wire, { state: 'unanswered', answer: { text: null } })
})
