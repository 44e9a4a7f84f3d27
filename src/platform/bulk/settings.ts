import type { Principal } from '../access.ts'
import type { Problem } from '../problem.ts'

/** How files are taken, whatever is in them. */
export interface BulkSettings {
  /** Documents a transaction. */
  readonly chunkItems: number
  /** How long a client may send nothing, or read nothing. */
  readonly idleMs: number
  /** Ends the reading of files: what is read by then and not written is not taken. */
  readonly stopping: AbortSignal
  /** Asked before each chunk: why the file must stop here, if it must. */
  readonly mayGoOn: (principal: Principal) => Promise<Problem | undefined>
}
