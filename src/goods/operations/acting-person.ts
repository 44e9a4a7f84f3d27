import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Problem } from '../../platform/problem.ts'
import { NOBODY } from '../statement-faults.ts'
import type { GoodsDeps } from './deps.ts'

/**
 * Who acts: the person whose login the token has. Who states another one is refused; only while nobody is recorded with this login does
 * the statement count, and then not for a person who has a login of their own.
 *
 * @throws invalid-request.
 */
export async function actingPerson ({ people }: GoodsDeps, tx: OperatorTx, by: string | undefined): Promise<string> {
  const { kept, acting, known, withLogin } = await people?.(tx, tx.principal.subject, by === undefined ? [] : [by]) ?? NOBODY_KEPT
  if (acting !== undefined) {
    if (by !== undefined && by !== acting) throw wrong('is another person than the one whose token it is', 'Leave it out, and act as yourself')
    return acting
  }
  if (by === undefined) throw wrong('is missing, and nobody who is recorded has the login of the token', 'State your pseudonym, or have your login recorded with PATCH /v1/people/{pseudonym}/contact')
  if (kept && !known.has(by)) throw wrong(NOBODY.detail, NOBODY.hint)
  if (withLogin.has(by)) throw wrong('is a person with another login than that of the token', 'Let them act with a token of their own')
  return by
}

const NOBODY_KEPT = { kept: false, acting: undefined, known: new Set<string>(), withLogin: new Set<string>() }
const wrong = (detail: string, hint: string): Problem => invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/by', detail, hint }] })
