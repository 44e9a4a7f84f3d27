import type { MeasuredShare, ReportModel, ReportPlan, ReportTreatment } from '../model.ts'
import { costOf, decidedOf, isSamePlan } from '../summary.ts'
import { ACCEPTANCE_WORDS, counted, day, listed, money, percent, perYear, signedPercent, TREATMENT_KINDS, TREATMENT_WORDS, whole } from '../words.ts'
import type { Block, Section } from './blocks.ts'
import { tableOr } from './blocks.ts'

/** What is done about the risks: the plan, the treatments, the signatures. */

export function plan (report: ReportModel): Section {
  const { plan: found } = report
  return { id: 'plan', title: 'The cheapest sufficient plan', blocks: found === null ? [{ kind: 'text', text: 'No plan has been worked out yet.' }] : planBlocks(report, found) }
}

/** Where treatments are decided they are in the plan, so that it is not the cheapest of all: what they cost is said first. */
function planWords ({ treatments }: ReportModel, plan: ReportPlan): string[] {
  const named = (codes: readonly string[]): string => listed(codes.map((code) => `${treatments.find((one) => one.code === code)?.title ?? code} (${code})`))
  const second = ({ treatments: first, secondBest }: Pick<ReportPlan, 'treatments' | 'secondBest'>): string => {
    if (secondBest === null) return 'None of them can be left out.'
    const [without, instead] = [first.filter((code) => !secondBest.treatments.includes(code)), secondBest.treatments.filter((code) => !first.includes(code))]
    return `Should one of them fall away, the next best plan costs ${money(secondBest.annualCostEur)} a year: without ${named(without)}${instead.length === 0 ? '' : `, with ${named(instead)} instead`}.`
  }
  const together = (codes: readonly string[]): string => codes.length === 1 ? 'costs' : 'together cost'
  const decided = decidedOf(treatments)
  if (plan.treatments.length === 0) return ['No treatment is needed for what treatments can bring down.']
  if (decided.length === 0) return [`${named(plan.treatments)} ${together(plan.treatments)} ${money(plan.annualCostEur)} a year. No cheaper choice brings every risk that can be brought down to its acceptable level. ${second(plan)}`]
  const codes = decided.map(({ code }) => code)
  const added = plan.treatments.filter((code) => !codes.includes(code))
  const all = plan.cheapestOfAll
  return [
    `What was decided: ${named(codes)} ${together(codes)} ${money(costOf(decided))} a year.`,
    added.length === 0 ? 'Nothing has to be added for the risks that treatments can bring down.' : `The cheapest choice that builds on it and brings down every risk that can be brought down adds ${named(added)}, and costs ${money(plan.annualCostEur)} a year in all.`,
    ...(all === null ? [] : [isSamePlan(plan, all) ? `No plan over all that was proposed is enough and costs less. ${second(all)}` : `Had nothing been decided, the cheapest plan over all that was proposed would cost ${money(all.annualCostEur)} a year: ${all.treatments.length === 0 ? 'no treatment' : named(all.treatments)}.${all.treatments.length === 0 ? '' : ` ${second(all)}`}`])
  ]
}

function planBlocks (report: ReportModel, found: ReportPlan): Block[] {
  const { risks } = report
  const { risks: planned, infeasible } = found
  const touched = new Set(report.treatments.filter(({ state }) => state !== 'dropped' && state !== 'finished').flatMap(({ effects }) => effects.map(({ risk }) => risk)))
  return [
    ...planWords(report, found).map((text): Block => ({ kind: 'text', text })),
    tableOr({
      id: 'plan-table', caption: 'What the plan changes: now, and once it is done',
      columns: [{ title: 'Risk', weight: 3 }, { title: 'Events a year', isNumber: true, weight: 2 }, { title: 'Bound', isNumber: true, weight: 1.2 }, { title: 'Score', isNumber: true, weight: 1.2 }, { title: 'Expected loss, EUR a year', isNumber: true, weight: 2.5 }],
      rows: planned.map((risk) => [
        { text: risks.find(({ code }) => code === risk.code)?.title ?? risk.code, under: risk.code }, `${perYear(risk.frequencyBefore)} → ${perYear(risk.frequencyAfter)}`, risk.frequencyBound === null ? 'none' : perYear(risk.frequencyBound),
        `${risk.scoreBefore} → ${risk.scoreAfter}`, `${whole(risk.expectedAnnualLossBefore)} → ${whole(risk.expectedAnnualLossAfter)}`
      ])
    }, 'The plan changes no risk.'),
    ...(infeasible.length === 0 ? [] : [{
      kind: 'table', table: {
        id: 'infeasible-table', caption: `${counted(infeasible.length, 'risk')} that no plan brings down`,
        columns: [{ title: 'Risk', weight: 3 }, { title: 'Why', weight: 4 }, { title: 'Best reachable, events a year', isNumber: true, weight: 2 }],
        rows: infeasible.map(({ code, because, bestFrequency }) => [
          { text: risks.find((risk) => risk.code === code)?.title ?? code, under: code },
          because === 'no_level_is_acceptable' ? 'No likelihood makes this impact acceptable: it needs a signature or a lower impact.' : touched.has(code) ? 'All treatments on offer together are not enough.' : 'No treatment on offer touches it.', perYear(bestFrequency)
        ])
      }
    } satisfies Block])
  ]
}

export const treatments = ({ treatments: all }: ReportModel): Section => ({
  id: 'treatments', title: 'Treatments',
  blocks: [tableOr({
    id: 'treatments-table', caption: 'All treatments, those of the plan marked',
    columns: [{ title: 'Treatment', weight: 4 }, { title: 'Cost a year', isNumber: true, weight: 1.8 }, { title: 'Prevents', weight: 3 }, { title: 'Owner and date', weight: 2.6 }, { title: 'State', weight: 2.2 }],
    rows: all.map(({ code, title, kind, annualCostEur, effects, owner, dueOn, state, late, inPlan }) => [
      { text: title, under: `${code}, ${TREATMENT_KINDS[kind].toLowerCase()}` }, money(annualCostEur),
      { text: effects.map(({ risk, share }) => `${risk} ${percent(share)}`).join(', '), under: measuredWords(effects) },
      { text: owner, under: late ? `${day(dueOn)} (late)` : day(dueOn) }, { text: `${TREATMENT_WORDS[state]}${late ? ', late' : ''}${inPlan ? ', in the plan' : ''}`, tone: late ? 'bad' : inPlan ? 'good' : 'plain' }
    ])
  }, 'No treatment has been proposed.')]
})

/** "measured: VAL-02 41 % (−20 % to 70 %), few data". */
function measuredWords (effects: ReportTreatment['effects']): string {
  const measured = effects.flatMap(({ risk, measuredShare }) => measuredShare === null ? [] : [`${risk} ${signedPercent(measuredShare.share)} (${bounds(measuredShare)})${measuredShare.lowData ? ', few data' : ''}`])
  return measured.length === 0 ? '' : `measured: ${measured.join('; ')}`
}

const bounds = ({ low, high }: MeasuredShare): string => high === null ? 'no bound' : low === null ? `at most ${signedPercent(high)}` : `${signedPercent(low)} to ${signedPercent(high)}`

export const acceptances = ({ acceptances: all, risks }: ReportModel): Section => ({
  id: 'acceptances', title: 'Signed acceptances',
  blocks: [tableOr({
    id: 'acceptances-table', caption: 'Risks accepted by signature',
    columns: [{ title: 'Risk', weight: 3 }, { title: 'Signed by', weight: 2.5 }, { title: 'Signed and until', weight: 2.5 }, { title: 'Score signed', isNumber: true, weight: 1.2 }, { title: 'Reason', weight: 4 }, { title: 'State', weight: 1.6 }],
    rows: all.map(({ risk, signedBy, rank, signedOn, expiresOn, reason, signedScore, state }) => [
      { text: risks.find(({ code }) => code === risk)?.title ?? risk, under: risk }, { text: signedBy, under: rank }, { text: day(signedOn), under: `until ${day(expiresOn)}` }, whole(signedScore), reason,
      { text: ACCEPTANCE_WORDS[state], tone: state === 'valid' ? 'good' : 'bad' }
    ])
  }, 'No risk has been accepted by signature.')]
})
