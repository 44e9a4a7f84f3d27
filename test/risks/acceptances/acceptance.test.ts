import t from 'tap'
import type { Objection } from '../../../src/risk/acceptable.ts'
import type { PlannedRisk } from '../../../src/risk/plan.ts'
import { acceptabilityOf, acceptanceThatCounts, signingRefusal, standingOf, unresolvedRisks } from '../../../src/risks/acceptances/acceptance.ts'
import type { KeptAcceptance } from '../../../src/risks/acceptances/acceptance.ts'

const acceptance = (changes: Partial<KeptAcceptance> = {}): KeptAcceptance => ({
  id: 'a', revision: 2, risk: 'R-1', state: 'signed', reason: 'x', expiresOn: '2027-03-31', basis: { kind: 'assessment', assessment: 'x' }, residualScore: 10, likelihoodLevel: 2, impactLevel: 5, expectedAnnualLoss: 1, requestedBy: 'P-1',
  requestedAt: new Date('2026-03-01T10:00:00Z'), signature: { by: 'P-2', position: 'BOARD', rank: 'Member of the board', at: new Date('2026-03-02T23:59:59Z') }, ended: null, ...changes
})
const ended = { ended: { at: new Date('2026-06-01T00:00:00Z'), because: 'x' } }

t.test('an acceptance holds from the day it is signed to its last day, and up to the score signed', (t) => {
  const CASES: [name: string, changes: Partial<KeptAcceptance>, on: string, score: number | null, standing: string][] = [
    ['the day before it was signed', {}, '2026-03-01', 10, 'requested'], ['the day it was signed', {}, '2026-03-02', 10, 'valid'], ['its last day', {}, '2027-03-31', 10, 'valid'], ['the day after', {}, '2027-04-01', 10, 'expired'],
    ['a lower score', {}, '2026-05-01', 9, 'valid'], ['a higher score', {}, '2026-05-01', 12, 'stale'], ['no score', {}, '2026-05-01', null, 'valid'], ['higher, and over', {}, '2027-04-01', 12, 'expired'],
    ['the day before it was revoked', ended, '2026-05-31', 10, 'valid'], ['the day it was revoked', ended, '2026-06-01', 10, 'revoked'], ['never signed', { signature: null }, '2026-05-01', 10, 'requested'],
    ['declined', { signature: null, ...ended }, '2026-06-01', 10, 'declined']
  ]
  for (const [name, changes, on, score, standing] of CASES) t.equal(standingOf(acceptance(changes), { on, score }), standing, name)
  t.end()
})

t.test('of several acceptances a valid one counts, else the one signed last', (t) => {
  const signed = (id: string, at: string, changes: Partial<KeptAcceptance> = {}) => acceptance({ id, signature: { by: 'P-2', position: 'B', rank: 'x', at: new Date(at) }, ...changes })
  const now = { on: '2026-09-01', score: 10 }
  t.equal(acceptanceThatCounts([], now), null)
  t.equal(acceptanceThatCounts([acceptance({ signature: null })], now), null, 'what nobody signed does not count')
  t.match(acceptanceThatCounts([signed('old', '2026-01-01T00:00:00Z'), signed('new', '2026-05-01T00:00:00Z', { expiresOn: '2026-06-01' })], now), { acceptance: { id: 'old' }, standing: 'valid' })
  t.match(acceptanceThatCounts([signed('old', '2026-01-01T00:00:00Z', { residualScore: 5 }), signed('new', '2026-05-01T00:00:00Z', { expiresOn: '2026-06-01' })], now), { acceptance: { id: 'new' }, standing: 'expired' })
  t.end()
})

const SCORE: Objection[] = ['score_above_acceptable']
const IMPACT: Objection[] = ['impact_needs_signature']
const risk = (objections: readonly Objection[], residualScore = 10) => ({ code: 'R-1', objections, assessment: { residualScore } })

t.test('what a risk is without a signature, with one, and with one that holds no more', (t) => {
  const on = '2026-09-01'
  t.equal(acceptabilityOf(risk([]), [], on), 'acceptable')
  t.equal(acceptabilityOf(risk(SCORE), [], on), 'above')
  t.equal(acceptabilityOf(risk(['loss_above_appetite']), [], on), 'above')
  t.equal(acceptabilityOf(risk(IMPACT), [], on), 'needs_signature')
  t.equal(acceptabilityOf(risk([...SCORE, ...IMPACT]), [], on), 'above')
  t.equal(acceptabilityOf(risk(SCORE), [acceptance()], on), 'accepted')
  t.equal(acceptabilityOf(risk(SCORE), [acceptance({ risk: 'R-2' })], on), 'above', 'that of another risk is none')
  t.equal(acceptabilityOf(risk(SCORE, 12), [acceptance()], on), 'acceptance_stale')
  t.equal(acceptabilityOf(risk(IMPACT), [acceptance(ended)], on), 'acceptance_stale')
  t.end()
})

const planned = (changes: Partial<PlannedRisk> = {}): PlannedRisk => ({
  code: 'R-1', frequencyBefore: 1, frequencyAfter: 1, frequencyBound: 0.5, scoreBefore: 10, scoreAfter: 10, expectedAnnualLossBefore: 1, expectedAnnualLossAfter: 1, acceptableBefore: false, acceptableAfter: false, needsSignature: false, ...changes
})

t.test('a risk above its bound needs decided treatments that are enough, or a signature; an impact of 5 the signature whatever is done', (t) => {
  const on = '2026-09-01'
  const CASES: [name: string, objections: Objection[], plan: Partial<PlannedRisk>, acceptances: KeptAcceptance[], resolved: boolean][] = [
    ['nothing stands against it', [], { acceptableAfter: true }, [], true], ['nothing is done', SCORE, {}, [], false], ['what is decided is enough', SCORE, { acceptableAfter: true, scoreAfter: 4 }, [], true],
    ['signed', SCORE, {}, [acceptance()], true], ['signed and expired', SCORE, {}, [acceptance({ expiresOn: '2026-08-31' })], false], ['signed, expired, and lowered', SCORE, { acceptableAfter: true }, [acceptance({ expiresOn: '2026-08-31' })], true],
    ['signed for a lower score', SCORE, {}, [acceptance({ residualScore: 9 })], false], ['impact 5 and treated', IMPACT, { acceptableAfter: true, needsSignature: true }, [], false], ['impact 5 and signed', IMPACT, { needsSignature: true }, [acceptance()], true]
  ]
  for (const [name, objections, plan, acceptances, resolved] of CASES) t.equal(unresolvedRisks([risk(objections)], [planned(plan)], acceptances, on).length, resolved ? 0 : 1, name)
  t.strictSame(unresolvedRisks([risk(SCORE, 12)], [planned({ scoreAfter: 9, expectedAnnualLossAfter: 7 })], [acceptance()], on), [{ code: 'R-1', objections: SCORE, acceptance: 'stale', needsSignature: false, scoreAfter: 9, expectedAnnualLossAfter: 7 }])
  t.throws(() => unresolvedRisks([risk(SCORE)], [], [], on), /was not scored again/)
  t.end()
})

t.test('a signature is given by another person with another login, in time, for a score that did not rise', (t) => {
  const asked = acceptance({ state: 'requested', signature: null })
  const signing = { signer: 'P-2', isSameLogin: false, on: '2026-09-01', score: 10 }
  const CASES: [name: string, changes: Partial<KeptAcceptance>, signed: Partial<typeof signing>, refusal: string | null][] = [
    ['as it should be', {}, {}, null], ['signed already', { state: 'signed' }, {}, 'not_requested'], ['declined', { state: 'declined' }, {}, 'not_requested'], ['by who asked', {}, { signer: 'P-1' }, 'same_person'],
    ['by the login that asked', {}, { isSameLogin: true }, 'same_person'], ['on its last day', {}, { on: '2027-03-31' }, null], ['too late', {}, { on: '2027-04-01' }, 'expired'], ['the score rose', {}, { score: 12 }, 'score_rose'], ['it fell', {}, { score: 8 }, null]
  ]
  for (const [name, changes, signed, refusal] of CASES) t.equal(signingRefusal({ ...asked, ...changes }, { ...signing, ...signed }), refusal, name)
  t.end()
})
