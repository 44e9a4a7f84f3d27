import { isFindingEvidence } from '../catalogue/evidence-mapping.ts'
import type { EvidenceMapping } from '../catalogue/evidence-mapping.ts'
import { isAt } from './combined-scope.ts'
import type { CombinedScope } from './combined-scope.ts'
import type { EvidenceFacts, UnreviewedFinding, UnreviewedKind } from './evidence-facts.ts'
import type { UnreviewedEvidence } from './risk-evidence.ts'
import type { Days } from './windows.ts'

/** What nobody has looked at: it counts 0, and is shown beside the figure (risk-method.md 1). Pure. */

/** In the order of what raised it. */
export function unreviewedOf (mapping: EvidenceMapping, scope: CombinedScope, days: Days, { unreviewed, placeOf, confirmedShares }: Pick<EvidenceFacts, 'unreviewed' | 'placeOf' | 'confirmedShares'>): UnreviewedEvidence[] {
  const counts = new Map<string, number>()
  const isIn = ({ countedOn, declarationId, itemNumber }: UnreviewedFinding): boolean =>
    (countedOn === null || (countedOn >= days.from && countedOn <= days.to)) && isAt(scope, declarationId === null ? undefined : placeOf(declarationId, itemNumber))
  for (const { check, source, pillar, findings } of unreviewed) {
    if ((scope.pillars.length > 0 && !(scope.pillars as readonly string[]).includes(pillar)) || !isFindingEvidence(mapping, { check, source, pillar, cause: null })) continue
    const count = findings.reduce((sum, finding) => isIn(finding) ? sum + finding.count : sum, 0)
    if (count > 0) counts.set(check ?? source, (counts.get(check ?? source) ?? 0) + count)
  }
  return [...counts].toSorted(([one], [other]) => one < other ? -1 : 1).map(([raisedBy, count]) => ({ raisedBy, count, confirmedShare: confirmedShares.get(raisedBy) ?? null }))
}

/** In the order in which each kind comes first. */
export const byKind = (unreviewed: readonly UnreviewedFinding[]): UnreviewedKind[] =>
  [...Map.groupBy(unreviewed, ({ check, source, pillar }) => `${check ?? ''} ${source} ${pillar}`).values()].flatMap((findings) => findings[0] === undefined ? [] : [{ check: findings[0].check, source: findings[0].source, pillar: findings[0].pillar, findings }])

/** Events that they would add. */
export const expectedOf = (unreviewed: readonly UnreviewedEvidence[]): number =>
  unreviewed.reduce((sum, { count, confirmedShare }) => sum + count * (confirmedShare ?? 1), 0)
