import { etagOf, requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import type { App } from '../../platform/http/route-config.ts'
import { json, Key, Match, NotModified, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { TrainingDeps } from '../deps.ts'
import { addVersion, changeCourse, createCourse, findCourse, listCourses } from './course-operations.ts'
import { COURSE_SCHEMAS, CourseChangeBody, CourseParams, CourseQuery, courseToWire, NewCourseBody, NewVersionBody } from './schemas.ts'

const READ = 'training:read'
const WRITE = 'training:write'
const tags = ['training']

export function courseRoutes (app: App, deps: TrainingDeps): void {
  for (const schema of COURSE_SCHEMAS) app.addSchema(schema)

  app.post('/training/courses', {
    config: { scope: WRITE },
    schema: { operationId: 'recordTrainingCourse', summary: 'Record a course', description: 'With its first version: what it teaches at which level, how long it takes and how long that shows anything.', tags, headers: Key, body: NewCourseBody, response: { 201: withEtag('TrainingCourse', 'The course; Location names it'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await createCourse(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.post('/training/courses/:ref/versions', {
    config: { scope: WRITE },
    schema: {
      operationId: 'addTrainingCourseVersion', summary: 'Record the next version of a course', description: 'It holds from its first day on; what was completed before is of the version of then. Of read_and_understood it ends what the version before showed, once its readers had their days.', tags,
      params: CourseParams, headers: Key, body: NewVersionBody, response: { 201: withEtag('TrainingCourse', 'The course with the version; Location names it'), ...problems(400, 404, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await addVersion(deps, request.principal, request.params.ref, request.body, request.headers['idempotency-key'])))

  app.get('/training/courses', {
    config: { scope: READ },
    schema: { operationId: 'listTrainingCourses', summary: 'List courses', description: 'In the order of their codes, with their versions.', tags, querystring: CourseQuery, response: { 200: json('TrainingCoursePage', 'A page'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listCourses(deps, request.principal, request.query)
    return { items: items.map(courseToWire), nextCursor }
  })

  app.get('/training/courses/:ref', {
    config: { scope: READ },
    schema: { operationId: 'findTrainingCourse', summary: 'Read a course', description: 'By its code. Its ETag is needed to change it.', tags, params: CourseParams, response: { 200: withEtag('TrainingCourse', 'The course'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const course = await findCourse(deps, request.principal, request.params.ref)
    return await sendUnlessKnown(request, reply, course.revision, courseToWire(course))
  })

  app.patch('/training/courses/:ref', {
    config: { scope: WRITE },
    schema: {
      operationId: 'changeTrainingCourse', summary: 'Change or close a course', description: 'Its title, provider, activity, or the last day on which it may be held; absent leaves, null clears. What it teaches changes by the next version alone.', tags,
      params: CourseParams, headers: Match, body: CourseChangeBody, response: { 200: withEtag('TrainingCourse', 'The course as it is now'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const course = await changeCourse(deps, request.principal, request.params.ref, request.body, requiredMatch(request))
    reply.header('etag', etagOf(course.revision))
    return courseToWire(course)
  })
}
