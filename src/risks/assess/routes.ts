import { json } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { assessOne } from './assess-risks.ts'
import { ASSESS_SCHEMAS, AssessRiskBody, BOUNDS } from './schemas.ts'
import type { Simulations } from './simulations.ts'
import { inputOf, settingsOf } from './stated-risk.ts'

/** Nothing here is read or written: what people state comes in, and what the method makes of it goes out. */
export function assessRoutes (app: App, { simulations }: { readonly simulations?: Simulations | undefined }): void {
  for (const schema of ASSESS_SCHEMAS) app.addSchema(schema)

  app.post('/risks/assess', {
    config: { scope: 'risks:read' },
    schema: {
      operationId: 'assessRisk', summary: 'Ask what the risk method makes of a risk', tags: ['risks'], body: AssessRiskBody,
      description: 'Every figure of the method, and the parts it is made of. The same inputs give the same answer, to the byte. Nothing is written.',
      response: { 200: json('RiskAssessmentFigures', 'The figures'), ...problems(400) }
    }
  }, async ({ body, principal }) => {
    const stated = inputOf(body, BOUNDS)
    if ('faults' in stated) throw invalidRequest('The content of the request is not valid.', { errors: [...stated.faults] })
    return await assessOne(stated.input, { ...settingsOf(body), operatorId: principal.operatorId }, simulations)
  })
}
