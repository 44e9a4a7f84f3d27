import type { Database } from '../platform/db/pool.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Holds } from '../platform/keeping/keep-records.ts'
import type { AiUse } from './competence/ai-use.ts'
import type { EvidenceSources } from './needs/operations/deps.ts'
import type { RecordsChanged } from './records/changed-records.ts'
import type { Workforce } from './loader/workforce.ts'

/** Which of the codes are known, in the caller's transaction, with one statement. */
export type Known = (tx: OperatorTx, codes: readonly string[]) => Promise<ReadonlySet<string>>

/** Days of a unit: '' for declarations that belong to none, null for the whole company. First and last day are of it. */
export interface UnitWindow { readonly unit: string | null, readonly from: string, readonly to: string }
export interface PillarWindow extends UnitWindow { readonly pillar: string }

/** What people found of a window, of severity error or warning. */
export interface ReviewedWindow {
  /** Declarations with a confirmed finding, each once. */
  readonly errors: number
  /** The same by stretches of two weeks from the first day on: whether they come in clusters (`scatterOf`). */
  readonly errorsByStretch: readonly number[]
  /** Findings raised, and those of them that people decided. */
  readonly raised: number
  readonly decided: number
}

/** What training asks of the rest of the system. */
export interface TrainingDeps extends EvidenceSources {
  readonly db: Database
  readonly clock: () => Date
  /** Legal holds on what is recorded. */
  readonly holds: Holds
  readonly knownUnits: Known
  readonly knownSites: Known
  readonly knownPositions: Known
  /** Which of the pseudonyms are people. */
  readonly knownPeople: Known
  /** Of which of the people what named them was erased. */
  readonly erasedPeople: Known
  /** What of customs a position may answer for. */
  readonly responsibilities: readonly string[]
  /** Pseudonym of the person whose tokens have this `sub`; undefined when nobody is known by it. */
  readonly personOfSubject: (tx: OperatorTx, subject: string) => Promise<string | undefined>
  /** Who works where on any day of the period; with people, only these. */
  readonly workforce: (tx: OperatorTx, days: { readonly from: string, readonly to: string }, people?: readonly string[]) => Promise<Workforce>
  /** Who works with which AI systems, of all days up to this one: in one statement. */
  readonly aiUses: (tx: OperatorTx, to: string) => Promise<readonly AiUse[]>
  /** For what outside training rests on records: what was judged by the competence of then. Last in a transaction. */
  readonly recordsChanged: RecordsChanged
  /** Settles what rests on requirements: whose decisions may be judged otherwise, each from its first day on. Last in a transaction. */
  readonly demandsChanged: (tx: OperatorTx, people: readonly { readonly person: string, readonly from: string }[]) => Promise<void>
  /** What was declared, and what people found of it: each with one statement for all windows, in their order. */
  readonly declaredInWindows: (tx: OperatorTx, windows: readonly UnitWindow[]) => Promise<number[]>
  readonly reviewedInWindows: (tx: OperatorTx, windows: readonly PillarWindow[]) => Promise<ReviewedWindow[]>
  /** Whom learning systems name, in one statement: people by pseudonym or login, and by mail address in lower case. Several where a name is ambiguous. */
  readonly peopleNamed: (tx: OperatorTx, named: { readonly accounts: readonly string[], readonly mails: readonly string[] }) => Promise<PeopleNamed>
}

export interface PeopleNamed { readonly byAccount: ReadonlyMap<string, readonly string[]>, readonly byMail: ReadonlyMap<string, readonly string[]> }
