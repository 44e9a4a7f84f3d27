import type pg from 'pg'
import { decimal, decimalText } from '../platform/decimal.ts'
import { usesJson } from './reference-use.ts'
import type { ReferenceUses } from './reference-use.ts'

/** Compares the use of references with a recount, and sets it right. */

export interface ReferenceUseDifference {
  readonly kind: string
  readonly reference: string
  readonly day: string
  readonly type: string
  readonly unit: string
  readonly currency: string
  /** What is kept less what was recounted. */
  readonly declarations: number
  readonly items: number
  readonly quantity: string
  readonly amount: string
  readonly unmeasured: number
  readonly ended: number
  readonly endedAmount: string
}

interface KeptRow {
  kind: string, reference: string, day: string, type: string, unit: string, currency: string
  declarations: string, items: string, quantity: string, amount: string, unmeasured: string, ended: string, ended_amount: string
}

type Named = Pick<ReferenceUseDifference, 'kind' | 'reference' | 'day' | 'type' | 'unit' | 'currency'>
const identityOf = ({ kind, reference, day, type, unit, currency }: Named): string => JSON.stringify([kind, reference, day, type, unit, currency])

export async function compareUses (client: pg.ClientBase, operatorId: string, uses: ReferenceUses): Promise<ReferenceUseDifference[]> {
  const { rows } = await client.query<KeptRow>(`
    select u.kind, u.reference, u.day, u.type, u.unit, u.currency, u.declarations, u.items, u.quantity, u.amount, u.unmeasured, u.ended, u.ended_amount
    from aeo.reference_use u where u.operator_id = $1`, [operatorId])
  const kept = new Map(rows.map((row) => [identityOf(row), row]))
  const recounted = new Map(uses.nonZero().map((use) => [identityOf(use), use]))
  return [...new Set([...kept.keys(), ...recounted.keys()])].flatMap((identity) => {
    const is = kept.get(identity)
    const ought = recounted.get(identity)
    const named = is ?? ought
    if (named === undefined) return []
    const difference = {
      kind: named.kind, reference: named.reference, day: named.day, type: named.type, unit: named.unit, currency: named.currency,
      declarations: Number(is?.declarations ?? 0) - (ought?.declarations ?? 0),
      items: Number(is?.items ?? 0) - (ought?.items ?? 0),
      quantity: decimalText(decimal(is?.quantity ?? '0').minus(ought?.quantity ?? '0')),
      amount: decimalText(decimal(is?.amount ?? '0').minus(ought?.amount ?? '0')),
      unmeasured: Number(is?.unmeasured ?? 0) - (ought?.unmeasured ?? 0),
      ended: Number(is?.ended ?? 0) - (ought?.ended ?? 0),
      endedAmount: decimalText(decimal(is?.ended_amount ?? '0').minus(ought?.endedAmount ?? '0'))
    }
    const { declarations, items, quantity, amount, unmeasured, ended, endedAmount } = difference
    return [declarations, items, unmeasured, ended].every((count) => count === 0) && [quantity, amount, endedAmount].every((sum) => sum === '0') ? [] : [difference]
  })
}

export async function replaceUses (client: pg.ClientBase, operatorId: string, uses: ReferenceUses): Promise<void> {
  await client.query('delete from aeo.reference_use u where u.operator_id = $1', [operatorId])
  const all = usesJson(uses.nonZero())
  if (all !== null) await client.query('select aeo.move_reference_use($1, $2)', [operatorId, all])
}
