import type { Register, RegisterQuery } from '../../platform/registers.ts'
import { competenceOn } from '../competence/competence.ts'
import { requirementsBy } from '../competence/requirements.ts'
import type { OwnRequirement } from '../competence/requirements.ts'
import { topicDemand } from '../competence/review-competence.ts'
import { SHIPPED_CATALOGUE } from '../competence/shipped-catalogue.ts'
import { readShown } from '../loader/shown-records.ts'
import type { Workforce } from '../loader/workforce.ts'

/** What checks of declarations ask of training: whether who decided a proposal of an AI system was competent in its topic on that day. */

export interface ReviewersAnswer { readonly isCompetent: (reviewerId: string, topic: string, day: string) => boolean }

/** Where the people named work, in one statement that is sent before anything is awaited. */
export type AskWorkforce = (query: RegisterQuery, operatorId: string, people: readonly string[]) => Promise<Workforce>

const TOPICS = [...new Set(SHIPPED_CATALOGUE.pillarTopics.values())]

const REQUIREMENTS = `select x.kept, coalesce((select json_agg(json_build_object('id', r.id, 'code', r.code, 'person', r.person, 'position', r.position, 'unit', r.unit, 'topic', r.topic, 'level', r.level,
    'refresherMonths', r.refresher_months, 'graceDays', r.grace_days, 'legalSource', r.legal_source, 'severity', r.severity, 'validFrom', r.valid_from, 'validTo', r.valid_to) order by r.valid_from, r.id)
    from aeo.training_requirements r where x.kept and $4 and r.operator_id = $1 and r.valid_from <= $2::date and r.topic = any($3::text[])), '[]') as own
  from (select exists (select from aeo.announced_registers a where a.operator_id = $1 and a.register = 'reviewers') as kept) x`

/** Kept from the first record of training on: then whoever has none is not competent. Three statements in one flight. */
export function reviewersRegister (workforceOf: AskWorkforce): Register<ReviewersAnswer> {
  return {
    kind: 'asked',
    announcesFirst: true,
    load: async (query, operatorId, { reviewers, firstDay, lastDay }) => {
      const [[row], shown, workforce] = await Promise.all([
        query<{ kept: boolean, own: OwnRequirement[] }>(REQUIREMENTS, [operatorId, lastDay, TOPICS, reviewers.length > 0]),
        readShown({ query, operatorId }, { first: firstDay, last: lastDay, people: reviewers, topics: TOPICS }),
        workforceOf(query, operatorId, reviewers)
      ])
      if (row?.kept !== true) return undefined
      const requirementsOf = requirementsBy(row.own, SHIPPED_CATALOGUE)
      return { isCompetent: remembering((reviewerId, topic, day) => {
        const placed = workforce.on(day).find(({ person }) => person === reviewerId)
        const demand = topicDemand(SHIPPED_CATALOGUE, topic, placed === undefined ? [] : requirementsOf(placed, day))
        return competenceOn(shown.get(reviewerId) ?? [], demand, day).state === 'valid'
      }) }
    }
  }
}

/** The same reviewer decides many items of a batch. */
function remembering (answer: (reviewerId: string, topic: string, day: string) => boolean): (reviewerId: string, topic: string, day: string) => boolean {
  const known = new Map<string, boolean>()
  return (reviewerId, topic, day) => {
    const key = `${day} ${topic} ${reviewerId}`
    const before = known.get(key)
    if (before !== undefined) return before
    const value = answer(reviewerId, topic, day)
    known.set(key, value)
    return value
  }
}
