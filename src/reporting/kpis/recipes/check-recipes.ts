import type { Recipe, Source } from '../definition.ts'
import { answered, hits, judged, STANDING_FINDINGS } from '../sources/check-sources.ts'
import type { CheckOfFigures } from '../sources/check-sources.ts'
import { DIRECTIONS } from '../sources/declaration-sources.ts'

/** Key figures that checks answer. A check that could not look at anything is no data, and no zero. Pure. */

/** Findings that stand, of these checks; together they have looked where any of them answered. */
function standing (outcomes: Source, name: string, words: string, ...checks: CheckOfFigures[]): Recipe {
  return {
    name, kind: 'count', interval: 'none',
    numerator: { source: STANDING_FINDINGS, figures: checks, words: `${words} (findings of ${checks.join(', ')} that stand)` },
    denominator: { source: outcomes, figures: checks.map(answered), words: `declarations of which ${checks.join(', ')} could answer${checks.length === 1 ? '' : ', once for each check'}` },
    ...checks.length === 1 ? {} : { remark: 'An item that two of the checks find counts twice.' }
  }
}

function hitRate (outcomes: Source, name: string, numerator: string, denominator: string, check: CheckOfFigures): Recipe {
  return {
    name, kind: 'ratio', interval: 'wilson', remark: 'Counted by declaration: totals of checks are kept by declaration, not by item.',
    numerator: { source: outcomes, figures: [hits(check)], words: `${numerator} (hits of ${check})` },
    denominator: { source: outcomes, figures: [judged(check)], words: `${denominator} (passed or hit by ${check})` }
  }
}

/** @param outcomes declarations by outcome of each check. */
export const checkRecipes = (outcomes: Source): readonly Recipe[] => [
  standing(outcomes, 'bti_mismatch_count', 'items under another code than their binding ruling, or without its reference', 'CLA-06'),
  standing(outcomes, 'preference_claim_without_proof_count', 'items that claim a preference without a proof', 'ORI-02', 'ORI-03'),
  standing(outcomes, 'proof_expired_count', 'items whose proofs of origin were out of date', 'ORI-06'),
  standing(outcomes, 'add_missing_code_count', 'items under a trade-defence measure without its code or duty line', 'TDI-01', 'TDI-02'),
  standing(outcomes, 'licence_missing_count', 'items that lack a licence and an exemption', 'LIC-01', 'LIC-04', 'LIC-06', 'LIC-07', 'LIC-08'),
  standing(outcomes, 'authorisation_procedure_mismatch_count', 'items or declarations whose authorisation was absent or not in force', 'PRO-02', 'PRO-03', 'PRO-04'),
  standing(outcomes, 'special_procedure_overdue_discharge_count', 'entries accepted in the period that stand undischarged past their period', 'PRO-11'),
  standing(outcomes, 'export_without_exit_count', 'exports accepted in the period without exit or proof of it after 90 days', 'PRO-15'),
  standing(outcomes, 'excise_movement_mismatch_count', 'excise movements that disagree with the declaration', 'EXC-02', 'EXC-03'),
  {
    name: 'unit_value_outlier_rate', kind: 'ratio', interval: 'wilson',
    numerator: { source: STANDING_FINDINGS, figures: ['VAL-09'], words: 'import items with an unusual unit value (findings of VAL-09 that stand)' },
    denominator: { source: DIRECTIONS, figures: ['importItems'], words: 'import items' }
  },
  hitRate(outcomes, 'freight_missing_rate', 'declarations under such terms without transport costs', 'import declarations valued by method 1 whose delivery ends outside the Union', 'VAL-03'),
  hitRate(outcomes, 'error_rate_licence', 'declarations without a certificate that a measure asks for', 'declarations with goods under such a measure', 'LIC-01'),
  hitRate(outcomes, 'supplementary_declaration_late_rate', 'declarations without their supplementary one in time', 'declarations that need a supplementary one', 'PRO-05'),
  hitRate(outcomes, 'reconciliation_gap_rate', 'declarations that differ from their goods receipts or dispatches', 'declarations compared with receipts or dispatches', 'LIF-05')
]
