import type { Answers } from '../../ai-act/rule-set.ts'
import type { SystemContent } from './system.ts'

/** Where answers to the classification say otherwise than the register. A class that rests on such an answer rests on nothing. Pure. */

export interface Contradiction {
  readonly question: string
  readonly field: string
  readonly says: string
}

interface Agreement {
  readonly question: string
  readonly field: string
  /** What the register says; undefined where it says nothing that the answer could contradict. */
  readonly isFaulty: (content: SystemContent, answer: unknown) => boolean
  readonly says: string
}

const AGREEMENTS: readonly Agreement[] = [
  { question: 'r_roles', field: 'roles', isFaulty: ({ roles }, answer) => differs(roles, answer as readonly string[]), says: 'The register names other roles of the company.' },
  { question: 'c_domains', field: 'processSteps', isFaulty: ({ processSteps }, answer) => differs(processSteps, answer as readonly string[]), says: 'The register names other processes.' },
  { question: 'c_cloud', field: 'deployment', isFaulty: ({ deployment }, answer) => (deployment === 'own') !== (answer === 'none'), says: 'The register has it hosted otherwise.' },
  { question: 'r_personal_data', field: 'data', isFaulty: ({ data }, answer) => answer === false && data.categories.some((one) => one === 'personal' || one === 'special_category'), says: 'The register says that it processes personal data.' },
  { question: 'd_special_categories', field: 'data', isFaulty: ({ data }, answer) => answer === false && data.categories.includes('special_category'), says: 'The register says that it processes special categories of personal data.' },
  { question: 'c_unreviewed_output', field: 'review', isFaulty: ({ autonomy, review }, answer) => answer === false && review.mode !== 'full' && (autonomy === 'decide' || autonomy === 'transmit'), says: 'The register says that it decides or transmits without a person looking at each item.' }
]

/** In the order of the agreements. An open question contradicts nothing. */
export function contradictionsOf (content: SystemContent, answers: Answers): Contradiction[] {
  return AGREEMENTS.filter(({ question, isFaulty }) => answers[question] !== undefined && isFaulty(content, answers[question])).map(({ question, field, says }) => ({ question, field, says }))
}

const differs = (one: readonly string[], other: readonly string[]): boolean => one.length !== other.length || one.some((value) => !other.includes(value))
