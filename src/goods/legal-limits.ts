/** Periods of the law that bind evidence about goods, as data: a change of the law is a change here alone. */
export const LEGAL_LIMITS = {
  /** A binding tariff decision that ceased or was revoked may be used so much longer, when that was granted (UCC 34(9)). */
  extendedUseMonths: 6,
  /** A long-term supplier's declaration covers so much from its first day (IA 62(3)). */
  longTermDeclarationMonths: 24,
  /** A classification that nobody looked at for so long is stale (KPI classification_stale_rate). */
  classificationReviewMonths: 24
} as const
