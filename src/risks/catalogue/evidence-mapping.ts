/**
 * Which confirmed findings, sanctions and AI errors are evidence of a risk (risk-method.md 1). The mapping is part of what people state:
 * with other evidence, a likelihood means something else. A fault may be evidence of several risks, of what went wrong and of why. Pure.
 */

export const PILLARS = ['identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle'] as const
export const CAUSES = ['ai', 'broker', 'master_data', 'training', 'procedure', 'system', 'supplier', 'clerical', 'other'] as const
export const FINDING_SOURCES = ['check', 'person', 'customs', 'sample', 'reconciliation'] as const
export const SEVERITIES = ['minor', 'medium', 'serious'] as const
/** What became of a proposal that went out and was wrong: nobody decided on it, a person accepted it, or put something wrong in its place. */
export const AI_DECISIONS = ['none', 'accepted', 'overridden'] as const

export type Pillar = typeof PILLARS[number]
type Cause = typeof CAUSES[number]

/** Everything stated must hold; an empty list states nothing. */
export interface FindingEntry {
  readonly checks: readonly string[]
  readonly pillars: readonly Pillar[]
  readonly causes: readonly Cause[]
  readonly sources: readonly typeof FINDING_SOURCES[number][]
}
export interface SanctionEntry { readonly pillars: readonly Pillar[], readonly causes: readonly Cause[], readonly severities: readonly typeof SEVERITIES[number][] }
export interface AiErrorEntry { readonly pillars: readonly Pillar[], readonly decisions: readonly typeof AI_DECISIONS[number][] }

/** Of the entries of a kind one is enough; a kind without entries is no evidence. */
export interface EvidenceMapping {
  readonly findings: readonly FindingEntry[]
  readonly sanctions: readonly SanctionEntry[]
  readonly aiErrors: readonly AiErrorEntry[]
}

export interface FindingFacts { readonly check: string | null, readonly pillar: string, readonly cause: string | null, readonly source: string }
export interface SanctionFacts { readonly pillar: string, readonly cause: string, readonly severity: string }
export interface AiErrorFacts { readonly pillar: string, readonly decision: string }

const holds = (stated: readonly string[], value: string | null): boolean => stated.length === 0 || (value !== null && stated.includes(value))

export const isFindingEvidence = ({ findings }: EvidenceMapping, { check, pillar, cause, source }: FindingFacts): boolean =>
  findings.some((entry) => holds(entry.checks, check) && holds(entry.pillars, pillar) && holds(entry.causes, cause) && holds(entry.sources, source))

export const isSanctionEvidence = ({ sanctions }: EvidenceMapping, { pillar, cause, severity }: SanctionFacts): boolean =>
  sanctions.some((entry) => holds(entry.pillars, pillar) && holds(entry.causes, cause) && holds(entry.severities, severity))

export const isAiErrorEvidence = ({ aiErrors }: EvidenceMapping, { pillar, decision }: AiErrorFacts): boolean =>
  aiErrors.some((entry) => holds(entry.pillars, pillar) && holds(entry.decisions, decision))

/** As it may be stated: lists left out are empty. */
export interface StatedMapping {
  readonly findings?: readonly Partial<FindingEntry>[]
  readonly sanctions?: readonly Partial<SanctionEntry>[]
  readonly aiErrors?: readonly Partial<AiErrorEntry>[]
}

/** Each member in its place and each list in order, so that equal mappings are equal texts. */
export function mappingOf ({ findings = [], sanctions = [], aiErrors = [] }: StatedMapping): EvidenceMapping {
  return {
    findings: findings.map(({ checks, pillars, causes, sources }) => ({ checks: inOrder(checks), pillars: inOrder(pillars), causes: inOrder(causes), sources: inOrder(sources) })),
    sanctions: sanctions.map(({ pillars, causes, severities }) => ({ pillars: inOrder(pillars), causes: inOrder(causes), severities: inOrder(severities) })),
    aiErrors: aiErrors.map(({ pillars, decisions }) => ({ pillars: inOrder(pillars), decisions: inOrder(decisions) }))
  }
}

const inOrder = <Value extends string>(values: readonly Value[] = []): Value[] => values.toSorted()
