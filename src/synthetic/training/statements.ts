import { v5 as uuidV5 } from 'uuid'
import type { Trader } from '../trader.ts'
import { completionsOf } from './completions.ts'
import type { Completion } from './completions.ts'
import { COURSES } from './courses.ts'

/** What the trader's learning system tells of e-learning: xAPI statements, whose ids follow from what was completed. Pure. */

const LEARNING_SYSTEM = 'https://lms.example'
/** Namespace of the ids. */
const STATEMENTS = '0c1f3d52-93a4-4a7e-8f5b-2d6e7a90b1c4'

const HOURS: ReadonlyMap<string, number> = new Map(COURSES.flatMap(({ code, kind, versions: [first] }) => kind === 'e_learning' && first !== undefined ? [[code, first.hours]] : []))

/** Courses that the learning system gives. */
export const E_LEARNING: readonly string[] = [...HOURS.keys()]

/** Activity by which the learning system names a course; undefined where it does not give it. */
export const activityOf = (course: string): string | undefined => HOURS.has(course) ? `${LEARNING_SYSTEM}/courses/${course}` : undefined

/** Whether the learning system tells it, and no file. */
export const isToldByStatement = ({ course }: Pick<Completion, 'course'>): boolean => HOURS.has(course)

export interface LearningStatement {
  readonly id: string
  readonly actor: { readonly account: { readonly homePage: string, readonly name: string } }
  readonly verb: { readonly id: string }
  readonly object: { readonly id: string }
  readonly result: { readonly success?: boolean, readonly completion: true, readonly duration: string }
  readonly timestamp: string
}

export const statementsOf = (trader: Trader): LearningStatement[] => completionsOf(trader).flatMap(({ reference, person, course, completedOn, result }) => {
  const activity = activityOf(course)
  return activity === undefined ? [] : [{
    id: uuidV5(reference, STATEMENTS), actor: { account: { homePage: LEARNING_SYSTEM, name: person } },
    verb: { id: `http://adlnet.gov/expapi/verbs/${result === 'attended' ? 'completed' : result}` }, object: { id: activity },
    result: { ...result === 'attended' ? {} : { success: result === 'passed' }, completion: true as const, duration: `PT${HOURS.get(course) ?? 0}H` }, timestamp: `${completedOn}T10:00:00Z`
  }]
})
