import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { WordKindName } from './kinds.ts'
import { eraseWords, standingWords } from './words-store.ts'
import type { Holdable } from './words-store.ts'

/** How whoever ends the keeping of what is kept by class finds and ends what is kept of risks. */

interface PageStart { readonly day: string, readonly id: string }

interface Candidate {
  readonly id: string
  readonly day: string
  readonly holdable: readonly Holdable[]
  readonly mrn: null
  readonly waits: false
  /** What the event says of it; null: nothing is left to erase. */
  readonly evidence: Readonly<Record<string, unknown>> | null
}

/** Things that have ended, by kind, with the day of their end. What lives on keeps its words, as its figures rest on them. */
const ENDED: readonly (readonly [kind: WordKindName, sql: string])[] = [
  ['risk', 'select r.id, r.retired_on as day from aeo.risks r where r.operator_id = $1 and r.state = \'retired\' and r.retired_on is not null'],
  ['control', 'select c.id, c.retired_on from aeo.risk_controls c where c.operator_id = $1 and c.retired_on is not null'],
  ['treatment', 'select t.id, coalesce(t.finished_on, t.dropped_on) from aeo.risk_treatments t where t.operator_id = $1 and t.state in (\'finished\', \'dropped\')'],
  ['acceptance', 'select a.id, coalesce((a.ended_at at time zone \'UTC\')::date, a.expires_on) from aeo.risk_acceptances a where a.operator_id = $1'],
  ['assessment', 'select s.id, (s.recorded_at at time zone \'UTC\')::date from aeo.risk_assessments s where s.operator_id = $1']
]
const ANY_ENDED = ENDED.map(([kind, sql]) => `select e.id, e.day, '${kind}' as kind from (${sql}) as e (id, day)`).join(' union all ')

interface Ended extends PageStart { readonly kind: WordKindName }

const ofKind = (things: readonly Ended[], kind: WordKindName): string[] => things.filter((thing) => thing.kind === kind).map(({ id }) => id)

/** Words of what has ended. */
export const registerSource = {
  event: 'retention.risk_words_erased',
  subject: 'risk_register',
  read: async (tx: OperatorTx, dueUntil: string, after: PageStart | undefined, limit: number): Promise<Candidate[]> => {
    const things = await tx.query<Ended>(`select e.id, e.day, e.kind from (${ANY_ENDED}) e where e.day <= $2::date and ($3::date is null or (e.day, e.id) > ($3::date, $4::uuid)) order by e.day, e.id limit $5`,
      [tx.operatorId, dueUntil, after?.day ?? null, after?.id ?? null, limit])
    const standing = new Map<string, readonly Holdable[]>()
    for (const [kind] of ENDED) for (const [id, holdable] of await standingWords(tx, kind, ofKind(things, kind), false)) standing.set(id, holdable)
    return things.map(({ id, day, kind }) => ({ id, day, holdable: standing.get(id) ?? [], mrn: null, waits: false, evidence: standing.has(id) ? { kind } : null }))
  },
  erase: async (tx: OperatorTx, ids: readonly string[]): Promise<void> => {
    const things = await tx.query<Ended>(`select e.id, e.day, e.kind from (${ANY_ENDED}) e where e.id = any($2::uuid[])`, [tx.operatorId, ids])
    for (const [kind] of ENDED) await eraseWords(tx, kind, ofKind(things, kind), false)
  }
}

interface EndedAudit extends PageStart {
  readonly closedOn: string[]
  readonly acceptedUntil: string[]
  readonly stages: readonly { readonly version: number, readonly stage: string, readonly sha256: string }[]
}

/** Audits as a whole, once the last thing that happened to them is past. */
export const auditsSource = {
  event: 'retention.risk_audit_erased',
  subject: 'risk_audit',
  read: async (tx: OperatorTx, dueUntil: string, after: PageStart | undefined, limit: number): Promise<Candidate[]> => {
    const audits = await tx.query<EndedAudit>(`select e.* from (
        select v.audit_id as id, greatest(max((v.opened_at at time zone 'UTC')::date), max(s.day), max(a.day)) as day, coalesce(json_agg(s.day) filter (where s.day is not null), '[]') as "closedOn", coalesce(json_agg(distinct a.day) filter (where a.day is not null), '[]') as "acceptedUntil",
          coalesce(json_agg(json_build_object('version', v.version, 'stage', s.stage, 'sha256', s.sha256) order by v.version, s.day) filter (where s.day is not null), '[]') as stages
        from aeo.risk_audit_versions v
        left join lateral (select k.stage, k.sha256, (k.closed_at at time zone 'UTC')::date as day from aeo.risk_audit_stages k where k.operator_id = $1 and k.audit_id = v.audit_id and k.version = v.version) s on true
        left join lateral (select max(greatest((c.ended_at at time zone 'UTC')::date, c.expires_on)) as day from aeo.risk_acceptances c where c.operator_id = $1 and c.audit_id = v.audit_id and c.audit_version = v.version) a on true
        where v.operator_id = $1 group by v.audit_id) e
      where e.day <= $2::date and ($3::date is null or (e.day, e.id) > ($3::date, $4::uuid)) order by e.day, e.id limit $5`, [tx.operatorId, dueUntil, after?.day ?? null, after?.id ?? null, limit])
    const words = await standingWords(tx, 'audit', audits.map(({ id }) => id), true)
    return audits.map(({ id, day, closedOn, acceptedUntil, stages }) => ({ id, day, holdable: [...closedOn.map((on) => ({ class: 'risk_audits' as const, day: on })), ...acceptedUntil.map((on) => ({ class: 'risk_register' as const, day: on })), ...words.get(id) ?? []], mrn: null, waits: false, evidence: { stages } }))
  },
  erase: async (tx: OperatorTx, ids: readonly string[]): Promise<void> => {
    const acceptances = await tx.query<{ id: string }>('select a.id from aeo.risk_acceptances a where a.operator_id = $1 and a.audit_id = any($2::uuid[])', [tx.operatorId, ids])
    await eraseWords(tx, 'acceptance', acceptances.map(({ id }) => id), true)
    await eraseWords(tx, 'audit', ids, true)
    await tx.query('select aeo.end_risk_audits($1, $2::uuid[])', [tx.operatorId, ids])
  }
}
