import { INSTRUCTION_TOPIC } from './courses.ts'
import { NEWCOMERS } from './customs-staff.ts'
import { NOT_READ, NOT_REPEATED } from './completions.ts'
import { ABSENT } from './sessions.ts'

/** The key of what people lack on the last day of the year; everybody else has all that is required of them. Pure data. */

export interface PlantedGap {
  readonly person: string
  /** Null: all that is required of the person. */
  readonly topic: string | null
  readonly state: 'expired' | 'too_low' | 'missing' | 'due'
  readonly words: string
}

export const PLANTED_GAPS: readonly PlantedGap[] = [
  { person: ABSENT, topic: 'origin', state: 'expired', words: 'was away when the unit was trained again' },
  { person: NEWCOMERS.lacking, topic: 'classification', state: 'missing', words: 'came in the year, and the time that newcomers have is over' },
  { person: NEWCOMERS.within, topic: null, state: 'due', words: 'came in the year, and still has time' },
  { person: 'P-21', topic: 'dual_use_export_control', state: 'expired', words: 'the certificate was withdrawn' },
  { person: 'P-22', topic: 'security_safety', state: 'too_low', words: 'failed the course' },
  { person: 'P-20', topic: 'ai_literacy', state: 'too_low', words: 'answers for an AI system, and was never taught to oversee one' },
  { person: 'P-24', topic: 'ai_literacy', state: 'too_low', words: 'failed the exercise' },
  { person: NOT_REPEATED, topic: null, state: 'expired', words: 'did not repeat the yearly training' },
  ...[...NOT_READ].map((person) => ({ person, topic: INSTRUCTION_TOPIC, state: 'expired' as const, words: 'has not read the version in force' }))
]
