import type { Recipe } from '../definition.ts'
import { ARCHIVED_DOCUMENTS, CRITERIA_EVIDENCE, PARTNERS } from '../sources/record-sources.ts'

/** Key figures over documents and evidence. Pure. */

export const RECORD_RECIPES: readonly Recipe[] = [
  {
    name: 'record_completeness_rate', kind: 'ratio', interval: 'wilson', remark: 'A declaration that declares no document that must be archived counts on neither side.',
    numerator: { source: ARCHIVED_DOCUMENTS, figures: ['archived'], words: 'declarations with all documents archived that must be' },
    denominator: { source: ARCHIVED_DOCUMENTS, figures: ['required'], words: 'declarations that declare a document that must be archived' }
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
