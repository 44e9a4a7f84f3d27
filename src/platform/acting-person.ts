import type { OperatorTx } from './db/operator-tx.ts'
import { invalidRequest } from './problem.ts'
import type { Problem } from './problem.ts'

/** Which person acts with a token: what is decided stands with the pseudonym of whoever decided it. */

export interface People {
  /** Whether any people are recorded. */
  readonly kept: boolean
  /** Pseudonym of the person whose login it is. */
  readonly acting: string | undefined
  /** Those of the pseudonyms that are people. */
  readonly known: ReadonlySet<string>
  /** Those of them whose login is recorded. */
  readonly withLogin: ReadonlySet<string>
}

/** Who is behind a login, and what is known of pseudonyms. */
export type AskPeople = (tx: OperatorTx, subject: string, pseudonyms: readonly string[]) => Promise<People>

/**
 * The person whose login the token has. Who states another one is refused; only while nobody is recorded with this login does the statement
 * count, and then not for a person who has a login of their own.
 *
 * @param ask absent: nobody keeps people, and pseudonyms count as stated.
 * @param pointer to the stated pseudonym.
 * @throws invalid-request.
 */
export async function actingPerson (ask: AskPeople | undefined, tx: OperatorTx, stated: string | undefined, pointer: string): Promise<string> {
  const wrong = (detail: string, hint: string): Problem => invalidRequest('The content of the request is not valid.', { errors: [{ pointer, detail, hint }] })
  const { kept, acting, known, withLogin } = await ask?.(tx, tx.principal.subject, stated === undefined ? [] : [stated]) ?? NOBODY_KEPT
  if (acting !== undefined) {
    if (stated !== undefined && stated !== acting) throw wrong('is another person than the one whose token it is', 'Leave it out, and act as yourself')
    return acting
  }
  if (stated === undefined) throw wrong('is missing, and nobody who is recorded has the login of the token', 'State your pseudonym, or have your login recorded with PATCH /v1/people/{pseudonym}/contact')
  if (kept && !known.has(stated)) throw wrong(NOBODY.detail, NOBODY.hint)
  if (withLogin.has(stated)) throw wrong('is a person with another login than that of the token', 'Let them act with a token of their own')
  return stated
}

const NOBODY_KEPT: People = { kept: false, acting: undefined, known: new Set(), withLogin: new Set() }
export const NOBODY = { detail: 'is nobody who is recorded', hint: 'The pseudonym of a person, from GET /v1/people' }
