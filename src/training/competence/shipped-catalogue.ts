import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MatrixCell, RequirementSeverity, Topic, TopicCatalogue } from './catalogue.ts'

/** The catalogue that ships with the service: versioned data, read once. */

type ShippedTopic = Omit<Topic, 'kind' | 'number' | 'legalSource' | 'requiredFrom' | 'requiredFromSource'> & { readonly number: string, readonly legalSource: string, readonly requiredFrom?: string, readonly requiredFromSource?: string }
interface ShippedTopics { readonly release: string, readonly topics: readonly ShippedTopic[] }
interface ShippedMatrix {
  readonly release: string
  readonly graceDays: number
  readonly severity: RequirementSeverity
  /** Columns of the levels. */
  readonly topics: readonly string[]
  readonly levels: Readonly<Record<string, readonly number[]>>
  /** Responsibilities of which the same is asked as of another. */
  readonly alike: Readonly<Record<string, string>>
  readonly onlyForPillarReviewed: Readonly<Record<string, readonly string[]>>
  readonly aiUse: {
    readonly topic: string
    /** Roles whose level of the topic rests on their use of AI. */
    readonly roles: readonly string[]
    /** Levels of whoever works with a system of the inventory, whatever the role; and days that whoever newly does has. */
    readonly systems: { readonly uses: number, readonly oversees: number, readonly graceDays: number }
  }
}
interface ShippedPillars { readonly release: string, readonly reviewLevel: number, readonly topics: Readonly<Record<string, string>> }

const read = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'))
const topics = read('topics.json') as ShippedTopics
const matrix = read('role-matrix.json') as ShippedMatrix
const pillars = read('pillar-topics.json') as ShippedPillars

function row (role: string, levels: readonly number[]): Map<string, MatrixCell> {
  return new Map(matrix.topics.flatMap((topic, column) => {
    const level = levels[column] ?? 0
    if (level === 0) return []
    const onlyForPillarReviewed = matrix.onlyForPillarReviewed[role]?.includes(topic) ?? false
    const aiUse = topic === matrix.aiUse.topic && matrix.aiUse.roles.includes(role)
    return [[topic, { level, onlyForPillarReviewed, aiUse }] as const]
  }))
}

const rows = new Map(Object.entries(matrix.levels).map(([role, levels]) => [role, row(role, levels)]))
const alike = Object.entries(matrix.alike).map(([role, as]) => [role, rows.get(as) ?? new Map<string, MatrixCell>()] as const)

export const SHIPPED_CATALOGUE: TopicCatalogue = {
  release: [topics, matrix, pillars].map(({ release }) => release).toSorted().at(-1) ?? topics.release,
  topics: new Map(topics.topics.map((topic) => [topic.code, { requiredFrom: null, requiredFromSource: null, ...topic, kind: 'subject' }])),
  matrix: new Map([...rows, ...alike]),
  matrixGraceDays: matrix.graceDays,
  matrixSeverity: matrix.severity,
  aiUse: { topic: matrix.aiUse.topic, levels: { uses: matrix.aiUse.systems.uses, oversees: matrix.aiUse.systems.oversees }, graceDays: matrix.aiUse.systems.graceDays },
  pillarTopics: new Map(Object.entries(pillars.topics)),
  reviewLevel: pillars.reviewLevel
}
