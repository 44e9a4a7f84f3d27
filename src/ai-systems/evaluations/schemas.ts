import { Type } from 'typebox'
import type { Static } from 'typebox'
import { closed, Day, Instant, orNull, Uuid, Words } from '../../platform/http/fields.ts'
import { pageOf, PageQuery } from '../../platform/http/pages.ts'
import { Evidence } from '../obligations/schemas.ts'
import { PILLARS } from '../register/pillars.ts'

/** What crosses the wire about evaluations. */

const MOST = 100_000_000
const FIELDS = {
  evaluatedOn: Day('When it was tried; never a day to come'), pillar: Type.Enum(PILLARS, { description: 'Customs pillar that was tried' }),
  sampleSize: Type.Integer({ minimum: 1, maximum: MOST, description: 'Outputs that were compared' }), errors: Type.Integer({ minimum: 0, maximum: MOST, description: 'Those of them that were wrong; at most as many' }),
  comparedWith: Words(1000, 'Which answers counted as right, such as binding rulings'), evidence: Evidence
}
export const NewEvaluationBody = Type.Object(FIELDS, { ...closed, description: 'How right a system was on the company\'s own goods' })

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })
const EvaluationSchema = Type.Object({
  id: Uuid('Identifier'), version: Type.Integer({ minimum: 1, description: 'Version of the system that held on the day' }), ...FIELDS, comparedWith: orNull(FIELDS.comparedWith, 'Which answers counted as right; null once erased'), errorRate: Share('errors divided by sampleSize, 0 to 1'),
  errorRateLow: Share('Lower bound of its 95 % interval (Wilson)'), errorRateHigh: Share('Upper bound'), recordedBy: Uuid('Pseudonym of who recorded it, as in the log'), recordedAt: Instant('When it was recorded')
}, { $id: 'AiEvaluation', ...closed, description: 'How right a system was on the company\'s own goods' })

export const EVALUATION_SCHEMAS = [EvaluationSchema, pageOf(Type.Ref('AiEvaluation'), 'AiEvaluationPage', 'Evaluations, last day first')]
export const EvaluationQuery = Type.Object({ ...PageQuery, pillar: Type.Optional(Type.Enum(PILLARS, { description: 'Customs pillar' })) }, closed)
export type NewEvaluation = Static<typeof NewEvaluationBody>
