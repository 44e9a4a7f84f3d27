import t from 'tap'
import type { Principal } from '../../../src/platform/access.ts'
import { withOperatorReadOnly } from '../../../src/platform/db/operator-tx.ts'
import { canonicalJson } from '../../../src/platform/log/canonical-json.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { RISK_EVIDENCE } from '../../../src/risk-evidence-sources.ts'
import { readRiskInputs } from '../../../src/risks/evidence/read-risk-inputs.ts'
import type { EvidenceScope, RiskFacts } from '../../../src/risks/evidence/risk-evidence.ts'
import { aiOutput } from '../../support/ai-outputs.ts'
import { aiSystem } from '../../support/ai-systems.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { control, EVIDENCE, ownRisk, RiskRegister, STATED } from '../../support/risks.ts'
import { statementsOf } from '../../support/statements.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'
import { sanction } from '../../sanctions/sanctions.ts'

/** What risks are made of, as the features keep it. */

const { appUrl } = await testDatabase(t)
const now = new Date('2026-05-10T10:00:00Z')
const { app, db } = await testApp(t, appUrl, {}, { clock: () => now })
const register = new RiskRegister(app)
await register.prepare()

const principalOf = async (eori: string): Promise<Principal> => ({ subject: 'reader', eori, operatorId: (await addOperator(db.operations, eori, 'x')).operatorId, scopes: new Set(['*']), expiresAt: 4e9 })
const [own, other] = [await principalOf(TEST_OPERATOR), await principalOf(OTHER_OPERATOR)]
const YEAR: EvidenceScope = { sites: [], procedures: [], pillars: [], from: '2026-01-01', to: '2026-12-31' }
const read = async (scope: Partial<EvidenceScope> = {}, principal = own) => await withOperatorReadOnly(db, principal, 'risks:read', async (tx) => await readRiskInputs(tx, RISK_EVIDENCE, { ...YEAR, ...scope }), () => now)
const risk = async (code: string, scope: Partial<EvidenceScope> = {}): Promise<RiskFacts> => (await read(scope)).risks.find((each) => each.code === code)!

const stated = async (code: string, statement: object, changes: object = {}): Promise<void> => {
  await register.done('POST', '/risks', ownRisk(code, { ...changes }))
  await register.done('POST', `/risks/${code}/inputs`, { ...STATED, ...statement })
}
/** Net mass above gross mass: VAL-14 finds it. */
const push = async (lrn: string, day: string, faulty: boolean, changes: object = {}, procedure = '40'): Promise<string> =>
  (await register.done<{ declarationId: string }>('POST', '/declarations', declaration({ lrn, acceptanceDate: day, items: [item({ requestedProcedure: procedure, grossMass: faulty ? '100' : '130', netMass: '120.5' })], ...changes }))).declarationId
const decided = async (declarationId: string, decision: string): Promise<string> => {
  const { items } = await register.done<{ items: { id: string, declarationId: string }[] }>('GET', '/findings?check=VAL-14')
  const { id } = items.find((finding) => finding.declarationId === declarationId)!
  await register.done('POST', `/findings/${id}/review`, { decision, words: 'x', ...decision === 'confirmed' ? { cause: 'clerical' } : {} })
  return id
}

t.test('confirmed findings, sanctions and exposure of each risk, each event once', async (t) => {
  const MASS = { findings: [{ checks: ['VAL-14'] }], sanctions: [{ pillars: ['value'] }] }
  await stated('MASS', { evidence: MASS })
  await stated('MASS-ITEMS', { evidence: MASS, exposureBasis: 'items' })
  await stated('UNSEEN', { evidence: {} })
  await register.done('POST', '/risks', ownRisk('UNSTATED'))
  await push('OLD', '2025-04-30', false)
  const faulty = [await push('F-1', '2026-02-01', true), await push('F-2', '2026-02-02', true, { siteId: 'HAMBURG' }), await push('F-3', '2026-02-03', true), await push('F-4', '2026-02-04', true)]
  await push('R-1', '2026-03-01', false, { siteId: 'HAMBURG' })
  const finding = await decided(faulty[0]!, 'confirmed')
  await decided(faulty[1]!, 'confirmed')
  await decided(faulty[2]!, 'dismissed')
  const linked = await register.done<{ id: string }>('POST', '/sanctions', sanction({ authorityReference: 'L', pillar: 'value', findingIds: [finding], infringementDates: [{ from: '2026-02-01' }], decisionDate: '2026-04-01' }))
  const alone = await register.done<{ id: string }>('POST', '/sanctions', sanction({ authorityReference: 'A', pillar: 'value', infringementDates: [{ from: '2026-02-20' }], decisionDate: '2026-04-01' }))
  const inputs = await read()
  t.strictSame(JSON.parse(canonicalJson(inputs)), inputs, 'plain JSON, which nothing is lost of when it is kept')
  t.equal(inputs.on, '2026-05-10', 'never later than today')
  t.strictSame(inputs.unscored.map(({ code }) => code), ['UNSTATED'])
  const { evidence, input, inputIfReviewed, tolerance } = inputs.risks.find(({ code }) => code === 'MASS')!
  t.strictSame(evidence.events.map(({ event, links }) => [event, links.map(({ id }) => id)]), [
    [`declaration:${faulty[0]}`, [finding, linked.id]], [`declaration:${faulty[1]}`, [evidence.events[1]?.links[0]?.id]], [`sanction:${alone.id}`, [alone.id]]
  ])
  t.match(evidence, { state: 'counted', from: '2025-04-30', to: '2026-05-10', windowExposure: 6, yearExposure: 5, unreviewed: [{ raisedBy: 'VAL-14', count: 1, confirmedShare: 2 / 3 }] })
  t.match(input, { events: 3, windowExposure: 6, yearExposure: 5, priorStrength: 1, likelihood: 4 })
  t.equal(inputIfReviewed?.events, 3 + 2 / 3)
  const oneNamed = await withOperatorReadOnly(db, own, 'risks:read', async (tx) => await readRiskInputs(tx, RISK_EVIDENCE, YEAR, undefined, 1), () => now)
  t.match(oneNamed.risks.find(({ code }) => code === 'MASS'), { evidence: { eventCount: 3, events: [{ event: `sanction:${alone.id}`, linkCount: 1 }], eventsSha256: evidence.eventsSha256 }, input: { events: 3 } }, 'all count where one is named')
  t.strictSame(tolerance, { acceptableScore: 5, appetiteEur: null }, 'of the criterion, and no appetite where nobody set one')
  t.match(inputs.risks.find(({ code }) => code === 'UNSEEN'), { evidence: { state: 'not_observed', windowExposure: 6 }, input: { windowExposure: null, yearExposure: null, events: 0 } })
})

t.test('a cured finding goes on counting, and one that is dismissed after all does not', async (t) => {
  await stated('LATER', { evidence: { findings: [{ checks: ['VAL-14'] }] } })
  const declarationId = await push('LATER-1', '2026-03-05', true)
  const id = await decided(declarationId, 'confirmed')
  const before = (await risk('LATER')).evidence.events.length
  await push('LATER-1', '2026-03-05', false)
  t.equal((await risk('LATER')).evidence.events.length, before, 'cured since, and wrong all the same')
  await register.done('POST', `/findings/${id}/review`, { decision: 'dismissed', words: 'Read again' })
  t.equal((await risk('LATER')).evidence.events.length, before - 1)
})

t.test('scope by site and by procedure is of findings and of exposure alike', async (t) => {
  const atHamburg = await risk('MASS', { sites: ['HAMBURG'] })
  t.match(atHamburg.evidence, { windowExposure: 2, yearExposure: 2 })
  t.strictSame(atHamburg.evidence.events.map(({ event }) => event.split(':')[0]), ['declaration', 'sanction'], 'a sanction of no stated site may be of this one')
  const inward = await push('IPO-1', '2026-04-01', true, {}, '51')
  await decided(inward, 'confirmed')
  const ofProcedure = await risk('MASS-ITEMS', { procedures: ['51'] })
  t.match(ofProcedure.evidence, { windowExposure: 1, yearExposure: 1 })
  t.equal(ofProcedure.evidence.events.filter(({ event }) => event === `declaration:${inward}`).length, 1)
  t.equal(ofProcedure.evidence.events.filter(({ event }) => event.startsWith('declaration')).length, 1)
  t.match((await risk('MASS', { sites: ['HAMBURG'], procedures: ['51'] })).evidence, { state: 'no_data', windowExposure: null })
})

t.test('people and authorisations count by the year, since anything was declared', async (t) => {
  await stated('PEOPLE', { exposureBasis: 'people' })
  await stated('LICENCE', { exposureBasis: 'authorisations' })
  t.match((await risk('PEOPLE')).evidence, { state: 'no_data', windowExposure: null }, 'nobody works here as far as is known')
  for (const [person, from, to] of [['P-OWNER', '2020-01-01', undefined], ['P-OWNER', '2022-01-01', '2026-12-31'], ['P-TESTER', '2026-05-01', undefined]] as const) {
    await register.done('POST', '/assignments', { person, position: 'RISK-OWNER', validFrom: from, ...to === undefined ? {} : { validTo: to }, ftePercent: 40 })
  }
  const people = (await risk('PEOPLE')).evidence
  t.equal(people.from, '2025-04-30')
  t.equal(people.yearExposure, (365 + 10) / 365.25, 'each person once a day')
  t.equal(people.windowExposure, (376 + 10) / 365.25)
  await register.done('POST', '/authorisations', { type: 'IPO', reference: 'ITIPO-1', holderEori: TEST_OPERATOR, decisionDate: '2026-05-01', terms: { issuingOffice: 'IT279100', scope: { goodsCodes: ['8518'], procedures: ['51'] } } })
  t.match((await risk('LICENCE')).evidence, { windowExposure: 10 / 365.25, yearExposure: 10 / 365.25 })
})

t.test('wrong proposals that went out are evidence, against the outputs of whole months', async (t) => {
  await stated('AI', { exposureBasis: 'ai_outputs', evidence: { aiErrors: [{ decisions: ['none'] }] } })
  t.match((await risk('AI')).evidence, { state: 'no_data' }, 'nothing was ever logged')
  await register.done('POST', '/ai-systems', aiSystem('CLASSIFIER', { owner: { kind: 'person', code: 'P-OWNER' } }))
  const used = { madeAt: '2026-03-09T10:00:00Z', usedAt: '2026-03-09T11:00:00Z' }
  const [wrong, right] = [await register.done<{ id: string }>('POST', '/ai-outputs', aiOutput('W', used)), await register.done<{ id: string }>('POST', '/ai-outputs', aiOutput('R', used))]
  const unused = await register.done<{ id: string }>('POST', '/ai-outputs', aiOutput('U', { madeAt: '2026-03-09T10:00:00Z' }))
  await register.done('POST', '/ai-outputs', aiOutput('MAY', { madeAt: '2026-05-02T10:00:00Z' }))
  for (const [{ id }, value] of [[wrong, '8517620000'], [right, '8471300000'], [unused, '8517620000']] as const) await register.done('POST', `/ai-outputs/${id}/outcomes`, { source: 'court', value, knownOn: '2026-05-01', evidence: 'x' })
  const { evidence } = await risk('AI')
  t.match(evidence, { state: 'counted', from: '2023-05-01', to: '2026-04-30', windowExposure: 3, yearExposure: 3 })
  t.strictSame(evidence.events, [{ event: `ai_output:${wrong.id}`, day: '2026-03-09', linkCount: 1, links: [{ kind: 'ai_error', id: wrong.id, day: '2026-03-09', href: `/v1/ai-outputs/${wrong.id}` }] }])
})

t.test('controls in force and the appetite of the area come with it', async (t) => {
  await register.done('POST', '/controls', control('SCALE', { owner: { kind: 'person', code: 'P-OWNER' }, risks: ['MASS'], inForceFrom: '2026-01-01' }))
  await register.done('POST', '/controls/SCALE/tests', { testedOn: '2026-05-02', sampleFrom: '2026-04-01', sampleTo: '2026-04-30', sampleSize: 10, passed: 9, failed: 1, tester: 'P-TESTER', evidence: EVIDENCE })
  await register.done('PUT', '/risk-appetites/value', { acceptableScore: 8, appetiteEur: 25_000, reason: 'Board' })
  t.match(await risk('MASS'), { controls: [{ code: 'SCALE' }], input: { controls: [{ code: 'SCALE', design: 'good', passed: 9, failed: 1 }] }, tolerance: { acceptableScore: 8, appetiteEur: 25_000 } })
  t.strictSame((await risk('MASS', { to: '2025-12-31', from: '2025-01-01' })).controls, [], 'not in force yet')
})

t.test('nobody reads of another operator', async (t) => {
  const { risks, unscored } = await read({}, other)
  t.strictSame([risks, unscored], [[], []])
})

t.test('a retired risk is in no scope', async (t) => {
  await register.done('POST', '/risks/LATER/retire', { reason: 'Not ours' })
  t.notOk((await read()).risks.some(({ code }) => code === 'LATER'))
})

t.test('what nobody reviewed is counted on the days of the risk alone', async (t) => {
  await stated('BY-MONTH', { evidence: { findings: [{ checks: ['VAL-14'] }] }, exposureBasis: 'ai_outputs' })
  await push('MAY-1', '2026-05-02', true)
  const unreviewed = async (code: string): Promise<number[]> => (await risk(code)).evidence.unreviewed.map(({ count }) => count)
  const [byDay, byMonth] = [await unreviewed('MASS'), await unreviewed('BY-MONTH')]
  t.match(await risk('BY-MONTH'), { evidence: { to: '2026-04-30' } })
  t.strictSame(byMonth, byDay.map((count) => count - 1), 'a month that is not over is not of it')
})

t.test('however many risks there are, the statements stay the same', async (t) => {
  const count = async (scope: Partial<EvidenceScope>): Promise<number> => (await statementsOf(db, async () => await read(scope))).length
  const [before, atSite] = [await count({}), await count({ sites: ['HAMBURG'] })]
  await register.done('POST', '/risks/proposals', {})
  const { items } = await register.done<{ items: { code: string, state: string }[] }>('GET', '/risks?state=proposed&limit=200')
  for (const { code, state } of items) if (state === 'proposed' && code !== 'UNSTATED') await register.done('POST', `/risks/${code}/inputs`, { reason: 'As proposed' })
  t.ok((await read()).risks.length >= 94)
  t.equal(await count({}), before)
  t.equal(await count({ sites: ['HAMBURG'] }), atSite)
  t.ok(before <= 18, `${before} statements`)
  t.comment(`${before} statements, ${atSite} with places`)
})
