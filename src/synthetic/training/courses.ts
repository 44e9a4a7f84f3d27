/** What the synthetic trader has taught, and by whom. Titles and providers are invented. Pure data. */

export type Levels = Readonly<Record<string, number>>

export interface CourseVersion {
  /** First day, counted from the first of the year. */
  readonly from: number
  readonly hours: number
  readonly topics: Levels
  readonly validityMonths?: number
  readonly passMark?: number
  readonly acknowledgeWithinDays?: number
}

export interface Course {
  readonly code: string
  readonly title: string
  readonly kind: 'course' | 'e_learning' | 'certificate' | 'practice' | 'read_and_understood'
  readonly provider: string
  readonly providerType: 'customs' | 'recognised_school' | 'recognised_body' | 'internal' | 'vendor'
  readonly recognisedForIa27: boolean
  readonly versions: readonly CourseVersion[]
}

/** The trader's own topic: its instruction for proposals of codes, shown by having read the version in force. */
export const INSTRUCTION_TOPIC = 'instruction_ai_proposals'
export const INSTRUCTION = 'read-instruction-ai'
/** The second version of the instruction, and the days in which whoever knew the first must know it. */
export const REVISED = 250
const ACKNOWLEDGE_DAYS = 30

const LONG_BEFORE = -1500
const SCHOOL = 'Invented School of Customs'
const OWN = 'Synthetic Trader'

const ALL_AT = (level: number): Levels => Object.fromEntries([
  'customs_basics', 'classification', 'value', 'origin', 'duties_trade_defence', 'licences', 'dual_use_export_control', 'special_procedures', 'declarations', 'records_internal_control', 'aeo_duties',
  'excise', 'security_safety', 'it_document_security', 'ai_literacy', 'incoterms_contracts', 'product_rules'
].map((topic) => [topic, level]))

const FOUNDATION: Levels = {
  customs_basics: 3, value: 3, duties_trade_defence: 3, licences: 3, special_procedures: 3, declarations: 3, aeo_duties: 3, excise: 2, incoterms_contracts: 3, product_rules: 2
}
const CONTROLS: Levels = { records_internal_control: 3, it_document_security: 2, security_safety: 2, ai_literacy: 3, dual_use_export_control: 3 }

type Row = [code: string, title: string, kind: Course['kind'], provider: string, providerType: Course['providerType'], hours: number, topics: Levels, more?: Partial<CourseVersion>]

const ROWS: readonly Row[] = [
  ['customs-specialist', 'Customs specialist', 'certificate', SCHOOL, 'recognised_school', 80, FOUNDATION, { passMark: 60 }],
  ['customs-lead', 'Leading customs work', 'certificate', SCHOOL, 'recognised_school', 60, { ...ALL_AT(3), customs_basics: 4, special_procedures: 4, records_internal_control: 4, aeo_duties: 4 }, { passMark: 70 }],
  ['classification-workshop', 'Commodity codes: rules, notes, rulings', 'course', SCHOOL, 'recognised_school', 8, { classification: 3 }, { passMark: 60 }],
  ['origin-agreements', 'Origin: agreements, proofs, direct transport', 'course', 'Customs office of Genova', 'customs', 12, { origin: 3 }, { passMark: 60 }],
  ['yearly-controls', 'Records, security, export control and AI systems', 'e_learning', OWN, 'internal', 4, CONTROLS, { validityMonths: 12 }],
  ['customs-awareness', 'What everybody must know of customs', 'e_learning', OWN, 'internal', 3, ALL_AT(2), { validityMonths: 12 }],
  ['value-workshop', 'Customs value: freight, licence fees, related parties', 'course', SCHOOL, 'recognised_school', 8, { value: 3 }],
  ['incoterms', 'Incoterms and contracts', 'course', 'Invented Chamber of Commerce', 'recognised_body', 6, { incoterms_contracts: 3 }],
  ['export-control', 'Export control and dual-use goods', 'course', 'Invented Chamber of Commerce', 'recognised_body', 8, { dual_use_export_control: 3 }, { passMark: 60 }],
  ['goods-security', 'Security of goods and places', 'course', 'Invented Security BV', 'vendor', 4, { security_safety: 3 }],
  ['security-officer', 'Security officer', 'certificate', 'Invented Security BV', 'vendor', 24, { security_safety: 4, it_document_security: 3 }, { validityMonths: 24 }],
  ['systems-security', 'Security of systems and documents', 'e_learning', OWN, 'internal', 4, { it_document_security: 3 }],
  ['ai-oversight', 'Overseeing AI systems', 'practice', OWN, 'internal', 6, { ai_literacy: 3 }, { passMark: 60 }],
  ['customs-audit', 'Auditing customs work', 'course', SCHOOL, 'recognised_school', 16, { records_internal_control: 4, aeo_duties: 3 }]
]

export const COURSES: readonly Course[] = [
  ...ROWS.map(([code, title, kind, provider, providerType, hours, topics, more = {}]): Course => ({
    code, title, kind, provider, providerType, recognisedForIa27: ['customs', 'recognised_school', 'recognised_body'].includes(providerType), versions: [{ from: LONG_BEFORE, hours, topics, ...more }]
  })),
  {
    code: INSTRUCTION, title: 'Instruction: how proposals of AI systems are decided', kind: 'read_and_understood', provider: OWN, providerType: 'internal', recognisedForIa27: false,
    versions: [LONG_BEFORE, REVISED].map((from) => ({ from, hours: 0.5, topics: { [INSTRUCTION_TOPIC]: 1 }, acknowledgeWithinDays: ACKNOWLEDGE_DAYS }))
  }
]
