import { defineProblem } from '../platform/problem.ts'

/** The failures that risks can report. */
export const riskNotFound = defineProblem('risk-not-found', 404, 'No such risk')
export const simulationTooLong = defineProblem('simulation-too-long', 503, 'The simulation took too long', 'Ask for fewer years, or again when less is going on')
export const riskExists = defineProblem('risk-exists', 409, 'A risk has this code already')
export const riskRetired = defineProblem('risk-retired', 409, 'The risk is retired', 'Reinstate it first, with the reason why it is one of yours after all')
export const riskNotRetired = defineProblem('risk-not-retired', 409, 'The risk is not retired', 'It stands in the register already: nothing needs to be done')
export const riskControlNotFound = defineProblem('risk-control-not-found', 404, 'No such control')
export const riskControlExists = defineProblem('risk-control-exists', 409, 'A control has this code already')
export const riskControlRetired = defineProblem('risk-control-retired', 409, 'The control is retired', 'What is retired is kept as it was. Add what takes its place')
export const controlTestNotFound = defineProblem('control-test-not-found', 404, 'No such test of the control')
export const controlTestRefused = defineProblem('control-test-refused', 409, 'The system does not test the control so', 'because says what stands against it')
export const controlTestWithdrawn = defineProblem('control-test-withdrawn', 409, 'The test is withdrawn already', 'It counts no more: record the test that was meant')
export const planTooLong = defineProblem('plan-too-long', 503, 'The search for a plan took too long', 'Exclude treatments that are out of the question, or require those that are decided')
export const riskTreatmentExists = defineProblem('risk-treatment-exists', 409, 'A treatment has this code already')
export const riskTreatmentNotFound = defineProblem('risk-treatment-not-found', 404, 'No such treatment')
export const riskTreatmentEnded = defineProblem('risk-treatment-ended', 409, 'The treatment is finished or dropped', 'It is kept as it was. Record what is to be done now as another treatment')
