import type { AiUseDemand } from './ai-use.ts'

/** What may be taught and who must know it by role (customs.md 11): the shape of the catalogue, and what is read off it. Pure. */

/** Levels of the EU Customs Competency Framework: 1 aware, 2 trained (works under guidance), 3 experienced (works alone), 4 expert; 0: none asked. */
export const LEVELS = [0, 1, 2, 3, 4] as const
export const HIGHEST_LEVEL = 4

export const TOPIC_KINDS = ['subject', 'procedure'] as const
export type TopicKind = typeof TOPIC_KINDS[number]

/** How much hangs on a requirement. */
export const REQUIREMENT_SEVERITIES = ['critical', 'important', 'advisable'] as const
export type RequirementSeverity = typeof REQUIREMENT_SEVERITIES[number]

export interface Topic {
  readonly code: string
  /** T1 to T17 in the shipped catalogue; null: the operator's own. */
  readonly number: string | null
  readonly name: string
  /** `procedure`: shown by having read and understood its version in force. */
  readonly kind: TopicKind
  /** Months after completion through which a record shows the topic, unless a requirement says otherwise; null: no end by a refresher. */
  readonly refresherMonths: number | null
  /** The law that a requirement of the matrix rests on; null: an own topic, on which the matrix is silent. */
  readonly legalSource: string | null
  /** First day on which the matrix asks for it, since the law did not before; null: on any day. Own requirements have days of their own. */
  readonly requiredFrom: string | null
  /** The law that says so. */
  readonly requiredFromSource: string | null
}

/** What the matrix asks of a role for a topic. */
export interface MatrixCell {
  /** 1 to 4; a level of 0 has no cell. */
  readonly level: number
  /** Asked only of whoever reviews that pillar: an own requirement of the position says which are not reviewed. */
  readonly onlyForPillarReviewed: boolean
  /** Asked because the role uses or oversees an AI system (AI Act Art. 4). */
  readonly aiUse: boolean
}

export interface TopicCatalogue {
  /** Of topics, matrix and pillars together: what is derived from them keeps it. */
  readonly release: string
  /** By code: those that ship in their order, then the operator's own by code. */
  readonly topics: ReadonlyMap<string, Topic>
  /** By responsibility, then by topic. */
  readonly matrix: ReadonlyMap<string, ReadonlyMap<string, MatrixCell>>
  /** What requirements of the matrix leave to whoever newly comes under them, and how much hangs on them. */
  readonly matrixGraceDays: number
  readonly matrixSeverity: RequirementSeverity
  /** What is asked of whoever works with an AI system. */
  readonly aiUse: AiUseDemand
  /** Topic by pillar of checks, findings and sanctions. */
  readonly pillarTopics: ReadonlyMap<string, string>
  /** Level that a review of a finding asks for where no requirement says another. */
  readonly reviewLevel: number
}

/** What the matrix asks of a responsibility on a day, by topic: nothing of a topic before the first day of its duty. */
export const askedOfRole = ({ matrix, topics }: TopicCatalogue, responsibility: string, day: string): (readonly [string, MatrixCell])[] =>
  [...matrix.get(responsibility) ?? []].filter(([topic]) => (topics.get(topic)?.requiredFrom ?? day) <= day)

/** Days on which the matrix begins to ask for a topic. */
export const firstDaysOf = ({ topics }: TopicCatalogue): string[] => [...topics.values()].flatMap(({ requiredFrom }) => requiredFrom ?? [])

/** The catalogue with the operator's own topics beside those that ship; of equal codes the shipped one stays. */
export function withOwnTopics (catalogue: TopicCatalogue, own: readonly Topic[]): TopicCatalogue {
  if (own.length === 0) return catalogue
  const added = own.filter(({ code }) => !catalogue.topics.has(code)).toSorted((a, b) => a.code < b.code ? -1 : 1)
  return { ...catalogue, topics: new Map([...catalogue.topics, ...added.map((topic) => [topic.code, topic] as const)]) }
}

/** Topics that cover any of the pillars, and the other way round: what a course on these topics could have an effect on. */
export const pillarsOf = (catalogue: TopicCatalogue, topics: readonly string[]): string[] =>
  [...catalogue.pillarTopics].flatMap(([pillar, topic]) => topics.includes(topic) ? [pillar] : [])
