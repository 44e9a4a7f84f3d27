import { COMPLIANCE_ACCEPTABLE_SCORE, DEFAULT_ACCEPTABLE_SCORE } from '../../risk/method.ts'

/** Areas that risks are looked at in, and the criteria of UCC Art. 39 that they endanger. Pure. */

export const AREAS = [
  'compliance', 'classification', 'origin', 'value', 'trade_defence', 'licences', 'procedures', 'declarations', 'accounting', 'it_security', 'solvency', 'competence', 'organisation', 'security',
  'artificial_intelligence', 'excise', 'monitoring'
] as const
export type Area = typeof AREAS[number]

/** UCC Art. 39(a) to (e), in that order. */
export const CRITERIA = ['compliance', 'records', 'financial_solvency', 'competence', 'security'] as const
export type Criterion = typeof CRITERIA[number]

/** Greatest acceptable score of a risk whose area has none stated: the compliance record of Art. 39(a) bears less. */
export const defaultAcceptableScore = (criterion: Criterion): number => criterion === 'compliance' ? COMPLIANCE_ACCEPTABLE_SCORE : DEFAULT_ACCEPTABLE_SCORE
