import t from 'tap'
import { factsHash, factsOf, reportJson, reportOf } from '../../../src/risks/report/report-of.ts'
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
  t.equal(headline, '10 of 24 assessed risks are not yet at an acceptable level.')
  const said = statements.join('\n')
  for (const part of ['cost about EUR\u00A0240,000 in an average year', 'One year in twenty', 'no risk costs more than its area takes on', '“Undeclared additions” (VAL-01)', '5 sanctions on 12,431 declarations in 2025: 0.40 per 1,000 (95\u00A0% interval 0.13 to 0.94)', 'no different from chance', 'EUR\u00A067,150.50 a year', 'brings down AI-03, CLA-07 and CMP-01', '2 of them are overdue', '47 findings nobody has reviewed']) t.ok(said.includes(part), part)
  const asked = decisions.join('\n')
  for (const part of ['Sign for, or refuse, “Serious infringement” (CMP-01)', '(CLA-07), about EUR\u00A013,000 a year; no plan brings it down', 'Acknowledge this report: Head of IT and Head of warehouse.']) t.ok(asked.includes(part), part)
  t.end()
})

t.test('a long list of what is asked is cut, and says by how much', (t) => {
  const many = Array.from({ length: 12 }, (_value, index) => ({ ...sample.risks[0] as typeof sample.risks[number], code: `VAL-${index + 10}`, acceptability: 'needs_signature' as const }))
  const asked = (count: number): readonly string[] => summaryOf({ ...sample, risks: many.slice(0, count), plan: null, treatments: [], acceptances: [], recipients: [] }).decisions
  t.equal(asked(8).length, 8)
  t.strictSame(asked(12).slice(8), ['Do so for 4 more risks, which are marked in the table of risks.'])
  t.end()
})

t.test('what is settled is not asked for, and what is missing is not said', (t) => {
  const settled = { ...sample, risks: sample.risks.map((risk) => ({ ...risk, acceptability: 'acceptable' as const, explanation: { ...risk.explanation, unreviewedFindings: 0 } })), unscored: [], plan: null, treatments: [], acceptances: [], recipients: [], aiSystems: [], trainingNeeds: [], duties: [], sanctions: { periods: [], comparison: null } }
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
