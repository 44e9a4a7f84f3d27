import { defineProblem } from '../platform/problem.ts'

/** The failures that the findings feature can report. */
export const findingNotFound = defineProblem('finding-not-found', 404, 'No such finding')
export const groupNotFound = defineProblem('finding-group-not-found', 404, 'No such group of findings')
export const actionNotFound = defineProblem('corrective-action-not-found', 404, 'No such corrective action')
export const findingRefused = defineProblem('finding-state', 409, 'The state of the finding does not allow it')
export const actionRefused = defineProblem('corrective-action-state', 409, 'The state of the corrective action does not allow it')
export const effectNotShown = defineProblem('effect-not-shown', 409, 'The effect of the corrective action is not shown')
export const sampleNotFound = defineProblem('review-sample-not-found', 404, 'No such review sample')
export const frameTooLarge = defineProblem('review-sample-frame-too-large', 422, 'The period holds more items than a sample can be drawn from')
export const drawTooLarge = defineProblem('review-sample-draw-too-large', 422, 'More items would be drawn than a sample may hold')
export const sampleResultConflict = defineProblem('review-sample-result', 409, 'The result is not the one that you saw')
