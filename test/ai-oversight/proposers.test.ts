import t from 'tap'
import { compareProposers } from '../../src/ai-oversight/proposers.ts'
import type { ProposerComparison } from '../../src/ai-oversight/proposers.ts'
import type { ProposedLine } from '../../src/ai-oversight/record.ts'
import { OVERSIGHT_RULES as RULES } from '../../src/ai-oversight/rules.ts'
import type { Count } from '../../src/ai-oversight/tally.ts'
import { adjustedForManyCuts } from '../../src/statistics/many-cuts.ts'
import { countsOf, line, near } from './records.ts'

interface Side { readonly lines: number, readonly wrong: number, readonly people?: number, readonly raised?: number, readonly decided?: number }

/** Totals of one side; by default five people, and each error a finding that was decided. */
function side (over: Partial<ProposedLine>, { lines, wrong, people = 5, raised = wrong, decided = raised }: Side): Count[] {
  const one = line(over)
  const cell = { system: one.system, version: one.version, pillar: one.pillar, unit: one.unit, period: '2026-03' }
  const bins = { lines, wrong, raised, decided }
  return [
    ...Object.entries(bins).map(([name, count]): Count => ({ ...cell, counter: 'line', bin: `${one.proposedBy}/${name}`, count })),
    ...Array.from({ length: people }, (_, index): Count => ({ ...cell, counter: 'handler', bin: `${one.proposedBy}/${one.unit}${index}`, count: 1 }))
  ]
}
const ai = (of: Side, over: Partial<ProposedLine> = {}): Count[] => side({ proposedBy: 'ai', system: 'classifier-1', version: '4.2', ...over }, of)
const human = (of: Side, over: Partial<ProposedLine> = {}): Count[] => side(over, of)
const ALL = { version: false, unit: false }
const only = (counts: readonly Count[], by = ALL): ProposerComparison => {
  const found = compareProposers(counts, by, RULES)
  t.equal(found.length, 1)
  return found[0] as ProposerComparison
}

t.test('errors of AI-proposed lines against those of people, computed by hand', (t) => {
  const found = only([...ai({ lines: 10_000, wrong: 30 }), ...human({ lines: 10_000, wrong: 10 })])
  t.match(found, { system: 'classifier-1', version: null, pillar: 'classification', units: null, verdict: 'ai_more', lowData: false, cautions: [], ruleVersion: 1, because: null })
  t.match(found.ai, { lines: 10_000, wrong: 30, reviewedShare: 1, exposure: 10_000 })
  t.ok(found.compared?.ratio === 3 && near(found.compared.lower, 1.4274084701515852) && near(found.compared.upper, 6.8793017710183255) && near(found.compared.p, 0.0022214337732293643))
  t.equal(found.adjustedP, found.compared?.p, 'one cut')
  t.end()
})

t.test('lines count from the records', (t) => {
  const lines = ['a', 'b', 'c', 'd', 'e'].flatMap((handler) => [line({ handler }), line({ handler, proposedBy: 'ai', system: 's', version: '1', wrong: handler === 'a', raised: 1, decided: handler === 'b' ? 0 : 1 })])
  t.match(only(countsOf([], lines)), { ai: { lines: 5, wrong: 1, reviewedShare: 0.8, exposure: 4 }, human: { lines: 5, wrong: 0, reviewedShare: 1 } })
  t.end()
})

t.test('findings that nobody decided do not look like fewer errors', (t) => {
  const found = only([...ai({ lines: 10_000, wrong: 10, raised: 40, decided: 10 }), ...human({ lines: 10_000, wrong: 40, raised: 40 })])
  t.match(found, { ai: { exposure: 2500 }, verdict: 'no_difference_shown', cautions: ['half_reviewed', 'unequally_reviewed'] })
  t.equal(found.compared?.ratio, 1)
  t.match(only([...ai({ lines: 10_000, wrong: 10, raised: 20, decided: 10 }), ...human({ lines: 10_000, wrong: 40, raised: 41, decided: 40 })]).cautions, [], 'half is enough, and nearly half as much as the other')
  t.match(only([...ai({ lines: 10_000, wrong: 10, raised: 20, decided: 10 }), ...human({ lines: 10_000, wrong: 40, raised: 40 })]).cautions, ['unequally_reviewed'])
  t.match(only([...ai({ lines: 100, wrong: 0, raised: 5, decided: 0 }), ...human({ lines: 100, wrong: 4 })]), { compared: null, verdict: null, because: 'nothing_reviewed' })
  t.end()
})

t.test('a difference must hold when corrected for all cuts', (t) => {
  const counts = ['A', 'B', 'C', 'D'].flatMap((unit) => [...ai({ lines: 1000, wrong: unit === 'A' ? 16 : 6 }, { unit }), ...human({ lines: 1000, wrong: 5 }, { unit })])
  const found = compareProposers(counts, { version: false, unit: true }, RULES)
  t.strictSame(found.map(({ units }) => units), [['A'], ['B'], ['C'], ['D']])
  t.strictSame(found.map(({ adjustedP }) => adjustedP), adjustedForManyCuts(found.map(({ compared }) => compared?.p ?? 1)))
  t.ok((found[0]?.compared?.p ?? 1) < 0.05 && (found[0]?.adjustedP ?? 0) > 0.05)
  t.equal(found[0]?.verdict, 'no_difference_shown')
  t.equal(only(counts.filter(({ unit }) => unit === 'A')).verdict, 'ai_more', 'by itself it is called out')
  t.match(only([...ai({ lines: 1000, wrong: 2 }), ...human({ lines: 1000, wrong: 20 })]).verdict, 'ai_fewer')
  t.end()
})

t.test('people\'s lines are those of the same pillar and unit', (t) => {
  const counts = [...ai({ lines: 100, wrong: 1 }), ...ai({ lines: 50, wrong: 1 }, { pillar: 'origin' }), ...human({ lines: 100, wrong: 2 }), ...human({ lines: 700, wrong: 9 }, { unit: 'EXP' })]
  const found = compareProposers(counts, { version: false, unit: true }, RULES)
  t.match(found, [{ pillar: 'classification', units: ['IMP'], human: { lines: 100 } }, { pillar: 'origin', human: null, because: 'no_human_lines' }])
  t.equal(compareProposers(counts, ALL, RULES)[0]?.human?.lines, 800)
  const versions = compareProposers([...counts, ...ai({ lines: 10, wrong: 0 }, { version: '4.3' })], { version: true, unit: false }, RULES)
  t.strictSame(versions.map(({ version, pillar, ai: side }) => [pillar, version, side?.lines]), [['classification', '4.2', 100], ['classification', '4.3', 10], ['origin', '4.2', undefined]])
  t.strictSame(compareProposers(human({ lines: 9, wrong: 0 }), ALL, RULES), [])
  t.end()
})

t.test('what fewer than five people handled is withheld or put together', (t) => {
  t.match(only([...ai({ lines: 100, wrong: 1 }), ...human({ lines: 100, wrong: 2, people: 4 })]), { ai: null, human: null, compared: null, verdict: null, because: 'too_few_people' })
  t.match(only([...ai({ lines: 100, wrong: 1, people: 4 }), ...human({ lines: 100, wrong: 2 })]), { human: null, because: 'too_few_people' })
  t.match(only([...ai({ lines: 100, wrong: 1, people: 0 }), ...human({ lines: 100, wrong: 2 })]), { because: 'too_few_people' }, 'who they were is not known')
  const counts = [['A', 2], ['B', 3], ['C', 9]].flatMap(([unit, people]) => [...ai({ lines: 100, wrong: 1, people: people as number }, { unit: unit as string }), ...human({ lines: 100, wrong: 2, people: people as number }, { unit: unit as string })])
  t.match(compareProposers(counts, { version: false, unit: true }, RULES).map(({ units, human: side }) => [units, side?.lines]), [[['C'], 100], [['A', 'B'], 200]])
  t.end()
})

t.test('fewer than three errors to be expected on a side are low data', (t) => {
  t.equal(only([...ai({ lines: 100, wrong: 1 }), ...human({ lines: 100, wrong: 5 })]).lowData, false, 'three on either side')
  t.equal(only([...ai({ lines: 100, wrong: 0 }), ...human({ lines: 100, wrong: 5 })]).lowData, true)
  t.equal(only([...ai({ lines: 10, wrong: 9 }), ...human({ lines: 1000, wrong: 90 })]).lowData, true)
  t.end()
})
