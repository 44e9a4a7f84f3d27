export interface KnownOperator { readonly operatorId: string, readonly status: 'active' | 'suspended' }
export type FindOperator = (eori: string) => Promise<KnownOperator | undefined>

/** Both bound how long a change goes unseen: a suspension bites within five seconds, a new operator is known after one. */
const KNOWN_FOR_MS = 5000
const UNKNOWN_FOR_MS = 1000
const MOST_REMEMBERED = 10_000

interface Entry { operator: KnownOperator | undefined, until: number }

/**
 * Remembers for a moment what `find` said, and asks once for all who wait for the same operator.
 * A failure is not remembered and not papered over by an old answer.
 */
export function rememberOperators (find: FindOperator, now: () => number = Date.now): FindOperator {
  const entries = new Map<string, Entry>()
  const asked = new Map<string, Promise<KnownOperator | undefined>>()

  async function ask (eori: string): Promise<KnownOperator | undefined> {
    const askedAt = now() // the answer may be as old as the question
    const operator = await find(eori)
    if (entries.size >= MOST_REMEMBERED) {
      const oldest = entries.keys().next().value
      if (oldest !== undefined) entries.delete(oldest)
    }
    entries.delete(eori)
    entries.set(eori, { operator, until: askedAt + (operator === undefined ? UNKNOWN_FOR_MS : KNOWN_FOR_MS) })
    return operator
  }

  return async (eori) => {
    const entry = entries.get(eori)
    if (entry !== undefined && now() < entry.until) return entry.operator
    const running = asked.get(eori)
    if (running !== undefined) return await running
    const asking = ask(eori).finally(() => asked.delete(eori))
    asked.set(eori, asking)
    return await asking
  }
}
