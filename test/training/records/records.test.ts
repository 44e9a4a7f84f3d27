import t from 'tap'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)

type Method = 'GET' | 'POST' | 'PATCH'
const call = async (method: Method, url: string, payload?: object | string, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const created = async (url: string, payload: object): Promise<Record<string, unknown>> => {
  const answer = await call('POST', url, payload)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}
const bulk = async (path: string, lines: object[]) =>
  (await call('POST', `${path}/bulk`, lines.map((line) => JSON.stringify(line)).join('\n'), { 'content-type': 'application/x-ndjson' })).body.trim().split('\n').map((line) => JSON.parse(line) as { outcome: string, id?: string, problem?: { errors?: { pointer: string }[] } })
const pointersOf = async (url: string, payload: object): Promise<string[]> => {
  const answer = await call('POST', url, payload)
  return answer.json<{ status?: number, errors?: { pointer: string }[] }>().errors?.map(({ pointer }) => pointer) ?? [`${answer.statusCode}`]
}

const HASH = 'a'.repeat(64)
const version = (validFrom: string, changes: object = {}) => ({ validFrom, hours: '8', topics: [{ topic: 'origin', level: 2 }, { topic: 'value', level: 1 }], ...changes })
const course = (code: string, changes: object = {}) => ({ code, title: 'Origin', kind: 'course', provider: 'Customs department', providerType: 'internal', version: version('2024-01-01'), ...changes })
const record = (reference: string, changes: object = {}) => ({ reference, person: 'P-1', course: 'ORIGIN', completedOn: '2025-03-01', result: 'attended', ...changes })

for (const pseudonym of ['P-1', 'P-2']) await created('/people', { pseudonym, employmentKind: 'employee' })
await created('/units', { code: 'CUSTOMS', name: 'Customs', validFrom: '2020-01-01' })

t.test('a course is recorded once with its first version, found, changed by its state, and its next version follows the one before', async (t) => {
  const answer = await call('POST', '/training/courses', course('ORIGIN', { version: version('2024-01-01', { validityMonths: 12 }) }), { 'idempotency-key': 'c-1' })
  t.match(answer, { statusCode: 201, headers: { etag: '"1"', location: '/v1/training/courses/ORIGIN' } })
  t.match(answer.json(), { recognisedForIa27: false, activity: null, closedOn: null, versions: [{ version: 1, hours: '8', validityMonths: 12, passMark: null, topics: [{ topic: 'origin', level: 2 }, { topic: 'value', level: 1 }] }] })
  t.equal((await call('POST', '/training/courses', course('ORIGIN', { version: version('2024-01-01', { validityMonths: 12 }) }), { 'idempotency-key': 'c-1' })).body, answer.body, 'the same key is the same answer')
  t.match((await call('POST', '/training/courses', course('ORIGIN'))).json(), { type: '/problems/training-course-exists', status: 409 })
  t.strictSame(await pointersOf('/training/courses/ORIGIN/versions', version('2024-01-01')), ['/validFrom'], 'a version begins after the one before')
  const second = await call('POST', '/training/courses/ORIGIN/versions', version('2025-07-01', { hours: '4', passMark: 70, validityMonths: 24 }))
  t.match(second, { statusCode: 201, headers: { etag: '"2"' } })
  t.match(second.json(), { versions: [{ version: 1 }, { version: 2, validFrom: '2025-07-01', hours: '4', passMark: 70 }] })
  t.equal((await call('GET', '/training/courses/ORIGIN', undefined, { 'if-none-match': '"2"' })).statusCode, 304)
  t.equal((await call('PATCH', '/training/courses/ORIGIN', { title: 'Origin of goods' })).statusCode, 428)
  t.equal((await call('PATCH', '/training/courses/ORIGIN', { title: 'Origin of goods' }, { 'if-match': '"1"' })).statusCode, 412)
  t.match((await call('PATCH', '/training/courses/ORIGIN', { title: 'Origin of goods', activity: 'https://lms.example/origin' }, { 'if-match': '"2"' })).json(), { title: 'Origin of goods', provider: 'Customs department' })
  t.equal((await call('POST', '/training/courses/NONE/versions', version('2024-01-01'))).statusCode, 404)
  await created('/training/courses', course('SECURITY', { version: version('2024-01-01', { topics: [{ topic: 'security_safety', level: 1 }] }) }))
  t.strictSame((await call('GET', '/training/courses?topic=security_safety')).json<{ items: { code: string }[] }>().items.map(({ code }) => code), ['SECURITY'])
  const page = (await call('GET', '/training/courses?limit=1')).json<{ items: { code: string }[], nextCursor: string }>()
  t.strictSame([page.items.map(({ code }) => code), (await call('GET', `/training/courses?limit=1&cursor=${page.nextCursor}`)).json<{ items: { code: string }[] }>().items.map(({ code }) => code)], [['ORIGIN'], ['SECURITY']])
  t.match((await call('PATCH', '/training/courses/SECURITY', { activity: 'https://lms.example/origin' }, { 'if-match': '*' })).json(), { type: '/problems/training-course-activity-exists', errors: [{ pointer: '/activity' }] })
})

t.test('a course that cannot be so is refused where it is wrong', async (t) => {
  const cases: [name: string, changes: object, pointers: string[]][] = [
    ['a topic that is none', { version: version('2024-01-01', { topics: [{ topic: 'magic', level: 1 }] }) }, ['/version/topics/0/topic']],
    ['a topic twice', { version: version('2024-01-01', { topics: [{ topic: 'origin', level: 1 }, { topic: 'origin', level: 2 }] }) }, ['/version/topics/1/topic']],
    ['no topic', { version: version('2024-01-01', { topics: [] }) }, ['/version/topics']],
    ['a day that does not exist', { version: version('2025-02-29') }, ['/version/validFrom']],
    ['what is read without a document', { kind: 'read_and_understood' }, ['/version/documentReference', '/version/documentSha256']],
    ['days to read of a course', { version: version('2024-01-01', { acknowledgeWithinDays: 14 }) }, ['/version/acknowledgeWithinDays']],
    ['recognised of a vendor', { providerType: 'vendor', recognisedForIa27: true }, ['/recognisedForIa27']],
    ['an unknown field', { operatorId: 'x' }, ['/operatorId']]
  ]
  for (const [name, changes, pointers] of cases) t.strictSame(await pointersOf('/training/courses', course('FAULTY', changes)), pointers, name)
})

t.test('a record is of the version that holds on the day of completion, and lasts as certificate or course say', async (t) => {
  const cases: [name: string, changes: object, kept: object][] = [
    ['the last day of the first version', { completedOn: '2025-06-30' }, { version: 1, hours: '8', endsOn: '2026-06-30' }],
    ['the first day of the second', { completedOn: '2025-07-01', result: 'passed', score: '70' }, { version: 2, hours: '4', endsOn: '2027-07-01', score: '70' }],
    ['a stated version that still could be completed', { completedOn: '2025-08-01', version: 1 }, { version: 1, endsOn: '2026-08-01' }],
    ['a certificate goes before the course', { validUntil: '2025-12-31' }, { endsOn: '2025-12-31' }],
    ['29 February and twelve months', { completedOn: '2024-02-29' }, { endsOn: '2025-02-28' }],
    ['a topic without a course', { course: undefined, topic: 'excise', level: 3, provider: 'Excise school', providerType: 'recognised_school', recognisedForIa27: true }, { course: null, version: null, endsOn: null, recognisedForIa27: true }],
    ['hours of its own', { hours: '7.50' }, { hours: '7.5' }]
  ]
  for (const [index, [name, changes, kept]] of cases.entries()) t.match(await created('/training/records', record(`KEPT-${index}`, changes)), { ...kept, source: 'single', revokedFrom: null }, name)
  const [first] = (await call('GET', '/training/records?person=P-1&limit=1')).json<{ items: { recordedBy: string }[] }>().items
  t.match(first?.recordedBy, /^[0-9a-f-]{36}$/, 'it says by pseudonym who recorded it')
})

t.test('a record that cannot be so is refused where it is wrong', async (t) => {
  await call('PATCH', '/training/courses/SECURITY', { closedOn: '2025-01-31' }, { 'if-match': '*' })
  const cases: [name: string, changes: object, pointers: string[]][] = [
    ['a person who is none', { person: 'P-9' }, ['/person']], ['a course that is none', { course: 'NONE' }, ['/course']], ['a session that is none', { session: 'NONE' }, ['/session']],
    ['neither course nor topic', { course: undefined }, ['/course']], ['course and topic', { topic: 'origin', level: 1 }, ['/topic']], ['a topic without a level', { course: undefined, topic: 'origin' }, ['/level']],
    ['a topic that is none', { course: undefined, topic: 'magic', level: 1 }, ['/topic']], ['a version that is none', { version: 3 }, ['/version']],
    ['a version before its first day', { version: 2, completedOn: '2025-06-30' }, ['/version']], ['before the first version', { completedOn: '2023-12-31' }, ['/completedOn']],
    ['a day to come', { completedOn: '2027-01-01' }, ['/completedOn']], ['passed below the mark', { completedOn: '2025-07-01', result: 'passed', score: '69.999999' }, ['/result']],
    ['a score above all', { score: '100.1' }, ['/score']], ['hours of more than a year', { hours: '10000' }, ['/hours']], ['a certificate that ended before', { validUntil: '2025-02-28' }, ['/validUntil']],
    ['after the course was closed', { course: 'SECURITY', completedOn: '2025-02-01' }, ['/completedOn']], ['a place without a hash', { archive: 'dms', locator: '1' }, ['/sha256']], ['a provider beside a course', { provider: 'x' }, ['/provider']],
    ...[{ providerType: 'internal' }, {}].map((provided): [string, object, string[]] => ['recognised of nobody whom the law recognises', { course: undefined, topic: 'origin', level: 1, recognisedForIa27: true, ...provided }, ['/recognisedForIa27']]),
    ['what operations write', { revokedFrom: '2025-04-01' }, ['/revokedFrom']], ['where it came from', { source: 'xapi' }, ['/source']]
  ]
  for (const [name, changes, pointers] of cases) t.strictSame(await pointersOf('/training/records', record('FAULTY', changes)), pointers, name)
  t.match(await created('/training/records', record('LAST-DAY', { course: 'SECURITY', completedOn: '2025-01-31' })), { course: 'SECURITY' }, 'the last day of a closed course')
})

t.test('that a procedure is known is shown by its version that was read, and not by a word', async (t) => {
  await created('/training/topics', { code: 'SOP-12', name: 'Returns', kind: 'procedure' })
  await created('/training/topics', { code: 'FORKLIFT', name: 'Forklift', kind: 'subject' })
  t.strictSame(await pointersOf('/training/records', record('SOP', { course: undefined, topic: 'SOP-12', level: 1 })), ['/course'])
  await created('/training/courses', course('SOP-12', { kind: 'read_and_understood', version: version('2024-01-01', { documentReference: 'SOP-12 v1', documentSha256: HASH, topics: [{ topic: 'SOP-12', level: 1 }] }) }))
  t.match(await created('/training/records', record('SOP', { course: 'SOP-12' })), { version: 1 })
  t.match(await created('/training/records', record('FORKLIFT', { course: undefined, topic: 'FORKLIFT', level: 1 })), { topic: 'FORKLIFT' }, 'another own topic may be stated')
})

t.test('a course is closed from a day on which nobody completes it any more', async (t) => {
  await created('/training/courses', course('CLOSED'))
  const close = async (closedOn: string | null) => (await call('PATCH', '/training/courses/CLOSED', { closedOn }, { 'if-match': '*' })).json<{ closedOn?: string, errors?: { pointer: string }[] }>()
  await created('/training/sessions', { code: 'CLOSED-1', course: 'CLOSED', startsOn: '2025-05-01', state: 'cancelled' })
  const { id } = await created('/training/records', record('CLOSED-1', { course: 'CLOSED', completedOn: '2025-04-01' }))
  t.match(await close('2025-03-31'), { errors: [{ pointer: '/closedOn' }] })
  t.match(await close('2023-12-31'), { errors: [{ pointer: '/closedOn' }] }, 'nor before its first day')
  t.match(await close('2025-02-30'), { errors: [{ pointer: '/closedOn' }] })
  t.match(await close('2025-04-01'), { closedOn: '2025-04-01' })
  t.strictSame(await pointersOf('/training/sessions', { code: 'CLOSED-2', course: 'CLOSED', startsOn: '2025-04-02' }), ['/startsOn'])
  await call('POST', `/training/records/${String(id)}/revoke`, { from: '2025-04-01', reason: 'x' }, { 'if-match': '*' })
  t.match(await close('2025-03-31'), { closedOn: '2025-03-31' }, 'what never showed anything is no use of it')
  t.match(await close(null), { closedOn: null })
})

t.test('who completed a session completed its course and version, and what people completed is not changed under them', async (t) => {
  t.match(await created('/training/sessions', { code: 'S-1', course: 'ORIGIN', startsOn: '2025-06-30', unit: 'CUSTOMS' }), { version: 1, endsOn: '2025-06-30', hours: '8', state: 'planned' })
  t.strictSame(await pointersOf('/training/sessions', { code: 'S-2', course: 'ORIGIN', startsOn: '2026-12-30', state: 'held' }), ['/state'], 'none is held before its day')
  t.strictSame(await pointersOf('/training/sessions', { code: 'S-2', course: 'NONE', startsOn: '2025-06-30', unit: 'NONE', site: 'NONE' }), ['/course', '/unit', '/site'])
  t.strictSame(await pointersOf('/training/sessions', { code: 'S-2', course: 'ORIGIN', startsOn: '2025-06-30', endsOn: '2025-06-29' }), ['/endsOn'])
  t.strictSame(await pointersOf('/training/records', record('OF-S', { course: undefined, session: 'S-1', completedOn: '2025-06-29' })), ['/completedOn'], 'not before it began')
  t.strictSame(await pointersOf('/training/records', record('OF-S', { course: 'SECURITY', session: 'S-1', completedOn: '2025-07-02' })), ['/course'])
  t.match(await created('/training/records', record('OF-S', { course: undefined, session: 'S-1', completedOn: '2025-07-02' })), { course: 'ORIGIN', version: 1, hours: '8', session: 'S-1' }, 'the version of the session, also after the next began')
  const { items: [session] } = (await call('GET', '/training/sessions?unit=CUSTOMS')).json<{ items: { id: string }[] }>()
  const change = async (payload: object) => (await call('PATCH', `/training/sessions/${session?.id ?? ''}`, payload, { 'if-match': '*' })).json<{ type?: string, errors?: { pointer: string }[] }>()
  t.match(await change({ course: 'SECURITY', startsOn: '2024-12-01', endsOn: '2024-12-01', version: 1 }), { type: '/problems/training-session-has-records', errors: [{ pointer: '/course' }] })
  t.match(await change({ state: 'cancelled' }), { type: '/problems/training-session-has-records', errors: [{ pointer: '/state' }] })
  t.match(await change({ startsOn: '2025-07-03', endsOn: '2025-07-03' }), { type: '/problems/training-session-has-records', errors: [{ pointer: '/startsOn' }] }, 'nor does it begin after somebody completed it')
  t.match(await change({ startsOn: '2025-07-02', endsOn: '2025-07-02' }), { startsOn: '2025-07-02' })
  t.match(await change({ startsOn: '2025-06-30', endsOn: '2025-06-30' }), { startsOn: '2025-06-30' })
  t.match(await change({ state: 'held', places: 12 }), { state: 'held', places: 12 })
  await created('/training/sessions', { code: 'S-3', course: 'ORIGIN', startsOn: '2025-06-30', state: 'cancelled' })
  t.strictSame(await pointersOf('/training/records', record('OF-S3', { session: 'S-3', completedOn: '2025-06-30' })), ['/session'], 'nobody completes a cancelled one')
})

t.test('records come as NDJSON or CSV, and the file again changes nothing, also after the next version of the course', async (t) => {
  await created('/training/courses', course('FILE'))
  const lines = [record('B-1', { course: 'FILE' }), record('B-2', { course: 'FILE', person: 'P-9' }), record('B-3', { course: 'FILE', person: 'P-2' }), record('B-1', { course: 'FILE', result: 'passed' })]
  const first = await bulk('/training/records', lines)
  t.strictSame(first.map(({ outcome }) => outcome), ['created', 'refused', 'created', 'changed'])
  t.match(first[1]?.problem, { errors: [{ pointer: '/person' }] })
  await created('/training/courses/FILE/versions', version('2024-06-01', { hours: '1' }))
  t.strictSame((await bulk('/training/records', lines.slice(2))).map(({ outcome }) => outcome), ['replayed', 'replayed'])
  const csv = 'reference,person,course,completedOn,result,recognisedForIa27\nB-3,P-2,FILE,2025-03-01,attended,\nB-4,P-2,FILE,2025-03-02,attended,\n'
  const answer = await call('POST', '/training/records/bulk', csv, { 'content-type': 'text/csv' })
  t.strictSame(answer.body.trim().split('\n').map((line) => (JSON.parse(line) as { outcome: string }).outcome), ['replayed', 'created'])
  t.match((await call('GET', '/training/records?course=FILE&from=2025-03-02')).json(), { items: [{ reference: 'B-4', version: 2, hours: '1', source: 'bulk' }] })
})

t.test('a record is revoked from a day on or an earlier one, and a push of what it said does not bring it back', async (t) => {
  const { id } = await created('/training/records', record('REVOKED', { person: 'P-2', sha256: HASH, archive: 'dms', locator: 'box/1' }))
  const url = `/training/records/${String(id)}`
  const revoke = async (payload: object, headers: Record<string, string> = { 'if-match': '*' }) => await call('POST', `${url}/revoke`, payload, headers)
  t.equal((await revoke({ from: '2025-04-01', reason: 'Copied answers' }, {})).statusCode, 428)
  t.match((await revoke({ from: '2025-02-28', reason: 'x' })).json(), { status: 400, errors: [{ pointer: '/from' }] })
  t.match((await revoke({ from: '2025-02-30', reason: 'x' })).json(), { status: 400, errors: [{ pointer: '/from' }] })
  t.equal((await call('POST', `${url}/revoke`, { from: '2025-04-01', reason: 'x' }, { ...bearer({ scope: 'training:write' }), 'if-match': '*' })).statusCode, 403, 'who is not shown people is shown no record')
  const answer = await revoke({ from: '2025-04-01', reason: 'Copied answers' }, { 'if-match': '"1"', 'idempotency-key': 'r-1' })
  t.match(answer, { statusCode: 200, headers: { etag: '"2"' } })
  t.match(answer.json(), { revokedFrom: '2025-04-01', revocationReason: 'Copied answers', endsOn: '2026-03-01' })
  t.equal((await revoke({ from: '2025-04-01', reason: 'Copied answers' }, { 'if-match': '"1"', 'idempotency-key': 'r-1' })).body, answer.body, 'the same key is the same answer')
  for (const from of ['2025-04-01', '2025-04-02']) t.match((await revoke({ from, reason: 'x' })).json(), { type: '/problems/training-record-revoked', hint: /earlier day/ })
  t.strictSame((await bulk('/training/records', [record('REVOKED', { person: 'P-2', sha256: HASH, archive: 'dms', locator: 'box/1' })])).map(({ outcome }) => outcome), ['replayed'])
  t.strictSame((await bulk('/training/records', [record('REVOKED', { person: 'P-2', hours: '3' })])).map(({ outcome }) => outcome), ['changed'])
  t.match((await call('GET', url)).json(), { hours: '3', locator: null, revokedFrom: '2025-04-01', source: 'single' })
  t.match((await call('PATCH', url, { completedOn: '2025-04-02' }, { 'if-match': '*' })).json(), { errors: [{ pointer: '/completedOn' }] }, 'nor is it completed after it was revoked')
  t.match((await call('GET', `${url}/revisions`)).json(), { items: [{ revision: 2, content: { locator: 'box/1', revokedFrom: '2025-04-01' } }, { revision: 1, content: { revokedFrom: null } }] })
  t.match((await revoke({ from: '2025-03-01', reason: 'Never took part' })).json(), { revokedFrom: '2025-03-01', revocationReason: 'Never took part' }, 'and it can turn out that it showed nothing earlier')
  t.match((await call('GET', `${url}/revisions?limit=1`)).json(), { items: [{ content: { revokedFrom: '2025-04-01', revocationReason: 'Copied answers' } }] })
})

t.test('records and sessions are found by what names them in the system they come from', async (t) => {
  const { id } = await created('/training/records', record('LMS 4711'))
  t.match((await call('GET', '/training/records?reference=LMS%204711')).json(), { items: [{ id, reference: 'LMS 4711' }], nextCursor: null })
  t.strictSame((await call('GET', '/training/records?reference=LMS')).json<{ items: unknown[] }>().items, [])
  const session = await created('/training/sessions', { code: 'FOUND', course: 'ORIGIN', startsOn: '2025-03-01' })
  t.match((await call('GET', '/training/sessions?code=FOUND')).json(), { items: [{ id: session['id'] }], nextCursor: null })
  t.match((await call('GET', '/training/records/LMS-4711')).json(), { status: 400, errors: [{ pointer: '/id', detail: 'The text must be a UUID.', hint: 'Its id, as answered when it was recorded; the list finds it by reference' }] }, 'whoever takes the reference for the id is told where the id stands')
})

t.test('a record stays with its person, so that what it said goes with that person', async (t) => {
  const { id } = await created('/training/records', record('WHOSE', { completedOn: '2025-03-20' }))
  t.match((await call('PATCH', `/training/records/${String(id)}`, { person: 'P-2' }, { 'if-match': '*' })).json(), { type: '/problems/training-record-person-fixed', status: 409, errors: [{ pointer: '/person' }] })
  t.match(await bulk('/training/records', [record('WHOSE', { completedOn: '2025-03-20', person: 'P-2' })]), [{ outcome: 'refused', problem: { errors: [{ pointer: '/person' }] } }])
})

t.test('lists ask by person, course, session, topic and day, also by a topic that a course teaches', async (t) => {
  const references = async (query: string): Promise<string[]> => (await call('GET', `/training/records?${query}`)).json<{ items: { reference: string }[] }>().items.map(({ reference }) => reference)
  t.strictSame(await references('session=S-1'), ['OF-S'])
  t.strictSame(await references('person=P-2'), ['B-4', 'REVOKED', 'B-3'], 'latest day first, then as recorded')
  t.strictSame(await references('topic=excise'), ['KEPT-5'])
  t.strictSame(await references('topic=security_safety'), ['LAST-DAY'])
  t.strictSame(await references('topic=value&person=P-2'), ['B-4', 'REVOKED', 'B-3'])
  t.strictSame(await references('from=2025-07-01&to=2025-07-02'), ['OF-S', 'KEPT-1'])
})

t.test('the log says what was completed by whom as a pseudonym, and neither score, nor place, nor words', async (t) => {
  await created('/training/records', record('LOGGED', { score: '87.654', sha256: HASH, archive: 'CANARY', locator: 'CANARY/Rossi' }))
  await created('/training/records', record('LOGGED-2', { course: undefined, topic: 'excise', level: 1, provider: 'CANARY' }))
  await created('/training/courses', course('LOGGED', { title: 'CANARY', provider: 'CANARY', version: version('2024-01-01', { documentReference: 'CANARY', documentSha256: HASH }) }))
  await created('/training/courses/LOGGED/versions', version('2025-01-01', { documentReference: 'CANARY', documentSha256: HASH }))
  await call('PATCH', '/training/courses/LOGGED', { title: 'CANARY again', activity: 'https://lms.example/logged' }, { 'if-match': '*' })
  const { items } = (await call('GET', '/events?limit=1000')).json<{ items: { type: string, data: Record<string, unknown> }[] }>()
  const text = JSON.stringify(items.filter(({ type }) => type.startsWith('training_')))
  t.match(text, /LOGGED/)
  t.notMatch(text, /CANARY|87\.654|Copied answers/)
  for (const kind of ['training_course.recorded', 'training_course.version_recorded', 'training_course.changed', 'training_session.recorded', 'training_session.changed', 'training_record.recorded', 'training_record.changed']) t.ok(items.some(({ type }) => type === kind), kind)
})

t.test('as many statements for two hundred records as for two', async (t) => {
  const file = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => record(`${prefix}-${index}`, { session: 'S-1', course: undefined, completedOn: '2025-07-03', person: `P-${index % 2 + 1}` }))
  const few = await statementsOf(db, async () => await bulk('/training/records', file('S', 2)))
  const many = await statementsOf(db, async () => await bulk('/training/records', file('M', 200)))
  t.equal(many.length, few.length, `${many.length} and ${few.length}`)
})

t.test('under a legal hold a record is completed and revoked, and nothing that it states is overwritten', async (t) => {
  const { id } = await created('/training/records', record('HELD', { completedOn: '2025-03-15' }))
  const { id: hold } = await created('/legal-holds', { from: '2025-03-15', to: '2025-03-15', reason: 'Audit' })
  const change = async (payload: object) => await call('PATCH', `/training/records/${String(id)}`, payload, { 'if-match': '*' })
  t.match((await change({ result: 'passed' })).json(), { type: '/problems/record-held', holds: [hold], errors: [{ pointer: '/result' }] })
  t.match((await bulk('/training/records', [record('HELD', { completedOn: '2025-03-16' })])), [{ outcome: 'refused', problem: { errors: [{ pointer: '/completedOn' }] } }])
  t.match((await change({ score: '80' })).json(), { score: '80' }, 'what was not stated is added')
  t.equal((await call('POST', `/training/records/${String(id)}/revoke`, { from: '2025-06-01', reason: 'x' }, { 'if-match': '*' })).statusCode, 200)
})

t.test('versions that come at once get numbers of their own, and one of two with the same first day is refused', async (t) => {
  await created('/training/courses', course('TWIN'))
  const answers = await Promise.all(['2025-01-01', '2025-01-01', '2025-01-01'].map(async (day) => await call('POST', '/training/courses/TWIN/versions', version(day))))
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [201, 400, 400])
  const records = await Promise.all([1, 2, 3].map(async () => await call('POST', '/training/records', record('TWIN', { course: 'TWIN' }))))
  t.strictSame(records.map(({ statusCode }) => statusCode).toSorted(), [201, 409, 409], 'and the same record at once is one')
})
