import type { Condition } from './condition.ts'

/** The rules of the AI Act as data: questions, rules over their answers, and the obligations that rules bring (ai.md 2.1). */

export const CLASSES = ['out_of_scope', 'prohibited', 'high_risk', 'transparency', 'minimal'] as const
export type AiActClass = typeof CLASSES[number]

export const EFFECTS = ['classify', 'derogation', 'note', 'role', 'overlay'] as const
/**
 * classify: the system is of the rule's class; derogation: an exception that other rules ask about (Art. 6(3)); note: why something does not
 * apply; role: the company becomes the provider (Art. 25); overlay: what is owed or to be told beside the class.
 */
export type Effect = typeof EFFECTS[number]

/** law: text in force; guidelines: final, not binding; draft_guidelines: may change; project: this system's own rule, not the Act's. */
export const BASES = ['law', 'guidelines', 'draft_guidelines', 'project'] as const
export type Basis = typeof BASES[number]

export const BINDINGNESS = ['law', 'good_practice'] as const
export type Bindingness = typeof BINDINGNESS[number]

export const QUESTION_TYPES = ['boolean', 'enum', 'multi', 'date'] as const
export type QuestionType = typeof QUESTION_TYPES[number]

/** `null` answers a date alone: the day is not known, and the question is answered. */
export type Answer = boolean | string | readonly string[] | null
/** By question; what is missing is unknown. */
export type Answers = Readonly<Record<string, Answer | undefined>>

export interface Question {
  readonly id: string
  /** Place in the questionnaire. */
  readonly index: number
  readonly section: string
  readonly text: string
  readonly help: string | null
  readonly type: QuestionType
  /** Of enum and multi. */
  readonly options: readonly string[]
  readonly legalRef: string
  /** To fill in a form beforehand. Never assumed: a question that nobody answered is unknown. */
  readonly prefill: Answer
}

export interface Rule {
  readonly id: string
  readonly when: Condition
  readonly effect: Effect
  /** Of rules that classify; null for the others. */
  readonly class: AiActClass | null
  readonly legalRef: string
  readonly rationale: string
  readonly basis: Basis
  /** Day from which the provision applies; null where it always did, or where the rule is none of the Act's. */
  readonly appliesFrom: string | null
  readonly requiresLegalReview: boolean
  /** Ids of the obligations it brings. */
  readonly obligations: readonly string[]
  /** Questions of the self-assessment questionnaire whose answers must mention the system. */
  readonly saq: readonly string[]
}

export interface DueVariant {
  readonly when: Condition
  readonly dueFrom: string
  readonly note: string | null
}

export interface Obligation {
  readonly id: string
  readonly title: string
  readonly legalRef: string
  /** Roles that owe it; null: whoever has to do with the system. */
  readonly appliesTo: readonly string[] | null
  /** Classes in which it is owed. */
  readonly classes: readonly AiActClass[]
  readonly dueFrom: string
  readonly dueVariants: readonly DueVariant[]
  /** Owed only where this holds too. */
  readonly onlyIf: Condition | null
  /** Rules that put it off: while one fires, it has no due day. */
  readonly deferredBy: readonly string[]
  readonly binding: Bindingness
  readonly note: string | null
}

/** Where the shipped data departs from what it was taken from, and why. */
export interface Amendment {
  readonly of: string
  readonly change: string
  readonly reason: string
}

export interface RuleSet {
  /** Day of the law, and a digest of the data: other rules, other version. */
  readonly version: string
  /** Last day on which the data was compared with the law. */
  readonly asOfLaw: string
  /** Day from which the law is as these rules have it: its last amendment. */
  readonly lawFrom: string
  readonly sources: readonly string[]
  readonly amendments: readonly Amendment[]
  /** Of the classes whose rules fire, the first of these is the system's. */
  readonly precedence: readonly AiActClass[]
  readonly questions: readonly Question[]
  readonly rules: readonly Rule[]
  readonly obligations: ReadonlyMap<string, Obligation>
  /** Question that states the company's roles for the system. */
  readonly rolesQuestion: Question
  /** Role that the company has beside those it states once a rule of effect `role` fires. */
  readonly roleEffectGrants: string
}
