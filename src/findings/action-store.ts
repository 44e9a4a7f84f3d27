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

export type OpenedAction = Pick<CorrectiveAction, 'id' | 'kind' | 'description' | 'owner' | 'dueOn' | 'checkId' | 'requiredClean' | 'broker' | 'findingIds'>

/** Its findings are in correction from then on. */
export async function insertAction (tx: OperatorTx, action: OpenedAction, openedBy: string): Promise<void> {
  const { id, kind, description, owner, dueOn, checkId, requiredClean, broker, findingIds } = action
  await tx.query(`insert into aeo.corrective_actions (operator_id, id, kind, description, owner, due_on, check_id, required_clean, broker, opened_at, opened_by)
    values ($1, $2, $3, $4, $5, $6::date, $7, $8, $9, $10, $11)`, [tx.operatorId, id, kind, description, owner, dueOn, checkId, requiredClean, broker, tx.at, openedBy])
  await tx.query('insert into aeo.corrective_action_findings (operator_id, action_id, finding_id) select $1, $2, n.id from unnest($3::uuid[]) as n (id)', [tx.operatorId, id, findingIds])
  await tx.query("update aeo.findings f set state = 'in_correction', revision = f.revision + 1 where f.operator_id = $1 and f.id = any($2::uuid[])", [tx.operatorId, findingIds])
}

export async function markImplemented (tx: OperatorTx, id: string, implementedOn: string): Promise<void> {
  await tx.query("update aeo.corrective_actions a set state = 'implemented', implemented_on = $3::date, revision = a.revision + 1 where a.operator_id = $1 and a.id = $2", [tx.operatorId, id, implementedOn])
}

export interface Closing { readonly because: 'effect_shown' | 'stated_reason', readonly words: string | null, readonly effect: Effect | undefined }

/** Closes the action, and those of its findings that no other action is still correcting. */
export async function markClosed (tx: OperatorTx, { id, findingIds }: CorrectiveAction, { because, words, effect }: Closing): Promise<void> {
  await tx.query(`update aeo.corrective_actions a set state = 'closed', closed_at = $3, closed_because = $4, closing_words = $5, measured_evaluated = $6, measured_hits = $7, revision = a.revision + 1
    where a.operator_id = $1 and a.id = $2`, [tx.operatorId, id, tx.at, because, words, effect?.evaluated ?? null, effect?.hits ?? null])
  await tx.query(`update aeo.findings f set state = 'closed', closed_at = $3, closed_because = $4, revision = f.revision + 1
    where f.operator_id = $1 and f.id = any($2::uuid[]) and f.state = 'in_correction'
      and not exists (select from aeo.corrective_action_findings l join aeo.corrective_actions o on o.operator_id = l.operator_id and o.id = l.action_id
        where l.operator_id = $1 and l.finding_id = f.id and o.state <> 'closed')`, [tx.operatorId, [...findingIds], tx.at, because === 'effect_shown' ? 'corrected' : 'stated_reason'])
}
