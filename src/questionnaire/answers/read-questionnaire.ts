import { hasScope } from '../../platform/access.ts'
import type { Principal, Scope } from '../../platform/access.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { openCursor, sealCursor } from '../../platform/http/pages.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Criterion } from '../catalogue/question.ts'
import { CATALOGUE, findQuestion } from '../catalogue/shipped-catalogue.ts'
import { READ } from '../deps.ts'
import type { QuestionnaireDeps } from '../deps.ts'
import { questionNotFound } from '../problems.ts'
import type { AnswerState } from './answer-state.ts'
import * as store from './answer-store.ts'
import { MOST_ENTRIES } from './kept-answer.ts'
import { progressByCriterion, progressBySection, progressOf } from './progress.ts'
import type { Progress } from './progress.ts'
import { readStandings, readTouches, standingsOf } from './read-standings.ts'
import type { QuestionStanding } from './read-standings.ts'
import { seenState } from './seen-state.ts'
import { entryToWire, questionToWire, wholeToWire } from './wire.ts'
import type { EntryWire, MayRead, QuestionWire, WholeWire } from './wire.ts'

/** Reading the questionnaire as it stands on a day. */

export type ReadDeps = Pick<QuestionnaireDeps, 'db' | 'clock' | 'touches'>

export interface QuestionnaireAsked {
  readonly on?: string | undefined
  readonly section?: string | undefined
  readonly criterion?: Criterion | undefined
  readonly state?: AnswerState | undefined
}

/** @throws invalid-request for a day that does not exist. */
export function refuseDay (on: string | undefined): void {
  if (on !== undefined && !isDay(on)) throw invalidRequest('The query of the request is not valid.', { errors: [{ pointer: '/on', detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }] })
}

/** Every scope that the map of events names is one. */
export const mayReadOf = (principal: Principal): MayRead => (scope) => hasScope(principal, scope as Scope)

/** @throws invalid-request, also for a section that is none. */
export function readQuestionnaire ({ db, clock, touches }: ReadDeps, principal: Principal, { on, section, criterion, state }: QuestionnaireAsked): Promise<{ on: string, items: QuestionWire[] }> {
  refuseDay(on)
  if (section !== undefined && !CATALOGUE.sections.some(({ id }) => id === section)) throw invalidRequest('The query of the request is not valid.', { errors: [{ pointer: '/section', detail: 'is no section', hint: `One of ${CATALOGUE.sections.map(({ id }) => id).join(', ')}` }] })
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const day = on ?? utcDay(tx.at)
    const standings = (await readStandings(tx, touches, [day])).get(day) ?? []
    const shown = standings.filter((one) => (section === undefined || one.question.section === section) && (criterion === undefined || one.question.criteria.includes(criterion)) && (state === undefined || one.state === state))
    return { on: day, items: shown.map((one) => questionToWire(CATALOGUE, one, mayReadOf(principal))) }
  }, clock)
}

export interface WholeProgress { readonly on: string, readonly whole: Progress, readonly bySection: readonly Progress[], readonly byCriterion: readonly Progress[] }

/** On each of the days, in the order asked; as many statements for many as for one. @throws invalid-request. */
export function readProgress ({ db, clock, touches }: ReadDeps, principal: Principal, days: readonly string[]): Promise<WholeProgress[]> {
  for (const day of days) refuseDay(day)
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const asked = days.length === 0 ? [utcDay(tx.at)] : days
    const standings = await readStandings(tx, touches, [...new Set(asked)])
    return asked.map((on) => {
      const all = (standings.get(on) ?? []).map(({ question, state, kept }) => ({ question, state, notApplicable: kept?.notApplicable === true }))
      return { on, whole: progressOf(null, 'The whole questionnaire', all), bySection: progressBySection(CATALOGUE, all), byCriterion: progressByCriterion(all) }
    })
  }, clock)
}

export interface AnsweredQuestion {
  /** Of the answer and of what touched it; the ETag. */
  readonly seen: string
  readonly wire: WholeWire & { readonly history: readonly EntryWire[] }
}

/** @throws questionnaire-question-not-found; invalid-request. */
export function findAnswered (deps: ReadDeps, principal: Principal, question: string, on: string | undefined): Promise<AnsweredQuestion> {
  refuseDay(on)
  refuseUnknown(question)
  return withOperatorReadOnly(deps.db, principal, READ, async (tx) => await answeredQuestion(tx, deps, question, on ?? utcDay(tx.at)), deps.clock)
}

/** In the caller's transaction. */
export async function answeredQuestion (tx: OperatorTx, { touches }: Pick<ReadDeps, 'touches'>, question: string, on: string): Promise<AnsweredQuestion> {
  const [revision, history, standing] = [await store.revisionOf(tx, question), await store.listEntries(tx, question, MOST_ENTRIES), await wholeOn(tx, { touches }, on, question)]
  const [found] = standing
  if (found === undefined) throw new Error('A question of the catalogue is not in it')
  return { seen: seenState(revision, found.touched), wire: { ...wholeToWire(CATALOGUE, found, mayReadOf(tx.principal)), revision, history: history.map(entryToWire) } }
}

/** What whoever answers or confirms it must have seen. */
export async function stateToSee (tx: OperatorTx, { touches }: Pick<ReadDeps, 'touches'>, question: string, revision: number): Promise<string> {
  const [found] = await wholeOn(tx, { touches }, utcDay(tx.at), question)
  return seenState(revision, found?.touched ?? [])
}

/** Questions with their whole answers on a day. @param question that one alone. */
export async function wholeOn (tx: OperatorTx, { touches }: Pick<ReadDeps, 'touches'>, on: string, question?: string): Promise<QuestionStanding<Awaited<ReturnType<typeof store.wholeStandings>>[number]>[]> {
  const kept = await store.wholeStandings(tx, on, question)
  return standingsOf(kept, await readTouches(tx, touches, [on], kept), on).filter(({ question: { id } }) => question === undefined || id === question)
}

/** @throws questionnaire-question-not-found. */
export function refuseUnknown (question: string): void {
  if (findQuestion(question) === undefined) throw questionNotFound(`The questionnaire has no question ${question}.`)
}

const NUMBER_KEY = /^[1-9][0-9]{0,8}$/

/** Last first. @throws questionnaire-question-not-found; invalid-request. */
export function listEntries ({ db }: Pick<ReadDeps, 'db'>, principal: Principal, question: string, { limit = MOST_ENTRIES, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: EntryWire[], nextCursor: string | null }> {
  refuseUnknown(question)
  const [before] = cursor === undefined ? [] : openCursor('questionnaire entries', cursor, [NUMBER_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const rows = await store.listEntries(tx, question, limit + 1, before === undefined ? undefined : Number(before))
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items: items.map(entryToWire), nextCursor: rows.length > limit && last !== undefined ? sealCursor('questionnaire entries', [String(last.number)]) : null }
  })
}
