import type { TopicCatalogue } from './catalogue.ts'
import type { PersonOnDay } from './requirements.ts'
import type { Ruling } from './rulings.ts'

/** Who works with AI systems, and what the law has the company teach them (AI Act Art. 4). Pure. */

/** uses: works with what it puts out; oversees: answers for it, or stands in for who does. */
export const AI_USE_ROLES = ['uses', 'oversees'] as const
export type AiUseRole = typeof AI_USE_ROLES[number]

/** A stretch of days on which a person, the holders of a position or those of a unit and the units under it work with an AI system. */
export interface AiUse {
  /** Code of the system. */
  readonly system: string
  readonly role: AiUseRole
  readonly kind: 'person' | 'position' | 'unit'
  /** Pseudonym of the person, or code of the position or unit. */
  readonly code: string
  readonly validFrom: string
  /** Last day; null: open. */
  readonly validTo: string | null
}

/** What that asks. */
export interface AiUseDemand {
  readonly topic: string
  /** 1 to 4, by role. */
  readonly levels: Readonly<Record<AiUseRole, number>>
  readonly graceDays: number
}

/** What a use asks of those who come under it; undefined before the law did. */
export function rulingOfUse ({ system, role }: AiUse, { aiUse, topics, matrixSeverity }: TopicCatalogue, day: string): Ruling | undefined {
  const about = topics.get(aiUse.topic)
  if (about === undefined || (about.requiredFrom ?? day) > day) return undefined
  return {
    topic: aiUse.topic, level: aiUse.levels[role], refresherMonths: about.refresherMonths, graceDays: aiUse.graceDays, legalSource: about.legalSource ?? '', severity: matrixSeverity,
    basis: 'ai_use', of: system, requirementId: null, onlyForPillarReviewed: false
  }
}

/** Whether the person comes under one of the uses on the day. */
export function worksWith ({ person, positions, units }: Pick<PersonOnDay, 'person' | 'positions' | 'units'>, uses: readonly AiUse[], day: string): boolean {
  return uses.some(({ kind, code, validFrom, validTo }) => validFrom <= day && (validTo === null || validTo >= day) &&
    (kind === 'person' ? code === person : kind === 'position' ? positions.some((position) => position.code === code) : units.includes(code)))
}
