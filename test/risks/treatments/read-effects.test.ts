import t from 'tap'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { ownRisk, RiskRegister, STATED, treatment } from '../../support/risks.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer } from '../../support/tokens.ts'

/** What treatments were worth, from declarations and findings as they are kept. */

const { appUrl } = await testDatabase(t)
const now = new Date('2026-05-10T10:00:00Z')
const { app, db } = await testApp(t, appUrl, {}, { clock: () => now })
const register = new RiskRegister(app)
await register.prepare()

/** Net mass above gross mass: VAL-14 finds it. */
async function declared (lrn: string, day: string, faulty: boolean): Promise<string> {
  return (await register.done<{ declarationId: string }>('POST', '/declarations', declaration({ lrn, acceptanceDate: day, items: [item({ grossMass: faulty ? '100' : '130', netMass: '120.5' })] }))).declarationId
}

interface Effect { risk: string, expectedShare: number, state: string, share: number | null, before: { from: string, to: string, events: number, exposure: number } | null, after: { from: string, to: string, events: number, exposure: number } | null, lowData: boolean, unreviewed: number }
const QUERY = '{ riskTreatments { nodes { code state finishedOn became becameReference annualCostEur effects { risk expectedShare state share shareLow shareHigh p adjustedP lowData unreviewed before { from to events exposure } after { from to events exposure } } } } }'
async function treatments (): Promise<{ code: string, became: string | null, becameReference: string | null, effects: Effect[] }[]> {
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: QUERY } })
  const { data, errors } = answer.json<{ data: { riskTreatments: { nodes: { code: string, became: string | null, becameReference: string | null, effects: Effect[] }[] } }, errors?: unknown }>()
  if (errors !== undefined) throw new Error(answer.body)
  return data.riskTreatments.nodes
}

for (const [code, evidence] of [['MASS', { findings: [{ checks: ['VAL-14'] }] }], ['UNSEEN', {}]] as const) {
  await register.done('POST', '/risks', ownRisk(code))
  await register.done('POST', `/risks/${code}/inputs`, { ...STATED, evidence })
}
for (const [index, day] of ['2026-01-10', '2026-01-20', '2026-02-01', '2026-02-10', '2026-03-05', '2026-03-20', '2026-04-01', '2026-05-01'].entries()) await declared(`PLAIN-${index}`, day, false)
const faulty = new Set<string>()
for (const [index, day] of ['2026-01-11', '2026-01-21', '2026-02-11', '2026-02-28', '2026-03-06'].entries()) faulty.add(await declared(`FAULTY-${index}`, day, true))
const open = await declared('FAULTY-OPEN', '2026-04-11', true)
const { items } = await register.done<{ items: { id: string, declarationId: string }[] }>('GET', '/findings?check=VAL-14')
for (const { id } of items.filter(({ declarationId }) => declarationId !== open)) await register.done('POST', `/findings/${id}/review`, { decision: 'confirmed', words: 'x', cause: 'clerical' })

t.test('a finished treatment shows the events before and after it, with the declarations that they are counted against', async (t) => {
  await register.done('POST', '/risk-treatments', treatment('TRT-1', { effects: [{ risk: 'MASS', share: 0.6 }, { risk: 'UNSEEN', share: 0.2 }] }))
  await register.done('POST', '/risk-treatments/TRT-1/complete', { on: '2026-03-01', procedure: { reference: 'dms:1' } })
  await register.done('POST', '/risk-treatments', treatment('TRT-2', { effects: [{ risk: 'MASS', share: 0.1 }] }))
  const [one, two] = await treatments()
  t.match(one, { code: 'TRT-1', became: 'procedure', becameReference: 'dms:1' })
  const [mass, unseen] = one?.effects ?? []
  t.match(mass, { risk: 'MASS', expectedShare: 0.6, state: 'measured', before: { from: '2026-01-10', to: '2026-02-28', events: 4, exposure: 8 }, after: { from: '2026-03-01', to: '2026-05-10', events: 1, exposure: 6 }, lowData: true })
  t.equal(mass?.share, 1 - (1 / 6) / (4 / 8))
  t.equal(mass?.unreviewed, 1, 'what nobody decided is shown beside it')
  t.match(unseen, { risk: 'UNSEEN', expectedShare: 0.2, state: 'not_observed', share: null })
  t.match(two?.effects, [{ risk: 'MASS', expectedShare: 0.1, state: 'not_finished', before: null, after: null }])
})

t.test('one that was finished today has no effect yet, and one before anything was declared cannot be told', async (t) => {
  for (const [code, on] of [['TRT-3', '2026-05-10'], ['TRT-4', '2026-01-10']] as const) {
    await register.done('POST', '/risk-treatments', treatment(code, { effects: [{ risk: 'MASS', share: 0.6 }] }))
    await register.done('POST', `/risk-treatments/${code}/complete`, { on, procedure: { reference: 'dms:1' } })
  }
  const all = await treatments()
  t.match(all.find(({ code }) => code === 'TRT-3')?.effects, [{ state: 'no_data' }], 'nothing was declared since')
  t.match(all.find(({ code }) => code === 'TRT-4')?.effects, [{ state: 'too_early' }])
})

t.test('the effects of many treatments take as many statements as those of one', async (t) => {
  const one = await statementsOf(db, async () => { await treatments() })
  for (let index = 0; index < 20; index++) {
    await register.done('POST', '/risk-treatments', treatment(`MANY-${index}`, { effects: [{ risk: 'MASS', share: 0.6 }] }))
    await register.done('POST', `/risk-treatments/MANY-${index}/complete`, { on: `2026-04-${String(index + 1).padStart(2, '0')}`, procedure: { reference: 'dms:1' } })
  }
  const many = await statementsOf(db, async () => { await treatments() })
  t.equal(many.length, one.length)
  t.ok(many.length <= 40, `${many.length} statements`)
})
