import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { ConfirmedFinding, RiskSanction, UnreviewedFinding, WrongOutput } from './evidence-facts.ts'
import type { Days } from './windows.ts'

/** An item of a declaration with its procedure, or the declaration's site. */
export interface DeclarationPlace {
  readonly declarationId: string
  readonly siteId: string | null
  readonly items: readonly { readonly itemNumber: number, readonly procedure: string }[]
}

export interface AskedDeclared extends Days { readonly by: 'all' | 'site' | 'procedure', readonly keys: readonly string[] }

/** What evidence of risks asks of the rest of the system; each with a constant number of statements, in the caller's transaction. */
export interface EvidenceSources {
  readonly confirmedFindings: (tx: OperatorTx, days: Days) => Promise<readonly ConfirmedFinding[]>
  readonly unreviewedFindings: (tx: OperatorTx, days: Days, inDetail: boolean) => Promise<readonly UnreviewedFinding[]>
  /** Decided findings of the days by check, or by source of what no check raised. */
  readonly decidedFindings: (tx: OperatorTx, days: Days) => Promise<readonly { readonly check: string, readonly confirmed: number, readonly dismissed: number }[]>
  readonly sanctions: (tx: OperatorTx, days: Days) => Promise<readonly RiskSanction[]>
  readonly wrongOutputs: (tx: OperatorTx, days: Days) => Promise<readonly WrongOutput[]>
  /** @param withItems whether anybody asks for procedures. */
  readonly places: (tx: OperatorTx, declarationIds: readonly string[], withItems: boolean) => Promise<readonly DeclarationPlace[]>
  /** Null: nothing was ever declared. */
  readonly firstDeclared: (tx: OperatorTx) => Promise<string | null>
  readonly declared: (tx: OperatorTx, asked: readonly AskedDeclared[]) => Promise<readonly { readonly declarations: number, readonly items: number }[]>
  /** Outputs of AI systems by month and pillar, planted ones left out. */
  readonly aiOutputs: (tx: OperatorTx, days: Days) => Promise<readonly { readonly month: string, readonly pillar: string, readonly count: number }[]>
  /** Null: none is kept. */
  readonly authorisationYears: (tx: OperatorTx, spans: readonly Days[]) => Promise<readonly (number | null)[]>
  readonly personYears: (tx: OperatorTx, spans: readonly Days[]) => Promise<readonly (number | null)[]>
}
