import { ownRisk, STATED } from '../../support/risks.ts'
import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What assessments of risks and settings of the method need, and what they are called with. */
const PATH = '/v1/risk-assessments'
const read = (path: (id: string) => string) => ({ scope: 'risks:read', method: 'GET', url: path, takesId: 'riskAssessment' } as const)

export const riskAssessmentOperations: OperationsOf = async ({ post }) => {
  const { id: risk } = await post('/risks', ownRisk('ACCESS-ASSESSED'))
  await post(`/risks/${risk}/inputs`, STATED)
  const { id } = await post('/risk-assessments', { reason: 'Access test' })
  return {
    ids: { riskAssessment: id },
    expected: {
      assessRisks: { scope: 'risks:write', method: 'POST', url: () => PATH, payload: { reason: 'Access test' } },
      listRiskAssessments: { scope: 'risks:read', method: 'GET', url: () => PATH },
      findRiskAssessment: read((assessment) => `${PATH}/${assessment}`),
      listAssessedRisks: read((assessment) => `${PATH}/${assessment}/risks`),
      findAssessedRisk: read((assessment) => `${PATH}/${assessment}/risks/ACCESS-ASSESSED`),
      findRiskSettings: { scope: 'risks:read', method: 'GET', url: () => '/v1/risk-settings' },
      setRiskSettings: { scope: 'risks:write', method: 'PUT', url: () => '/v1/risk-settings', payload: { windowMonths: 36, priorStrength: 1, years: 50_000, reason: 'Access test' }, headers: ANY_STATE },
      eraseRiskAssessmentWords: { scope: 'risks:write', method: 'POST', url: (assessment) => `${PATH}/${assessment}/erase-words`, payload: {}, takesId: 'riskAssessment' },
      eraseRiskSettingsWords: { scope: 'risks:write', method: 'POST', url: () => '/v1/risk-settings/erase-words', payload: {} },
      listRiskSettings: { scope: 'risks:read', method: 'GET', url: () => '/v1/risk-settings/revisions' }
    },
    queries: {
      'Query.riskAssessments': '{ riskAssessments(first: 1) { nodes { id } } }',
      'Query.riskCourse': '{ riskCourse(risk: "ACCESS-ASSESSED") { code } }',
      'Query.riskMoves': '{ riskMoves { code } }',
      'Query.topRisks': '{ topRisks(first: 1) { code } }',
      'Query.riskHeatMap': '{ riskHeatMap { likelihood } }',
      'Query.riskPortfolio': '{ riskPortfolio { assessment } }',
      'Query.riskSuggestions': '{ riskSuggestions(from: "2026-01-01", to: "2026-12-31") { code } }'
    },
    ways: { 'Query.riskSuggestions': 'reporting:read' }
  }
}
