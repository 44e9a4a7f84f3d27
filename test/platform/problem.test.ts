import t from 'tap'
import { defineProblem, idempotencyConflict, invalidRequest, notFound, preconditionFailed, preconditionRequired } from '../../src/platform/problem.ts'

t.test('whoever is told that it is missing, in the way or changed meanwhile is told what to do', (t) => {
  const state = defineProblem('test-state', 409, 'In another state')
  const exists = defineProblem('test-thing-exists', 409, 'It is recorded')
  for (const problem of [notFound, preconditionFailed, preconditionRequired, state, exists, idempotencyConflict]) t.match(problem('x').toJSON(), { hint: /.{20}/ })
  t.match(preconditionFailed('x').toJSON(), { hint: /ETag as If-Match/ })
  t.match(exists('x').toJSON(), { hint: /Change the record/ })
  t.match(state('x', { hint: 'Closer' }).toJSON(), { hint: 'Closer' }, 'a hint of the occurrence goes before')
  t.match(defineProblem('test-own', 404, 'x', 'Its own')('x').toJSON(), { hint: 'Its own' })
  t.notOk('hint' in invalidRequest('x').toJSON(), 'faults have hints of their own')
  t.end()
})
