import t from 'tap'
import { TapReport } from './tap-report.ts'

function reportOf (output: string, code = 0): { lines: string[], last: string } {
  const lines: string[] = []
  const report = new TapReport((line) => lines.push(...line.split('\n')))
  report.parser.end(output)
  report.finish(code)
  return { lines, last: lines.at(-1) ?? '' }
}

const file = (name: string, inside: string, line: string): string => `TAP version 14
# Subtest: ${name}
${inside.replaceAll(/^/gm, '    ')}
${line} - ${name} # time=5ms
1..1
`

const cases: [name: string, output: string, code: number, last: string][] = [
  ['leaves are counted, their groups are not', file('a', '# Subtest: group\n    ok 1 - x\n    ok 2 - y\n    1..2\nok 1 - group # time=1ms\nok 2 - z\n1..2', 'ok 1'), 0, '3 passed, 0 failed'],
  ['a failed leaf counts once, not again for its group and file', file('a', '# Subtest: group\n    not ok 1 - x\n    1..1\nnot ok 1 - group # time=1ms\n1..1', 'not ok 1'), 1, '0 passed, 1 failed'],
  ['skipped leaves are told apart', file('a', 'ok 1 - x\nok 2 - y # SKIP no docker\n1..2', 'ok 1'), 0, '1 passed, 0 failed, 1 skipped'],
  ['a killed file fails, although what it said passed', file('a', 'ok 1 - x\n1..1', 'not ok 1'), 1, '1 passed, 1 failed'],
  ['a file without an assertion fails', 'TAP version 14\n# Subtest: a\n    1..0 # no tests found\nok 1 - a # SKIP no tests found\n1..1\n', 0, '0 passed, 1 failed'],
  ['a file that skips itself with a reason is skipped', 'TAP version 14\n# Subtest: a\n    1..0 # no docker\nok 1 - a # SKIP no docker\n# Subtest: b\n    ok 1 - x\n    1..1\nok 2 - b # time=1ms\n1..2\n', 0, '1 passed, 0 failed, 1 skipped'],
  ['a run that said nothing fails', '', 0, '0 passed, 1 failed'],
  ['a code that nothing explains fails', file('a', 'ok 1 - x\n1..1', 'ok 1'), 7, '1 passed, 1 failed']
]
for (const [name, output, code, last] of cases) t.equal(reportOf(output, code).last, last, name)

t.test('a failure is shown with its path and diagnostics, a skipped test by name', async (t) => {
  const { lines } = reportOf(file('a.test.ts', 'not ok 1 - masses agree\n  ---\n  at:\n    fileName: a.test.ts\n    lineNumber: 3\n    columnNumber: 5\n  diff: |\n    -1\n    +2\n  ...\nok 2 - later # SKIP no docker\n1..2', 'not ok 1'), 1)
  const all = lines.join('\n')
  t.match(all, 'not ok  a.test.ts > masses agree')
  t.match(all, 'at: a.test.ts:3:5')
  t.match(all, '-1\n          +2')
  t.match(all, 'a.test.ts > later (no docker)')
})
