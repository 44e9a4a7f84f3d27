import t from 'tap'
import { useOf } from '../../src/ai-oversight/record.ts'
import type { Use } from '../../src/ai-oversight/record.ts'

const at = (second: number): Date => new Date(Date.UTC(2026, 2, 9, 8, 0, second))

t.test('a decision counts where it came before the use', (t) => {
  const cases: [name: string, usedAt: Date | null, decidedAt: Date | null, competent: boolean, underRule: boolean, use: Use][] = [
    ['not used', null, at(1), true, false, 'not_used'],
    ['decided before', at(2), at(1), true, false, 'reviewed'], ['at the same instant', at(1), at(1), true, false, 'reviewed'], ['after', at(1), at(2), true, false, 'unreviewed'],
    ['by somebody without the competence', at(2), at(1), false, false, 'reviewed_without_competence'],
    ['never', at(1), null, false, false, 'unreviewed'], ['never, under a rule', at(1), null, false, true, 'unreviewed_by_rule'], ['after, under a rule', at(1), at(2), true, true, 'unreviewed_by_rule'],
    ['before, under a rule as well', at(2), at(1), true, true, 'reviewed']
  ]
  for (const [name, usedAt, decidedAt, competent, underRule, use] of cases) t.equal(useOf(usedAt, decidedAt, competent, underRule), use, name)
  t.end()
})
