import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import t from 'tap'
import { READ_SCOPE } from '../../src/platform/log/event-feed.ts'
import { EVENT_TYPES, HAPPENINGS } from '../../src/platform/log/event-types.ts'

const source = join(import.meta.dirname, '../../src')
const texts = new Map(readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => [file, readFileSync(join(source, file), 'utf8')]))
const known = new Set(EVENT_TYPES)

/** Written like an event, and none: a message that tries a webhook, columns. */
const NO_EVENTS = new Set(['webhook.test', 'representative.eori', 'representative.status'])
const WRITTEN = new Set([...texts.values()].flatMap((text) => [...text.matchAll(/'([a-z_]+)\.([a-z_]+)'/g)]).flatMap(([, kind = '', happened = '']) => Object.hasOwn(READ_SCOPE, kind) ? [`${kind}.${happened}`] : []).filter((type) => !NO_EVENTS.has(type)))

/** Put together of a kind and what happened, by the file that does so. */
const PUT_TOGETHER: Readonly<Record<string, readonly string[]>> = {
  'platform/keeping/keep-records.ts': ['criteria_evidence', 'excise_movement', 'exit_proof', 'goods_movement', 'supporting_document', 'training_record', 'training_requirement', 'training_session'].flatMap((kind) => [`${kind}.recorded`, `${kind}.changed`]),
  'goods/operations/save-records.ts': ['goods', 'supplier', 'supplier_declaration', 'licence'].flatMap((kind) => [`${kind}.recorded`, `${kind}.changed`]),
  'organisation/operations/row-records.ts': ['legal_entity.recorded', 'representative.recorded'],
  'organisation/dated-kinds.ts': ['site.opened', 'site.changed', 'site.closed'],
  'ai-systems/register/status-operations.ts': ['ai_system.suspended', 'ai_system.retired'],
  'risks/acceptances/acceptance-operations.ts': ['risk_acceptance.declined', 'risk_acceptance.revoked']
}
const KIND = Object.keys(HAPPENINGS).join('|')
const TEMPLATE = new RegExp(String.raw`\.log\([^\n\`',(]*\`|\`(${KIND})\.\$\{`)

t.test('every event that the log may hold is known by its type, and none that it does not', (t) => {
  t.strictSame([...WRITTEN].filter((type) => !known.has(type)), [], 'what is written somewhere')
  t.strictSame(Object.values(PUT_TOGETHER).flat().filter((type) => !known.has(type)), [], 'what is put together')
  t.strictSame(EVENT_TYPES.filter((type) => !WRITTEN.has(type) && !Object.values(PUT_TOGETHER).flat().includes(type)), [], 'nothing else')
  t.equal(known.size, EVENT_TYPES.length)
  t.end()
})

t.test('where types are put together stands here', (t) => {
  t.strictSame([...texts].filter(([, text]) => TEMPLATE.test(text)).map(([file]) => relative('.', file)).toSorted(), Object.keys(PUT_TOGETHER).toSorted())
  t.end()
})

t.test('for every kind it is said who may read its events', (t) => {
  t.strictSame(Object.keys(HAPPENINGS).filter((kind) => !Object.hasOwn(READ_SCOPE, kind)), [])
  t.end()
})
