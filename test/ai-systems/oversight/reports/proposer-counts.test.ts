import t from 'tap'
import { compareProposers } from '../../../../src/ai-oversight/proposers.ts'
import { OVERSIGHT_RULES as RULES } from '../../../../src/ai-oversight/rules.ts'
import { aiShares } from '../../../../src/ai-systems/oversight/reports/ai-share.ts'
import { proposerCounts } from '../../../../src/ai-systems/oversight/reports/proposer-counts.ts'
import type { FoundOnLines } from '../../../../src/ai-systems/oversight/reports/proposer-counts.ts'

const people = (unit: string, number: number) => Array.from({ length: number }, (_, index) => ({ person: `${unit}-${index}`, unit }))
const proposed = (unit: string, lines: number, version = '1', pillar = 'origin') => ({ unit, pillar, system: 'S', version, lines })
const found = (unit: string, wrong: number, version: string | null = null, over: Partial<FoundOnLines> = {}): FoundOnLines =>
  ({ unit, pillar: 'origin', proposer: version === null ? null : { system: 'S', version }, raised: wrong, decided: wrong, wrong, ...over })
const compare = (...args: Parameters<typeof proposerCounts>) => compareProposers(proposerCounts(...args), { version: false, unit: false }, RULES)

t.test('lines and errors of people are all less those of AI, in each pillar for itself', (t) => {
  const lines = { all: [{ unit: 'A', lines: 10_000 }], proposed: [proposed('A', 2_000), proposed('A', 1_000, '2'), proposed('A', 10_000, '1', 'value')] }
  const errors = [found('A', 50, null, { raised: 60 }), found('A', 20, '1'), found('A', 10, '2', { raised: 20, decided: 10 }), found('A', 3, null, { pillar: 'value', raised: 9 })]
  const [origin, value] = compare(lines, errors, people('A', 5))
  t.match(origin, { system: 'S', pillar: 'origin', ai: { lines: 3_000, wrong: 30, reviewedShare: 0.75 }, human: { lines: 7_000, wrong: 20, reviewedShare: 1 }, because: null })
  t.match(value, { pillar: 'value', ai: null, because: 'no_human_lines' }, 'AI proposed all of them')
  const versions = compareProposers(proposerCounts(lines, errors, people('A', 5)), { version: true, unit: true }, RULES)
  t.match(versions.filter(({ pillar }) => pillar === 'origin'), [{ version: '1', units: ['A'], ai: { wrong: 20 } }, { version: '2', ai: { wrong: 10 } }])
  t.end()
})

t.test('a system is one, whether declarations name it by its code or its id', (t) => {
  const lines = { all: [{ unit: 'A', lines: 1_000 }], proposed: [proposed('A', 100), { ...proposed('A', 50), system: 'ID-OF-S' }, { ...proposed('A', 50), system: 'STRANGER' }] }
  const errors = [found('A', 9), found('A', 2, '1'), found('A', 1, null, { proposer: { system: 'ID-OF-S', version: '1' } })]
  t.match(compare(lines, errors, people('A', 5), (name) => name === 'ID-OF-S' ? 'S' : name), [{ system: 'S', ai: { lines: 150, wrong: 3 }, human: { lines: 800, wrong: 6 } }, { system: 'STRANGER', ai: { lines: 50, wrong: 0 } }])
  t.end()
})

t.test('what fewer than five people stand for is withheld', (t) => {
  const lines = { all: [{ unit: 'A', lines: 1_000 }, { unit: '', lines: 500 }], proposed: [proposed('A', 100), proposed('', 100)] }
  for (const [number, because] of [[4, 'too_few_people'], [5, null]] as const) t.match(compare(lines, [found('A', 5), found('A', 2, '1')], people('A', number)), [{ because }], String(number))
  t.match(compare(lines, [], []), [{ because: 'too_few_people' }], 'nobody is known')
  t.end()
})

t.test('an error whose line is no longer AI\'s makes no line of people less than nothing', (t) => {
  const [cut] = compare({ all: [{ unit: 'A', lines: 10 }], proposed: [proposed('A', 4)] }, [found('A', 1, null, { raised: 1 }), found('A', 3, '1')], people('A', 5))
  t.match(cut, { human: { lines: 6, wrong: 0, reviewedShare: 1 }, ai: { wrong: 3 } })
  t.end()
})

t.test('AI\'s share is of what is known, by month or of the whole', (t) => {
  const declared = [{ month: '2026-02', declarations: 100, items: 300, aiDeclarations: 25, aiItems: 60 }]
  const sanctioned = [{ month: '2026-03', sanctions: 5, aiSanctions: 2, unknown: 1 }]
  const shares = aiShares(declared, [], sanctioned, true, 30)
  t.match(shares, [
    { month: '2026-02', declarations: { withAi: 25, of: 100, share: 0.25, lowData: false }, items: { share: 0.2 }, findings: { of: 0, share: null, lower: null, lowData: true }, sanctionsUnknown: 0 },
    { month: '2026-03', declarations: { of: 0, share: null }, sanctions: { withAi: 2, of: 4, share: 0.5, lowData: true }, sanctionsUnknown: 1 }
  ])
  t.match(aiShares([], [], [], false, 30), [{ month: null, declarations: { share: null } }], 'nothing is one row without a share')
  t.end()
})
