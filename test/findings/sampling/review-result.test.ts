import t from 'tap'
import { countedResult, decideResult } from '../../../src/findings/sampling/review-result.ts'
import type { EntryUnderReview, LinkedFinding, RecordedResult, ReportedResult } from '../../../src/findings/sampling/review-result.ts'

const entry = (fields: Partial<EntryUnderReview> = {}): EntryUnderReview => ({ bookValue: '100', otherCurrency: null, currentDeclarationId: 'd', result: null, ...fields })
const report = (fields: Partial<ReportedResult> = {}): ReportedResult => ({ declarationId: 'd', itemNumber: 1, hasError: false, ...fields })
const recorded = (fields: Partial<RecordedResult> = {}): RecordedResult => ({ hasError: true, correctValue: '90', findingId: 'open', revision: 4, ...fields })

const FINDINGS: Record<string, LinkedFinding> = {
  open: { declarationId: 'd', itemNumber: 1, decision: null },
  confirmed: { declarationId: 'd', itemNumber: null, decision: 'confirmed' },
  dismissed: { declarationId: 'd', itemNumber: 1, decision: 'dismissed' },
  other_item: { declarationId: 'd', itemNumber: 2, decision: null },
  other_declaration: { declarationId: 'e', itemNumber: 1, decision: null }
}
const decide = (reported: ReportedResult, under: EntryUnderReview | undefined = entry()) => decideResult(reported, under, (id) => FINDINGS[id])

const records: [name: string, reported: ReportedResult, under: EntryUnderReview, expected: object][] = [
  ['right', report(), entry(), { hasError: false, correctValue: '100', findingId: null, opens: false }],
  ['right, with its value in another form', report({ correctValue: '0100.00' }), entry(), { hasError: false, correctValue: '100' }],
  ['wrong, with a new finding', report({ hasError: true, correctValue: '90.50', finding: {} }), entry(), { hasError: true, correctValue: '90.5', findingId: null, opens: true }],
  ['wrong without a change of value', report({ hasError: true, findingId: 'open' }), entry(), { hasError: true, correctValue: '100', findingId: 'open', opens: false }],
  ['wrong by a finding on the whole declaration', report({ hasError: true, findingId: 'confirmed' }), entry(), { findingId: 'confirmed' }],
  ['wrong in another currency, without an amount', report({ hasError: true, findingId: 'open' }), entry({ otherCurrency: 'USD', bookValue: '0' }), { correctValue: '0' }],
  ['a joined declaration', report({ declarationId: 'gone', hasError: true, findingId: 'open' }), entry(), { findingId: 'open' }],
  ['a corrected value keeps its finding', report({ hasError: true, correctValue: '80', replaces: 4 }), entry({ result: recorded() }), { correctValue: '80', findingId: 'open', opens: false }],
  ['a better finding', report({ hasError: true, findingId: 'confirmed', replaces: 4 }), entry({ result: recorded() }), { findingId: 'confirmed' }],
  ['right becomes wrong', report({ hasError: true, finding: {}, replaces: 1 }), entry({ result: recorded({ hasError: false, findingId: null, revision: 1 }) }), { hasError: true, opens: true }],
  ['a new finding after the first was dismissed', report({ hasError: true, finding: {}, replaces: 4 }), entry({ result: recorded({ findingId: 'dismissed' }) }), { opens: true }],
  ['right after its finding was dismissed', report({ replaces: 4 }), entry({ result: recorded({ findingId: 'dismissed' }) }), { hasError: false, correctValue: '100', findingId: null }]
]
t.test('what may be recorded', (t) => {
  for (const [name, reported, under, expected] of records) t.match(decide(reported, under), { outcome: 'record', ...expected }, name)
  t.end()
})

const faults: [name: string, reported: ReportedResult, under: EntryUnderReview | undefined, member: string, detail: RegExp][] = [
  ['not drawn', report(), undefined, '', /not drawn/],
  ['a changed value without an error', report({ correctValue: '90' }), entry(), '/hasError', /value was declared wrong/],
  ['an amount that cannot be compared', report({ hasError: true, correctValue: '0', findingId: 'open' }), entry({ otherCurrency: 'USD', bookValue: '0' }), '/correctValue', /another currency/],
  ['the same where the currency is unknown', report({ hasError: true, correctValue: '0', findingId: 'open' }), entry({ otherCurrency: '', bookValue: '0' }), '/correctValue', /another currency/],
  ['an error without a finding', report({ hasError: true }), entry(), '', /without a finding/],
  ['two findings', report({ hasError: true, finding: {}, findingId: 'open' }), entry(), '/finding', /both/],
  ['no finding of the operator', report({ hasError: true, findingId: 'nobody' }), entry(), '/findingId', /no finding/],
  ['of another declaration', report({ hasError: true, findingId: 'other_declaration' }), entry(), '/findingId', /this declaration/],
  ['of another item', report({ hasError: true, findingId: 'other_item' }), entry(), '/findingId', /another item/],
  ['of a dismissed finding', report({ hasError: true, findingId: 'dismissed' }), entry(), '/findingId', /dismissed/],
  ['a finding and no error', report({ finding: {} }), entry(), '/finding', /without an error/],
  ['a finding named and no error', report({ findingId: 'open' }), entry(), '/findingId', /without an error/],
  ['a second finding of the same error', report({ hasError: true, finding: {}, replaces: 4 }), entry({ result: recorded() }), '/finding', /second/],
  ['an error taken back while its finding is open', report({ replaces: 4 }), entry({ result: recorded() }), '/hasError', /stands/],
  ['an error taken back while its finding is confirmed', report({ replaces: 4 }), entry({ result: recorded({ findingId: 'confirmed' }) }), '/hasError', /stands/],
  ['an error whose finding was dismissed', report({ hasError: true, replaces: 4 }), entry({ result: recorded({ findingId: 'dismissed' }) }), '', /dismissed/]
]
t.test('what contradicts itself is refused, and where', (t) => {
  for (const [name, reported, under, member, detail] of faults) t.match(decideResult(reported, under, (id) => FINDINGS[id]), { outcome: 'fault', member, detail }, name)
  t.end()
})

t.test('a result replaces only the one that its reviewer saw', (t) => {
  t.strictSame(decide(report(), entry({ result: recorded() })), { outcome: 'conflict', revision: 4 })
  t.strictSame(decide(report({ replaces: 3 }), entry({ result: recorded() })), { outcome: 'conflict', revision: 4 })
  t.strictSame(decide(report({ replaces: 5 }), entry({ result: recorded() })), { outcome: 'conflict', revision: 4 })
  t.strictSame(decide(report({ replaces: 1 }), entry()), { outcome: 'conflict', revision: null })
  t.end()
})

t.test('the projection counts what review has not dismissed', (t) => {
  const result = { declarationId: 'd', itemNumber: 1, hasError: true, correctValue: '90' }
  for (const decision of [null, 'confirmed'] as const) t.strictSame(countedResult(result, '100', decision), result)
  t.strictSame(countedResult(result, '100', 'dismissed'), { ...result, hasError: false, correctValue: '100' })
  t.end()
})
