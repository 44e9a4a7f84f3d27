import { RULE_SET } from '../../ai-act/shipped-rules.ts'
import type { Answers } from '../../ai-act/rule-set.ts'
import { contentHash } from '../perimeter/content-hash.ts'
import type { Members } from '../perimeter/perimeter-record.ts'
import { dayAfter, firstDay } from '../seasons.ts'
import { APPLICANTS, BROKERS_CODES, CODES, DOCUMENTS, DUAL_USE, MOODS, ODD_ONES, ORIGINS, systemOf, TRANSLATIONS, VALUES } from './systems.ts'
import type { SystemSeed } from './systems.ts'

/** What became of each AI system, step by step as it is sent to the service. Days are counted from the first of the year. Pure. */

export const STEP_KINDS = ['change', 'assessment', 'status', 'evaluation', 'obligation', 'control'] as const
export type StepKind = typeof STEP_KINDS[number]

export interface LifeStep {
  readonly kind: StepKind
  readonly method: 'POST' | 'PUT' | 'PATCH'
  /** Below the system's own path. */
  readonly path: string
  readonly payload: Members
  /** By another login than the one that registers and answers: nobody puts in use what he assessed. */
  readonly byAnother: boolean
}

/** Days on which the system that names odd declarations was suspended, and named them all the same. */
export const SUSPENDED: readonly [first: number, last: number] = [240, 280]
/** The provider of the reading of invoices went to another country. */
const MOVED = 150
const RATED = 320

export function lifeOf (code: string, until: string): LifeStep[] {
  const seed = systemOf(code)
  return (LIVES[code] ?? []).map((step) => step({ seed, until, at: (offset) => dayAfter(firstDay(until), offset) }))
}

interface Facts { readonly seed: SystemSeed, readonly until: string, readonly at: (offset: number) => string }
type Step = (facts: Facts) => LifeStep

const post = (kind: StepKind, path: string, payload: Members, byAnother = false): LifeStep => ({ kind, method: 'POST', path, payload, byAnother })
const proofOf = (reference: string): Members => ({ reference, sha256: contentHash(reference) })

/** The form is filled in beforehand with the usual answers, and sent with those that were looked at. */
export function answersOf ({ answers, open = [] }: SystemSeed): Answers {
  const usual = Object.fromEntries(RULE_SET.questions.filter(({ id }) => !open.includes(id)).map(({ id, prefill }) => [id, prefill]))
  return { ...usual, ...answers }
}

const assessed: Step = ({ seed, until }) => post('assessment', 'assessments', { answers: answersOf(seed), asOf: until })
const assessedAfterMove: Step = ({ seed, until }) => post('assessment', 'assessments', { answers: { ...answersOf(seed), c_cloud: 'third_country_cloud' }, asOf: until })
const step = (status: string, on: number, reason: string): Step => ({ at }) => post('status', 'status', { status, on: at(on), reason }, status === 'in_use')
const evaluated = (on: number, pillar: string, sampleSize: number, errors: number): Step => ({ seed: { code }, at }) =>
  post('evaluation', 'evaluations', { evaluatedOn: at(on), pillar, sampleSize, errors, comparedWith: 'Own goods whose right value is known from rulings and earlier answers of customs', evidence: proofOf(`trial-${code}-${at(on)}`) })
const fulfilled = (obligation: string): Step => ({ seed: { code } }) => ({ kind: 'obligation', method: 'PUT', path: `obligations/${obligation}`, payload: { state: 'fulfilled', evidence: proofOf(`${obligation}-${code}`) }, byAnother: false })
const planned = (obligation: string, owner: string, dueOn: number): Step => ({ at }) => ({ kind: 'obligation', method: 'PUT', path: `obligations/${obligation}`, payload: { state: 'open', owner: { kind: 'position', code: owner }, dueOn: at(dueOn) }, byAnother: false })
const rated = (control: string, rating: string, reason?: string): Step => ({ seed: { code }, at }) => ({
  kind: 'control', method: 'PUT', path: `controls/${control}`, byAnother: false,
  payload: { rating, ratedOn: at(RATED), ...(reason === undefined ? {} : { reason }), ...(rating === 'operating' || rating === 'effective' ? { evidence: proofOf(`${control}-${code}`) } : {}) }
})

const control = (number: number): string => `AIC-${String(number).padStart(2, '0')}`
/** Those that apply to every system. */
const EVERYWHERE: readonly string[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 22, 23, 24, 25, 28, 31, 32, 33, 34, 35].map(control)
/** All in order, but for what is named. */
const inOrderBut = (lacking: Readonly<Record<string, string>>): Step[] => [
  ...EVERYWHERE.filter((id) => !(id in lacking)).map((id) => rated(id, 'operating')),
  ...Object.entries(lacking).map(([id, reason]) => rated(id, 'missing', reason))
]

const IN_USE = (assessedOn: number, inUseOn: number): Step[] => [assessed, step('assessed', assessedOn, 'Its questions are answered.'), step('in_use', inUseOn, 'The trial on own goods was good enough.')]
const USUAL: readonly Step[] = [fulfilled('OB-4-LITERACY'), fulfilled('OB-5-SCREEN')]

const LIVES: Readonly<Record<string, readonly Step[]>> = {
  [CODES]: [
    evaluated(-438, 'classification', 250, 10), ...IN_USE(-436, -430), evaluated(64, 'classification', 300, 9), evaluated(290, 'classification', 250, 58), ...USUAL, fulfilled('OB-GPAI-DOWNSTREAM'),
    ...inOrderBut({ 'AIC-17': 'Drift is not watched between two trials.' }), rated('AIC-20', 'operating'), rated('AIC-21', 'operating')
  ],
  [ORIGINS]: [
    evaluated(-72, 'origin', 180, 6), ...IN_USE(-70, -60), ...USUAL,
    ...inOrderBut({ 'AIC-07': 'Nobody looks at how fast and how often proposals are accepted.', 'AIC-08': 'Nobody decides a sample before seeing the proposal.' }), rated('AIC-20', 'operating'), rated('AIC-21', 'designed')
  ],
  [VALUES]: [evaluated(-126, 'value', 500, 17), ...IN_USE(-124, -120), evaluated(200, 'value', 400, 14), ...USUAL, ...inOrderBut({})],
  [BROKERS_CODES]: [...IN_USE(-15, -10), ...USUAL, rated('AIC-29', 'missing', 'The broker has not said how it reviews.'), rated('AIC-28', 'designed')],
  [DOCUMENTS]: [
    evaluated(-315, 'identifiers', 400, 9), ...IN_USE(-310, -300), ...USUAL, fulfilled('OB-GPAI-DOWNSTREAM'), rated('AIC-04', 'operating'), rated('AIC-20', 'operating'), rated('AIC-21', 'operating'),
    ({ at }) => ({ kind: 'change', method: 'PATCH', path: '', byAnother: false, payload: { validFrom: at(MOVED), processingCountries: ['IE', 'IN'], subProcessors: [{ name: 'Invented Care Ltd', country: 'IN', task: 'Support' }] } }),
    assessedAfterMove, rated('AIC-30', 'designed')
  ],
  [ODD_ONES]: [
    evaluated(24, 'lifecycle', 300, 12), ...IN_USE(25, 30), ...USUAL, step('suspended', SUSPENDED[0], 'It named hardly anything any more after the stock system was replaced.'), step('in_use', SUSPENDED[1] + 1, 'It was trained anew.'),
    evaluated(SUSPENDED[1], 'lifecycle', 200, 7), rated('AIC-01', 'operating'), rated('AIC-04', 'operating'), rated('AIC-18', 'effective')
  ],
  [TRANSLATIONS]: [...IN_USE(-205, -200), ...USUAL, planned('OB-50-2-KEEP-MARKS', 'purchaser', 330), rated('AIC-30', 'missing', 'Nobody has looked at where papers go.'), rated('AIC-13', 'designed')],
  [APPLICANTS]: [
    ...IN_USE(70, 75), ...USUAL, fulfilled('OB-GDPR-DPIA'), planned('OB-26-2-OVERSIGHT', 'finance-director', 420), planned('OB-26-11-INFORM', 'finance-director', 420), rated('AIC-26', 'operating'), rated('AIC-27', 'operating')
  ],
  [MOODS]: [assessed, step('assessed', 104, 'Its questions are answered: Article 5 forbids it.')],
  [DUAL_USE]: [assessed]
}
