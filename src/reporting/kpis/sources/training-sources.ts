import type { AskSource, Source } from '../definition.ts'

/** What people must know and do, and whether training helped: asked of training, where competence is worked out. */

export interface TrainingQuestions {
  readonly competence: AskSource
  readonly deputies: AskSource
  readonly effects: AskSource
}

export interface TrainingSources { readonly competence: Source, readonly deputies: Source, readonly effects: Source }

/** A unit of fewer than five people has no figure of its own in any of them. */
export const trainingSources = ({ competence, deputies, effects }: TrainingQuestions): TrainingSources => ({
  competence: {
    name: 'competence', reads: 'requirements and matrix of roles against what people have shown (training_requirements, training_records, assignments)', period: 'as_of_day',
    dimensions: ['unit'], byMonth: true, ask: competence
  },
  deputies: {
    name: 'trained_deputies', reads: 'deputies of positions with a customs responsibility, and what they have shown (deputies, training_records)', period: 'as_of_day',
    dimensions: [], byMonth: true, ask: deputies
  },
  effects: {
    name: 'training_effects', reads: 'confirmed errors before and after the trainings that ended in the period (training_records, findings, finding_totals, declaration_totals)', period: 'period',
    dimensions: ['unit'], byMonth: true, ask: effects
  }
})
