import t from 'tap'
import { graphqlParts } from '../../src/features.ts'
import { fieldScopes } from '../../src/platform/graphql/scopes.ts'
import { undescribed } from '../../src/platform/graphql/schema.ts'
import { testApp } from '../support/app.ts'
import { aiSystem, MINIMAL } from '../support/ai-systems.ts'
import { control, treatment } from '../support/risks.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)

const lines = Array.from({ length: 120 }, (_, index) => JSON.stringify(declaration({
  lrn: `G-${index}`, mrn: `26IT${String(index).padStart(13, '0')}0`, acceptanceDate: `2026-03-${String(1 + index % 28).padStart(2, '0')}`, items: [item(), item({ itemNumber: 2, hs6: '620342' })]
})))
await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: lines.join('\n') })

const sample = (await app.inject({ method: 'POST', url: '/v1/findings/samples', headers: bearer(), payload: { from: '2026-01-01', to: '2026-12-31' } })).json<{ id: string }>()

const record = async (url: string, payload: object): Promise<unknown> => await app.inject({ method: 'POST', url: `/v1${url}`, headers: bearer(), payload })
for (let index = 0; index < 30; index++) {
  await record('/units', { code: `U-${index}`, name: 'x', validFrom: '2020-01-01' })
  await record('/sites', { code: `S-${index}`, name: 'x', address: 'x', country: 'IT', unit: `U-${index}`, validFrom: '2020-01-01' })
  await record('/positions', { code: `O-${index}`, title: 'x', unit: `U-${index}`, responsibilities: ['logistics'], validFrom: '2020-01-01' })
  await record('/people', { pseudonym: `P-${index}`, employmentKind: 'employee' })
  await record('/assignments', { person: `P-${index}`, position: `O-${index}`, validFrom: '2020-01-01', ftePercent: 100 })
  await record('/training/records', { reference: `R-${index}`, person: `P-${index}`, topic: 'security_safety', level: 3, completedOn: '2025-07-31', result: 'passed', hours: '2' })
}
for (let index = 0; index < 12; index++) {
  const headers = { ...bearer(), 'if-match': '*' }
  const authorisation = await app.inject({ method: 'POST', url: '/v1/authorisations', headers, payload: { type: 'IPO', reference: `G-IPO-${index}`, holderEori: 'IT01234567890', decisionDate: '2026-03-02', terms: { scope: { guarantee: { grn: null, referenceAmount: '1000', currency: 'EUR', paymentDays: null } } } } })
  const { id } = authorisation.json<{ id: string }>()
  await app.inject({ method: 'POST', url: `/v1/authorisations/${id}/obligations`, headers, payload: { kind: 'report', description: 'x', firstDue: '2026-06-30' } })
  await app.inject({ method: 'POST', url: '/v1/notification-duties', headers, payload: { rule: 'other', description: 'x', occurredOn: '2026-06-30', authorisationIds: [id] } })
}
for (let index = 0; index < 12; index++) {
  const system = (await app.inject({ method: 'POST', url: '/v1/ai-systems', headers: bearer(), payload: aiSystem(`G-${index}`, { owner: { kind: 'position', code: 'O-1' } }) })).json<{ id: string }>().id
  await record(`/ai-systems/${system}/assessments`, { answers: MINIMAL })
  await record(`/ai-systems/${system}/incidents`, { kind: 'data_disclosure', occurredOn: new Date().toISOString().slice(0, 10), description: 'x' })
}
await record('/risks/proposals', {})
const audit = await Promise.all(Array.from({ length: 12 }, async () => await app.inject({ method: 'POST', url: '/v1/risk-audits', headers: bearer(), payload: { title: 'x', scope: { from: '2026-01-01', to: '2026-12-31' } } }))).then(([first]) => first?.json<{ id: string }>().id ?? '')
for (let index = 0; index < 12; index++) await record('/controls', control(`G-${index}`, { owner: { kind: 'position', code: 'O-1' }, risks: ['CLA-01', 'CLA-02'] }))
for (const code of ['VAL-01', 'VAL-02', 'VAL-03', 'CMP-04', 'AI-02', 'CMP-07']) await record(`/risks/${code}/inputs`, { reason: 'x' })
for (let index = 0; index < 2; index++) await record('/risk-assessments', { reason: 'x' })
for (let index = 0; index < 12; index++) await record('/risk-treatments', treatment(`G-${index}`, { owner: { kind: 'position', code: 'O-1' }, effects: [{ risk: 'CLA-01', share: 0.5 }, { risk: 'CLA-02', share: 0.5 }] }))
for (let index = 0; index < 12; index++) await record('/training/needs', { source: 'other', topic: 'origin', level: 2, unit: `U-${index}`, severity: 'important', reason: 'x' })
for (let index = 0; index < 3; index++) await record('/training/messages', { kind: 'other', title: 'x', text: 'x', issuedOn: '2026-01-01', dueOn: '2026-01-31', audience: { units: [`U-${index}`] } })
for (let index = 1; index < 12; index++) await app.inject({ method: 'PUT', url: `/v1/questionnaire/1.1.${index}`, headers: { ...bearer(), 'if-match': '*' }, payload: { text: 'x', owner: { kind: 'unit', code: 'U-1' }, answeredOn: '2020-01-01' } })
const goodsLines = Array.from({ length: 100 }, (_, index) => JSON.stringify({ goodsRef: `G-${index}`, roles: ['imported'], sources: [{ supplierRef: `S-${index % 7}`, validFrom: '2025-01-01' }] }))
await app.inject({ method: 'POST', url: '/v1/goods/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: goodsLines.join('\n') })
await app.inject({ method: 'POST', url: '/v1/suppliers/bulk', headers: { ...bearer(), 'content-type': 'text/csv' }, payload: 'supplierRef\nS-1\nS-2\n' })

async function ask (query: string): Promise<{ data: Record<string, unknown> }> {
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })
  t.equal(answer.statusCode, 200)
  t.equal(answer.json<{ errors?: unknown }>().errors, undefined, query.slice(0, 60))
  return answer.json()
}

t.test('every field and argument says what it means, and every root field names its right', (t) => {
  const parts = graphqlParts({ db: undefined as never, clock: () => new Date() })
  t.strictSame(undescribed(parts), [])
  t.ok([...fieldScopes(parts).values()].every((scope) => scope !== undefined))
  t.end()
})

/** Statements that each query may take, whatever its size: a transaction is `begin`, what it does, `commit`. */
const BUDGETS: [name: string, statements: number, ...queries: string[]][] = [
  ['a list without items', 3, ...[10, 100].map((first) => `{ declarations(first: ${first}) { nodes { id lrn status } pageInfo { endCursor } } }`)],
  ['a list with items', 6, ...[10, 100].map((first) => `{ declarations(first: ${first}) { nodes { lrn items { commodityCode netMass statisticalValue } } } }`)],
  ['a single declaration with its items', 6, '{ declaration(mrn: "26IT00000000000000") { lrn items { commodityCode } } }'],
  ['a declaration that is not there', 3, '{ declaration(mrn: "26IT99999999999990") { lrn items { commodityCode } } }'],
  ['totals of a day or of a year', 3, '{ declarationTotals(from: "2026-03-02", to: "2026-03-02", groupBy: [chapter]) { key items } }', '{ declarationTotals(from: "2026-01-01", to: "2026-12-31", groupBy: [month, origin]) { key items } }'],
  ['completeness of a day or of a year', 5, '{ completeness(from: "2026-03-02", to: "2026-03-02") { matched } }', '{ completeness(from: "2026-01-01", to: "2026-12-31") { matched months { month share } systems { sourceSystem matched } } }'],
  ['what is missing', 3, ...[10, 100].map((first) => `{ missingDeclarations(first: ${first}) { nodes { mrn ageDays } } }`)],
  ['findings with their declarations', 6, ...[1, 10].map((first) => `{ findings(first: ${first}) { nodes { check declaration { mrn } } } }`)],
  ['declarations with their findings, and back', 9, ...[1, 100].map((first) => `{ declarations(first: ${first}) { nodes { mrn findings { check declaration { lrn } } } } }`)],
  ['documents of a day or of a year', 3, '{ documentCompleteness(from: "2026-03-02", to: "2026-03-02") { share } }', '{ documentCompleteness(from: "2026-01-01", to: "2026-12-31") { share months { complete } } }'],
  ['missing documents and differing quantities', 6, '{ missingDocuments(mrn: "26IT00000000000000") quantityDifferences(mrn: "26IT00000000000000") { percent } }'],
  ['unreported excise movements', 4, ...[1, 100].map((first) => `{ unreportedExciseMovements(first: ${first}) { arc } }`)],
  ['evidence on a day', 3, ...[1, 100].map((first) => `{ criteriaEvidence(on: "2026-03-02", first: ${first}) { nodes { reference } } }`)],
  ['evidence that ends or is missing', 7, '{ endingEvidence(from: "2026-03-02") { reference } missingEvidence(on: "2026-03-02") { kind } }'],
  ['declarations with their records', 12, ...[1, 50].map((first) => `{ declarations(first: ${first}) { nodes { supportingDocuments { type } goodsMovements { kind } exciseMovements { arc } } } }`)],
  ['authorisations with their decisions and obligations', 9, ...[1, 12].map((first) => `{ authorisations(first: ${first}, on: "2026-06-30", status: granted, type: "IPO") { nodes { reference scope { goodsCodes } decisions { kind } obligations { nextDue } } } }`)],
  ['an authorisation', 3, `{ authorisation(id: "018f0000-0000-7000-8000-000000000000") { reference } }`],
  ['authorisations in use', 8, ...[1, 12].map((first) => `{ authorisationUtilisation(first: ${first}, from: "2026-01-01", to: "2026-12-31") { nodes { declarations limits { used } guarantee { percent } authorisation { reference } } } }`)],
  ['obligations with their authorisations', 6, ...[1, 12].map((first) => `{ authorisationObligations(first: ${first}, dueWithin: 0) { nodes { nextDue authorisation { reference } } } }`)],
  ['duties to notify with their authorisations', 6, ...[1, 12].map((first) => `{ notificationDuties(first: ${first}, state: open) { nodes { dueOn authorisations { reference } } } }`)],
  ['the operator', 3, '{ operator { eori name } }'],
  ['an organisation chart', 6, '{ orgChart { units { code positions { code holders { pseudonym } deputies } } } }'],
  ['vacancies and risks', 10, '{ vacantCustomsPositions { code } keyPersonRisks { risk } }'],
  ['risks with trained deputies', 14, '{ keyPersonRisks { risk deputies trainedDeputies } }'],
  ['units with their positions and sites', 12, ...[1, 30].map((first) => `{ units(first: ${first}) { nodes { code positions { code holders { pseudonym } } sites { code } } } }`)],
  ['sites with their units, and back', 10, ...[1, 30].map((first) => `{ sites(first: ${first}) { nodes { code owner { code sites { code } } } } }`)],
  ['goods with declarations and suppliers', 9, ...[1, 100].map((first) => `{ goods(first: ${first}) { nodes { goodsRef supplierDeclarations { documentReference } onDay { sources { supplier { supplierRef } } } } } }`)],
  ['goods by reference', 3, '{ good(ref: "G-1") { onDay { status } } }'],
  ['how goods are classified', 4, '{ goodsClassificationState { active withoutCode stale supplierDeclarationCoverage } }'],
  ['suppliers', 3, ...[1, 100].map((first) => `{ suppliers(first: ${first}) { nodes { supplierRef } } }`)],
  ['the catalogue of key figures', 0, '{ kpiCatalogue { name threshold { kind amber red } } }'],
  ['key figures of one source', 3, ...['', ', by: [month]', ', by: [month, representative]'].map((by) => `{ kpis(names: ["first_time_right_rate"], from: "2026-01-01", to: "2026-12-31"${by}) { name value { value } figures { key month value } } }`)],
  ['key figures of competence', 11, ...['', ', by: [month]', ', by: [month, unit]'].map((by) => `{ kpis(names: ["training_coverage_rate", "competence_gap_count"], from: "2026-01-01", to: "2026-12-31"${by}) { value { value } figures { key month value } } }`)],
  ['review samples', 3, ...[1, 100].map((first) => `{ reviewSamples(first: ${first}) { nodes { id drawSize strata { stratum } } } }`)],
  ['sanctions with their amounts', 3, ...[1, 100].map((first) => `{ sanctions(first: ${first}) { nodes { id amounts { penalty penaltyEur } } } }`)],
  ['a sanction', 3, '{ sanction(id: "018f0000-0000-7000-8000-000000000000") { id } }'],
  ['sanctions analysed by year', 10, ...['2025-01-01', '2015-01-01'].map((from) => `{ sanctionsAnalysis(from: "${from}", to: "2025-12-31", groupBy: year) { sanctions ratePer1000 { value } maturity { mature } } }`)],
  ['sanctions analysed by unit', 12, ...['2025-01-01', '2015-01-01'].map((from) => `{ sanctionsAnalysis(from: "${from}", to: "2025-12-31", groupBy: unit) { key sanctions signal { p } comparison { p } } }`)],
  ['the conduct window', 6, ...['2025-12-31', '2020-02-29'].map((on) => `{ conductWindow(on: "${on}") { infringements { sanctionId } measures { level red { day } } } }`)],
  ['topics of training', 3, ...[1, 100].map((first) => `{ trainingTopics(first: ${first}) { nodes { code roles { level } } } }`)],
  ['what positions ask', 8, ...[1, 100].map((first) => `{ trainingRequirements(on: "2026-03-02", first: ${first}) { nodes { position topic level } } }`)],
  ['information duties with their people', 7, ...[1, 100].map((first) => `{ informationDuties(first: ${first}) { nodes { owed people { person } } } }`)],
  ['needs of training and gaps', 15, ...[1, 10, 100].map((first) => `{ trainingNeeds(first: ${first}) { nodes { id people { person } evidence { href } suggestedCourse { code } } } }`), '{ trainingNeeds(filter: { source: gap }) { nodes { topic peopleCount } } }'],
  ['effects of trainings', 9, ...['2026-12-31', '2026-01-01'].map((from) => `{ trainingEffects(from: "${from}", to: "2026-12-31") { tested rows { verdict compared { ratio } } } }`)],
  ['a matrix of people and topics', 9, ...[1, 30].map((first) => `{ trainingMatrix(on: "2026-06-30", first: ${first}) { nodes { person cells { topic state } } } }`), '{ trainingMatrix(on: "2026-06-30", states: [missing]) { nodes { person cells { topic } } } }'],
  ['coverage of what must be known', 9, ...['all', 'unit', 'topic'].map((by) => `{ trainingCoverage(on: "2026-06-30", by: ${by}) { key figures { met share { low } } } }`)],
  ['gaps and what ends', 18, ...[1, 100].map((first) => `{ trainingGaps(on: "2026-06-30", first: ${first}) { nodes { topic who { person } } } trainingExpiring(on: "2026-06-30", first: ${first}) { nodes { topic who } } }`)],
  ['hours of training', 6, ...['2026-01-01', '2016-01-01'].map((from) => `{ trainingHours(from: "${from}", to: "2026-12-31", by: unit) { key figures { hours } } }`)],
  ['an organisation chart with its gaps', 24, '{ orgChart { units { code training { gaps } positions { code training { gaps } } } } }'],
  ['incidents of AI systems', 3, ...[1, 12].map((first) => `{ aiIncidents(first: ${first}) { nodes { kind reports { dueOn } } } }`), '{ aiIncidents(state: open, kind: data_disclosure, overdue: true, system: "G-1") { nodes { id } } }'],
  ['AI systems with their assessments', 3, ...[1, 12].map((first) => `{ aiSystems(first: ${first}) { nodes { code models { version } assessment { class } attention questions } } }`), '{ aiSystems(on: "2026-11-25", filter: { pillar: classification, class: minimal, status: in_use, provider: "x" }) { nodes { code } } }'],
  ['the inventory of AI systems', 3, ...['class', 'pillar', 'status', 'provider'].map((by) => `{ aiInventory(by: ${by}) { key systems inUse } }`), '{ aiInventory(by: pillar, on: "2026-11-25") { key systems } }'],
  ['what is due for AI systems', 3, ...[1, 100].map((first) => `{ aiObligations(first: ${first}) { nodes { system obligation dueOn overdue owner } } }`), '{ aiObligations(overdue: true, dueTo: "2026-11-25", system: "G-1") { nodes { obligation } } }'],
  ['the register of risks with its controls', 6, ...[1, 94].map((first) => `{ riskRegister(first: ${first}) { nodes { code proposal { reason evidence { findings { checks } } } input { number } controls { code passed } } } }`), '{ riskRegister(first: 94, filter: { area: classification, criterion: records, state: proposed, owner: "x" }) { nodes { code controls { code } } } }'],
  ['controls over risks', 3, ...[1, 12].map((first) => `{ riskControls(first: ${first}) { nodes { code risks passed } } }`), '{ riskControls(filter: { kind: preventive, state: in_force, owner: "O-1", risk: "CLA-01" }) { nodes { code } } }'],
  ['audits with how far each has come', 3, ...[1, 12].map((first) => `{ riskAudits(first: ${first}) { nodes { title stage nextStage leftOut { area } considered { kind } stages { sha256 } } } }`), '{ riskAudits(stage: draft) { nodes { id } } }'],
  ['all versions of an audit', 3, `{ riskAuditVersions(audit: "${audit}") { version currentVersion stages { sha256 } } }`],
  ['risks with what is done against them, and who accepts them', 30, ...[1, 94].map((first) => `{ riskRegister(first: ${first}) { nodes { code treatments { code effects { risk } } acceptances { id standing } controls { code effectiveness { prevents explanation } } } } }`)],
  ['what an audit waits for', 30, `{ riskAuditBlockers(audit: "${audit}") { because subject risk detail hint href stage } }`],
  ['assessments of risks', 3, ...[1, 12].map((first) => `{ riskAssessments(first: ${first}) { nodes { id above expectedAnnualLoss } } }`)],
  ['a risk over time', 4, ...[1, 12].map((first) => `{ riskCourse(risk: "VAL-01", first: ${first}) { frequency move { causes { cause changeEur } } } }`)],
  ['what moved all risks', 5, '{ riskMoves { code move { scoreBefore causes { cause } } } }'],
  ['the ranking, the matrix and the curve', 12, '{ topRisks(by: inherent) { code } riskHeatMap { residual } riskPortfolio { exceedance { loss residual } } }'],
  ['what key figures let suspect', 90, '{ riskSuggestions(from: "2026-03-02", to: "2026-03-02") { code suggested } }', '{ riskSuggestions(from: "2025-01-01", to: "2026-12-31") { code because { indicator level } unknown } }'],
  ['treatments of risks with their effects', 24, ...[1, 12].map((first) => `{ riskTreatments(first: ${first}) { nodes { code annualCostEur effects { risk expectedShare state share p before { events } } } } }`), '{ riskTreatments(filter: { kind: reduce, state: proposed, owner: "O-1", risk: "CLA-01" }) { nodes { code } } }'],
  ['acceptances of risks', 3, '{ riskAcceptances { nodes { id risk standing signedAs } } }', '{ riskAcceptances(filter: { risk: "CLA-01", state: signed }) { nodes { id } } }'],
  ['what is acceptable in each area', 3, '{ riskAppetites { area acceptableScore } }'],
  ['controls of AI systems that lack', 3, ...[1, 200].map((first) => `{ aiControlGaps(first: ${first}) { nodes { system control state questions } } }`), '{ aiControlGaps(system: "G-1", severity: high) { nodes { control } } }'],
  ['oversight of AI', 5, ...['', ', by: system', ', by: unit, pillar: classification'].map((more) => `{ aiOversight(from: "2025-01-01", to: "2026-12-31"${more}) { groups { key measures { name value } } decisionGroups { measures { value } } comparisons { verdict } } }`)],
  ['drift and errors of an AI system', 9, ...['2026-03', '2026-01'].map((month) => `{ aiDrift(system: "G-1", from: "${month}-01", to: "2026-12-31", baselineFrom: "2025-01-01", baselineTo: "2025-12-31") { feature value } aiErrorWatch(system: "G-1", from: "${month}-01", to: "2026-12-31") { alarmOn } }`)],
  ['lines of AI against lines of people', 10, ...['2026-01-01', '2016-01-01'].map((from) => `{ aiProposers(from: "${from}", to: "2026-12-31", byVersion: true, byUnit: true) { system verdict ai { lines } } }`)],
  ['the share of AI', 6, ...['false', 'true'].map((byMonth) => `{ aiShare(from: "2016-01-01", to: "2026-12-31", byMonth: ${byMonth}) { month declarations { share } } }`)],
  ['AI in the questionnaire with its measures', 7, '{ aiQuestionnaire { question oversight { name value } } }'],
  ['AI in the questionnaire', 3, '{ aiQuestionnaire { question systems coverage weakest { control } } }'],
  ['the questionnaire', 10, '{ questionnaire { id state reasons { words } shownBy { name } } }', '{ questionnaire(on: "2020-01-01", section: "4", criterion: criterion_39c, state: unanswered) { id } }'],
  ['progress of the questionnaire, and its key figure', 20, '{ questionnaireProgress { whole { stale } } kpis(names: ["saq_answer_stale_count"], from: "2026-01-01", to: "2026-12-31") { value { value } } }',
    '{ questionnaireProgress(on: ["2020-01-01", "2022-01-01", "2026-01-01"]) { bySection { stale } byCriterion { stale } } kpis(names: ["saq_answer_stale_count"], from: "2020-01-01", to: "2026-12-31", by: [month]) { figures { value } } }'],
  ['a review sample with its projection', 4, `{ reviewSample(id: "${sample.id}") { sample { drawSize } projection { missing random { strata { errors } } } } }`]
]
for (const [name, budget, ...queries] of BUDGETS) {
  t.test(`${name} takes a constant number of statements`, async (t) => {
    for (const query of queries) await ask(query)
    for (const query of queries) {
      const statements = await statementsOf(db, async () => await ask(query))
      t.ok(statements.length > (budget === 0 ? -1 : 0) && statements.length <= budget, `${statements.length} of ${budget}: ${statements.map((text) => text.trim().slice(0, 40)).join(' | ')}`)
    }
  })
}

t.test('what is asked twice under two names is read for both, each once', async (t) => {
  const one = (await statementsOf(db, async () => await ask('{ a: declarations(first: 5) { nodes { items { commodityCode } } } }'))).length
  const two = (await statementsOf(db, async () => await ask('{ a: declarations(first: 5) { nodes { items { commodityCode } } } b: declarations(first: 50) { nodes { items { commodityCode } } } }'))).length
  t.ok(two <= 2 * one, `${two} of ${2 * one}`)
})

t.test('items are those of their declaration, in the order asked', async (t) => {
  const { data } = await ask('{ declarations(first: 100) { nodes { lrn items { itemNumber commodityCode originCountry } } } }')
  const { nodes } = data['declarations'] as { nodes: { items: { itemNumber: number, commodityCode: string }[] }[] }
  t.equal(nodes.length, 100)
  t.ok(nodes.every(({ items }) => items.map(({ itemNumber, commodityCode }) => `${itemNumber} ${commodityCode}`).join() === '1 8518300090,2 6203420090'))
})

t.test('REST reads take a constant number of statements as well', async (t) => {
  const get = async (url: string): Promise<unknown> => await app.inject({ url, headers: bearer() })
  for (const [budget, ...urls] of [[3, '/v1/declarations?limit=10', '/v1/declarations?limit=100'], [5, '/v1/declarations/26IT00000000000000'], [3, '/v1/events?limit=10', '/v1/events?limit=1000'],
    [4, '/v1/units?limit=1', '/v1/units?limit=30', '/v1/sites?limit=30'], [3, '/v1/units/U-1', '/v1/assignments', '/v1/mandates'], [6, '/v1/organisation/chart'],
    [12, '/v1/questionnaire', '/v1/questionnaire?state=stale', '/v1/questionnaire/1.1.1', '/v1/questionnaire/export.json', '/v1/questionnaire/export.csv?on=2020-01-01']] as const) {
    for (const url of urls) {
      await get(url)
      const statements = await statementsOf(db, async () => await get(url))
      t.ok(statements.length > 0 && statements.length <= budget, `${url}: ${statements.length} of ${budget}`)
    }
  }
})
