import t from 'tap'
import { classify } from '../../../src/ai-act/classify.ts'
import { CLASS_FUNCTION, RULE_SET } from '../../../src/ai-act/shipped-rules.ts'
import { CONTROL_CATALOGUE } from '../../../src/ai-systems/controls/shipped-controls.ts'
import { contradictionsOf } from '../../../src/ai-systems/register/contradictions.ts'
import type { SystemContent } from '../../../src/ai-systems/register/system.ts'
import { answersOf, lifeOf } from '../../../src/synthetic/ai/lives.ts'
import { APPLICANTS, DUAL_USE, MOODS, SYSTEMS, TRANSLATIONS } from '../../../src/synthetic/ai/systems.ts'
import { setting } from '../support.ts'

const { trader: { until } } = setting()
const found = (answers: object) => classify(RULE_SET, CLASS_FUNCTION, answers as never, until)

t.test('the inventory has each class that a trader meets, and one system of which nobody knows yet', (t) => {
  t.ok(SYSTEMS.length >= 8)
  const classOf: Readonly<Record<string, string | null>> = { [TRANSLATIONS]: 'transparency', [APPLICANTS]: 'high_risk', [MOODS]: 'prohibited', [DUAL_USE]: null }
  for (const seed of SYSTEMS) {
    const { class: is, provisional } = found(answersOf(seed))
    t.equal(is, seed.code in classOf ? classOf[seed.code] : 'minimal', seed.code)
    t.equal(provisional, is === null, `${seed.code}: is it open?`)
  }
  t.end()
})

t.test('answers agree with the register', (t) => {
  for (const seed of SYSTEMS) t.strictSame(contradictionsOf(seed.content as unknown as SystemContent, answersOf(seed)), [], seed.code)
  t.end()
})

t.test('what is forbidden or open never comes into use, and days follow one another', (t) => {
  for (const { code, registered } of SYSTEMS) {
    const steps = lifeOf(code, until)
    const days = steps.filter(({ kind }) => kind === 'status').map(({ payload }) => String(payload['on']))
    t.strictSame(days, days.toSorted(), code)
    t.ok(days.every((day) => day <= until))
    t.equal(steps.some(({ payload }) => payload['status'] === 'in_use'), code !== MOODS && code !== DUAL_USE, `${code}, registered on day ${registered}`)
    t.ok(steps.filter(({ payload }) => payload['status'] === 'in_use').every(({ byAnother }) => byAnother), `${code} is put in use by another login`)
  }
  t.end()
})

t.test('what is decided of obligations and controls is owed and in the catalogue', (t) => {
  const controls = new Set(CONTROL_CATALOGUE.controls.map(({ id }) => id))
  for (const seed of SYSTEMS) {
    const owed = new Set(found(answersOf(seed)).obligations.map(({ id }) => id))
    for (const { kind, path } of lifeOf(seed.code, until)) {
      const id = path.split('/').at(-1) ?? ''
      if (kind === 'obligation') t.ok(owed.has(id), `${seed.code} ${id}`)
      if (kind === 'control') t.ok(controls.has(id), `${seed.code} ${id}`)
    }
  }
  t.end()
})

t.test('the same setting makes the same bytes', (t) => {
  t.equal(JSON.stringify(SYSTEMS.map(({ code }) => lifeOf(code, until))), JSON.stringify(SYSTEMS.map(({ code }) => lifeOf(code, setting().trader.until))))
  t.end()
})
