import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { etagOf } from '../../platform/http/conditional.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { lockIfAnswered } from '../answers/answer-store.ts'
import { answeredQuestion, refuseUnknown } from '../answers/read-questionnaire.ts'
import { WRITE } from '../deps.ts'
import type { QuestionnaireDeps } from '../deps.ts'
import { answerWordsHeld } from '../problems.ts'
import { eraseEntries, eraseWordsOf, replacedAnswers, wordDays } from './words-store.ts'
import type { ReplacedAnswer } from './words-store.ts'

/** What legal holds and years of keeping name. */
const RETENTION_CLASS = 'questionnaire'

/**
 * Words of every answer of a question go, on request. Who answered and confirmed when, who answers for it, and where proof is kept with
 * which hash stays; the question is unanswered from then on.
 * @throws questionnaire-question-not-found; questionnaire-words-held while a legal hold keeps any of them.
 */
export function eraseAnswerWords (deps: QuestionnaireDeps, principal: Principal, question: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  refuseUnknown(question)
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: 'POST /v1/questionnaire/{question}/erase-words', idempotencyKey, input: { question }, clock: deps.clock }, async (tx) => {
    const isHeld = await deps.heldBack(tx)
    await lockIfAnswered(tx, question)
    const days = await wordDays(tx, question)
    if (days.some(({ day, until }) => isHeld({ class: RETENTION_CLASS, mrn: null, day, until: until ?? utcDay(tx.at) }))) throw answerWordsHeld('A legal hold keeps them; they go once it is lifted.')
    if (days.length > 0) tx.log('questionnaire.words_erased', `questionnaire:${question}`, { question, answers: await eraseWordsOf(tx, question) })
    const { seen, wire } = await answeredQuestion(tx, deps, question, utcDay(tx.at))
    return { status: 200, headers: { etag: etagOf(seen) }, body: JSON.stringify(wire) }
  })
}

interface Candidate extends ReplacedAnswer {
  /** From the day of the answer to that on which another took its place: customs may ask what stood on any of them. */
  readonly holdable: readonly { readonly class: string, readonly day: string, readonly until: string }[]
  readonly mrn: null
  readonly waits: false
  /** Null: nothing is left to erase. */
  readonly evidence: Readonly<Record<string, unknown>> | null
}

/** The same of answers that others replaced, for whoever ends the keeping of what is kept by class. */
export const answersSource = {
  event: 'retention.questionnaire_erased',
  subject: 'questionnaire_entry',
  read: async (tx: OperatorTx, dueUntil: string, after: { readonly day: string, readonly id: string } | undefined, limit: number): Promise<Candidate[]> => (await replacedAnswers(tx, dueUntil, after, limit)).map((answer) =>
    ({ ...answer, holdable: [{ class: RETENTION_CLASS, day: answer.lookedOn, until: answer.day }], mrn: null, waits: false, evidence: answer.hasWords ? { question: answer.question, number: answer.number } : null })),
  erase: eraseEntries
}
