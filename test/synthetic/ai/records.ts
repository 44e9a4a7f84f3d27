import type { OversightRecord } from '../../../src/ai-oversight/record.ts'
import { useOf } from '../../../src/ai-oversight/record.ts'
import { rationaleBucket } from '../../../src/ai-oversight/rationale.ts'
import { OVERSIGHT_RULES, readingSeconds } from '../../../src/ai-oversight/rules.ts'
import { outcomeOf } from '../../../src/ai-systems/oversight/outcomes/right-value.ts'
import { versionOf } from '../../../src/ai-systems/oversight/outputs/kept-output.ts'
import { featuresOfProposal } from '../../../src/ai-systems/oversight/outputs/watched-features.ts'
import { valueInUse } from '../../../src/ai-systems/oversight/decisions/decision.ts'
import type { MadeOutput } from '../../../src/synthetic/ai/made-output.ts'

/** Outputs of the year as the log would count them, without a service. */

export function recordOfMade ({ sent, right, knownOn }: MadeOutput): OversightRecord {
  const { system, modelVersion, nomenclatureVersion = null, pillar, unit, madeAt, proposal, confidence, decision, usedAt, shownWords } = sent
  const at = (text: string | undefined): Date | null => text === undefined ? null : new Date(text)
  const finalValue = decision === undefined ? usedAt === undefined ? null : proposal : valueInUse(decision, proposal)
  return {
    system, version: versionOf({ modelVersion, promptVersion: null, nomenclatureVersion, dataVersion: null }), pillar, unit, madeOn: madeAt.slice(0, 10), approved: true, confidence, features: featuresOfProposal(pillar, proposal), planted: false,
    use: useOf(at(usedAt), at(decision?.decidedAt), true, decision === undefined),
    review: decision === undefined ? null : {
      decision: decision.decision, reviewer: decision.reviewer, seconds: (Date.parse(decision.decidedAt) - Date.parse(decision.shownAt)) / 1000, referenceSeconds: 12, readingSeconds: readingSeconds(shownWords, OVERSIGHT_RULES),
      explanationOpened: decision.explanationOpenedAt !== undefined, rationale: decision.rationale === undefined ? null : rationaleBucket(decision.rationale)
    },
    outcomes: knownOn === null ? [] : [outcomeOf({ pillar, proposal, finalValue, blindValue: decision?.blindValue ?? null }, 'blind_sample', right, knownOn)], secondReview: null
  }
}
