import type { Recipe } from '../definition.ts'
import { COURSES, DECLARED, LATENCY, QUALITY, REPRESENTED, VALUATION } from '../sources/declaration-sources.ts'

/** Key figures over declarations as such. Pure. */

const DECLARATIONS = { source: DECLARED, figures: ['declarations'], words: 'declarations, without what never took effect' }
const AT_CUSTOMS = 'As far as answers of customs, or the status that a sender states, tell it.'

const course = (name: string, words: string, key: string, denominator: Recipe['denominator'] = DECLARATIONS): Recipe =>
  ({ name, kind: 'ratio', interval: 'wilson', numerator: { source: COURSES, figures: [key], words }, denominator, remark: AT_CUSTOMS })

export const DECLARATION_RECIPES: readonly Recipe[] = [
  course('amendment_rate', 'declarations with an amendment granted before release', 'amended'),
  course('invalidation_rate', 'declarations invalidated after acceptance', 'invalidated'),
  course('post_release_correction_rate', 'declarations amended or corrected after release', 'corrected_after_release', { source: QUALITY, figures: ['released'], words: 'declarations released' }),
  course('control_hit_rate', 'declarations selected for a control of documents or goods', 'controlled'),
  course('customs_detected_error_rate', 'controlled declarations that customs corrected, or whose goods were seized', 'control_found_error', { source: COURSES, figures: ['controlled'], words: 'declarations controlled' }),
  course('voluntary_disclosure_rate', 'declarations corrected because the operator asked', 'corrected_by_operator',
    { source: COURSES, figures: ['corrected_by_operator', 'corrected_by_customs'], words: 'declarations corrected because the operator asked, and those that customs corrected unasked' }),
  {
    name: 'duplicate_mrn_count', kind: 'count', interval: 'none', denominator: DECLARATIONS, remark: 'Another status or day of acceptance is no other content.',
    numerator: { source: COURSES, figures: ['changed_unmarked'], words: 'declarations pushed again under their MRN with other content, and not marked as amended' }
  },
  {
    name: 'broker_share', kind: 'ratio', interval: 'wilson', numerator: { source: REPRESENTED, figures: ['represented'], words: 'such declarations that a representative lodged' }, denominator: DECLARATIONS
  },
  {
    name: 'valuation_method_non1_rate', kind: 'ratio', interval: 'wilson',
    numerator: { source: VALUATION, figures: ['otherMethod'], words: 'import items valued by method 2 to 6' },
    denominator: { source: VALUATION, figures: ['importItems'], words: 'import items' }
  },
  {
    name: 'related_party_value_share', kind: 'ratio', interval: 'none', remark: 'Of statistical values, in one currency: no data while imports of the period are valued in several.',
    numerator: { source: VALUATION, figures: ['related'], words: 'value of import items between related parties' },
    denominator: { source: VALUATION, figures: ['value'], words: 'value of import items' }
  },
  {
    name: 'ingest_latency_p95', kind: 'measured', interval: 'none', remark: 'From the beginning of the day of acceptance, since no declaration tells its hour; beyond 96 hours in whole days, beyond 90 days as 2160.',
    numerator: { source: LATENCY, figures: ['p95'], words: 'hours in which 95 of 100 declarations had arrived' },
    denominator: { source: LATENCY, figures: ['received'], words: 'declarations with a day of acceptance' }
  },
  {
    name: 'declarations_per_year', kind: 'count', interval: 'none',
    numerator: { source: DECLARED, figures: ['declarations'], words: 'declarations, without what never took effect' }
  },
  {
    name: 'items_per_year', kind: 'count', interval: 'none',
    numerator: { source: DECLARED, figures: ['items'], words: 'goods items of declarations, without what never took effect' }
  },
  {
    name: 'first_time_right_rate', kind: 'ratio', interval: 'wilson',
    numerator: { source: QUALITY, figures: ['rightFirstTime'], words: 'released declarations with nothing to set right' },
    denominator: { source: QUALITY, figures: ['released'], words: 'released declarations' }
  },
  {
    name: 'check_failure_rate', kind: 'ratio', interval: 'wilson', remark: 'As examined, whatever people decided of it since. An error of the declaration as a whole is of no item.',
    numerator: { source: QUALITY, figures: ['failingItems'], words: 'items that a check of severity error hit' },
    denominator: { source: DECLARED, figures: ['examinedItems'], words: 'goods items examined, those of declarations that never took effect among them' }
  }
]
