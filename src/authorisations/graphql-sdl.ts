import { enumOf } from '../platform/graphql/enum-sdl.ts'
import { CHANNELS, DUTY_STATES } from './notification/duty-store.ts'
import { OBLIGATION_KINDS, OUTCOMES } from './obligations.ts'
import { DECISION_KINDS, STATUSES } from './state.ts'

const PAGE = '"Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String'
const connection = (name: string, node: string, description: string): string => `"${description}"
type ${name} {
  "The entries" nodes: [${node}!]!
  "Where the page ends" pageInfo: PageInfo!
}`

/** The contract of this feature's part of the graph. */
export const AUTHORISATION_SDL = `
extend type Query {
  "Authorisations with what held on a day, in the order they were recorded."
  authorisations(${PAGE}, "Day asked for; today if absent" on: Date, "Type, for example IPO" type: String, "Status on that day" status: AuthorisationStatus, "Ends on that day or within so many days after it" expiringWithin: Int): AuthorisationConnection!
  "An authorisation with what held on a day; null when there is none with this id."
  authorisation("Identifier" id: ID!, "Day asked for; today if absent" on: Date): Authorisation
  "How far declarations used authorisations, against their conditions of the last day. Costs the same at any number of declarations."
  authorisationUtilisation(${PAGE}, "First day" from: Date!, "Last day" to: Date!, "Type, for example IPO" type: String): AuthorisationUtilisationConnection!
  "What authorisations oblige to and is still due, those due first come first."
  authorisationObligations(${PAGE}, "Only those whose day has passed" overdue: Boolean! = false, "Due within so many days, or overdue" dueWithin: Int): AuthorisationObligationConnection!
  "Changes that customs may have to be told (UCC 23(2)), those due first come first."
  notificationDuties(${PAGE}, "State" state: NotificationDutyState, "Only those whose day has passed" overdue: Boolean! = false, "Rule of the catalogue" rule: String): NotificationDutyConnection!
}

${enumOf('AuthorisationStatus', 'Status on a day; granted and amended are in force.', STATUSES)}
${enumOf('AuthorisationDecisionKind', 'What was decided.', DECISION_KINDS)}
${enumOf('AuthorisationObligationKind', 'What must be done.', OBLIGATION_KINDS)}
${enumOf('ReassessmentOutcome', 'What came of a reassessment.', OUTCOMES)}
${enumOf('QuantityPeriod', 'What a limit is counted over.', ['month', 'calendar_year', 'validity'])}
${enumOf('NotificationDutyState', 'open, to be sent, notified with proof, or not needed for a reason.', DUTY_STATES)}
${enumOf('NotificationChannel', 'How customs were notified.', CHANNELS)}

${connection('AuthorisationConnection', 'Authorisation', 'A page of authorisations.')}
${connection('AuthorisationUtilisationConnection', 'AuthorisationUtilisation', 'A page of authorisations in use.')}
${connection('AuthorisationObligationConnection', 'AuthorisationObligation', 'A page of obligations.')}
${connection('NotificationDutyConnection', 'NotificationDuty', 'A page of duties to notify.')}

"A decision of customs, or of another authority, that the operator holds."
type Authorisation {
  "Identifier" id: ID!
  "Type" type: String!
  "Reference number" reference: String!
  "EORI of the holder" holderEori: String!
  "Legal entity of the group" legalEntityId: String
  "Day of the grant" decisionDate: Date
  "First day of validity" effectiveFrom: Date
  "Last day on which customs accept no new application for the same purpose; null where nothing bars it" barredUntil: Date
  "The day that status and what follows are of" on: Date!
  "Status on that day; null before the first decision" status: AuthorisationStatus
  "First day of a stretch on which the same held" statusFrom: Date
  "Its last day; null when no end is known" statusTo: Date
  "Last day of validity; null without an end" effectiveTo: Date
  "Nobody stated the end: it follows from the rule of the type" effectiveToProposed: Boolean!
  "Customs office that issued it" issuingOffice: String
  "Supervising customs offices" supervisingOffices: [String!]!
  "Member states where it holds" memberStates: [String!]!
  "What it covers" scope: AuthorisationScope!
  "Every decision on record" decisions: [AuthorisationDecision!]!
  "What it obliges to, at most 100" obligations: [AuthorisationObligation!]!
}

"What an authorisation covers, and its conditions."
type AuthorisationScope {
  "Beginnings of commodity codes; empty: all" goodsCodes: [String!]!
  "Procedures" procedures: [String!]!
  "Sites; empty: all" sites: [String!]!
  "Customs offices; empty: all" offices: [String!]!
  "Quantities that may not be exceeded" quantities: [AuthorisedQuantity!]!
  "Codes of economic conditions" economicConditions: [String!]!
  "Rates of yield" yields: [AuthorisedYield!]!
  "Period for discharge, months" dischargePeriodMonths: Int
  "Guarantee" guarantee: AuthorisedGuarantee
  "National rules ask that declarations name this AEO status" aeoReferenceExpected: Boolean!
}

"A quantity that may not be exceeded."
type AuthorisedQuantity {
  "At most so much" quantity: Decimal!
  "Unit" unit: String!
  "Counted over" period: QuantityPeriod!
}

"A rate of yield."
type AuthorisedYield {
  "Commodity code of what goes in" inputCode: String
  "Commodity code of what comes out" outputCode: String
  "Output per input" rate: Decimal!
  "In words" description: String
}

"A guarantee."
type AuthorisedGuarantee {
  "Guarantee reference number" grn: String
  "Reference amount" referenceAmount: Decimal!
  "ISO 4217" currency: String!
  "Days for which a debt goes on counting after goods were released or discharged" paymentDays: Int
}

"A decision on an authorisation, as it was recorded."
type AuthorisationDecision {
  "Number" number: Int!
  "What was decided" kind: AuthorisationDecisionKind!
  "Day of the decision" decisionDate: Date!
  "First day of its effect" effectiveFrom: Date!
  "Last day of a suspension" effectiveTo: Date
  "Record that it corrects" replaces: Int
  "Because the holder failed to meet an obligation" forFailure: Boolean!
  "Reference of the decision" reference: String
  "Why, in words" words: String
  "When it was recorded" recordedAt: DateTime!
}

"What a holder must do by a day."
type AuthorisationObligation {
  "Identifier" id: ID!
  "What must be done" kind: AuthorisationObligationKind!
  "What exactly" description: String!
  "Months from one due day to the next; null: once" periodMonths: Int
  "When it is due next; null once nothing is" nextDue: Date
  "Last day on which it may be due" endedOn: Date
  "Its day has passed" overdue: Boolean!
  "The authorisation, as of today" authorisation: Authorisation!
}

"How far declarations used an authorisation."
type AuthorisationUtilisation {
  "The authorisation, as of the last day" authorisation: Authorisation!
  "Declarations that name it" declarations: Int!
  "Items of them" items: Int!
  "Quantities by unit" quantities: [UsedQuantity!]!
  "Each limit and its use" limits: [LimitUse!]!
  "Its guarantee on the last day" guarantee: GuaranteeUse
}

"A quantity that was used."
type UsedQuantity {
  "Unit" unit: String!
  "Quantity" quantity: Decimal!
}

"A limit and its use."
type LimitUse {
  "At most so much" quantity: Decimal!
  "Unit" unit: String!
  "Counted over" period: QuantityPeriod!
  "First day counted" from: Date!
  "Last day counted" to: Date!
  "Quantities written off, else net masses of the goods placed under it; null where nothing says how much in this unit" used: Decimal
  "Share that is used, per cent" percent: Decimal
  "More is used than allowed; null where it is not known" exceeded: Boolean
  "Items that are not in the figure: neither a quantity nor a net mass is stated" unmeasuredItems: Int!
}

"A guarantee in use: what declarations burden it with whose goods were neither released nor discharged, or whose debt is still to be paid."
type GuaranteeUse {
  "Reference amount" referenceAmount: Decimal!
  "ISO 4217" currency: String!
  "Amounts that count as open" openAmount: Decimal!
  "Share of the reference amount, per cent; null where amounts are in another currency" percent: Decimal
  "Currencies of amounts that are not in the figure" otherCurrencies: [String!]!
}

"A change that customs may have to be told."
type NotificationDuty {
  "Identifier" id: ID!
  "Rule of the catalogue" rule: String!
  "What customs must be told" what: String!
  "Legal source" legalSource: String!
  "Event of the log that opened it; null when a person reported it" event: String
  "Type of the event" eventType: String
  "What it happened to, kind:id" subject: String
  "What was reported" description: String
  "Day of the change" occurredOn: Date!
  "Day on which it became known" detectedOn: Date!
  "Last day by the internal limit" dueOn: Date!
  "State" state: NotificationDutyState!
  "Its day has passed, and customs were not notified" overdue: Boolean!
  "Why it was decided so" words: String
  "When it was decided" decidedAt: DateTime
  "How it was sent" channel: NotificationChannel
  "When it was sent" sentAt: DateTime
  "Reference of what was sent" sentReference: String
  "Authorisations that it concerns, as of today" authorisations: [Authorisation!]!
}
`
