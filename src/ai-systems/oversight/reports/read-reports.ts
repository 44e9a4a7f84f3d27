import { drift } from '../../../ai-oversight/drift.ts'
import type { Drift, NoDrift } from '../../../ai-oversight/drift.ts'
import { errorWatch, outcomeDays, releaseTest } from '../../../ai-oversight/error-watch.ts'
import type { ErrorWatch, ReleaseTest } from '../../../ai-oversight/error-watch.ts'
import { isRandomSample } from '../../../ai-oversight/outcomes.ts'
import { compareProposers } from '../../../ai-oversight/proposers.ts'
import type { ProposerComparison } from '../../../ai-oversight/proposers.ts'
import { OUTCOME_SOURCES } from '../../../ai-oversight/record.ts'
import { cutBy, Sums } from '../../../ai-oversight/sums.ts'
import { COUNTERS } from '../../../ai-oversight/tally.ts'
import type { Principal } from '../../../platform/access.ts'
import { addMonths, firstOfMonth, lastOfMonth, utcDay } from '../../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../../platform/db/operator-tx.ts'
import { refuseImpossibleDays } from '../../../platform/period.ts'
import { invalidRequest } from '../../../platform/problem.ts'
import type { Fault } from '../../../platform/problem.ts'
import { CONTESTING_CHECKS } from '../outcomes/contesting-checks.ts'
import { loggedSystems } from '../outputs/known-systems.ts'
import { rulesInForce } from '../rules/rule-store.ts'
import { readReviewers, readTotals } from '../totals/total-store.ts'
import { aiShares } from './ai-share.ts'
import type { AiShare } from './ai-share.ts'
import type { ReportDeps } from './deps.ts'
import { oversightReport, sidesOf, standsAlone } from './oversight-report.ts'
import type { OversightCut, OversightFilter, OversightReport } from './oversight-report.ts'
import { proposerCounts } from './proposer-counts.ts'
import { measuresOfQuestion, QUESTION_MONTHS } from './question-measures.ts'
import type { ShownMeasure } from './shown-measure.ts'

/** Reports on oversight, read from totals: a constant number of statements, and a cost that does not depend on how many outputs there are. */

const READ = 'ai:read'

/** Which thresholds a report goes by. */
export interface RulesUsed { readonly version: number, readonly revision: number }

interface Span { readonly from: string, readonly to: string }

export interface OversightQuery extends Span, OversightFilter { readonly by?: OversightCut | undefined }

/** Lines stand in other totals, and a day on which an outcome became known is watched by itself. */
const OF_OUTPUTS = COUNTERS.filter((counter) => counter !== 'line' && counter !== 'handler' && counter !== 'outcome_day')

/** Three statements. @throws invalid-request for a period that is not of whole months, and for a version, asked by or for, without its system. */
export function readOversight ({ db, clock }: Pick<ReportDeps, 'db' | 'clock'>, principal: Principal, { from, to, by, ...filter }: OversightQuery): Promise<OversightReport & { readonly rules: RulesUsed }> {
  refuseParts('Totals of oversight are kept for whole months.', { from, to }, versionFaults(by === 'version' ? '' : filter.version, filter.system))
  const months = monthsOf({ from, to })
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { rules, revision } = await rulesInForce(tx)
    const reviewers = await readReviewers(tx)
    const counts = await readTotals(tx, { ...months, ...filter, counters: OF_OUTPUTS })
    const report = oversightReport(counts, { by: by ?? null, tellsOfPeople: standsAlone(reviewers, filter), ...sidesOf(reviewers, filter), span: months, rules })
    return { ...report, rules: { version: rules.version, revision } }
  }, clock)
}

/** What the measures say for questions of the questionnaire, in their order; two statements for however many. */
export function readQuestionMeasures ({ db, clock }: Pick<ReportDeps, 'db' | 'clock'>, principal: Principal, questions: readonly string[]): Promise<ShownMeasure[][]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { rules } = await rulesInForce(tx)
    const today = utcDay(tx.at)
    const from = addMonths(firstOfMonth(today), 1 - QUESTION_MONTHS)
    const counts = await readTotals(tx, { ...monthsOf({ from, to: today }), counters: OF_OUTPUTS })
    return questions.map((question) => measuresOfQuestion(question, counts, rules))
  }, clock)
}

export interface DriftQuery extends Span {
  readonly system: string
  readonly version?: string | undefined
  readonly pillar?: string | undefined
  readonly unit?: string | undefined
  readonly baselineFrom: string
  readonly baselineTo: string
  /** Version that was found good; that of the report if absent. */
  readonly baselineVersion?: string | undefined
}

/** Three statements. @throws invalid-request for periods that are not of whole months. */
export function readDrift ({ db, clock }: Pick<ReportDeps, 'db' | 'clock'>, principal: Principal, { from, to, baselineFrom, baselineTo, version, baselineVersion = version, ...filter }: DriftQuery): Promise<{ readonly features: readonly (Drift | NoDrift)[], readonly rules: RulesUsed }> {
  const detail = 'Totals of features are kept for whole months.'
  refuseParts(detail, { from, to })
  refuseParts(detail, { from: baselineFrom, to: baselineTo }, [], { from: '/baselineFrom', to: '/baselineTo' })
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { rules, revision } = await rulesInForce(tx)
    const sumsOf = async (span: Span, of: string | undefined): Promise<Sums> => new Sums(await readTotals(tx, { ...monthsOf(span), ...filter, version: of, counters: ['feature'] }))
    const baseline = await sumsOf({ from: baselineFrom, to: baselineTo }, baselineVersion)
    return { features: drift(baseline, await sumsOf({ from, to }, version), rules), rules: { version: rules.version, revision } }
  }, clock)
}

export interface WatchQuery extends Span { readonly system: string, readonly version?: string | undefined, readonly pillar?: string | undefined }

export interface VersionWatch {
  readonly version: string
  readonly source: string
  readonly isRandomSample: boolean
  readonly watch: ErrorWatch
  /** What the same outcomes say of releasing the version. */
  readonly release: ReleaseTest
}

/** Each version and source by itself, as each has a rate of its own. Two statements. @throws invalid-request for days that do not exist. */
export function readErrorWatch ({ db, clock }: Pick<ReportDeps, 'db' | 'clock'>, principal: Principal, { from, to, ...filter }: WatchQuery): Promise<{ readonly watches: readonly VersionWatch[], readonly rules: RulesUsed }> {
  refuseImpossibleDays({ from, to })
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { rules, revision } = await rulesInForce(tx)
    const counts = (await readTotals(tx, { ...monthsOf({ from, to }), ...filter, counters: ['outcome_day'] })).filter(({ period }) => period >= from && period <= to)
    const watches = cutBy(counts, 'version').flatMap(({ key: version, counts: own }) => OUTCOME_SOURCES.flatMap((source): VersionWatch[] => {
      const days = outcomeDays(own, source, from)
      return days.length === 0 ? [] : [{ version, source, isRandomSample: isRandomSample(source), watch: errorWatch(days, rules), release: releaseTest(days, rules) }]
    }))
    return { watches, rules: { version: rules.version, revision } }
  }, clock)
}

export interface ProposerQuery extends Span { readonly byVersion: boolean, readonly byUnit: boolean, readonly system?: string | undefined, readonly pillar?: string | undefined }

/**
 * Lines of AI against lines of people. Declarations name a system by its code or its id; either way it is the same. All are compared whatever is asked for: what holds is corrected for all of them.
 *
 * @throws invalid-request for days that do not exist.
 */
export function readProposers (deps: ReportDeps, principal: Principal, { from, to, byVersion, byUnit, system, pillar }: ProposerQuery): Promise<{ readonly comparisons: readonly ProposerComparison[], readonly rules: RulesUsed }> {
  refuseImpossibleDays({ from, to })
  return withOperatorReadOnly(deps.db, principal, READ, async (tx) => {
    const { rules, revision } = await rulesInForce(tx)
    const lines = await deps.proposedLines(tx, { from, to })
    const found = await deps.proposedFindings(tx, { from, to }, CONTESTING_CHECKS)
    const people = await deps.customsPeople(tx, [...new Set([from, to])])
    const known = await loggedSystems(tx, [...lines.proposed.map((line) => line.system), ...found.flatMap(({ proposer }) => proposer?.system ?? [])])
    const comparisons = compareProposers(proposerCounts(lines, found, people, (name) => known.get(name)?.code ?? name), { version: byVersion, unit: byUnit }, rules)
    return { comparisons: comparisons.filter((cut) => (system === undefined || cut.system === system) && (pillar === undefined || cut.pillar === pillar)), rules: { version: rules.version, revision } }
  }, deps.clock)
}

/** @throws invalid-request for days that do not exist. */
export function readAiShare (deps: ReportDeps, principal: Principal, { from, to, byMonth }: Span & { readonly byMonth: boolean }): Promise<AiShare[]> {
  refuseImpossibleDays({ from, to })
  return withOperatorReadOnly(deps.db, principal, READ, async (tx) => {
    const { rules } = await rulesInForce(tx)
    const declared = await deps.aiDeclared(tx, { from, to }, byMonth)
    const found = await deps.aiFindings(tx, { from, to }, byMonth)
    return aiShares(declared, found, await deps.aiSanctions(tx, { from, to }, byMonth), byMonth, rules.leastForColour)
  }, deps.clock)
}

const monthsOf = ({ from, to }: Span): Span => ({ from: from.slice(0, 7), to: to.slice(0, 7) })

/** Systems name their versions as they like, so one version of several systems is no version of anything. */
const versionFaults = (version: string | undefined, system: string | undefined): Fault[] =>
  version === undefined || system !== undefined ? [] : [{ pointer: '/system', detail: 'is missing', hint: 'A version is one of a system: name it' }]

function refuseParts (detail: string, { from, to }: Span, faults: readonly Fault[] = [], pointers: Span = { from: '/from', to: '/to' }): void {
  refuseImpossibleDays({ from, to })
  const errors = [
    ...from === firstOfMonth(from) ? [] : [{ pointer: pointers.from, detail: 'is not the first day of a month', hint: firstOfMonth(from) }],
    ...to === lastOfMonth(to) ? [] : [{ pointer: pointers.to, detail: 'is not the last day of a month', hint: lastOfMonth(to) }],
    ...faults
  ]
  if (errors.length > 0) throw invalidRequest(errors.length > faults.length ? detail : 'The question is not whole.', { errors })
}
