import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Evidence, KeptEntry, KeptStanding, Owner, WholeStanding } from './kept-answer.ts'

/** Answers in the database. */

const STANDING = `h.question, h.revision, l.kind, l.number, l.looked_on as "lookedOn", l.review_on as "reviewOn", l.recorded_at as "recordedAt", l.recorded_by as "recordedBy", l.person,
  a.number as answer, a.looked_on as "answeredOn", a.recorded_by as "answeredBy", a.not_applicable as "notApplicable", a.words_erased as "isErased", a.owner_position as "ownerPosition", a.owner_unit as "ownerUnit"`

/** The last entry of each question by the day, with the answer that it gave or confirmed: looks of a question follow one another by day and by number. */
const standings = (columns: string, days: string): string => `select ${columns} from ${days} cross join aeo.questionnaire_answers h
  cross join lateral (select e.* from aeo.questionnaire_entries e where e.operator_id = h.operator_id and e.question = h.question and e.looked_on <= p.day order by e.number desc limit 1) l
  join aeo.questionnaire_entries a on a.operator_id = h.operator_id and a.question = h.question and a.number = l.answer
  where h.operator_id = $1`

/** On each of the days, without words; one statement. */
export async function standingsOn (tx: OperatorTx, days: readonly string[]): Promise<(KeptStanding & { readonly day: string })[]> {
  return await tx.query<KeptStanding & { day: string }>(standings(`p.day, ${STANDING}`, 'unnest($2::date[]) as p (day)'), [tx.operatorId, days])
}

/** With their words. @param question of that one alone. */
export async function wholeStandings (tx: OperatorTx, on: string, question?: string): Promise<WholeStanding[]> {
  return await tx.query<WholeStanding>(`${standings(`${STANDING}, a.words, a.evidence`, '(select $2::date as day) as p')} and ($3::text is null or h.question = $3)`, [tx.operatorId, on, question ?? null])
}

export interface Head { readonly revision: number, readonly entries: number }

/** Nobody else answers or confirms it until the transaction ends, also where nobody has yet. */
export async function lockAnswer (tx: OperatorTx, question: string): Promise<Head> {
  await tx.query('insert into aeo.questionnaire_answers (operator_id, question, revision, entries) values ($1, $2, 0, 0) on conflict do nothing', [tx.operatorId, question])
  const [head] = await tx.query<Head>('select h.revision, h.entries from aeo.questionnaire_answers h where h.operator_id = $1 and h.question = $2 for update', [tx.operatorId, question])
  if (head === undefined) throw new Error('An answer was locked and is not there')
  return head
}

/** The same where it is only looked at: undefined where nobody answered. */
export async function lockIfAnswered (tx: OperatorTx, question: string): Promise<Head | undefined> {
  const [head] = await tx.query<Head>('select h.revision, h.entries from aeo.questionnaire_answers h where h.operator_id = $1 and h.question = $2 for update', [tx.operatorId, question])
  return head
}

export async function revisionOf (tx: OperatorTx, question: string): Promise<number> {
  const [head] = await tx.query<Head>('select h.revision, h.entries from aeo.questionnaire_answers h where h.operator_id = $1 and h.question = $2', [tx.operatorId, question])
  return head?.revision ?? 0
}

export interface NewEntry {
  readonly id: string
  readonly question: string
  readonly number: number
  readonly answer: number
  readonly lookedOn: string
  readonly reviewOn: string
  readonly recordedBy: string
}
export interface NewAnswer { readonly words: string, readonly notApplicable: boolean, readonly owner: Owner, readonly evidence: readonly Evidence[] }

export async function insertAnswer (tx: OperatorTx, { id, question, number, answer, lookedOn, reviewOn, recordedBy }: NewEntry, { words, notApplicable, owner, evidence }: NewAnswer): Promise<void> {
  await tx.query(`insert into aeo.questionnaire_entries (operator_id, id, question, number, kind, answer, looked_on, review_on, recorded_by, recorded_at, words, not_applicable, owner_position, owner_unit, evidence)
    values ($1, $2, $3, $4, 'answered', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
  [tx.operatorId, id, question, number, answer, lookedOn, reviewOn, recordedBy, tx.at, words, notApplicable, owner.kind === 'position' ? owner.code : null, owner.kind === 'unit' ? owner.code : null, JSON.stringify(evidence)])
  await tx.query('update aeo.questionnaire_entries e set replaced_on = $3 where e.operator_id = $1 and e.question = $2 and e.kind = \'answered\' and e.number < $4 and e.replaced_on is null', [tx.operatorId, question, lookedOn, number])
  await moveHead(tx, question, number)
}

export async function insertConfirmation (tx: OperatorTx, { id, question, number, answer, lookedOn, reviewOn, recordedBy }: NewEntry, person: string): Promise<void> {
  await tx.query(`insert into aeo.questionnaire_entries (operator_id, id, question, number, kind, answer, looked_on, review_on, recorded_by, recorded_at, person)
    values ($1, $2, $3, $4, 'confirmed', $5, $6, $7, $8, $9, $10)`, [tx.operatorId, id, question, number, answer, lookedOn, reviewOn, recordedBy, tx.at, person])
  await moveHead(tx, question, number)
}

async function moveHead (tx: OperatorTx, question: string, entries: number): Promise<void> {
  await tx.query('update aeo.questionnaire_answers h set revision = h.revision + 1, entries = $3 where h.operator_id = $1 and h.question = $2', [tx.operatorId, question, entries])
}

/** Last first. */
export async function listEntries (tx: OperatorTx, question: string, limit: number, before?: number): Promise<KeptEntry[]> {
  return await tx.query<KeptEntry>(`select e.number, e.kind, e.answer, e.looked_on as "lookedOn", e.review_on as "reviewOn", e.not_applicable as "notApplicable", e.words, e.words_erased as "isErased",
      e.owner_position as "ownerPosition", e.owner_unit as "ownerUnit", e.evidence, e.person, e.recorded_by as "recordedBy", e.recorded_at as "recordedAt"
    from aeo.questionnaire_entries e where e.operator_id = $1 and e.question = $2 and ($4::integer is null or e.number < $4::integer) order by e.number desc limit $3`, [tx.operatorId, question, limit, before ?? null])
}
