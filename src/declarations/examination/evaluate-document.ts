import type { Principal } from '../../platform/access.ts'
import { isDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { CheckResult } from '../checks/evaluate.ts'
import { comparableContent } from '../canonical.ts'
import type { DeclarationContent } from '../data-elements.ts'
import { declaredAcceptance } from '../derivation.ts'
import { readJsonDeclaration } from '../formats/json-declaration.ts'
import { readXmlMessage } from '../formats/xml-message.ts'
import { notADeclaration } from '../problems.ts'
import { examinedWith } from './examiner.ts'
import type { Examiner } from './examiner.ts'

/** Asks all checks about a declaration before it is lodged; nothing is written. */

export interface EvaluateDeps {
  readonly db: Database
  readonly examiner: Examiner
}

export interface EvaluatedDocument {
  readonly bytes: Buffer
  readonly mediaType: string
  /** The day on which it is judged, YYYY-MM-DD. */
  readonly asOf?: string | undefined
}

export interface Evaluation { readonly asOf: string, readonly lawDay: string, readonly results: readonly CheckResult[] }

/** @throws invalid-request with a pointer to each fault; not-a-declaration for a request or an answer. */
export async function evaluateDocument ({ db, examiner }: EvaluateDeps, principal: Principal, { bytes, mediaType, asOf = examiner.today() }: EvaluatedDocument): Promise<Evaluation> {
  if (!isDay(asOf)) throw invalidRequest('The query of the request is not valid.', { errors: [{ pointer: '/asOf', detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }] })
  const declared = mediaType === 'application/xml' ? await xmlDeclaration(bytes) : readJsonDeclaration(bytes)
  const content = comparableContent(declared)
  return await withOperatorReadOnly(db, principal, 'checks:read', async (tx) => {
    const context = await examiner.contextIn(tx)
    const mrn = content.mrn ?? null
    const facts = await examiner.factsIn(tx, context, [{ content, mrn, lawDay: declaredAcceptance(content) ?? asOf }])
    const known = {
      receivedOn: asOf, mrn, acceptedOn: declaredAcceptance(content), ...await storedBeside(tx, content),
      ...(declared.status === undefined ? {} : { status: declared.status })
    }
    return { asOf, lawDay: examinedWith(content, known, facts).lawDay, results: examiner.examine(content, known, context, facts, { today: asOf }) }
  })
}

async function xmlDeclaration (bytes: Buffer): Promise<DeclarationContent> {
  const read = await readXmlMessage(bytes)
  if (read.kind !== 'declaration') throw notADeclaration(`It is ${read.message.kind === 'answer' ? 'an answer of customs' : `a request for ${read.message.kind}`}; only declarations are evaluated.`)
  return read.content
}

/** Whether it is stored already, and another under its LRN. */
async function storedBeside (tx: OperatorTx, { lrn, declarant, mrn }: DeclarationContent): Promise<{ sameLrnMrn: string | null, isCounted: boolean }> {
  if (lrn === undefined && mrn === undefined) return { sameLrnMrn: null, isCounted: false }
  const [row] = await tx.query<{ sameLrnMrn: string | null, isCounted: boolean }>(`select
    (select d.mrn from aeo.declarations d where d.operator_id = $1 and d.lrn = $2 and d.declarant = $3 and d.mrn is not null and d.mrn <> $4 order by d.received_at limit 1) as "sameLrnMrn",
    exists (select from aeo.declarations d where d.operator_id = $1 and d.mrn = $4) as "isCounted"`, [tx.operatorId, lrn ?? null, declarant ?? '', mrn ?? ''])
  return row ?? { sameLrnMrn: null, isCounted: false }
}
