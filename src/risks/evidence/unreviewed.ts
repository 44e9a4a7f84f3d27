import { isFindingEvidence } from '../catalogue/evidence-mapping.ts'
import type { EvidenceMapping } from '../catalogue/evidence-mapping.ts'
import { isAt } from './combined-scope.ts'
import type { CombinedScope } from './combined-scope.ts'
import type { EvidenceFacts, UnreviewedFinding } from './evidence-facts.ts'
import type { UnreviewedEvidence } from './risk-evidence.ts'
import type { Days } from './windows.ts'

/** What nobody has looked at: it counts 0, and is shown beside the figure (risk-method.md 1). Pure. */

/** In the order of what raised it. */
export function unreviewedOf (mapping: EvidenceMapping, scope: CombinedScope, days: Days, { unreviewed, placeOf, confirmedShares }: Pick<EvidenceFacts, 'unreviewed' | 'placeOf' | 'confirmedShares'>): UnreviewedEvidence[] {
  const counts = new Map<string, number>()
  const isIn = ({ countedOn, pillar, declarationId, itemNumber }: UnreviewedFinding): boolean =>
    (countedOn === null || (countedOn >= days.from && countedOn <= days.to)) && (scope.pillars.length === 0 || (scope.pillars as readonly string[]).includes(pillar)) &&
    isAt(scope, declarationId === null ? undefined : placeOf(declarationId, itemNumber))
  for (const finding of unreviewed) {
    if (!isIn(finding) || !isFindingEvidence(mapping, { ...finding, cause: null })) continue
    const raisedBy = finding.check ?? finding.source
    counts.set(raisedBy, (counts.get(raisedBy) ?? 0) + finding.count)
  }
  return [...counts].toSorted(([one], [other]) => one < other ? -1 : 1).map(([raisedBy, count]) => ({ raisedBy, count, confirmedShare: confirmedShares.get(raisedBy) ?? null }))
}

/** Events that they would add. */
export const expectedOf = (unreviewed: readonly UnreviewedEvidence[]): number =>
  unreviewed.reduce((sum, { count, confirmedShare }) => sum + count * (confirmedShare ?? 1), 0)
