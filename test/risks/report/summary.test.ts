import t from 'tap'
import { reportDocument } from '../../../src/risks/report/document/report-document.ts'
import { factsHash, factsOf, reportJson, reportOf } from '../../../src/risks/report/report-of.ts'
import { printable } from '../../../src/risks/report/pdf.ts'
import { summaryOf } from '../../../src/risks/report/summary.ts'
import { aboutEur, day, eur, eurChange, howOften, listed, money, percent, shortEur, whole } from '../../../src/risks/report/words.ts'
import { sampleReport } from '../../support/sample-report.ts'

const sample = await sampleReport()

t.test('numbers are written as people read them', (t) => {
  const cases: [unknown, string][] = [
    [whole(1234567.4), '1,234,567'], [whole(-1500), '−1,500'], [whole(999), '999'], [eur(0), 'EUR\u00A00'],
    [aboutEur(412_345), 'EUR\u00A0410,000'], [aboutEur(99.4), 'EUR\u00A099'], [aboutEur(100), 'EUR\u00A0100'], [aboutEur(1_996), 'EUR\u00A02,000'],
    [shortEur(1_500), '1.5 k'], [shortEur(2_000_000), '2 M'], [shortEur(20), '20'], [shortEur(3e9), '3 bn'],
    [money('38400.00'), 'EUR\u00A038,400'], [money('17250.5'), 'EUR\u00A017,250.50'], [money('0.05'), 'EUR\u00A00.05'], [money('-12'), '−EUR\u00A012'],
    [howOften(3.2), 'about 3 times a year'], [howOften(1.5), 'about 2 times a year'], [howOften(1.49), 'about once a year'], [howOften(0.2), 'about once in 5 years'],
    [percent(0.986), '99\u00A0%'], [percent(0.0071), '0.7\u00A0%'], [percent(0), '0.0\u00A0%'], [percent(0.0004), 'below 0.1\u00A0%'],
    [eurChange(0.4), 'no change'], [eurChange(-1200), '−EUR\u00A01,200'], [eurChange(12), '+EUR\u00A012'],
    [day('2025-03-07T23:00:00.000Z'), '7 March 2025'], [listed([]), ''], [listed(['A']), 'A'], [listed(['A', 'B', 'C']), 'A, B and C']
  ]
  for (const [written, expected] of cases) t.equal(written, expected)
  t.end()
})

t.test('the summary says what management has to know and to decide', (t) => {
  const { headline, statements, decisions } = summaryOf(sample)
  t.equal(headline, '8 of 24 assessed risks are left open: too high, without a decided treatment that is enough or a signature that holds. Of the rest, 13 are at an acceptable level today; 2 will be at an acceptable level once decided treatments are done, the last by 28 February 2026; 1 is accepted by signature.')
  const said = statements.join('\n')
  for (const part of ['cost about EUR\u00A0240,000 in an average year', 'One year in twenty', 'No single risk costs more than its area takes on', '“Undeclared additions” (VAL-01)', '5 sanctions on 12,431 declarations in 2025: 0.40 per 1,000 (95\u00A0% interval 0.13 to 0.94)', 'no different from chance', 'EUR\u00A067,150.50 a year', 'brings down AI-03, CLA-07 and CMP-01', '2 of them are overdue', 'findings that nobody has reviewed count as nothing for']) t.ok(said.includes(part), part)
  const asked = decisions.join('\n')
  for (const part of ['Sign for, or refuse, “Serious infringement” (CMP-01)', '(CLA-07), about EUR\u00A013,000 a year; no plan brings it down', 'Acknowledge this report: Head of IT and Head of warehouse.']) t.ok(asked.includes(part), part)
  t.end()
})

t.test('a long list of what is asked is cut, and says by how much', (t) => {
  const many = Array.from({ length: 12 }, (_value, index) => ({ ...sample.risks[0] as typeof sample.risks[number], code: `VAL-${index + 10}`, acceptability: 'needs_signature' as const, broughtDown: null }))
  const asked = (count: number): readonly string[] => summaryOf({ ...sample, risks: many.slice(0, count), plan: null, treatments: [], acceptances: [], recipients: [], duties: [], unscored: [] }).decisions
  t.equal(asked(8).length, 8)
  t.strictSame(asked(12).slice(8), ['Do so for 4 more risks, which are marked in the table of risks.'])
  t.end()
})

t.test('management is told how many risks are in no figure, as their areas were left out', (t) => {
  const risks = (...codes: string[]) => codes.map((code) => ({ code, title: code }))
  const cases: [name: string, leftOut: typeof sample.scope.leftOut, said: string | undefined][] = [
    ['nothing is left out', [], undefined], ['an area without risks is', [{ area: 'excise', reason: 'x', risks: [] }], undefined], ['it was frozen while they counted', [{ area: 'excise', reason: 'x' }], undefined],
    ['one risk', [{ area: 'it_security', reason: 'x', risks: risks('A') }], 'This audit leaves out it security: 1 risk of the register is in none of these figures.'],
    ['of two areas', [{ area: 'excise', reason: 'x', risks: risks('A', 'B') }, { area: 'solvency', reason: 'x', risks: [] }, { area: 'origin', reason: 'x', risks: risks('C') }], 'This audit leaves out excise and origin: 3 risks of the register are in none of these figures.']
  ]
  for (const [name, leftOut, said] of cases) t.equal(summaryOf({ ...sample, scope: { ...sample.scope, leftOut } }).statements.find((statement) => statement.includes('leaves out')), said, name)
  t.end()
})

t.test('what is settled is not asked for, and what is missing is not said', (t) => {
  const settled = { ...sample, risks: sample.risks.map((risk) => ({ ...risk, acceptability: 'acceptable' as const, broughtDown: null, explanation: { ...risk.explanation, unreviewedFindings: 0 } })), unscored: [], plan: null, treatments: [], acceptances: [], recipients: [], aiSystems: [], trainingNeeds: [], duties: [], sanctions: { periods: [], comparison: null }, scope: { ...sample.scope, leftOut: [] } }
  t.strictSame(summaryOf(settled).decisions, [])
  t.equal(summaryOf(settled).headline, 'All 24 assessed risks are at an acceptable level.')
  t.equal(summaryOf(settled).statements.length, 3)
  t.equal(summaryOf({ ...settled, risks: [] }).headline, 'No risk has been scored yet.')
  t.end()
})

t.test('the data hash is that of the facts in the report, whatever the order of their members', (t) => {
  const report = reportOf(sample)
  t.match(report.dataHash, /^[0-9a-f]{64}$/)
  t.equal(factsHash(factsOf(report)), report.dataHash)
  t.equal(factsHash(factsOf(JSON.parse(reportJson(report)))), report.dataHash, 'who has the JSON can check it')
  t.equal(factsHash(Object.fromEntries(Object.entries(sample).toReversed()) as unknown as typeof sample), report.dataHash)
  t.not(factsHash({ ...sample, unscored: [] }), report.dataHash)
  t.end()
})

type Risk = typeof sample.risks[number]
const risk = (code: string, change: Partial<Risk>): Risk => ({ ...sample.risks[0] as Risk, code, broughtDown: null, acceptability: 'above', ...change })
const DECIDED = { treatments: ['T-03'], dueOn: '2026-02-28' }
const tilesOf = (facts: typeof sample): readonly { label: string, value: string, note: string, tone: string }[] => {
  const found = reportDocument(reportOf(facts)).sections[0]?.blocks.find((block) => block.kind === 'tiles')
  return found?.kind === 'tiles' ? found.tiles : []
}

t.test('a risk that decided treatments bring down is neither open nor acceptable', (t) => {
  const settled = [risk('A-1', { acceptability: 'acceptable' }), risk('A-2', { acceptability: 'accepted' }), risk('A-3', { broughtDown: DECIDED }), risk('A-4', { acceptability: 'acceptance_stale', broughtDown: { treatments: ['T-04'], dueOn: '2026-01-31' } })]
  const closed = { ...sample, risks: settled }
  t.equal(summaryOf(closed).headline, 'No risk is left open. Of 4 assessed risks, 1 is at an acceptable level today; 2 will be at an acceptable level once decided treatments are done, the last by 28 February 2026; 1 is accepted by signature.')
  t.match(tilesOf(closed)[2], { label: 'Risks left open', value: '0 of 4', note: '2 brought down by decided treatments, due by 28 February 2026; 1 accepted by signature', tone: 'warn' })
  t.notMatch(summaryOf(closed).decisions.join(), /Sign for|Find a treatment/, 'nobody is asked to sign for it')
  const open = { ...sample, risks: [...settled, risk('A-5', {})], plan: null }
  t.match(summaryOf(open).headline, /^1 of 5 assessed risks is left open: /)
  t.equal(summaryOf({ ...open, risks: [risk('A-5', {})] }).headline, '1 of 1 assessed risk is left open: too high, without a decided treatment that is enough or a signature that holds.')
  t.match(tilesOf(open)[2], { value: '1 of 5', tone: 'bad' })
  t.match(summaryOf(open).decisions.join(), /Find a treatment for, or sign for, “[^”]*” \(A-5\)/)
  t.match(tilesOf({ ...sample, risks: [risk('A-1', { acceptability: 'acceptable' })] })[2], { value: '0 of 1', tone: 'good' })
  const table = reportDocument(reportOf(closed)).sections.flatMap(({ blocks }) => blocks).flatMap((block) => block.kind === 'table' && block.table.id === 'ranking-table' ? block.table.rows : [])
  t.match(table.map((row) => row.at(-1)), [{ text: 'Acceptable' }, { text: 'Accepted by signature' }, { text: 'Brought down by decided treatments', under: 'T-03, due by 28 February 2026' }, { under: 'T-04, due by 31 January 2026' }])
  t.end()
})

t.test('what was decided is said with its cost, and the cheapest plan only where it is known', (t) => {
  const plan = sample.plan as NonNullable<typeof sample.plan>
  const said = (change: Partial<typeof plan>, treatments = sample.treatments): string => summaryOf({ ...sample, treatments, plan: { ...plan, ...change } }).statements.join('\n')
  t.match(said({}), /2 treatments are decided and cost EUR\u00A013,400 a year; the cheapest plan that builds on it adds 3 and costs EUR\u00A067,150\.50 a year in all\. No plan over all that was proposed is enough and costs less; the next best costs EUR\u00A0181,550\.50\./)
  const shown = (change: Partial<typeof plan>): string => JSON.stringify(reportDocument(reportOf({ ...sample, plan: { ...plan, ...change } })).sections.find(({ id }) => id === 'plan')?.blocks)
  t.match(shown({}), /What was decided: Additions register with finance sign-off \(T-03\) and Broker scorecard with monthly call \(T-04\) together cost EUR\u00A013,400 a year\./)
  t.match(shown({}), /the next best plan costs EUR\u00A0181,550\.50 a year: without Broker scorecard with monthly call \(T-04\), with Take broker work back in house \(T-05\) instead\./)
  t.notMatch(shown({ cheapestOfAll: null }), /over all that was proposed|next best|no other plan/i)
  const only = { treatments: ['T-03', 'T-04'], annualCostEur: '13400.00', secondBest: null }
  t.match(said({ ...only, cheapestOfAll: { treatments: ['T-04'], annualCostEur: '3600.00', secondBest: { treatments: ['T-05'], annualCostEur: '118000.00' } } }), /2 treatments are decided and cost EUR\u00A013,400 a year\. The cheapest plan that is enough, over all that was proposed, takes 1 of 7 treatments and costs EUR\u00A03,600 a year; the next best costs EUR\u00A0118,000\./)
  t.match(tilesOf({ ...sample, plan: { ...plan, ...only, cheapestOfAll: only } })[3], { label: 'Decided treatments', value: 'EUR\u00A013,400', note: 'a year; no cheaper plan is enough' })
  t.match(said({ ...only, cheapestOfAll: null }), /2 treatments are decided and cost EUR\u00A013,400 a year\. No treatment on offer/)
  t.notMatch(said({ ...only, cheapestOfAll: null }), /no other plan|next best|cheapest plan/, 'of what was not searched for nothing is said')
  t.match(said({ ...only, cheapestOfAll: null }, sample.treatments.map((treatment) => ({ ...treatment, state: 'proposed' as const }))), /The cheapest plan that is enough takes 2 of 9 treatments and costs EUR\u00A013,400 a year; none of them can be left out\./)
  t.end()
})

t.test('all acceptances that end the same day are named, and of many the number left', (t) => {
  const [first] = sample.acceptances
  const asked = (...ends: [string, string][]): string[] => summaryOf({ ...sample, acceptances: ends.map(([code, expiresOn]) => ({ ...first as NonNullable<typeof first>, risk: code, expiresOn, state: 'valid' as const })) }).decisions.filter((decision) => decision.startsWith('Renew'))
  t.strictSame(asked(['A-1', '2026-12-09'], ['A-2', '2026-12-10']), ['Renew the acceptance of A-1 before it ends on 9 December 2026, or bring the risk down.'])
  t.strictSame(asked(['A-1', '2026-12-09'], ['A-2', '2026-12-09'], ['A-3', '2027-01-01']), ['Renew the acceptances of A-1 and A-2 before they end on 9 December 2026, or bring the risks down.'])
  const many = (count: number): string => asked(...Array.from({ length: count }, (_value, index): [string, string] => [`A-${index + 1}`, '2026-12-09'])).join()
  t.match(many(8), /A-7 and A-8 before/)
  t.match(many(11), /A-7, A-8 and 3 more before/)
  t.end()
})

t.test('risks that cost too much are counted by their loss, whatever their score', (t) => {
  const said = (...risks: Risk[]): string => summaryOf({ ...sample, risks }).statements[0] ?? ''
  const high = risk('A-1', { expectedAnnualLoss: 100, appetiteEur: 100, residualScore: 25, acceptableScore: 5 })
  const dear = risk('A-2', { expectedAnnualLoss: 100.5, appetiteEur: 100, residualScore: 1, acceptableScore: 5 })
  t.match(said(high), /No single risk costs more than its area takes on\.$/)
  t.match(said(high, dear), /1 risk costs more a year than its area takes on for a single risk\.$/)
  t.match(said(high, dear, { ...dear, code: 'A-3' }), /2 risks cost more a year than their areas take on for a single risk\.$/)
  t.end()
})

t.test('what is overdue and what nobody has stated are asked of management', (t) => {
  const duty = (title: string, dueOn: string | null, overdue = true): typeof sample.duties[number] => ({ title, legalBasis: 'UCC', owner: null, dueOn, overdue })
  const asked = (duties: typeof sample.duties, unscored: typeof sample.unscored = []): readonly string[] =>
    summaryOf({ ...sample, risks: [], plan: null, treatments: [], acceptances: [], recipients: [], trainingNeeds: [], duties, unscored }).decisions
  t.strictSame(asked([duty('Report', '2026-07-26'), duty('Bill', '2026-10-11'), duty('Renew', '2026-12-10', false)]), ['Have done what is overdue: “Report” (due 26 July 2026) and “Bill” (due 11 October 2026).'])
  t.match(asked(Array.from({ length: 10 }, (_value, index) => duty(`D-${index}`, '2026-07-26'))), [/“D-7” \(due 26 July 2026\) and 2 more\.$/])
  t.strictSame(asked([], [{ code: 'AI-10', title: 'x', reason: 'y' }, { code: 'SEC-06', title: 'x', reason: 'y' }]), ['Have somebody state what the figures of AI-10 and SEC-06 rest on.'])
  t.strictSame(asked([]), [])
  t.end()
})

t.test('a finding that is evidence of two risks is not counted as two findings', (t) => {
  const unreviewed = (...numbers: number[]): string => summaryOf({ ...sample, unscored: [], risks: numbers.map((unreviewedFindings, index) => risk(`A-${index}`, { explanation: { ...(sample.risks[0] as Risk).explanation, unreviewedFindings } })) }).statements.at(-1) ?? ''
  t.equal(unreviewed(1, 1, 0), 'What these figures do not say: findings that nobody has reviewed count as nothing for 2 risks.')
  t.equal(unreviewed(3), 'What these figures do not say: findings that nobody has reviewed count as nothing for 1 risk.')
  t.notMatch(unreviewed(0), /reviewed/)
  t.end()
})

t.test('a risk that no treatment touches is not said to need more of them, and one that is too grave is told to need a signature', (t) => {
  const plan = sample.plan as NonNullable<typeof sample.plan>
  const effect = { risk: 'A-2', share: 0.5, measuredShare: null }
  const treatments = [{ ...sample.treatments[0] as typeof sample.treatments[number], state: 'proposed' as const, effects: [effect] }, { ...sample.treatments[0] as typeof sample.treatments[number], state: 'dropped' as const, effects: [{ ...effect, risk: 'A-1' }] }]
  const infeasible = [{ code: 'A-1', because: 'treatments_not_enough' as const, bestFrequency: 0.5 }, { code: 'A-2', because: 'treatments_not_enough' as const, bestFrequency: 0.5 }, { code: 'A-3', because: 'no_level_is_acceptable' as const, bestFrequency: 0.5 }]
  const rows = reportDocument(reportOf({ ...sample, treatments, risks: [risk('A-1', {}), risk('A-2', {}), risk('A-3', {})], plan: { ...plan, infeasible } })).sections.flatMap(({ blocks }) => blocks).flatMap((block) => block.kind === 'table' && block.table.id === 'infeasible-table' ? block.table.rows : [])
  t.strictSame(rows.map((row) => row[1]), ['No treatment on offer touches it.', 'All treatments on offer together are not enough.', 'No likelihood makes this impact acceptable: it needs a signature or a lower impact.'])
  t.end()
})

t.test('values of lists are written as words', (t) => {
  const system = { ...sample.aiSystems[0] as typeof sample.aiSystems[number], class: 'high_risk', state: 'in_use' }
  const rows = (id: string): readonly (readonly unknown[])[] => reportDocument(reportOf({ ...sample, aiSystems: [system], trainingNeeds: [{ topic: 'Origin', reason: 'new ai system', people: 1, dueOn: '2026-12-26', overdue: false }] })).sections.flatMap(({ blocks }) => blocks).flatMap((block) => block.kind === 'table' && block.table.id === id ? block.table.rows : [])
  t.match(rows('ai-table'), [[{}, { text: 'High risk', under: 'In use' }]])
  t.match(rows('training-table'), [['Origin', 'New AI system']])
  t.end()
})

t.test('what changes cannot be read as an interval in the PDF, whose font has no arrow', (t) => {
  t.equal(printable('10 → 0.25'), '10 then 0.25')
  t.end()
})
