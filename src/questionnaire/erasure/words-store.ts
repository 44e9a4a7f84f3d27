import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { forgetAnswers } from '../../platform/idempotency/expiry.ts'

/** Words of people in answers: what they say, why a question does not apply, what documents are called. */

const HAS_WORDS = `(e.words is not null or exists (select from json_array_elements(e.evidence) d where d ->> 'title' is not null))`

export interface AnswerDays {
  /** When it was given. */
  readonly day: string
  /** When another took its place. */
  readonly until: string | null
}

/** Of the question's answers that have any. */
export async function wordDays (tx: OperatorTx, question: string): Promise<AnswerDays[]> {
  return await tx.query<AnswerDays>(`select distinct e.looked_on as day, e.replaced_on as until from aeo.questionnaire_entries e
    where e.operator_id = $1 and e.question = $2 and e.kind = 'answered' and ${HAS_WORDS} order by 1, 2`, [tx.operatorId, question])
}

const ERASE = `update aeo.questionnaire_entries e set words = null, words_erased = true,
    evidence = (select coalesce(json_agg(json_build_object('title', null, 'reference', d.value ->> 'reference', 'sha256', d.value ->> 'sha256') order by d.ordinality), '[]') from json_array_elements(e.evidence) with ordinality d)`

/** Of every answer of the question. @returns how many answers had any. */
export async function eraseWordsOf (tx: OperatorTx, question: string): Promise<number> {
  const erased = await tx.query<{ number: number }>(`${ERASE} where e.operator_id = $1 and e.question = $2 and e.kind = 'answered' and ${HAS_WORDS} returning e.number`, [tx.operatorId, question])
  await moved(tx, [question])
  return erased.length
}

/** Of single answers, by their ids: those that others have replaced. */
export async function eraseEntries (tx: OperatorTx, ids: readonly string[]): Promise<void> {
  const erased = await tx.query<{ question: string }>(`${ERASE} where e.operator_id = $1 and e.id = any($2::uuid[]) and e.kind = 'answered' and ${HAS_WORDS} returning e.question`, [tx.operatorId, ids])
  await moved(tx, [...new Set(erased.map(({ question }) => question))])
}

const ANSWERING = ['POST /v1/questionnaire/{question}/confirm']

/** Whoever saw the words saw another state; stored answers that show them go. */
async function moved (tx: OperatorTx, questions: readonly string[]): Promise<void> {
  await tx.query('update aeo.questionnaire_answers h set revision = h.revision + 1 where h.operator_id = $1 and h.question = any($2::text[])', [tx.operatorId, questions])
  await forgetAnswers(tx, ANSWERING, ...questions)
}

export interface ReplacedAnswer { readonly id: string, readonly day: string, readonly lookedOn: string, readonly question: string, readonly number: number, readonly hasWords: boolean }

/** Answers whose place another took by a day, in the order of those days. */
export async function replacedAnswers (tx: OperatorTx, until: string, after: { readonly day: string, readonly id: string } | undefined, limit: number): Promise<ReplacedAnswer[]> {
  return await tx.query<ReplacedAnswer>(`select e.id, e.replaced_on as day, e.looked_on as "lookedOn", e.question, e.number, ${HAS_WORDS} as "hasWords" from aeo.questionnaire_entries e
    where e.operator_id = $1 and e.replaced_on is not null and e.replaced_on <= $2::date and ($3::date is null or (e.replaced_on, e.id) > ($3::date, $4::uuid))
    order by e.replaced_on, e.id limit $5`, [tx.operatorId, until, after?.day ?? null, after?.id ?? null, limit])
}
