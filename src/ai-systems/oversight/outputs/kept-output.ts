import type { Decision, Outcome, OversightRecord, Review, Use } from '../../../ai-oversight/record.ts'
import { utcDay } from '../../../platform/calendar.ts'
import { featuresOfProposal } from './watched-features.ts'

/** What is kept of an output, and how it is counted. Pure. */

export const COMPETENCES = ['competent', 'not_competent', 'unknown'] as const
/** On the day of the decision; unknown: no training is kept, or the pillar has no topic. */
export type Competence = typeof COMPETENCES[number]

export interface Alternative { readonly value: string, readonly score: number }

export interface KeptDecision {
  readonly decision: Decision
  /** The value in use; null of a rejection. */
  readonly finalValue: string | null
  /** The reviewer's own, given before the proposal was shown. */
  readonly blindValue: string | null
  readonly rationaleCode: string | null
  readonly rationale: string | null
  /** Group of the reason, which outlives its words. */
  readonly rationaleBucket: number | null
  /** Pseudonym. */
  readonly reviewer: string
  readonly competence: Competence
  readonly shownAt: Date | null
  readonly explanationOpenedAt: Date | null
  readonly decidedAt: Date
  readonly activeSeconds: number | null
  readonly referenceSeconds: number | null
  readonly readingSeconds: number | null
  /** log: it came with or for the output; declaration: from the item that carries the proposal, which says nothing of times and reasons. */
  readonly source: 'log' | 'declaration'
}

/** What was sent of an output, but for its decision and use. */
export interface OutputContent {
  readonly reference: string
  readonly modelVersion: string
  readonly promptVersion: string | null
  readonly nomenclatureVersion: string | null
  readonly dataVersion: string | null
  readonly pillar: string
  readonly processStep: string | null
  /** Code; '' where there is none. */
  readonly unit: string
  readonly madeAt: Date
  readonly inputReference: string
  /** Of the declaration that it belongs to: the one, or the other two. */
  readonly mrn: string | null
  readonly lrn: string | null
  readonly declarant: string | null
  readonly itemNumber: number | null
  readonly goodsRef: string | null
  readonly proposal: string
  readonly confidence: number | null
  readonly alternatives: readonly Alternative[] | null
  readonly explanation: string | null
  readonly evidenceRefs: readonly string[] | null
  readonly shownWords: number | null
}

export interface KeptOutput extends OutputContent {
  readonly id: string
  readonly revision: number
  readonly systemId: string
  /** Code of the system. */
  readonly system: string
  readonly version: string
  /** Whether the system was in use on the day of the output. */
  readonly approved: boolean
  /** Whether an explanation was offered, erased since or not. */
  readonly explained: boolean
  readonly planted: boolean
  readonly plantedCheckId: string | null
  readonly wordsErasedAt: Date | null
  /** Of what was sent, whatever was erased since. */
  readonly contentSha256: Buffer
  readonly recordedBy: string
  readonly recordedAt: Date
  readonly decision: KeptDecision | null
  readonly usedAt: Date | null
  readonly use: Use
  readonly underRule: boolean | null
}

/** As far as it is counted. */
export type CountedOutput = Pick<KeptOutput, 'system' | 'version' | 'pillar' | 'unit' | 'madeAt' | 'approved' | 'confidence' | 'proposal' | 'explained' | 'planted' | 'use' | 'decision'>

/** Categories that two reviewers of the same input chose, neither knowing of the other. */
export interface SecondReview { readonly first: string, readonly second: string }

/** How an output is counted. What is right of a planted proposal was known before, so it has no outcome. */
export function recordOf (output: CountedOutput, outcomes: readonly Outcome[] = [], secondReview: SecondReview | null = null): OversightRecord {
  const { system, version, pillar, unit, madeAt, approved, confidence, proposal, planted, use, decision, explained } = output
  return {
    system, version, pillar, unit, madeOn: utcDay(madeAt), approved, confidence, features: featuresOfProposal(pillar, proposal), planted, use,
    review: decision === null ? null : reviewOf(decision, explained), outcomes: planted ? [] : outcomes, secondReview
  }
}

function reviewOf ({ decision, reviewer, shownAt, decidedAt, activeSeconds, referenceSeconds, readingSeconds, explanationOpenedAt, rationaleBucket, source }: KeptDecision, explained: boolean): Review {
  return {
    decision, reviewer, referenceSeconds, readingSeconds, rationale: rationaleBucket,
    seconds: activeSeconds ?? (shownAt === null ? null : (decidedAt.getTime() - shownAt.getTime()) / 1000),
    explanationOpened: explained && source === 'log' ? explanationOpenedAt !== null : null
  }
}

export interface VersionParts {
  readonly modelVersion: string
  readonly promptVersion: string | null
  readonly nomenclatureVersion: string | null
  readonly dataVersion: string | null
}

/** All that makes proposals change, as one text: model|prompt|nomenclature|data, without bars at the end. The parts hold none. */
export function versionOf ({ modelVersion, promptVersion, nomenclatureVersion, dataVersion }: VersionParts): string {
  if (dataVersion !== null) return `${modelVersion}|${promptVersion ?? ''}|${nomenclatureVersion ?? ''}|${dataVersion}`
  if (nomenclatureVersion !== null) return `${modelVersion}|${promptVersion ?? ''}|${nomenclatureVersion}`
  return promptVersion === null ? modelVersion : `${modelVersion}|${promptVersion}`
}
