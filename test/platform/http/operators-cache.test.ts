import t from 'tap'
import { rememberOperators } from '../../../src/platform/http/operators-cache.ts'
import type { KnownOperator } from '../../../src/platform/http/operators-cache.ts'

t.test('one question for all who wait, an answer for five seconds, a "no" for one', async (t) => {
  let now = 0
  let asked = 0
  let answer: KnownOperator | undefined = { operatorId: 'a', status: 'active' }
  const find = rememberOperators(async () => { asked += 1; return answer }, () => now)
  await Promise.all([find('IT1'), find('IT1'), find('IT1')])
  now = 4999
  await find('IT1')
  t.equal(asked, 1)
  answer = undefined
  now = 5000
  t.equal(await find('IT1'), undefined)
  now = 5999
  await find('IT1')
  t.equal(asked, 2)
  now = 6000
  await find('IT1')
  t.equal(asked, 3)
})

t.test('a failure is not remembered', async (t) => {
  let fails = true
  const find = rememberOperators(async () => {
    if (fails) throw new Error('planted')
    return { operatorId: 'a', status: 'active' }
  })
  await t.rejects(find('IT1'))
  fails = false
  t.match(await find('IT1'), { operatorId: 'a' })
})
