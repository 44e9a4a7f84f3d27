import type { Principal } from '../../../platform/access.ts'
import { withOperatorReadOnly } from '../../../platform/db/operator-tx.ts'
import type { OversightDeps } from '../../deps.ts'
import { outputNotFound } from '../../problems.ts'
import { findOutput } from '../outputs/output-store.ts'
import type { KeptOutcome } from '../steps/output-state.ts'
import { keptOutcomes } from '../steps/state-store.ts'
import { NO_OUTPUT } from './step-operations.ts'

/** What is known to be right of an output, by source. @throws ai-output-not-found. */
export function listOutcomes ({ db }: Pick<OversightDeps, 'db'>, principal: Principal, id: string): Promise<readonly KeptOutcome[]> {
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => {
    if (await findOutput(tx, id) === undefined) throw outputNotFound(NO_OUTPUT)
    return (await keptOutcomes(tx, [id])).get(id) ?? []
  })
}
