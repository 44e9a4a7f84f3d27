import { addMonths, daysBetween, utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { CombinedScope } from '../evidence/combined-scope.ts'
import { combinedScope } from '../evidence/combined-scope.ts'
import type { EvidenceSources } from '../evidence/deps.ts'
import { exposureQuestion } from '../evidence/exposure.ts'
import type { ExposureQuestion } from '../evidence/exposure.ts'
import { nameOf, readExposures } from '../evidence/read-exposures.ts'
import { readRiskInputs } from '../evidence/read-risk-inputs.ts'
import type { RiskFacts } from '../evidence/risk-evidence.ts'
import { settingsInForce } from '../evidence/settings-store.ts'
import { listRisks, MOST_RISKS } from '../register/risk-store.ts'
import { daysAround, measuredEffects } from './measured-effect.ts'
import type { BeforeAndAfter, MeasuredEffect, SeenEffect } from './measured-effect.ts'
import type { KeptTreatment } from './treatment.ts'

/** What finished treatments were worth, from evidence: with a constant number of statements, however many there are. */

const DAYS_OF_MONTH = 28
const WHOLE = { sites: [], procedures: [], pillars: [] }

/** An effect, and what is asked of it: null where there is nothing to ask. */
interface Asked extends Omit<SeenEffect, 'exposures'> { readonly questions: { readonly before: ExposureQuestion | null, readonly after: ExposureQuestion | null } }

/** By code of the treatment, in the order of its effects. Those that are not finished have effects as well: nothing was measured of them. */
export async function readMeasuredEffects (tx: OperatorTx, sources: EvidenceSources, treatments: readonly KeptTreatment[]): Promise<ReadonlyMap<string, readonly MeasuredEffect[]>> {
  const finished = treatments.flatMap(({ finishedOn }) => finishedOn === null ? [] : [finishedOn])
  const asked = finished.length === 0 ? treatments.map((treatment) => notFinished(treatment)) : await askedOf(tx, sources, treatments, finished.toSorted()[0] as string)
  const exposures = await readExposures(tx, sources, asked.flat().flatMap(({ questions: { before, after } }) => before === null || after === null ? [] : [before, after]))
  const answerTo = (question: ExposureQuestion | null): number | null => question === null ? null : exposures.get(nameOf(question)) ?? null
  const measured = measuredEffects(asked.flat().map(({ questions, ...seen }) => ({ ...seen, exposures: { before: answerTo(questions.before), after: answerTo(questions.after) } })))
  let place = 0
  return new Map(treatments.map(({ code }, index) => [code, measured.slice(place, place += asked[index]?.length ?? 0)]))
}

const NOTHING = { unreviewed: 0, eventDays: [], days: null, questions: { before: null, after: null } }
const notFinished = ({ effects }: KeptTreatment): Asked[] => effects.map(({ risk, share }) => ({ risk, expectedShare: share, state: 'not_finished', ...NOTHING }))

/** @param first day on which the earliest of them worked. */
async function askedOf (tx: OperatorTx, sources: EvidenceSources, treatments: readonly KeptTreatment[], first: string): Promise<Asked[][]> {
  const on = utcDay(tx.at)
  const settings = await settingsInForce(tx)
  const observedFrom = await sources.firstDeclared(tx)
  // Enough months to hold the days before the earliest as well.
  const windowMonths = settings.windowMonths + Math.ceil(daysBetween(first, on) / DAYS_OF_MONTH) + 1
  const { risks } = await readRiskInputs(tx, sources, { ...WHOLE, from: addMonths(on, -windowMonths), to: on }, { ...settings, windowMonths }, Number.POSITIVE_INFINITY)
  const [facts, scopes] = [new Map(risks.map((risk) => [risk.code, risk])), await readScopes(tx, on)]
  return treatments.map((treatment) => {
    const { finishedOn } = treatment
    if (finishedOn === null) return notFinished(treatment)
    return treatment.effects.map(({ risk, share }): Asked => {
      const [seen, scope] = [facts.get(risk), scopes.get(risk)]
      if (seen === undefined || scope === undefined || seen.evidence.state === 'not_observed') return { risk, expectedShare: share, state: 'not_observed', ...NOTHING }
      const days = daysAround(finishedOn, { basis: seen.evidence.basis, on, months: settings.windowMonths, period: scope.period, observedFrom })
      return { risk, expectedShare: share, state: 'seen', unreviewed: seen.evidence.expectedUnreviewed, eventDays: seen.evidence.events.map(({ day }) => day), days, questions: questionsOf(seen, scope, days) }
    })
  })
}

async function readScopes (tx: OperatorTx, on: string): Promise<ReadonlyMap<string, CombinedScope>> {
  return new Map((await listRisks(tx, {}, MOST_RISKS, undefined)).flatMap((risk) => {
    const scope = combinedScope({ ...risk, scope: { ...risk.scope, from: null, to: null } }, { ...WHOLE, from: on, to: on })
    return scope === null ? [] : [[risk.code, { ...scope, period: { from: risk.scope.from, to: risk.scope.to } }] as const]
  }))
}

const questionsOf = ({ evidence: { basis } }: RiskFacts, scope: CombinedScope, days: BeforeAndAfter | null): Asked['questions'] =>
  days === null ? NOTHING.questions : { before: exposureQuestion(basis, scope, days.before), after: exposureQuestion(basis, scope, days.after) }
