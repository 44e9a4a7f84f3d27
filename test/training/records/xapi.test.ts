import t from 'tap'
import { hoursOf, percentOf, toldBy, VALID_UNTIL } from '../../../src/training/records/xapi/statement.ts'
import type { Statement } from '../../../src/training/records/xapi/statement.ts'
import { testApp } from '../../support/app.ts'
import { HOSTILE } from '../../support/hostile.ts'
import { testDatabase } from '../../support/postgres.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
let ahead = 0
const { app, db } = await testApp(t, appUrl, {}, { clock: () => new Date(Date.now() + ahead) })

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const push = async (payload: object, headers: Record<string, string> = { 'x-experience-api-version': '1.0.3' }) => await call('POST', '/training/xapi/statements', payload, headers)
const pointersOf = async (payload: object): Promise<string[]> => {
  const answer = await push(payload)
  return answer.json<{ errors?: { pointer: string }[] }>().errors?.map(({ pointer }) => pointer) ?? [`${answer.statusCode}`]
}
const records = async (query = ''): Promise<Record<string, unknown>[]> => (await call('GET', `/training/records?${query}`)).json<{ items: Record<string, unknown>[] }>().items

const verb = (name: string) => ({ id: `http://adlnet.gov/expapi/verbs/${name}` })
const account = (name: string) => ({ account: { homePage: 'https://lms.example', name } })
const ACTIVITY = 'https://lms.example/courses/origin'
const idOf = (n: number): string => `01980000-0000-4000-8000-${String(n).padStart(12, '0')}`
const statement = (changes: object = {}) => ({ id: idOf(1), actor: account('P-1'), verb: verb('completed'), object: { id: ACTIVITY }, timestamp: '2025-03-01T09:00:00Z', ...changes })

for (const pseudonym of ['P-1', 'P-2', 'P-3']) await call('POST', '/people', { pseudonym, employmentKind: 'employee' })
const contact = async (person: string, payload: object): Promise<void> => {
  const answer = await call('PATCH', `/people/${person}/contact`, payload, { 'if-match': '*' })
  if (answer.statusCode >= 300) throw new Error(answer.body)
}
await contact('P-2', { name: 'Canary Rossi', email: 'Canary.Rossi@example.org', subject: 'login-2' })
await contact('P-3', { name: 'Other', email: 'shared@example.org', subject: 'P-1x' })
for (const [code, activity, more] of [['ORIGIN', ACTIVITY, {}], ['TESTED', 'https://lms.example/courses/tested', { passMark: 70 }]] as const) {
  await call('POST', '/training/courses', { code, title: 'x', kind: 'e_learning', provider: 'x', providerType: 'vendor', activity, version: { validFrom: '2024-01-01', hours: '2', validityMonths: 12, topics: [{ topic: 'origin', level: 1 }], ...more } })
}

t.test('a statement tells of completion, result and validity what its verb and result say', (t) => {
  const cases: [name: string, changes: object, told: object][] = [
    ['completed', {}, { result: 'attended', completedOn: '2025-03-01', score: null, hours: null, validUntil: null }],
    ['completed with success', { result: { success: true, completion: true } }, { result: 'passed' }],
    ['completed without', { result: { success: false } }, { result: 'failed' }],
    ['experienced', { verb: verb('experienced') }, { result: 'attended' }], ['attended', { verb: verb('attended') }, { result: 'attended' }],
    ['passed', { verb: verb('passed') }, { result: 'passed' }], ['mastered', { verb: verb('mastered'), result: { success: true } }, { result: 'passed' }], ['failed', { verb: verb('failed') }, { result: 'failed' }],
    ['the day where it was completed, as written', { timestamp: '2025-03-02T00:30:00+02:00' }, { completedOn: '2025-03-02' }],
    ['no timestamp', { timestamp: undefined }, { completedOn: '2026-01-31', dated: false }],
    ['no timestamp, but stored', { timestamp: undefined, stored: '2025-03-04T23:30:00-05:00' }, { completedOn: '2025-03-04', dated: true }],
    ['score and duration', { result: { score: { scaled: 0.875 }, duration: 'PT1H30M' } }, { score: '87.5', hours: '1.5' }],
    ['a certificate', { result: { extensions: { [VALID_UNTIL]: '2026-02-28', 'https://lms.example/other': 1 } } }, { validUntil: '2026-02-28' }],
    ['an id in capitals', { id: idOf(7).toUpperCase().replace('01980000', '0198ABCD') }, { id: idOf(7).replace('01980000', '0198abcd') }],
    ['mail in any case', { actor: { mbox: 'mailto:A.B@Example.org' } }, { actor: { mail: 'a.b@example.org' } }]
  ]
  for (const [name, changes, told] of cases) t.match(toldBy(statement(changes) as Statement, '', '2026-01-31'), { kind: 'completion', ...told }, name)
  t.strictSame(toldBy(statement({ verb: verb('voided'), object: { objectType: 'StatementRef', id: idOf(2) } }) as Statement, '', '2026-01-31'), { kind: 'void', id: idOf(1), target: idOf(2) })
  const faulty: [name: string, changes: object, pointers: string[]][] = [
    ['a verb that tells no completion', { verb: verb('launched') }, ['/verb/id']], ['not completed', { result: { completion: false } }, ['/result/completion']], ['passed without success', { verb: verb('passed'), result: { success: false } }, ['/result/success']],
    ['failed with success', { verb: verb('failed'), result: { success: true } }, ['/result/success']], ['two names of a person', { actor: { ...account('P-1'), mbox: 'mailto:a@b.c' } }, ['/actor']], ['none', { actor: { name: 'Rossi' } }, ['/actor']],
    ['second 60', { timestamp: '2025-03-01T09:00:60Z' }, ['/timestamp']], ['stored never', { timestamp: undefined, stored: 'yesterday' }, ['/stored']], ['a duration in months', { result: { duration: 'P1M' } }, ['/result/duration']], ['an end that is no day', { result: { extensions: { [VALID_UNTIL]: '2026-02-29' } } }, [`/result/extensions/${VALID_UNTIL.replaceAll('/', '~1')}`]],
    ['voiding an activity', { verb: verb('voided') }, ['/object']], ['completing a statement', { object: { objectType: 'StatementRef', id: idOf(2) } }, ['/object/objectType']]
  ]
  for (const [name, changes, pointers] of faulty) {
    const told = toldBy(statement(changes) as Statement, '', '2026-01-31')
    t.strictSame('faults' in told ? told.faults.map(({ pointer }) => pointer) : told, pointers, name)
  }
  t.end()
})

t.test('a score is per cent of what could be reached, and a duration hours', (t) => {
  const scores: [Parameters<typeof percentOf>[0], string | null][] = [
    [undefined, null], [{}, null], [{ scaled: 0 }, '0'], [{ scaled: 1 }, '100'], [{ scaled: 1e-7 }, '0.00001'], [{ scaled: 2 / 3 }, '66.666667'], [{ raw: 7, max: 10 }, '70'], [{ raw: 15, min: 10, max: 20 }, '50'],
    [{ raw: 7 }, null], [{ raw: 7, max: 0 }, null], [{ raw: 11, max: 10 }, null], [{ scaled: 0.5, raw: 9, max: 10 }, '50'], [{ scaled: -0.25 }, null]
  ]
  for (const [score, percent] of scores) t.equal(percentOf(score), percent, JSON.stringify(score))
  const durations: [string, string | undefined][] = [
    ['PT90M', '1.5'], ['PT1H', '1'], ['PT36S', '0.01'], ['PT0.5S', '0.000139'], ['P1DT1H', '25'], ['P1W', '168'], ['PT1H30M36S', '1.51'], ['PT0S', '0'],
    ['P', undefined], ['PT', undefined], ['P1Y', undefined], ['P1M', undefined], ['PT1.5H', undefined], ['1H', undefined], ['PT-1H', undefined], ['P1WT1H', undefined],
    ['PT9999H', '9999'], ['PT9999H1S', undefined], ['P60W', undefined]
  ]
  for (const [duration, hours] of durations) t.equal(hoursOf(duration), hours, duration)
  t.end()
})

t.test('a statement is one record, however often it comes, and another under its id is a conflict', async (t) => {
  const answer = await push(statement({ result: { score: { scaled: 0.875 } } }))
  t.match(answer, { statusCode: 200, headers: { 'x-experience-api-version': '1.0.3' } })
  t.strictSame(answer.json(), [idOf(1)])
  t.strictSame((await push([statement({ result: { score: { scaled: 0.875 } } })], { 'x-experience-api-version': '2.0.0' })).headers['x-experience-api-version'], '2.0.0')
  const [record, ...others] = await records()
  t.match([record, others], [{ reference: `xapi:${idOf(1)}`, person: 'P-1', course: 'ORIGIN', version: 1, completedOn: '2025-03-01', result: 'attended', score: '87.5', hours: '2', endsOn: '2026-03-01', source: 'xapi' }, []])
  await call('PATCH', `/training/records/${String(record?.['id'])}`, { hours: '3', score: '90' }, { 'if-match': '*' })
  t.equal((await push(statement({ result: { score: { scaled: 0.875 } } }))).statusCode, 200, 'also after it was corrected')
  t.match(await records(), [{ hours: '3', score: '90' }], 'and the correction stays')
  const other = await push([statement({ id: idOf(2) }), statement({ verb: verb('failed') })])
  t.match(other.json(), { type: '/problems/xapi-statement-conflict', status: 409, errors: [{ pointer: '/1/id' }] })
  t.equal((await records()).length, 1, 'nothing of the request is taken')
  t.match((await push([statement({ id: idOf(2) }), statement({ id: idOf(2), actor: account('P-2') })])).json(), { status: 409, errors: [{ pointer: '/1/id' }] }, 'also within a request')
  t.strictSame((await push([statement({ id: idOf(2) }), statement({ id: idOf(2) })])).json(), [idOf(2), idOf(2)])
  t.equal((await records()).length, 2)
})

t.test('a statement that does not say when is of the day on which it first came, also when it comes again later', async (t) => {
  const undated = statement({ id: idOf(15), timestamp: undefined, actor: account('P-3') })
  t.strictSame((await push(undated)).json(), [idOf(15)])
  const [first] = await records('person=P-3')
  ahead = 36 * 3_600_000
  t.teardown(() => { ahead = 0 })
  t.strictSame((await push(undated)).json(), [idOf(15)])
  t.match(await records('person=P-3'), [{ completedOn: first?.['completedOn'] }])
  t.equal((await push({ ...undated, verb: verb('failed') })).statusCode, 409, 'what it says otherwise still counts')
})

t.test('a statement without an id gets one that the same statement gets again', async (t) => {
  const { id: _id, ...without } = statement({ timestamp: '2025-03-05T09:00:00Z' })
  const [first] = (await push(without)).json<string[]>()
  t.strictSame((await push([without])).json(), [first])
  t.not((await push({ ...without, timestamp: '2025-03-05T09:00:01Z' })).json<string[]>()[0], first)
  t.equal((await records('from=2025-03-05&to=2025-03-05')).length, 2)
})

t.test('people are known by pseudonym, login or mail address, and nothing that names them is kept', async (t) => {
  const named = [account('P-2'), account('login-2'), { name: 'Canary Rossi', mbox: 'mailto:canary.rossi@EXAMPLE.org' }]
  t.equal((await push(named.map((actor, index) => statement({ id: idOf(20 + index), actor })))).statusCode, 200)
  t.strictSame((await records('person=P-2')).length, 3)
  await contact('P-1', { email: 'shared@example.org' })
  t.strictSame(await pointersOf([statement({ id: idOf(30), actor: account('NOBODY') }), statement({ id: idOf(31), actor: { mbox: 'mailto:shared@example.org' } }), statement({ id: idOf(32), object: { id: 'https://lms.example/none' } })]), ['/0/actor', '/1/actor', '/2/object/id'])
  t.match((await push([statement({ id: idOf(31), actor: { mbox: 'mailto:shared@example.org' } })])).json(), { errors: [{ detail: 'is more than one person', hint: /by pseudonym, or correct/ }] })
  for (const body of [JSON.stringify(await records()), (await call('GET', '/events?limit=1000&')).body]) t.notMatch(body, /canary|login-2/i)
})

t.test('a voided statement shows nothing from the first day on, once and for all', async (t) => {
  const voiding = (n: number, target: string) => ({ id: idOf(n), actor: account('P-1'), verb: verb('voided'), object: { objectType: 'StatementRef', id: target } })
  t.strictSame((await push([statement({ id: idOf(40), timestamp: '2025-04-01T09:00:00Z' }), voiding(41, idOf(40))])).json(), [idOf(40), idOf(41)], 'in one request as well')
  t.match(await records('from=2025-04-01&to=2025-04-01'), [{ revokedFrom: '2025-04-01', completedOn: '2025-04-01' }])
  t.equal((await push(voiding(41, idOf(40)))).statusCode, 200, 'the same again')
  t.equal((await push(statement({ id: idOf(40), timestamp: '2025-04-01T09:00:00Z' }))).statusCode, 200)
  t.match(await records('from=2025-04-01&to=2025-04-01'), [{ revokedFrom: '2025-04-01' }], 'what was voided does not come back')
  t.strictSame(await pointersOf([voiding(42, idOf(99))]), ['/0/object/id'])
  t.equal((await call('POST', '/training/courses', { code: 'VOIDED', title: 'x', kind: 'e_learning', provider: 'x', providerType: 'vendor', activity: 'https://lms.example/voided', version: { validFrom: '2024-01-01', hours: '1', topics: [{ topic: 'origin', level: 1 }] } })).statusCode, 201)
  const wrong = [statement({ id: idOf(43), object: { id: 'https://lms.example/voided' }, timestamp: '2025-04-02T09:00:00Z' }), voiding(44, idOf(43))]
  t.equal((await push(wrong)).statusCode, 200)
  t.equal((await call('PATCH', '/training/courses/VOIDED', { closedOn: '2025-04-01' }, { 'if-match': '*' })).statusCode, 200)
  t.equal((await push(wrong)).statusCode, 200, 'the same again, also once the course is closed before that day')
})

t.test('hours that no statement states count once for a person, course and day', async (t) => {
  const told = (n: number, name: string, result?: object) => statement({ id: idOf(n), verb: verb(name), timestamp: '2025-05-01T09:00:00Z', ...(result === undefined ? {} : { result }) })
  await push([told(60, 'completed'), told(61, 'passed')])
  await push([told(62, 'passed'), told(63, 'passed', { duration: 'PT30M' })])
  const hours = (await records('from=2025-05-01&to=2025-05-01')).map((record) => [record['reference'], record['hours']])
  t.strictSame(hours.toSorted(), [[`xapi:${idOf(60)}`, '2'], [`xapi:${idOf(61)}`, '0'], [`xapi:${idOf(62)}`, '0'], [`xapi:${idOf(63)}`, '0.5']])
  t.equal((await push(told(61, 'passed'))).statusCode, 200, 'and the same again is the same')
})

t.test('what is taken and not kept may be sent, what is not known is refused, and the version of xAPI is asked for', async (t) => {
  const full = statement({
    id: idOf(50), actor: { objectType: 'Agent', name: 'CANARY', ...account('P-1') }, verb: { ...verb('completed'), display: { en: 'CANARY' } }, object: { objectType: 'Activity', id: ACTIVITY, definition: { name: { en: 'CANARY' } } },
    result: { completion: true, response: 'CANARY' }, context: { registration: idOf(1), extensions: { 'https://x.example/y': 'CANARY' } }, stored: '2025-03-01T09:00:00Z', authority: { mbox: 'mailto:canary@lms.example' }, version: '1.0.0', attachments: [{ usageType: 'CANARY' }]
  })
  t.equal((await push(full)).statusCode, 200)
  t.notMatch(JSON.stringify(await records()), /CANARY/i)
  t.strictSame(await pointersOf(statement({ operatorId: 'x' })), ['/operatorId'])
  t.strictSame(await pointersOf([statement(), statement({ result: { scores: 1 } })]), ['/1/result/scores'])
  t.strictSame(await pointersOf(statement({ actor: { objectType: 'Group', ...account('P-1') } })), ['/actor/objectType'])
  t.strictSame(await pointersOf(statement({ timestamp: '2029-03-01T09:00:00Z', id: idOf(51) })), ['/timestamp'], 'of the day to come nothing is known')
  t.strictSame(await pointersOf(statement({ id: idOf(52), verb: verb('passed'), object: { id: 'https://lms.example/courses/tested' }, result: { score: { scaled: 0.69 } } })), ['/result'], 'nor is one passed below the mark')
  t.equal((await push(statement(), {})).statusCode, 400)
  t.equal((await push(statement(), { 'x-experience-api-version': '0.95' })).statusCode, 400)
  t.equal((await push([])).statusCode, 400)
  t.equal((await push(Array.from({ length: 1001 }, (_, index) => statement({ id: idOf(1000 + index) })))).statusCode, 400, 'at most a thousand at once')
})

t.test('a score below nothing, as xAPI allows it, says how it ended and no per cent', async (t) => {
  t.equal((await push(statement({ id: idOf(900), verb: verb('failed'), timestamp: '2025-09-15T09:00:00Z', result: { score: { scaled: -1 } } }))).statusCode, 200)
  t.match(await records('from=2025-09-15&to=2025-09-15'), [{ result: 'failed', score: null }])
  t.strictSame(await pointersOf(statement({ id: idOf(901), result: { score: { scaled: -1.01 } } })), ['/result/score/scaled'])
})

t.test('any text in any place is taken or refused, never our failure', async (t) => {
  const places: ((text: string) => object)[] = [
    (text) => ({ id: text }), (text) => ({ actor: account(text) }), (text) => ({ actor: { mbox: `mailto:${text}@x.example` } }), (text) => ({ verb: { id: text } }), (text) => ({ object: { id: text } }), (text) => ({ timestamp: text }),
    (text) => ({ result: { duration: text } }), (text) => ({ result: { extensions: { [VALID_UNTIL]: text } } }), (text) => ({ context: { [text]: text } }), (text) => ({ actor: { ...account('P-1'), name: text } })
  ]
  for (const [index, place] of places.entries()) {
    for (const [name, text] of HOSTILE) {
      const { statusCode } = await push(statement({ id: idOf(5000), ...place(text) }))
      if (![200, 400, 409, 413].includes(statusCode)) t.fail(`place ${index} ${name}: ${statusCode}`)
    }
  }
  t.ok(HOSTILE.length > 10)
})

t.test('as many statements of the database for two hundred as for two', async (t) => {
  const file = (from: number, count: number) => Array.from({ length: count }, (_, index) => statement({ id: idOf(from + index), actor: account(index % 2 === 0 ? 'P-1' : 'login-2'), timestamp: '2025-06-01T09:00:00Z' }))
  const few = await statementsOf(db, async () => await push(file(6000, 2)))
  const many = await statementsOf(db, async () => await push(file(7000, 200)))
  t.equal(many.length, few.length, `${many.length} and ${few.length}`)
  t.equal((await records('from=2025-06-01&to=2025-06-01&limit=1000')).length, 202)
  const voiding = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ actor: account('P-1'), verb: verb('voided'), object: { objectType: 'StatementRef', id: idOf(from + index) } }))
  const voidingFew = await statementsOf(db, async () => await push(voiding(6000, 2)))
  const voidingMany = await statementsOf(db, async () => await push(voiding(7000, 200)))
  t.equal(voidingMany.length, voidingFew.length, `${voidingMany.length} and ${voidingFew.length} to void them`)
  t.ok((await records('from=2025-06-01&to=2025-06-01&limit=1000')).every((record) => record['revokedFrom'] === '2025-06-01'))
})
