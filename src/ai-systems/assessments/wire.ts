import type { KeptAssessment, WholeAssessment } from './assessment-store.ts'

/** Assessments as they cross the wire. */

export const assessmentListedToWire = ({ answersNotTaken, recordedAt, ...assessment }: KeptAssessment) => ({
  ...assessment, answersNotTaken: Object.entries(answersNotTaken).map(([question, answer]) => ({ question, answer: answer ?? null })), recordedAt: recordedAt.toISOString()
})

/** Answers are a list here: what they were is shown under rules that ask other questions as well. */
export const assessmentToWire = ({ answers, result, ...assessment }: WholeAssessment) => ({
  ...assessmentListedToWire(assessment), answers: Object.entries(answers).map(([question, answer]) => ({ question, answer: answer ?? null })), result
})
