import { Judgement } from '../../ai-act/judgement.ts'
import type { RuleSet } from '../../ai-act/rule-set.ts'
import type { PILLARS } from './pillars.ts'

/** An AI system as the company keeps it: what it is by day, and what a change of it touches (ai.md 1.2, 3; customs.md 10.3). Pure. */

export const TECHNIQUES = ['expert_rules', 'statistics', 'machine_learning', 'deep_learning', 'language_model', 'language_model_with_retrieval', 'computer_vision', 'speech', 'agent', 'other'] as const
export const DEPLOYMENTS = ['own', 'cloud', 'hybrid'] as const
export const AUTONOMIES = ['suggest', 'prefill', 'decide', 'transmit'] as const
export const OPERATED_BY = ['own', 'representative'] as const
export const DATA_CATEGORIES = ['customs_data', 'goods_data', 'prices', 'trade_secret', 'controlled_technical', 'ip_licensed', 'personal', 'special_category', 'public', 'other'] as const
export const RECIPIENTS = ['customs', 'other_authority', 'representative', 'carrier', 'customer', 'supplier', 'group_company', 'public', 'other'] as const
export const CLAUSES = ['confidentiality', 'ip', 'no_training', 'location', 'retention', 'audit', 'exit', 'incident_notice', 'change_notice'] as const
export const REVIEW_MODES = ['full', 'sampled', 'none'] as const

export interface Holder { readonly kind: 'person' | 'position', readonly code: string }
export interface Model { readonly name: string, readonly version: string, readonly provider: string | null }
export interface SubProcessor { readonly name: string, readonly country: string, readonly task: string | null }

/** What a version says. */
export interface SystemContent {
  readonly name: string
  readonly purpose: string
  /** Customs pillars that it takes part in; none of a tool of HR. */
  readonly pillars: readonly typeof PILLARS[number][]
  /** Processes that it supports, in the words of the classification's question. */
  readonly processSteps: readonly string[]
  readonly owner: Holder
  readonly deputy: Holder | null
  readonly users: { readonly units: readonly string[], readonly positions: readonly string[] }
  readonly provider: string
  readonly productVersion: string | null
  readonly models: readonly Model[]
  readonly roles: readonly string[]
  readonly technique: typeof TECHNIQUES[number]
  readonly deployment: typeof DEPLOYMENTS[number]
  readonly processingCountries: readonly string[]
  readonly subProcessors: readonly SubProcessor[]
  readonly data: { readonly categories: readonly typeof DATA_CATEGORIES[number][], readonly legalBasis: string | null, readonly trainingUseAllowed: boolean }
  readonly contractClauses: readonly typeof CLAUSES[number][]
  /** To whom output goes outside the company; to nobody when empty. */
  readonly outputRecipients: readonly typeof RECIPIENTS[number][]
  readonly autonomy: typeof AUTONOMIES[number]
  readonly operatedBy: typeof OPERATED_BY[number]
  /** EORI of the representative whose system it is. */
  readonly representative: string | null
  readonly review: { readonly mode: typeof REVIEW_MODES[number], readonly rule: string }
}
export type FieldName = keyof SystemContent

/** Questions that a change of the field touches beside those of the processes: 3.7 protection of computer systems, 3.8 of documents and data. */
const TOUCHES: Readonly<Record<FieldName, { readonly material: boolean, readonly processes: boolean, readonly questions: readonly string[] }>> = {
  name: { material: false, processes: false, questions: [] },
  purpose: { material: true, processes: true, questions: [] },
  pillars: { material: true, processes: true, questions: [] },
  processSteps: { material: true, processes: true, questions: [] },
  owner: { material: false, processes: true, questions: [] },
  deputy: { material: false, processes: false, questions: [] },
  users: { material: false, processes: true, questions: [] },
  provider: { material: true, processes: true, questions: ['3.7', '3.8'] },
  productVersion: { material: true, processes: true, questions: ['3.7'] },
  models: { material: true, processes: true, questions: ['3.7'] },
  roles: { material: true, processes: false, questions: ['3.7'] },
  technique: { material: true, processes: true, questions: ['3.7'] },
  deployment: { material: true, processes: false, questions: ['3.7', '3.8'] },
  processingCountries: { material: true, processes: false, questions: ['3.7', '3.8'] },
  subProcessors: { material: true, processes: false, questions: ['3.7', '3.8'] },
  data: { material: true, processes: false, questions: ['3.8'] },
  contractClauses: { material: false, processes: false, questions: ['3.7', '3.8'] },
  outputRecipients: { material: true, processes: true, questions: ['3.8'] },
  autonomy: { material: true, processes: true, questions: ['3.5.1'] },
  operatedBy: { material: true, processes: true, questions: ['3.5.1'] },
  representative: { material: true, processes: true, questions: ['3.5.1'] },
  review: { material: true, processes: true, questions: ['3.5.1'] }
}
export const FIELDS = Object.keys(TOUCHES) as FieldName[]

export interface SystemChange {
  readonly fields: readonly FieldName[]
  /** Whether customs is told of it, and the class must be found anew. */
  readonly material: boolean
  /** Questions of the questionnaire whose answers it touches, before or after. */
  readonly questions: readonly string[]
}

/** @param before undefined for a new system, of which everything is new. */
export function changeOf (rules: RuleSet, before: SystemContent | undefined, after: SystemContent): SystemChange {
  const fields = FIELDS.filter((name) => before === undefined || JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return { fields, material: fields.some((name) => TOUCHES[name].material), questions: before === undefined ? questionsOf(rules, after) : questionsTouched(rules, before, after, fields) }
}

function questionsTouched (rules: RuleSet, before: SystemContent, after: SystemContent, fields: readonly FieldName[]): string[] {
  const ofProcesses = questionsOfProcesses(rules, [...new Set([...before.processSteps, ...after.processSteps])])
  // A system of no customs process stands in no answer.
  if (ofProcesses.length === 0) return []
  return [...new Set([...fields.some((name) => TOUCHES[name].processes) ? ofProcesses : [], ...fields.flatMap((name) => TOUCHES[name].questions)])].toSorted()
}

/** Questions whose answers must mention the system: those of its processes; 3.8 for its data; 3.5.1 where it, or a representative's, acts for the company. */
export function questionsOf (rules: RuleSet, { processSteps, operatedBy, autonomy }: SystemContent): string[] {
  const ofProcesses = questionsOfProcesses(rules, processSteps)
  if (ofProcesses.length === 0) return []
  const acts = operatedBy === 'representative' || autonomy === 'decide' || autonomy === 'transmit'
  return [...new Set([...ofProcesses, '3.8', ...acts ? ['3.5.1'] : []])].toSorted()
}

/** Whether it takes part in a step that matters for customs, so that customs is told when it comes and changes (UCC 23(2)). */
export const mattersForCustoms = (rules: RuleSet, { pillars, processSteps }: SystemContent): boolean => pillars.length > 0 || questionsOfProcesses(rules, processSteps).length > 0

/** As the rules say that ask about nothing else. */
export function questionsOfProcesses (rules: RuleSet, processes: readonly string[]): string[] {
  const judgement = new Judgement(rules, { c_domains: processes })
  return [...new Set(rules.rules.flatMap(({ id, saq }) => judgement.fires(id) === true ? saq : []))].toSorted()
}
