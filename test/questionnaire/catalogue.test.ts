import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema } from 'graphql'
import t from 'tap'
import RULES from '../../src/ai-act/rules.json' with { type: 'json' }
import CONTROLS from '../../src/ai-systems/controls/controls.json' with { type: 'json' }
import AUTHORISATIONS from '../../src/authorisations/question-map.json' with { type: 'json' }
import { SCOPES } from '../../src/platform/access.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import { touchingEvents } from '../../src/questionnaire-sources.ts'
import { appliesTo, isUnder, questionsNamed } from '../../src/questionnaire/catalogue/question.ts'
import { readCatalogue } from '../../src/questionnaire/catalogue/read-catalogue.ts'
import { CATALOGUE } from '../../src/questionnaire/catalogue/shipped-catalogue.ts'
import { KPI_NAMES } from '../../src/reporting/index.ts'
import { RISK_CATALOGUE } from '../../src/risks/catalogue/shipped-catalogue.ts'

const openapi = join(import.meta.dirname, '../../openapi')
const ids = CATALOGUE.questions.map(({ id }) => id)

t.test('the questionnaire has the questions of the domain, in their order: 115 with two official preparatory ones and one of ours, and 14 about AI', (t) => {
  t.equal(ids.length, 129)
  t.equal(ids.filter((id) => id.startsWith('AI.')).length, 14)
  const ofSection = Map.groupBy(CATALOGUE.questions, ({ section }) => section)
  t.strictSame([...ofSection.keys()], CATALOGUE.sections.map(({ id }) => id))
  for (const { id, section, number } of CATALOGUE.questions) {
    t.ok(isUnder(id, section), `${id} is under ${section}`)
    t.equal(number === 'own', id === '0.3' || section === 'AI', id)
  }
  t.strictSame(CATALOGUE.questions.filter(({ ai, section }) => ai && section === '3.7').map(({ id }) => id), ['3.7.1', '3.7.2', '3.7.3'])
  t.end()
})

t.test('customs simplifications ask about competence and not about security, security the other way round', (t) => {
  t.strictSame(appliesTo(['general']), ['AEOC', 'AEOS', 'AEOF'])
  t.strictSame(appliesTo(['39d']), ['AEOC', 'AEOF'])
  t.strictSame(appliesTo(['39e']), ['AEOS', 'AEOF'])
  t.strictSame(appliesTo(['39b', '39e']), ['AEOC', 'AEOS', 'AEOF'])
  t.end()
})

t.test('every number that another list names is one of the questionnaire, or a group of it', (t) => {
  const named: [list: string, numbers: readonly string[]][] = [
    ['rules of the AI Act', RULES.rules.flatMap((rule) => 'saq' in rule ? rule.saq ?? [] : [])],
    ['controls of AI systems', [...Object.keys(CONTROLS.saqTitles), ...CONTROLS.controls.flatMap(({ saq }) => saq)]],
    ['authorisations', [AUTHORISATIONS.byType, AUTHORISATIONS.byCondition, AUTHORISATIONS.byDecision].flatMap((map) => Object.values(map).flat())],
    ['risks', RISK_CATALOGUE.risks.flatMap(({ questions }) => questions)]
  ]
  for (const [list, numbers] of named) {
    t.ok(numbers.length > 5, list)
    t.strictSame([...new Set(numbers)].filter((number) => questionsNamed(CATALOGUE, [number]).length === 0), [], list)
  }
  t.end()
})

t.test('what a question is shown by is there: key figures, lists, queries; and every key figure that its words name is linked', (t) => {
  const paths = Object.keys((JSON.parse(readFileSync(join(openapi, 'openapi.json'), 'utf8')) as { paths: object }).paths)
  const fields = Object.keys(buildSchema(readFileSync(join(openapi, 'schema.graphql'), 'utf8')).getQueryType()?.getFields() ?? {})
  for (const { id, shownBy, prefill } of CATALOGUE.questions) {
    for (const { kind, name, href } of shownBy) t.ok(kind === 'list' ? paths.includes(href) : href === '/graphql' && (kind === 'kpi' ? KPI_NAMES : fields).includes(name), `${id}: ${name}`)
    const words = KPI_NAMES.filter((name) => prefill?.split(/[^a-z0-9_]+/).includes(name))
    t.strictSame(words.filter((name) => !shownBy.some((link) => link.name === name)), [], id)
  }
  t.end()
})

t.test('every kind of event says why, touches something, and names a right that exists', (t) => {
  for (const { kind, because, questions, named, scope } of CATALOGUE.events.values()) {
    t.ok(because.length > 20 && (questions.length > 0 || named), kind)
    t.ok((SCOPES as readonly string[]).includes(scope), `${kind}: ${scope}`)
  }
  t.end()
})

t.test('what the registers tell is mapped, all of it, and nothing is mapped that no register tells: one kind without a map would stop every reading', async (t) => {
  const texts: string[] = []
  const lists: string[] = []
  const query = async (text: string, values: readonly unknown[] = []) => {
    texts.push(text)
    lists.push(...values.flatMap((value) => Array.isArray(value) ? value as string[] : []))
    return []
  }
  await touchingEvents({ operatorId: 'x', query } as unknown as OperatorTx, { until: '2026-11-26' })
  const literals = texts.flatMap((text) => [...text.matchAll(/(?:select|then|else) '([a-z_]+)'(?! \|\|)/g)].map(([, kind = '']) => kind)).filter((kind) => !['holder', 'deputy'].includes(kind))
  t.strictSame([...new Set([...literals, ...lists.map((kind) => `evidence_${kind}`)])].toSorted(), [...CATALOGUE.events.keys()].toSorted())
})

t.test('files that name what is not there, or the same twice, do not start', (t) => {
  const question = { id: '1.1', section: '1', words: 'x', criteria: ['39a'], ai: false, number: 'own', prefill: null }
  const file = { release: '1', source: 'x', remark: 'x', sections: [{ id: '1', title: 'x' }], questions: [question] }
  const events = { release: '1', confirmWithinMonths: 12, dueWithinDays: 30, events: [{ kind: 'a', because: 'x', questions: ['1.1'], named: false, scope: 'x' }] }
  const cases: [string, Parameters<typeof readCatalogue>, RegExp][] = [
    ['a question twice', [{ ...file, questions: [question, question] }, events, { questions: {} }], /twice/],
    ['an unknown section', [{ ...file, sections: [] }, events, { questions: {} }], /section 1/],
    ['an unknown criterion', [{ ...file, questions: [{ ...question, criteria: ['39z'] }] }, events, { questions: {} }], /39z/],
    ['an unknown question of an event', [{ ...file, questions: [{ ...question, id: '1.2' }] }, events, { questions: {} }], /1\.1/],
    ['a link of an unknown question', [file, events, { questions: { 2.1: [] } }], /2\.1/],
    ['a link of an unknown kind', [file, events, { questions: { 1.1: [{ kind: 'page', name: 'x', href: '/' }] } }], /page/],
    ['an event twice', [file, { ...events, events: [...events.events, ...events.events] }, { questions: {} }], /twice/]
  ]
  t.equal(readCatalogue(file, events, { questions: {} }).questions.length, 1)
  for (const [name, [questions, touching, links], message] of cases) t.throws(() => readCatalogue(questions, touching, links), message, name)
  t.end()
})
