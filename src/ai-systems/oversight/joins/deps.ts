import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { OversightDeps } from '../../deps.ts'
import type { ItemVersion } from '../outcomes/derived-outcomes.ts'
import type { DeclarationSize } from './portion.ts'

/** What the joins ask of the features that keep declarations, findings and goods. */

export interface ProposedItem {
  readonly itemNumber: number
  readonly goodsRef: string | null
  /** As the version in force states them. */
  readonly proposed: readonly {
    readonly pillar: string
    readonly system: string
    readonly version: string
    readonly reviewerId: string | null
    readonly reviewedAt: string | null
    readonly declaredAt: Date
  }[]
  /** Values by pillar and place. */
  readonly versions: readonly (Omit<ItemVersion, 'elements'> & { readonly elements: Readonly<Record<string, ItemVersion['elements']>> })[]
}

export interface ProposedDeclaration {
  readonly declarationId: string
  readonly mrn: string | null
  readonly lrn: string | null
  readonly declarant: string
  readonly unit: string
  readonly countedOn: string
  readonly controlledOn: string | null
  readonly releasedOn: string | null
  readonly items: readonly ProposedItem[]
}

export interface JoinDeps extends Pick<OversightDeps, 'db' | 'clock' | 'competenceOfPeople'> {
  /** Those that stand here, asked for by id or reference; one statement. */
  readonly declarationSizes: (tx: OperatorTx, query: {
    readonly ids: readonly string[], readonly mrns: readonly string[], readonly lrns: readonly { readonly lrn: string, readonly declarant: string }[]
  }) => Promise<readonly DeclarationSize[]>
  /** Declarations of `changed` of which an item carries a proposal, and all the others that stand here; one statement. */
  readonly proposedDeclarations: (tx: OperatorTx, query: { readonly changed: readonly string[], readonly ids: readonly string[] }) => Promise<readonly ProposedDeclaration[]>
  readonly findingsOnItems: (tx: OperatorTx, declarationIds: readonly string[]) => Promise<readonly {
    readonly id: string, readonly declarationId: string, readonly itemNumber: number, readonly pillar: string, readonly checkId: string | null, readonly decision: 'confirmed' | 'dismissed' | null, readonly decidedOn: string | null
  }[]>
  /** By finding. */
  readonly declarationsOfFindings: (tx: OperatorTx, findingIds: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly rulingsOnGoods: (tx: OperatorTx, goodsRefs: readonly string[]) => Promise<readonly {
    readonly goodsRef: string, readonly reference: string, readonly code: string, readonly validFrom: string, readonly lastDay: string | null, readonly annulled: boolean
  }[]>
}
