import type { SentDecision, SentOutput } from '../../src/ai-systems/oversight/outputs/stated-output.ts'

/** Outputs of AI systems with sane values. */

export const decision = (changes: Partial<SentDecision> = {}): SentDecision =>
  ({ decision: 'accepted', reviewer: 'P-1', shownAt: '2026-03-09T10:00:05Z', decidedAt: '2026-03-09T10:00:45Z', ...changes })

export const overridden = (changes: Partial<SentDecision> = {}): SentDecision =>
  decision({ decision: 'overridden', finalValue: '8517620000', rationaleCode: 'goods_differ', rationale: 'Transmits voice: note 5 to chapter 85', ...changes })

export const aiOutput = (reference: string, changes: Partial<SentOutput> = {}): SentOutput => ({
  system: 'CLASSIFIER', reference, modelVersion: '4.2', pillar: 'classification', madeAt: '2026-03-09T10:00:00Z', inputReference: `MAT-${reference}`, proposal: '8471300000', confidence: 0.9,
  explanation: 'Portable, with keyboard and screen', shownWords: 40, ...changes
})

export const ndjson = (outputs: readonly unknown[]): string => outputs.map((output) => `${JSON.stringify(output)}\n`).join('')
