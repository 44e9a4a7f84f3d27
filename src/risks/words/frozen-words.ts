import { randomBytes } from 'node:crypto'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { ERASED, placesOf, referenceOf, withWords } from './reference.ts'
import type { Words } from './reference.ts'
import type { Put } from './sealed-stage.ts'

/** Words behind the references of texts that are kept for good, in rows that can be erased. */

interface Said { readonly subject: string, readonly member: string, readonly words: string }

const keyOf = ({ subject, member, words }: Said): string => JSON.stringify([subject, member, words])

/**
 * Puts the words of a value away. The same words of the same thing have one reference, so that rows grow with what is said anew and not
 * with every text. The caller has retention shared: nothing is erased between reading what is put away here and the commit.
 *
 * @param seal called twice, with the same value.
 * @param frozenOn day on which a stage of an audit is closed over them; null: none is.
 */
export async function putAway <T> (tx: OperatorTx, frozenOn: string | null, seal: (put: Put) => T): Promise<T> {
  const said = new Map<string, Said>()
  seal((subject, member, words) => {
    if (words !== ERASED) said.set(keyOf({ subject, member, words }), { subject, member, words })
    return words
  })
  const references = await referencesOf(tx, [...said.values()])
  if (frozenOn !== null) await tx.query('update aeo.risk_frozen_words w set frozen_on = w.frozen_on || $3::date where w.operator_id = $1 and w.reference = any($2::text[]) and not $3::date = any(w.frozen_on)', [tx.operatorId, [...references.values()], frozenOn])
  return seal((subject, member, words) => references.get(keyOf({ subject, member, words })) ?? words)
}

async function referencesOf (tx: OperatorTx, said: readonly Said[]): Promise<Map<string, string>> {
  const rows = await tx.query<Said & { readonly reference: string }>('select w.reference, w.subject, w.member, w.words from aeo.risk_frozen_words w where w.operator_id = $1 and w.subject = any($2::text[]) and w.words is not null order by w.reference desc',
    [tx.operatorId, [...new Set(said.map(({ subject }) => subject))]])
  const references = new Map(rows.map((row) => [keyOf(row), row.reference]))
  const fresh = said.filter((one) => !references.has(keyOf(one))).map((one) => {
    const salt = randomBytes(32)
    return { ...one, salt, reference: referenceOf(salt, one.words) }
  })
  await tx.query(`insert into aeo.risk_frozen_words (operator_id, reference, subject, member, salt, words)
    select $1, n.reference, n.subject, n.member, decode(n.salt, 'hex'), n.words from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as n (reference, subject, member, salt, words)`,
  [tx.operatorId, fresh.map(({ reference }) => reference), fresh.map(({ subject }) => subject), fresh.map(({ member }) => member), fresh.map(({ salt }) => salt.toString('hex')), fresh.map(({ words }) => words)])
  for (const one of fresh) references.set(keyOf(one), one.reference)
  return references
}

export interface KeptWords { readonly reference: string, readonly salt: Buffer | null, readonly words: string | null }

/** Behind the references in the value, with one statement; none where it has none. */
export async function keptWords (tx: OperatorTx, value: unknown): Promise<KeptWords[]> {
  const references = [...new Set(placesOf(value).map(({ reference }) => reference))]
  if (references.length === 0) return []
  return await tx.query<KeptWords>('select w.reference, w.salt, w.words from aeo.risk_frozen_words w where w.operator_id = $1 and w.reference = any($2::text[])', [tx.operatorId, references])
}

export const wordsOf = (kept: readonly KeptWords[]): Words => new Map(kept.map(({ reference, words }) => [reference, words]))

/** The value as people read it. */
export const shown = async <T>(tx: OperatorTx, value: T): Promise<T> => withWords(value, wordsOf(await keptWords(tx, value)))
