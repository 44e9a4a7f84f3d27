import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { NamedThing } from '../../platform/keeping/keep-records.ts'
import { SHIPPED_CATALOGUE } from '../competence/shipped-catalogue.ts'

/** Which of the codes are topics: of the shipped catalogue, or the operator's own. */
export async function knownTopics (tx: OperatorTx, codes: readonly string[]): Promise<ReadonlySet<string>> {
  const shipped = codes.filter((code) => SHIPPED_CATALOGUE.topics.has(code))
  if (shipped.length === codes.length) return new Set(shipped)
  const own = await tx.query<{ code: string }>('select t.code from aeo.training_topics t where t.operator_id = $1 and t.code = any($2::text[])', [tx.operatorId, codes])
  return new Set([...shipped, ...own.map(({ code }) => code)])
}

/** Which of the codes are procedures: shown by having read and understood their version in force, and by nothing that names no version. */
export async function procedures (tx: OperatorTx, codes: readonly string[]): Promise<ReadonlySet<string>> {
  const own = codes.filter((code) => !SHIPPED_CATALOGUE.topics.has(code))
  if (own.length === 0) return new Set()
  const rows = await tx.query<{ code: string }>('select t.code from aeo.training_topics t where t.operator_id = $1 and t.code = any($2::text[]) and t.kind = \'procedure\'', [tx.operatorId, own])
  return new Set(rows.map(({ code }) => code))
}

export const NO_TOPIC = { detail: 'is no topic', hint: 'Give the code of a topic; GET /v1/training/topics lists them' }
export const TOPIC: NamedThing = { known: knownTopics, ...NO_TOPIC }
