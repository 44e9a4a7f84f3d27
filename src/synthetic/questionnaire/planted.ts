import type { Members } from '../perimeter/perimeter-record.ts'
import { contentHash } from '../perimeter/content-hash.ts'
import { dayAfter } from '../seasons.ts'
import { ANSWERS } from './answers.ts'
import type { AnswerSeed } from './answers.ts'

/** How the synthetic trader keeps its questionnaire: everything was answered early in the year and confirmed at the end, but what is planted here. Pure. */

/** The key of what is the matter with answers; of all others reports call out nothing. */
export interface PlantedAnswer {
  readonly question: string
  readonly state: 'unanswered' | 'due_for_review' | 'stale'
  /** Kind of event that touched it; null where none did. */
  readonly event: string | null
  readonly words: string
}

const stale = (question: string, event: string | null, words: string): PlantedAnswer => ({ question, state: 'stale', event, words })

export const PLANTED_ANSWERS: readonly PlantedAnswer[] = [
  { question: '1.1.10', state: 'unanswered', event: null, words: 'Nobody decided on mutual recognition.' },
  { question: '6.3.4', state: 'unanswered', event: null, words: 'Nobody knew which companies share the site.' },
  { question: 'AI.7', state: 'unanswered', event: null, words: 'Nobody asked on what legal basis suppliers tune their models.' },
  { question: '6.12.1', state: 'due_for_review', event: null, words: 'Contracts of two services end soon, so that its review was set early.' },
  stale('1.1.3', 'customs_head_changed', 'The deputy took over from the head of customs, and nobody looked at the answer.'),
  stale('1.3.1', 'mandate_changed', 'A broker\'s mandate was renewed a week late, and nobody looked at the answer.'),
  stale('3.2.1', 'software_changed', 'The stock system was replaced, and nobody looked at the answer.'),
  stale('3.5.1', 'ai_system_step', 'The AI system that names odd declarations was suspended and came back, and nobody looked at the answer.'),
  stale('3.8.4', 'ai_system_changed', 'The provider that reads invoices went to another country, and nobody looked at the answer.'),
  stale('5.1.1', 'audit_follow_up', 'The audit asked for another answer, and nobody gave it yet.'),
  stale('6.4.3', null, 'Nobody has looked at it for more than a year.')
]
const PLANTED = new Map(PLANTED_ANSWERS.map((planted) => [planted.question, planted]))

/** Days before the end of the year on which it was answered. */
const ANSWERED_DAYS = 300
const OTHER_DAYS: Readonly<Record<string, number>> = { '5.1.1': 20, '6.4.3': 400 }
const SOON_DAYS = 20

export interface MadeAnswer {
  readonly question: string
  readonly payload: Members
  /** Whether the head of customs confirms it at the end. */
  readonly confirmed: boolean
}

/** @param today no answer is of a later day. */
export function madeAnswers (until: string, today: string): MadeAnswer[] {
  return Object.entries(ANSWERS).map(([question, seed]) => {
    const planted = PLANTED.get(question)?.state
    const answered = dayAfter(until, -(OTHER_DAYS[question] ?? ANSWERED_DAYS))
    const answeredOn = planted === 'due_for_review' || answered > today ? today : answered
    return { question, payload: { ...contentOf(seed), answeredOn, ...planted === 'due_for_review' ? { reviewBy: dayAfter(today, SOON_DAYS) } : {} }, confirmed: planted === undefined }
  })
}

const contentOf = ({ owner, text, notApplicable, evidence = [] }: AnswerSeed): Members => ({
  owner: { kind: 'position', code: owner }, ...text === undefined ? { notApplicable: { because: notApplicable } } : { text },
  evidence: evidence.map(([title, reference]) => ({ title, reference, sha256: contentHash(reference) }))
})
