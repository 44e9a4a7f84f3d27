import t from 'tap'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
let now = new Date('2026-11-10T10:00:00Z')
const { app, db } = await testApp(t, appUrl, {}, { clock: () => now })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.risksIn(['VAL-X1', 'VAL-X2'])
const since = { validFrom: '2020-01-01' }
for (const [position, person, login] of [['BOARD', 'P-BOARD', 'board@login'], ['CFO', 'P-CFO', 'cfo@login']] as const) {
  await audits.done('POST', '/positions', { code: position, title: `The ${position}`, unit: 'CUSTOMS', ...since })
  await audits.done('POST', '/people', { pseudonym: person, employmentKind: 'employee' })
  await audits.done('PATCH', `/people/${person}/contact`, { subject: login })
  await audits.done('POST', '/assignments', { person, position, ftePercent: 100, ...since })
}
await audits.done('POST', '/deputies', { position: 'BOARD', person: 'P-CFO', validFrom: '2026-11-20' })

interface Recipient { position: string, notifiedAt: string | null, dataHash: string | null, dueOn: string | null, acknowledgedAt: string | null, acknowledgedBy: string | null, way: string | null, reminders: number, withdrawnBecause: string | null }
interface Recipients { audit: string, version: number, stage: string, recipients: Recipient[] }
const recipientsOf = async (id: string): Promise<Recipient[]> => (await audits.done<Recipients>('GET', `/risk-audits/${id}/recipients`)).recipients
const treated = async (): Promise<string> => {
  const { id } = await audits.draft()
  await audits.close(id, 'identified', 'residual_determined', 'treated')
  return id
}
const as = (sub: string): Parameters<typeof bearer>[0] => ({ subject: sub, scope: 'risks:acknowledge risks:read' })
const acknowledge = async (id: string, sub: string, dataHash: string, headers: Record<string, string> = {}) => await audits.call('POST', `/risk-audits/${id}/acknowledge`, { dataHash }, headers, as(sub))
const told = async (id: string, positions: readonly string[]): Promise<string> => {
  await audits.done('POST', `/risk-audits/${id}/recipients`, { positions })
  await audits.done('POST', `/risk-audits/${id}/notices`, { acknowledgeBy: '2026-11-20' })
  return (await recipientsOf(id))[0]?.dataHash ?? ''
}

t.test('recipients are named from the draft on, told once stage 3 is closed, and take note with tokens of their own', async (t) => {
  const { id } = await audits.draft()
  t.match((await audits.call('POST', `/risk-audits/${id}/recipients`, { positions: ['BOARD', 'NOBODY'] })).json(), { status: 400, errors: [{ pointer: '/positions/1' }] })
  await audits.done('POST', `/risk-audits/${id}/recipients`, { positions: ['CFO', 'BOARD'] })
  await audits.done('POST', `/risk-audits/${id}/recipients`, { positions: ['BOARD'] })
  t.match(await recipientsOf(id), [{ position: 'BOARD', notifiedAt: null, acknowledgedAt: null }, { position: 'CFO', notifiedAt: null }])
  t.match((await audits.call('POST', `/risk-audits/${id}/notices`, { acknowledgeBy: '2026-11-20' })).json(), { status: 409, type: '/problems/risk-notice-refused', because: 'stage', stage: 'draft' })
  await audits.close(id, 'identified', 'residual_determined', 'treated')
  t.match((await audits.call('POST', `/risk-audits/${id}/notices`, { acknowledgeBy: '2026-11-09' })).json(), { status: 400, errors: [{ pointer: '/acknowledgeBy' }] })
  await audits.done('POST', `/risk-audits/${id}/notices`, { acknowledgeBy: '2026-11-20' })
  const [board] = await recipientsOf(id)
  const dataHash = board?.dataHash ?? ''
  t.match(board, { notifiedAt: now.toISOString(), dueOn: '2026-11-20', dataHash: /^[0-9a-f]{64}$/ })
  t.match((await audits.call('POST', `/risk-audits/${id}/notices`, { acknowledgeBy: '2026-11-20' })).json(), { status: 409, because: 'nobody_to_tell' })
  t.equal((await audits.done<{ dataHash: string }>('GET', `/risk-audits/${id}/report.json`)).dataHash, dataHash, 'of the report that everybody can read')

  t.match((await acknowledge(id, 'board@login', 'f'.repeat(64))).json(), { status: 400, errors: [{ pointer: '/dataHash' }] }, 'another report than was sent')
  t.match((await acknowledge(id, 'stranger@login', dataHash)).json(), { status: 409, because: 'login_unknown' })
  t.equal((await acknowledge(id, 'board@login', dataHash)).statusCode, 200)
  t.equal((await acknowledge(id, 'board@login', dataHash)).statusCode, 200, 'again changes nothing')
  t.match(await recipientsOf(id), [{ position: 'BOARD', acknowledgedBy: 'P-BOARD', way: 'token' }, { position: 'CFO', acknowledgedAt: null }])
  t.equal((await audits.call('POST', `/risk-audits/${id}/advance`, { stage: 'communicated' })).statusCode, 409, 'all must')
  t.equal((await acknowledge(id, 'cfo@login', dataHash)).statusCode, 200)
  t.match(await audits.close(id, 'communicated'), { stage: 'communicated' })
  t.match((await audits.call('POST', `/risk-audits/${id}/recipients`, { positions: ['RISK-OWNER'] })).json(), { status: 409, because: 'stage' })
  const report = await audits.done<{ recipients: object[], audit: object }>('GET', `/risk-audits/${id}/report.json`)
  t.match(report, { audit: { stage: 'communicated' }, recipients: [{ position: 'The BOARD', acknowledgedAt: now.toISOString() }, { position: 'The CFO' }] }, 'the report of the stage shows who took note, by position')
  t.notMatch(JSON.stringify(report), /P-BOARD|P-CFO|@login/, 'and no person')
  const events = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).json<{ items: { type: string, subject: string, data: object }[] }>().items.filter(({ subject, type }) => subject === `risk_audit:${id}` && type.startsWith('risk_notice'))
  t.strictSame(events.map(({ type }) => type), ['risk_notice.recipient_added', 'risk_notice.recipient_added', 'risk_notice.sent', 'risk_notice.sent', 'risk_notice.acknowledged', 'risk_notice.acknowledged'])
  t.match(events[2]?.data, { position: 'BOARD', dueOn: '2026-11-20', dataHash, report: `/v1/risk-audits/${id}/report.html?version=1&stage=treated` })
})

t.test('who holds no position that was told takes no note, a deputy does from the day on', async (t) => {
  const id = await treated()
  const dataHash = await told(id, ['BOARD'])
  t.match((await acknowledge(id, 'cfo@login', dataHash)).json(), { status: 409, because: 'not_told' })
  now = new Date('2026-11-21T10:00:00Z')
  t.teardown(() => { now = new Date('2026-11-10T10:00:00Z') })
  t.equal((await acknowledge(id, 'cfo@login', dataHash)).statusCode, 200)
  t.match(await recipientsOf(id), [{ position: 'BOARD', acknowledgedBy: 'P-CFO' }])
})

t.test('it is recorded with the proof for whoever has no login, and only of a holder', async (t) => {
  const id = await treated()
  const evidence = { reference: 'dms:signed', sha256: 'c'.repeat(64) }
  const record = async (position: string, person: string) => await audits.call('POST', `/risk-audits/${id}/recipients/${position}/record-acknowledgement`, { person, evidence })
  await audits.done('POST', `/risk-audits/${id}/recipients`, { positions: ['CFO'] })
  t.match((await record('CFO', 'P-CFO')).json(), { status: 409, because: 'not_told' })
  await told(id, ['CFO'])
  t.match((await record('CFO', 'P-BOARD')).json(), { status: 400, errors: [{ pointer: '/person', detail: 'does not hold CFO today' }] })
  t.equal((await record('BOARD', 'P-BOARD')).statusCode, 404)
  t.equal((await record('CFO', 'P-CFO')).statusCode, 200)
  t.match((await record('CFO', 'P-CFO')).json(), { status: 409, because: 'acknowledged' })
  t.match(await recipientsOf(id), [{ position: 'CFO', way: 'evidence', evidence }])
})

t.test('reminders go to those who owe it, at most once a day, and all who owe it are listed by their day', async (t) => {
  const id = await treated()
  const dataHash = await told(id, ['BOARD', 'CFO'])
  await acknowledge(id, 'board@login', dataHash)
  t.match((await audits.call('POST', `/risk-audits/${id}/reminders`, {})).json(), { status: 409, because: 'told_today' })
  now = new Date('2026-11-23T10:00:00Z')
  t.teardown(() => { now = new Date('2026-11-10T10:00:00Z') })
  const due = async (query = '') => (await audits.done<{ items: { audit: string, position: string, overdue: boolean, reminders: number }[] }>('GET', `/risk-notices/due${query}`)).items.filter(({ audit }) => audit === id)
  t.match(await due(), [{ position: 'CFO', overdue: true, reminders: 0, dueOn: '2026-11-20' }])
  t.strictSame(await due('?until=2026-11-19'), [])
  await audits.done('POST', `/risk-audits/${id}/reminders`, { acknowledgeBy: '2026-11-30' })
  t.match(await due(), [{ position: 'CFO', overdue: false, reminders: 1, dueOn: '2026-11-30' }])
  await audits.done('POST', `/risk-audits/${id}/recipients/CFO/withdraw`, { reason: 'The position is wound up' })
  t.strictSame(await due(), [])
  t.match(await audits.close(id, 'communicated'), { stage: 'communicated' }, 'those who were released hold up nothing')
})

t.test('of two managers at the same moment both take note; advancing or opening again beside it loses nothing', async (t) => {
  const id = await treated()
  const dataHash = await told(id, ['BOARD', 'CFO'])
  const answers = await Promise.all([acknowledge(id, 'board@login', dataHash), acknowledge(id, 'cfo@login', dataHash), ...Array.from({ length: 4 }, async () => await acknowledge(id, 'cfo@login', dataHash))])
  t.strictSame(answers.map(({ statusCode }) => statusCode), answers.map(() => 200))
  t.match(await recipientsOf(id), [{ acknowledgedBy: 'P-BOARD' }, { acknowledgedBy: 'P-CFO' }])
  const logged = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).json<{ items: { type: string, subject: string }[] }>().items
  t.equal(logged.filter(({ type, subject }) => type === 'risk_notice.acknowledged' && subject === `risk_audit:${id}`).length, 2, 'each once')

  const other = await treated()
  const hash = await told(other, ['BOARD'])
  const [taken, reopened] = await Promise.all([acknowledge(other, 'board@login', hash), audits.call('POST', `/risk-audits/${other}/reopen`, { reason: 'A site was forgotten' })])
  t.equal(reopened.statusCode, 200, reopened.body)
  const before = (await audits.done<Recipients>('GET', `/risk-audits/${other}/recipients?version=1`)).recipients
  t.equal(before[0]?.acknowledgedAt !== null, taken.statusCode === 200, 'what was answered is what is kept')
  t.match(await audits.done('GET', `/risk-audits/${other}/recipients`), { version: 2, stage: 'draft', recipients: [] }, 'the next version is told anew')
})

t.test('telling and taking note take the same number of statements for one position and for many', async (t) => {
  const many = Array.from({ length: 12 }, (_, index) => `MANY-${index}`)
  for (const code of many) {
    await audits.done('POST', '/positions', { code, title: code, unit: 'CUSTOMS', ...since })
    await audits.done('POST', '/deputies', { position: code, person: 'P-BOARD', ...since })
  }
  const counted = async (positions: readonly string[]): Promise<number[]> => {
    const id = await treated()
    const add = (await statementsOf(db, async () => await audits.done('POST', `/risk-audits/${id}/recipients`, { positions }))).length
    const send = (await statementsOf(db, async () => await audits.done('POST', `/risk-audits/${id}/notices`, { acknowledgeBy: '2026-11-20' }))).length
    const dataHash = (await recipientsOf(id))[0]?.dataHash ?? ''
    const note = (await statementsOf(db, async () => { t.equal((await acknowledge(id, 'board@login', dataHash)).statusCode, 200) })).length
    return [add, send, note]
  }
  t.strictSame(await counted(many), await counted(['BOARD']))
})
