import { createHash } from 'node:crypto'
import type pg from 'pg'
import { LruMap } from '../../platform/lru-map.ts'
import { beginStatement, onConnection } from '../../platform/db/operator-tx.ts'
import type { Principal } from '../../platform/access.ts'
import { withMeasures } from '../../reference/measures.ts'
import type { LoadedList } from '../../reference/measure-list.ts'
import { shippedReference } from '../../reference/shipped.ts'
import type { ReferenceData } from '../../reference/reference-data.ts'
import { NOTHING_NAMED } from '../../platform/registers.ts'
import type { Register } from '../../platform/registers.ts'
import type { Directory } from '../attribution.ts'
import { CHECKS } from '../checks/catalogue.ts'
import type { Severity } from '../checks/check.ts'
import type { CheckSetting } from '../checks/evaluate.ts'
import { inTurn, loadKept } from './registers.ts'
import type { KeptRegisters, Registers } from './registers.ts'

/**
 * What an operator's declarations are judged by, kept in memory with the version that names it. Every write compares that
 * version in its transaction, so a replica that has not heard of a change judges anew instead of writing what no longer holds.
 */
export interface OperatorContext {
  readonly version: number
  readonly settings: ReadonlyMap<string, CheckSetting>
  readonly ownEoris: ReadonlySet<string>
  readonly reference: ReferenceData
  readonly registers: KeptRegisters
  /** Undefined when the operator keeps no organisation. */
  readonly directory?: Directory
}

/** Names the rules and the lists that ship: two services with the same release judge alike. */
export const RELEASE = releaseOf()

function releaseOf (): string {
  const rules = CHECKS.map(({ id, rule, severity }) => `${id}:${rule.version}:${severity}`).join(',')
  return `${createHash('sha256').update(`${rules}|${shippedReference().version}`).digest('hex').slice(0, 16)}`
}

const MAX_OPERATORS = 1_000

interface ContextRow {
  version: string | null
  eoris: string[]
  settings: { check: string, enabled: boolean, severity: Severity | null }[]
  /** Entries are null where they are kept already. */
  lists: { kind: LoadedList['kind'], revision: number, entries: LoadedList['entries'] | null }[]
}

/** Lists are large and registers change often: what was read of them stays while their revisions do. */
interface KeptLists {
  /** Kind and revision of each, for example `cbam:2`. */
  readonly names: readonly string[]
  readonly lists: ReadonlyMap<string, LoadedList>
  readonly reference: ReferenceData
}

const CONTEXT = `
  select (select h.version from aeo.examination_heads h where h.operator_id = $1) as version,
    (select coalesce(json_agg(o.eori), '[]') from aeo.operator_eoris o where o.operator_id = $1) as eoris,
    (select coalesce(json_agg(json_build_object('check', s.check_id, 'enabled', s.enabled, 'severity', s.severity)), '[]') from aeo.check_settings s
      where s.operator_id = $1 and s.revision = (select max(l.revision) from aeo.check_settings l where l.operator_id = $1 and l.check_id = s.check_id)) as settings,
    (select coalesce(json_agg(json_build_object('kind', r.kind, 'revision', r.revision, 'entries', case when r.kind || ':' || r.revision = any($2::text[]) then null else r.entries end)
      order by r.kind), '[]') from aeo.reference_lists r
      where r.operator_id = $1 and r.revision = (select max(l.revision) from aeo.reference_lists l where l.operator_id = $1 and l.kind = r.kind)) as lists`

/** Whom the context asks beside its own tables. */
export interface ContextSources {
  readonly registers: Registers
  /** Whose unit counts for a declaration that names none. */
  readonly directory?: Register<Directory>
}

export class OperatorContexts {
  readonly #pool: pg.Pool
  readonly #sources: ContextSources
  readonly #kept = new LruMap<string, Promise<OperatorContext>>(MAX_OPERATORS)
  readonly #lists = new LruMap<string, KeptLists>(MAX_OPERATORS)

  constructor (pool: pg.Pool, sources: ContextSources = { registers: {} }) {
    this.#pool = pool
    this.#sources = sources
  }

  async of (principal: Principal): Promise<OperatorContext> {
    const { operatorId } = principal
    const kept = this.#kept.get(operatorId)
    if (kept !== undefined) return await kept
    const loading = this.#load(principal)
    this.#kept.set(operatorId, loading)
    loading.catch(() => { this.#kept.delete(operatorId) })
    return await loading
  }

  /** What is kept of the operator no longer holds; the next question reads it again. */
  forget (operatorId: string): void {
    this.#kept.delete(operatorId)
  }

  async #load ({ operatorId, eori }: Principal): Promise<OperatorContext> {
    const known = this.#lists.get(operatorId)
    const { registers, directory } = this.#sources
    const loaded = await onConnection(this.#pool, async (client) => {
      await client.query(beginStatement(operatorId, true))
      const { rows } = await client.query<ContextRow>(CONTEXT, [operatorId, known?.names ?? []])
      const query = inTurn(async (text, values) => (await client.query(text, [...values])).rows)
      const kept = await loadKept(registers, query, operatorId)
      const place = await directory?.load(query, operatorId, NOTHING_NAMED)
      await client.query('commit')
      return { row: rows[0], kept, place }
    })
    return {
      version: Number(loaded.row?.version ?? 0),
      settings: new Map((loaded.row?.settings ?? []).map(({ check, enabled, severity }) => [check, { enabled, severity }])),
      ownEoris: new Set([eori, ...loaded.row?.eoris ?? []]),
      reference: this.#referenceOf(operatorId, loaded.row?.lists ?? [], known),
      registers: loaded.kept,
      ...loaded.place === undefined ? {} : { directory: loaded.place }
    }
  }

  #referenceOf (operatorId: string, rows: ContextRow['lists'], known: KeptLists | undefined): ReferenceData {
    const names = rows.map(({ kind, revision }) => `${kind}:${revision}`)
    if (known?.names.join() === names.join()) return known.reference
    const lists = new Map(rows.map(({ kind, entries }, index): [string, LoadedList] => {
      const name = names[index] ?? ''
      return [name, { kind, entries: entries ?? known?.lists.get(name)?.entries ?? [] }]
    }))
    const reference = withMeasures(shippedReference(), [...lists.values()], names.join())
    this.#lists.set(operatorId, { names, lists, reference })
    return reference
  }
}
