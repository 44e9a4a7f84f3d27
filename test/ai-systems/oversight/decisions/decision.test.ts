import t from 'tap'
import { DECISION_RULES, decisionFaults, secondsOf, stepRefusal, valueInUse } from '../../../../src/ai-systems/oversight/decisions/decision.ts'
import type { DecidedOutput, StatedDecision, Step, StepState } from '../../../../src/ai-systems/oversight/decisions/decision.ts'

const at = (seconds: number): Date => new Date(Date.UTC(2026, 4, 4, 9, 0, 0) + seconds * 1000)
const NOW = at(3600)
const output: DecidedOutput = { pillar: 'classification', proposal: '8471300000', confidence: 0.9, explanation: true, madeAt: at(0) }
const accepted: StatedDecision = { decision: 'accepted', shownAt: at(10), decidedAt: at(50) }
const reason = { rationaleCode: 'goods_differ', rationale: 'A tablet, note 6(A)' }
const overridden: StatedDecision = { ...accepted, ...reason, decision: 'overridden', finalValue: '8471410000' }
const rejected: StatedDecision = { ...accepted, ...reason, decision: 'rejected' }
const LOW = DECISION_RULES.lowConfidenceBelow

t.test('a decision is taken in where its times, its value and its reason can be', (t) => {
  const cases: [name: string, output: Partial<DecidedOutput>, stated: StatedDecision, at: string[]][] = [
    ['accepted', {}, accepted, []],
    ['shown at the instant it was made', {}, { ...accepted, shownAt: at(0) }, []],
    ['shown before it was made', {}, { ...accepted, shownAt: at(-1) }, ['/shownAt']],
    ['decided at the instant it was shown', {}, { ...accepted, decidedAt: at(10) }, []],
    ['decided before it was shown', {}, { ...accepted, decidedAt: at(9) }, ['/decidedAt']],
    ['decided within a minute to come: clocks differ', {}, { ...accepted, decidedAt: at(3660) }, []],
    ['decided later than that', {}, { ...accepted, decidedAt: at(3661) }, ['/decidedAt']],
    ['explanation opened as it was shown', {}, { ...accepted, explanationOpenedAt: at(10) }, []],
    ['explanation opened before', {}, { ...accepted, explanationOpenedAt: at(9) }, ['/explanationOpenedAt']],
    ['explanation opened as it was decided', {}, { ...accepted, explanationOpenedAt: at(50) }, []],
    ['explanation opened after', {}, { ...accepted, explanationOpenedAt: at(51) }, ['/explanationOpenedAt']],
    ['explanation opened that is not there', { explanation: false }, { ...accepted, explanationOpenedAt: at(20) }, ['/explanationOpenedAt']],
    ['accepted with the value proposed', {}, { ...accepted, finalValue: '8471.30.0000' }, []],
    ['accepted with another', {}, { ...accepted, finalValue: '8471410000' }, ['/finalValue']],
    ['overridden', {}, overridden, []],
    ['overridden without a value', {}, { ...overridden, finalValue: undefined }, ['/finalValue']],
    ['overridden with the proposal', {}, { ...overridden, finalValue: '8471300000' }, ['/finalValue']],
    ['rejected', {}, rejected, []],
    ['rejected with a value', {}, { ...rejected, finalValue: '8471410000' }, ['/finalValue']],
    ['overridden without a reason', {}, { ...overridden, rationale: undefined, rationaleCode: undefined }, ['/rationaleCode', '/rationale']],
    ['rejected with a reason without a letter', {}, { ...rejected, rationale: ' - ' }, ['/rationale']],
    ['a reason of no code', {}, { ...rejected, rationaleCode: 'because' }, ['/rationaleCode']],
    ['accepted at the limit of confidence', { confidence: LOW }, accepted, []],
    ['accepted below it', { confidence: LOW - 0.01 }, accepted, ['/rationaleCode', '/rationale']],
    ['accepted below it with its reason', { confidence: LOW - 0.01 }, { ...accepted, ...reason }, []],
    ['accepted where the model states no confidence', { confidence: null }, accepted, []]
  ]
  for (const [name, over, stated, pointers] of cases) t.strictSame(decisionFaults({ ...output, ...over }, stated, NOW).map(({ pointer }) => pointer), pointers, name)
  t.ok(decisionFaults(output, { ...overridden, finalValue: undefined }, NOW).every(({ hint }) => hint !== undefined), 'each says what to do')
  t.end()
})

t.test('the value in use is that of the decision', (t) => {
  t.equal(valueInUse(accepted, '8471300000'), '8471300000')
  t.equal(valueInUse(overridden, '8471300000'), '8471410000')
  t.equal(valueInUse(rejected, '8471300000'), null)
  t.equal(secondsOf(accepted), 40)
  t.end()
})

t.test('each step is taken once, and only on what allows it', (t) => {
  const open: StepState = { planted: false, decision: null, decidedBy: null, fromDeclaration: false, used: false, secondReview: false }
  const decided: StepState = { ...open, decision: 'accepted', decidedBy: 'p1' }
  const cases: [name: string, state: StepState, step: Step, reviewer: string | null, because: string | undefined][] = [
    ['first decision', open, 'decision', 'p1', undefined],
    ['second decision', decided, 'decision', 'p2', 'already_decided'],
    ['the same again', decided, 'decision', 'p1', 'already_decided'],
    ['what the item says, told by the same person', { ...decided, fromDeclaration: true }, 'decision', 'p1', undefined],
    ['what the item says, told by another person', { ...decided, fromDeclaration: true }, 'decision', 'p2', 'already_decided'],
    ['decided after use', { ...open, used: true }, 'decision', 'p1', undefined],
    ['planted is decided like any other', { ...open, planted: true }, 'decision', 'p1', undefined],
    ['use without a decision', open, 'use', null, undefined],
    ['use once more', { ...decided, used: true }, 'use', null, 'already_used'],
    ['use of what was rejected', { ...decided, decision: 'rejected' }, 'use', null, 'rejected'],
    ['use of what was planted', { ...decided, planted: true }, 'use', null, 'not_for_use'],
    ['second look', decided, 'second_review', 'p2', undefined],
    ['second look before the first', open, 'second_review', 'p2', 'not_decided'],
    ['second look of the same person', decided, 'second_review', 'p1', 'same_reviewer'],
    ['third look', { ...decided, secondReview: true }, 'second_review', 'p3', 'second_review_already']
  ]
  for (const [name, state, step, reviewer, because] of cases) t.equal(stepRefusal(state, step, reviewer), because, name)
  t.end()
})
