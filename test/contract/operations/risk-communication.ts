import type { OperationsOf } from './expectation.ts'

/** What telling the result of an audit, its report, links to it and its follow-ups need, and what they are called with. */
const NOBODY = '018f0000-0000-7000-8000-000000000000'
const PATH = `/v1/risk-audits/${NOBODY}`
const read = (path: string) => ({ scope: 'risks:read', method: 'GET', url: () => path, status: 404 } as const)
const write = (path: string, payload?: object) => ({ scope: 'risks:write', method: 'POST', url: () => path, ...payload === undefined ? {} : { payload }, headers: { 'if-match': '*' }, status: 404 } as const)
const HASH = 'a'.repeat(64)

export const riskCommunicationOperations: OperationsOf = async () => await Promise.resolve({
  ids: {},
  expected: {
    addRiskAuditRecipients: write(`${PATH}/recipients`, { positions: ['RISK-OWNER'] }),
    listRiskAuditRecipients: read(`${PATH}/recipients`),
    withdrawRiskAuditRecipient: write(`${PATH}/recipients/RISK-OWNER/withdraw`, { reason: 'Access test' }),
    recordRiskAcknowledgement: write(`${PATH}/recipients/RISK-OWNER/record-acknowledgement`, { person: 'P-OWNER', evidence: { reference: 'dms:1', sha256: HASH } }),
    sendRiskNotices: write(`${PATH}/notices`, { acknowledgeBy: '2030-01-01' }),
    sendRiskReminders: write(`${PATH}/reminders`, {}),
    listDueRiskAcknowledgements: { scope: 'risks:read', method: 'GET', url: () => '/v1/risk-notices/due' },
    acknowledgeRiskReport: { scope: 'risks:acknowledge', method: 'POST', url: () => `${PATH}/acknowledge`, payload: { dataHash: HASH }, status: 404 },
    readRiskReport: read(`${PATH}/report.json`), readRiskReportPage: read(`${PATH}/report.html`), readRiskReportDocument: read(`${PATH}/report.pdf`),
    createReportLink: write(`${PATH}/report-links`, {}), listReportLinks: read(`${PATH}/report-links`), revokeReportLink: write(`/v1/report-links/${NOBODY}/revoke`),
    addRiskFollowUp: write(`${PATH}/follow-ups`, { kind: 'procedure_change', risk: 'ACCESS-RISK', title: 'Access test', reference: 'dms:2' }),
    listRiskFollowUps: read(`${PATH}/follow-ups`), completeRiskFollowUp: write(`${PATH}/follow-ups/${NOBODY}/done`, { doneOn: '2026-11-02', reference: 'dms:3' })
  },
  queries: {}
})
