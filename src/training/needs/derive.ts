import type { RequirementSeverity } from '../competence/catalogue.ts'
import { REQUIREMENT_SEVERITIES } from '../competence/catalogue.ts'
import { daysLookedAt, topicOf, windowOf } from './cuts.ts'
import type { Evidence, NeedRules, RaisedCut } from './cuts.ts'

/** Which needs follow from evidence: opened anew, or an open one with more evidence. Pure. */

export interface OpenNeed {
  readonly id: string
  /** '' for the whole company, and where no unit is known. */
  readonly unit: string
  readonly topic: string
  readonly severity: RequirementSeverity
  readonly evidenceFrom: string | null
}

export interface DerivedNeed {
  /** The open need that it adds to; null: a new one. */
  readonly extend: OpenNeed | null
  readonly source: 'finding' | 'sanction'
  readonly unit: string
  readonly topic: string
  readonly severity: RequirementSeverity
  readonly figures: readonly RaisedCut[]
  /** Not empty, and of no need before. */
  readonly evidence: readonly Evidence[]
}

export interface Grounds {
  readonly evidence: readonly Evidence[]
  readonly raised: readonly RaisedCut[]
  readonly open: readonly OpenNeed[]
  /** Names (`nameOf`) of what needs rest on already: the same evidence never opens a need twice. */
  readonly attached: ReadonlySet<string>
}

/** A sanction may show what a topic lacks, and an AI system another: evidence is told apart by topic. */
export const nameOf = ({ kind, id }: Pick<Evidence, 'kind' | 'id'>, topic: string): string => `${kind} ${id} ${topic}`

export function deriveNeeds (rules: NeedRules, pillarTopics: ReadonlyMap<string, string>, { evidence, raised, open, attached }: Grounds, today: string): DerivedNeed[] {
  const fresh = evidence.flatMap((each) => {
    const topic = topicOf(rules, pillarTopics, each)
    return topic === undefined || attached.has(nameOf(each, topic)) ? [] : [{ topic, each }]
  })
  const groups = Map.groupBy(fresh, ({ topic, each: { unit } }) => JSON.stringify([unit, topic]))
  return [...groups].toSorted(([a], [b]) => a < b ? -1 : 1).flatMap(([, group]) => {
    const [{ topic, each: { unit } }] = group as [typeof fresh[number]]
    const figures = raised.filter((cut) => cut.unit === unit && cut.topic === topic)
    const extended = open.find((need) => need.unit === unit && need.topic === topic) ?? null
    const from = extended?.evidenceFrom ?? windowOf(rules, today, undefined).from
    const joins = group.map(({ each }) => each).filter((each) => opensByItself(rules, each, today) || (extended === null ? isOf(figures, each) : each.on >= from))
    if (joins.length === 0) return []
    const severity = severityOf(rules, joins, figures)
    return [{
      extend: extended, source: joins.some(({ kind }) => kind === 'sanction') ? 'sanction' as const : 'finding' as const, unit, topic,
      severity: extended === null ? severity : graver(severity, extended.severity), figures, evidence: joins
    }]
  })
}

/** Decided long ago it is history that was loaded, not news. */
const opensByItself = (rules: NeedRules, { kind, cause, decidedOn }: Evidence, today: string): boolean =>
  kind === 'sanction' && cause === rules.causeOfItself && decidedOn !== null && decidedOn >= daysLookedAt(rules, today).from

const isOf = (figures: readonly RaisedCut[], { pillar, cause, on }: Evidence): boolean =>
  figures.some((cut) => cut.pillar === pillar && cut.cause === cause && cut.now.from <= on && on <= cut.now.to)

function severityOf ({ severity: { criticalRatio, criticalSanctions } }: NeedRules, evidence: readonly Evidence[], figures: readonly RaisedCut[]): RequirementSeverity {
  const isFarAbove = figures.some(({ comparisons }) => comparisons.some(({ lower }) => lower >= criticalRatio))
  if (isFarAbove || evidence.some(({ kind, severity }) => kind === 'sanction' && criticalSanctions.includes(severity))) return 'critical'
  return evidence.some(({ kind, severity }) => kind === 'sanction' || severity === 'error') ? 'important' : 'advisable'
}

const graver = (a: RequirementSeverity, b: RequirementSeverity): RequirementSeverity =>
  REQUIREMENT_SEVERITIES.find((severity) => severity === a || severity === b) ?? a
