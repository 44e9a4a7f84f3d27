import type { Source } from '../definition.ts'
import { POINTS } from './declaration-sources.ts'

/** What checks answered and what they found: totals that move with each examination and each decision. */

/** Checks that key figures are made of; the sums of each are columns of one statement. */
export const CHECKS_OF_FIGURES = [
  'CLA-06', 'ORI-02', 'ORI-03', 'ORI-06', 'VAL-03', 'VAL-09', 'TDI-01', 'TDI-02', 'LIC-01', 'LIC-04', 'LIC-06', 'LIC-07', 'LIC-08', 'PRO-02', 'PRO-03', 'PRO-04',
  'PRO-05', 'PRO-11', 'PRO-15', 'EXC-02', 'EXC-03', 'LIF-05'
] as const
export type CheckOfFigures = typeof CHECKS_OF_FIGURES[number]

/** Columns of `checkOutcomes`: declarations for which the check answered at all, could pass or hit, and hit. */
export const answered = (check: CheckOfFigures): string => `${check} answered`
export const judged = (check: CheckOfFigures): string => `${check} judged`
export const hits = (check: CheckOfFigures): string => `${check} hit`

const OUTCOMES = ['pass', 'hit', 'not_evaluable', 'not_applicable'] as const

/**
 * Declarations by outcome.
 * @param positionOf the place of a check in the counts of a day: four counts each.
 * @throws Error for a check that is not in the catalogue.
 */
export function checkOutcomes (positionOf: (check: string) => number | undefined): Source {
  const columns = CHECKS_OF_FIGURES.flatMap((check) => {
    const position = positionOf(check)
    if (position === undefined) throw new Error(`Key figures need the check ${check}, which the catalogue lacks`)
    const sum = (...outcomes: (typeof OUTCOMES[number])[]): string =>
      `sum(${outcomes.map((outcome) => `coalesce(t.counts[${position * OUTCOMES.length + OUTCOMES.indexOf(outcome) + 1}], 0)`).join(' + ')})::text`
    return [`${sum('pass', 'hit', 'not_applicable')} as "${answered(check)}"`, `${sum('pass', 'hit')} as "${judged(check)}"`, `${sum('hit')} as "${hits(check)}"`]
  })
  return {
    name: 'check_outcomes', reads: 'totals of declarations by outcome of each check (check_totals)', period: 'period', dimensions: [], byMonth: true,
    statement: `select p.point::integer as point, 'all' as dimension, '' as key, ${columns.join(', ')}
      from ${POINTS} join aeo.check_totals t on t.operator_id = $1 and t.day between p.first and p.last
      group by p.point`
  }
}

const STANDING = CHECKS_OF_FIGURES.map((check) => `sum(t.opened - t.dismissed - t.cured) filter (where t.key = '${check}')::text as "${check}"`)

/** Findings that stand: neither dismissed by a person nor cured by a later version. One is of one item, or of the declaration as a whole. */
export const STANDING_FINDINGS: Source = {
  name: 'standing_findings', reads: 'totals of findings by check: found, less those dismissed by people or cured by a later version (finding_totals)', period: 'period',
  dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, ${STANDING.join(', ')}
    from ${POINTS} join aeo.finding_totals t on t.operator_id = $1 and t.dimension = 'check' and t.key in (${CHECKS_OF_FIGURES.map((check) => `'${check}'`).join(', ')})
      and t.day between p.first and p.last
    group by p.point`
}

/** Findings of checks by what became of them; those of people, customs, samples and reconciliations are no failed checks. */
export const CLOSED_CHECK_FINDINGS: Source = {
  name: 'closed_check_findings', reads: 'totals of findings by check: confirmed, dismissed and cured (finding_totals)', period: 'period', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, sum(t.dismissed)::text as dismissed, sum(t.confirmed + t.dismissed + t.cured)::text as closed
    from ${POINTS} join aeo.finding_totals t on t.operator_id = $1 and t.dimension = 'check' and t.key not in ('person', 'customs', 'sample', 'reconciliation')
      and t.day between p.first and p.last
    group by p.point`
}
