import type { App } from './platform/http/server.ts'
import type { GraphqlPart } from './platform/graphql/parts.ts'
import type { BulkSettings } from './platform/bulk/settings.ts'
import type { Database } from './platform/db/pool.ts'
import { eventRoutes } from './platform/log/event-feed.ts'
import { operatorGraphql } from './platform/operator-graphql.ts'
import { controlTestSources } from './control-test-sources.ts'
import { RISK_EVIDENCE } from './risk-evidence-sources.ts'
import { touchingEvents } from './questionnaire-sources.ts'
import { followUpSources, REPORT_SOURCES } from './risk-sources.ts'
import * as aiSystems from './ai-systems/index.ts'
import * as authorisations from './authorisations/index.ts'
import * as declarations from './declarations/index.ts'
import * as findings from './findings/index.ts'
import * as goods from './goods/index.ts'
import * as organisation from './organisation/index.ts'
import * as questionnaire from './questionnaire/index.ts'
import * as records from './records/index.ts'
import * as reporting from './reporting/index.ts'
import * as risks from './risks/index.ts'
import * as sanctions from './sanctions/index.ts'
import * as training from './training/index.ts'
import * as webhooks from './webhooks/index.ts'

/** The features, in the order in which they build on each other, and what each is handed of the others. */

/** What checks of declarations ask of the features that keep it. */
export const REGISTERS: declarations.Registers = {
  goods: goods.goodsRegister,
  suppliers: goods.suppliersRegister,
  licences: goods.licencesRegister(async (query, operatorId, references, days) => await declarations.documentUse({ query, operatorId }, references, days)),
  authorisations: authorisations.authorisationsRegister,
  // Kept by whoever keeps authorisations, and those move the head with each change.
  extensions: { ...authorisations.extensionsRegister, announcesFirst: true },
  guarantee: { ...authorisations.guaranteeRegister(declarations.GUARANTEE_USE), announcesFirst: true },
  mandates: organisation.mandatesRegister,
  reviewers: training.reviewersRegister(organisation.workforceOfPeople),
  documents: records.documentsRegister,
  movements: records.movementsRegister,
  excise: records.exciseRegister,
  exits: records.exitsRegister
}

/** Whose unit counts for a declaration that names none. */
export const DIRECTORY = organisation.directoryRegister

/** What authorisations ask of other features; a test answers for them. */
export type AskedByAuthorisations = Pick<authorisations.AuthorisationDeps, 'referenceUse' | 'guaranteeUse' | 'siteExists'>

export interface FeatureOptions {
  readonly db: Database
  readonly clock: () => Date
  readonly forAuthorisations?: AskedByAuthorisations | undefined
}

/** With what only routes need. */
export interface RouteOptions extends FeatureOptions {
  readonly webhooks: webhooks.WebhookSettings
}

const findingDeps = (options: FeatureOptions): findings.ActionDeps => ({
  db: options.db, clock: options.clock, positionOf: declarations.positionOf, proposersOf: declarations.proposersOf,
  competenceOf: async (tx, subject, pillars, day) => await training.competenceOfReviewer(tx, trainingDeps(options), subject, pillars, day)
})

export const organisationDeps = (options: FeatureOptions): organisation.OrganisationDeps => ({
  db: options.db, clock: options.clock, recordEori: declarations.recordEori, removeEori: declarations.removeEori, heldBack: records.heldBack,
  knownElsewhere: { isKeptByHold: training.isKeptByHold, erase: training.erasePerson },
  workChanged: async (tx, changes) => { await declarations.examineProposalsOf(tx, await training.movedReviewers(tx, trainingDeps(options), changes)) }
})

const goodsDeps = ({ db, clock }: FeatureOptions): goods.GoodsDeps => ({
  db, clock, lapseOf: goods.shippedLapse, knowsCode: goods.shippedCode, isCountry: goods.shippedCountry, documentUse: declarations.documentUse, people: organisation.peopleActing,
  declaredItems: async (tx, goodsRef, from, to) => ({
    months: await declarations.itemsOfGoods(tx, goodsRef, from, to),
    records: `/v1/declarations?${new URLSearchParams({ goodsRef, from, ...(to === null ? {} : { to }) })}`
  })
})

const USED: AskedByAuthorisations = { referenceUse: declarations.referenceUse, guaranteeUse: declarations.GUARANTEE_USE, siteExists: organisation.sitesIfKept }

export const authorisationDeps = ({ db, clock, forAuthorisations = USED }: FeatureOptions): authorisations.AuthorisationDeps =>
  ({ db, clock, lookAgainAt: declarations.lookAgainAt, ...forAuthorisations })

/** What was declared stands in the database as it was checked when it came in. */
const asDeclared = (document: unknown): declarations.DeclarationContent => document as declarations.DeclarationContent

export const recordDeps = ({ db, clock }: FeatureOptions): Omit<records.RecordDeps, 'bulk'> => ({
  db, clock, hasCheckDigit: declarations.hasCheckDigit, lookAgainAt: declarations.lookAgainAt, sitesOn: organisation.sitesOn, knownSites: organisation.sitesIfKept,
  datasetOf: (document) => declarations.datasetOf(asDeclared(document))
})

export const sanctionDeps = ({ db, clock }: FeatureOptions): sanctions.ErasureDeps & sanctions.AnalysisDeps => ({
  db, clock, linkedDeclarations: declarations.linkedDeclarations, heldBack: records.heldBack, exchangeRate: declarations.exchangeRateOn, denominators: declarations.denominators,
  knownFindings: findings.knownFindings, correctiveActions: findings.correctiveActionDates,
  customsStaff: organisation.customsStaffOn, knownUnits: organisation.unitsIfKept, knownSites: organisation.sitesIfKept, knownPeople: organisation.peopleIfKept
})

export const trainingDeps = ({ db, clock }: FeatureOptions): training.TrainingDeps => ({
  db, clock, holds: records.HOLDS,
  knownUnits: organisation.unitExists, knownSites: organisation.siteExists, knownPositions: organisation.positionExists, knownPeople: organisation.personExists, erasedPeople: organisation.erasedPeople, peopleNamed: organisation.peopleNamed,
  responsibilities: organisation.RESPONSIBILITIES, personOfSubject: organisation.personOfSubject,
  workforce: organisation.workforce, aiUses: aiSystems.usesOfSystems, declaredInWindows: declarations.declaredInWindows, reviewedInWindows: findings.reviewedInWindows,
  confirmedEvidence: findings.confirmedEvidence, findingDays: findings.findingDays, sanctionEvidence: sanctions.sanctionEvidence, handlersOf: declarations.handlersOf, heldBack: records.heldBack,
  recordsChanged: async (tx, changed) => { await declarations.examineProposalsOf(tx, await training.changedReviewers(tx, changed)) },
  demandsChanged: declarations.examineProposalsOf
})

export const aiSystemDeps = (options: FeatureOptions): aiSystems.OversightDeps => ({
  db: options.db, clock: options.clock, people: organisation.peopleActing, heldBack: records.heldBack,
  competenceOfPeople: async (tx, asked) => await training.competenceOfPeople(tx, trainingDeps(options), asked),
  knownUnits: organisation.unitExists, knownPositions: organisation.positionExists, knownPeople: organisation.personExists, knownRepresentatives: organisation.representativeExists,
  literacyNeeded: async (tx, system) => { await training.openLiteracyNeed(tx, trainingDeps(options), system) }
})

/** What key figures are made of, beside tables. */
const kpiDeps = (options: FeatureOptions): reporting.CatalogueDeps => ({
  positionOf: declarations.positionOf, customsResponsibilities: organisation.CUSTOMS_RESPONSIBILITIES,
  training: training.trainingFigures(trainingDeps(options), organisation.CUSTOMS_RESPONSIBILITIES), contestingChecks: aiSystems.CONTESTING_CHECKS,
  staleAnswers: questionnaire.staleAnswers(touchingEvents)
})

export const questionnaireDeps = ({ db, clock }: FeatureOptions): questionnaire.QuestionnaireDeps => ({
  db, clock, knownPositions: organisation.positionExists, knownUnits: organisation.unitExists, people: organisation.peopleActing, touches: touchingEvents, heldBack: records.heldBack
})

export const riskDeps = (options: FeatureOptions): risks.RiskDeps => ({
  db: options.db, clock: options.clock, holds: records.HOLDS, heldBack: records.heldBack, testSources: controlTestSources(training.trainingFigures(trainingDeps(options), organisation.CUSTOMS_RESPONSIBILITIES)),
  knownSites: organisation.siteExists, knownPositions: organisation.positionExists, knownPeople: organisation.personExists, holdsPosition: organisation.holdsPosition, positionsHeld: organisation.positionsHeld,
  people: organisation.peopleActing, knownTrainingNeeds: training.knownTrainingNeeds, knownCourses: training.knownCourses, report: REPORT_SOURCES, followUps: followUpSources(trainingDeps(options)),
  evidence: RISK_EVIDENCE, checks: new Set(declarations.CHECKS.map(({ id }) => id)), indicators: new Set(reporting.KPI_NAMES), indicatorLevels: indicatorLevels(options)
})

/** The catalogue is put together once, as reports have it. */
function indicatorLevels (options: FeatureOptions): risks.RiskDeps['indicatorLevels'] {
  const catalogue = reporting.kpiCatalogue(kpiDeps(options))
  return async (principal, names, days) => await reporting.readIndicatorLevels({ db: options.db, catalogue }, principal, names, days)
}

const aiReportDeps = ({ db, clock }: FeatureOptions): aiSystems.ReportDeps => ({
  db, clock, proposedLines: declarations.proposedLines, proposedFindings: findings.proposedFindings, customsPeople: organisation.customsPeopleOn,
  aiDeclared: declarations.aiDeclared, aiFindings: findings.aiFindings, aiSanctions: sanctions.aiSanctions
})

/** What tells which outputs of AI systems were declared, and what of them was right. */
export const oversightJoinDeps = (options: FeatureOptions): aiSystems.JoinDeps => ({
  ...aiSystemDeps(options), declarationSizes: declarations.declarationSizes, proposedDeclarations: declarations.readProposedDeclarations, findingsOnItems: findings.findingsOnItems,
  declarationsOfFindings: findings.declarationsOfFindings, rulingsOnGoods: goods.rulingsOnGoods
})

/** What ends by class and is kept by others than the records beside declarations. */
export const RETAINED_ELSEWHERE: records.ForeignSources = {
  contact_data: organisation.endedContacts,
  training_records: training.recordsSource({ peopleLeft: organisation.peopleLeft, pseudonymsOf: organisation.pseudonymsOf }),
  training_messages: training.messagesSource,
  ai_oversight: aiSystems.outputsSource,
  ai_register: aiSystems.registerSource,
  risk_register: risks.registerSource,
  risk_audits: risks.auditsSource,
  questionnaire: questionnaire.answersSource
}

/** Routes under /v1 of what builds on declarations. */
export function featureRoutes (v1: App, options: RouteOptions, bulk: BulkSettings): void {
  const { db, clock } = options
  findings.findingRoutes(v1, findingDeps(options))
  organisation.organisationRoutes(v1, organisationDeps(options))
  authorisations.authorisationRoutes(v1, authorisationDeps(options))
  authorisations.notificationRoutes(v1, { db, clock })
  goods.goodsRoutes(v1, goodsDeps(options), bulk)
  records.recordsRoutes(v1, { ...recordDeps(options), bulk })
  sanctions.sanctionRoutes(v1, sanctionDeps(options))
  training.trainingRoutes(v1, trainingDeps(options), bulk)
  aiSystems.aiSystemRoutes(v1, aiSystemDeps(options), bulk)
  risks.riskRoutes(v1, riskDeps(options))
  questionnaire.questionnaireRoutes(v1, questionnaireDeps(options))
  eventRoutes(v1, { db })
  webhooks.webhookRoutes(v1, { db, clock, webhooks: options.webhooks })
}

/** What is opened by a link alone, outside /v1 and without a token. */
export function linkedRoutes (app: App, options: FeatureOptions): void {
  training.calendarFeed(app, trainingDeps(options))
  risks.linkedReport(app, options)
}

/** The graph's parts, in the order of the features. */
export function graphqlParts (options: FeatureOptions): GraphqlPart[] {
  const { db, clock } = options
  return [
    operatorGraphql({ db }),
    declarations.declarationGraphql({ db }),
    declarations.reconciliationGraphql({ db, clock }),
    findings.findingGraphql({ ...findingDeps(options), checks: declarations.CHECKS.map(({ id }) => id) }),
    findings.reviewSampleGraphql(findingDeps(options)),
    organisation.organisationGraphql({ db, clock }),
    authorisations.authorisationGraphql(authorisationDeps(options)),
    goods.goodsGraphql(goodsDeps(options)),
    records.recordsGraphql(recordDeps(options)),
    records.declarationRecordsGraphql(recordDeps(options)),
    sanctions.sanctionGraphql({ db, clock }),
    sanctions.sanctionAnalysisGraphql(sanctionDeps(options)),
    ...training.trainingGraphql(trainingDeps(options)),
    aiSystems.aiSystemGraphql({ db, clock }),
    aiSystems.aiOversightGraphql(aiReportDeps(options)),
    risks.riskRegisterGraphql({ db }),
    risks.riskTreatmentGraphql(riskDeps(options)),
    risks.riskAssessmentGraphql(riskDeps(options)),
    risks.riskAuditGraphql(riskDeps(options)),
    questionnaire.questionnaireGraphql(questionnaireDeps(options)),
    reporting.kpiGraphql({ db, ...kpiDeps(options) })
  ]
}
