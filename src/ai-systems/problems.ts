import { defineProblem, invalidRequest } from '../platform/problem.ts'
import type { Fault } from '../platform/problem.ts'

/** The failures that the inventory can report. */
export const systemNotFound = defineProblem('ai-system-not-found', 404, 'No such AI system')
export const systemExists = defineProblem('ai-system-exists', 409, 'An AI system has this code already')
export const systemRetired = defineProblem('ai-system-retired', 409, 'The AI system is retired', 'What is retired is kept as it was. Register what takes its place')
export const statusRefused = defineProblem('ai-system-status-refused', 409, 'The AI system does not go to this status', 'because says what stands against it')
export const assessmentNotFound = defineProblem('ai-assessment-not-found', 404, 'No such assessment')
export const obligationNotFound = defineProblem('ai-obligation-not-found', 404, 'No such obligation of the system')
export const oversightRulesChanged = defineProblem('ai-oversight-rules-changed', 409, 'The thresholds changed meanwhile')
export const controlNotFound = defineProblem('ai-control-not-found', 404, 'No such control')
export const outputStepRefused = defineProblem('ai-output-step-refused', 409, 'The output stays as it is', 'because says why: what was recorded of an output is never changed')
export const outputNotFound = defineProblem('ai-output-not-found', 404, 'No such output')
export const outputDiffers = defineProblem('ai-output-differs', 409, 'Another output has this reference already')
export const outputWordsHeld = defineProblem('ai-output-words-held', 409, 'The words of the output are kept by a legal hold')
export const plantedCheckNotFound = defineProblem('ai-planted-check-not-found', 404, 'No such plan')
export const plantedCheckRefused = defineProblem('ai-planted-check-refused', 409, 'The plan stays as it is')
export const incidentNotFound = defineProblem('ai-incident-not-found', 404, 'No such incident')
export const incidentStays = defineProblem('ai-incident-stays', 409, 'The incident stays as it is', 'because says what stands against it')
export const rulesWordsHeld = defineProblem('ai-oversight-rules-words-held', 409, 'Why thresholds were set is kept by a legal hold')
export const systemWordsHeld = defineProblem('ai-system-words-held', 409, 'The words about the system are kept by a legal hold')

export const invalid = (errors: Fault[]) => invalidRequest('The content of the request is not valid.', { errors })
