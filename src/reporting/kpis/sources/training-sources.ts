import type { AskSource, Source } from '../definition.ts'

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
