import { AREAS } from '../../../src/risks/catalogue/areas.ts'
import { DOCUMENT, KINDS, RiskAudits, SCOPE } from '../../support/risk-audits.ts'
import { ownRisk } from '../../support/risks.ts'
import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What the operations of risk audits need, and what they are called with. */
const PATH = '/v1/risk-audits'
const read = (path: (id: string) => string, takesId = 'riskAudit') => ({ scope: 'risks:read', method: 'GET', url: path, takesId } as const)
const write = (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: (id: string) => string, payload: object | undefined, takesId = 'riskAudit') =>
  ({ scope: 'risks:write', method, url: path, ...(payload === undefined ? {} : { payload }), headers: ANY_STATE, takesId } as const)

export const riskAuditOperations: OperationsOf = async ({ app, post }) => {
  const audits = new RiskAudits(app)
  const open = async (): Promise<string> => (await post('/risk-audits', { title: 'Access test', scope: SCOPE })).id
  await post('/risks', ownRisk('ACCESS-AUDITED'))
  /** Nothing is looked at, so that nothing is missing. */
  const ready = async (): Promise<string> => {
    const id = await open()
    for (const kind of KINDS) await audits.done('PUT', `/risk-audits/${id}/inputs/${kind}`, DOCUMENT)
    for (const area of AREAS) await audits.done('PUT', `/risk-audits/${id}/left-out/${area}`, { reason: 'Access test' })
    return id
  }
  const [audit, toClose, closed] = [await open(), await ready(), await ready()]
  await audits.close(closed, 'identified')
  const described = await open()
  for (const area of ['excise', 'origin']) await audits.done('PUT', `/risk-audits/${described}/left-out/${area}`, { reason: 'Access test' })
  await audits.done('PUT', `/risk-audits/${described}/not-evaluated/ACCESS-AUDITED`, { reason: 'Access test' })
  return {
    ids: { riskAudit: audit, riskAuditToClose: toClose, riskAuditClosed: closed, riskAuditDescribed: described },
    expected: {
      listRiskAudits: { scope: 'risks:read', method: 'GET', url: () => PATH },
      openRiskAudit: { scope: 'risks:write', method: 'POST', url: () => PATH, payload: { title: 'Access test', scope: SCOPE } },
      findRiskAudit: read((id) => `${PATH}/${id}`),
      changeRiskAudit: write('PATCH', (id) => `${PATH}/${id}`, { title: 'Access test 2' }),
      considerForRiskAudit: write('PUT', (id) => `${PATH}/${id}/inputs/measures`, DOCUMENT),
      leaveOutOfRiskAudit: write('PUT', (id) => `${PATH}/${id}/left-out/value`, { reason: 'Access test' }),
      takeIntoRiskAudit: write('DELETE', (id) => `${PATH}/${id}/left-out/excise`, undefined, 'riskAuditDescribed'),
      explainRiskControls: write('PUT', (id) => `${PATH}/${id}/not-evaluated/ACCESS-AUDITED`, { reason: 'Access test' }),
      askForRiskControls: write('DELETE', (id) => `${PATH}/${id}/not-evaluated/ACCESS-AUDITED`, undefined, 'riskAuditDescribed'),
      listRiskAuditBlockers: read((id) => `${PATH}/${id}/blockers`),
      closeRiskAuditStage: write('POST', (id) => `${PATH}/${id}/advance`, { stage: 'identified' }, 'riskAuditToClose'),
      findRiskAuditStage: read((id) => `${PATH}/${id}/stages/identified`, 'riskAuditClosed'),
      listRiskAuditStageWords: read((id) => `${PATH}/${id}/stages/identified/words`, 'riskAuditClosed'),
      eraseRiskAuditWords: write('POST', (id) => `${PATH}/${id}/erase-words`, {}),
      reopenRiskAudit: write('POST', (id) => `${PATH}/${id}/reopen`, { reason: 'Access test' }, 'riskAuditClosed')
    },
    queries: {
      'Query.riskAudits': '{ riskAudits(first: 1) { nodes { id } } }',
      'Query.riskAuditVersions': `{ riskAuditVersions(audit: "${audit}") { version } }`,
      'Query.riskAuditBlockers': `{ riskAuditBlockers(audit: "${audit}") { because } }`
    }
  }
}
