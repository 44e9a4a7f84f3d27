import t from 'tap'
import { merge } from '../../src/goods/merging.ts'
import type { Members, MergeContext } from '../../src/goods/merging.ts'
import type { GoodsRecord } from '../../src/goods/model.ts'
import { GOODS_RULE } from '../../src/goods/record-rules.ts'
import { movements, spansOf } from '../../src/goods/spans.ts'
import type { Measure, Span } from '../../src/goods/spans.ts'
import { dayAfter, addDays } from '../../src/goods/days.ts'

let made = 0
const context: MergeContext = { newId: () => `id-${++made}`, today: '2030-01-01', mayApprove: true, actor: 'A-1', person: undefined, isPerson: () => true, isCountry: () => true }
const recordOf = (members: Members): GoodsRecord => merge(GOODS_RULE, undefined, members, context).record as unknown as GoodsRecord
const never = (): undefined => undefined
const decision = (changes: Members = {}): Members => ({ direction: 'import', code: '8518300090', validFrom: '2025-03-01', decidedBy: 'P-1', decidedOn: '2025-02-01', approvedBy: 'P-2', approvedOn: '2025-02-15', ...changes })
const runs = (spans: readonly Span[], measure: Measure, value = ''): string[] => spans.filter((span) => span.measure === measure && span.value === value).map(({ from, until }) => `${from} ${until ?? ''}`.trim()).toSorted()

t.test('a state is a run of days, from the first to the day on which it ends', (t) => {
  const spans = spansOf(recordOf({ roles: ['imported'], activeFrom: '2025-01-01', retiredOn: '2026-06-30', codeDecisions: [decision({ validTo: '2025-12-31' }), decision({ code: '8518300020', validFrom: '2026-02-01' })] }), never)
  t.strictSame(runs(spans, 'active'), ['2025-01-01 2026-07-01'])
  t.strictSame(runs(spans, 'draft'), ['2025-01-01 2025-03-01', '2026-01-01 2026-02-01'])
  t.strictSame(runs(spans, 'approved'), ['2025-03-01 2026-01-01', '2026-02-01 2026-07-01'])
  t.strictSame(runs(spans, 'without_code'), ['2025-01-01 2025-03-01', '2026-01-01 2026-02-01'])
  t.strictSame(runs(spans, 'code', '8518300090'), ['2025-03-01 2026-01-01'])
  t.strictSame(runs(spans, 'code_changed'), ['2026-02-01 2026-02-02'])
  t.end()
})

t.test('goods have their code when each direction has as many digits as it asks for', (t) => {
  const both = [decision(), decision({ direction: 'export', code: '85183000' })]
  const cases: [name: string, roles: string[], codes: Members[], lacks: boolean][] = [
    ['import with ten', ['imported'], [decision()], false], ['import with eight', ['imported'], [decision({ code: '85183000' })], true],
    ['export with eight', ['exported'], [decision({ direction: 'export', code: '85183000' })], false], ['export with six', ['exported'], [decision({ direction: 'export', code: '851830' })], true],
    ['export with an import code alone', ['exported'], [decision()], true], ['both', ['imported', 'exported'], both, false],
    ['produced with one of either', ['produced'], [decision()], false], ['a draft', ['imported'], [{ ...decision(), approvedBy: undefined, approvedOn: undefined }], true]
  ]
  for (const [name, roles, codeDecisions, lacks] of cases) {
    const spans = spansOf(recordOf({ roles, activeFrom: '2025-03-01', codeDecisions }), never)
    t.strictSame(runs(spans, 'without_code'), lacks ? ['2025-03-01'] : [], name)
  }
  t.end()
})

t.test('a classification is stale 24 months after somebody looked at it, after the planned day, or when its code lapses', (t) => {
  const stale = (changes: Members, lapse?: string): string[] => runs(spansOf(recordOf({ roles: ['imported'], activeFrom: '2025-01-01', codeDecisions: [decision(changes)] }), (_code, looked) => lapse !== undefined && lapse > looked ? lapse : undefined), 'stale')
  t.strictSame(stale({}), ['2027-02-16'], '24 months from approval')
  t.strictSame(stale({ reviewedOn: '2026-05-01' }), ['2028-05-02'])
  t.strictSame(stale({ reviewOn: '2025-12-31' }), ['2026-01-01'])
  t.strictSame(stale({ reviewOn: '2025-12-31', reviewedOn: '2026-01-10' }), ['2028-01-11'], 'a planned day that is past and kept')
  t.strictSame(stale({}, '2026-01-01'), ['2026-01-01'])
  t.strictSame(stale({ reviewedOn: '2026-01-01' }, '2026-01-01'), ['2028-01-02'], 'looked at on the day of the change')
  t.end()
})

t.test('a change of code counts once a year, and a renumbering does not', (t) => {
  const changes = [decision({ validFrom: '2025-01-01' }), decision({ code: '8518300020', validFrom: '2026-02-01' }), decision({ code: '8518210000', validFrom: '2026-09-01' }), decision({ code: '8518220000', validFrom: '2027-01-01', reason: 'nomenclature_renumbering' })]
  t.strictSame(runs(spansOf(recordOf({ roles: ['imported'], activeFrom: '2025-01-01', codeDecisions: changes }), never), 'code_changed'), ['2026-02-01 2026-02-02'])
  t.end()
})

t.test('suppliers of goods exported with a preference are known by day', (t) => {
  const origin = { kind: 'preferential', country: 'IT', agreement: 'EU-JP', evidence: 'supplier_declaration', validFrom: '2025-04-01', validTo: '2025-04-30', decidedBy: 'P-1', decidedOn: '2025-01-01', approvedBy: 'P-2', approvedOn: '2025-01-02' }
  const sources = [{ supplierRef: 'S-1', validFrom: '2025-04-10' }]
  t.strictSame(runs(spansOf(recordOf({ roles: ['exported'], activeFrom: '2025-01-01', origins: [origin], sources }), never), 'preferential_export', 'S-1'), ['2025-04-10 2025-05-01'])
  t.strictSame(runs(spansOf(recordOf({ roles: ['imported'], activeFrom: '2025-01-01', origins: [origin], sources }), never), 'preferential_export', 'S-1'), [])
  t.end()
})

t.test('movements from one record to another add up to the counts of the other on every day', (t) => {
  const first = spansOf(recordOf({ roles: ['imported'], activeFrom: '2025-01-01' }), never)
  const second = spansOf(recordOf({ roles: ['imported'], activeFrom: '2025-01-05', retiredOn: '2026-03-31', codeDecisions: [decision()] }), never)
  const moved = [...movements([], first), ...movements(first, second)]
  for (const measure of ['active', 'without_code', 'stale'] as const) {
    for (let day = '2024-12-30'; day < '2026-04-05'; day = dayAfter(day)) {
      const counted = moved.filter((movement) => movement.measure === measure && movement.day <= day).reduce((sum, { delta }) => sum + delta, 0)
      const held = second.filter((span) => span.measure === measure && span.from <= day && (span.until === null || day < span.until)).length
      if (counted !== held) t.fail(`${measure} on ${day}: ${counted}, not ${held}`)
    }
  }
  t.strictSame(movements(second, second), [])
  t.equal(addDays('2026-04-04', 1), '2026-04-05')
  t.end()
})
