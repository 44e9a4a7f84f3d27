import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { CATALOGUE } from '../catalogue/shipped-catalogue.ts'
import type { Question } from '../catalogue/question.ts'
import type { AskTouches } from '../deps.ts'
import { standingOf } from './answer-state.ts'
import type { Standing } from './answer-state.ts'
import { standingsOn } from './answer-store.ts'
import { lookOf } from './kept-answer.ts'
import type { KeptStanding } from './kept-answer.ts'
import { touchesByQuestion } from './touching.ts'

/** Where every answer stands on days: what was answered against what happened since. */

export interface QuestionStanding<Kept extends KeptStanding = KeptStanding> extends Standing {
  readonly question: Question
  /** Undefined: not answered on the day. */
  readonly kept: Kept | undefined
}

/** All questions, on each of the days; as many statements for many days as for one. */
export async function readStandings (tx: OperatorTx, touches: AskTouches, days: readonly string[]): Promise<Map<string, QuestionStanding[]>> {
  const kept = Map.groupBy(await standingsOn(tx, days), ({ day }) => day)
  const happened = await readTouches(tx, touches, days, [...kept.values()].flat())
  return new Map(days.map((on) => [on, standingsOf(kept.get(on) ?? [], happened, on)]))
}

/** What happened by the last of the days, and that no answer takes into account by its days alone. */
export async function readTouches (tx: OperatorTx, touches: AskTouches, days: readonly string[], kept: readonly KeptStanding[]): Promise<ReturnType<typeof touchesByQuestion>> {
  const until = days.toSorted().at(-1)
  const [first] = kept.map(({ lookedOn }) => lookedOn).toSorted()
  // Nothing can touch what nobody answered.
  if (until === undefined || first === undefined) return new Map()
  const recordedAt = new Date(Math.min(...kept.map((one) => one.recordedAt.getTime())))
  return touchesByQuestion(CATALOGUE, await touches(tx, { until, since: { day: first, recordedAt } }))
}

/** In the order of the questions. */
export function standingsOf<Kept extends KeptStanding> (kept: readonly Kept[], touches: ReturnType<typeof touchesByQuestion>, on: string): QuestionStanding<Kept>[] {
  const byQuestion = new Map(kept.map((one) => [one.question, one]))
  return CATALOGUE.questions.map((question) => {
    const one = byQuestion.get(question.id)
    return { question, kept: one, ...standingOf({ look: one === undefined ? undefined : lookOf(one), touches: touches.get(question.id) ?? [], on, dueWithinDays: CATALOGUE.dueWithinDays }) }
  })
}
