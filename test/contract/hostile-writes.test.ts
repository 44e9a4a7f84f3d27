import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { testApp } from '../support/app.ts'
import { aiOutput } from '../support/ai-outputs.ts'
import { aiSystem } from '../support/ai-systems.ts'
import { HOSTILE } from '../support/hostile.ts'
import { testDatabase } from '../support/postgres.ts'
import { control, EVIDENCE, ownRisk, SLIGHT, STATED, treatment } from '../support/risks.ts'
import { AREAS } from '../../src/risks/catalogue/areas.ts'
import { DOCUMENT, KINDS, RiskAudits, SCOPE } from '../support/risk-audits.ts'
import { bearer } from '../support/tokens.ts'

/** Every text and number that a record of the perimeter, of training or a sanction may state, with what buggy senders and hostile people put there. */

t.setTimeout(240_000)
const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)

interface Schema { $ref?: string, type?: string | string[], properties?: Record<string, Schema>, items?: Schema, anyOf?: Schema[], pattern?: string, format?: string }
interface Body { requestBody?: { content: { 'application/json'?: { schema: Schema } } } }
const contract = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi/openapi.json'), 'utf8')) as { paths: Record<string, Record<string, Body>>, components: { schemas: Record<string, Schema> } }

const resolved = (schema: Schema): Schema => schema.$ref === undefined ? schema : resolved(contract.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})

/** Where texts stand in a body; an entry of a list is its first. */
function textsOf (schema: Schema, path: readonly (string | number)[] = []): { path: readonly (string | number)[], schema: Schema }[] {
  const { anyOf, properties, items, ...own } = resolved(schema)
  if (anyOf !== undefined) return anyOf.flatMap((one) => textsOf(one, path))
  if (properties !== undefined) return Object.entries(properties).flatMap(([name, one]) => textsOf(one, [...path, name]))
  if (items !== undefined) return textsOf(items, [...path, 0])
  return own.type === 'string' ? [{ path, schema: own }] : []
}

function withText (body: unknown, [step, ...rest]: readonly (string | number)[], text: unknown): unknown {
  if (step === undefined) return text
  if (typeof step === 'number') return [withText(Array.isArray(body) ? (body as unknown[])[0] : undefined, rest, text)]
  const members = typeof body === 'object' && body !== null ? body as Record<string, unknown> : {}
  return { ...members, [step]: withText(members[step], rest, text) }
}

const SINCE = { validFrom: '2026-01-01' }
const ARCHIVED = { sha256: 'a'.repeat(64), archive: 'dms', locator: '1' }
const decision = { ...SINCE, decidedBy: 'P-1' }
/** Bodies that are taken, by path; the number makes each a new record. */
const RECORDED: Record<string, (n: number) => object> = {
  '/units': (n) => ({ code: `U-${n}`, name: 'x', ...SINCE }),
  '/sites': (n) => ({ code: `S-${n}`, name: 'x', address: 'x', country: 'IT', ...SINCE }),
  '/production-steps': (n) => ({ code: `T-${n}`, name: 'x', phase: 'design', ordinal: 1, ...SINCE }),
  '/positions': (n) => ({ code: `P-${n}`, title: 'x', unit: 'U', ...SINCE }),
  '/people': (n) => ({ pseudonym: `P-${n}`, employmentKind: 'employee' }),
  '/software': (n) => ({ code: `W-${n}`, name: 'x', kind: 'erp', hosting: 'cloud', ...SINCE }),
  '/representatives': (n) => ({ eori: `DE${n}`, name: 'x', kind: 'other' }),
  '/organisation/legal-entities': (n) => ({ eori: `FR${n}`, name: 'x', relation: 'subsidiary', ...SINCE }),
  '/mandates': () => ({ representative: 'DE0', representation: 'direct', ...SINCE }),
  '/authorisations': (n) => ({ type: 'IPO', reference: `A-${n}`, holderEori: 'IT01234567890', decisionDate: '2026-01-15' }),
  '/notification-duties': () => ({ rule: 'merger', description: 'x', occurredOn: '2026-01-01' }),
  '/goods': (n) => ({ goodsRef: `G-${n}`, descriptions: [{ language: 'en', text: 'x' }], codeDecisions: [{ ...decision, direction: 'import', code: '8518300090' }], origins: [{ ...decision, kind: 'non_preferential', country: 'CN' }] }),
  '/suppliers': (n) => ({ supplierRef: `S-${n}`, terms: [{ ...SINCE }] }),
  '/supplier-declarations': (n) => ({ supplierRef: 'S', documentReference: `D-${n}`, kind: 'single', issuedOn: '2026-01-01', ...SINCE, goodsRefs: ['G'] }),
  '/licences': (n) => ({ reference: `L-${n}`, type: 'L001' }),
  '/documents': (n) => ({ mrn: '26IT00000000000010', type: 'N380', reference: `N-${n}`, ...ARCHIVED, archivedAt: '2026-03-03T10:00:00Z' }),
  '/goods-movements': (n) => ({ movementNumber: `M-${n}`, kind: 'receipt', movedOn: '2026-03-03', quantity: '1', unit: 'KGM' }),
  '/excise-movements': (n) => ({ arc: `26IT${String(n).padStart(16, 'A')}0`, status: 'dispatched', statusOn: '2026-03-03', exciseProductCode: 'W200', commodityCode: '22042111', quantity: '1', unit: 'LTR', dispatchedOn: '2026-03-03' }),
  '/exit-proofs': (n) => ({ mrn: '26IT00000000000010', kind: 'delivery_note', reference: `X-${n}`, state: 'collected', leftOn: '2026-03-03' }),
  '/criteria-evidence': (n) => ({ reference: `E-${n}`, criterion: 'security', kind: 'backup_test', issuedOn: '2026-03-03', validFrom: '2026-03-03', ...ARCHIVED }),
  '/training/topics': (n) => ({ code: `T-${n}`, name: 'x', kind: 'subject' }),
  '/training/requirements': (n) => ({ code: `R-${n}`, unit: 'U', topic: 'origin', level: 2, legalSource: 'x', reason: 'x', ...SINCE }),
  '/legal-holds': () => ({ class: 'originals', reason: 'x' }),
  '/calendar-links': () => ({ unit: 'U' }),
  '/training/messages': () => ({ kind: 'other', title: 'x', text: 'x', issuedOn: '2026-01-01', dueOn: '2026-01-31', audience: { all: true } }),
  '/training/needs': () => ({ source: 'other', topic: 'origin', level: 2, severity: 'important', reason: 'x' }),
  '/training/courses': (n) => ({ code: `C-${n}`, title: 'x', kind: 'course', provider: 'x', providerType: 'internal', version: { validFrom: '2026-01-01', hours: '2', topics: [{ topic: 'origin', level: 2 }] } }),
  '/training/sessions': (n) => ({ code: `S-${n}`, course: 'C', startsOn: '2026-03-03' }),
  '/training/records': (n) => ({ reference: `R-${n}`, person: 'P-1', course: 'C', completedOn: '2026-03-03', result: 'attended' }),
  '/ai-systems': (n) => aiSystem(`A-${n}`, { owner: { kind: 'person', code: 'P-1' } }),
  '/ai-outputs': (n) => aiOutput(`O-${n}`, { system: 'A' }),
  '/ai-planted-checks': (n) => ({ system: 'A', pillar: 'classification', from: '2026-03-23', to: '2026-03-27', proposals: [{ inputReference: `M-${n}`, proposal: '8471300000', rightValue: '8471410000' }] }),
  '/ai-reference-times': () => ({ pillar: 'classification', measuredOn: '2026-01-01', seconds: Array.from({ length: 20 }, () => 30) }),
  '/risks': (n) => ownRisk(`R-${n}`, { owner: { kind: 'person', code: 'P-1' } }),
  '/risk-audits': (n) => ({ title: `A-${n}`, scope: { from: '2026-01-01', to: '2026-12-31', procedures: ['40'] } }),
  '/risk-assessments': () => ({ reason: 'x' }),
  '/controls': (n) => control(`C-${n}`, { owner: { kind: 'person', code: 'P-1' }, risks: [], inForceFrom: '2026-01-01' }),
  '/risk-treatments': (n) => treatment(`T-${n}`, { owner: { kind: 'person', code: 'P-1' }, effects: [{ risk: 'R-TREATED', share: 0.5 }] }),
  '/webhooks': (n) => ({ url: `https://example.com/${n}`, eventTypes: ['unit.*'], description: 'x' }),
  '/sanctions': (n) => ({
    authority: 'x', authorityReference: `Z-${n}`, memberState: 'IT', legalBasis: 'x', pillar: 'value', severity: 'minor', severityReason: 'x', infringementDates: [{ from: '2026-01-03' }], decisionDate: '2026-02-01', cause: 'other', detectedBy: 'customs', declarations: []
  })
}

const post = async (path: string, payload: unknown) => await app.inject({ method: 'POST', url: `/v1${path}`, headers: bearer(), payload: payload as object })
for (const [path, body] of [['/authorisations', { type: 'AEOF', reference: 'AEO', holderEori: 'IT01234567890', decisionDate: '2020-01-15' }], ['/units', { code: 'U', name: 'x', ...SINCE }], ['/representatives', { eori: 'DE0', name: 'x', kind: 'other' }], ['/suppliers', { supplierRef: 'S' }], ['/people', { pseudonym: 'P-1', employmentKind: 'employee' }],
  ['/training/courses', { code: 'C', title: 'x', kind: 'course', provider: 'x', providerType: 'internal', version: { validFrom: '2026-01-01', hours: '2', topics: [{ topic: 'origin', level: 2 }] } }],
  ['/ai-systems', aiSystem('A', { owner: { kind: 'person', code: 'P-1' } })]] as const) {
  if ((await post(path, body)).statusCode !== 201) throw new Error(path)
}

/** Beside texts: days and numbers that PostgreSQL would take, and we do not. */
const TYPED = ['now', 'infinity', '-infinity', 'Jan 5 2026', '2026-02-30', '0000-01-01', '2101-01-01', 'NaN', 'Infinity', '1e5', '+1', '-1', '12345678901234567', '٣', '1_000']
const TEXTS = [...HOSTILE.filter(([, text]) => text.length <= 513).map(([, text]) => text), ...TYPED]
/** Where a pattern decides: those that most patterns let through, or that must pass none. */
const FEWER = TEXTS.filter((text) => !text.isWellFormed() || ['\0', '\u202e', '\u200b', '\n'].some((character) => text.includes(character)) || /^(NaN|now|__proto__|%|\\|'|1e5|٣)/.test(text))
let number = 1

/** Where numbers and truths stand in a body, and what is none of them or more than a column holds. */
function numbersOf (schema: Schema, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const { anyOf, properties, items, type } = resolved(schema)
  if (anyOf !== undefined) return anyOf.flatMap((one) => numbersOf(one, path))
  if (properties !== undefined) return Object.entries(properties).flatMap(([name, one]) => numbersOf(one, [...path, name]))
  if (items !== undefined) return numbersOf(items, [...path, 0])
  return type === 'integer' || type === 'number' || type === 'boolean' ? [path] : []
}
const NUMBERS = [-1, 0, 5, 1.5, 32_768, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, '1', ' 1', true, [1], {}]

type Answer = Awaited<ReturnType<typeof post>>
/** Sends the body with a text in one place. */
type Send = (spoil: (body: object) => unknown) => Promise<Answer>

/** What is wrong with the answers to a body of the schema in which, one after the other, each place is spoilt. @param shownAs fields that the answer has by another name. */
async function faultsOf (schema: Schema, send: Send, shownAs: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const faults: string[] = []
  for (const { path: at, schema: field } of textsOf(schema)) {
    for (const text of field.pattern === undefined || field.format !== undefined ? TEXTS : FEWER) {
      const answer = await send((body) => withText(body, at, text))
      const fault = `${at.join('/')} ${JSON.stringify(text)}: ${answer.statusCode}`
      const taken = answer.statusCode < 300
      if (!taken && ![400, 409, 422].includes(answer.statusCode)) faults.push(`${fault} ${answer.body.slice(0, 200)}`)
      if (taken && (!text.isWellFormed() || text.includes('\0'))) faults.push(`${fault}, and no database keeps it`)
      const [name] = at
      const kept = taken && at.length === 1 ? answer.json<Record<string, unknown>>()[shownAs[String(name)] ?? String(name)] : undefined
      if (typeof kept === 'string' && kept !== text) faults.push(`${fault} ${JSON.stringify(kept)}`)
      if ([400, 422].includes(answer.statusCode) && answer.json<{ errors?: unknown[] }>().errors?.length === undefined) faults.push(`${fault} without a pointer`)
    }
  }
  for (const at of numbersOf(schema)) {
    for (const value of NUMBERS) {
      const answer = await send((body) => withText(body, at, value))
      if (answer.statusCode >= 300 && ![400, 409, 422].includes(answer.statusCode)) faults.push(`${at.join('/')} ${JSON.stringify(value)}: ${answer.statusCode} ${answer.body.slice(0, 200)}`)
    }
  }
  return faults
}

const schemaOf = (path: string, method: string): Schema => contract.paths[`/v1${path}`]?.[method]?.requestBody?.content['application/json']?.schema ?? {}

if ((await post('/risks', ownRisk('R-TREATED'))).statusCode !== 201) throw new Error('A risk that treatments touch is missing')
const scored = await app.inject({ method: 'POST', url: '/v1/risks/R-TREATED/inputs', headers: { ...bearer(), 'if-match': '*' }, payload: { ...STATED, likelihood: 1, lossHigh: 1000, consequence: 1 } })
if (scored.statusCode >= 300) throw new Error(scored.body)
for (const [path, bodyOf] of Object.entries(RECORDED)) {
  t.test(`POST ${path} takes or refuses any text and number, and keeps a text as it was sent`, async (t) => {
    t.equal((await post(path, bodyOf(++number))).statusCode, 201, 'the body that is spoilt is right')
    t.ok(textsOf(schemaOf(path, 'post')).length > 0)
    t.strictSame(await faultsOf(schemaOf(path, 'post'), async (spoil) => await post(path, spoil(bodyOf(++number)))), [])
  })
}

const made = async (path: string): Promise<string> => {
  const answer = await post(path, RECORDED[path]?.(++number))
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<{ id: string }>().id
}
const acknowledgement = async (): Promise<string> => (await post(`/training/messages/${await made('/training/messages')}/acknowledgements`, { person: 'P-1', acknowledgedOn: '2026-01-02' })).json<{ id: string }>().id
for (const [path, body] of [['/training/topics', { code: 'T', name: 'x', kind: 'subject' }], ['/training/courses', RECORDED['/training/courses']?.(0)]] as const) if ((await post(path, body)).statusCode !== 201) throw new Error(path)
const [risk, controlled, treats] = [await made('/risks'), await made('/controls'), await made('/risk-treatments')]
const audit = await made('/risk-audits')
await post('/people', { pseudonym: 'P-TESTER', employmentKind: 'employee' })
const tried = { testedOn: '2026-03-03', sampleFrom: '2026-02-01', sampleTo: '2026-02-28', sampleSize: 5, passed: 4, failed: 1, tester: 'P-TESTER', evidence: EVIDENCE, remarks: 'y' }
const controlTest = async (): Promise<string> => (await post(`/controls/${controlled}/tests`, tried)).json<{ id: string }>().id
const [requirement, session, record, message, need] = [await made('/training/requirements'), await made('/training/sessions'), await made('/training/records'), await made('/training/messages'), await made('/training/needs')]
/** Nothing is looked at, so that nothing is missing. */
async function treatedAudit (): Promise<string> {
  const audits = new RiskAudits(app)
  const { id } = await audits.done<{ id: string }>('POST', '/risk-audits', { title: 'x', scope: SCOPE })
  for (const kind of KINDS) await audits.done('PUT', `/risk-audits/${id}/inputs/${kind}`, DOCUMENT)
  for (const area of AREAS.filter((name) => name !== 'excise')) await audits.done('PUT', `/risk-audits/${id}/left-out/${area}`, { reason: 'x' })
  await audits.close(id, 'identified', 'residual_determined', 'treated')
  return id
}
await post('/risks', ownRisk('R-FOLLOWED', { area: 'excise' }))
await new RiskAudits(app).done('POST', '/risks/R-FOLLOWED/inputs', SLIGHT)
const treatedId = await treatedAudit()
/** Of one operator there are only some, so that the others are changed. */
const webhook = made('/webhooks')
let day = Date.UTC(2030, 0, 1)
const nextDay = (): string => new Date(day += 86_400_000).toISOString().slice(0, 10)

/** Changes and decisions of training and of risks: what is sent in place of the names in the path, and a body that is taken. */
const CHANGED: [method: 'PATCH' | 'POST' | 'PUT', path: string, at: () => Promise<string> | string, body: () => object, shownAs?: Record<string, string>][] = [
  ['PATCH', '/training/topics/{code}', () => 'T', () => ({ name: 'y' })],
  ['PATCH', '/training/courses/{ref}', () => 'C', () => ({ title: 'y' })],
  ['POST', '/training/courses/{ref}/versions', () => 'C-0', () => ({ validFrom: nextDay(), hours: '2', topics: [{ topic: 'origin', level: 2 }] })],
  ['PATCH', '/training/requirements/{id}', () => requirement, () => ({ reason: 'y' })],
  ['PATCH', '/training/sessions/{id}', () => session, () => ({ places: 3 })],
  ['PATCH', '/training/records/{id}', () => record, () => ({ hours: '3' })],
  ['POST', '/training/records/{id}/revoke', async () => await made('/training/records'), () => ({ from: '2026-04-01', reason: 'y' }), { from: 'revokedFrom', reason: 'revocationReason' }],
  ['PATCH', '/training/messages/{id}', () => message, () => ({ dueOn: '2026-02-28' })],
  ['POST', '/training/messages/{id}/acknowledgements', async () => await made('/training/messages'), () => ({ person: 'P-1', acknowledgedOn: '2026-01-02', evidence: 'y' })],
  ['POST', '/training/acknowledgements/{id}/revoke', acknowledgement, () => ({ reason: 'y' }), { reason: 'revocationReason' }],
  ['PATCH', '/training/needs/{id}', () => need, () => ({ severity: 'critical' })],
  ['PATCH', '/risks/{ref}', () => risk, () => ({ title: 'y' })],
  ['POST', '/risks/{ref}/inputs', () => risk, () => STATED],
  ['POST', '/risks/{ref}/retire', async () => await made('/risks'), () => ({ reason: 'y' }), { reason: 'retiredBecause' }],
  ['PATCH', '/risk-audits/{id}', () => audit, () => ({ title: 'y', scope: { from: '2026-01-01', to: '2026-12-31', procedures: ['40'] } })],
  ['PUT', '/risk-audits/{id}/inputs/{kind}', () => `${audit}/inputs/measures`, () => ({ title: 'y', reference: 'dms:1', sha256: 'a'.repeat(64), datedOn: '2026-01-01' }), { title: 'titleOfTheDocument' }],
  ['PUT', '/risk-audits/{id}/left-out/{area}', () => `${audit}/left-out/value`, () => ({ reason: 'y' })],
  ['PUT', '/risk-audits/{id}/not-evaluated/{ref}', () => `${audit}/not-evaluated/${risk}`, () => ({ reason: 'y' })],
  ['PATCH', '/controls/{ref}', () => controlled, () => ({ title: 'y' })],
  ['POST', '/controls/{ref}/design', () => controlled, () => ({ design: 'weak', reason: 'y' })],
  ['POST', '/controls/{ref}/retire', async () => await made('/controls'), () => ({ reason: 'y' }), { reason: 'retiredBecause', on: 'retiredOn' }],
  ['POST', '/controls/{ref}/tests', () => controlled, () => tried],
  ['POST', '/controls/{ref}/tests/{id}/withdraw', async () => `${controlled}/tests/${await controlTest()}`, () => ({ reason: 'y' })],
  ['PATCH', '/risk-treatments/{ref}', () => treats, () => ({ title: 'y' })],
  ['POST', '/risk-treatments/{ref}/drop', async () => await made('/risk-treatments'), () => ({ reason: 'y' }), { reason: 'droppedBecause', on: 'droppedOn' }],
  ['POST', '/risk-treatments/{ref}/complete', async () => await made('/risk-treatments'), () => ({ procedure: { reference: 'y' } }), { on: 'finishedOn' }],
  ['POST', '/risk-audits/{id}/follow-ups', () => treatedId, () => ({ kind: 'procedure_change', risk: 'R-FOLLOWED', title: 'y', reference: 'z' })],
  ['PUT', '/questionnaire/{question}', () => '4.4', () => ({ text: 'y', owner: { kind: 'unit', code: 'U' }, answeredOn: '2026-01-01', evidence: [{ title: 'y', reference: 'dms:1', sha256: 'a'.repeat(64) }] }), { text: 'textOfTheAnswer' }],
  ['POST', '/questionnaire/{question}/confirm', () => '4.4', () => ({ person: 'P-1' }), { on: 'confirmedOn', person: 'whoConfirmed' }],
  ['PUT', '/risk-settings', () => '', () => ({ windowMonths: 36, priorStrength: 1, years: 50_000, reason: 'y' })],
  ['PUT', '/risk-appetites/{area}', () => 'value', () => ({ acceptableScore: 5, appetiteEur: 1000, reason: 'y' })],
  ['PATCH', '/webhooks/{id}', async () => await webhook, () => ({ description: 'y', url: 'https://example.com/', eventTypes: ['unit.*'], active: true })],
  ['POST', '/webhooks/{id}/replay', async () => await webhook, () => ({ after: '0' })],
  ['POST', '/webhooks/{id}/rotate-secret', async () => await webhook, () => ({ overlapHours: 1 })],
  ['POST', '/webhooks/{id}/enable', async () => await webhook, () => ({ missed: 'skip' })],
  ['POST', '/training/needs/{id}/close', async () => await made('/training/needs'), () => ({ reason: 'y' }), { reason: 'closingReason' }]
]
for (const [method, path, at, bodyOf, shownAs] of CHANGED) {
  t.test(`${method} ${path} takes or refuses any text and number, and keeps a text as it was sent`, async (t) => {
    const send = async (payload: unknown) => await app.inject({ method, url: `/v1${path.replace(/\{.*\}/, await at())}`, headers: { ...bearer(), 'if-match': '*' }, payload: payload as object })
    const answer = await send(bodyOf())
    t.ok(answer.statusCode < 300, `the body that is spoilt is right ${answer.body}`)
    t.strictSame(await faultsOf(schemaOf(path, method.toLowerCase()), async (spoil) => await send(spoil(bodyOf())), shownAs), [])
  })
}
