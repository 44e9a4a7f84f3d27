/**
 * What is known of one output of an AI system, of what a person decided about it, and of what turned out to be right (ai.md 4.1), as far
 * as it is counted. Pure.
 *
 * The measures made of it tell whether oversight works: of a system, a version, a pillar, a unit, never of one reviewer. A system that
 * evaluates how a person performs at work is itself high-risk under Annex III(4)(b) of the AI Act, and its operator a deployer with the
 * duties of Article 26, informing the workers (26(7)) among them. So nothing here is counted by reviewer but that somebody took part, to
 * know how many they were.
 */

export const DECISIONS = ['accepted', 'overridden', 'rejected'] as const
/** accepted: the proposal is the value; overridden: another value is; rejected: there is no value, the case goes on to somebody else. */
export type Decision = typeof DECISIONS[number]

/**
 * From where the right value is known. Bindings, answers and findings are of the hard and of the suspicious cases, so they are never put
 * together with one another or with the blind sample, the only one drawn at random.
 */
export const OUTCOME_SOURCES = ['binding_ruling', 'customs_answer', 'confirmed_finding', 'court', 'amendment', 'blind_sample'] as const
export type OutcomeSource = typeof OUTCOME_SOURCES[number]
export const RANDOM_SOURCE: OutcomeSource = 'blind_sample'

/** How what left the company had been looked at; `not_used`: nothing left it. */
export const USES = ['not_used', 'reviewed', 'reviewed_without_competence', 'unreviewed_by_rule', 'unreviewed'] as const
export type Use = typeof USES[number]

export interface Review {
  readonly decision: Decision
  /** Pseudonym. Counted to know how many people took part, and with nothing else. */
  readonly reviewer: string
  /** From showing to deciding, active time where it is known; null where it is not. */
  readonly seconds: number | null
  /** Below it nobody can have looked: the 5 % quantile of timed reference reviews of this type of item; null where there are none. */
  readonly referenceSeconds: number | null
  /** To read what was shown, at the pace of the rules (`readingSeconds`); null where its length is not known. */
  readonly readingSeconds: number | null
  /** Null where no explanation was offered. */
  readonly explanationOpened: boolean | null
  /** Group of the reason given (`rationaleBucket`); null without one. */
  readonly rationale: number | null
}

export interface Outcome {
  readonly source: OutcomeSource
  /** UTC day on which it became known. */
  readonly knownOn: string
  readonly proposalRight: boolean
  /** Of the value in use after the decision; null where there was none. */
  readonly finalRight: boolean | null
  /** Of the reviewer's own value, given before the proposal was shown; null where none was. */
  readonly blindRight: boolean | null
  /** Of a code proposed: how many leading digits agree with the right one; null for all else. */
  readonly digits: number | null
}

export interface OversightRecord {
  readonly system: string
  /** Of all that makes proposals change: model, prompt, nomenclature and data together. */
  readonly version: string
  /** What the proposal is about: classification, origin, value, licences … */
  readonly pillar: string
  /** Code of the unit; '' where there is none. */
  readonly unit: string
  /** UTC day of the output. */
  readonly madeOn: string
  /** Whether the system was in use on that day: what is proposed by one that was not is counted all the same, and as that. */
  readonly approved: boolean
  /** 0 to 1, counted to the percent; null where the model gives none. */
  readonly confidence: number | null
  /** Categories of what went in and came out, by name of the feature (`featuresOf`): to see whether they move. */
  readonly features: Readonly<Record<string, string>>
  /** A wrong proposal planted to see whether it is caught. It counts as that and as nothing else, and is never used. */
  readonly planted: boolean
  readonly use: Use
  /** Null until somebody decided. */
  readonly review: Review | null
  /** At most one of each source. */
  readonly outcomes: readonly Outcome[]
  /** The categories that two reviewers chose for the same item, neither knowing of the other; null unless two did. */
  readonly secondReview: { readonly first: string, readonly second: string } | null
}

/** A line that was declared, and whoever proposed its value of the pillar. */
export interface ProposedLine {
  readonly proposedBy: 'ai' | 'human'
  /** '' of a person's. */
  readonly system: string
  readonly version: string
  readonly pillar: string
  readonly unit: string
  /** UTC day of acceptance. */
  readonly acceptedOn: string
  /** Pseudonym of whoever handled it, counted to know how many they were; null where it is not known. */
  readonly handler: string | null
  /** Findings of the pillar on it, whatever became of them; and those that people decided. */
  readonly raised: number
  readonly decided: number
  /** One of them was confirmed. */
  readonly wrong: boolean
}

/**
 * How an output that left the company had been looked at. A decision counts when it was made before the use or at the same instant.
 *
 * @param competent whether the reviewer had the competence asked for on the day of the decision.
 * @param underRule whether an approved rule lets outputs like this one through without a decision.
 */
export function useOf<Instant extends Date | number> (usedAt: Instant | null, decidedAt: Instant | null, competent: boolean, underRule: boolean): Use {
  if (usedAt === null) return 'not_used'
  if (decidedAt !== null && decidedAt <= usedAt) return competent ? 'reviewed' : 'reviewed_without_competence'
  return underRule ? 'unreviewed_by_rule' : 'unreviewed'
}

/** @throws Error of what cannot be; whoever takes records in refuses it before. */
export function assertCountable ({ confidence, features, planted, use, review, outcomes }: OversightRecord): void {
  const reviewed = use === 'reviewed' || use === 'reviewed_without_competence'
  if (confidence !== null && !(confidence >= 0 && confidence <= 1)) throw new Error(`${confidence} is no confidence`)
  if ('confidence' in features) throw new Error('The confidence is a feature of its own')
  if (planted && (use !== 'not_used' || outcomes.length > 0)) throw new Error('A planted proposal is never used, and its outcome is known')
  if (reviewed && review === null) throw new Error('Nothing was reviewed without a decision')
  if (outcomes.length > 1 && new Set(outcomes.map(({ source }) => source)).size < outcomes.length) throw new Error('Two outcomes of one source')
  for (const { finalRight, proposalRight } of outcomes) {
    if (review?.decision === 'accepted' && finalRight !== null && finalRight !== proposalRight) throw new Error('What was accepted is right where the proposal is')
  }
  if (review !== null) assertTimes(review)
}

function assertTimes (review: Review): void {
  for (const name of ['seconds', 'referenceSeconds', 'readingSeconds'] as const) {
    const seconds = review[name]
    if (seconds !== null && !(seconds >= 0 && Number.isFinite(seconds))) throw new Error(`${seconds} seconds`)
  }
}
