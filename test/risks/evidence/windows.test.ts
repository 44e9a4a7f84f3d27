import t from 'tap'
import { windowsOf } from '../../../src/risks/evidence/windows.ts'
import type { WindowQuestion } from '../../../src/risks/evidence/windows.ts'

const asked: WindowQuestion = { basis: 'items', on: '2026-05-10', months: 36, period: { from: null, to: null }, observedFrom: '2020-01-01' }

const cases: [name: string, question: Partial<WindowQuestion>, window: [from: string, to: string] | null, yearFrom?: string][] = [
  ['three years to the day', {}, ['2023-05-11', '2026-05-10'], '2025-05-11'],
  ['whole months where the last day ends one', { on: '2026-02-28' }, ['2023-03-01', '2026-02-28'], '2025-03-01'],
  ['whole months over a leap year', { on: '2024-02-29', months: 12 }, ['2023-03-01', '2024-02-29'], '2023-03-01'],
  ['days before anything was declared say nothing', { observedFrom: '2025-11-20' }, ['2025-11-20', '2026-05-10'], '2025-05-11'],
  ['the first declaration on the last day', { observedFrom: '2026-05-10' }, ['2026-05-10', '2026-05-10'], '2025-05-11'],
  ['the first declaration after it', { observedFrom: '2026-05-11' }, null],
  ['nothing was ever declared', { observedFrom: null }, null],
  ['a risk that began within the window', { period: { from: '2026-01-01', to: null } }, ['2026-01-01', '2026-05-10'], '2025-05-11'],
  ['a risk that ended', { period: { from: null, to: '2025-12-31' } }, ['2023-01-01', '2025-12-31'], '2025-01-01'],
  ['a risk that ends later', { period: { from: null, to: '2026-12-31' } }, ['2023-05-11', '2026-05-10'], '2025-05-11'],
  ['outputs of AI systems by whole months', { basis: 'ai_outputs' }, ['2023-05-01', '2026-04-30'], '2025-05-01'],
  ['a month that is over counts', { basis: 'ai_outputs', on: '2026-05-31' }, ['2023-06-01', '2026-05-31'], '2025-06-01'],
  ['outputs count before the first declaration', { basis: 'ai_outputs', observedFrom: null }, ['2023-05-01', '2026-04-30'], '2025-05-01'],
  ['a month that a risk began in is no whole one', { basis: 'ai_outputs', period: { from: '2026-01-02', to: null } }, ['2026-02-01', '2026-04-30'], '2025-05-01'],
  ['people since anything could be seen', { basis: 'people', observedFrom: '2026-01-01' }, ['2026-01-01', '2026-05-10'], '2025-05-11']
]
for (const [name, question, window, yearFrom] of cases) {
  t.test(name, (t) => {
    const found = windowsOf({ ...asked, ...question })
    t.strictSame(found === null ? null : [found.window.from, found.window.to], window)
    if (found !== null) t.strictSame(found.year, { from: yearFrom, to: found.window.to })
    t.end()
  })
}
