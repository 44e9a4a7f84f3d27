import type { Area, Criterion } from '../catalogue/areas.ts'
import type { Pillar } from '../catalogue/evidence-mapping.ts'
import type { Proposal } from '../catalogue/read-catalogue.ts'
import { isSameStatement, STATEMENT_FIELDS } from '../catalogue/statement.ts'
import type { Statement } from '../catalogue/statement.ts'

/** A risk as the company keeps it, and what people state of it. Pure. */

export const ORIGINS = ['catalogue', 'own'] as const
/** proposed: nobody has stated its inputs, so it has no figures; retired: none of this company's, with a reason. */
export const STATES = ['proposed', 'stated', 'retired'] as const
export type State = typeof STATES[number]

export const HOLDER_KINDS = ['person', 'position'] as const
export interface Holder { readonly kind: typeof HOLDER_KINDS[number], readonly code: string }

/** What it covers; an empty list, or no day, leaves nothing out. */
export interface Scope {
  readonly sites: readonly string[]
  /** Requested procedures, EUCDM 11 09. */
  readonly procedures: readonly string[]
  readonly pillars: readonly Pillar[]
  readonly from: string | null
  readonly to: string | null
}

/** What may be changed of it. */
export interface Description {
  readonly title: string
  readonly description: string
  readonly typicalCauses: readonly string[]
  readonly indicators: readonly string[]
  readonly exampleControls: readonly string[]
  readonly questions: readonly string[]
  readonly owner: Holder | null
  readonly scope: Scope
}
export const DESCRIPTION_FIELDS = ['title', 'description', 'typicalCauses', 'indicators', 'exampleControls', 'questions', 'owner', 'scope'] as const

/** A statement as it was made. */
export interface KeptInput extends Statement {
  /** From 1. */
  readonly number: number
  /** Version of the defaults that it agrees with; null: the person stated something else. */
  readonly confirmsVersion: number | null
  readonly reason: string
  readonly statedOn: string
  /** Pseudonym, as in the log. */
  readonly statedBy: string
  readonly recordedAt: Date
}

export interface KeptRisk extends Description, Placement {
  readonly id: string
  readonly code: string
  readonly revision: number
  readonly origin: typeof ORIGINS[number]
  readonly state: State
  /** Of the company's own none. */
  readonly proposal: Proposal | null
  readonly defaultsVersion: number | null
  /** The statement that holds. */
  readonly input: KeptInput | null
  readonly retiredBecause: string | null
  readonly recordedAt: Date
}

/** What it reaches when it is taken up again. */
export const stateOf = (input: unknown): State => input === null ? 'proposed' : 'stated'

/** What a statement says: left out is what was stated last, or is proposed. @returns the fields that nobody ever stated, where there are any. */
export function completeStatement (stated: Partial<Statement>, { input, proposal }: Pick<KeptRisk, 'input' | 'proposal'>): Statement | { readonly missing: readonly (keyof Statement)[] } {
  const known: Partial<Statement> = input ?? proposal ?? {}
  const missing = STATEMENT_FIELDS.filter((name) => stated[name] === undefined && known[name] === undefined)
  if (missing.length > 0) return { missing }
  return Object.fromEntries(STATEMENT_FIELDS.map((name) => [name, stated[name] ?? known[name]])) as unknown as Statement
}

/** Version of the defaults that the statement confirms as they stand. */
export const confirmedVersion = (statement: Statement, { proposal, defaultsVersion }: Pick<KeptRisk, 'proposal' | 'defaultsVersion'>): number | null =>
  proposal !== null && isSameStatement(statement, proposal) ? defaultsVersion : null

/** Where it is looked at, and what it endangers: of the company's own risks the company says so, of the others the catalogue. */
export interface Placement { readonly area: Area, readonly criterion: Criterion }
const PLACEMENT_FIELDS = ['area', 'criterion'] as const

type Described = Description & Placement

/** Fields in which they differ. */
export const changedFields = (before: Described, after: Described): string[] => [...PLACEMENT_FIELDS, ...DESCRIPTION_FIELDS].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))

export const changedPlacement = (before: Placement, after: Placement): (keyof Placement)[] => PLACEMENT_FIELDS.filter((name) => before[name] !== after[name])

/** Each member in its place, so that equal scopes are equal texts. */
export const scopeOf = ({ sites = [], procedures = [], pillars = [], from = null, to = null }: Partial<Scope>): Scope =>
  ({ sites: sites.toSorted(), procedures: procedures.toSorted(), pillars: pillars.toSorted(), from, to })

export const holderOf = ({ kind, code }: Holder): Holder => ({ kind, code })
