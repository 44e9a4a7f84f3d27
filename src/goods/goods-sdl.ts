/** The contract of goods and suppliers in the graph. */
export const GOODS_SDL = `
extend type Query {
  "Goods in the order of their references."
  goods("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String, "Conditions that must all hold" filter: GoodsFilter, "Day whose states are asked for; today if absent" on: Date): GoodsConnection!
  "Goods by their reference; null when there are none."
  good("Material number in the sending system" ref: String!, "Day to answer for; today if absent" on: Date): Goods
  "How well goods are classified on a day. Costs the same at any number of goods."
  goodsClassificationState("Day to answer for; today if absent" on: Date): GoodsClassificationState!
  "Suppliers in the order of their references."
  suppliers("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String, "Day to answer for; today if absent" on: Date): SupplierConnection!
}

"Conditions on goods."
input GoodsFilter {
  "What the operator does with them" role: GoodsRole
  "State" status: GoodsStatus
  "Whether a direction of theirs lacks its approved code" withoutCode: Boolean
  "Their classification is stale on that day unless somebody looks at it" reviewDueBy: Date
  "Beginning of a code that may be used" code: String
  "Beginning of the reference or of the description" text: String
}

"A page of goods."
type GoodsConnection {
  "The goods" nodes: [Goods!]!
  "Where the page ends" pageInfo: PageInfo!
}

"Goods of the master data, and what held of them on the day asked for."
type Goods {
  "Identifier" id: ID!
  "Material number in the sending system" goodsRef: String!
  "What the operator does with them" roles: [GoodsRole!]!
  "First day on which it deals in them" activeFrom: Date!
  "Last day on which it does" retiredOn: Date
  "Every decision on the code" codeDecisions: [CodeDecision!]!
  "Every decision on the origin" origins: [OriginDecision!]!
  "Changes of code and of non-preferential origin, decided and proposed" changes: [GoodsChange!]!
  "What of it people should look at again" warnings: [GoodsWarning!]!
  "What held on the day asked for" onDay: GoodsOnDay!
  "Supplier's declarations that cover them, newest first; at most 100" supplierDeclarations: [SupplierDeclaration!]!
}

"What people should look at again."
type GoodsWarning {
  "Identifier of the decision" decision: ID!
  "What it is" warning: GoodsWarningKind!
}

"What held of goods on a day."
type GoodsOnDay {
  "The day" day: Date!
  "Whether the operator dealt in them" active: Boolean!
  "blocked: a decision that held may not be used; draft: none was approved" status: GoodsStatus!
  "What they are" description: String
  "Decision on the code at import" importCode: CodeDecision
  "Decision on the code at export" exportCode: CodeDecision
  "Binding tariff information that may be used" ruling: GoodsRuling
  "Non-preferential origin" origin: OriginDecision
  "Preferential origins" preferentialOrigins: [OriginDecision!]!
  "Excise status" excise: ExciseStatus
  "Latest dual-use assessment" dualUse: DualUseAssessment
  "Exemptions that were assessed" exemptions: [String!]!
  "Elements of value beside the price" valueElements: [ValueElement!]!
  "Trade defence measures" tradeDefence: [TradeDefenceMeasure!]!
  "Suppliers" sources: [GoodsSource!]!
}

"A decision on the commodity code."
type CodeDecision {
  "Identifier" id: ID!
  "Import or export" direction: GoodsDirection!
  "Commodity code" code: String!
  "First day" validFrom: Date!
  "Last day" validTo: Date
  "State" status: GoodsDecisionState!
  "What made it necessary" reason: CodeReason!
  "Why, in words" why: String
  "Pseudonym of who decided" decidedBy: String!
  "Day of the decision" decidedOn: Date!
  "Pseudonym of who approved or refused it" approvedBy: String
  "Day of the approval" approvedOn: Date
  "First day on which it may not be used any more" blockedFrom: Date
  "Binding tariff information that it follows" btiReference: String
  "AI system that proposed it" ai: GoodsAiUse
  "Day by which to look again" reviewOn: Date
  "Day on which somebody looked last" reviewedOn: Date
}

"AI system that proposed a decision."
type GoodsAiUse {
  "Identifier in the register of AI systems" systemId: String!
  "Version of the system" version: String
  "Confidence that it stated, 0 to 1" confidence: Float
}

"A decision on the origin."
type OriginDecision {
  "Identifier" id: ID!
  "Which origin" kind: OriginKind!
  "Country" country: String!
  "Agreement or scheme of a preference" agreement: String
  "What it rests on" evidence: OriginEvidence!
  "Reference of the evidence" evidenceReference: String
  "First day" validFrom: Date!
  "Last day" validTo: Date
  "State" status: GoodsDecisionState!
  "Pseudonym of who decided" decidedBy: String!
  "Pseudonym of who approved or refused it" approvedBy: String
}

"A change of code or of non-preferential origin."
type GoodsChange {
  "First day" on: Date!
  "code or origin" kind: String!
  "Before" from: String!
  "After" to: String!
  "Whether another person approved it" approved: Boolean!
}

"Binding tariff information."
type GoodsRuling {
  "Reference" reference: String!
  "Commodity code that it binds to" code: String!
  "Last day of use" usableUntil: Date
  "Lost, and still used as granted" extendedUse: Boolean!
}

"A technical assessment against the dual-use list."
type DualUseAssessment {
  "Day of the assessment" assessedOn: Date!
  "Whether the goods are listed" listed: Boolean!
  "Entry of Annex I" entry: String
  "Whether an exemption is recorded" exemption: Boolean!
}

"An element of value beside the price."
type ValueElement {
  "Which element" kind: ValueElementKind!
  "Supplier that it concerns; null: all" supplierRef: String
  "First day" validFrom: Date!
  "Last day" validTo: Date
}

"A trade defence measure."
type TradeDefenceMeasure {
  "Regulation or measure" measure: String!
  "Manufacturer or producer" producer: String
  "TARIC additional code of the producer" taricAdditionalCode: String
}

"A supplier of goods."
type GoodsSource {
  "Reference of the supplier" supplierRef: String!
  "First day" validFrom: Date!
  "Last day" validTo: Date
  "The supplier, on the day asked for; null when it is not recorded" supplier: Supplier
}

"A page of suppliers."
type SupplierConnection {
  "The suppliers" nodes: [Supplier!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A supplier, as it was on the day asked for."
type Supplier {
  "Identifier" id: ID!
  "Supplier number in the sending system" supplierRef: String!
  "EORI" eori: String
  "Day on which EORI and identity were checked last" identityCheckedOn: Date
  "Country" country: String
  "Related to the operator (IA 127)" related: Boolean!
  "Additions to the price that were known" additions: [ValueElementKind!]!
  "Price adjustments after the fact" priceAdjustments: [PriceAdjustment!]!
}

"A price adjustment after the fact."
type PriceAdjustment {
  "First day whose prices it changes" from: Date!
  "Last day" until: Date!
  "MRN or reference of the correction that brought it to customs" correctionReference: String
}

"A supplier's declaration."
type SupplierDeclaration {
  "Identifier" id: ID!
  "Reference of the supplier" supplierRef: String!
  "Reference of the document" documentReference: String!
  "For one consignment, or long-term" kind: SupplierDeclarationKind!
  "Agreement or scheme" agreement: String
  "Origin that it states" originCountry: String
  "First day" validFrom: Date!
  "Last day that it states" validTo: Date
  "Last day on which it is evidence" evidenceUntil: Date
  "Goods that it covers" goodsRefs: [String!]!
  "What it states that the law does not allow" warnings: [SupplierDeclarationWarning!]!
}

"How well goods are classified on a day."
type GoodsClassificationState {
  "The day" day: Date!
  "Goods that the operator deals in" active: Int!
  "Of these, those with a direction that lacks its approved code" withoutCode: Int!
  "Their share, 0 to 1; null without goods" withoutCodeShare: Float
  "Of these, those whose classification nobody looked at for too long" stale: Int!
  "Their share" staleShare: Float
  "Goods whose code changed in the year of the day, up to it, other than by renumbering" changedThisYear: Int!
  "Their share" changedShare: Float
  "Suppliers of goods exported with a preference" preferentialSuppliers: Int!
  "Of these, those with a declaration that is evidence" suppliersCovered: Int!
  "Their share; null without such suppliers" supplierDeclarationCoverage: Float
}
`
