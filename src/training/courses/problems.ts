import { defineProblem } from '../../platform/problem.ts'

export const courseExists = defineProblem('training-course-exists', 409, 'A course has this code already')
export const courseNotFound = defineProblem('training-course-not-found', 404, 'No such course')
export const activityTaken = defineProblem('training-course-activity-exists', 409, 'Another course has this activity')
