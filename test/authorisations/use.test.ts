import t from 'tap'
import type { UseQuestion } from '../../src/authorisations/index.ts'
import { authorisationsRegister, extensionsRegister, guaranteeRegister } from '../../src/authorisations/index.ts'
import { beginStatement, onConnection } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import type { Register } from '../../src/platform/registers.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const asked: UseQuestion[] = []
/** Totals as they would be read. */
const USES = [{ reference: 'ITIPO1', day: '2026-03-10', kilograms: 40 }, { reference: 'ITIPO1', day: '2026-04-10', kilograms: 70 }, { reference: 'ITIPO2', day: '2026-03-10', kilograms: 999 }]
const GUARANTEED = `select n.* from (values ('GRN1', date '2026-03-20', 'EUR', 600.0, 0.0), ('GRN1', date '2026-04-01', 'EUR', 500.5, 0.0), ('GRN1', date '2026-04-05', 'EUR', 0.0, 600.0), ('OTHER', date '2026-04-01', 'EUR', 9999.0, 0.0))
  as n (reference, day, currency, amount, ended_amount) where $1::uuid is not null`
const { app, db } = await testApp(t, database.appUrl, {}, {
  clock: () => new Date('2026-11-25T10:00:00Z'),
  forAuthorisations: {
    guaranteeUse: GUARANTEED,
    siteExists: async (_tx, codes) => new Set(codes.filter((code) => ['MI', 'TO'].includes(code))),
    referenceUse: async (_tx, question) => {
      asked.push(question)
      const used = USES.filter(({ reference, day }) => question.references.includes(reference) && question.from <= day && day <= question.to)
      return [...Map.groupBy(used, ({ reference }) => reference)].map(([reference, rows]) =>
        ({ reference, type: 'IPO', declarations: rows.length, items: 3 * rows.length, quantity: { KGM: String(rows.reduce((sum, { kilograms }) => sum + kilograms, 0)) } }))
    }
  }
})
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const { operatorId: otherId } = await addOperator(db.operations, OTHER_OPERATOR, 'x')

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const record = async (body: object): Promise<string> => {
  const answer = await call('POST', '/authorisations', { holderEori: TEST_OPERATOR, decisionDate: '2026-03-02', ...body })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<{ id: string }>().id
}
const ipo = await record({ type: 'IPO', reference: 'ITIPO1', terms: { scope: { goodsCodes: ['8518'], procedures: ['51'], sites: ['MI'], offices: ['IT279100'], quantities: [{ quantity: '100', unit: 'KGM', period: 'calendar_year' }], guarantee: { grn: 'GRN1', referenceAmount: '1000', currency: 'EUR', paymentDays: 10 } } } })
const aeo = await record({ type: 'AEOC', reference: 'ITAEOC1', terms: { scope: { aeoReferenceExpected: true } } })
const decide = async (id: string, payload: object) => await call('POST', `/authorisations/${id}/decisions`, payload, { 'if-match': '*' })

const read = async <Answer>(register: Register<Answer>, needs: { firstDay?: string, lastDay?: string, mrns?: string[] } = {}, operator = operatorId): Promise<Answer | undefined> =>
  await onConnection(db.operations, async (client) => {
    await client.query(beginStatement(operator, true))
    const answer = await register.load(async <Row>(text: string, values: readonly unknown[]) => (await client.query(text, [...values])).rows as Row[], operator,
      { goodsRefs: [], supplierRefs: [], representatives: [], mrns: [], arcs: [], documentReferences: [], reviewers: [], firstDay: '1900-01-01', lastDay: '2100-12-31', ...needs })
    await client.query('commit')
    return answer
  })

t.test('use is counted against the conditions of the last day', async (t) => {
  const used = await call('GET', `/authorisations/${ipo}/utilisation?from=2026-03-01&to=2026-03-31`)
  t.match(used.json(), {
    declarations: 1, items: 3, quantities: [{ unit: 'KGM', quantity: '40' }], limits: [{ used: '40', percent: '40', exceeded: false, from: '2026-03-02' }],
    guarantee: { openAmount: '600', percent: '60', referenceAmount: '1000' }
  }, used.body)
  t.strictSame(asked.splice(0).map(({ kind, references, from, to }) => [kind, references, from, to]), [['authorisation', ['ITIPO1'], '2026-03-01', '2026-03-31'], ['authorisation', ['ITIPO1'], '2026-01-01', '2026-03-31']])
  t.match((await call('GET', `/authorisations/${ipo}/utilisation?from=2026-04-01&to=2026-04-30`)).json(), { declarations: 1, limits: [{ used: '110', percent: '110', exceeded: true }], guarantee: { openAmount: '500.5', percent: '50.05' } })
  t.match((await call('GET', `/authorisations/${ipo}/utilisation?from=2026-04-01&to=2026-04-14`)).json(), { guarantee: { openAmount: '1100.5', percent: '110.05' } }, 'released, and still to be paid')
  t.equal((await call('GET', `/authorisations/${ipo}/utilisation?from=2026-04-01&to=2026-03-31`)).statusCode, 400)
  t.match((await call('GET', `/authorisations/${ipo}/utilisation`)).json(), { from: '2026-01-01', to: '2026-11-25', declarations: 2 }, 'this year, unless another period is asked for')
})

t.test('a type that the catalogue lacks is refused, and no empty list', async (t) => {
  t.match((await call('GET', '/authorisations?type=foo')).json(), { status: 400, errors: [{ pointer: '/type' }] })
  t.match((await call('GET', '/authorisations?type=CCL')).json(), { items: [] })
})

t.test('a change shows the declarations, goods, sites and questions that it touches', async (t) => {
  asked.splice(0)
  t.match((await call('GET', `/authorisations/${ipo}/impact?from=2026-03-01&to=2026-12-31`)).json(), {
    declarations: 2, items: 6, goodsCodes: ['8518'], sites: ['MI'], lists: [{ by: 'procedure 51', href: '/v1/declarations?from=2026-03-01&to=2026-12-31&procedure=51' }, { by: 'goods 8518' }]
  })
  const whole = (await call('GET', `/authorisations/${ipo}/impact`)).json<{ from: string, to: string, questions: { id: string, because: string[] }[] }>()
  t.match(whole, { from: '2026-03-02', to: '2026-11-25' })
  t.strictSame(whole.questions.find(({ id }) => id === '6.8.1')?.because, ['type'])
  t.strictSame(whole.questions.map(({ id }) => id).filter((id) => id === '1.2.3').length, 1)
  await decide(ipo, { kind: 'amended', decisionDate: '2026-04-01', terms: { scope: { sites: ['MI', 'TO'] } } })
  const of = (await call('GET', `/authorisations/${ipo}/impact?decision=2`)).json<{ from: string, declarations: number, questions: { id: string, because: string[] }[] }>()
  t.match(of, { from: '2026-04-01', declarations: 1 })
  t.strictSame(of.questions.find(({ id }) => id === '1.1.5')?.because, ['sites'])
  t.notOk(of.questions.some(({ because }) => because.includes('goodsCodes')), 'only what it states')
  t.match((await decide(ipo, { kind: 'amended', decisionDate: '2026-04-01', terms: { scope: { sites: ['MI', 'ROMA'] } } })).json(), { errors: [{ pointer: '/terms/scope/sites/1', detail: /no site/ }] })
  t.match((await call('GET', `/authorisations/${ipo}/impact?decision=9`)).json(), { errors: [{ pointer: '/decision' }] })
})

t.test('an obligation comes again from its first day, is met with evidence, and is overdue the day after', async (t) => {
  const made = await call('POST', `/authorisations/${ipo}/obligations`, { kind: 'bill_of_discharge', description: 'Monthly bill', firstDue: '2026-09-30', periodMonths: 1 })
  t.match(made.json(), { nextDue: '2026-09-30', overdue: true })
  const { id } = made.json<{ id: string }>()
  const later = (await call('POST', `/authorisations/${aeo}/obligations`, { kind: 'reassessment', description: 'By customs', firstDue: '2026-11-25' })).json<{ id: string }>().id
  const listed = async (query: string) => (await call('GET', `/authorisations/obligations?${query}`)).json<{ items: { id: string }[] }>().items.map((item) => item.id)
  t.strictSame(await listed('overdue=true'), [id], 'what is due today is not overdue')
  t.strictSame(await listed('dueWithin=0'), [id, later])
  t.strictSame(await listed(`authorisationId=${aeo}`), [later])
  const done = async (which: string, payload: object, headers: Record<string, string> = { 'if-match': '*' }) => await call('POST', `/authorisations/obligations/${which}/done`, payload, headers)
  const evidence = [{ reference: 'ARCHIVE/1', sha256: 'a'.repeat(64) }]
  t.equal((await done(id, { doneOn: '2026-10-05', evidence }, {})).statusCode, 428)
  t.match((await done(id, { doneOn: '2026-10-05', evidence: [] })).json(), { errors: [{ pointer: '/evidence' }] })
  t.match((await done(id, { doneOn: '2026-11-26', evidence })).json(), { errors: [{ pointer: '/doneOn' }] })
  t.match((await done(id, { doneOn: '2026-10-05', evidence })).json(), { nextDue: '2026-10-30', overdue: true })
  t.match((await done(id, { doneOn: '2026-10-30', evidence })).json(), { nextDue: '2026-11-30', overdue: false })
  t.match((await done(id, { doneOn: '2026-11-20', outcome: 'confirmed', evidence })).json(), { errors: [{ pointer: '/outcome' }] })
  t.match((await done(later, { doneOn: '2026-11-24', outcome: 'confirmed', evidence })).json(), { nextDue: null })
  t.match((await done(later, { doneOn: '2026-11-24', evidence })).json(), { type: '/problems/authorisation-obligation-state' })
  t.match((await call('GET', `/authorisations/obligations/${id}`)).json(), { completions: [{ number: 1, dueOn: '2026-09-30', doneOn: '2026-10-05', evidence }, { number: 2, dueOn: '2026-10-30' }] })
  t.match((await call('PATCH', `/authorisations/obligations/${id}`, { nextDue: '2026-12-15', periodMonths: 3 }, { 'if-match': '*' })).json(), { nextDue: '2026-12-15', periodMonths: 3 })
  t.match((await done(id, { doneOn: '2026-11-20', evidence })).json(), { nextDue: '2027-03-15' })
  t.match((await call('POST', `/authorisations/${ipo}/obligations`, { kind: 'report', description: 'x', firstDue: '2026-09-30', endedOn: '2026-09-29' })).json(), { errors: [{ pointer: '/endedOn' }] })
})

t.test('checks ask what held on a day, by type or document code', async (t) => {
  await decide(ipo, { kind: 'suspended', decisionDate: '2026-06-01', effectiveTo: '2026-06-30' })
  const register = await read(authorisationsRegister)
  const states = (day: string) => register?.find('IPO', day).map(({ state, codes, sites, offices }) => [state, codes, sites, offices])
  t.strictSame(states('2026-03-01'), [['not_yet_valid', [], [], []]])
  t.strictSame(states('2026-03-31'), [['valid', ['8518'], ['MI'], ['IT279100']]])
  t.strictSame(states('2026-04-01'), [['valid', ['8518'], ['MI', 'TO'], ['IT279100']]])
  t.strictSame(states('2026-06-30')?.map(([state]) => state), ['suspended'])
  t.strictSame(states('2031-03-02')?.map(([state]) => state), ['expired'])
  t.equal(register?.find('C601', '2026-03-31')[0]?.reference, 'ITIPO1', 'by its document code')
  t.strictSame(register?.find('OPO', '2026-03-31'), [])
  t.match(register?.byReference('ITIPO1'), { state: 'valid', type: 'IPO', holder: TEST_OPERATOR }, 'an end that is still to come is not the state')
  t.match(register?.byReference('ITIPO1', '2026-06-01'), { state: 'suspended' })
  t.equal(register?.byReference('NONE'), undefined)
  t.strictSame(['2026-03-01', '2026-03-02'].map((day) => register?.holdsAeo(day)), [false, true])
  t.equal(register?.aeoReferenceExpected, true)
  t.equal(await read(authorisationsRegister, {}, otherId), undefined, 'who has none keeps no register')
})

t.test('checks ask how far the guarantee is used on a day', async (t) => {
  const register = await read(guaranteeRegister(GUARANTEED), { firstDay: '2026-03-01', lastDay: '2026-05-30' })
  const days = ['2026-03-01', '2026-03-02', '2026-03-19', '2026-03-20', '2026-04-01', '2026-04-14', '2026-04-15', '2026-05-30']
  t.strictSame(days.map((day) => register?.utilisationPercent(day)), [undefined, '0', '0', '60', '110.05', '110.05', '50.05', '50.05'])
  const later = await read(guaranteeRegister(GUARANTEED), { firstDay: '2026-04-14', lastDay: '2026-04-15' })
  t.strictSame(['2026-04-14', '2026-04-15'].map((day) => later?.utilisationPercent(day)), ['110.05', '50.05'], 'what lies before the days of a batch counts')
  t.equal(await read(guaranteeRegister(GUARANTEED), {}, otherId), undefined)
})

t.test('the last recorded period of discharge counts', async (t) => {
  const extend = async (payload: object) => await call('POST', `/authorisations/${ipo}/extensions`, { mrn: '26IT00000000000010', decisionDate: '2026-09-01', ...payload })
  t.equal((await extend({ dischargeBy: '2026-12-01' })).statusCode, 201)
  t.match((await extend({ dischargeBy: '2027-03-01', reference: 'EXT-2' })).json(), { number: 2 })
  t.match((await extend({ dischargeBy: '2027-02-30' })).json(), { errors: [{ pointer: '/dischargeBy' }] })
  t.match((await extend({ dischargeBy: '2027-02-01', decisionDate: '2026-11-26' })).json(), { errors: [{ pointer: '/decisionDate' }] })
  const register = await read(extensionsRegister, { mrns: ['26IT00000000000010', '26IT00000000000020'] })
  t.strictSame(['26IT00000000000010', '26IT00000000000020'].map((mrn) => register?.dischargeDeadline(mrn)), ['2027-03-01', undefined])
  t.equal(await read(extensionsRegister, {}, otherId), undefined)
  const first = (await call('GET', `/authorisations/${ipo}/extensions?limit=1`)).json<{ items: object[], nextCursor: string }>()
  t.match(first.items, [{ number: 1, dischargeBy: '2026-12-01' }])
  t.match((await call('GET', `/authorisations/${ipo}/extensions?limit=1&cursor=${first.nextCursor}`)).json(), { items: [{ number: 2 }], nextCursor: null })
})
