import type { AskPeople } from '../platform/acting-person.ts'
import type { Database } from '../platform/db/pool.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Rules } from './assessments/assess.ts'
import type { Competence } from './oversight/outputs/kept-output.ts'

/** Which of the codes are known, in the caller's transaction, with one statement. */
export type Known = (tx: OperatorTx, codes: readonly string[]) => Promise<ReadonlySet<string>>

/** What the inventory asks of the rest of the system. */
export interface AiSystemDeps {
  readonly db: Database
  readonly clock: () => Date
  readonly knownUnits: Known
  readonly knownPositions: Known
  /** Which of the pseudonyms are people. */
  readonly knownPeople: Known
  /** Which of the EORIs are representatives. */
  readonly knownRepresentatives: Known
  /** Has whoever works with a system learn of it when it comes into use, changes or something went wrong with it. After what the transaction writes about it. */
  readonly literacyNeeded: (tx: OperatorTx, system: { readonly system: string, readonly because: 'introduced' | 'changed' | 'incident' }) => Promise<void>
  /** Rules that systems are assessed by; those that ship if absent. */
  readonly rules?: Rules | undefined
}

/** What the log of outputs asks besides. */
export interface OversightDeps extends AiSystemDeps {
  /** Whether a legal hold keeps a thing of a class. Asked before anything is locked: it takes the lock that setting a hold takes. */
  readonly heldBack: (tx: OperatorTx) => Promise<(thing: { readonly class: string, readonly mrn: string | null, readonly day: string }) => boolean>
  /** How competent people were in a pillar on days, in the order asked; a constant number of statements. */
  readonly competenceOfPeople: (tx: OperatorTx, asked: readonly { readonly person: string, readonly pillar: string, readonly day: string }[]) => Promise<readonly Competence[]>
  /** Who is behind a login, and which of the pseudonyms are people, with a login of their own or without. */
  readonly people: AskPeople
}
