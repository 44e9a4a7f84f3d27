import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { utcDay } from '../../platform/calendar.ts'
import { isAfter } from '../answers/answer-state.ts'
import { standingsOn } from '../answers/answer-store.ts'
import { lookOf } from '../answers/kept-answer.ts'
import { findQuestion } from '../catalogue/shipped-catalogue.ts'

/** What others ask who found that an answer is to be changed. */

export const isQuestion = (number: string): boolean => findQuestion(number) !== undefined

/** Whether somebody has answered or confirmed the questions since; in the order asked, with one statement. */
export async function lookedAtSince (tx: OperatorTx, asked: readonly { readonly question: string, readonly at: Date }[]): Promise<boolean[]> {
  if (asked.length === 0) return []
  const kept = new Map((await standingsOn(tx, ['9999-12-31'])).map((one) => [one.question, one]))
  return asked.map(({ question, at }) => {
    const look = kept.get(question)
    return look !== undefined && !look.isErased && !isAfter({ day: utcDay(at), recordedAt: at }, lookOf(look))
  })
}
