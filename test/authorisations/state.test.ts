import t from 'tap'
import { judgeDecision, withProposedEnd } from '../../src/authorisations/decide.ts'
import type { NewDecision } from '../../src/authorisations/decide.ts'
import { barredUntil, periodOn, timelineOf, validityOf } from '../../src/authorisations/state.ts'
import type { DatedDecision, DecisionKind } from '../../src/authorisations/state.ts'
import { changedTerms, NO_TERMS, proposedEnd } from '../../src/authorisations/terms.ts'

const decision = (number: number, kind: DecisionKind, effectiveFrom: string, more: Partial<DatedDecision> = {}): DatedDecision =>
  ({ number, kind, decisionDate: effectiveFrom, effectiveFrom, effectiveTo: null, terms: null, replaces: null, forFailure: false, ...more })
const GRANT = decision(1, 'granted', '2026-03-02', { terms: { effectiveTo: '2029-03-01', scope: { goodsCodes: ['8518'] } } })
const statusOn = (decisions: readonly DatedDecision[], day: string) => periodOn(timelineOf(decisions), day)?.status

const CASES: [name: string, decisions: DatedDecision[], days: [day: string, status: string | undefined][]][] = [
  ['a grant holds from its day to the last', [GRANT], [['2026-03-01', undefined], ['2026-03-02', 'granted'], ['2029-03-01', 'granted'], ['2029-03-02', 'expired']]],
  ['without an end it never expires', [decision(1, 'granted', '2026-03-02')], [['2099-12-31', 'granted']]],
  ['an application comes before the grant', [decision(1, 'applied', '2025-11-03'), { ...GRANT, number: 2 }], [['2025-11-02', undefined], ['2025-11-03', 'applied'], ['2026-03-01', 'applied'], ['2026-03-02', 'granted']]],
  ['an application that is refused stays so', [decision(1, 'applied', '2025-11-03'), decision(2, 'refused', '2026-02-02')], [['2026-02-01', 'applied'], ['2026-02-02', 'refused']]],
  ['a suspension counts from its first to its last day', [GRANT, decision(2, 'suspended', '2026-05-04', { effectiveTo: '2026-06-03' })],
    [['2026-05-03', 'granted'], ['2026-05-04', 'suspended'], ['2026-06-03', 'suspended'], ['2026-06-04', 'granted']]],
  ['an open suspension counts until one ends it', [GRANT, decision(2, 'suspended', '2026-05-04')], [['2026-05-03', 'granted'], ['2029-03-01', 'suspended'], ['2029-03-02', 'expired']]],
  ['the day on which a suspension ends is valid again', [GRANT, decision(2, 'suspended', '2026-05-04'), decision(3, 'suspension_ended', '2026-05-20')], [['2026-05-19', 'suspended'], ['2026-05-20', 'granted']]],
  ['a suspension ends before its stated day', [GRANT, decision(2, 'suspended', '2026-05-04', { effectiveTo: '2026-06-03' }), decision(3, 'suspension_ended', '2026-05-20')], [['2026-05-19', 'suspended'], ['2026-05-20', 'granted'], ['2026-06-03', 'granted']]],
  ['a second suspension on the day the first ended counts', [GRANT, decision(2, 'suspended', '2026-05-04'), decision(3, 'suspension_ended', '2026-05-20'), decision(4, 'suspended', '2026-05-20', { effectiveTo: '2026-05-21' })],
    [['2026-05-19', 'suspended'], ['2026-05-21', 'suspended'], ['2026-05-22', 'granted']]],
  ['an annulment reaches back to the beginning', [GRANT, decision(2, 'suspended', '2026-05-04'), decision(3, 'annulled', '2026-03-02', { decisionDate: '2026-09-01' })],
    [['2026-03-01', undefined], ['2026-03-02', 'annulled'], ['2026-05-04', 'annulled'], ['2030-01-01', 'annulled']]],
  ['a revocation counts from its day', [GRANT, decision(2, 'revoked', '2026-09-01')], [['2026-08-31', 'granted'], ['2026-09-01', 'revoked'], ['2029-03-02', 'revoked']]],
  ['a revocation during a suspension ends it', [GRANT, decision(2, 'suspended', '2026-05-04'), decision(3, 'revoked', '2026-09-01')], [['2026-08-31', 'suspended'], ['2026-09-01', 'revoked']]],
  ['an amendment counts from its day and may extend', [GRANT, decision(2, 'amended', '2027-01-01', { terms: { effectiveTo: '2031-03-01' } })],
    [['2026-12-31', 'granted'], ['2027-01-01', 'amended'], ['2031-03-01', 'amended'], ['2031-03-02', 'expired']]],
  ['an amendment may shorten', [GRANT, decision(2, 'amended', '2027-01-01', { terms: { effectiveTo: '2027-06-30' } })], [['2027-06-30', 'amended'], ['2027-07-01', 'expired']]],
  ['a corrected record counts instead of the first, in its place', [GRANT, decision(2, 'suspended', '2026-05-04'), decision(3, 'suspension_ended', '2026-05-20'), decision(4, 'suspended', '2026-05-11', { replaces: 2 })],
    [['2026-05-10', 'granted'], ['2026-05-11', 'suspended'], ['2026-05-20', 'granted']]],
  ['a record made in error does not count', [GRANT, decision(2, 'revoked', '2026-09-01'), decision(3, 'recorded_in_error', '2026-09-02', { replaces: 2 })], [['2026-09-01', 'granted']]]
]
for (const [name, decisions, days] of CASES) {
  for (const [day, status] of days) t.equal(statusOn(decisions, day), status, `${name}: ${day}`)
  for (const [index, period] of timelineOf(decisions).entries()) t.equal(period.to === null, index === timelineOf(decisions).length - 1, `${name}: only the last period has no end`)
}

t.test('terms are those in force on the day, and an amendment leaves what it does not state', (t) => {
  const amended = [GRANT, decision(2, 'amended', '2027-01-01', { terms: { supervisingOffices: ['IT279100'], scope: { sites: ['MI'] } } }), decision(3, 'amended', '2027-02-01', { terms: { scope: { goodsCodes: null } } })]
  const on = (day: string) => periodOn(timelineOf(amended), day)?.terms
  t.match(on('2026-12-31'), { supervisingOffices: [], scope: { goodsCodes: ['8518'], sites: [] } })
  t.match(on('2027-01-01'), { supervisingOffices: ['IT279100'], effectiveTo: '2029-03-01', scope: { goodsCodes: ['8518'], sites: ['MI'] } })
  t.match(on('2027-02-01'), { scope: { goodsCodes: [], sites: ['MI'] } })
  t.match(changedTerms(NO_TERMS, { effectiveTo: '2027-01-01' }), { effectiveTo: '2027-01-01', effectiveToProposed: false })
  t.equal(changedTerms(changedTerms(NO_TERMS, { effectiveTo: '2027-01-01' }), { effectiveTo: null }).effectiveTo, null)
  t.end()
})

t.test('the rule of the type proposes the last day, unless one is stated', (t) => {
  const years = (count: number) => ({ kind: 'fixed', months: 12 * count } as const)
  t.equal(proposedEnd(years(3), '2026-03-02'), '2029-03-01')
  t.equal(proposedEnd(years(3), '2024-02-29'), '2027-02-28', 'a day that the later year lacks')
  t.equal(proposedEnd({ kind: 'unlimited', months: null }, '2026-03-02'), null)
  t.match(withProposedEnd(years(5), '2026-01-01', {}), { effectiveTo: '2030-12-31', effectiveToProposed: true })
  t.strictSame(withProposedEnd(years(5), '2026-01-01', { effectiveTo: null }), { effectiveTo: null })
  t.strictSame(withProposedEnd(years(5), '2026-01-01', { effectiveTo: '2027-01-01' }), { effectiveTo: '2027-01-01' })
  t.end()
})

const TODAY = '2026-11-25'
const next = (kind: DecisionKind, effectiveFrom: string, more: Partial<NewDecision> = {}): NewDecision => {
  const { number: _number, ...rest } = decision(0, kind, effectiveFrom, { decisionDate: '2026-09-01', ...more })
  return rest
}
const VERDICTS: [name: string, recorded: DatedDecision[], next: NewDecision, verdict: string][] = [
  ['a first grant', [], next('granted', '2026-03-02'), 'record'],
  ['a grant that ends on its first day', [], next('granted', '2026-03-02', { terms: { effectiveTo: '2026-03-02' } }), 'record'],
  ['a grant that ends before it begins', [], next('granted', '2026-03-02', { terms: { effectiveTo: '2026-03-01' } }), '/terms/effectiveTo'],
  ['a second grant', [GRANT], next('granted', '2026-04-02'), 'granted_already'],
  ['a grant after a refusal', [decision(1, 'refused', '2026-01-01')], next('granted', '2026-04-02'), 'refused_already'],
  ['a decision of today', [], next('granted', '2026-03-02', { decisionDate: TODAY }), 'record'],
  ['a decision of tomorrow', [], next('granted', '2026-03-02', { decisionDate: '2026-11-26' }), '/decisionDate'],
  ['a suspension of one day', [GRANT], next('suspended', '2026-05-04', { effectiveTo: '2026-05-04' }), 'record'],
  ['a suspension that ends before it begins', [GRANT], next('suspended', '2026-05-04', { effectiveTo: '2026-05-03' }), '/effectiveTo'],
  ['a suspension of nothing', [], next('suspended', '2026-05-04'), 'not_granted'],
  ['a suspension before the grant', [GRANT], next('suspended', '2026-03-01'), '/effectiveFrom'],
  ['a suspension after the last day', [GRANT], next('suspended', '2029-03-02'), 'expired'],
  ['an end of what is not suspended', [GRANT], next('suspension_ended', '2026-05-04'), 'not_suspended'],
  ['an end on the day after the last', [GRANT, decision(2, 'suspended', '2026-05-04', { effectiveTo: '2026-05-10' })], next('suspension_ended', '2026-05-11'), 'record'],
  ['an end two days after the last', [GRANT, decision(2, 'suspended', '2026-05-04', { effectiveTo: '2026-05-10' })], next('suspension_ended', '2026-05-12'), 'not_suspended'],
  ['an amendment after revocation', [GRANT, decision(2, 'revoked', '2026-06-01')], next('amended', '2026-06-01'), 'revoked'],
  ['an amendment on the day before revocation', [GRANT, decision(2, 'revoked', '2026-06-01')], next('amended', '2026-05-31'), 'record'],
  ['a second annulment', [GRANT, decision(2, 'annulled', '2026-03-02')], next('annulled', '2026-03-02'), 'annulled_already'],
  ['a last day of something else than a suspension', [GRANT], next('revoked', '2026-06-01', { effectiveTo: '2026-07-01' }), '/effectiveTo'],
  ['a failure that is no end', [GRANT], next('suspended', '2026-06-01', { forFailure: true }), '/forFailure'],
  ['a revocation for a failure', [GRANT], next('revoked', '2026-06-01', { forFailure: true }), 'record'],
  ['a correction of the grant', [GRANT], next('granted', '2026-03-09', { replaces: 1 }), 'record'],
  ['a correction of a correction', [GRANT, decision(2, 'granted', '2026-03-03', { replaces: 1 })], next('granted', '2026-03-09', { replaces: 2 }), 'record'],
  ['an error of a suspension that was corrected and ended', [GRANT, decision(2, 'suspended', '2026-05-04'), decision(3, 'suspension_ended', '2026-05-20'), decision(4, 'suspended', '2026-05-05', { replaces: 2 })], next('recorded_in_error', '2026-06-01', { replaces: 4 }), 'other_decisions_rest_on_it'],
  ['a correction of another kind', [GRANT], next('revoked', '2026-03-09', { replaces: 1 }), '/kind'],
  ['a correction of what was replaced', [GRANT, decision(2, 'granted', '2026-03-03', { replaces: 1 })], next('granted', '2026-03-09', { replaces: 1 }), '/replaces'],
  ['an error that names nothing', [GRANT], next('recorded_in_error', '2026-03-09'), '/replaces'],
  ['an error of the only record', [GRANT], next('recorded_in_error', '2026-03-09', { replaces: 1 }), 'other_decisions_rest_on_it'],
  ['an error of a suspension that was ended', [GRANT, decision(2, 'suspended', '2026-05-04'), decision(3, 'suspension_ended', '2026-05-20')], next('recorded_in_error', '2026-06-01', { replaces: 2 }), 'other_decisions_rest_on_it'],
  ['an error of its end', [GRANT, decision(2, 'suspended', '2026-05-04'), decision(3, 'suspension_ended', '2026-05-20')], next('recorded_in_error', '2026-06-01', { replaces: 3 }), 'record']
]
t.test('a decision is recorded where the ones before it allow it', (t) => {
  for (const [name, recorded, decided, expected] of VERDICTS) {
    const verdict = judgeDecision(recorded, decided, TODAY)
    t.equal(verdict.outcome === 'record' ? 'record' : verdict.outcome === 'fault' ? verdict.pointer : verdict.because, expected, name)
  }
  t.end()
})

t.test('after a failure no new application is accepted for one year, of an AEO for three', (t) => {
  const revoked = (changes: Partial<DatedDecision> = {}) => [GRANT, decision(2, 'revoked', '2026-06-10', { decisionDate: '2026-06-01', forFailure: true, ...changes })]
  t.equal(barredUntil('IPO', revoked()), '2027-05-31', 'from the decision')
  t.equal(barredUntil('AEOS', revoked()), '2029-05-31')
  t.equal(barredUntil('IPO', revoked({ forFailure: false })), null, 'at the holder\'s request')
  t.equal(barredUntil('IPO', [...revoked(), decision(3, 'recorded_in_error', '2026-06-12', { replaces: 2 })]), null)
  t.end()
})

t.test('checks see a state of their own words', (t) => {
  t.strictSame([undefined, 'applied', 'refused', 'granted', 'amended', 'suspended', 'annulled', 'revoked', 'expired'].map((status) => validityOf(status as never)),
    ['not_yet_valid', 'not_yet_valid', 'not_yet_valid', 'valid', 'valid', 'suspended', 'annulled', 'revoked', 'expired'])
  t.end()
})

t.end()
