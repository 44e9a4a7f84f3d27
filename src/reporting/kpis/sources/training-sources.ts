import type { AskSource, Source } from '../definition.ts'
import { POINTS } from './declaration-sources.ts'

/** What people must know and do, and whether training helped: asked of training, where competence is worked out. */

export interface TrainingQuestions {
  readonly competence: AskSource
  readonly effects: AskSource
}

export interface TrainingSources { readonly competence: Source, readonly effects: Source }

/** A unit of fewer than five people has no figure of its own in any of them. */
export const trainingSources = ({ competence, effects }: TrainingQuestions): TrainingSources => ({
  competence: {
    name: 'competence', reads: 'requirements and matrix of roles against what people and deputies have shown (training_requirements, training_records, assignments, deputies)', period: 'as_of_day',
    dimensions: ['unit'], byMonth: true, ask: competence
  },
  effects: {
    name: 'training_effects', reads: 'confirmed errors before and after the trainings that ended in the period (training_records, findings, finding_totals, declaration_totals)', period: 'period',
    dimensions: ['unit'], byMonth: true, ask: effects
  }
})

/** Needs that follow from requirements alone are gaps, and counted there. One of the whole company is of no unit. */
export const TRAINING_NEEDS: Source = {
  name: 'training_needs', reads: 'needs from findings, sanctions and people, by the days they were opened and closed (training_needs)', period: 'as_of_day', dimensions: ['unit'], byMonth: true,
  statement: `select p.point::integer as point, k.dimension, k.key, count(*)::text as "openNeeds", percentile_cont(0.5) within group (order by p.last - n.opened_on)::text as "medianAge"
    from ${POINTS} join aeo.training_needs n on n.operator_id = $1 and n.opened_on <= p.last and (n.closed_on is null or n.closed_on > p.last)
      cross join lateral (values ('all', ''), ('unit', n.unit)) as k (dimension, key)
    where k.dimension = any($4::text[]) and k.key is not null
    group by p.point, k.dimension, k.key`
}
