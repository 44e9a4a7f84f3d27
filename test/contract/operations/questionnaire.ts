import { utcDay } from '../../../src/platform/calendar.ts'
import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What the operations of the questionnaire need, and what they are called with. Its questions are everybody's: no operation takes an id of an operator's own. */
const PATH = '/v1/questionnaire'
const answer = () => ({ text: 'Access test', owner: { kind: 'unit', code: 'ACCESS-ASK' }, answeredOn: utcDay(new Date()) })
const read = (path: string) => ({ scope: 'questionnaire:read', method: 'GET', url: () => `${PATH}${path}` } as const)
const write = (method: 'PUT' | 'POST', path: string, payload?: object) => ({ scope: 'questionnaire:write', method, url: () => `${PATH}/4.4${path}`, headers: ANY_STATE, ...(payload === undefined ? {} : { payload }) } as const)

export const questionnaireOperations: OperationsOf = async ({ post }) => {
  await post('/units', { code: 'ACCESS-ASK', name: 'x', validFrom: '2020-01-01' })
  await post('/people', { pseudonym: 'ACCESS-ASK', employmentKind: 'employee' })
  return {
    ids: {},
    expected: {
      readQuestionnaire: read(''),
      findQuestionnaireAnswer: read('/4.4'),
      listQuestionnaireEntries: read('/4.4/revisions'),
      exportQuestionnaire: read('/export.json'),
      exportQuestionnaireCsv: read('/export.csv'),
      answerQuestion: write('PUT', '', answer()),
      confirmQuestionnaireAnswer: write('POST', '/confirm', { person: 'ACCESS-ASK' }),
      eraseQuestionnaireWords: write('POST', '/erase-words')
    },
    queries: { 'Query.questionnaire': '{ questionnaire(state: unanswered) { id } }', 'Query.questionnaireProgress': '{ questionnaireProgress { whole { stale } } }' }
  }
}
