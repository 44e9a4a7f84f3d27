import t from 'tap'
import type { PersonOnDay } from '../../../src/training/competence/requirements.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import type { Shown } from '../../../src/training/competence/shown.ts'
import { isTrained, taskCover } from '../../../src/training/figures/trained-deputies.ts'
import { held, person, shown } from '../competence/facts.ts'

const DAY = '2026-06-30'
const bearer = (name: string, responsibility: string, code = responsibility): PersonOnDay => ({ ...person([held({ code, responsibilities: [responsibility] })]), person: name })
const production: Shown[] = [...SHIPPED_CATALOGUE.matrix.get('production') ?? []].map(([topic, { level }]) => shown({ topic, level, completedOn: '2026-01-15' }))
const cover = (people: readonly PersonOnDay[], deputies: Record<string, string[]>, of: Record<string, Shown[]> = {}, responsibilities = ['production']) =>
  taskCover(responsibilities, { people, deputies: new Map(Object.entries(deputies)), shown: new Map(Object.entries(of)), catalogue: SHIPPED_CATALOGUE }, DAY)

t.test('somebody is trained for a role with all topics that it asks for', (t) => {
  const without = (topic: string): Shown[] => production.filter((record) => record.topic !== topic)
  t.ok(isTrained('production', production, SHIPPED_CATALOGUE, DAY))
  t.notOk(isTrained('production', without('special_procedures'), SHIPPED_CATALOGUE, DAY))
  t.notOk(isTrained('production', [...without('special_procedures'), shown({ topic: 'special_procedures', level: 1, completedOn: '2026-01-15' })], SHIPPED_CATALOGUE, DAY), 'at a lower level')
  t.notOk(isTrained('production', [...without('special_procedures'), shown({ topic: 'special_procedures', level: 2, completedOn: '2026-01-15', endsOn: '2026-06-29' })], SHIPPED_CATALOGUE, DAY), 'until the day before')
  t.ok(isTrained('production', [...without('special_procedures'), shown({ topic: 'special_procedures', level: 2, completedOn: '2026-01-15', endsOn: DAY })], SHIPPED_CATALOGUE, DAY), 'until that day')
  t.notOk(isTrained('production', [...without('special_procedures'), shown({ topic: 'special_procedures', level: 2, completedOn: '2024-06-29' })], SHIPPED_CATALOGUE, DAY), 'past its refresher')
  t.end()
})

t.test('before the first day of a duty nobody had to be trained for it', (t) => {
  const withoutAi = [...SHIPPED_CATALOGUE.matrix.get('finance') ?? []].flatMap(([topic, { level }]) => topic === 'ai_literacy' ? [] : [shown({ topic, level, completedOn: '2025-01-15' })])
  t.ok(isTrained('finance', withoutAi, SHIPPED_CATALOGUE, '2025-02-01'))
  t.notOk(isTrained('finance', withoutAi, SHIPPED_CATALOGUE, '2025-02-02'))
  t.end()
})

t.test('standing in for a role that asks for more, level 2 is enough', (t) => {
  const security = [...SHIPPED_CATALOGUE.matrix.get('security_officer') ?? []].map(([topic, { level }]) => shown({ topic, level: Math.min(2, level), completedOn: '2026-01-15' }))
  t.ok(isTrained('security_officer', security, SHIPPED_CATALOGUE, DAY))
  t.notOk(isTrained('security_officer', security.map((record) => ({ ...record, level: 1 })), SHIPPED_CATALOGUE, DAY))
  t.end()
})

t.test('a task is covered by a deputy who is trained', (t) => {
  const holder = bearer('P1', 'production')
  t.strictSame(cover([holder], {}), [{ responsibility: 'production', deputies: [], trained: [] }])
  t.strictSame(cover([holder], { production: ['P2'] }), [{ responsibility: 'production', deputies: ['P2'], trained: [] }])
  t.strictSame(cover([holder], { production: ['P2'] }, { P2: production }), [{ responsibility: 'production', deputies: ['P2'], trained: ['P2'] }])
  t.strictSame(cover([holder], { production: ['P1'] }, { P1: production }), [{ responsibility: 'production', deputies: [], trained: [] }], 'the only holder does not stand in for himself')
  t.strictSame(cover([holder, bearer('P2', 'production', 'SECOND')], { production: ['P2'] }, { P2: production })[0]?.trained, ['P2'], 'one of two holders does for the other')
  t.strictSame(cover([bearer('P1', 'finance')], {}), [], 'nobody bears it')
  t.end()
})

t.test('who deputises the head by position stands in for the head', (t) => {
  const [head] = cover([bearer('P1', 'head_of_customs'), bearer('P2', 'deputy_head_of_customs')], {}, {}, ['head_of_customs'])
  t.strictSame(head?.deputies, ['P2'])
  t.end()
})
