import type { OperatorTx } from '../platform/db/operator-tx.ts'

/**
 * Lets one change of an operator's organisation follow the other, until the transaction ends: whether a tree has a cycle, or a person
 * more than full time, depends on records that others may be changing.
 */
export async function lockOrganisation (tx: OperatorTx): Promise<void> {
  await tx.query('insert into aeo.organisation_heads as h (operator_id, version) values ($1, 1) on conflict (operator_id) do update set version = h.version + 1', [tx.operatorId])
}

/** What examinations remember of mandates, sites and people is read again from now on. */
export async function moveExaminations (tx: OperatorTx): Promise<void> {
  await tx.query('select aeo.move_examination_head($1)', [tx.operatorId])
}
