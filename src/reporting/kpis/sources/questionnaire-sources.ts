import type { AskSource, Source } from '../definition.ts'

/** Answers of the self-assessment questionnaire, and which of them are stale: asked of the questionnaire, where that is worked out. */
export const questionnaireAnswers = (staleAnswers: AskSource): Source => ({
  name: 'questionnaire_answers', reads: 'answers of the self-assessment against what happened since somebody looked at them (questionnaire_entries; registers of the organisation, authorisations, AI systems, sanctions, evidence, risk audits)',
  period: 'as_of_day', dimensions: [], byMonth: true, ask: staleAnswers
})
