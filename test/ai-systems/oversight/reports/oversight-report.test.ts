import t from 'tap'
import { OVERSIGHT_RULES as RULES } from '../../../../src/ai-oversight/rules.ts'
import type { OversightRecord } from '../../../../src/ai-oversight/record.ts'
import type { Count } from '../../../../src/ai-oversight/tally.ts'
import { oversightReport, sidesOf, standsAlone } from '../../../../src/ai-systems/oversight/reports/oversight-report.ts'
import type { OversightCut, OversightGroup } from '../../../../src/ai-systems/oversight/reports/oversight-report.ts'
import { countsOf, outcome, planted, record, review } from '../../../ai-oversight/records.ts'

/** So many outputs decided by so many people. */
const decided = (people: number, over: Partial<OversightRecord> = {}, names = over.unit ?? 'IMP'): OversightRecord[] =>
  Array.from({ length: people }, (_, index) => record({ ...over, review: review({ reviewer: `${names}-${index}` }) }))
const reportOf = (records: readonly OversightRecord[], by: OversightCut | null = null, tellsOfPeople = true, span = { from: '2026-01', to: '2026-12' }) => {
  const within = records.filter(({ madeOn }) => span.from <= madeOn.slice(0, 7) && madeOn.slice(0, 7) <= span.to)
  return oversightReport(countsOf(within), { by, tellsOfPeople, reviewers: reviewersOf(records), besides: [], span, rules: RULES })
}
const measureOf = (groups: readonly OversightGroup[], name: string, key: string | null = null) => groups.find((group) => group.key === key)?.measures.find((measure) => measure.name === name)
const reviewersOf = (records: readonly OversightRecord[]): Count[] => countsOf(records).filter(({ counter }) => counter === 'reviewer')

t.test('measures of the system and of how people decide stand apart', (t) => {
  const { groups, decisionGroups, comparisons } = reportOf([...decided(5), record({ review: null, use: 'unreviewed', approved: false }), planted('accepted')])
  t.match(groups, [{ key: null, outputs: 6, decided: 5, used: 6, unapproved: 1 }], 'a planted proposal is no output')
  t.match(measureOf(groups, 'coverage'), { id: 'M3', concerns: 'system', n: 6, level: 'red', details: [{ name: 'unreviewed', value: 1 }] })
  t.match(measureOf(groups, 'coverage_competent'), { value: 5 / 6 }, 'what a measure says beside its value is a measure of its own')
  t.equal(measureOf(groups, 'acceptance'), undefined)
  t.match(measureOf(decisionGroups, 'acceptance'), { id: 'M1', concerns: 'people', value: 1, n: 5 })
  t.match(measureOf(decisionGroups, 'decision_time_fast'), { n: 5 })
  t.strictSame(comparisons, [], 'nothing to compare with')
  t.end()
})

t.test('outcomes are never put together over their sources, and where there are none it says so', (t) => {
  const records = [...decided(5), record({ outcomes: [outcome(), outcome({ source: 'court', proposalRight: false, finalRight: false })] })]
  const accuracy = reportOf(records).groups[0]?.measures.filter(({ name }) => name === 'proposal_accuracy')
  t.match(accuracy, [{ source: 'court', isRandomSample: false, value: 0, n: 1 }, { source: 'blind_sample', isRandomSample: true, value: 1, n: 1 }])
  t.match(measureOf(reportOf(decided(5)).groups, 'proposal_accuracy'), { source: null, value: null, because: 'no_outcomes' })
  t.match(measureOf(reportOf(decided(4)).decisionGroups, 'final_accuracy'), { value: null, because: 'too_few_people' }, 'of few people not even that')
  t.end()
})

t.test('cuts of fewer than five reviewers are put together, and what is left of few is withheld', (t) => {
  const units = reportOf([...decided(6, { unit: 'A' }), ...decided(3, { unit: 'B' }), ...decided(4, { unit: 'C' })], 'unit')
  t.strictSame(units.groups.map(({ key }) => key), ['A', 'B', 'C'], 'measures of the system are for any cut')
  t.strictSame(units.decisionGroups.map(({ key, merged, decided: number }) => ({ key, merged, number })), [{ key: 'A', merged: [], number: 6 }, { key: null, merged: ['B', 'C'], number: 7 }])
  t.equal(measureOf(units.decisionGroups, 'acceptance')?.n, 7)
  t.ok(units.comparisons.some(({ key, share }) => key === 'A' && share === 'accepted'))
  const few = reportOf([...decided(2, { unit: 'A' }), ...decided(2, { unit: 'B' })], 'unit')
  t.match(few.decisionGroups, [{ key: null, merged: ['A', 'B'] }])
  t.ok(few.decisionGroups[0]?.measures.every(({ value, n, because }) => value === null && n === null && because === 'too_few_people'))
  t.end()
})

t.test('nothing recorded is no group', (t) => {
  t.strictSame(reportOf([], 'unit'), { groups: [], decisionGroups: [], comparisons: [] })
  t.end()
})

t.test('a month is that of the outputs', (t) => {
  const { groups } = reportOf([...decided(5, { madeOn: '2026-03-09' }), ...decided(5, { madeOn: '2026-04-09' })], 'month')
  t.strictSame(groups.map(({ key }) => key), ['2026-03', '2026-04'])
  t.end()
})

t.test('a filter tells nothing of people whom the report without it would give away', (t) => {
  const records = [...decided(6, { system: 'a' }, 'a'), ...decided(5, { system: 'b' }, 'b'), ...decided(2, { system: 'c' }, 'c'), ...decided(6, { system: 'a', unit: 'X' }, 'a')]
  const reviewers = reviewersOf(records)
  t.equal(standsAlone(reviewers, {}), true)
  t.equal(standsAlone(reviewers, { system: 'a' }), true, 'the others are five and more')
  t.equal(standsAlone(reviewers, { system: 'c' }), false, 'two people')
  t.equal(standsAlone(reviewers, { system: 'b' }), false, 'b less b and c would be the two of c')
  t.equal(standsAlone(reviewersOf([...decided(5, { system: 'a' }, 'a'), ...decided(5, { system: 'b' }, 'b')]), { system: 'b' }), true)
  t.equal(standsAlone(reviewers, { system: 'a', unit: 'X' }), true, 'each condition beside the other')
  t.equal(standsAlone(reviewers, { system: 'unknown' }), true, 'nobody decided there')
  const withheld = reportOf(records.filter(({ system }) => system === 'c'), 'unit', false)
  t.strictSame(withheld.decisionGroups.map(({ key, merged }) => ({ key, merged })), [{ key: null, merged: [] }])
  t.ok(withheld.decisionGroups[0]?.measures.length !== 0 && withheld.decisionGroups[0]?.measures.every(({ because, n }) => because === 'too_few_people' && n === null))
  t.strictSame(withheld.comparisons, [])
  t.end()
})

t.test('a month of few reviewers is not to be had from two periods, one less the other', (t) => {
  const records = [...decided(6, { madeOn: '2026-04-09' }), ...decided(5, { madeOn: '2026-05-09' }), ...decided(1, { madeOn: '2026-06-09' }, 'solo')]
  const told = (from: string, to: string, of = records) => {
    const { decisionGroups } = reportOf(of, null, true, { from, to })
    return [measureOf(decisionGroups, 'acceptance')?.n, decisionGroups[0]?.monthsLeftOut]
  }
  t.strictSame(told('2026-04', '2026-05'), [11, []])
  t.strictSame(told('2026-04', '2026-06'), [11, ['2026-06']], 'the one decision in June is in neither')
  t.strictSame(told('2026-06', '2026-06'), [null, ['2026-06']])
  const later = [...records, ...decided(4, { madeOn: '2026-07-09' })]
  t.strictSame([told('2026-04', '2026-07', later), told('2026-04', '2026-06', later), told('2026-07', '2026-07', later)], [[16, []], [11, ['2026-06']], [null, ['2026-07']]], 'June and July are told together, or not at all')
  t.match(reportOf(later, 'month', true, { from: '2026-04', to: '2026-07' }).decisionGroups, [{ key: '2026-04', merged: [] }, { key: '2026-05' }, { key: null, merged: ['2026-06', '2026-07'], decided: 5 }])
  t.match(reportOf(later, 'month', true, { from: '2026-05', to: '2026-06' }).decisionGroups.map(({ key, merged, measures }) => [key, merged, measures[0]?.n]), [['2026-05', [], 5], [null, ['2026-06'], null]])
  t.end()
})

t.test('nor is the month of a unit with few of them in it, by a cut, a filter or what is left of the whole', (t) => {
  const records = ['A', 'B'].flatMap((unit) => ['2026-04', '2026-05'].flatMap((month) => decided(unit === 'B' && month === '2026-05' ? 1 : 6, { unit, madeOn: `${month}-09` })))
  t.equal(measureOf(reportOf(records).decisionGroups, 'acceptance')?.n, 19)
  const groups = reportOf(records, 'unit').decisionGroups
  t.strictSame(groups.map(({ key, measures, monthsLeftOut }) => [key, measures[0]?.n, monthsLeftOut]), [['A', 6, ['2026-05']], ['B', 6, ['2026-05']]], 'all less A and B is May of both')
  const filtered = (unit: string): unknown => oversightReport(countsOf(records.filter((one) => one.unit === unit)), { by: null, tellsOfPeople: true, ...sidesOf(reviewersOf(records), { unit }), span: { from: '2026-04', to: '2026-05' }, rules: RULES }).decisionGroups[0]?.measures[0]?.n
  t.strictSame([filtered('A'), filtered('B')], [6, 6])
  t.end()
})
