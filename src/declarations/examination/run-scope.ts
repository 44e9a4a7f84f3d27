import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { positionOf } from '../checks/catalogue.ts'
import { checkNamed } from './check-settings.ts'
import { RELEASE } from './operator-context.ts'

/** Which declarations of a period a run looks at: all, or those that a change elsewhere touches. */

/** All that is named must hold; nothing named: every declaration. */
export interface RunScope {
  /** Declarations with an item of these goods. */
  readonly goodsRef?: string
  /** Declarations that name the authorisation or document by this reference. */
  readonly authorisation?: string
  /** EORI of the representative. */
  readonly representative?: string
  readonly mrns?: readonly string[]
  /** Declarations to which one of these checks applied when they were examined, or of which that is not known. */
  readonly checks?: readonly string[]
  /** Declarations with an item of which one of these people decided what an AI system proposed; pseudonyms. */
  readonly reviewers?: readonly string[]
}

export const MOST_REVIEWERS = 100

export interface RunPosition { readonly from: string, readonly to: string, readonly afterDay: string | null, readonly afterId: string | null }

export interface PassedRow { readonly id: string, readonly counted_on: string, readonly touched: boolean }

/** Looking costs a fraction of examining, so a narrowed run looks at more in one step than it examines. */
const LOOK_AT = 1_000

const PERIOD = 'd.operator_id = $1 and d.counted_on between $2::date and $3::date and ($4::date is null or (d.counted_on, d.id) > ($4::date, $5::uuid))'
const ALL = `select d.id, d.counted_on, d.current_version from aeo.declarations d where ${PERIOD}`
// Each MRN by its own key: a young table has no statistics, and the planner would go through the period.
const BY_MRN = `select d.id, d.counted_on, d.current_version from unnest($7::text[]) as m (mrn)
  cross join lateral (select d.* from aeo.declarations d where d.operator_id = $1 and d.mrn = m.mrn) as d where ${PERIOD}`

/** The text stands in the canonical document as it was written, without a space. */
const member = (name: string, value: string): string => `${JSON.stringify(name)}:${JSON.stringify(value)}`

/** @throws check-not-found. */
export function refuseUnknownChecks ({ checks = [] }: RunScope): void {
  for (const id of checks) checkNamed(id)
}

/**
 * Only names that some declaration has; goods and representatives are looked up in totals. An authorisation or document may be named
 * without being counted, so no name of theirs is refused.
 *
 * @throws invalid-request.
 */
export async function refuseUnknownNames (tx: OperatorTx, { goodsRef, representative, mrns = [] }: RunScope): Promise<void> {
  if (goodsRef === undefined && representative === undefined && mrns.length === 0) return
  const rows = await tx.query<{ dimension: string, key: string }>(`select n.dimension, n.key from (values ('goods', $2::text), ('broker', $3::text)) as n (dimension, key)
      where n.key is not null and not exists (select from aeo.declaration_totals t where t.operator_id = $1 and t.dimension = n.dimension and t.key = n.key)
    union all select 'mrns', m.mrn from unnest($4::text[]) as m (mrn) where not exists (select from aeo.declarations d where d.operator_id = $1 and d.mrn = m.mrn)`,
  [tx.operatorId, goodsRef ?? null, representative ?? null, mrns])
  const pointers: Readonly<Record<string, string>> = { goods: '/only/goodsRef', broker: '/only/representative' }
  const errors = rows.map(({ dimension, key }) => ({
    pointer: pointers[dimension] ?? `/only/mrns/${mrns.indexOf(key)}`, detail: 'is named by no declaration of yours', hint: 'GET /v1/declarations finds declarations'
  }))
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors: errors.slice(0, 100) })
}

/**
 * The next declarations of the period in their order, and which of them are touched; one statement.
 *
 * @param examineAtMost when nothing is narrowed, so many are read.
 */
export async function nextOf (tx: OperatorTx, scope: RunScope, { from, to, afterDay, afterId }: RunPosition, examineAtMost: number): Promise<{ rows: PassedRow[], isLast: boolean }> {
  const isNarrowed = Object.keys(scope).length > 0
  const limit = isNarrowed ? LOOK_AT : examineAtMost
  const values: unknown[] = [tx.operatorId, from, to, afterDay, afterId, limit]
  const add = (value: unknown): string => `$${values.push(value)}`
  if (scope.mrns !== undefined) add([...new Set(scope.mrns)])
  const conditions = [
    ...(scope.representative === undefined ? [] : [`x.broker is not distinct from ${add(scope.representative)}`]),
    ...(scope.checks === undefined ? [] : [`(x.release is distinct from ${add(RELEASE)}
      or exists (select from unnest(${add(scope.checks.map((id) => (positionOf(id) ?? 0) + 1))}::integer[]) as c (position) where substr(x.outcomes, c.position, 1) <> 'A'))`]),
    ...[scope.goodsRef === undefined ? [] : [member('goodsRef', scope.goodsRef)], scope.authorisation === undefined ? [] : [member('reference', scope.authorisation)]].flat()
      .map((text) => `strpos(v.document::text, ${add(text)}) > 0`),
    ...(scope.reviewers === undefined ? [] : [`exists (select from unnest(${add(scope.reviewers.map((person) => member('reviewerId', person)))}::text[]) as n (text) where strpos(v.document::text, n.text) > 0)`])
  ]
  const readsDocument = scope.goodsRef !== undefined || scope.authorisation !== undefined || scope.reviewers !== undefined
  const rows = await tx.query<PassedRow>(`
    with passed as materialized (${scope.mrns === undefined ? ALL : BY_MRN} order by d.counted_on, d.id limit $6)
    select p.id, p.counted_on, ${['true', ...conditions].join(' and ')} as touched
    from passed p left join aeo.examinations x on x.operator_id = $1 and x.declaration_id = p.id and x.version = p.current_version and x.counted
      ${readsDocument ? 'join aeo.declaration_versions v on v.operator_id = $1 and v.declaration_id = p.id and v.version = p.current_version' : ''}
    order by p.counted_on, p.id`, values)
  return upTo(rows, examineAtMost, rows.length < limit)
}

/** As many of the rows as one step examines. @param isAll whether nothing comes after them. */
export function upTo (rows: readonly PassedRow[], examineAtMost: number, isAll: boolean): { rows: PassedRow[], isLast: boolean } {
  let left = examineAtMost
  const end = rows.findIndex(({ touched }) => touched && left-- === 0)
  return end === -1 ? { rows: [...rows], isLast: isAll } : { rows: rows.slice(0, end), isLast: false }
}
