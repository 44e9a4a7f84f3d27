import type { AuditStage } from '../audits/stages.ts'
import type { Acceptability, MoveCause, ReportAcceptance, ReportDuty, ReportFollowUp, ReportScope, ReportTreatment } from './model.ts'

/** Numbers and enumerated values as management reads them, in British English. Own rules instead of a locale's: the same bytes on every machine. Pure. */

/** 1234567.4 → "1,234,567". */
export function whole (value: number): string {
  const digits = Math.abs(Math.round(value)).toFixed(0)
  const grouped = digits.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return Math.round(value) < 0 ? `−${grouped}` : grouped
}

/** The amount stays on the line of its currency. */
export const eur = (value: number): string => `EUR\u00A0${whole(value)}`

/** With its sign, for changes; "no change" below half a euro. */
export const eurChange = (value: number): string => Math.abs(value) < 0.5 ? 'no change' : `${value > 0 ? '+' : '−'}${eur(Math.abs(value))}`

/** To two digits that matter, for sentences: 412345 → "EUR 410,000". */
export function aboutEur (value: number): string {
  if (value < 100) return eur(value)
  const step = 10 ** (Math.floor(value).toFixed(0).length - 2)
  return eur(Math.round(value / step) * step)
}

/** For axes: 1500 → "1.5 k", 2000000 → "2 M". */
export function shortEur (value: number): string {
  const [unit, name] = value >= 1e9 ? [1e9, ' bn'] : value >= 1e6 ? [1e6, ' M'] : value >= 1e3 ? [1e3, ' k'] : [1, '']
  return `${Number((value / unit).toPrecision(3))}${name}`
}

/** Of a decimal text: "38400.00" → "EUR 38,400", cents only where there are any. */
export function money (text: string): string {
  const [euros = '0', cents = ''] = text.replace('-', '').split('.')
  const grouped = euros.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return `${text.startsWith('-') ? '−' : ''}EUR\u00A0${grouped}${/[1-9]/.test(cents) ? `.${cents.padEnd(2, '0')}` : ''}`
}

/** Events a year. */
export const perYear = (frequency: number): string => frequency >= 10 ? whole(frequency) : frequency >= 1 ? frequency.toFixed(1) : frequency >= 0.1 ? frequency.toFixed(2) : frequency.toPrecision(2)

/** "about once in 5 years", "about 3 times a year". */
export function howOften (frequency: number): string {
  if (frequency >= 1.5) return `about ${whole(frequency)} times a year`
  if (frequency > 2 / 3) return 'about once a year'
  return `about once in ${whole(1 / frequency)} years`
}

export const percent = (share: number): string => share > 0 && share < 0.001 ? 'below 0.1\u00A0%' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}\u00A0%`

/** For what may be below zero, to the whole per cent. */
export const signedPercent = (share: number): string => `${whole(share * 100)}\u00A0%`

export const per1000 = (rate: number): string => rate.toFixed(2)

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** "2025-03-07" or an instant → "7 March 2025". */
export function day (iso: string): string {
  const [year, month, date] = iso.slice(0, 10).split('-')
  return `${Number(date)} ${MONTHS[Number(month) - 1] ?? ''} ${year}`
}

/** A day or a month: "2025-03" → "March 2025". */
export function monthName (iso: string): string {
  const [year, number] = iso.split('-')
  return `${MONTHS[Number(number) - 1] ?? ''} ${year}`
}

/** "2025-03-07T09:05:00.000Z" → "7 March 2025, 09:05 UTC". */
export const instant = (iso: string): string => `${day(iso)}, ${iso.slice(11, 16)} UTC`

export const counted = (number: number, one: string, many = `${one}s`): string => `${whole(number)} ${number === 1 ? one : many}`

/** "A", "A and B", "A, B and C". */
export const listed = (parts: readonly string[]): string => parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`

/** Likelihood in the words of `customs.md` 7.2. */
export const LIKELIHOOD_WORDS = ['less than once in 5 years', 'once in 2 to 5 years', 'yearly', 'several times a year', 'monthly or more'] as const
export const IMPACT_WORDS = ['slight', 'minor', 'medium', 'serious', 'grave'] as const

export const STAGE_WORDS: Readonly<Record<AuditStage, string>> = {
  draft: 'Draft', identified: 'Risks identified', residual_determined: 'Residual risk determined', treated: 'Treatments decided', communicated: 'Communicated', closed: 'Closed'
}

export const ACCEPTABILITY_WORDS: Readonly<Record<Acceptability, string>> = {
  acceptable: 'Acceptable', above: 'Above the acceptable level', accepted: 'Accepted by signature', acceptance_stale: 'Signature no longer valid', needs_signature: 'Needs a signature'
}

export const CAUSE_WORDS: Readonly<Record<MoveCause, string>> = {
  expert_input: 'experts’ judgement', controls: 'controls', evidence: 'evidence', exposure: 'volume', settings: 'settings', method: 'method'
}

export const TREATMENT_WORDS: Readonly<Record<ReportTreatment['state'], string>> = { proposed: 'Proposed', decided: 'Decided', in_progress: 'In progress', finished: 'Finished', dropped: 'Dropped' }
export const TREATMENT_KINDS: Readonly<Record<ReportTreatment['kind'], string>> = { reduce: 'Reduce', avoid: 'Avoid', transfer: 'Transfer' }
export const ACCEPTANCE_WORDS: Readonly<Record<ReportAcceptance['state'], string>> = { valid: 'Valid', expired: 'Expired', stale: 'Stale: the score rose', revoked: 'Revoked' }
export const FOLLOW_UP_WORDS: Readonly<Record<ReportFollowUp['kind'], string>> = {
  training_need: 'Training need', procedure_change: 'Procedure change', questionnaire_update: 'Questionnaire update', notification_duty: 'Duty to notify', control: 'Control'
}
export const CONSIDERED_WORDS: Readonly<Record<ReportScope['considered'][number]['kind'], string>> = {
  security_plan: 'Security plan', threat_assessment: 'Threat assessment', measures: 'Measures', internal_controls: 'Internal controls'
}

/** "it-security" → "IT security", for the names of areas, indicators and the like. */
export const plain = (name: string): string => {
  const spaced = name.replaceAll(/[-_]+/g, ' ').replaceAll(/\b(?:ai|it|saq|kpi)\b/g, (short) => short.toUpperCase())
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

export const dueWords = ({ dueOn, overdue }: Pick<ReportDuty, 'dueOn' | 'overdue'>): string => dueOn === null ? 'no date' : overdue ? `${day(dueOn)} (overdue)` : day(dueOn)
