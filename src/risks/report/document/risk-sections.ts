import { exceedanceCurve } from '../charts/exceedance.ts'
import { heatMap, MOST_LINES } from '../charts/heat-map.ts'
import { MOST_RANKED, ranking } from '../charts/ranking.ts'
import { sanctionRate } from '../charts/sanction-rate.ts'
import { bandOf } from '../../../risk/levels.ts'
import type { PortfolioFigures, ReportModel, ReportRisk } from '../model.ts'
import { chance, costOf, decidedOf, isSamePlan, lastDue, statesOf } from '../summary.ts'
import { aboutEur, eur, ACCEPTABILITY_WORDS, CAUSE_WORDS, counted, day, eurChange, IMPACT_WORDS, LIKELIHOOD_WORDS, listed, per1000, percent, perYear, plain, whole } from '../words.ts'
import type { Block, Cell, Section, Tile, Tone } from './blocks.ts'
import { tableOr } from './blocks.ts'

/** What was found: the summary, the matrix, the loss of a year, the ranking with its reasons, and the sanctions. */

export function summarySection (report: ReportModel): Section {
  const { headline, statements, decisions } = report.summary
  return {
    id: 'summary', title: 'Summary for management',
    blocks: [
      { kind: 'text', role: 'lead', text: headline },
      { kind: 'tiles', tiles: tiles(report) },
      { kind: 'list', items: statements },
      decisions.length === 0 ? { kind: 'text', text: 'Nothing is asked of management.' } : { kind: 'list', role: 'asked', title: 'What is asked of management', items: decisions }
    ]
  }
}

function tiles (report: ReportModel): Tile[] {
  const { portfolio: { inherent, residual } } = report
  return [
    { label: 'Cost of an average year', value: aboutEur(residual.expectedAnnualLoss), note: `${aboutEur(inherent.expectedAnnualLoss)} without controls`, tone: 'plain' },
    { label: 'A bad year (1 in 20)', value: aboutEur(residual.p95), note: 'costs more than this', tone: 'plain' },
    openTile(report), planTile(report)
  ]
}

function openTile ({ risks }: ReportModel): Tile {
  const { signed, broughtDown, open } = statesOf(risks)
  const due = lastDue(broughtDown)
  const settled = [...(due === null ? [] : [`${whole(broughtDown.length)} brought down by decided treatments, due by ${day(due)}`]), ...(signed.length === 0 ? [] : [`${whole(signed.length)} accepted by signature`])]
  return { label: 'Risks left open', value: `${whole(open.length)} of ${whole(risks.length)}`, note: settled.length === 0 ? 'neither treated nor signed for' : `${open.length === 0 ? '' : 'besides, '}${settled.join('; ')}`, tone: open.length > 0 ? 'bad' : broughtDown.length > 0 ? 'warn' : 'good' }
}

function planTile ({ plan, treatments }: ReportModel): Tile {
  if (plan === null) return { label: 'Cheapest sufficient plan', value: 'none yet', note: 'not worked out', tone: 'warn' }
  const decided = decidedOf(treatments)
  const reach = plan.infeasible.length === 0 ? 'brings all down' : `${counted(plan.infeasible.length, 'risk')} out of reach`
  const tone = plan.infeasible.length > 0 ? 'warn' : 'good'
  if (decided.length === 0) return { label: 'Cheapest sufficient plan', value: plan.treatments.length === 0 ? 'not needed' : eur(Number(plan.annualCostEur)), note: `a year; ${reach}`, tone }
  const all = plan.cheapestOfAll === null ? '' : isSamePlan(plan, plan.cheapestOfAll) && plan.treatments.length === decided.length ? '; no cheaper plan is enough' : `; the cheapest plan over all proposed: ${eur(Number(plan.cheapestOfAll.annualCostEur))}`
  return { label: 'Decided treatments', value: eur(Number(costOf(decided))), note: `a year${all}`, tone: 'plain' }
}

export function heatMapSection ({ risks }: ReportModel): Section {
  const moved = risks.filter(({ likelihoodLevel, inherentLikelihoodLevel }) => likelihoodLevel < inherentLikelihoodLevel).length
  const high = (score: (risk: ReportRisk) => number): number => risks.filter((risk) => bandOf(score(risk)) === 'high').length
  const was = high(({ inherentScore }) => inherentScore)
  const is = high(({ residualScore }) => residualScore)
  return {
    id: 'matrix', title: 'Before and after controls',
    blocks: [
      { kind: 'text', text: `Each cell counts risks: in bold how many are there now, beside it how many there were before controls. The lines show the ${Math.min(MOST_LINES, risks.length)} greatest risks, from where they were (ring) to where they are now (dot). A risk without a line did not change its cell. The small number is the score: up to 5 is low (pale), up to 12 medium (yellow), above it high (red).` },
      { kind: 'chart', chart: {
        id: 'heat-map', title: 'Risk matrix, impact by likelihood',
        description: `Controls lower the likelihood of ${moved} of ${risks.length} risks by a level or more. ${was} had a high score before controls, ${is === 0 ? 'none has' : `${is} ${is === 1 ? 'has' : 'have'}`} one now. The table “Risks in order of priority” has both scores of each.`,
        draw: async (frame) => await heatMap(frame, risks)
      } }
    ]
  }
}

export function lossSection (report: ReportModel): Section {
  const { portfolio, method, areas } = report
  const { inherent, residual, planned } = portfolio
  const figures: [string, (of: PortfolioFigures) => number][] = [['Average year', (of) => of.expectedAnnualLoss], ['Median year', (of) => of.p50], ['1 year in 10 costs more than', (of) => of.p90], ['1 year in 20 costs more than', (of) => of.p95], ['1 year in 100 costs more than', (of) => of.p99]]
  return {
    id: 'loss', title: 'What a year may cost',
    blocks: [
      { kind: 'text', text: `All scored risks together, over ${whole(method.simulatedYears)} simulated years. A point of a curve reads: this is the chance that a year costs more than so much.` },
      { kind: 'chart', chart: {
        id: 'loss-curve', title: 'Chance that a year costs more than a given loss',
        description: `Now, one year in ten costs more than ${aboutEur(residual.p90)} and one in a hundred more than ${aboutEur(residual.p99)}; before controls it was ${aboutEur(inherent.p90)} and ${aboutEur(inherent.p99)}.${planned === null ? '' : ` With the plan it would be ${aboutEur(planned.p90)} and ${aboutEur(planned.p99)}.`}`,
        draw: async (frame) => await exceedanceCurve(frame, portfolio)
      } },
      { kind: 'table', table: {
        id: 'loss-table', caption: 'Loss of a year in EUR',
        columns: [{ title: 'Year', weight: 3 }, { title: 'Before controls', isNumber: true, weight: 2 }, { title: 'Now', isNumber: true, weight: 2 }, ...(planned === null ? [] : [{ title: 'With the plan', isNumber: true, weight: 2 }])],
        rows: figures.map(([name, of]) => [name, whole(of(inherent)), whole(of(residual)), ...(planned === null ? [] : [whole(of(planned))])])
      } },
      tableOr({
        id: 'area-table', caption: 'By area: what its risks cost, and what each of them may cost',
        columns: [{ title: 'Area', weight: 3 }, { title: 'Risks', isNumber: true, weight: 1 }, { title: 'Brought down by what is decided', isNumber: true, weight: 1.8 }, { title: 'Left open', isNumber: true, weight: 1.2 }, { title: 'Acceptable score', isNumber: true, weight: 1.5 }, { title: 'Expected loss, EUR a year', isNumber: true, weight: 2 }, { title: 'Appetite for each risk, EUR a year', isNumber: true, weight: 2.2 }],
        rows: areas.map(({ area, risks, aboveAcceptable, broughtDown, acceptableScore, appetiteEur, expectedAnnualLoss }) => [plain(area), whole(risks), { text: whole(broughtDown), tone: broughtDown > 0 ? 'warn' : 'plain' }, { text: whole(aboveAcceptable - broughtDown), tone: aboveAcceptable > broughtDown ? 'bad' : 'plain' }, whole(acceptableScore), whole(expectedAnnualLoss), appetiteEur === null ? 'not set' : whole(appetiteEur)])
      }, 'No area has a risk yet.')
    ]
  }
}

export function rankingSection ({ risks, unscored }: ReportModel): Section {
  return {
    id: 'ranking', title: 'Risks in order of priority',
    blocks: [
      { kind: 'chart', chart: {
        id: 'ranking-chart', title: `The ${Math.min(MOST_RANKED, risks.length)} greatest risks by expected annual loss`,
        description: `Ordered by expected annual loss, from ${aboutEur(risks[0]?.expectedAnnualLoss ?? 0)} down. The table below has every figure with its interval.`,
        draw: async (frame) => await ranking(frame, risks)
      } },
      tableOr({
        id: 'ranking-table', caption: `All ${whole(risks.length)} scored risks. Intervals hold the true frequency with 90 % probability.`,
        columns: [{ title: 'Risk', weight: 4 }, { title: 'Events a year', isNumber: true, weight: 2 }, { title: 'Likelihood and impact', weight: 3 }, { title: 'Score now (before controls)', isNumber: true, weight: 1.5 }, { title: 'Expected loss, EUR a year', isNumber: true, weight: 2 }, { title: 'What moved it', weight: 3 }, { title: 'State', weight: 2.4 }],
        rows: risks.map(rankingRow)
      }, 'No risk has been scored.'),
      ...(unscored.length === 0 ? [] : [{
        kind: 'table', table: { id: 'unscored-table', caption: 'Not scored, and why. Missing data is not the same as no risk.', columns: [{ title: 'Risk', weight: 3 }, { title: 'Reason', weight: 5 }], rows: unscored.map(({ code, title, reason }) => [{ text: title, under: code }, reason]) }
      } satisfies Block])
    ]
  }
}

const TONES: Readonly<Record<ReportRisk['acceptability'], Tone>> = { acceptable: 'good', accepted: 'good', above: 'bad', needs_signature: 'warn', acceptance_stale: 'bad' }

const rankingRow = (risk: ReportRisk): Cell[] => [
  { text: risk.title, under: `${risk.code}, ${risk.owner ?? 'no owner'}` },
  { text: perYear(risk.frequency), under: `${perYear(risk.frequencyLow)}–${perYear(risk.frequencyHigh)}` },
  { text: `${LIKELIHOOD_WORDS[risk.likelihoodLevel - 1] ?? ''}, ${IMPACT_WORDS[risk.impactLevel - 1] ?? ''}`, under: `levels ${risk.likelihoodLevel} and ${risk.impactLevel}` },
  { text: `${risk.residualScore} (${risk.inherentScore})`, under: `${bandOf(risk.residualScore)}; limit\u00A0${risk.acceptableScore}` },
  { text: whole(risk.expectedAnnualLoss), under: `1 year in 20: ${whole(risk.p95)}` },
  movementCell(risk),
  stateCell(risk)
]

const stateCell = ({ acceptability, broughtDown }: ReportRisk): Cell => broughtDown === null ? { text: ACCEPTABILITY_WORDS[acceptability], tone: TONES[acceptability] }
  : { text: 'Brought down by decided treatments', under: `${listed(broughtDown.treatments)}, due by ${day(broughtDown.dueOn)}`, tone: 'warn' }

function movementCell ({ movement, expectedAnnualLoss, residualScore }: ReportRisk): Cell {
  if (movement === null) return { text: 'First assessment' }
  const change = eurChange(expectedAnnualLoss - movement.expectedAnnualLossBefore)
  if (change === 'no change' && movement.scoreBefore === residualScore) return { text: 'No change', under: `since ${day(movement.since)}` }
  const score = movement.scoreBefore === residualScore ? '' : `, score ${movement.scoreBefore} → ${residualScore}`
  const causes = movement.causes.filter(({ changeEur }) => Math.abs(changeEur) >= 0.5)
  return { text: `${change}${score}`, under: [`since ${day(movement.since)}`, ...causes.map(({ cause, changeEur }) => `${CAUSE_WORDS[cause]} ${eurChange(changeEur)}`)].join('; ') }
}

/** Why each figure is what it is: parts that anyone can put together again. */
export function reasons ({ risks }: ReportModel): Section {
  return {
    id: 'reasons', title: 'Why the figures are what they are',
    blocks: [
      { kind: 'text', text: 'Experts say how often it would happen without controls; tested controls take a share away; confirmed events and volume then correct the result. Findings that nobody has reviewed count as nothing and are shown beside it.' },
      tableOr({
        id: 'reasons-table', caption: 'What each frequency is made of',
        columns: [{ title: 'Risk', weight: 1.3 }, { title: 'Experts, events a year', isNumber: true, weight: 1.5 }, { title: 'Controls let through', weight: 4 }, { title: 'Without evidence', isNumber: true, weight: 1.5 }, { title: 'Evidence', weight: 3 }, { title: 'Events a year', isNumber: true, weight: 1.3 }, { title: 'To look at', weight: 3 }],
        rows: risks.map(reasonRow)
      }, 'No risk has been scored.')
    ]
  }
}

function reasonRow ({ code, frequency, expectedAnnualLoss, explanation }: ReportRisk): Cell[] {
  const { priorFrequency, frequencyWithoutEvidence, effectiveness, controls, events, exposureBasis, windowExposure, yearExposure, unreviewedFindings, expectedAnnualLossIfReviewed, suggestions } = explanation
  const exposure = windowExposure === null || yearExposure === null ? 'no data on volume' : yearExposure === 0 ? 'no current exposure' : `in ${whole(windowExposure)} ${plain(exposureBasis).toLowerCase().replace('ai outputs', 'AI outputs')}`
  const notes = [
    ...(unreviewedFindings === 0 ? [] : [`${counted(unreviewedFindings, 'unreviewed finding')}${expectedAnnualLossIfReviewed === null ? '' : `: EUR ${whole(expectedAnnualLossIfReviewed)} a year instead of ${whole(expectedAnnualLoss)} if confirmed as usual`}`]),
    ...suggestions.filter(({ state }) => state !== 'unknown').map(({ indicator, state, atLeast }) => `${plain(indicator)} is ${state}${atLeast === null ? '' : `: likelihood of at least ${atLeast} suggested`}`)
  ]
  return [
    code, perYear(priorFrequency),
    { text: controls.length === 0 ? 'no controls' : `${percent(1 - effectiveness)} in all`, under: controls.map(({ title, factor, passed, failed }) => `${title}: ${percent(factor)}${passed + failed === 0 ? ', untested' : `, ${passed} of ${passed + failed} tests passed`}`).join('; ') },
    perYear(frequencyWithoutEvidence), { text: counted(events, 'event'), under: exposure }, perYear(frequency), notes.length === 0 ? '–' : { text: listed(notes), tone: 'warn' }
  ]
}

export function conduct ({ sanctions }: ReportModel): Section {
  const { periods, comparison } = sanctions
  const last = periods.at(-1)
  return {
    id: 'sanctions', title: 'Sanctions against declarations',
    blocks: last === undefined ? [{ kind: 'text', text: 'No period has been measured.' }] : [
      { kind: 'text', text: `Sanctions that customs imposed on the operator, per 1,000 declarations, each with the interval that holds the true rate with 95 % probability.${comparison === null ? '' : ` The last period against the one before: ratio ${comparison.ratio.toFixed(2)} (${comparison.lower.toFixed(2)} to ${comparison.upper === null ? 'no upper limit' : comparison.upper.toFixed(2)}), ${chance(comparison.p)}.`}` },
      { kind: 'chart', chart: {
        id: 'sanctions-chart', title: 'Sanctions per 1,000 declarations over time',
        description: periods.map(({ label, per1000: rate }) => `${label}: ${rate === null ? 'no declarations' : per1000(rate)}`).join('; '),
        draw: async (frame) => await sanctionRate(frame, sanctions)
      } },
      { kind: 'table', table: {
        id: 'sanctions-table', caption: 'Sanctions and declarations by period',
        columns: [{ title: 'Period', weight: 2 }, { title: 'Sanctions', isNumber: true, weight: 1.5 }, { title: 'Declarations', isNumber: true, weight: 2 }, { title: 'Per 1,000', isNumber: true, weight: 1.5 }, { title: '95 % interval', isNumber: true, weight: 2 }, { title: 'Note', weight: 2 }],
        rows: periods.map(({ label, sanctions: number, declarations, per1000: rate, lower, upper, lowData }) => [label, whole(number), whole(declarations), rate === null ? 'no data' : per1000(rate), lower === null || upper === null ? 'no data' : `${per1000(lower)} to ${per1000(upper)}`, lowData ? 'few data' : '–'])
      } }
    ]
  }
}

