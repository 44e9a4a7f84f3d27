import { createHash } from 'node:crypto'
import type pg from 'pg'
import { LruMap } from '../../platform/lru-map.ts'
import { beginStatement, onConnection } from '../../platform/db/operator-tx.ts'
import type { Principal } from '../../platform/access.ts'
import { withMeasures } from '../../reference/measures.ts'
import type { LoadedList } from '../../reference/measure-list.ts'
import { shippedReference } from '../../reference/shipped.ts'
import type { ReferenceData } from '../../reference/reference-data.ts'
import type { Register, RegisterNeeds } from '../../platform/registers.ts'
import type { Directory } from '../attribution.ts'
import { CHECKS } from '../checks/catalogue.ts'
import type { Severity } from '../checks/check.ts'
import type { CheckSetting } from '../checks/evaluate.ts'

/**
 * What an operator's declarations are judged by, kept in memory with the version that names it. Every write compares that
 * version in its transaction, so a replica that has not heard of a change judges anew instead of writing what no longer holds.
 */
export interface OperatorContext {
  readonly version: number
  readonly settings: ReadonlyMap<string, CheckSetting>
  readonly ownEoris: ReadonlySet<string>
  readonly reference: ReferenceData
  /** Undefined when the operator keeps no organisation. */
  readonly directory?: Directory
}

/** Names the rules and the lists that ship: two services with the same release judge alike. */
export const RELEASE = releaseOf()

function releaseOf (): string {
  const rules = CHECKS.map(({ id, rule, severity }) => `${id}:${rule.version}:${severity}`).join(',')
  return `${createHash('sha256').update(`${rules}|${shippedReference().version}`).digest('hex').slice(0, 16)}`
}

/** A register that is read whole is not asked for anything in particular. */
const NO_NEEDS: RegisterNeeds = {
  goodsRefs: [], supplierRefs: [], representatives: [], mrns: [], arcs: [], documentReferences: [], reviewers: [], firstDay: '', lastDay: ''
}

const MAX_OPERATORS = 1_000

interface ContextRow {
  version: string | null
  eoris: string[]
  settings: { check: string, enabled: boolean, severity: Severity | null }[]
  lists: LoadedList[]
}

const CONTEXT = `
  select (select h.version from aeo.examination_heads h where h.operator_id = $1) as version,
    (select coalesce(json_agg(o.eori), '[]') from aeo.operator_eoris o where o.operator_id = $1) as eoris,
    (select coalesce(json_agg(json_build_object('check', s.check_id, 'enabled', s.enabled, 'severity', s.severity)), '[]') from aeo.check_settings s
      where s.operator_id = $1 and s.revision = (select max(l.revision) from aeo.check_settings l where l.operator_id = $1 and l.check_id = s.check_id)) as settings,
    (select coalesce(json_agg(json_build_object('kind', r.kind, 'entries', r.entries)), '[]') from aeo.reference_lists r
      where r.operator_id = $1 and r.revision = (select max(l.revision) from aeo.reference_lists l where l.operator_id = $1 and l.kind = r.kind)) as lists`

export class OperatorContexts {
  readonly #pool: pg.Pool
  readonly #directory: Register<Directory> | undefined
  readonly #kept = new LruMap<string, Promise<OperatorContext>>(MAX_OPERATORS)

  constructor (pool: pg.Pool, directory?: Register<Directory>) {
    this.#pool = pool
    this.#directory = directory
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
    const { row, directory } = await onConnection(this.#pool, async (client) => {
      await client.query(beginStatement(operatorId, true))
      const { rows: [row] } = await client.query<ContextRow>(CONTEXT, [operatorId])
      const directory = await this.#directory?.load(async (text, values) => (await client.query(text, [...values])).rows, operatorId, NO_NEEDS)
      await client.query('commit')
      return { row, directory }
    })
    const version = Number(row?.version ?? 0)
    return {
      version,
      settings: new Map((row?.settings ?? []).map(({ check, enabled, severity }) => [check, { enabled, severity }])),
      ownEoris: new Set([eori, ...row?.eoris ?? []]),
      reference: withMeasures(shippedReference(), row?.lists ?? [], String(version)),
      ...directory === undefined ? {} : { directory }
    }
  }
}
