import type { ChecksMeasured } from './measure-checks.ts'
import { FALSE_ALARM_BOUND, RECALL_BOUND } from './score.ts'

/** What was measured, as Markdown: read in a terminal, pasted into a report. Pure. */

const percent = (share: number | null, digits = 1): string => share === null ? '' : `${(share * 100).toFixed(digits)} %`
const interval = (lower: number | null, upper: number | null): string => lower === null || upper === null ? '' : `${(lower * 100).toFixed(1)}–${(upper * 100).toFixed(1)}`

function table (columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [columns, ...rows.map((row) => row.map(String))]
  const widths = columns.map((_, index) => Math.max(3, ...cells.map((row) => row[index]?.length ?? 0)))
  const lineOf = (row: readonly string[]): string => `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`
  return [lineOf(columns), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...cells.slice(1).map(lineOf)].join('\n')
}

export function reportOf ({ year, real, missed, seed, generatorVersion, from, until, seconds }: ChecksMeasured): string {
  const shown = year.kinds.filter(({ showable }) => showable)
  const hidden = year.kinds.filter(({ showable, planted }) => !showable && planted > 0)
  return `${year.declarations} synthetic declarations of ${from} to ${until}, seed “${seed}”, generator ${generatorVersion}: ${year.planted} errors in ${year.declarations - year.clean} of them, ${year.clean} without. ${seconds} s.

Errors that declarations, earlier ones, loaded lists and registers can show (at least ${RECALL_BOUND * 100} % of each kind are to be found):

${table(['kind', 'needs', 'checks', 'planted', 'found', 'recall', '95 % interval'], shown.map(({ kind, needs, checks, planted, found, recall, lower, upper }) => [kind, needs, checks.join(' '), planted, found, percent(recall), interval(lower, upper)]))}

Errors that they cannot show, in the key all the same:

${table(['kind', 'needs', 'checks', 'planted', 'found'], hidden.map(({ kind, needs, checks, planted, found }) => [kind, needs, checks.join(' '), planted, found]))}

False alarms: ${year.falseAlarms.declarations} of ${year.clean} declarations without an error, ${percent(year.falseAlarms.share, 3)} (at most ${FALSE_ALARM_BOUND * 100} %); with 95 % confidence at most ${percent(year.falseAlarms.upper, 3)}.
${year.falseAlarms.byCheck.length === 0 ? '' : `\n${table(['check', 'declarations', 'share'], year.falseAlarms.byCheck.map(({ check, declarations, share }) => [check, declarations, percent(share, 3)]))}\n`}
The same errors planted into copies of ${real.declarations} published declarations, one a copy:

${table(['kind', 'planted', 'found', 'recall', '95 % interval'], real.kinds.map(({ kind, planted, found, recall, lower, upper }) => [kind, planted, found, percent(recall), interval(lower, upper)]))}

${missed.length === 0 ? 'Every bound is kept.' : `Missed: ${missed.join('; ')}.`}
`
}
