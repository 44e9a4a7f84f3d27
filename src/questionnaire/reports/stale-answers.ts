import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { readStandings } from '../answers/read-standings.ts'
import type { AskTouches } from '../deps.ts'

/** How many answers were stale, for key figures: at the end of each of the stretches of time, as many statements for many as for one. */
export const staleAnswers = (touches: AskTouches) => async (tx: OperatorTx, { points }: { readonly points: readonly { readonly to: string }[] }): Promise<{ point: number, dimension: 'all', key: '', stale: number, answers: number }[]> => {
  const standings = await readStandings(tx, touches, [...new Set(points.map(({ to }) => to))])
  return points.map(({ to }, index) => {
    const answered = (standings.get(to) ?? []).filter(({ state }) => state !== 'unanswered')
    return { point: index + 1, dimension: 'all', key: '', stale: answered.filter(({ state }) => state === 'stale').length, answers: answered.length }
  })
}
