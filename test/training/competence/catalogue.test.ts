import t from 'tap'
import { PILLARS as OF_FINDINGS } from '../../../src/findings/model.ts'
import { RESPONSIBILITIES } from '../../../src/organisation/model/positions.ts'
import { PILLARS as OF_SANCTIONS } from '../../../src/sanctions/model.ts'
import { pillarsOf, withOwnTopics } from '../../../src/training/competence/catalogue.ts'
import type { Topic } from '../../../src/training/competence/catalogue.ts'
import { reviewDemand } from '../../../src/training/competence/review-competence.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { required } from './facts.ts'

const { topics, matrix, pillarTopics } = SHIPPED_CATALOGUE
const levels = (role: string): number[] => [...topics.keys()].map((topic) => matrix.get(role)?.get(topic)?.level ?? 0)

t.test('topics T1 to T17 ship in their order, each with a refresher and the law that asks for it', (t) => {
  t.strictSame([...topics.values()].map(({ number }) => number), Array.from({ length: 17 }, (_, index) => `T${index + 1}`))
  t.strictSame([...topics.values()].filter(({ refresherMonths }) => refresherMonths === 12).map(({ code }) => code), ['classification', 'origin', 'dual_use_export_control', 'records_internal_control', 'security_safety', 'it_document_security', 'ai_literacy'])
  t.ok([...topics.values()].every(({ refresherMonths, legalSource }) => (refresherMonths === 12 || refresherMonths === 24) && legalSource !== null))
  t.end()
})

t.test('what the law did not ask for before a day says the day and the law', (t) => {
  t.strictSame([...topics.values()].flatMap(({ code, requiredFrom, requiredFromSource }) => requiredFrom === null && requiredFromSource === null ? [] : [[code, requiredFrom, requiredFromSource]]),
    [['ai_literacy', '2025-02-02', 'AI Act Art. 113(a)'], ['product_rules', '2023-10-01', 'Reg. (EU) 2023/956 Art. 32, 36(2)']])
  t.end()
})

t.test('every responsibility of a position has its row, deputies and the board that of those whom they follow', (t) => {
  t.strictSame([...matrix.keys()].toSorted(), RESPONSIBILITIES.toSorted())
  t.strictSame(levels('head_of_customs'), [4, 3, 3, 3, 3, 3, 3, 4, 3, 4, 4, 2, 2, 2, 3, 3, 3])
  t.strictSame(levels('deputy_head_of_customs'), levels('head_of_customs'))
  t.strictSame(levels('security_officer'), [1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 0, 4, 3, 1, 0, 0])
  t.strictSame(levels('board_member'), [1, 0, 0, 0, 1, 1, 1, 1, 0, 2, 2, 0, 1, 1, 1, 0, 1])
  t.ok([...matrix.values()].every((row) => [...row].every(([topic, { level }]) => topics.has(topic) && level >= 1 && level <= 4)), 'a level of 0 has no cell')
  t.end()
})

t.test('three cells of the reviewer of AI hold only for the pillar reviewed, and one rests on the AI Act', (t) => {
  const marked = (mark: 'onlyForPillarReviewed' | 'aiUse'): string[] => [...matrix].flatMap(([role, row]) => [...row].flatMap(([topic, cell]) => cell[mark] ? [`${role} ${topic}`] : []))
  t.strictSame(marked('onlyForPillarReviewed'), ['ai_reviewer classification', 'ai_reviewer value', 'ai_reviewer origin'])
  t.strictSame(marked('aiUse'), ['ai_reviewer ai_literacy'])
  t.end()
})

t.test('every pillar of findings and sanctions has a topic', (t) => {
  t.strictSame([...new Set([...OF_FINDINGS, ...OF_SANCTIONS])].filter((pillar) => !topics.has(pillarTopics.get(pillar) ?? '')), [])
  t.strictSame(pillarsOf(SHIPPED_CATALOGUE, ['duties_trade_defence', 'value']), ['value', 'duties', 'trade_defence'])
  t.end()
})

t.test('own topics follow those that ship, and never replace one', (t) => {
  const topic = (code: string): Topic => ({ code, number: null, name: code, kind: 'procedure', refresherMonths: null, legalSource: null, requiredFrom: null, requiredFromSource: null })
  const merged = withOwnTopics(SHIPPED_CATALOGUE, [topic('sop_returns'), topic('origin'), topic('sop_archive')])
  t.strictSame([...merged.topics.keys()].slice(-3), ['product_rules', 'sop_archive', 'sop_returns'])
  t.equal(merged.topics.get('origin'), topics.get('origin'))
  t.end()
})

t.test('a review asks for what is required of the reviewer anyway, else for level 2 as the topic is refreshed', (t) => {
  t.match(reviewDemand(SHIPPED_CATALOGUE, 'origin', []), { topic: 'origin', level: 2, refresherMonths: 12 })
  t.match(reviewDemand(SHIPPED_CATALOGUE, 'origin', [required({ topic: 'value' })]), { level: 2 })
  t.match(reviewDemand(SHIPPED_CATALOGUE, 'origin', [required({ level: 1, refresherMonths: 36 })]), { topic: 'origin', level: 1, refresherMonths: 36 })
  t.match(reviewDemand(SHIPPED_CATALOGUE, 'origin', [required({ level: 4 })]), { level: 4 })
  t.equal(reviewDemand(SHIPPED_CATALOGUE, 'astrology', []), undefined)
  t.end()
})
