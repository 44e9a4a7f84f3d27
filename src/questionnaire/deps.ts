import type { Scope } from '../platform/access.ts'
import type { AskPeople } from '../platform/acting-person.ts'
import type { Database } from '../platform/db/pool.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { TouchingEvent, TouchSpan } from '../platform/touching-events.ts'

/** What the questionnaire asks of the rest of the system; each with a constant number of statements, in the caller's transaction. */
export interface QuestionnaireDeps {
  readonly db: Database
  readonly clock: () => Date
  /** Which of the codes are known. */
  readonly knownPositions: (tx: OperatorTx, codes: readonly string[]) => Promise<ReadonlySet<string>>
  readonly knownUnits: (tx: OperatorTx, codes: readonly string[]) => Promise<ReadonlySet<string>>
  /** Who is behind a login. */
  readonly people: AskPeople
  /** What happened that answers may speak of. */
  readonly touches: AskTouches
  /** Whether a legal hold keeps a thing of a class. Asked before anything is locked: it takes the lock that setting a hold takes. */
  readonly heldBack: (tx: OperatorTx) => Promise<(thing: { readonly class: string, readonly mrn: string | null, readonly day: string, readonly until: string }) => boolean>
}

export type AskTouches = (tx: OperatorTx, span: TouchSpan) => Promise<readonly TouchingEvent[]>

export const READ: Scope = 'questionnaire:read'
export const WRITE: Scope = 'questionnaire:write'
