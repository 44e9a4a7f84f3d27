import { setImmediate } from 'node:timers/promises'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { cellsOf, EXPIRING_DAYS } from '../competence/cells.ts'
import { requirementsBy } from '../competence/requirements.ts'
import type { TrainingDeps } from '../deps.ts'
import type { Effect } from '../effects/effect.ts'
import { EFFECT_RULES, readEffects } from '../effects/read-effects.ts'
import type { EffectDeps } from '../effects/read-effects.ts'
import { readTraining } from '../loader/read-training.ts'
import type { TrainingSources } from '../loader/read-training.ts'
import { competenceFigures } from './competence-figures.ts'
import type { CellsOfPerson } from './competence-figures.ts'
import { taskCover } from './trained-deputies.ts'

/** What key figures are made of where competence decides: it is worked out by the pure core, so no statement can answer it. */

/** Stretches of days, numbered from 1 in the answer; `unit`: by unit beside all. */
export interface FiguresAsked {
  readonly points: readonly { readonly from: string, readonly to: string }[]
  readonly dimensions: readonly string[]
}

export interface FigureRow {
  readonly point: number
  readonly dimension: 'all' | 'unit'
  readonly key: string
  readonly [figure: string]: string | number
}

/** Figures of all, or of a unit. */
interface Counted { readonly dimension: FigureRow['dimension'], readonly key: string, readonly figures: Readonly<Record<string, number>> }

export type AskFigures = (tx: OperatorTx, asked: FiguresAsked) => Promise<FigureRow[]>

export interface TrainingFigures {
  readonly competence: AskFigures
  readonly effects: AskFigures
}

/** @param responsibilities those that make a position one for customs. */
export function trainingFigures (deps: TrainingDeps, responsibilities: readonly string[]): TrainingFigures {
  return {
    competence: async (tx, asked) => await askCompetence(tx, deps, asked, responsibilities),
    effects: async (tx, asked) => await askEffects(tx, deps, asked)
  }
}

/** As of the last day of each point. */
async function askCompetence (tx: OperatorTx, deps: TrainingSources, { points, dimensions }: FiguresAsked, responsibilities: readonly string[]): Promise<FigureRow[]> {
  const days = [...new Set(points.map(({ to }) => to))]
  const { workforce, own, uses, shown, catalogue } = await readTraining(tx, deps, { days })
  const requirements = requirementsBy(own, catalogue, uses)
  const found = new Map<string, Counted[]>()
  for (const day of days) {
    const people = workforce.on(day)
    const cells = people.map((person): CellsOfPerson => ({ person: person.person, unit: person.unit, cells: cellsOf(requirements(person, day), shown.get(person.person) ?? [], day, EXPIRING_DAYS) }))
    const tasks = taskCover(responsibilities, { people, deputies: workforce.deputiesOn(day), shown, catalogue }, day)
    const untrained = tasks.filter(({ trained }) => trained.length === 0).length
    const [all, ...units] = competenceFigures(cells)
    found.set(day, [
      { dimension: 'all', key: '', figures: { ...all?.figures, ...tasks.length === 0 ? {} : { tasks: tasks.length, withoutDeputy: untrained } } },
      ...units.map(({ unit, figures }): Counted => ({ dimension: 'unit', key: unit ?? '', figures: { ...figures } }))
    ])
    // A large company and many months: others are answered in between.
    await setImmediate()
  }
  return points.flatMap(({ to }, index) => (found.get(to) ?? []).filter(({ dimension }) => dimensions.includes(dimension)).map(({ figures, ...of }) => ({ ...figures, point: index + 1, ...of })))
}

/** Rows of trainings that a sum may be made of: more than a report shows, since nobody reads them. */
const MOST_COUNTED = 10_000

/** Of the trainings that ended in each point and of which something can be said. */
async function askEffects (tx: OperatorTx, deps: EffectDeps, { points, dimensions }: FiguresAsked): Promise<FigureRow[]> {
  const days = points.flatMap(({ from, to }) => [from, to]).toSorted()
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const { effects } = await readEffects(tx, deps, { from: first, to: last }, EFFECT_RULES.leastPeople, MOST_COUNTED)
  const told = effects.filter(({ because, deltaPoints }) => because === null && deltaPoints !== null)
  return points.flatMap(({ from, to }, index) => {
    const ended = told.filter(({ cut: { training } }) => from <= training.to && training.to <= to)
    const units = Map.groupBy(ended.filter(({ cut }) => cut.units.length === 1), ({ cut }) => cut.units[0] ?? '')
    const rows = [{ dimension: 'all' as const, key: '', effects: ended }, ...[...units].map(([key, of]) => ({ dimension: 'unit' as const, key, effects: of }))]
    return rows.filter(({ dimension, effects: of }) => of.length > 0 && dimensions.includes(dimension)).map(({ effects: of, ...row }) => ({ point: index + 1, ...row, ...changeOf(of) }))
  })
}

/** Errors after, less those to be expected at the rate before: divided by what was reviewed after, the change of the rate, each training by its weight. */
function changeOf (effects: readonly Effect[]): { change: number, reviewed: number } {
  const sum = (of: (effect: Effect) => number): number => effects.reduce((total, effect) => total + of(effect), 0)
  return { change: sum(({ after, expected }) => after.errors - (expected ?? 0)), reviewed: sum(({ after }) => after.exposure) }
}
