import type { Answers } from '../../ai-act/rule-set.ts'
import type { Members } from '../perimeter/perimeter-record.ts'
import { BROKERS } from '../partners.ts'

/**
 * AI systems of the synthetic trader: what they are, and how the AI Act's questions are answered where the answer is another than the
 * usual one. Names and providers are invented. Pure data.
 */

export interface SystemSeed {
  readonly code: string
  /** First day in the register, counted from the first of the year. */
  readonly registered: number
  readonly content: Members
  readonly answers: Answers
  /** Questions that nobody has answered yet. */
  readonly open?: readonly string[]
}

/** Who proposes what: declarations, goods and outputs name them by these codes. */
export const CODES = 'classifier-1'
export const ORIGINS = 'origin-1'
export const VALUES = 'value-1'
export const BROKERS_CODES = 'broker-codes'
export const DOCUMENTS = 'invoice-reader'
export const ODD_ONES = 'anomaly-1'
export const TRANSLATIONS = 'translator-1'
export const APPLICANTS = 'recruiting-1'
export const MOODS = 'mood-watch'
export const DUAL_USE = 'dual-use-1'

/** The broker whose system proposes codes: it does not send what the system proposes, only what was declared. */
export const PROPOSING_BROKER = BROKERS[0]?.eori ?? ''

const OWN = 'Synthetic Trader SpA'
const UNITS = ['import-ports', 'operations-north', 'operations-centre']
const position = (code: string): Members => ({ kind: 'position', code })
const CLAUSES = ['confidentiality', 'no_training', 'location', 'retention', 'audit', 'incident_notice', 'change_notice']
const FULL = (rule: string): Members => ({ mode: 'full', rule })

export const SYSTEMS: readonly SystemSeed[] = [
  {
    code: CODES, registered: -440,
    content: {
      name: 'Proposals of commodity codes', purpose: 'Proposes the commodity code of goods from their description and data sheet; a specialist decides each.', pillars: ['classification'], processSteps: ['tariff_classification'],
      owner: position('classification'), deputy: position('deputy-head-of-customs'), users: { units: UNITS, positions: ['classification'] }, provider: 'Invented Learning BV', productVersion: '4',
      models: [{ name: 'codes-large', version: '4.2' }], roles: ['deployer'], technique: 'language_model_with_retrieval', deployment: 'cloud', processingCountries: ['NL'], subProcessors: [{ name: 'Invented Hosting BV', country: 'NL', task: 'Hosting' }],
      data: { categories: ['goods_data', 'trade_secret'], legalBasis: 'Contract of services with the provider', trainingUseAllowed: false }, contractClauses: CLAUSES, autonomy: 'suggest', operatedBy: 'own', review: FULL('A specialist of the unit decides every proposal before the code is declared.')
    },
    answers: { r_roles: ['deployer'], g_uses: true, t_synthetic: 'short_or_structured', c_domains: ['tariff_classification'], c_cloud: 'eu_cloud' }
  },
  {
    code: ORIGINS, registered: -75,
    content: {
      name: 'Proposals of origin', purpose: 'Proposes the country of origin of goods from purchase orders and suppliers\' papers; a specialist decides each.', pillars: ['origin'], processSteps: ['origin'], owner: position('specialist-ports'), deputy: position('head-of-customs'),
      users: { units: UNITS, positions: [] }, provider: 'Invented Origins GmbH', productVersion: '2.1', models: [{ name: 'origins', version: '2.1' }], roles: ['deployer'], technique: 'machine_learning', deployment: 'hybrid', processingCountries: ['DE'], subProcessors: [],
      data: { categories: ['goods_data', 'customs_data'], legalBasis: 'Contract of services with the provider', trainingUseAllowed: false }, contractClauses: ['confidentiality', 'no_training', 'location'], autonomy: 'prefill', operatedBy: 'own', review: FULL('A specialist of the unit confirms every origin before it is declared.')
    },
    answers: { r_roles: ['deployer'], t_synthetic: 'short_or_structured', c_domains: ['origin'], c_cloud: 'eu_cloud' }
  },
  {
    code: VALUES, registered: -130,
    content: {
      name: 'Proposals of additions to the price', purpose: 'Proposes what is to be added to the price for freight and licence fees; a specialist decides each.', pillars: ['value'], processSteps: ['valuation'], owner: position('specialist-north'), deputy: position('finance-director'),
      users: { units: UNITS, positions: [] }, provider: OWN, models: [{ name: 'additions', version: '1.6' }], roles: ['provider', 'deployer'], technique: 'machine_learning', deployment: 'own', processingCountries: ['IT'],
      data: { categories: ['prices', 'customs_data'], legalBasis: 'Own purchase orders and invoices', trainingUseAllowed: true }, autonomy: 'suggest', operatedBy: 'own', review: FULL('A specialist of the unit decides every proposal before the value is declared.')
    },
    answers: { r_roles: ['provider', 'deployer'], t_synthetic: 'short_or_structured', c_domains: ['valuation'] }
  },
  {
    code: BROKERS_CODES, registered: -20,
    content: {
      name: 'Codes proposed at the broker', purpose: 'Proposes commodity codes to the broker\'s staff, who declare for the trader.', pillars: ['classification'], processSteps: ['tariff_classification'], owner: position('head-of-customs'), users: { units: [], positions: [] },
      provider: 'Invented Forwarding Tools Srl', productVersion: '2025.3', roles: ['deployer'], technique: 'language_model', deployment: 'cloud', processingCountries: ['IE'], data: { categories: ['goods_data', 'customs_data'], trainingUseAllowed: false }, contractClauses: ['confidentiality'],
      outputRecipients: ['representative'], autonomy: 'prefill', operatedBy: 'representative', representative: PROPOSING_BROKER, review: FULL('The broker states that its staff decide every code.')
    },
    answers: { r_roles: ['deployer'], g_uses: true, t_synthetic: 'short_or_structured', c_domains: ['tariff_classification'], c_cloud: 'eu_cloud' }
  },
  {
    code: DOCUMENTS, registered: -320,
    content: {
      name: 'Reading of invoices', purpose: 'Reads numbers, parties and amounts from invoices and packing lists into the draft of a declaration.', pillars: ['identifiers'], processSteps: ['document_handling'], owner: position('interfaces'), users: { units: ['import-ports', 'operations-north'], positions: [] },
      provider: 'Invented Reading Inc', productVersion: '7', models: [{ name: 'reader', version: '7.0' }], roles: ['deployer'], technique: 'computer_vision', deployment: 'cloud', processingCountries: ['IE'], subProcessors: [{ name: 'Invented Care Ltd', country: 'IE', task: 'Support' }],
      data: { categories: ['customs_data', 'prices'], legalBasis: 'Contract of services with the provider', trainingUseAllowed: false }, contractClauses: CLAUSES, autonomy: 'prefill', operatedBy: 'own',
      review: { mode: 'sampled', rule: 'A specialist looks at every third reading; the others are compared with the purchase order.' }
    },
    answers: { r_roles: ['deployer'], g_uses: true, t_synthetic: 'short_or_structured', c_domains: ['document_handling'], c_cloud: 'eu_cloud' }
  },
  {
    code: ODD_ONES, registered: 20,
    content: {
      name: 'Odd declarations', purpose: 'Names drafts of declarations that are unlike earlier ones, so that somebody looks before they are lodged.', pillars: ['lifecycle'], processSteps: ['declaration_check', 'risk_anomaly'], owner: position('head-of-customs'), deputy: position('specialist-centre'),
      users: { units: UNITS, positions: [] }, provider: OWN, models: [{ name: 'odd-ones', version: '0.9' }], roles: ['provider', 'deployer'], technique: 'machine_learning', deployment: 'own', processingCountries: ['IT'], data: { categories: ['customs_data'], legalBasis: 'Own declarations', trainingUseAllowed: true },
      autonomy: 'suggest', operatedBy: 'own', review: FULL('Whoever lodges looks at each draft that is named.')
    },
    answers: { r_roles: ['provider', 'deployer'], p_crime_target: 'goods_or_consignment', p_crime_nature: 'administrative', c_domains: ['declaration_check', 'risk_anomaly'] }
  },
  {
    code: TRANSLATIONS, registered: -210,
    content: {
      name: 'Translation of letters and papers', purpose: 'Translates suppliers\' papers, and writes letters to them.', pillars: [], processSteps: ['communication', 'document_handling'], owner: position('purchaser'), users: { units: [], positions: ['purchaser'] }, provider: 'Invented Languages Inc', productVersion: '12',
      models: [{ name: 'tongues', version: '12.1' }], roles: ['deployer'], technique: 'language_model', deployment: 'cloud', processingCountries: ['US'], subProcessors: [{ name: 'Invented Hosting Corp', country: 'US', task: 'Hosting' }],
      data: { categories: ['prices', 'public'], trainingUseAllowed: true }, contractClauses: ['confidentiality'], outputRecipients: ['supplier'], autonomy: 'suggest', operatedBy: 'own', review: FULL('Whoever sends a letter has read it.')
    },
    answers: { r_roles: ['deployer'], g_uses: true, t_synthetic: 'text', t_synth_exception: 'none', c_domains: ['communication', 'document_handling'], c_cloud: 'third_country_cloud' }
  },
  {
    code: APPLICANTS, registered: 60,
    content: {
      name: 'Order of applicants', purpose: 'Puts applications for customs positions in an order for the interview.', pillars: [], processSteps: ['hr'], owner: position('finance-director'), deputy: position('managing-director'), users: { units: [], positions: ['finance-director'] }, provider: 'Invented Careers AG', productVersion: '3.4',
      models: [{ name: 'careers', version: '3.4' }], roles: ['deployer'], technique: 'machine_learning', deployment: 'cloud', processingCountries: ['DE'], data: { categories: ['personal'], legalBasis: 'Steps before a contract of employment', trainingUseAllowed: false },
      contractClauses: CLAUSES, autonomy: 'suggest', operatedBy: 'own', review: FULL('Two people read every application themselves, in the order in which it came.')
    },
    answers: { r_roles: ['deployer'], h_4a: true, r_personal_data: true, r_profiling: true, r_decisions_on_persons: true, c_domains: ['hr'], c_cloud: 'eu_cloud' }
  },
  {
    code: MOODS, registered: 100,
    content: {
      name: 'Mood of the team', purpose: 'Tells stress and motivation of the people at the customs desks from their webcams.', pillars: [], processSteps: ['hr'], owner: position('managing-director'), users: { units: [], positions: [] }, provider: 'Invented Feelings Ltd', roles: ['deployer'], technique: 'computer_vision', deployment: 'cloud',
      processingCountries: ['GB'], data: { categories: ['personal', 'special_category'], trainingUseAllowed: true }, autonomy: 'suggest', operatedBy: 'own', review: { mode: 'none', rule: 'Nobody looks; the dashboard shows it.' }
    },
    answers: {
      r_roles: ['deployer'], p_emotion: 'biometric', p_emotion_context: 'workplace', r_personal_data: true, r_profiling: true, r_workplace_use: true, h_4b: true, d_special_categories: true, c_domains: ['hr'], c_cloud: 'third_country_cloud'
    }
  },
  {
    code: DUAL_USE, registered: 300,
    content: {
      name: 'Pre-selection of dual-use goods', purpose: 'Names products that may be listed in Annex I of the dual-use regulation.', pillars: ['licences'], processSteps: ['licensing_prohibitions'], owner: position('classification'), users: { units: ['engineering'], positions: [] }, provider: 'Invented Licences Ltd',
      models: [{ name: 'listed', version: '1.0' }], roles: ['deployer'], technique: 'language_model', deployment: 'cloud', processingCountries: ['GB'], data: { categories: ['controlled_technical'], trainingUseAllowed: false }, autonomy: 'suggest', operatedBy: 'own', review: FULL('The owner of codes decides every product.')
    },
    answers: { r_roles: ['deployer'], g_uses: true, t_synthetic: 'short_or_structured', c_domains: ['licensing_prohibitions'], c_cloud: 'third_country_cloud' },
    open: ['s_purpose_defence', 'r_personal_data', 't_interacts', 't_obvious']
  }
]

export const systemOf = (code: string): SystemSeed => {
  const found = SYSTEMS.find((one) => one.code === code)
  if (found === undefined) throw new Error(`No AI system is called ${code}`)
  return found
}
