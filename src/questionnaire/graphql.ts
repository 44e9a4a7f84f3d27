import type { GraphqlPart } from '../platform/graphql/parts.ts'
import { invalidRequest } from '../platform/problem.ts'
import { readProgress, readQuestionnaire } from './answers/read-questionnaire.ts'
import type { ReadDeps } from './answers/read-questionnaire.ts'
import type { AnswerState } from './answers/answer-state.ts'
import type { QuestionWire } from './answers/wire.ts'
import { CRITERIA } from './catalogue/question.ts'
import { CATALOGUE } from './catalogue/shipped-catalogue.ts'
import { READ } from './deps.ts'
import { CRITERION_NAMES, criterionName, SDL } from './graphql-sdl.ts'

const MOST_DAYS = 36

interface QuestionnaireArguments { readonly on?: string | null, readonly section?: string | null, readonly criterion?: string | null, readonly state?: AnswerState | null }

/** The questionnaire, for reports. */
export function questionnaireGraphql (deps: ReadDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.questionnaire': READ, 'Query.questionnaireProgress': READ },
    assumedRows: {
      'Query.questionnaire': CATALOGUE.questions.length, 'Query.questionnaireProgress': 12, 'QuestionnaireProgress.bySection': CATALOGUE.sections.length, 'QuestionnaireProgress.byCriterion': CRITERIA.length,
      'QuestionnaireQuestion.reasons': 2, 'QuestionnaireQuestion.shownBy': 3
    },
    resolvers: {
      Query: {
        questionnaire: async (_root, { on, section, criterion, state }: QuestionnaireArguments, { principal }) =>
          (await readQuestionnaire(deps, principal, { on: on ?? undefined, section: section ?? undefined, criterion: CRITERION_NAMES.get(criterion ?? ''), state: state ?? undefined })).items.map(questionNode),
        questionnaireProgress: async (_root, { on }: { readonly on: readonly string[] }, { principal }) => {
          if (on.length > MOST_DAYS) throw invalidRequest(`No more than ${MOST_DAYS} days at once.`, { errors: [{ pointer: '/on', detail: `has more than ${MOST_DAYS} entries` }] })
          return await readProgress(deps, principal, on)
        }
      }
    }
  }
}

const questionNode = ({ owner, criteria, ...question }: QuestionWire) => ({ ...question, criteria: criteria.map(criterionName), owner: owner?.code ?? null, ownerKind: owner?.kind ?? null })
