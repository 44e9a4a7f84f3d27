import t from 'tap'
import { AskedQuestionnaire } from '../support/questionnaire.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)
const asked = new AskedQuestionnaire(app)
await asked.prepare()

t.test('a history comes in pages that are small whatever was written: a thousand answers at once would take all memory', async (t) => {
  for (let number = 1; number <= 23; number++) await asked.answer('6.2.1', { text: `Answer ${number}` })
  const page = async (query: string) => (await asked.call('GET', `/questionnaire/6.2.1/revisions${query}`)).json<{ items: { number: number }[], nextCursor: string | null }>()
  t.equal((await asked.call('GET', '/questionnaire/6.2.1/revisions?limit=21')).statusCode, 400)
  const first = await page('')
  t.strictSame(first.items.map(({ number }) => number), Array.from({ length: 20 }, (_, index) => 23 - index))
  const second = await page(`?cursor=${first.nextCursor}`)
  t.strictSame([second.items.map(({ number }) => number), second.nextCursor], [[3, 2, 1], null])
})
