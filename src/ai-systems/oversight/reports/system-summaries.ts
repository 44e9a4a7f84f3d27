import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { COUNTERS } from '../../../ai-oversight/tally.ts'
import { listDue } from '../../obligations/obligation-store.ts'
import { listSystems } from '../../register/system-store.ts'
import { rulesInForce } from '../rules/rule-store.ts'
import { readReviewers, readTotals } from '../totals/total-store.ts'
import { oversightReport } from './oversight-report.ts'
import type { OversightGroup } from './oversight-report.ts'
import type { ShownMeasure } from './shown-measure.ts'

/** Each AI system in a few words and figures, for who is told of all of them. */

interface Share { readonly share: number, readonly lower: number, readonly upper: number }

export interface SystemSummary {
  readonly code: string
  readonly name: string
  readonly purpose: string
  /** Of the AI Act; null while it is not assessed. */
  readonly class: string | null
  readonly status: string
  /** Made in the months. */
  readonly outputs: number
  /** Of the outputs used, those that a competent person decided on before. */
  readonly reviewed: Share | null
  /** Of those decided, those that people changed; null where fewer than five people decided. */
  readonly overridden: Share | null
  /** Of a random sample; null where there is none. */
  readonly wrong: Share | null
  /** Names of measures that are amber or red by the rules of the operator. */
  readonly raised: readonly { readonly measure: string, readonly level: 'amber' | 'red' }[]
  /** Obligations that are late. */
  readonly lateObligations: number
}

const MOST_SYSTEMS = 1000
const OF_OUTPUTS = COUNTERS.filter((counter) => counter !== 'line' && counter !== 'handler' && counter !== 'outcome_day')

/** In the order of codes, those that are retired left out. Five statements. @param months YYYY-MM. */
export async function systemSummaries (tx: OperatorTx, months: { readonly from: string, readonly to: string }, today: string): Promise<SystemSummary[]> {
  const systems = (await listSystems(tx, {}, { limit: MOST_SYSTEMS })).filter(({ status }) => status !== 'retired')
  const { rules } = await rulesInForce(tx)
  const counts = await readTotals(tx, { ...months, counters: OF_OUTPUTS })
  const late = Map.groupBy(await listDue(tx, { before: today }, MOST_SYSTEMS, undefined), ({ code }) => code)
  const reviewers = await readReviewers(tx)
  const report = oversightReport(counts, { by: 'system', tellsOfPeople: true, reviewers, besides: [], span: months, rules })
  const [own, people] = [groupsBy(report.groups), groupsBy(report.decisionGroups)]
  return systems.map(({ code, status, content: { name, purpose }, assessment }) => {
    const [measures, decisions] = [own.get(code)?.measures ?? [], people.get(code)?.measures ?? []]
    return {
      code, name, purpose, class: assessment?.class ?? null, status, outputs: own.get(code)?.outputs ?? 0,
      reviewed: shareOf(measures.find((measure) => measure.name === 'coverage')), overridden: shareOf(decisions.find((measure) => measure.name === 'override')),
      wrong: complement(shareOf(measures.find((measure) => measure.name === 'proposal_accuracy' && measure.isRandomSample === true))),
      raised: raisedOf([...measures, ...decisions]), lateObligations: late.get(code)?.length ?? 0
    }
  })
}

const groupsBy = (groups: readonly OversightGroup[]): Map<string | null, OversightGroup> => new Map(groups.map((group) => [group.key, group]))

const shareOf = (measure: ShownMeasure | undefined): Share | null =>
  measure === undefined || measure.value === null || measure.lower === null || measure.upper === null ? null : { share: measure.value, lower: measure.lower, upper: measure.upper }

const complement = (found: Share | null): Share | null => found === null ? null : { share: 1 - found.share, lower: 1 - found.upper, upper: 1 - found.lower }

/** Each measure once, by its worst level. */
function raisedOf (measures: readonly ShownMeasure[]): SystemSummary['raised'] {
  const levels = new Map<string, 'amber' | 'red'>()
  for (const { name, level } of measures) if (level === 'red' || (level === 'amber' && levels.get(name) === undefined)) levels.set(name, level)
  return [...levels].toSorted(([one], [other]) => one < other ? -1 : 1).map(([measure, level]) => ({ measure, level }))
}
