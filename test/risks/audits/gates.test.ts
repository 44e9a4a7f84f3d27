import t from 'tap'
import { AREAS } from '../../../src/risks/catalogue/areas.ts'
import { closedBlockers, communicatedBlockers, identifiedBlockers, residualBlockers, treatedBlockers } from '../../../src/risks/audits/gates.ts'
import type { Blocker, TreatedFacts } from '../../../src/risks/audits/gates.ts'
import { AUDIT_STAGES, CONSIDERED_KINDS, hasReached, mayBeDescribed, mayExplainControls, mayReopen, stageAfter } from '../../../src/risks/audits/stages.ts'

const audit = '0190aaaa-0000-7000-8000-000000000001'
type Unresolved = TreatedFacts['unresolved'][number]
const told = (blockers: readonly Blocker[]): string[] => blockers.map(({ because, subject, risk }) => `${because} ${subject ?? '-'} ${risk ?? '-'}`)

t.test('stages go forward, one by one, and only a draft can be described', (t) => {
  t.strictSame(AUDIT_STAGES.map(stageAfter), ['identified', 'residual_determined', 'treated', 'communicated', 'closed', null])
  t.strictSame(AUDIT_STAGES.map(mayBeDescribed), [true, false, false, false, false, false])
  t.strictSame(AUDIT_STAGES.map(mayExplainControls), [true, true, false, false, false, false])
  t.strictSame(AUDIT_STAGES.map(mayReopen), [false, true, true, true, true, true])
  t.ok(hasReached('treated', 'treated'))
  t.ok(hasReached('closed', 'treated'))
  t.notOk(hasReached('residual_determined', 'treated'))
  t.end()
})

t.test('stage 1 asks for every kind of document and for every area, and names all that is missing at once', (t) => {
  const nothing = identifiedBlockers({ audit, considered: [], leftOut: [], scoredAreas: [], unscored: [{ code: 'VAL-01', area: 'value' }] })
  t.strictSame(told(nothing), [...CONSIDERED_KINDS.map((kind) => `nothing_considered ${kind} -`), ...AREAS.map((area) => `no_scored_risk ${area} -`)])
  const value = nothing.find(({ subject }) => subject === 'value')
  t.match(value, { href: '/v1/risks?area=value&state=proposed', hint: /VAL-01/ }, 'a risk that waits for its statement is named')
  t.match(nothing.find(({ subject }) => subject === 'origin'), { href: `/v1/risk-audits/${audit}/left-out/origin` })
  const [first, second, ...rest] = AREAS
  t.strictSame(identifiedBlockers({ audit, considered: CONSIDERED_KINDS, leftOut: [first], scoredAreas: [second, ...rest], unscored: [] }), [], 'a risk with figures, or a reason, is enough')
  t.strictSame(told(identifiedBlockers({ audit, considered: CONSIDERED_KINDS, leftOut: [first], scoredAreas: rest, unscored: [] })), [`no_scored_risk ${second} -`])
  t.end()
})

t.test('stage 2 asks above the threshold for controls that were tested, or for the reason', (t) => {
  const risks = [
    { code: 'A-1', aboveThreshold: false, controls: [] },
    { code: 'B-1', aboveThreshold: true, controls: [] },
    { code: 'C-1', aboveThreshold: true, controls: [{ code: 'CTL-1', tested: 0 }, { code: 'CTL-2', tested: 1 }] },
    { code: 'D-1', aboveThreshold: true, controls: [{ code: 'CTL-2', tested: 1 }] }
  ]
  t.strictSame(told(residualBlockers({ audit, risks, explained: [] })), ['no_control B-1 B-1', 'control_not_tested CTL-1 C-1'])
  t.strictSame(told(residualBlockers({ audit, risks, explained: ['B-1'] })), ['control_not_tested CTL-1 C-1'])
  t.strictSame(residualBlockers({ audit, risks, explained: ['B-1', 'C-1'] }), [])
  t.end()
})

t.test('stage 3 says of each risk that is left whether a signature alone helps', (t) => {
  const left: Unresolved = { code: 'R-1', objections: ['score_above_acceptable', 'loss_above_appetite'], acceptance: null, needsSignature: false, scoreAfter: 8, expectedAnnualLossAfter: 1000, residualScore: 9 }
  const blockers = treatedBlockers({
    audit, unresolved: [left, { ...left, code: 'R-2', objections: ['loss_above_appetite'], acceptance: 'expired' }, { ...left, code: 'R-3', objections: ['impact_needs_signature'], needsSignature: true }, { ...left, code: 'R-4', needsSignature: true, acceptance: 'stale' }]
  })
  t.strictSame(told(blockers), ['above_acceptable R-1 R-1', 'loss_above_appetite R-2 R-2', 'signature_missing R-3 R-3', 'signature_missing R-4 R-4'])
  t.match(blockers[0], { detail: /residual score of 9/, href: `/v1/risks/plan?audit=${audit}` })
  t.match(blockers[1], { detail: /signed is expired/ })
  t.match(blockers[3], { detail: /signed is stale/, href: '/v1/risk-acceptances' })
  t.strictSame(treatedBlockers({ audit, unresolved: [] }), [])
  t.end()
})

t.test('stage 4 closes once all to whom the report is addressed have acknowledged it', (t) => {
  t.strictSame(told(communicatedBlockers({ audit, recipients: [] })), ['no_recipient - -'])
  t.strictSame(told(communicatedBlockers({
    audit, recipients: [{ position: 'CEO', notified: false, acknowledged: false }, { position: 'CFO', notified: true, acknowledged: false }, { position: 'HEAD', notified: true, acknowledged: true }, { position: 'BOARD', notified: false, acknowledged: true }]
  })), ['not_notified CEO -', 'not_acknowledged CFO -'])
  t.strictSame(communicatedBlockers({ audit, recipients: [{ position: 'HEAD', notified: true, acknowledged: true }] }), [])
  t.end()
})

t.test('an audit that found something ends only when something came of it', (t) => {
  t.strictSame(closedBlockers({ audit, openRisks: [], answers: 0 }), [])
  t.strictSame(told(closedBlockers({ audit, openRisks: ['A-1', 'B-1'], answers: 0 })), ['no_follow_up - -'])
  t.strictSame(closedBlockers({ audit, openRisks: ['A-1', 'B-1'], answers: 1 }), [])
  t.end()
})
