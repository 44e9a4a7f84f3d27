import { AREAS } from '../../../src/risks/catalogue/areas.ts'
import { DOCUMENT, KINDS, RiskAudits, SCOPE } from '../../support/risk-audits.ts'
import { ownRisk, SLIGHT } from '../../support/risks.ts'
import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What telling the result of an audit, its report, links to it and its follow-ups need, and what they are called with. */
const PATH = '/v1/risk-audits'
const read = (path: (id: string) => string, takesId = 'toldAudit') => ({ scope: 'risks:read', method: 'GET', url: path, takesId } as const)
const write = (path: (id: string) => string, payload?: object, takesId = 'toldAudit') => ({ scope: 'risks:write', method: 'POST', url: path, ...payload === undefined ? {} : { payload }, headers: ANY_STATE, takesId } as const)
const PROOF = { reference: 'dms:1', sha256: 'a'.repeat(64) }
const POSITIONS = ['TOLD-A', 'TOLD-B', 'TOLD-C']
const FOLLOW_UP = { kind: 'procedure_change', risk: 'ACCESS-TOLD', title: 'Access test', reference: 'dms:2' }

export const riskCommunicationOperations: OperationsOf = async ({ app, post }) => {
  const audits = new RiskAudits(app)
  const since = { validFrom: '2020-01-01' }
  await post('/risks', ownRisk('ACCESS-TOLD', { area: 'excise' }))
  await post('/risks/ACCESS-TOLD/inputs', SLIGHT)
  await post('/units', { code: 'TOLD', name: 'Told', ...since })
  await post('/people', { pseudonym: 'P-TOLD', employmentKind: 'employee' })
  for (const code of POSITIONS) {
    await post('/positions', { code, title: code, unit: 'TOLD', ...since })
    await post('/deputies', { position: code, person: 'P-TOLD', ...since })
  }
  /** Nothing else is looked at, so that nothing is missing. */
  const decided = async (positions: readonly string[]): Promise<string> => {
    const { id } = await post('/risk-audits', { title: 'Access test', scope: SCOPE })
    for (const kind of KINDS) await audits.done('PUT', `/risk-audits/${id}/inputs/${kind}`, DOCUMENT)
    for (const area of AREAS.filter((name) => name !== 'excise')) await audits.done('PUT', `/risk-audits/${id}/left-out/${area}`, { reason: 'Access test' })
    await audits.close(id, 'identified', 'residual_determined', 'treated')
    await post(`/risk-audits/${id}/recipients`, { positions })
    return id
  }
  const [told, waiting] = [await decided(POSITIONS), await decided(['TOLD-A'])]
  await post(`/risk-audits/${told}/notices`, { acknowledgeBy: '2030-01-01' })
  const [link, followUp] = [await post(`/risk-audits/${told}/report-links`, {}), await post(`/risk-audits/${told}/follow-ups`, FOLLOW_UP)]
  const { dataHash } = await audits.done<{ dataHash: string }>('GET', `/risk-audits/${told}/report.json`)
  return {
    ids: { toldAudit: told, waitingAudit: waiting, reportLink: link.id, followUp: followUp.id },
    expected: {
      addRiskAuditRecipients: write((id) => `${PATH}/${id}/recipients`, { positions: ['TOLD-A'] }),
      listRiskAuditRecipients: read((id) => `${PATH}/${id}/recipients`),
      withdrawRiskAuditRecipient: write((id) => `${PATH}/${id}/recipients/TOLD-C/withdraw`, { reason: 'Access test' }),
      recordRiskAcknowledgement: write((id) => `${PATH}/${id}/recipients/TOLD-B/record-acknowledgement`, { person: 'P-TOLD', evidence: PROOF }),
      sendRiskNotices: write((id) => `${PATH}/${id}/notices`, { acknowledgeBy: '2030-01-01' }, 'waitingAudit'),
      // Whoever was told today is not reminded today.
      sendRiskReminders: { ...write((id) => `${PATH}/${id}/reminders`, {}), status: 409 },
      listDueRiskAcknowledgements: { scope: 'risks:read', method: 'GET', url: () => '/v1/risk-notices/due' },
      // The login of the token is nobody's: test/risks/notices tells the rest.
      acknowledgeRiskReport: { scope: 'risks:acknowledge', method: 'POST', url: (id) => `${PATH}/${id}/acknowledge`, payload: { dataHash }, takesId: 'toldAudit', status: 409 },
      readRiskReport: read((id) => `${PATH}/${id}/report.json`), readRiskReportPage: read((id) => `${PATH}/${id}/report.html`), readRiskReportDocument: read((id) => `${PATH}/${id}/report.pdf`),
      createReportLink: write((id) => `${PATH}/${id}/report-links`, {}), listReportLinks: read((id) => `${PATH}/${id}/report-links`), revokeReportLink: write((id) => `/v1/report-links/${id}/revoke`, undefined, 'reportLink'),
      addRiskFollowUp: write((id) => `${PATH}/${id}/follow-ups`, FOLLOW_UP), listRiskFollowUps: read((id) => `${PATH}/${id}/follow-ups`),
      completeRiskFollowUp: write((id) => `${PATH}/${told}/follow-ups/${id}/done`, { doneOn: new Date().toISOString().slice(0, 10), reference: 'dms:3' }, 'followUp')
    },
    queries: {}
  }
}
