import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { actingPerson } from '../../platform/acting-person.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { withOperator } from '../../platform/db/operator-tx.ts'
import { etagOf } from '../../platform/http/conditional.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { CATALOGUE } from '../catalogue/shipped-catalogue.ts'
import { WRITE } from '../deps.ts'
import type { QuestionnaireDeps } from '../deps.ts'
import { answerNotFound } from '../problems.ts'
import { latestReview } from './answer-state.ts'
import * as store from './answer-store.ts'
import type { Owner } from './kept-answer.ts'
import { answeredQuestion, refuseUnknown, stateToSee } from './read-questionnaire.ts'
import type { AnsweredQuestion } from './read-questionnaire.ts'
import type { ConfirmInput, NewAnswerInput } from './schemas.ts'

/** Answering, and confirming that an answer is still right. */

const LAST = '9999-12-31'
const invalid = (errors: Fault[]) => invalidRequest('The content of the request is not valid.', { errors })
const refuse = (errors: Fault[]): void => { if (errors.length > 0) throw invalid(errors) }

/** @throws questionnaire-question-not-found; invalid-request; what `demand` throws for another state, 0 where nobody has answered. */
export function answerQuestion (deps: QuestionnaireDeps, principal: Principal, question: string, input: NewAnswerInput, demand: (seen: string) => void): Promise<AnsweredQuestion> {
  refuseUnknown(question)
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    const { revision, entries } = await store.lockAnswer(tx, question)
    demand(await stateToSee(tx, deps, question, revision))
    const { text, notApplicable, evidence = [], owner, answeredOn, reviewBy } = input
    const [before] = await store.wholeStandings(tx, LAST, question)
    refuse([...shapeFaults(input), ...lookFaults({ at: '/answeredOn', on: answeredOn, reviewBy, today: utcDay(tx.at), notBefore: before?.lookedOn }), ...await ownerFaults(tx, deps, owner)])
    const [number, reviewOn] = [entries + 1, reviewBy ?? latestReview(answeredOn, CATALOGUE.confirmWithinMonths)]
    const recordedBy = await resolveActor(tx.query, tx.operatorId, principal.subject)
    await store.insertAnswer(tx, { id: uuidV7(), question, number, answer: number, lookedOn: answeredOn, reviewOn, recordedBy },
      { words: text ?? notApplicable?.because ?? '', notApplicable: notApplicable !== undefined, owner, evidence: evidence.map(({ title, reference, sha256 = null }) => ({ title, reference, sha256 })) })
    tx.log('questionnaire.answered', `questionnaire:${question}`, {
      question, number, on: answeredOn, reviewOn, notApplicable: notApplicable !== undefined, owner, evidence: evidence.map(({ sha256 = null }) => sha256), release: CATALOGUE.release
    })
    return await answeredQuestion(tx, deps, question, utcDay(tx.at))
  }, deps.clock)
}

/** By a person, of the answer that they saw, with what had touched it. @throws questionnaire-question-not-found, questionnaire-answer-not-found; invalid-request; what `demand` throws for another state. */
export function confirmAnswer (deps: QuestionnaireDeps, principal: Principal, question: string, input: ConfirmInput, idempotencyKey: string | string[] | undefined, demand: (seen: string) => void): Promise<StoredAnswer> {
  refuseUnknown(question)
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: 'POST /v1/questionnaire/{question}/confirm', idempotencyKey, input: { question, ...input }, clock: deps.clock }, async (tx) => {
    const head = await store.lockIfAnswered(tx, question)
    demand(await stateToSee(tx, deps, question, head?.revision ?? 0))
    const [before] = await store.wholeStandings(tx, LAST, question)
    if (head === undefined || before === undefined) throw answerNotFound('There is nothing to confirm yet.', { because: 'unanswered' })
    if (before.isErased) throw answerNotFound('The words of the answer were erased.', { because: 'words_erased' })
    const { on = utcDay(tx.at), reviewBy, person: stated } = input
    refuse(lookFaults({ at: '/on', on, reviewBy, today: utcDay(tx.at), notBefore: before.lookedOn }))
    const person = await actingPerson(deps.people, tx, stated, '/person')
    const [number, reviewOn] = [head.entries + 1, reviewBy ?? latestReview(on, CATALOGUE.confirmWithinMonths)]
    await store.insertConfirmation(tx, { id: uuidV7(), question, number, answer: before.answer, lookedOn: on, reviewOn, recordedBy: await resolveActor(tx.query, tx.operatorId, principal.subject) }, person)
    tx.log('questionnaire.confirmed', `questionnaire:${question}`, { question, number, answer: before.answer, on, reviewOn, release: CATALOGUE.release })
    const { seen, wire } = await answeredQuestion(tx, deps, question, utcDay(tx.at))
    return { status: 200, headers: { etag: etagOf(seen) }, body: JSON.stringify(wire) }
  })
}

/** An answer says something, or why nothing is to be said. */
function shapeFaults ({ text, notApplicable }: NewAnswerInput): Fault[] {
  if (text === undefined && notApplicable === undefined) return [{ pointer: '/text', detail: 'is missing', hint: 'Give the answer, or say with notApplicable why the question does not apply' }]
  return text !== undefined && notApplicable !== undefined ? [{ pointer: '/notApplicable', detail: 'is stated beside an answer', hint: 'Leave one of both out' }] : []
}

interface LookStated { readonly at: string, readonly on: string, readonly reviewBy: string | undefined, readonly today: string, readonly notBefore: string | undefined }

/** Looks follow one another, none is still to come, and each is followed by a review within the months. */
function lookFaults ({ at, on, reviewBy, today, notBefore }: LookStated): Fault[] {
  const noDay = { detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }
  if (!isDay(on)) return [{ pointer: at, ...noDay }]
  if (on > today) return [{ pointer: at, detail: 'is a day that is still to come', hint: 'Record it when the day has come' }]
  if (notBefore !== undefined && on < notBefore) return [{ pointer: at, detail: `is before ${notBefore}, the day on which the answer was last looked at`, hint: 'Give a day from then on' }]
  if (reviewBy === undefined) return []
  if (!isDay(reviewBy)) return [{ pointer: '/reviewBy', ...noDay }]
  if (reviewBy <= on) return [{ pointer: '/reviewBy', detail: 'is not after the day on which it was looked at', hint: 'Give a later day, or leave it out' }]
  const latest = latestReview(on, CATALOGUE.confirmWithinMonths)
  return reviewBy > latest ? [{ pointer: '/reviewBy', detail: `is after ${latest}: answers are looked at every ${CATALOGUE.confirmWithinMonths} months at least`, hint: 'Give an earlier day, or leave it out' }] : []
}

async function ownerFaults (tx: OperatorTx, { knownPositions, knownUnits }: QuestionnaireDeps, { kind, code }: Owner): Promise<Fault[]> {
  const known = await (kind === 'position' ? knownPositions : knownUnits)(tx, [code])
  return known.has(code) ? [] : [{ pointer: '/owner/code', detail: `is no ${kind} of yours`, hint: `Give the code of a ${kind} that is recorded under /v1/${kind}s` }]
}
