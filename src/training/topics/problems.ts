import { defineProblem } from '../../platform/problem.ts'

export const topicExists = defineProblem('training-topic-exists', 409, 'A topic has this code already')
export const topicNotFound = defineProblem('training-topic-not-found', 404, 'No such topic')
export const topicShipped = defineProblem('training-topic-shipped', 409, 'The topic ships with the service', 'Topics of the catalogue stay as they are; require another refresher with POST /v1/training/requirements')
