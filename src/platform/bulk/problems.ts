import { defineProblem } from '../problem.ts'

export const bulkLineRefused = defineProblem('bulk-line-refused', 400, 'The line is not valid')
export const bulkStopped = defineProblem('bulk-stopped', 503, 'The rest of the file was not read')
