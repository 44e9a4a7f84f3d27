import { hasScope } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { enumOf } from '../../platform/graphql/enum-sdl.ts'
import type { GraphqlPart } from '../../platform/graphql/parts.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import { eventRate } from '../../statistics/poisson-rate.ts'
import type { RateRatio } from '../../statistics/rate-ratio.ts'
import type { TrainingDeps } from '../deps.ts'
import type { Window } from './cuts.ts'
import { CAUTIONS, REASONS, VERDICTS } from './effect.ts'
import type { Effect, Measured, Verdict } from './effect.ts'
import { EFFECT_RULES, MOST_CUTS, readEffects } from './read-effects.ts'

const { windowDays, leastAfterDays, leastExpectedEvents, leastReviewedShare, halfReviewedShare, fewTrainedShare, leastTrainedShare, leastPeople, leastPeopleWithNames, mostFalseBefore, clusteredFrom } = EFFECT_RULES

const SDL = `
extend type Query {
  "Confirmed errors before and after each training that ended in the period, by unit of the people who completed it and pillar that its topics cover. All of the period are compared at once, whatever is shown of them; at most ${MOST_CUTS}."
  trainingEffects("First day on which a training ended" from: Date!, "Last one" to: Date!, "Show only this unit" unit: String, "Show only this course" course: String, "Show only this pillar" pillar: Pillar, "Show only this verdict" verdict: TrainingVerdict): TrainingEffects!
}

${enumOf('TrainingVerdict', `improved, worsened: the interval leaves out 1 however the findings that are open turn out, and p corrected for all that was compared is at most 5 %, before the days after it are over at most ${100 * mostFalseBefore} %. no_effect_shown: it does not; that is no proof of no effect. too_early: nothing can be said yet.`, VERDICTS)}
${enumOf('TooEarlyReason', `too_few_days: fewer than ${leastAfterDays} after it. too_few_expected: fewer than ${leastExpectedEvents} errors to be expected so far, at the rate before. too_little_reviewed: less than ${100 * leastReviewedShare} % of the findings of a window are decided.`, REASONS)}
${enumOf('TrainingEffectCaution', `chosen_for_its_rate: a need led to it because the rate was high, so it is compared with days that the unit was not picked by. other_training_in_window: another one may have had the effect. low_data: fewer than ${leastExpectedEvents} errors to be expected. few_of_unit_trained: less than ${100 * fewTrainedShare} % of the unit. half_reviewed: less than ${100 * halfReviewedShare} % of the findings of a window are decided, and those that come first are no sample. open_findings_decide: by what is decided something would be shown, but not if all open findings were errors, or none. errors_in_clusters: errors scatter at least ${clusteredFrom} times as far as independent ones, by stretches of two weeks; interval and test allow for it. nothing_to_compare: one of the windows has no declaration yet, or no review.`, CAUTIONS)}

"Effects of the trainings of a period."
type TrainingEffects {
  "Version of the rules that windows, thresholds and cautions follow" rulesVersion: Int!
  "Rows that were tested, and p corrected for" tested: Int!
  "Groups not shown: of fewer than ${leastPeople} people, with training:personal fewer than ${leastPeopleWithNames}, also when small units are taken together" withheld: Int!
  "Groups not looked at: less than ${100 * leastTrainedShare} % of their people took part" tooFewTrained: Int!
  "Groups of which nothing can be said: no declaration of theirs in the days before, or none in ${leastAfterDays} days after or more. They are not among the rows and were not tested" nothingToCompare: Int!
  "By training, unit and pillar" rows: [TrainingEffect!]!
}

"What became of the errors of a unit and pillar after a training. It tells of the unit's work, never of a person's."
type TrainingEffect {
  "The training: session and code, or course, version and month" training: String!
  "Code of the course" course: String!
  "Version of the course" version: Int!
  "Code of the session; null where the records name none" session: String
  "First day of the training" from: Date!
  "Its last day" to: Date!
  "Units of the people on the day of completion: one, or several small ones taken together" units: [String!]!
  "What the errors are about" pillar: Pillar!
  "Topics of the training" topics: [String!]!
  "People who worked there on the last day of the training" people: Int!
  "Those of them who completed it" trained: Int!
  "The ${windowDays} days before; where a need led to the training, days that the unit was not picked by" before: TrainingWindow!
  "Up to ${windowDays} days after, through today; null while none has begun" after: TrainingWindow
  "Rate after by rate before; null where one of them has nothing to count against" compared: TrainingRateRatio
  "Rate after less rate before, in percentage points of declarations" deltaPoints: Float
  "Errors to be expected after it, at the rate before" expectedErrors: Float
  "The same ratio of the rest of the company on the same days: what else changed" restOfCompany: TrainingRateRatio
  "Whether all ${windowDays} days after are over; until then the verdict may change" complete: Boolean!
  "What can be said" verdict: TrainingVerdict!
  "Why it is too early; null otherwise" because: TooEarlyReason
  "What to be careful about" cautions: [TrainingEffectCaution!]!
  "Other trainings of a unit and the pillar in one of the windows" otherTrainings: [String!]!
  "Needs that led to it because of a high rate" needs: [ID!]!
}

"What was counted in some days."
type TrainingWindow {
  "First day" from: Date!
  "Last day" to: Date!
  "Declarations of the units" declarations: Float!
  "Findings of the pillar, of severity error or warning" raised: Float!
  "Those that people decided" decided: Float!
  "Decided by raised; 1 where none was raised" reviewedShare: Float!
  "Declarations by that share: what the errors are counted against" exposure: Float!
  "Declarations with a confirmed finding" errors: Int!
  "Errors per 1,000 of the exposure; null without exposure" perThousand: Float
  "Lower end of the exact interval (Garwood, 95 %)" lower: Float
  "Upper end" upper: Float
}

"The ratio of two rates with its exact interval (95 %) and the exact conditional test; both count errors that come in clusters as fewer."
type TrainingRateRatio {
  "Rate after by rate before; null without an error before" ratio: Float
  "Lower end" lower: Float!
  "Upper end; null where nothing bounds it" upper: Float
  "Two-sided" p: Float!
  "The least favourable p, whether open findings are as those decided, none of them errors, or all, corrected for all that was tested in the period (Benjamini and Hochberg); null where it was not tested" adjustedP: Float
}
`

interface Question extends Window { readonly unit?: string | null, readonly course?: string | null, readonly pillar?: string | null, readonly verdict?: Verdict | null }

export function effectsGraphql (deps: TrainingDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.trainingEffects': 'training:read' },
    assumedRows: { 'TrainingEffects.rows': 50, 'TrainingEffect.cautions': 1 },
    resolvers: {
      Query: {
        trainingEffects: async (_root, { from, to, unit, course, pillar, verdict }: Question, { principal }) => {
          refuseImpossibleDays({ from, to })
          const least = hasScope(principal, 'training:personal') ? leastPeopleWithNames : leastPeople
          const { effects, ...left } = await withOperatorReadOnly(deps.db, principal, 'training:read', async (tx) => await readEffects(tx, deps, { from, to }, least))
          const asked = ({ cut, verdict: found }: Effect): boolean => (unit == null || cut.units.includes(unit)) && (course == null || cut.training.course === course) &&
            (pillar == null || cut.pillar === pillar) && (verdict == null || found === verdict)
          return { rulesVersion: EFFECT_RULES.version, tested: effects.filter(({ compared }) => compared?.adjustedP != null).length, ...left, rows: effects.filter(asked).map(effectToGraph) }
        }
      }
    }
  }
}

function effectToGraph ({ cut, before, after, compared, company, expected, deltaPoints, complete, verdict, because, cautions }: Effect): Record<string, unknown> {
  const { training: { id, completions: _completions, ...training }, units, pillar, people, trained, others, needs } = cut
  return {
    ...training, training: id, units, pillar, people, trained, compared, deltaPoints, complete, verdict, because, cautions, needs,
    before: windowToGraph(cut.before, before), after: cut.after === null ? null : windowToGraph(cut.after, after),
    expectedErrors: expected, restOfCompany: ratioToGraph(company), otherTrainings: others
  }
}

const ratioToGraph = (ratio: RateRatio | null): (RateRatio & { readonly adjustedP: null }) | null => ratio === null ? null : { ...ratio, adjustedP: null }

function windowToGraph (window: Window, counts: Measured): Record<string, unknown> {
  const rate = eventRate(counts.errors, counts.exposure)
  return { ...window, ...counts, perThousand: rate?.perThousand ?? null, lower: rate?.lower ?? null, upper: rate?.upper ?? null }
}
