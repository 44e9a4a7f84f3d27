import { control, EVIDENCE, ownRisk, STATED, treatment } from '../../support/risks.ts'
import { bearer } from '../../support/tokens.ts'
import { ANY_STATE } from './expectation.ts'
import type { OperationsContext, OperationsOf } from './expectation.ts'

/** What the operations of the register of risks and of controls need, and what they are called with. */
const PATH = '/v1/risks'
const read = (path: (id: string) => string, takesId = 'risk') => ({ scope: 'risks:read', method: 'GET', url: path, takesId } as const)
const write = (method: 'POST' | 'PATCH', path: (id: string) => string, payload: object, takesId = 'risk') => ({ scope: 'risks:write', method, url: path, payload, headers: ANY_STATE, takesId } as const)

const SIGNATURE = { position: 'ACCESS-BOARD', rank: 'Access test', signer: 'ACCESS-SIGNER' }
const sign = (verb: string, payload: object, takesId: string) => ({ scope: 'risks:accept', method: 'POST', url: (id: string) => `/v1/risk-acceptances/${id}/${verb}`, payload, headers: ANY_STATE, takesId } as const)
const nextYear = (): string => `${new Date().getUTCFullYear() + 1}-01-31`

/** Asked for with another login than the one that signs. */
async function acceptances ({ app, post }: Pick<OperationsContext, 'app' | 'post'>): Promise<Record<string, string>> {
  const asker = bearer({ subject: 'access-asker' })
  await post('/units', { code: 'ACCESS-BOARD', name: 'Access test', validFrom: '2020-01-01' })
  await post('/positions', { code: 'ACCESS-BOARD', title: 'Access test', unit: 'ACCESS-BOARD', validFrom: '2020-01-01' })
  for (const pseudonym of ['ACCESS-ASKER', 'ACCESS-SIGNER']) await post('/people', { pseudonym, employmentKind: 'employee' })
  await post('/assignments', { person: 'ACCESS-SIGNER', position: 'ACCESS-BOARD', validFrom: '2020-01-01', ftePercent: 100 })
  const risks = ['ACCESS-ACCEPT', 'ACCESS-ACCEPT-NO', 'ACCESS-ACCEPT-END', 'ACCESS-ACCEPT-NEW']
  for (const code of risks) {
    await post('/risks', ownRisk(code))
    await post(`/risks/${code}/inputs`, STATED)
  }
  await post('/risk-assessments', { reason: 'Access test' })
  const [acceptance = '', acceptanceToDecline = '', acceptanceToRevoke = ''] = await Promise.all(risks.slice(0, 3).map(async (risk) =>
    (await app.inject({ method: 'POST', url: '/v1/risk-acceptances', headers: asker, payload: { risk, reason: 'Access test', expiresOn: nextYear(), requestedBy: 'ACCESS-ASKER' } })).json<{ id: string }>().id))
  await post(`/risk-acceptances/${acceptanceToRevoke}/sign`, SIGNATURE)
  return { acceptance, acceptanceToDecline, acceptanceToRevoke }
}

export const riskOperations: OperationsOf = async ({ app, post }) => {
  const risk = (await post('/risks', ownRisk('ACCESS-RISK'))).id
  const toRetire = (await post('/risks', ownRisk('ACCESS-RISK-RETIRED'))).id
  const retired = (await post('/risks', ownRisk('ACCESS-RISK-BACK'))).id
  await post('/risks', ownRisk('ACCESS-RISK-CONFIRMED'))
  await post(`/risks/${retired}/retire`, { reason: 'Access test' })
  await post('/people', { pseudonym: 'ACCESS-TESTER', employmentKind: 'employee' })
  await post('/people', { pseudonym: 'ACCESS-OWNER', employmentKind: 'employee' })
  const owned = (code: string): object => control(code, { owner: { kind: 'person', code: 'ACCESS-OWNER' }, inForceFrom: '2026-01-01' })
  const tried = { testedOn: '2026-11-02', sampleFrom: '2026-10-01', sampleTo: '2026-10-31', sampleSize: 1, passed: 1, failed: 0, tester: 'ACCESS-TESTER', evidence: EVIDENCE }
  const kept = (await post('/controls', owned('ACCESS-CONTROL'))).id
  const counted = (await post('/controls', { ...owned('ACCESS-CONTROL-AUTO'), automaticTest: { source: 'check_results', subject: 'VAL-01' } })).id
  const ending = (await post('/controls', owned('ACCESS-CONTROL-ENDS'))).id
  const [test, mistaken] = [(await post('/controls/ACCESS-CONTROL/tests', tried)).id, (await post('/controls/ACCESS-CONTROL/tests', tried)).id]
  const treated = (code: string): object => treatment(code, { owner: { kind: 'person', code: 'ACCESS-OWNER' }, effects: [{ risk: 'ACCESS-RISK', share: 0.5 }] })
  const [treats, ends, drops] = [(await post('/risk-treatments', treated('ACCESS-TREATMENT'))).id, (await post('/risk-treatments', treated('ACCESS-TREATMENT-ENDS'))).id, (await post('/risk-treatments', treated('ACCESS-TREATMENT-DROPS'))).id]
  const accepted = await acceptances({ app, post })
  return {
    ids: { ...accepted, treatment: treats, treatmentToComplete: ends, treatmentToDrop: drops, risk, riskToRetire: toRetire, riskRetired: retired, control: kept, controlToRetire: ending, controlToRun: counted, controlTest: test, controlTestToWithdraw: mistaken },
    expected: {
      planTreatments: { scope: 'risks:read', method: 'POST', url: () => `${PATH}/plan`, payload: { risks: [{ code: 'R', frequency: 1, severityMean: 100, consequence: 1 }], treatments: [] } },
      assessRisk: { scope: 'risks:read', method: 'POST', url: () => `${PATH}/assess`, payload: { likelihood: 3, lossLow: 1_000, lossHigh: 10_000, consequence: 2 } },
      listRisks: { scope: 'risks:read', method: 'GET', url: () => PATH },
      readRiskCatalogue: { scope: 'risks:read', method: 'GET', url: () => `${PATH}/catalogue` },
      findRisk: read((id) => `${PATH}/${id}`),
      takeRiskProposals: { scope: 'risks:write', method: 'POST', url: () => `${PATH}/proposals`, payload: { areas: ['monitoring'] } },
      addRisk: { scope: 'risks:write', method: 'POST', url: () => PATH, payload: ownRisk('ACCESS-RISK-NEW') },
      changeRisk: write('PATCH', (id) => `${PATH}/${id}`, { title: 'Access test' }),
      retireRisk: write('POST', (id) => `${PATH}/${id}/retire`, { reason: 'Access test' }, 'riskToRetire'),
      reinstateRisk: { scope: 'risks:write', method: 'POST', url: (id) => `${PATH}/${id}/reinstate`, headers: ANY_STATE, takesId: 'riskRetired' },
      confirmRisks: { scope: 'risks:write', method: 'POST', url: () => `${PATH}/confirm`, payload: { reason: 'Access test', confirm: [{ risk: 'ACCESS-RISK-CONFIRMED', input: STATED }] } },
      stateRiskInput: write('POST', (id) => `${PATH}/${id}/inputs`, STATED),
      listRiskInputs: read((id) => `${PATH}/${id}/inputs`),
      listRiskAppetites: { scope: 'risks:read', method: 'GET', url: () => '/v1/risk-appetites' },
      findRiskAppetite: { scope: 'risks:read', method: 'GET', url: () => '/v1/risk-appetites/value' },
      setRiskAppetite: { scope: 'risks:write', method: 'PUT', url: () => '/v1/risk-appetites/value', payload: { acceptableScore: 5, appetiteEur: 1000, reason: 'Access test' }, headers: ANY_STATE },
      listRiskAppetiteHistory: { scope: 'risks:read', method: 'GET', url: () => '/v1/risk-appetites/value/history' },
      listRiskControls: { scope: 'risks:read', method: 'GET', url: () => '/v1/controls' },
      addRiskControl: { scope: 'risks:write', method: 'POST', url: () => '/v1/controls', payload: owned('ACCESS-CONTROL-NEW') },
      findRiskControl: read((id) => `/v1/controls/${id}`, 'control'),
      changeRiskControl: write('PATCH', (id) => `/v1/controls/${id}`, { title: 'Access test' }, 'control'),
      rateRiskControl: write('POST', (id) => `/v1/controls/${id}/design`, { design: 'weak', reason: 'Access test' }, 'control'),
      listRiskControlDesigns: read((id) => `/v1/controls/${id}/designs`, 'control'),
      retireRiskControl: write('POST', (id) => `/v1/controls/${id}/retire`, { reason: 'Access test' }, 'controlToRetire'),
      recordControlTest: write('POST', (id) => `/v1/controls/${id}/tests`, tried, 'control'),
      runControlTest: write('POST', (id) => `/v1/controls/${id}/tests/run`, { from: '2026-03-01', to: '2026-03-31' }, 'controlToRun'),
      listControlTests: read((id) => `/v1/controls/${id}/tests`, 'control'),
      findControlTest: read((id) => `/v1/controls/ACCESS-CONTROL/tests/${id}`, 'controlTest'),
      withdrawControlTest: write('POST', (id) => `/v1/controls/ACCESS-CONTROL/tests/${id}/withdraw`, { reason: 'Access test' }, 'controlTestToWithdraw'),
      readRiskPlan: { scope: 'risks:read', method: 'GET', url: () => `${PATH}/plan` },
      listRiskAcceptances: { scope: 'risks:read', method: 'GET', url: () => '/v1/risk-acceptances' },
      requestRiskAcceptance: { scope: 'risks:write', method: 'POST', url: () => '/v1/risk-acceptances', payload: { risk: 'ACCESS-ACCEPT-NEW', reason: 'Access test', expiresOn: nextYear(), requestedBy: 'ACCESS-ASKER' } },
      findRiskAcceptance: read((id) => `/v1/risk-acceptances/${id}`, 'acceptance'),
      signRiskAcceptance: sign('sign', SIGNATURE, 'acceptance'),
      declineRiskAcceptance: sign('decline', { reason: 'Access test' }, 'acceptanceToDecline'),
      revokeRiskAcceptance: sign('revoke', { reason: 'Access test' }, 'acceptanceToRevoke'),
      listRiskTreatments: { scope: 'risks:read', method: 'GET', url: () => '/v1/risk-treatments' },
      addRiskTreatment: { scope: 'risks:write', method: 'POST', url: () => '/v1/risk-treatments', payload: treated('ACCESS-TREATMENT-NEW') },
      findRiskTreatment: read((id) => `/v1/risk-treatments/${id}`, 'treatment'),
      changeRiskTreatment: write('PATCH', (id) => `/v1/risk-treatments/${id}`, { title: 'Access test' }, 'treatment'),
      completeRiskTreatment: write('POST', (id) => `/v1/risk-treatments/${id}/complete`, { procedure: { reference: 'dms:1' } }, 'treatmentToComplete'),
      dropRiskTreatment: write('POST', (id) => `/v1/risk-treatments/${id}/drop`, { reason: 'Access test' }, 'treatmentToDrop'),
      eraseRiskWords: write('POST', (id) => `${PATH}/${id}/erase-words`, {}),
      eraseRiskControlWords: write('POST', (id) => `/v1/controls/${id}/erase-words`, {}, 'control'),
      eraseRiskTreatmentWords: write('POST', (id) => `/v1/risk-treatments/${id}/erase-words`, {}, 'treatment'),
      eraseRiskAcceptanceWords: write('POST', (id) => `/v1/risk-acceptances/${id}/erase-words`, {}, 'acceptance'),
      eraseRiskAppetiteWords: { scope: 'risks:write', method: 'POST', url: () => '/v1/risk-appetites/value/erase-words', payload: {} }
    },
    queries: {
      'Query.riskRegister': '{ riskRegister(first: 1) { nodes { id } } }',
      'Query.riskControls': '{ riskControls(first: 1) { nodes { id } } }',
      'Query.riskTreatments': '{ riskTreatments(first: 1) { nodes { id } } }',
      'Query.riskAcceptances': '{ riskAcceptances(first: 1) { nodes { id } } }',
      'Query.riskPlan': '{ riskPlan { annualCostEur } }',
      'Query.riskAppetites': '{ riskAppetites { area } }'
    }
  }
}
