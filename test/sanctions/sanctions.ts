/** Builders of sanctions with sane defaults. */

export function sanction (changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    authority: 'Agenzia delle dogane, Genova 1', authorityReference: 'VB-2025-1', memberState: 'IT', legalBasis: 'UCC 15(2)(a); national law 43/73, 303', pillar: 'classification', severity: 'minor',
    severityReason: 'A clerical error in one line.', infringementDates: [{ from: '2025-03-03' }], decisionDate: '2025-09-01', cause: 'clerical', detectedBy: 'customs', ...changes
  }
}
