import type { Principal } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { PriorityBasis } from '../../risk/priority.ts'
import { suggestLikelihood } from '../../risk/suggestion.ts'
import type { IndicatorReading, LikelihoodSuggestion } from '../../risk/suggestion.ts'
import type { Rating } from '../../risk/method.ts'
import type { IndicatorLevels, RiskDeps } from '../deps.ts'
import { riskAssessmentNotFound } from '../problems.ts'
import { READ } from '../register/risk-operations.ts'
import { listRisks, MOST_RISKS } from '../register/risk-store.ts'
import { heatMapOf, ranked } from './assessment.ts'
import type { HeatCell, KeptAssessment, KeptFigures } from './assessment.ts'
import * as store from './assessment-store.ts'
import { movesBetween } from './movement.ts'
import type { Move } from './movement.ts'

/** Reports over stored assessments: nothing is assessed here. */

type Deps = Pick<RiskDeps, 'db'>

export interface MovedFigures extends KeptFigures {
  /** Null: there is none before, or it is not shown. */
  readonly move: { readonly since: Date, readonly expectedAnnualLossBefore: number, readonly scoreBefore: number, readonly causes: readonly Move[] } | null
}

export function moved (figures: KeptFigures, before: KeptFigures | undefined): MovedFigures {
  return { ...figures, move: before === undefined ? null : { since: before.recordedAt, expectedAnnualLossBefore: before.expectedAnnualLoss, scoreBefore: before.residualScore, causes: movesBetween(before, figures) } }
}

/** One risk, last first; each move is from the assessment before of the same sites and procedures. */
export function readCourse ({ db }: Deps, principal: Principal, code: string, first: number): Promise<MovedFigures[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const figures = await store.figuresOfRisk(tx, code, first)
    const before = await store.figuresBefore(tx, figures.map(({ assessmentId }) => assessmentId), code)
    return figures.map((each) => moved(each, before.get(store.figureName(each))))
  })
}

/** All risks of an assessment against what was before. @throws risk-assessment-not-found for an id that is none. */
export function readMoves ({ db }: Deps, principal: Principal, id: string | undefined): Promise<MovedFigures[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const assessment = await chosen(tx, id)
    if (assessment === undefined) return []
    const before = await store.figuresBefore(tx, [assessment.id])
    return (await store.figuresIn(tx, assessment.id)).map((figures) => moved(figures, before.get(store.figureName(figures))))
  })
}

/** @throws risk-assessment-not-found for an id that is none. */
export async function readTop (deps: Deps, principal: Principal, by: PriorityBasis, first: number, id: string | undefined): Promise<MovedFigures[]> {
  return ranked(await readFigures(deps, principal, id), by).slice(0, first).map((figures) => moved(figures, undefined))
}

/** @throws risk-assessment-not-found for an id that is none. */
export async function readHeatMap (deps: Deps, principal: Principal, id: string | undefined): Promise<HeatCell[]> {
  const figures = await readFigures(deps, principal, id)
  return figures.length === 0 ? [] : heatMapOf(figures)
}

/** @throws risk-assessment-not-found for an id that is none. */
export function readPortfolio ({ db }: Deps, principal: Principal, id: string | undefined): Promise<KeptAssessment | undefined> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await chosen(tx, id))
}

function readFigures ({ db }: Deps, principal: Principal, id: string | undefined): Promise<KeptFigures[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const assessment = await chosen(tx, id)
    return assessment === undefined ? [] : await store.figuresIn(tx, assessment.id)
  })
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The one named, or the last one of the whole company; undefined: there is none at all. */
async function chosen (tx: OperatorTx, id: string | undefined): Promise<KeptAssessment | undefined> {
  const found = id === undefined || UUID.test(id) ? await store.findAssessment(tx, id) : undefined
  if (found === undefined && id !== undefined) throw riskAssessmentNotFound('There is no assessment of this id.')
  return found
}

export interface RiskSuggestion extends LikelihoodSuggestion {
  readonly code: string
  readonly title: string
  readonly stated: Rating | null
}

/**
 * Of risks that key figures are named for, by code. Nothing is changed by it.
 *
 * @throws whatever reading the key figures throws: it needs a right of its own.
 */
export async function suggestLikelihoods ({ db, indicatorLevels }: Pick<RiskDeps, 'db' | 'indicatorLevels'>, principal: Principal, days: { readonly from: string, readonly to: string }): Promise<RiskSuggestion[]> {
  const risks = (await withOperatorReadOnly(db, principal, READ, async (tx) => await listRisks(tx, {}, MOST_RISKS, undefined))).filter(({ state, indicators }) => state !== 'retired' && indicators.length > 0)
  const levels = await indicatorLevels(principal, [...new Set(risks.flatMap(({ indicators }) => indicators))], days)
  return risks.map(({ code, title, indicators, input }) => {
    const stated = input?.likelihood ?? null
    return { code, title, stated, ...suggestLikelihood(readingsOf(indicators, levels), stated) }
  })
}

/** A key figure that has a value and no threshold speaks neither for nor against. */
const readingsOf = (indicators: readonly string[], levels: IndicatorLevels): IndicatorReading[] => indicators.flatMap((indicator) => {
  const level = levels.get(indicator)
  return level === 'no_threshold' ? [] : [{ indicator, level: level ?? null }]
})
