import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { CorrectiveAction, Effect } from './model.ts'

/** Corrective actions in the database. */

const COLUMNS = `a.id, a.kind, a.description, a.owner, a.due_on as "dueOn", a.state, a.check_id as "checkId", a.required_clean as "requiredClean", a.broker, a.implemented_on as "implementedOn",
  a.closed_at as "closedAt", a.closed_because as "closedBecause", a.closing_words as "closingWords", a.opened_at as "openedAt", a.revision,
  (select coalesce(json_agg(l.finding_id order by l.finding_id), '[]') from aeo.corrective_action_findings l where l.operator_id = a.operator_id and l.action_id = a.id) as "findingIds"`

export async function findAction (tx: OperatorTx, id: string): Promise<CorrectiveAction | undefined> {
  const [row] = await tx.query<CorrectiveAction>(`select ${COLUMNS} from aeo.corrective_actions a where a.operator_id = $1 and a.id = $2`, [tx.operatorId, id])
  return row
}

export async function lockAction (tx: OperatorTx, id: string): Promise<CorrectiveAction | undefined> {
  await tx.query('select 1 from aeo.corrective_actions a where a.operator_id = $1 and a.id = $2 for update', [tx.operatorId, id])
  return await findAction(tx, id)
}

/** Those due first come first. */
export async function listActions (tx: OperatorTx, filter: { readonly state?: string | undefined, readonly overdueOn?: string | undefined }, limit: number, after: { readonly dueOn: string, readonly id: string } | undefined): Promise<CorrectiveAction[]> {
  return await tx.query<CorrectiveAction>(`select ${COLUMNS} from aeo.corrective_actions a where a.operator_id = $1 and ($2::text is null or a.state = $2)
      and ($3::date is null or (a.state = 'open' and a.due_on < $3::date)) and ($4::date is null or (a.due_on, a.id) > ($4::date, $5::uuid))
    order by a.due_on, a.id limit $6`, [tx.operatorId, filter.state ?? null, filter.overdueOn ?? null, after?.dueOn ?? null, after?.id ?? null, limit])
}

const MOST_COUNTED = 100_000

interface EffectRow { id: string, evaluated: string, hits: string }

interface Measured { readonly id: string, readonly position: number, readonly from: string, readonly broker: string | null }

/**
 * What the check of each action found in declarations that count after its implementation.
 * @param positionOf place of a check in the catalogue.
 */
export async function effectsOf (tx: OperatorTx, actions: readonly CorrectiveAction[], positionOf: (check: string) => number | undefined): Promise<Map<string, Effect>> {
  const measured = actions.flatMap(({ id, checkId, implementedOn, broker }): Measured[] => {
    const position = checkId === null ? undefined : positionOf(checkId)
    return position === undefined || implementedOn === null ? [] : [{ id, position, from: implementedOn, broker }]
  })
  const [ofOne, ofAll] = [measured.filter(({ broker }) => broker !== null), measured.filter(({ broker }) => broker === null)]
  const rows = [...await effectsByTotals(tx, ofAll), ...await effectsOnBrokers(tx, ofOne)]
  return new Map(rows.map(({ id, evaluated, hits }) => [id, { evaluated: Number(evaluated), hits: Number(hits) }]))
}

/** Passes and hits of the totals per day; they hold four counts per check: pass, hit, not evaluable, not applicable. */
async function effectsByTotals (tx: OperatorTx, measured: readonly Measured[]): Promise<EffectRow[]> {
  if (measured.length === 0) return []
  return await tx.query<EffectRow>(`select m.id, coalesce(sum(coalesce(t.counts[m.place], 0) + coalesce(t.counts[m.place + 1], 0)), 0)::text as evaluated,
      coalesce(sum(coalesce(t.counts[m.place + 1], 0)), 0)::text as hits
    from json_to_recordset($2) as m (id uuid, place integer, "from" date) left join aeo.check_totals t on t.operator_id = $1 and t.day > m."from" group by m.id`, [tx.operatorId, JSON.stringify(measured.map(({ id, position, from }) => ({ id, from, place: position * 4 + 1 })))])
}

/** Outcomes per check are not kept by broker, so the examinations themselves are counted: the first so many, which is far more than any effect asks for. */
async function effectsOnBrokers (tx: OperatorTx, measured: readonly Measured[]): Promise<EffectRow[]> {
  if (measured.length === 0) return []
  return await tx.query<EffectRow>(`select m.id, count(*) filter (where x.outcome in ('P', 'H'))::text as evaluated, count(*) filter (where x.outcome = 'H')::text as hits
    from json_to_recordset($2) as m (id uuid, position integer, "from" date, broker text)
      left join lateral (select substr(e.outcomes, m.position + 1, 1) as outcome from aeo.examinations e
        where e.operator_id = $1 and e.counted and e.counted_on > m."from" and e.broker = m.broker order by e.counted_on, e.declaration_id limit ${MOST_COUNTED}) x on true
    group by m.id`, [tx.operatorId, JSON.stringify(measured)])
}
