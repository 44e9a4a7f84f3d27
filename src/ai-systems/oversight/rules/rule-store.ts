import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { OversightRules } from '../../../ai-oversight/rules.ts'
import { oversightRulesChanged } from '../../problems.ts'
import { DEFAULT_RULES, rulesWith } from './own-rules.ts'
import type { OwnRules } from './own-rules.ts'

/** Thresholds in the database; each state is kept. */

export interface KeptRules {
  /** 0 while the defaults hold. */
  readonly revision: number
  readonly rules: OwnRules
  /** Null of the defaults, and once it was erased. */
  readonly reason: string | null
  readonly changedAt: Date | null
  readonly changedBy: string | null
}

const COLUMNS = 'r.revision, r.rules, r.reason, r.changed_at as "changedAt", r.changed_by as "changedBy"'

export async function findRules (tx: OperatorTx): Promise<KeptRules> {
  const [row] = await tx.query<KeptRules>(`select ${COLUMNS} from aeo.ai_oversight_rules r where r.operator_id = $1 order by r.revision desc limit 1`, [tx.operatorId])
  return row ?? { revision: 0, rules: DEFAULT_RULES, reason: null, changedAt: null, changedBy: null }
}

/** What the measures of the operator go by, and the revision of its own thresholds in it. */
export async function rulesInForce (tx: OperatorTx): Promise<{ readonly revision: number, readonly rules: OversightRules }> {
  const { revision, rules } = await findRules(tx)
  return { revision, rules: rulesWith(rules) }
}

/** Last first. */
export async function listRules (tx: OperatorTx, limit: number, before: number | undefined): Promise<KeptRules[]> {
  return await tx.query<KeptRules>(`select ${COLUMNS} from aeo.ai_oversight_rules r where r.operator_id = $1 and ($3::int is null or r.revision < $3) order by r.revision desc limit $2`, [tx.operatorId, limit, before ?? null])
}

/** UTC days on which reasons were given that are not erased. */
export async function daysOfReasons (tx: OperatorTx): Promise<string[]> {
  const rows = await tx.query<{ day: string }>('select distinct (r.changed_at at time zone \'UTC\')::date as day from aeo.ai_oversight_rules r where r.operator_id = $1 and r.reason is not null order by 1', [tx.operatorId])
  return rows.map(({ day }) => day)
}

export async function eraseReasons (tx: OperatorTx): Promise<void> {
  await tx.query('update aeo.ai_oversight_rules r set reason = null where r.operator_id = $1 and r.reason is not null', [tx.operatorId])
}

/** @throws ai-oversight-rules-changed when somebody else was first. */
export async function insertRules (tx: OperatorTx, revision: number, rules: OwnRules, reason: string, changedBy: string): Promise<void> {
  try {
    await tx.query('insert into aeo.ai_oversight_rules (operator_id, revision, rules, reason, changed_at, changed_by) values ($1, $2, $3, $4, $5, $6)', [tx.operatorId, revision, JSON.stringify(rules), reason, tx.at, changedBy])
  } catch (error) {
    if ((error as { constraint?: string }).constraint !== 'ai_oversight_rules_pkey') throw error
    throw oversightRulesChanged('Read them again and decide anew.', {}, { cause: error })
  }
}
