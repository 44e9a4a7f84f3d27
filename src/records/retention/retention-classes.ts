/** How long what is kept is kept, by class. Pure. */

export interface ClassRule {
  readonly name: string
  /** Default years after the end of the year of its day. */
  readonly years: number
  /** Fewest that may be set: UCC 51 asks for three. */
  readonly leastYears: number
  readonly legalSource: string
  /** The day from whose year the years count. */
  readonly basis: string
  /** What becomes of it. */
  readonly erases: string
}

const YEARS = 10
const UCC_YEARS = 3
const UCC_51 = 'UCC 51; national record-keeping duty (default 10 years)'

export const CLASS_RULES = [
  { name: 'originals', years: YEARS, leastYears: UCC_YEARS, legalSource: UCC_51, basis: 'acceptance; under a special procedure, discharge', erases: 'bytes of the originals of declarations; hash and size stay' },
  { name: 'messages', years: YEARS, leastYears: UCC_YEARS, legalSource: UCC_51, basis: 'as the declaration that they belong to', erases: 'bytes of the originals of messages; hash and size stay' },
  { name: 'unmatched_messages', years: YEARS, leastYears: UCC_YEARS, legalSource: UCC_51, basis: 'receipt', erases: 'bytes of the originals of messages without a declaration' },
  { name: 'supporting_documents', years: YEARS, leastYears: UCC_YEARS, legalSource: UCC_51, basis: 'archiving', erases: 'where the document is; type, reference and hash stay' },
  { name: 'goods_movements', years: YEARS, leastYears: UCC_YEARS, legalSource: UCC_51, basis: 'the movement', erases: 'the record' },
  { name: 'excise_movements', years: YEARS, leastYears: UCC_YEARS, legalSource: 'Dir. (EU) 2020/262; national record-keeping duty (default 10 years)', basis: 'the last state', erases: 'the record' },
  { name: 'exit_proofs', years: YEARS, leastYears: UCC_YEARS, legalSource: UCC_51, basis: 'exit', erases: 'where the proof is; reference and hash stay' },
  { name: 'criteria_evidence', years: YEARS, leastYears: 1, legalSource: 'UCC 23(5), 39(c), (e); operator\'s own rule (default 10 years)', basis: 'the end of its validity, else its issue', erases: 'where the evidence is, and whom it is about; reference and hash stay' },
  { name: 'contact_data', years: 3, leastYears: 1, legalSource: 'GDPR 5(1)(e); operator\'s own rule (default 3 years)', basis: 'the end of the last assignment', erases: 'name and contact data of a person; the pseudonym stays' },
  { name: 'training_records', years: 3, leastYears: 1, legalSource: 'GDPR 5(1)(e); operator\'s own rule (default 3 years)', basis: 'the end of the last assignment', erases: 'score, place of the certificate, and words; who completed what when stays, by pseudonym' },
  { name: 'training_messages', years: YEARS, leastYears: 1, legalSource: 'operator\'s own rule (default 10 years)', basis: 'the withdrawal', erases: 'text of the message, place of its document, and words of acknowledgements; title, hash, and who acknowledged it when stay' },
  { name: 'ai_oversight', years: YEARS, leastYears: 1, legalSource: 'UCC 51; at least six months, AI Act 26(6); national record-keeping duty (default 10 years)', basis: 'the output', erases: 'explanation, alternatives and sources of an output, and the reason of its decision in words; proposal, decision, outcome and hash stay' },
  { name: 'ai_register', years: YEARS, leastYears: UCC_YEARS, legalSource: 'UCC 51; AI Act Art. 18, 26(6); operator\'s own rule (default 10 years)', basis: 'the retirement of the system', erases: 'reasons of steps, obligations and ratings of an AI system, what its trials were compared with, and words about its incidents; what was decided when, by pseudonym, and the hashes of proof stay' },
  { name: 'risk_register', years: YEARS, leastYears: UCC_YEARS, legalSource: 'UCC 51; UCC 25; operator\'s own rule (default 10 years)', basis: 'the end of the risk, control, treatment or acceptance; the assessment', erases: 'what people said of a risk, control, treatment, acceptance or assessment; what was decided when, by pseudonym, figures and hashes stay' },
  { name: 'risk_audits', years: YEARS, leastYears: UCC_YEARS, legalSource: 'UCC 51; UCC 25; operator\'s own rule (default 10 years)', basis: 'the last stage that was closed, and the end of the last acceptance', erases: 'the audit with its closed stages, recipients, notices, reports, links, follow-ups and acceptances; hashes stay in the log' },
  { name: 'questionnaire', years: YEARS, leastYears: UCC_YEARS, legalSource: 'UCC 51; UCC 23; operator\'s own rule (default 10 years)', basis: 'the answer that took its place', erases: 'words of an answer of the self-assessment, and titles of its documents; who answered and confirmed when, references and hashes stay' }
] as const satisfies readonly ClassRule[]

export type RetentionClassName = typeof CLASS_RULES[number]['name']
export const CLASS_NAMES = CLASS_RULES.map(({ name }) => name)
/** Classes whose keeper is another part of the system, which hands over how to find and erase them. */
export type ForeignClassName = 'contact_data' | 'training_records' | 'training_messages' | 'ai_oversight' | 'ai_register' | 'risk_register' | 'risk_audits' | 'questionnaire'

export type RetentionSetting = Readonly<Record<string, { readonly years: number, readonly legalSource: string } | undefined>>

export interface EffectiveRule extends ClassRule {
  readonly name: RetentionClassName
  /** Last day whose keeping has ended. */
  readonly dueUntil: string
}

/** Kept until the end of the year, so many years after the year of the day: the last day for which that is over. */
export const lastDueDay = (today: string, years: number): string => `${String(Number(today.slice(0, 4)) - years - 1).padStart(4, '0')}-12-31`

export function effectiveRules (setting: RetentionSetting, today: string): EffectiveRule[] {
  return CLASS_RULES.map((rule) => {
    const { years = rule.years, legalSource = rule.legalSource } = setting[rule.name] ?? {}
    return { ...rule, years, legalSource, dueUntil: lastDueDay(today, years) }
  })
}

/** Classes that are set to fewer years than the law allows, or that do not exist. */
export function impossibleClasses (setting: RetentionSetting): { readonly name: string, readonly detail: string }[] {
  return Object.entries(setting).flatMap(([name, stated]) => {
    const rule = CLASS_RULES.find((candidate) => candidate.name === name)
    if (rule === undefined) return [{ name, detail: 'is no class' }]
    return stated !== undefined && stated.years < rule.leastYears ? [{ name, detail: `may not be less than ${rule.leastYears} years` }] : []
  })
}
