import { classify } from '../ai-act/classify.ts'
import { nextQuestion } from '../ai-act/next-question.ts'
import { CLASS_FUNCTION, RULE_SET } from '../ai-act/shipped-rules.ts'
import { whyNot } from '../ai-act/why-not.ts'
import type { BulkSettings } from '../platform/bulk/settings.ts'
import { utcDay } from '../platform/calendar.ts'
import { json } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { assessmentRoutes } from './assessments/routes.ts'
import { controlRoutes } from './controls/routes.ts'
import type { AiSystemDeps, OversightDeps } from './deps.ts'
import { evaluationRoutes } from './evaluations/routes.ts'
import { incidentRoutes } from './incidents/routes.ts'
import { obligationRoutes } from './obligations/routes.ts'
import { oversightRuleRoutes } from './oversight/rules/routes.ts'
import { oversightRoutes } from './oversight/routes.ts'
import { registerRoutes } from './register/routes.ts'
import { AI_ACT_SCHEMAS, ClassifyBody, NextQuestionBody, WhyNotBody } from './schemas.ts'
import { statedAnswers } from './stated-answers.ts'
import { classificationToWire, progressToWire, questionnaireToWire, whyNotToWire } from './wire.ts'

const READ = 'ai:read'
const tags = ['AI systems']

export function aiSystemRoutes (app: App, deps: OversightDeps, bulk: BulkSettings): void {
  classificationRoutes(app, deps)
  registerRoutes(app, deps)
  assessmentRoutes(app, deps)
  obligationRoutes(app, deps)
  controlRoutes(app, deps)
  evaluationRoutes(app, deps)
  incidentRoutes(app, deps)
  oversightRuleRoutes(app, deps)
  oversightRoutes(app, deps, bulk)
}

/** Nothing here is written or read: answers come in, and the rules that ship say what follows. */
function classificationRoutes (app: App, { clock }: Pick<AiSystemDeps, 'clock'>): void {
  for (const schema of AI_ACT_SCHEMAS) app.addSchema(schema)

  app.get('/ai-systems/questions', {
    config: { scope: READ },
    schema: { operationId: 'listAiActQuestions', summary: 'Read what is asked about a system', description: 'The questions of the AI Act\'s classification in their order, with the law and guidelines that the rules rest on.', tags, response: { 200: json('AiActQuestionnaire', 'The questionnaire'), ...problems(400) } }
  }, () => questionnaireToWire(RULE_SET))

  app.post('/ai-systems/classify', {
    config: { scope: READ },
    schema: {
      operationId: 'classifyAiSystem', summary: 'Ask what the AI Act makes of a system', tags, body: ClassifyBody,
      description: 'Class, rules that fire, obligations with their days, and what is still open. What is left out is unknown, never assumed: the class is null, or provisional, while open questions could change it. Nothing is written.',
      response: { 200: json('AiActClassification', 'What the AI Act makes of it'), ...problems(400) }
    }
  }, (request) => {
    const answers = statedAnswers(request.body)
    return classificationToWire(classify(RULE_SET, CLASS_FUNCTION, answers, request.body.asOf ?? utcDay(clock())))
  })

  app.post('/ai-systems/next-question', {
    config: { scope: READ },
    schema: {
      operationId: 'nextAiActQuestion', summary: 'Ask which question to put next', tags, body: NextQuestionBody,
      description: 'The one that brings the class nearest, no follow-up before what it follows; then those that decide obligations. With what each answer would leave. Nothing is written.',
      response: { 200: json('AiActProgress', 'The question, and how far the answers have come'), ...problems(400) }
    }
  }, (request) => progressToWire(nextQuestion(RULE_SET, CLASS_FUNCTION, statedAnswers(request.body)), RULE_SET.version))

  app.post('/ai-systems/why-not', {
    config: { scope: READ },
    schema: {
      operationId: 'explainAiActClass', summary: 'Ask why a system is not of a class', tags, body: WhyNotBody,
      description: 'Each rule of the class, the nearest to firing first, with what it asks and the answers do not give. Nothing is written.',
      response: { 200: json('AiActWhyNot', 'Why not'), ...problems(400) }
    }
  }, (request) => whyNotToWire(whyNot(RULE_SET, CLASS_FUNCTION, statedAnswers(request.body), request.body.class), RULE_SET.version))
}
