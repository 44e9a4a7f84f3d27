import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { testApp } from '../support/app.ts'
import { aiSystem } from '../support/ai-systems.ts'
import { HOSTILE } from '../support/hostile.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer } from '../support/tokens.ts'

/** Every text that a record of the perimeter or a sanction may state, with what buggy senders and hostile people put into texts. */

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

function withText (body: unknown, [step, ...rest]: readonly (string | number)[], text: string): unknown {
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
  '/sanctions': (n) => ({
    authority: 'x', authorityReference: `Z-${n}`, memberState: 'IT', legalBasis: 'x', pillar: 'value', severity: 'minor', severityReason: 'x', infringementDates: [{ from: '2026-01-03' }], decisionDate: '2026-02-01', cause: 'other', detectedBy: 'customs', declarations: []
  })
}

const post = async (path: string, payload: unknown) => await app.inject({ method: 'POST', url: `/v1${path}`, headers: bearer(), payload: payload as object })
for (const [path, body] of [['/authorisations', { type: 'AEOF', reference: 'AEO', holderEori: 'IT01234567890', decisionDate: '2020-01-15' }], ['/units', { code: 'U', name: 'x', ...SINCE }], ['/representatives', { eori: 'DE0', name: 'x', kind: 'other' }], ['/suppliers', { supplierRef: 'S' }], ['/people', { pseudonym: 'P-1', employmentKind: 'employee' }],
  ['/training/courses', { code: 'C', title: 'x', kind: 'course', provider: 'x', providerType: 'internal', version: { validFrom: '2026-01-01', hours: '2', topics: [{ topic: 'origin', level: 2 }] } }]] as const) {
  if ((await post(path, body)).statusCode !== 201) throw new Error(path)
}

/** Beside texts: days and numbers that PostgreSQL would take, and we do not. */
const TYPED = ['now', 'infinity', '-infinity', 'Jan 5 2026', '2026-02-30', '0000-01-01', '2101-01-01', 'NaN', 'Infinity', '1e5', '+1', '-1', '12345678901234567', '٣', '1_000']
const TEXTS = [...HOSTILE.filter(([, text]) => text.length <= 513).map(([, text]) => text), ...TYPED]
/** Where a pattern decides: those that most patterns let through, or that must pass none. */
const FEWER = TEXTS.filter((text) => !text.isWellFormed() || ['\0', '\u202e', '\u200b', '\n'].some((character) => text.includes(character)) || /^(NaN|now|__proto__|%|\\|'|1e5|٣)/.test(text))
let number = 1

for (const [path, bodyOf] of Object.entries(RECORDED)) {
  t.test(`POST ${path} takes or refuses any text, and keeps it as it was sent`, async (t) => {
    const schema = contract.paths[`/v1${path}`]?.['post']?.requestBody?.content['application/json']?.schema
    const texts = textsOf(schema ?? {})
    t.equal((await post(path, bodyOf(++number))).statusCode, 201, 'the body that is spoilt is right')
    t.ok(texts.length > 0, `${texts.length} texts`)
    const faults: string[] = []
    for (const { path: at, schema: field } of texts) {
      for (const text of field.pattern === undefined || field.format !== undefined ? TEXTS : FEWER) {
        const answer = await post(path, withText(bodyOf(++number), at, text))
        const fault = `${at.join('/')} ${JSON.stringify(text)}: ${answer.statusCode}`
        if (![201, 400, 409, 422].includes(answer.statusCode)) faults.push(`${fault} ${answer.body.slice(0, 200)}`)
        if (answer.statusCode === 201 && (!text.isWellFormed() || text.includes('\0'))) faults.push(`${fault}, and no database keeps it`)
        const [name] = at
        const kept = answer.statusCode === 201 && at.length === 1 ? answer.json<Record<string, unknown>>()[String(name)] : undefined
        if (typeof kept === 'string' && kept !== text) faults.push(`${fault} ${JSON.stringify(kept)}`)
        if ([400, 422].includes(answer.statusCode) && answer.json<{ errors?: unknown[] }>().errors?.length === undefined) faults.push(`${fault} without a pointer`)
      }
    }
    t.strictSame(faults, [])
  })
}
