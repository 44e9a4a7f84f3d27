/**
 * What the checks look up: code lists and nomenclature that ship with the service, and measures that an operator loads.
 * Pure lookups over data in memory; every list that has validity is asked for a day (YYYY-MM-DD, the day whose law applies).
 */

export interface ReferenceData {
  /** Names the lists that ship (their release) and those the operator loaded; a stored result keeps it. */
  readonly version: string
  readonly countries: Countries
  readonly currencies: CodeList
  /** The Combined Nomenclature in force on the day; undefined when no edition that ships covers it. */
  readonly nomenclature: (day: string) => Nomenclature | undefined
  readonly procedures: Procedures
  /** Additional procedure codes (D.E. 11 10). */
  readonly additionalProcedures: CodeList
  /** Types of documents, references and authorisations (D.E. 12 02 to 12 05, 12 12). */
  readonly documentTypes: CodeList
  readonly authorisationTypes: CodeList
  readonly preferences: CodeList
  readonly valuationMethods: CodeList
  readonly additionCodes: CodeList
  readonly proofs: ProofsOfOrigin
  /** Whether a description says too little to verify the code. */
  readonly isVague: (description: string) => boolean
  /** Days after release, or after the end of the period, for the supplementary declaration (DA 146). */
  readonly supplementaryLimitDays: number
  /** Duties per item in the place of rate × base, those in force on the day. */
  readonly flatDuties: (day: string) => readonly FlatDuty[]
  readonly measures: Measures
}

/** A duty of so much per item, for items of the data set with one of the additional procedures. */
export interface FlatDuty {
  readonly amountEur: string
  readonly dataset: string
  readonly additionalProcedures: readonly string[]
  readonly regulation: string
}

export interface CodeList {
  readonly has: (code: string, day: string) => boolean
}

export interface Countries extends CodeList {
  /** Member State of the Union on the day; `EU` itself counts. */
  readonly isUnion: (code: string, day: string) => boolean
  /** Part of the customs territory of the Union on the day (UCC 4), for goods to XI too. */
  readonly isCustomsTerritory: (code: string, day: string) => boolean
}

export interface Nomenclature {
  readonly edition: string
  /** A declarable code of eight digits; undefined when the edition does not know it. */
  readonly find: (cn8: string) => { readonly supplementaryUnit: string | null } | undefined
  /** A sub-heading of the Harmonised System, six digits. */
  readonly hasSubheading: (hs6: string) => boolean
  /** Codes of eight digits in the other edition that this one renumbers; empty when the list says nothing of it. */
  readonly successorsOf: (cn8: string) => readonly string[]
}

export interface Procedures {
  /** Whether the requested or previous code is in force on the day. */
  readonly has: (code: string, day: string) => boolean
  /** Previous procedures allowed with the requested one; undefined when the list has no row for it. */
  readonly previousOf: (requested: string) => ReadonlySet<string> | undefined
  /** False while only the seed list is loaded: a pair it does not know is a warning then, no error. */
  readonly complete: boolean
}

export interface ProofOfOrigin {
  /** Document code, for example N954 or U118. */
  readonly document: string
  readonly agreement: string
  /** Partner countries or group codes whose goods it proves; empty: any partner of a preference of this kind. */
  readonly partners: readonly string[]
  /** Months from issue; null when it does not run out. */
  readonly validityMonths: number | null
  /** EUR; above it the exporter needs approval or registration. Null: no limit. */
  readonly valueLimitEur: string | null
  readonly kind: 'certificate' | 'statement' | 'knowledge'
  /** Number that the exporter shows above the limit: REX, an approval, his own identifier, or none. */
  readonly exporterId: 'REX' | 'approval' | 'own' | null
  /** First digits of preference codes that it supports: 2 GSP, 3 agreement, 4 customs union. */
  readonly preferences: readonly string[]
}

export interface ProofsOfOrigin {
  readonly find: (document: string, day: string) => readonly ProofOfOrigin[]
  /** Whether the country or group is a partner of the scheme (first digit of the preference) on the day. */
  readonly isPartner: (partner: string, scheme: string, day: string) => boolean
  /** Countries with which goods of the partner may cumulate, so that dispatch from there is no break. */
  readonly cumulationZone: (partner: string, day: string) => ReadonlySet<string>
  /** Countries of a group code on the day; undefined when the list does not say. */
  readonly membersOf: (group: string, day: string) => readonly string[] | undefined
}

/** Lists that an operator loads; a member is undefined until a list of its kind is loaded, and its checks say so. */
export interface Measures {
  readonly dutyRates?: { readonly find: (code: string, origin: string, day: string) => readonly DutyRate[] }
  /** Units of the currency for one euro on the day (IA 146), decimal text. */
  readonly exchangeRates?: { readonly find: (currency: string, day: string) => string | undefined }
  readonly tradeDefence?: { readonly find: (code: string, origin: string, day: string) => readonly TradeDefenceMeasure[], readonly ofCode: (code: string, day: string) => readonly TradeDefenceMeasure[] }
  readonly licences?: { readonly find: (code: string, country: string, direction: 'import' | 'export', day: string) => readonly LicenceMeasure[] }
  readonly cbam?: { readonly find: (code: string, day: string) => CbamGoods | undefined }
  readonly eudr?: { readonly find: (code: string, day: string) => { readonly appliesFrom: string } | undefined }
  readonly cites?: { readonly has: (code: string, day: string) => boolean }
  /** Correlation of codes with Annex I of Reg. (EU) 2021/821. */
  readonly dualUse?: { readonly find: (code: string, day: string) => { readonly annexUpdatedOn: string } | undefined }
  readonly excise?: { readonly has: (code: string, day: string) => boolean }
}

export interface DutyRate {
  readonly kind: 'erga_omnes' | 'preferential' | 'vat'
  /** Per cent of the customs value; null for a specific or mixed rate, which is not computed. */
  readonly adValorem: string | null
  /** Preference code that grants it; null for erga omnes and VAT. */
  readonly preference: string | null
}

export interface TradeDefenceMeasure {
  readonly id: string
  readonly origin: string
  readonly status: 'definitive' | 'provisional' | 'registration'
  readonly duty: 'anti_dumping' | 'countervailing'
  /** Additional codes with their rates, per cent, null for a specific or mixed duty; empty when the measure has one rate for all. */
  readonly additionalCodes: readonly { readonly code: string, readonly rate: string | null, readonly companySpecific: boolean }[]
  /** Per cent for all who have no code of their own, null for a specific or mixed duty. Absent when every line names a code. */
  readonly rate?: string | null
  /** Documents of which one must be present for an individual rate; empty when none is asked for. */
  readonly invoiceDocuments: readonly string[]
  readonly regulation: string
}

export interface LicenceMeasure {
  readonly id: string
  /** One of these documents is asked for … */
  readonly documents: readonly string[]
  /** … unless one of these codes shows an exemption. */
  readonly exemptions: readonly string[]
  readonly regulation: string
}

export interface CbamGoods {
  readonly exemptOrigins: readonly string[]
  /** Electricity and hydrogen: the threshold of 50 tonnes is not for them. */
  readonly noThreshold: boolean
}
