import fc from 'fast-check'
import t from 'tap'
import { CHECKS } from '../../../src/declarations/checks/catalogue.ts'
import { evaluateDeclaration } from '../../../src/declarations/checks/evaluate.ts'
import type { CheckResult } from '../../../src/declarations/checks/evaluate.ts'
import { examinedOf } from '../../../src/declarations/checks/examine-content.ts'
import type { KnownFacts } from '../../../src/declarations/checks/examine-content.ts'
import type { Knowledge, Observation } from '../../../src/declarations/checks/knowledge.ts'
import { DeclarationContentSchema, STATUSES } from '../../../src/declarations/data-elements.ts'
import type { DeclarationContent } from '../../../src/declarations/data-elements.ts'
import { checkedDeclaration } from '../../../src/declarations/formats/json-declaration.ts'
import { Problem } from '../../../src/platform/problem.ts'
import { LIST_KINDS } from '../../../src/reference/measure-kinds.ts'
import type { ListKind } from '../../../src/reference/measure-kinds.ts'
import type { Entry } from '../../../src/reference/measure-list.ts'
import { withMeasures } from '../../../src/reference/measures.ts'
import { shippedReference } from '../../../src/reference/shipped.ts'
import { contextOf, importOf, TODAY } from '../../support/checks.ts'
import { authorisations, goods, suppliers } from '../../support/knowledge.ts'

/** No check can throw, whatever a declaration that passes our door says, whatever the registers know and the lists hold. */

const HOSTILE = ['0', '-1', '9999999999999999.999999', '0.000001', '00', '40', '42', '51', '53', '61', 'IT', 'GB', 'EU', 'QP', 'A', 'X', 'Y', 'Z', '300', '100', '050001', 'FOB', 'EUR', 'USD',
  '2024-02-29', '2026-02-30', '9999-99-99', '0000-00-00', 'N954', 'U110', 'C601', '1', '999999', '851830', 'G-1', 'S-1', 'constructor', '__proto__', 'toString', '%s', '\'; drop', '\u202e', '\ud83d\ude00',
  '26IT00000000000AR0', 'DEAEOC000012', 'A00', 'B00', '000', 'C07', 'FR5', '1' + '0'.repeat(15)]

type SchemaNode = Readonly<Record<string, unknown>>

/** Values that the schema of a field allows: plausible and hostile ones, mixed. */
function valueOf (schema: SchemaNode): fc.Arbitrary<unknown> {
  if (schema['type'] === 'object') {
    const properties = schema['properties'] as Record<string, SchemaNode>
    const required = new Set((schema['required'] ?? []) as string[])
    return fc.record(Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, valueOf(property)])), { requiredKeys: Object.keys(properties).filter((name) => required.has(name)) })
  }
  if (schema['type'] === 'array') return fc.array(valueOf(schema['items'] as SchemaNode), { maxLength: 3, minLength: Number(schema['minItems'] ?? 0) })
  if (schema['type'] === 'boolean') return fc.boolean()
  if (schema['type'] === 'integer') return fc.integer({ min: Number(schema['minimum'] ?? 0), max: Math.min(Number(schema['maximum'] ?? 9), 99_999) })
  if (schema['type'] === 'number') return fc.double({ noNaN: true, min: Number(schema['minimum'] ?? 0), max: Number(schema['maximum'] ?? 1e6) })
  if (schema['format'] === 'date-time') return fc.constantFrom('2026-03-02T10:00:00Z', '1900-01-02T00:00:00Z', '2099-12-31T23:59:59.999999999+14:00', '2024-02-29T23:59:59-11:00')
  const choices = (schema['enum'] ?? (schema['anyOf'] as { const?: unknown }[] | undefined)?.map((one) => one.const).filter((value) => value !== undefined)) as unknown[] | undefined
  if (choices !== undefined && choices.length > 0) return fc.constantFrom(...choices)
  if (schema['~decimal'] === true) return fc.oneof(fc.constantFrom('0', '-1', '0.000001', '1000', '9999999999999999.999999', '-9999999999999999.999999', '1.005'), fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(3)))
  const pattern = new RegExp(String(schema['pattern'] ?? '^[\\s\\S]*$'))
  const [least, most] = [Number(schema['minLength'] ?? 0), Number(schema['maxLength'] ?? 50)]
  const fitting = HOSTILE.filter((value) => pattern.test(value) && value.length >= least && value.length <= most)
  const random = schema['pattern'] === undefined ? fc.string({ minLength: least, maxLength: Math.min(most, 30) }) : fc.stringMatching(pattern).filter(({ length }) => length >= least && length <= most)
  return fitting.length === 0 ? random : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: random })
}

/** What a sender can get past the door. */
const declared = valueOf(DeclarationContentSchema as unknown as SchemaNode).map((value) => {
  const content = value as { lrn?: string, items?: unknown[] }
  try {
    return checkedDeclaration({ lrn: 'L-1', declarant: 'IT01234567890', ...content, items: (content.items ?? []).map((item, index) => ({ ...item as object, itemNumber: index + 1 })) })
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}).filter((content): content is DeclarationContent => content !== undefined)

/** A plausible declaration with some fields of a hostile one, so that a check gets past its first gate. */
const spoilt = fc.tuple(declared, fc.infiniteStream(fc.boolean())).map(([hostile, coin]) => {
  const plain = importOf()
  const some = <T extends object>(from: T): Partial<T> => Object.fromEntries(Object.entries(from).filter(([name]) => name !== 'items' && name !== 'itemNumber' && coin.next().value === true)) as Partial<T>
  return { ...plain, ...some(hostile), items: plain.items.map((item, index) => ({ ...item, ...some(hostile.items[index] ?? item) })) }
})

const day = fc.constantFrom('1999-12-31', '2024-02-29', '2025-12-31', '2026-01-01', '2026-03-02', '2026-07-01', '2099-01-01')
const facts: fc.Arbitrary<KnownFacts> = fc.record({
  receivedOn: day, status: fc.constantFrom(...STATUSES), mrn: fc.constantFrom(null, '26IT00000000000AR0', 'not-an-mrn'), acceptedOn: fc.oneof(fc.constant(null), day), releasedOn: fc.oneof(fc.constant(null), day),
  assessedTaxes: fc.array(fc.record({ itemNumber: fc.integer({ min: 1, max: 3 }), type: fc.constantFrom('A00', 'B00', 'A30'), base: fc.constantFrom('0', '1000', '-1'), rate: fc.constantFrom('0', '2.5', '1000'), assessed: fc.constantFrom('0', '25'), currency: fc.constantFrom('EUR', 'GBP') }, { requiredKeys: [] }), { maxLength: 3 }),
  amendments: fc.array(fc.record({ requestedOn: day, statusThen: fc.constantFrom(...STATUSES), afterRelease: fc.boolean(), state: fc.constantFrom('pending', 'granted', 'refused'), otherGoods: fc.constant([1]), excess: fc.constant([{ itemNumber: 1, grown: ['packages 1 to 2'], isWhole: true }]) }), { maxLength: 2 })
}, { requiredKeys: ['receivedOn'] })

const observations: fc.Arbitrary<Observation[]> = fc.array(fc.record({
  supplierRef: fc.constantFrom('', 'S-1'), month: fc.constantFrom('2026-01', '2025-12', '2020-01'), kind: fc.constantFrom('code', 'origin', 'duty_rate', 'unit_value'),
  value: fc.constantFrom('', 'EUR/KGM/100', 'EUR/NAR/-500', 'x', '85183000', 'CN', '2.5', 'EUR//'), count: fc.integer({ min: 0, max: 20 })
}), { maxLength: 12 })

const knowledge: fc.Arbitrary<Partial<Knowledge>> = fc.constantFrom<Partial<Knowledge>>(
  {}, { ...goods(), ...suppliers({ related: true, additions: ['royalty'] }), ...authorisations([{ type: 'IPO', state: 'expired' }, { type: 'C601', codes: ['85'] }], { holds: true, asked: true }) },
  { ...goods({ status: 'blocked', approvedCode: 'nonsense', dualUse: { listed: true, assessedOn: null, exemption: false } }), ...authorisations([]) },
  {
    guarantee: { utilisationPercent: () => '101' }, mandates: { covers: () => false }, documents: { missingOf: () => ['N380'] }, movements: { differencesOf: () => [{ itemNumber: 1, declared: '0', moved: '1', percent: '100' }] },
    quotas: { allocatedPercent: () => '0' }, excise: { find: () => ({ quantity: '0', commodityCode: '', dispatchedOn: '2026-02-30' }) }, licences: { find: () => ({ validFrom: null, validUntil: null, measure: null, balance: '0', attributedUntil: () => '1' }) },
    extensions: { dischargeDeadline: () => '2026-02-30' }, exits: { confirmed: () => false }, cbamYear: { netMass: () => '50001' }, reviewers: { isCompetent: () => false }
  })

/** One entry of each list, for every code. */
const PLAIN: Record<string, string> = {
  code: '8518', type: 'erga_omnes', origin: 'VN', rate: '2.5', currency: 'USD', units_per_euro: '1.1', measure: 'm', status: 'definitive', duty: 'anti_dumping', regulation: 'r', direction: 'import', documents: 'X002',
  threshold: 'yes', applies_from: '2026-01-01', endangered_species: 'yes', annex_updated_on: '2026-01-01', excise: 'yes', requested: '40', previous: '00', cn_code: '85183000', year: '2026', additional_code: 'A999', invoice_documents: 'D008'
}
const lists = (Object.keys(LIST_KINDS) as ListKind[]).map((kind) => ({ kind, entries: [Object.fromEntries(Object.keys(LIST_KINDS[kind]).flatMap((name) => PLAIN[name] === undefined ? [] : [[name, PLAIN[name]]])) as Entry] }))
const references = [shippedReference(), withMeasures(shippedReference(), lists, '1')]

function ask (content: DeclarationContent, known: KnownFacts, observed: readonly Observation[], knows: Partial<Knowledge>, loaded: boolean, today: string): CheckResult[] {
  const context = { ...contextOf({ observations: observed, knowledge: knows, today }), reference: references[Number(loaded)] ?? shippedReference() }
  return evaluateDeclaration(examinedOf(content, known), context, CHECKS)
}

for (const [name, contents] of [['what the schema allows', declared], ['a plausible declaration with hostile fields', spoilt]] as const) {
  t.test(`no check throws past its result: ${name}`, (t) => {
    fc.assert(fc.property(contents, facts, observations, knowledge, fc.boolean(), day, (content, known, observed, knows, loaded, today) => {
      const results = ask(content, known, observed, knows, loaded, today)
      const expected = CHECKS.reduce((sum, { rule }) => sum + (rule.scope === 'header' ? 1 : content.items.length), 0)
      if (results.length !== expected) throw new Error(`${results.length} answers, not ${expected}`)
      const failed = results.find(({ reason }) => reason === 'check_failed')
      if (failed !== undefined) throw new Error(`${failed.check} threw`)
      for (const { check, outcome, message, reason } of results) {
        if (outcome === 'hit' && (message ?? '') === '') throw new Error(`${check} hits without a word`)
        if ((outcome === 'not_evaluable' || outcome === 'not_applicable') && !/^[a-z0-9_]+$/.test(reason ?? '')) throw new Error(`${check} gives no reason`)
      }
      if (JSON.stringify(ask(content, known, observed, knows, loaded, today)) !== JSON.stringify(results)) throw new Error('the same question has another answer')
    }), { numRuns: 600, seed: 20260302 })
    t.pass('600 declarations')
    t.end()
  })
}

t.test('a check that throws all the same could not look, and takes no other answer with it', (t) => {
  const [check, other] = CHECKS
  if (check === undefined || other === undefined) throw new Error('no checks')
  const broken = { ...check, rule: { ...check.rule, scope: 'header' as const, evaluate: () => { throw new Error('a fault of ours') } } }
  const results = evaluateDeclaration(examinedOf(importOf(), { receivedOn: TODAY }), contextOf({}), [broken, other])
  t.match(results, [{ outcome: 'not_evaluable', reason: 'check_failed' }, { check: other.id, outcome: /pass|not_applicable/ }])
  t.end()
})
