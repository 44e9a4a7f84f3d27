import type { Fault } from '../../platform/problem.ts'
import { decimal } from '../../platform/decimal.ts'
import { impactLevel } from '../../risk/levels.ts'
import { DEFAULT_ACCEPTABLE_SCORE } from '../../risk/method.ts'
import type { Rating } from '../../risk/method.ts'
import type { PlanChoice, PlanRisk, PlanTreatment } from '../../risk/plan.ts'

/** Risks and treatments as a request states them, and what is wrong with them that a schema cannot tell. Pure. */

export interface StatedPlan {
  readonly risks: readonly { readonly code: string, readonly frequency: number, readonly severityMean: number, readonly consequence: number, readonly acceptableScore?: number, readonly appetiteEur?: number | null }[]
  readonly treatments: readonly { readonly code: string, readonly annualCostEur: number | string, readonly effects: readonly { readonly risk: string, readonly share: number }[], readonly choice?: PlanChoice }[]
}

export function faultsOf ({ risks, treatments }: StatedPlan): Fault[] {
  const known = new Set(risks.map(({ code }) => code))
  return [
    ...twice(risks, 'risks'), ...twice(treatments, 'treatments'),
    ...treatments.flatMap(({ effects, annualCostEur }, index) => [
      ...centFaults(annualCostEur, `/treatments/${index}/annualCostEur`),
      ...effects.flatMap(({ risk }, effect) => known.has(risk) ? [] : [{ pointer: `/treatments/${index}/effects/${effect}/risk`, detail: 'is none of the risks stated', hint: 'Name a code of `risks`, or leave the effect out' }])
    ])
  ]
}

function twice (entries: readonly { readonly code: string }[], list: string): Fault[] {
  const seen = new Set<string>()
  return entries.flatMap(({ code }, index) => {
    if (!seen.has(code)) {
      seen.add(code)
      return []
    }
    return [{ pointer: `/${list}/${index}/code`, detail: 'stands here a second time', hint: 'State each once' }]
  })
}

/** Null where it is no whole number of cents. */
export function centsOf (euros: number | string): number | null {
  const cents = decimal(String(euros)).times(100)
  return cents.eq(cents.round(0, 0)) ? Number(cents.toFixed(0)) : null
}

export const centFaults = (euros: number | string, pointer: string): Fault[] => centsOf(euros) === null ? [{ pointer, detail: 'has parts of a cent', hint: 'Two decimal places at most' }] : []

export const planRisks = ({ risks }: StatedPlan): PlanRisk[] => risks.map(({ code, frequency, severityMean, consequence, acceptableScore = DEFAULT_ACCEPTABLE_SCORE, appetiteEur = null }) => ({
  code, acceptableScore, appetiteEur: appetiteEur ?? Number.POSITIVE_INFINITY, figures: { frequency, severityMean, impactLevel: impactLevel(consequence as Rating, severityMean) }
}))

export const planTreatments = ({ treatments }: StatedPlan): PlanTreatment[] => treatments.map(({ code, annualCostEur, effects, choice = 'open' }) =>
  ({ code, annualCostCents: centsOf(annualCostEur) ?? 0, effects, choice }))
