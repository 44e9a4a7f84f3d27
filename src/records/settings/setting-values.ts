import { NO_EXCEPTIONS } from '../documents/required-documents.ts'
import type { RequirementSetting } from '../documents/required-documents.ts'
import type { RetentionSetting } from '../retention/retention-classes.ts'

/** What an operator may set about its records, and what holds until it does. Pure. */

export interface SettingValues {
  /** Exceptions from the rule which declared documents must be archived. */
  readonly archived_documents: RequirementSetting
  /** Per cent by which moved and declared quantities may differ (customs.md 8, LIF-05). */
  readonly movement_tolerance: { readonly percent: string }
  /** Working days after arrival in which the report of receipt is due (customs.md 10.1). */
  readonly excise_report: { readonly workingDays: number }
  /** Years of keeping by class; a class that is not named has its default. */
  readonly retention: RetentionSetting
}
export type SettingName = keyof SettingValues

export const DEFAULT_SETTINGS: SettingValues = {
  archived_documents: NO_EXCEPTIONS,
  movement_tolerance: { percent: '1' },
  excise_report: { workingDays: 5 },
  retention: {}
}

export const SETTING_NAMES = Object.keys(DEFAULT_SETTINGS) as readonly SettingName[]
