import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

export interface Lock {
  release (): void
}

/**
 * Takes a lock that lasts as long as this process and no longer, or returns undefined when somebody has it. Node
 * offers no file lock of its own; SQLite's exclusive transaction is one, which the operating system lifts even after
 * SIGKILL. A file with a process number in it would have to be judged stale, and two judges can both be right.
 */
export function tryLock (file: string): Lock | undefined {
  closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file)
  try {
    database.exec('begin exclusive')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    // SQLITE_BUSY
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) return undefined
    throw error
  }
}
