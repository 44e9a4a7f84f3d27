import type { Recipe } from '../definition.ts'
import { AUTHORISATIONS, NOTIFICATION_DUTIES, OBLIGATIONS } from '../sources/authorisation-sources.ts'
import { CLASSIFIED_GOODS, LICENCES, PREFERENTIAL_SUPPLIERS } from '../sources/goods-sources.ts'
import { CUSTOMS_POSITIONS, MANDATES } from '../sources/organisation-sources.ts'
import { ARCHIVED_DOCUMENTS, CRITERIA_EVIDENCE, PARTNERS } from '../sources/record-sources.ts'

/** Key figures over the registers beside the declarations. Pure. */

export const ORGANISATION_RECIPES: readonly Recipe[] = [
  {
    name: 'org_vacancy_customs_count', kind: 'count', interval: 'none',
    numerator: { source: CUSTOMS_POSITIONS, figures: ['vacant'], words: 'positions with a customs responsibility that nobody holds' },
    denominator: { source: CUSTOMS_POSITIONS, figures: ['positions'], words: 'positions with a customs responsibility' }
  },
  {
    name: 'broker_mandate_missing_count', kind: 'count', interval: 'none', remark: 'By day alone: whether a mandate covers the procedure or the site, check PRO-13 tells of each declaration.',
    numerator: { source: MANDATES, figures: ['withoutMandate'], words: 'representatives without a mandate on a day on which they lodged' },
    denominator: { source: MANDATES, figures: ['used'], words: 'representatives that lodged' }
  }
]

export const AUTHORISATION_RECIPES: readonly Recipe[] = [
  {
    name: 'authorisation_expiring_count', kind: 'count', interval: 'none',
    numerator: { source: AUTHORISATIONS, figures: ['expiring'], words: 'authorisations that end within 90 days, without an application or a later grant of the same type' },
    denominator: { source: AUTHORISATIONS, figures: ['inForce'], words: 'authorisations in force or suspended' }
  },
  {
    name: 'authorisation_event_overdue_count', kind: 'count', interval: 'none',
    numerator: { source: NOTIFICATION_DUTIES, figures: ['overdue'], words: 'duties to notify past their last day, neither met nor found not needed by then' },
    denominator: { source: NOTIFICATION_DUTIES, figures: ['authorisations'], words: 'authorisations in force or suspended' }
  },
  {
    name: 'authorisation_condition_overdue_count', kind: 'count', interval: 'none', remark: 'Of what is not done today.',
    numerator: { source: OBLIGATIONS, figures: ['overdue'], words: 'obligations past due' },
    denominator: { source: OBLIGATIONS, figures: ['obligations'], words: 'obligations' }
  }
]

const ACTIVE = { source: CLASSIFIED_GOODS, figures: ['active'], words: 'active goods' }

export const GOODS_RECIPES: readonly Recipe[] = [
  {
    name: 'goods_without_classification_rate', kind: 'ratio', interval: 'wilson', denominator: ACTIVE,
    numerator: { source: CLASSIFIED_GOODS, figures: ['withoutCode'], words: 'active goods without an approved code of as many digits as their directions ask for' }
  },
  {
    name: 'classification_stale_rate', kind: 'ratio', interval: 'wilson', denominator: ACTIVE,
    numerator: { source: CLASSIFIED_GOODS, figures: ['stale'], words: 'active goods whose code nobody reviewed in time' }
  },
  {
    name: 'classification_change_rate', kind: 'ratio', interval: 'wilson', denominator: ACTIVE, period: 'period', remark: 'Goods whose code changes twice in a calendar year count once, at the first change.',
    numerator: { source: CLASSIFIED_GOODS, figures: ['codeChanged'], words: 'goods whose code changed in the period other than by renumbering' }
  },
  {
    name: 'supplier_declaration_coverage', kind: 'ratio', interval: 'wilson',
    numerator: { source: PREFERENTIAL_SUPPLIERS, figures: ['covered'], words: 'such suppliers with a declaration that is evidence on the day' },
    denominator: { source: PREFERENTIAL_SUPPLIERS, figures: ['suppliers'], words: 'suppliers of goods exported with a preferential origin' }
  },
  {
    name: 'licence_balance_breach_count', kind: 'count', interval: 'none',
    numerator: { source: LICENCES, figures: ['exceeded'], words: 'licences to which more was attributed than authorised' },
    denominator: { source: LICENCES, figures: ['licences'], words: 'licences with a quantity or value' }
  }
]

export const RECORD_RECIPES: readonly Recipe[] = [
  {
    name: 'record_completeness_rate', kind: 'ratio', interval: 'wilson',
    numerator: { source: ARCHIVED_DOCUMENTS, figures: ['complete'], words: 'declarations with all documents archived that must be' },
    denominator: { source: ARCHIVED_DOCUMENTS, figures: ['declarations'], words: 'declarations' }
  },
  {
    name: 'backup_test_age_days', kind: 'measured', interval: 'none',
    numerator: { source: CRITERIA_EVIDENCE, figures: ['backupTestAge'], words: 'days since the last restore test that did not fail' },
    denominator: { source: CRITERIA_EVIDENCE, figures: ['backupTests'], words: 'such tests' }
  },
  {
    name: 'pentest_age_days', kind: 'measured', interval: 'none',
    numerator: { source: CRITERIA_EVIDENCE, figures: ['penetrationTestAge'], words: 'days since the last intrusion test that did not fail' },
    denominator: { source: CRITERIA_EVIDENCE, figures: ['penetrationTests'], words: 'such tests' }
  },
  {
    name: 'security_incidents_12m', kind: 'count', interval: 'none',
    numerator: { source: CRITERIA_EVIDENCE, figures: ['incidents'], words: 'reports of incidents in the 12 months before' },
    denominator: { source: CRITERIA_EVIDENCE, figures: ['security'], words: 'pieces of evidence for security' }
  },
  {
    name: 'solvency_flag_count', kind: 'count', interval: 'none',
    numerator: { source: CRITERIA_EVIDENCE, figures: ['solvencyFlags'], words: 'kinds of evidence for solvency whose last one failed' },
    denominator: { source: CRITERIA_EVIDENCE, figures: ['solvency'], words: 'pieces of evidence for solvency' }
  },
  {
    name: 'partner_unverified_count', kind: 'count', interval: 'none', remark: 'Of the partners that are recorded as suppliers, as they are checked now.',
    numerator: { source: PARTNERS, figures: ['unverified'], words: 'suppliers without a check in 12 months or evidence of one that holds' },
    denominator: { source: PARTNERS, figures: ['partners'], words: 'suppliers' }
  }
]
