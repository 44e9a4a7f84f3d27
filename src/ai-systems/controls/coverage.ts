import type { ControlStanding, ControlState } from './control.ts'

/** How far the controls of AI systems support an answer of the questionnaire (ai.md 3). Pure. */

export interface SystemStandings {
  readonly code: string
  /** Questions whose answers must mention the system. */
  readonly questions: readonly string[]
  readonly standings: readonly ControlStanding[]
}

export interface WeakControl { readonly system: string, readonly control: string, readonly state: ControlState }

export interface QuestionEffect {
  readonly question: string
  /** Codes of the systems that the answer must mention. */
  readonly systems: readonly string[]
  /** Controls linked to the question that apply to these, each once per system. */
  readonly applicable: number
  /** Of them, those rated operating or effective. */
  readonly working: number
  /** working / applicable; null where none applies. */
  readonly coverage: number | null
  /** Of the controls whose lack is severe, the one that stands worst: an average alone would hide it. Null where all are in order. */
  readonly weakest: WeakControl | null
}

/** Worst first. */
const WORST: readonly ControlState[] = ['missing', 'unrated', 'designed', 'stale', 'overdue']

export function effectsOn (questions: readonly string[], systems: readonly SystemStandings[]): QuestionEffect[] {
  return questions.map((question) => {
    const touched = systems.filter((system) => system.questions.includes(question))
    const linked = touched.flatMap(({ code, standings }) => standings.filter(({ control, state }) => control.saq.includes(question) && state !== 'not_applicable').map((standing) => ({ code, ...standing })))
    const working = linked.filter(({ rating }) => rating === 'operating' || rating === 'effective').length
    const severe = linked.filter(({ control, state }) => control.severityIfMissing === 'high' && WORST.includes(state)).toSorted((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state))
    const [worst] = severe
    return {
      question, systems: touched.map(({ code }) => code), applicable: linked.length, working, coverage: linked.length === 0 ? null : working / linked.length,
      weakest: worst === undefined ? null : { system: worst.code, control: worst.control.id, state: worst.state }
    }
  })
}
