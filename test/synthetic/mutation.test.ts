import t from 'tap'
import { CHECKS } from '../../src/declarations/checks/catalogue.ts'
import { mutateAll } from '../../src/synthetic/mutation.ts'
import { readRealDeclarations } from '../../src/synthetic/real-declarations.ts'
import { RECALL_BOUND, scoreMutation } from '../../src/synthetic/score.ts'
import { setting } from './support.ts'

const real = await readRealDeclarations()
const options = { ...setting(), checks: CHECKS, today: '2026-11-30' }
const scores = scoreMutation(mutateAll(real, options))

t.test('errors planted into published declarations are found there too', (t) => {
  t.equal(real.length, 141)
  t.ok(scores.length >= 25, `${scores.length} kinds could be planted`)
  t.ok(scores.reduce((sum, { planted }) => sum + planted, 0) > 1000)
  for (const { kind, planted, found, missedIn } of scores) t.ok(found >= planted * RECALL_BOUND, `${kind}: ${found} of ${planted} (${missedIn.slice(0, 3).join(', ')})`)
  t.end()
})

t.test('a check that looks no more is seen to miss', (t) => {
  const blind = CHECKS.map((check) => check.id !== 'CLA-01' ? check : { ...check, rule: { id: 'CLA-01', version: 9, scope: 'item' as const, evaluate: () => ({ outcome: 'pass' as const }) } })
  const [score] = mutateAll(real, { ...options, checks: blind }).filter(({ kind }) => kind === 'taric_digits_missing')
  t.match(score, { planted: 74, found: 0 })
  t.equal(score?.missedIn.length, 74)
  t.end()
})
