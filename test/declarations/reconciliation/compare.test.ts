import t from 'tap'
import { daysBetween } from '../../../src/platform/calendar.ts'
import { asksForAmounts, compareLine, declaredAmounts } from '../../../src/declarations/reconciliation/compare.ts'
import type { Declared, DeclaredAmounts } from '../../../src/declarations/reconciliation/compare.ts'
import type { ExtractLine } from '../../../src/declarations/reconciliation/extract.ts'
import { ageInDays, settlementOf } from '../../../src/declarations/reconciliation/settlement.ts'
import type { Current, Entry } from '../../../src/declarations/reconciliation/settlement.ts'
import { evidenceOf, Tally } from '../../../src/declarations/reconciliation/tally.ts'
import { importItem, importOf } from '../../support/checks.ts'

const line = (changes: Partial<ExtractLine> = {}): ExtractLine => ({ line: 2, mrn: '26IT00000000000010', day: '2026-03-02', type: null, value: null, duty: null, currency: 'EUR', ...changes })
const amounts = (value: string | null, duty: string | null = null, currencies = ['EUR']): DeclaredAmounts => ({ value: { amount: value, currencies }, duty: { amount: duty, currencies: duty === null ? [] : currencies } })
const declared = (changes: Partial<Declared> = {}): Declared => ({ status: 'released', direction: 'import', type: 'IMA', acceptedOn: '2026-03-02', amounts: undefined, ...changes })

t.test('a line is compared in what it states, and in nothing else', (t) => {
  const cases: [words: string, line: Partial<ExtractLine>, declared: Partial<Declared>, expected: string, direction?: string][] = [
    ['date alone', {}, {}, 'matched'],
    ['a day later there', { day: '2026-03-03' }, {}, 'date 2026-03-03/2026-03-02 by 1'],
    ['a day earlier there', { day: '2026-03-01' }, {}, 'date 2026-03-01/2026-03-02 by -1'],
    ['no acceptance known here', {}, { acceptedOn: null }, 'date 2026-03-02/null by null'],
    ['the same type', { type: 'IMA' }, {}, 'matched'],
    ['the type without the additional one', { type: 'IM' }, {}, 'matched'],
    ['another type', { type: 'IMZ' }, {}, 'type IMZ/IMA by null'],
    ['another type of two letters', { type: 'EX' }, {}, 'type EX/IMA by null'],
    ['a type that is only longer', { type: 'IMAX' }, {}, 'type IMAX/IMA by null'],
    ['a cent more', { value: '100.01' }, { amounts: amounts('100') }, 'matched'],
    ['more than a cent more', { value: '100.011' }, { amounts: amounts('100') }, 'value 100.011/100 by 0.011'],
    ['a cent less', { value: '99.99' }, { amounts: amounts('100') }, 'matched'],
    ['more than a cent less', { value: '99.989' }, { amounts: amounts('100') }, 'value 99.989/100 by -0.011'],
    ['sixteen digits are compared exactly', { value: '9999999999999999.02' }, { amounts: amounts('9999999999999999') }, 'value 9999999999999999.02/9999999999999999 by 0.02'],
    ['a value that nothing states here', { value: '100' }, { amounts: amounts(null) }, 'value 100/null by null'],
    ['nothing there and nothing here', { value: '0', duty: '0.00' }, { amounts: amounts(null) }, 'matched'],
    ['duties apart from the value', { value: '100', duty: '7' }, { amounts: amounts('100', '5') }, 'duty 7/5 by 2'],
    ['another currency, whatever the amount', { value: '100' }, { amounts: amounts('100', null, ['GBP']) }, 'currency EUR/GBP by null'],
    ['several currencies', { value: '100', duty: '1' }, { amounts: amounts('100', '1', ['EUR', 'USD', 'GBP']) }, 'currency EUR/GBP USD by null'],
    ['another currency of what is not stated', { duty: '1' }, { amounts: { value: { amount: '5', currencies: ['GBP'] }, duty: { amount: '1', currencies: ['EUR'] } } }, 'matched'],
    ['rejected here', {}, { status: 'rejected' }, 'status accepted/rejected by null'],
    ['a draft here', {}, { status: 'draft', acceptedOn: null }, 'status accepted/draft by null; date 2026-03-02/null by null'],
    ['invalidated here: an extract may show it', {}, { status: 'invalidated' }, 'matched'],
    ['lodged here, accepted there', {}, { status: 'lodged' }, 'matched'],
    ['the direction of the extract', {}, {}, 'matched', 'import'],
    ['the other direction', {}, {}, 'direction export/import by null', 'export']
  ]
  for (const [words, stated, here, expected, direction = ''] of cases) {
    const { kind, differences } = compareLine(line(stated), declared(here), direction)
    const shown = differences.map(({ field, customs, here: ours, by }) => `${field} ${customs}/${ours} by ${by}`).join('; ')
    t.equal(shown === '' ? kind : shown, expected, words)
    t.equal(kind, expected === 'matched' ? 'matched' : 'differing', words)
  }
  t.strictSame(compareLine(line(), undefined, ''), { kind: 'missing_here', differences: [] })
  t.strictSame([asksForAmounts(line()), asksForAmounts(line({ value: '1' })), asksForAmounts(line({ duty: '0' }))], [false, true, true])
  t.end()
})

t.test('amounts are those that reports count: of all items, assessed before declared, VAT left out', (t) => {
  const content = importOf({}, {})
  t.strictSame(declaredAmounts(content, []), { value: { amount: '1100', currencies: ['EUR'] }, duty: { amount: '22', currencies: ['EUR'] } })
  t.strictSame(declaredAmounts(content, [{ itemNumber: 1, type: 'A00', assessed: '30', currency: 'EUR' }, { itemNumber: 1, type: 'B00', assessed: '250', currency: 'EUR' }]).duty, { amount: '30', currencies: ['EUR'] })
  const two = { ...content, items: [importItem({ statisticalValue: '0.1' }), importItem({ itemNumber: 2, statisticalValue: '0.2', statisticalValueCurrency: 'USD', taxes: [] })] }
  t.strictSame(declaredAmounts(two, []), { value: { amount: '0.3', currencies: ['EUR', 'USD'] }, duty: { amount: '22', currencies: ['EUR'] } })
  const { accountsCurrency: _a, invoiceCurrency: _i, ...unnamed } = content
  t.strictSame(declaredAmounts(unnamed, []).value, { amount: '1100', currencies: [] }, 'a currency that nobody states is none that differs')
  t.end()
})

const entry = (changes: Partial<Entry>): Entry => ({
  mrn: '26IT00000000000010', kind: 'missing_here', day: '2026-03-02', line: 2, type: null, value: null, duty: null, currency: 'EUR', differences: [], findingId: null, laterKind: null, laterAt: null, ...changes
})
const current = (changes: Partial<Current> = {}): Current => ({
  ...declared(), declarationId: 'd', receivedAt: new Date('2026-03-12T23:00:00Z'), statusAt: new Date('2026-03-22T01:00:00Z'), ...changes
})
const later = (laterKind: Entry['laterKind']) => ({ laterKind, laterAt: new Date('2026-04-01T12:00:00Z') })

t.test('what became of an entry is worked out from what stands here and in later extracts', (t) => {
  const cases: [words: string, entry: Partial<Entry>, current: Current | undefined, because: string | null, ageDays: number][] = [
    ['still missing', {}, undefined, null, 60],
    ['arrived: counted until the receipt', {}, current(), 'arrived', 10],
    ['missed again later', later('missing_here'), undefined, null, 60],
    ['received before it was accepted', { day: '2026-03-20' }, current(), 'arrived', 0],
    ['still missing there', { kind: 'missing_there' }, current(), null, 60],
    ['missing there again', { kind: 'missing_there', ...later('missing_there') }, current(), null, 60],
    ['reported later', { kind: 'missing_there', ...later('matched') }, current(), 'reported_later', 30],
    ['reported later, but otherwise', { kind: 'missing_there', ...later('differing') }, current(), 'reported_later', 30],
    ['invalidated since', { kind: 'missing_there' }, current({ status: 'invalidated' }), 'no_longer_accepted', 20],
    ['rejected since', { kind: 'missing_there' }, current({ status: 'rejected' }), 'no_longer_accepted', 20],
    ['still differing', { kind: 'differing', type: 'IMZ' }, current(), null, 60],
    ['still of the other direction', { kind: 'differing' }, current({ direction: 'export' }), null, 60],
    ['corrected here', { kind: 'differing', type: 'IMZ' }, current({ type: 'IMZ' }), 'agrees_now', 60],
    ['corrected there', { kind: 'differing', type: 'IMZ', ...later('matched') }, current(), 'agreed_later', 30],
    ['differing there again', { kind: 'differing', type: 'IMZ', ...later('differing') }, current(), null, 60]
  ]
  for (const [words, stated, here, because, ageDays] of cases) {
    const settlement = settlementOf(entry(stated), here, 'import', '2026-05-01')
    t.equal(settlement.because, because, words)
    t.equal(settlement.ageDays, ageDays, words)
    t.equal(settlement.at !== null, because !== null && because !== 'agrees_now', words)
  }
  t.end()
})

t.test('days are counted over months, leap days and changes of the clock', (t) => {
  t.strictSame([['2026-03-28', '2026-03-30'], ['2024-02-28', '2024-03-01'], ['2026-03-02', '2026-03-02'], ['2026-03-02', '2026-03-01']].map(([from = '', to = '']) => daysBetween(from, to)), [2, 2, 0, -1])
  t.equal(ageInDays('2026-03-02', '2026-03-01'), 0, 'nothing is younger than today')
  t.end()
})

t.test('a tally counts by kind, field, day, direction and system, and its hash knows what was found', (t) => {
  const declaredAs = (sourceSystem: string) => ({ direction: 'import', sourceSystem })
  const difference = { field: 'value' as const, customs: '2', here: '1', by: '1' }
  const fill = (by: string): Tally => {
    const tally = new Tally()
    tally.add({ mrn: 'A', kind: 'matched', day: '2026-03-02', differences: [], declared: declaredAs('erp') })
    tally.add({ mrn: 'B', kind: 'differing', day: '2026-03-02', differences: [{ ...difference, by }], declared: declaredAs('erp') })
    tally.add({ mrn: 'C', kind: 'missing_here', day: '2026-03-02', differences: [], declared: undefined })
    tally.add({ mrn: 'D', kind: 'missing_there', day: '2026-03-03', differences: [], declared: declaredAs('') })
    return tally
  }
  const tally = fill('1')
  t.strictSame(tally.counts, { matched: 1, differing: 1, missing_here: 1, missing_there: 1 })
  t.equal(tally.lines, 3)
  t.strictSame([...tally.differingBy], [['value', 1]])
  t.strictSame(tally.days(), [
    { day: '2026-03-02', direction: 'import', sourceSystem: 'erp', matched: 1, differing: 1, missingThere: 0 }, { day: '2026-03-03', direction: 'import', sourceSystem: '', matched: 0, differing: 0, missingThere: 1 }
  ])
  t.strictSame(fill('1').resultHash(), tally.resultHash())
  t.notSame(fill('2').resultHash(), fill('1').resultHash())
  const systems = new Tally()
  for (let index = 0; index < 1_000; index++) systems.add({ mrn: String(index), kind: 'matched', day: '2026-03-02', differences: [], declared: declaredAs(`s${index}`) })
  t.equal(systems.days().length, 101, 'a sender cannot make it grow without end')
  t.equal(systems.days().reduce((total, { matched }) => total + matched, 0), 1_000, 'and nothing is lost')
  t.strictSame(evidenceOf('A', [difference]), evidenceOf('A', [{ ...difference }]))
  t.notSame(evidenceOf('A', [difference]), evidenceOf('B', [difference]))
  t.notSame(evidenceOf('A', [difference]), evidenceOf('A', [{ ...difference, customs: '3' }]))
  t.end()
})
