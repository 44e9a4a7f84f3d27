import type { SystemContent } from '../register/system.ts'
import { isGap } from './control.ts'
import type { ControlStanding } from './control.ts'

/** What the WCO report of March 2025 asks of AI in customs, answered for a system from the register and its controls (ai.md 3). Pure. */

export interface Fact {
  readonly name: string
  /** What the register says; null: nothing yet. */
  readonly value: string | null
}

export interface ThemeAnswer {
  readonly theme: string
  readonly facts: readonly Fact[]
  readonly controls: readonly ControlStanding[]
  /** Whether any control of it applies to the system. */
  readonly applies: boolean
  /** No fact is missing, and every control that applies is in order. */
  readonly answered: boolean
}

const fact = (name: string, value: string | null): Fact => ({ name, value })
const listed = (values: readonly string[], none: string): string => values.length === 0 ? none : values.join(', ')
const yes = (holds: boolean): string => holds ? 'yes' : 'no'
const clause = ({ contractClauses }: SystemContent, name: SystemContent['contractClauses'][number]): Fact => fact(`contract_clause_${name}`, contractClauses.includes(name) ? 'agreed' : null)
/** A system that the company runs for itself has no contract that could settle anything. */
const clausesOf = (content: SystemContent, ...names: SystemContent['contractClauses'][number][]): Fact[] => content.deployment === 'own' && content.operatedBy === 'own' ? [] : names.map((name) => clause(content, name))

const THEMES: Readonly<Record<string, { readonly of: readonly string[], readonly facts: (content: SystemContent) => Fact[] }>> = {
  human_in_the_loop: { of: ['human_in_the_loop', 'integrity'], facts: ({ autonomy, review }) => [fact('autonomy', autonomy), fact('review_mode', review.mode), fact('review_rule', review.rule)] },
  contextual_understanding: { of: ['contextual_understanding'], facts: ({ review }) => [fact('review_rule', review.rule)] },
  transparency: { of: ['transparency'], facts: ({ technique, outputRecipients }) => [fact('technique', technique), fact('output_recipients', listed(outputRecipients, 'nobody outside the company'))] },
  cloud: { of: ['cloud'], facts: (content) => [fact('deployment', content.deployment), ...clausesOf(content, 'location', 'exit')] },
  legal_basis: { of: ['data_legal_basis'], facts: ({ data }) => [fact('data_categories', listed(data.categories, 'none')), fact('legal_basis', data.legalBasis), fact('training_use_allowed', yes(data.trainingUseAllowed))] },
  confidentiality: { of: ['data_confidentiality'], facts: (content) => [fact('data_categories', listed(content.data.categories, 'none')), ...clausesOf(content, 'confidentiality')] },
  data_protection: { of: ['data_protection'], facts: ({ data }) => [fact('personal_data', yes(data.categories.includes('personal') || data.categories.includes('special_category')))] },
  third_parties: { of: ['third_parties'], facts: (content) => [fact('provider', content.provider), fact('sub_processors', listed(content.subProcessors.map(({ name, country }) => `${name} (${country})`), 'none')), ...clausesOf(content, 'audit', 'incident_notice', 'change_notice')] },
  international: { of: ['international'], facts: ({ processingCountries, subProcessors }) => [fact('processing_countries', processingCountries.length === 0 ? null : processingCountries.join(', ')), fact('sub_processor_countries', listed([...new Set(subProcessors.map(({ country }) => country))], 'none'))] },
  ipr: { of: ['ipr'], facts: (content) => [fact('ip_licensed_data', yes(content.data.categories.includes('ip_licensed'))), ...clausesOf(content, 'ip', 'no_training')] }
}
export const WCO_THEMES = Object.keys(THEMES)

export function themesOf (content: SystemContent, standings: readonly ControlStanding[]): ThemeAnswer[] {
  return Object.entries(THEMES).map(([theme, { of, facts: factsOf }]) => {
    const facts = factsOf(content)
    const controls = standings.filter(({ control }) => of.includes(control.theme))
    const applies = controls.some(({ state }) => state !== 'not_applicable')
    return { theme, facts, controls, applies, answered: facts.every(({ value }) => value !== null) && !controls.some(isGap) }
  })
}
