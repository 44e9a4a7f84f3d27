import type { Database } from '../../../platform/db/pool.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { DeclaredLines, FoundOnLines, UnitMember } from './proposer-counts.ts'
import type { DeclaredOfMonth, FoundOfMonth, SanctionedOfMonth } from './ai-share.ts'

interface Span { readonly from: string, readonly to: string }

/** What reports on oversight ask of the rest of the system; each a constant number of statements. */
export interface ReportDeps {
  readonly db: Database
  readonly clock: () => Date
  /** Items declared on the days, and those of which AI proposed an element. */
  readonly proposedLines: (tx: OperatorTx, span: Span) => Promise<DeclaredLines>
  /** Findings on declarations of the days; of checks only those that doubt an element, by pillar. */
  readonly proposedFindings: (tx: OperatorTx, span: Span, contesting: Readonly<Record<string, readonly string[]>>) => Promise<readonly FoundOnLines[]>
  /** Who is in customs work on the days, with the units of the main assignments; each of both once. */
  readonly customsPeople: (tx: OperatorTx, days: readonly string[]) => Promise<readonly UnitMember[]>
  readonly aiDeclared: (tx: OperatorTx, span: Span, byMonth: boolean) => Promise<readonly DeclaredOfMonth[]>
  readonly aiFindings: (tx: OperatorTx, span: Span, byMonth: boolean) => Promise<readonly FoundOfMonth[]>
  readonly aiSanctions: (tx: OperatorTx, span: Span, byMonth: boolean) => Promise<readonly SanctionedOfMonth[]>
}
