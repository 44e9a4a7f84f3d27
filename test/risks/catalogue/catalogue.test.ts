import t from 'tap'
import { CHECKS } from '../../../src/declarations/index.ts'
import { KPI_NAMES } from '../../../src/reporting/index.ts'
import { CAUSES as FINDING_CAUSES, PILLARS as FINDING_PILLARS, SOURCES } from '../../../src/findings/model.ts'
import { CAUSES as SANCTION_CAUSES, PILLARS as SANCTION_PILLARS, SEVERITIES as SANCTION_SEVERITIES } from '../../../src/sanctions/model.ts'
import { AREAS, CRITERIA, defaultAcceptableScore } from '../../../src/risks/catalogue/areas.ts'
import { CAUSES, FINDING_SOURCES, isFindingEvidence, isSanctionEvidence, PILLARS, SEVERITIES } from '../../../src/risks/catalogue/evidence-mapping.ts'
import { readCatalogue } from '../../../src/risks/catalogue/read-catalogue.ts'
import { RISK_CATALOGUE } from '../../../src/risks/catalogue/shipped-catalogue.ts'

const { risks, unmappedChecks } = RISK_CATALOGUE
/** They count sanctions by how grave and how found they are, whatever they are about. */
const RECORD = ['CMP-01', 'CMP-02', 'CMP-03']
const ids = new Set(CHECKS.map(({ id }) => id))

t.test('the catalogue has 94 risks, of every area and criterion, each once', (t) => {
  t.equal(risks.length, 94)
  t.equal(new Set(risks.map(({ code }) => code)).size, 94)
  t.strictSame(new Set(risks.map(({ area }) => area)), new Set(AREAS))
  t.strictSame(new Set(risks.map(({ criterion }) => criterion)), new Set(CRITERIA))
  t.end()
})

t.test('every check, key figure, pillar and cause that a risk names is one', (t) => {
  const key = new Set(KPI_NAMES)
  for (const { code, indicators, proposal: { evidence } } of risks) {
    t.strictSame(indicators.filter((name) => !key.has(name)), [], code)
    t.strictSame(evidence.findings.flatMap(({ checks }) => checks).filter((check) => !ids.has(check)), [], code)
  }
  t.strictSame([PILLARS, CAUSES, FINDING_SOURCES], [FINDING_PILLARS, FINDING_CAUSES, SOURCES], 'those of findings')
  t.strictSame([PILLARS, CAUSES, SEVERITIES], [SANCTION_PILLARS, SANCTION_CAUSES, SANCTION_SEVERITIES], 'those of sanctions')
  t.end()
})

t.test('every check is evidence of a risk, or says why it is of none', (t) => {
  t.equal(ids.size, 89)
  for (const { id } of CHECKS) {
    const mapped = risks.some(({ proposal }) => proposal.evidence.findings.some(({ checks }) => checks.includes(id)))
    t.not(mapped, Object.hasOwn(unmappedChecks, id), id)
  }
  t.strictSame(Object.keys(unmappedChecks).filter((id) => !ids.has(id)), [])
  t.end()
})

t.test('whatever a person, customs or a sample finds, and whatever is penalised, is evidence of some risk', (t) => {
  for (const pillar of PILLARS) {
    for (const cause of CAUSES) {
      for (const source of FINDING_SOURCES.filter((one) => one !== 'check')) t.ok(risks.some(({ proposal }) => isFindingEvidence(proposal.evidence, { check: null, pillar, cause, source })), `${source} ${pillar} ${cause}`)
      for (const severity of SEVERITIES) {
        const found = risks.filter(({ proposal }) => isSanctionEvidence(proposal.evidence, { pillar, cause, severity })).map(({ code }) => code)
        t.ok(found.some((code) => !RECORD.includes(code)), `sanction ${pillar} ${cause} ${severity} is evidence of what went wrong, beside the record of compliance`)
      }
    }
  }
  t.end()
})

t.test('each proposal has a reason of its own, and a range of losses that a consequence of revocation is not below', (t) => {
  const reasons = risks.map(({ proposal }) => proposal.reason)
  t.equal(new Set(reasons).size, 94)
  const sentences = reasons.flatMap((reason) => reason.split(/(?<=[.:;]) /)).filter((sentence) => sentence.length > 40)
  t.equal(new Set(sentences).size, sentences.length, 'no sentence serves two risks')
  for (const { code, proposal } of risks) {
    t.ok(proposal.reason.length > 80, code)
    t.ok(proposal.lossHigh >= 2 * proposal.lossLow, `${code} is no certain loss`)
    if (proposal.consequence === 5) t.ok(proposal.lossHigh >= 100_000, `${code}: an authorisation is worth that`)
  }
  t.end()
})

t.test('the compliance record bears less than the rest', (t) => {
  t.strictSame(CRITERIA.map(defaultAcceptableScore), [4, 5, 5, 5, 5])
  t.end()
})

t.test('a catalogue that is not whole does not start', (t) => {
  const risk = { id: 'X-1', area: 'value', criterion: '39b', title: 'x', description: 'x', typicalCauses: [], indicators: [], exampleControls: [], saq: [] }
  const defaults = { id: 'X-1', likelihood: 1, lossLow: 1, lossHigh: 2, consequence: 1, exposureBasis: 'items', evidence: {}, reason: 'x' }
  const file = (changes: object) => ({ version: 1, unmappedChecks: {}, risks: [{ ...defaults, ...changes }] })
  t.match(readCatalogue([risk], file({})), { risks: [{ code: 'X-1', criterion: 'records' }] })
  for (const [changes, message] of [[{ id: 'X-2' }, /Nothing is proposed/], [{ likelihood: 6 }, /unknown band 6/], [{ lossLow: 3 }, /no range/], [{ lossLow: 0 }, /no range/], [{ exposureBasis: 'days' }, /unknown days/]] as const) t.throws(() => readCatalogue([risk], file(changes)), message)
  t.throws(() => readCatalogue([{ ...risk, area: 'weather' }], file({})), /unknown weather/)
  t.throws(() => readCatalogue([{ ...risk, criterion: '39f' }], file({})), /unknown criterion/)
  t.throws(() => readCatalogue([], file({})), /not of the same risks/)
  t.end()
})
