import type { ReportAcceptance, ReportFacts, ReportMovement, ReportRisk, ReportSelection, ReportSummary, ReportTreatment } from './model.ts'
import { aboutEur, CAUSE_WORDS, counted, day, howOften, listed, money, per1000, whole } from './words.ts'

/** What management reads first: the result in plain words, made of the report's figures alone. Pure. */

export const summaryOf = (facts: ReportFacts): ReportSummary => ({
  headline: headline(facts),
  statements: [loss(facts), badYear(facts), greatest(facts), conduct(facts), plan(facts), systems(facts), people(facts), leftOut(facts), unknown(facts)].filter((statement) => statement !== null),
  decisions: decisions(facts)
})

/** Every risk is in one of them: acceptable by its figures, signed for, brought down once what is decided is done, or open. */
export interface RiskStates { readonly acceptable: readonly ReportRisk[], readonly signed: readonly ReportRisk[], readonly broughtDown: readonly ReportRisk[], readonly open: readonly ReportRisk[] }

export function statesOf (risks: readonly ReportRisk[]): RiskStates {
  const groups = Map.groupBy(risks, ({ acceptability, broughtDown }) => acceptability === 'acceptable' ? 'acceptable' : acceptability === 'accepted' ? 'signed' : broughtDown === null ? 'open' : 'broughtDown')
  return { acceptable: groups.get('acceptable') ?? [], signed: groups.get('signed') ?? [], broughtDown: groups.get('broughtDown') ?? [], open: groups.get('open') ?? [] }
}

/** Day on which the last of what brings them down is due. */
export const lastDue = (broughtDown: readonly ReportRisk[]): string | null => broughtDown.flatMap((risk) => risk.broughtDown === null ? [] : [risk.broughtDown.dueOn]).toSorted().at(-1) ?? null

export const isSamePlan = (one: ReportSelection, other: ReportSelection): boolean => one.treatments.toSorted().join() === other.treatments.toSorted().join()

/** Treatments that people decided on and that are not done yet. */
export const decidedOf = (treatments: readonly ReportTreatment[]): ReportTreatment[] => treatments.filter(({ state }) => state === 'decided' || state === 'in_progress')

export const costOf = (treatments: readonly ReportTreatment[]): string => (treatments.reduce((sum, { annualCostEur }) => sum + Math.round(Number(annualCostEur) * 100), 0) / 100).toFixed(2)

function headline ({ risks }: ReportFacts): string {
  const { acceptable, signed, broughtDown, open } = statesOf(risks)
  if (risks.length === 0) return 'No risk has been scored yet.'
  if (acceptable.length === risks.length) return `${risks.length === 1 ? 'The one assessed risk is' : `All ${whole(risks.length)} assessed risks are`} at an acceptable level.`
  const due = lastDue(broughtDown)
  const settled = [
    ...(acceptable.length === 0 ? [] : [`${counted(acceptable.length, 'is', 'are')} at an acceptable level today`]),
    ...(due === null ? [] : [`${whole(broughtDown.length)} will be at an acceptable level once decided treatments are done, the last by ${day(due)}`]),
    ...(signed.length === 0 ? [] : [`${counted(signed.length, 'is', 'are')} accepted by signature`])
  ].join('; ')
  return open.length === 0 ? `No risk is left open. Of ${counted(risks.length, 'assessed risk')}, ${settled}.`
    : `${whole(open.length)} of ${counted(risks.length, 'assessed risk')} ${open.length === 1 ? 'is' : 'are'} left open: too high, without a decided treatment that is enough or a signature that holds.${settled === '' ? '' : ` Of the rest, ${settled}.`}`
}

function loss ({ portfolio: { inherent, residual }, risks }: ReportFacts): string {
  const dear = risks.filter(({ expectedAnnualLoss, appetiteEur }) => appetiteEur !== null && expectedAnnualLoss > appetiteEur).length
  const unset = new Set(risks.filter(({ appetiteEur }) => appetiteEur === null).map(({ area }) => area)).size
  const appetite = dear === 0 ? 'No single risk costs more than its area takes on' : `${counted(dear, 'risk costs', 'risks cost')} more a year than ${dear === 1 ? 'its area takes' : 'their areas take'} on for a single risk`
  return `With today’s controls, customs risks cost about ${aboutEur(residual.expectedAnnualLoss)} in an average year; without any control it would be about ${aboutEur(inherent.expectedAnnualLoss)}. ${appetite}${unset === 0 ? '' : `; for ${counted(unset, 'area')} nobody has said what it takes on`}.`
}

function badYear ({ portfolio: { residual } }: ReportFacts): string {
  return `One year in twenty costs more than about ${aboutEur(residual.p95)}, one in a hundred more than about ${aboutEur(residual.p99)}.`
}

function greatest ({ risks }: ReportFacts): string | null {
  const [first] = risks
  if (first === undefined) return null
  return `The greatest risk is “${first.title}” (${first.code}): ${howOften(first.frequency)}, about ${aboutEur(first.expectedAnnualLoss)} in an average year${first.movement === null ? '' : moved(first.movement, first)}.`
}

function moved (movement: ReportMovement, { expectedAnnualLoss }: ReportRisk): string {
  const change = expectedAnnualLoss - movement.expectedAnnualLossBefore
  if (Math.abs(change) < 0.01 * Math.max(movement.expectedAnnualLossBefore, 1)) return `, as in the audit of ${day(movement.since)}`
  const main = movement.causes.toSorted((one, other) => Math.abs(other.changeEur) - Math.abs(one.changeEur))[0]
  return `, ${aboutEur(Math.abs(change))} ${change > 0 ? 'more' : 'less'} than on ${day(movement.since)}${main === undefined ? '' : `, mainly because of ${CAUSE_WORDS[main.cause]}`}`
}

function conduct ({ sanctions: { periods, comparison } }: ReportFacts): string | null {
  const last = periods.at(-1)
  if (last === undefined) return null
  if (last.per1000 === null || last.lower === null || last.upper === null) return `Customs imposed ${counted(last.sanctions, 'sanction')} in ${last.label}; there are no declarations to hold them against.`
  const base = `Customs imposed ${counted(last.sanctions, 'sanction')} on ${counted(last.declarations, 'declaration')} in ${last.label}: ${per1000(last.per1000)} per 1,000 (95 % interval ${per1000(last.lower)} to ${per1000(last.upper)})${last.lowData ? ', which is few data' : ''}.`
  const before = periods.at(-2)
  if (comparison === null || before === undefined) return base
  const way = comparison.p >= 0.05 ? 'no different from chance' : comparison.ratio > 1 ? 'more than chance explains' : 'an improvement that chance does not explain'
  return `${base} Against ${before.label} that is ${way} (ratio ${comparison.ratio.toFixed(2)}, ${chance(comparison.p)}).`
}

export const chance = (p: number): string => p < 0.001 ? 'p\u00A0<\u00A00.001' : `p\u00A0=\u00A0${p.toFixed(3)}`

function plan ({ plan, treatments }: ReportFacts): string | null {
  if (plan === null) return null
  const infeasible = plan.infeasible.length === 0 ? '' : ` No treatment on offer brings down ${listed(plan.infeasible.map(({ code }) => code))}.`
  if (plan.treatments.length === 0) return `No treatment is needed for the risks that treatments can bring down.${infeasible}`
  const offered = treatments.filter(({ state }) => state !== 'dropped' && state !== 'finished').length
  const cheapest = ({ treatments: chosen, annualCostEur, secondBest }: ReportSelection & { readonly secondBest: ReportSelection | null }, over: string): string =>
    `The cheapest plan that is enough${over} takes ${whole(chosen.length)} of ${counted(offered, 'treatment')} and costs ${money(annualCostEur)} a year; ${secondBest === null ? 'none of them can be left out' : `the next best costs ${money(secondBest.annualCostEur)}`}.`
  const decided = decidedOf(treatments)
  if (decided.length === 0) return `${cheapest(plan, '')}${infeasible}`
  const all = plan.cheapestOfAll
  const overAll = all === null ? '' : isSamePlan(plan, all) ? ` No plan over all that was proposed is enough and costs less${all.secondBest === null ? '' : `; the next best costs ${money(all.secondBest.annualCostEur)}`}.` : ` ${cheapest(all, ', over all that was proposed,')}`
  const added = plan.treatments.length - decided.length
  const more = added === 0 ? '' : `; the cheapest plan that builds on it adds ${whole(added)} and costs ${money(plan.annualCostEur)} a year in all`
  return `${counted(decided.length, 'treatment is', 'treatments are')} decided and ${decided.length === 1 ? 'costs' : 'cost'} ${money(costOf(decided))} a year${more}.${overAll}${infeasible}`
}

function systems ({ aiSystems }: ReportFacts): string | null {
  if (aiSystems.length === 0) return null
  const warned = aiSystems.filter(({ warnings }) => warnings.length > 0)
  return `${counted(aiSystems.length, 'AI system')} ${aiSystems.length === 1 ? 'is' : 'are'} registered; ${warned.length === 0 ? 'none gives a warning' : `${counted(warned.length, 'gives', 'give')} a warning: ${listed(warned.map(({ name }) => name))}`}.`
}

function people ({ trainingNeeds, duties }: ReportFacts): string | null {
  const late = [...trainingNeeds, ...duties].filter(({ overdue }) => overdue).length
  if (trainingNeeds.length === 0 && duties.length === 0) return null
  return `${counted(trainingNeeds.length, 'training need')} and ${counted(duties.length, 'duty', 'duties')} are open${late === 0 ? '; none is overdue' : `; ${whole(late)} of them ${late === 1 ? 'is' : 'are'} overdue`}.`
}

function leftOut ({ scope }: ReportFacts): string | null {
  const areas = scope.leftOut.filter(({ risks = [] }) => risks.length > 0)
  if (areas.length === 0) return null
  const count = areas.reduce((sum, { risks = [] }) => sum + risks.length, 0)
  return `This audit leaves out ${listed(areas.map(({ area }) => area.replaceAll('_', ' ')))}: ${counted(count, 'risk of the register is', 'risks of the register are')} in none of these figures.`
}

function unknown ({ unscored, risks }: ReportFacts): string | null {
  // One finding may be evidence of several risks, so that the risks are counted.
  const unreviewed = risks.filter(({ explanation }) => explanation.unreviewedFindings > 0).length
  const parts = [
    ...(unscored.length === 0 ? [] : [`${counted(unscored.length, 'risk')} could not be scored`]),
    ...(unreviewed === 0 ? [] : [`findings that nobody has reviewed count as nothing for ${counted(unreviewed, 'risk')}`])
  ]
  return parts.length === 0 ? null : `What these figures do not say: ${listed(parts)}.`
}

/** A list of ninety would be read by nobody. */
const MOST_ASKED = 8

const firstOf = (asked: readonly string[]): string[] => asked.length <= MOST_ASKED ? [...asked]
  : [...asked.slice(0, MOST_ASKED), `Do so for ${whole(asked.length - MOST_ASKED)} more risks, which are marked in the table of risks.`]

function decisions (facts: ReportFacts): string[] {
  const { risks, plan, acceptances, treatments, recipients, duties, unscored } = facts
  const undecided = treatments.filter(({ inPlan, state }) => inPlan && state === 'proposed')
  const { open } = statesOf(risks)
  const unsigned = open.filter(({ acceptability }) => acceptability === 'needs_signature' || acceptability === 'acceptance_stale')
  const beyond = new Set(plan?.infeasible.map(({ code }) => code) ?? [])
  const without = open.filter(({ acceptability, code }) => acceptability === 'above' && (plan === null || beyond.has(code)))
  const waiting = recipients.filter(({ acknowledgedAt }) => acknowledgedAt === null)
  return [
    ...(undecided.length === 0 ? [] : [`Decide on ${listed(undecided.map(({ code, title }) => `“${title}” (${code})`))}: ${cost(facts, undecided.map(({ code }) => code))}.`]),
    ...firstOf([
      ...unsigned.map(({ code, title, residualScore, acceptability }) => `Sign for, or refuse, “${title}” (${code}), score ${residualScore}${acceptability === 'acceptance_stale' ? '; the earlier signature no longer holds' : ''}.`),
      ...without.map(({ code, title, expectedAnnualLoss }) => `Find a treatment for, or sign for, “${title}” (${code}), about ${aboutEur(expectedAnnualLoss)} a year${plan === null ? '' : '; no plan brings it down'}.`)
    ]),
    ...lateOf(duties),
    ...(unscored.length === 0 ? [] : [`Have somebody state what the figures of ${named(unscored.map(({ code }) => code))} rest on.`]),
    ...renewals(acceptances),
    ...(waiting.length === 0 ? [] : [`Acknowledge this report: ${listed(waiting.map(({ position }) => position))}.`])
  ]
}

const named = (parts: readonly string[]): string => listed(parts.length > MOST_ASKED ? [...parts.slice(0, MOST_ASKED), `${whole(parts.length - MOST_ASKED)} more`] : parts)

function lateOf (duties: ReportFacts['duties']): string[] {
  const late = duties.filter(({ overdue }) => overdue)
  return late.length === 0 ? [] : [`Have done what is overdue: ${named(late.map(({ title, dueOn }) => `“${title}”${dueOn === null ? '' : ` (due ${day(dueOn)})`}`))}.`]
}

/** All acceptances that end on the day on which the first does. */
function renewals (acceptances: readonly ReportAcceptance[]): string[] {
  const valid = acceptances.filter(({ state }) => state === 'valid')
  const first = valid.map(({ expiresOn }) => expiresOn).toSorted()[0]
  if (first === undefined) return []
  const ending = [...new Set(valid.filter(({ expiresOn }) => expiresOn === first).map(({ risk }) => risk))]
  return [`Renew the ${ending.length === 1 ? 'acceptance' : 'acceptances'} of ${named(ending)} before ${ending.length === 1 ? 'it ends' : 'they end'} on ${day(first)}, or bring ${ending.length === 1 ? 'the risk' : 'the risks'} down.`]
}

/** What the undecided part of the plan costs, and what the whole of it is good for. */
function cost ({ treatments, plan }: ReportFacts, codes: readonly string[]): string {
  const planned = plan?.risks ?? []
  const before = planned.reduce((sum, { expectedAnnualLossBefore }) => sum + expectedAnnualLossBefore, 0)
  const after = planned.reduce((sum, { expectedAnnualLossAfter }) => sum + expectedAnnualLossAfter, 0)
  return `${money(costOf(treatments.filter(({ code }) => codes.includes(code))))} a year. The whole plan brings the risks it touches from about ${aboutEur(before)} down to about ${aboutEur(after)} a year`
}
