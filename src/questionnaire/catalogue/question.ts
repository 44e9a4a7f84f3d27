/** The questions of the AEO self-assessment questionnaire (SAQ), as versioned data. Pure. */

export const CRITERIA = ['general', '39a', '39b', '39c', '39d', '39e'] as const
/** Of UCC 39; general: about the company as a whole. */
export type Criterion = typeof CRITERIA[number]

export const NUMBER_ORIGINS = ['confirmed', 'from_memory', 'own'] as const
/** Where its number was seen: in a published rendering, nowhere that could be read, or in this project alone. */
export type NumberOrigin = typeof NUMBER_ORIGINS[number]

export const AUTHORISATIONS = ['AEOC', 'AEOS', 'AEOF'] as const
export type AeoType = typeof AUTHORISATIONS[number]

export const LINK_KINDS = ['kpi', 'list', 'graph'] as const
/** What this system itself shows of a question: a key figure, a list, a query of the graph. */
export interface ShownBy {
  readonly kind: typeof LINK_KINDS[number]
  readonly name: string
  readonly href: string
}

export interface Question {
  readonly id: string
  readonly section: string
  /** Our own words. */
  readonly words: string
  readonly criteria: readonly Criterion[]
  /** Whether AI in customs work touches it. */
  readonly ai: boolean
  readonly number: NumberOrigin
  /** What an answer may be drawn from, in words; null: from nothing here. */
  readonly prefill: string | null
  readonly appliesTo: readonly AeoType[]
  readonly shownBy: readonly ShownBy[]
}

export interface Section { readonly id: string, readonly title: string }

/** Something that happens elsewhere and that answers speak of. */
export interface EventRule {
  readonly kind: string
  /** Why the answer is no longer known to be right. */
  readonly because: string
  readonly questions: readonly string[]
  /** Whether events of the kind name questions themselves. */
  readonly named: boolean
  /** Right to read what it happened to. */
  readonly scope: string
}

export interface Catalogue {
  readonly release: string
  readonly source: string
  readonly remark: string
  readonly sections: readonly Section[]
  /** In their order. */
  readonly questions: readonly Question[]
  readonly eventsRelease: string
  readonly events: ReadonlyMap<string, EventRule>
  /** Months after which an answer that nobody confirmed is stale. */
  readonly confirmWithinMonths: number
  /** Days before that day on which its review is due. */
  readonly dueWithinDays: number
}

/** Which authorisations ask it: all, but that practical competence is asked for customs simplifications, and security for security alone (UCC 39, IA 24-28). */
export function appliesTo (criteria: readonly Criterion[]): AeoType[] {
  return AUTHORISATIONS.filter((type) => type === 'AEOF' || criteria.some((criterion) => criterion !== (type === 'AEOC' ? '39e' : '39d')))
}

/** A number stands for its question, and that of a section or group for all questions under it: 3.7 for 3.7.1, 3.7.2 … */
export const isUnder = (question: string, named: string): boolean => question === named || question.startsWith(`${named}.`)

/** Those that a list of numbers stands for. */
export const questionsNamed = (catalogue: Pick<Catalogue, 'questions'>, named: readonly string[]): string[] =>
  catalogue.questions.flatMap(({ id }) => named.some((one) => isUnder(id, one)) ? [id] : [])
