import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Day, Instant, OneOf, orNull, Reference, Sha256, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { EXCEEDANCE } from '../../risk/annual-loss.ts'
import { OBJECTIONS } from '../../risk/acceptable.ts'
import { DESIGN_RATINGS } from '../../risk/method.ts'
import { AREAS, CRITERIA } from '../catalogue/areas.ts'
import { PILLARS } from '../catalogue/evidence-mapping.ts'
import { EXPOSURE_BASES } from '../catalogue/statement.ts'
import { MOST_EVENTS, MOST_LINKS } from '../evidence/kept-events.ts'
import { EVIDENCE_STATES } from '../evidence/risk-evidence.ts'
import { SETTING_FIELDS } from '../evidence/schemas.ts'
import { Area, Band, closed, Code, listed, someOf } from '../register/schemas.ts'

/** What crosses the wire about assessments of all risks in a scope. */

const SCOPE = {
  sites: listed(Reference(64, 'Code of a site'), 200, 'Sites; empty: all'),
  procedures: listed(Type.String({ minLength: 2, maxLength: 2, pattern: '^[0-9A-Z]{2}$', description: 'Requested procedure, EUCDM 11 09' }), 50, 'Requested procedures; empty: all'),
  pillars: someOf(PILLARS, 'Customs pillar', 'Risks of these pillars, and those that belong to none; empty: all')
}
const DAYS = { from: Day('First day that it is about'), to: Day('Last day; evidence is counted back from it, or from today if that is earlier') }
const SEED = Reference(200, 'Any text')

export const NewAssessmentBody = Type.Object({
  reason: Words(4000, 'Why risks are assessed now'),
  scope: Type.Optional(Type.Object({
    sites: Type.Optional(SCOPE.sites), procedures: Type.Optional(SCOPE.procedures), pillars: Type.Optional(SCOPE.pillars), from: Type.Optional(DAYS.from), to: Type.Optional(DAYS.to)
  }, { ...closed, description: 'What is assessed; everything in the twelve months up to today but for what is stated' })),
  seed: Type.Optional({ ...SEED, description: 'Years are simulated by it; one of its own if absent' })
}, { ...closed, description: 'An assessment of all risks in a scope that people stated the inputs of' })
export type NewAssessmentInput = Static<typeof NewAssessmentBody>

const Figure = (description: string) => Type.Number({ description })
const Whole = (description: string) => Type.Integer({ minimum: 0, description })
const Score = (description: string) => Type.Integer({ minimum: 1, maximum: 25, description })

const CurvePoint = Type.Object({ probability: Figure('Chance that a year costs more'), loss: Figure('EUR') }, { ...closed, description: 'A point of the loss exceedance curve' })
const LossSchema = Type.Object({
  expectedAnnualLoss: Figure('EUR a year'), p50: Figure('EUR that half of the years cost at most'), p90: Figure('EUR that 90 % of the years cost at most'), p95: Figure('EUR that 95 % of the years cost at most'), p99: Figure('EUR that 99 % of the years cost at most'),
  curve: Type.Array(CurvePoint, { maxItems: EXCEEDANCE.length, description: 'Loss exceedance curve, the most likely first' })
}, { $id: 'RiskPortfolioLoss', ...closed, description: 'What all scored risks cost together in a year' })
const PortfolioSchema = Type.Object({
  inherent: Type.Ref('RiskPortfolioLoss'), residual: Type.Ref('RiskPortfolioLoss'),
  exceedance: Type.Array(Type.Object({
    loss: Figure('EUR'), chances: Type.Array(Figure('A chance'), { maxItems: 2, description: 'That a year costs more: before controls, and with them' })
  }, { ...closed, description: 'A loss' }), { maxItems: 500, description: 'The curves over the same losses' })
}, { $id: 'RiskPortfolio', ...closed, description: 'All scored risks in the same simulated years, before controls (inherent) and with them (residual)' })

const SummarySchema = Type.Object({
  id: Uuid('Identifier'), reason: Text(4000, 'Why risks were assessed'), on: Day('Last day that evidence was counted to'), scope: Type.Object({ ...SCOPE, ...DAYS, areasLeftOut: someOf(AREAS, 'Area', 'Areas whose stated risks the audit that it is a stage of left out; empty: none') }, { ...closed, description: 'What was assessed' }),
  settings: Type.Object(SETTING_FIELDS, { ...closed, description: 'Settings that it was made with' }), methodVersion: Type.Integer({ minimum: 1, description: 'Version of the risk method' }), seed: Text(400, 'With it and the same facts, every figure comes out again'),
  scored: Whole('Risks with figures'), unscored: Whole('Risks in scope that nobody stated the inputs of'), above: Whole('Scored risks whose score or expected cost is more than their area takes on'),
  portfolio: Type.Ref('RiskPortfolio'), sha256: Sha256('Of the stored facts and figures, as canonical JSON one after the other'), recordedBy: Uuid('Pseudonym of who assessed, as in the log'), recordedAt: Instant('When it was kept')
}, { $id: 'StoredRiskAssessment', ...closed, description: 'An assessment of all risks in a scope, as it was made' })

const Objections = Type.Array(OneOf(OBJECTIONS, 'What stands against it'), { maxItems: OBJECTIONS.length, description: 'All that stands against it as it is; empty: acceptable without a signature' })
const Tolerance = { acceptableScore: Score('Greatest acceptable score'), appetiteEur: orNull(Figure('EUR a year'), 'EUR that each risk of the area may be expected to cost in a year; null: nobody has set it') }
const FiguresSchema = Type.Object({
  id: Uuid('Identifier of the risk'), code: Code('Its code'), title: Text(200, 'Its title, as of today'), area: Area('Its area'), consequence: Band('Consequence that was stated'), statement: Type.Integer({ minimum: 1, description: 'Number of the statement that held' }),
  evidenceState: OneOf(EVIDENCE_STATES, 'counted; no_current_exposure: nothing in the last twelve months; no_data: the exposure is not known; not_observed: nothing that is kept is evidence of it. In all but the first the frequency is the expert\'s'),
  unreviewed: Figure('Events that unreviewed findings would add at each confirmed share; none of them counts'), effectiveness: Figure('E: share of events that controls prevent'),
  frequency: Figure('Residual events a year'), frequencyLow: Figure('Lower end of its 90 % interval'), frequencyHigh: Figure('Upper end'), inherentFrequency: Figure('Events a year without controls'),
  expectedAnnualLoss: Figure('Residual, EUR a year'), inherentExpectedAnnualLoss: Figure('Without controls, EUR a year'), p90: Figure('EUR that 90 % of the years cost at most'), p95: Figure('EUR that 95 % of the years cost at most'), p99: Figure('EUR that 99 % of the years cost at most'),
  likelihoodLevel: Band('Residual likelihood'), inherentLikelihoodLevel: Band('Likelihood without controls'), impactLevel: Band('Impact'), residualScore: Score('Residual score'), inherentScore: Score('Score without controls'), ...Tolerance, objections: Objections
}, { $id: 'AssessedRiskFigures', ...closed, description: 'Figures of one risk in an assessment' })
const MOST_RISKS = 1_000
const FigureListSchema = Type.Object({ items: Type.Array(Type.Ref('AssessedRiskFigures'), { maxItems: MOST_RISKS, description: 'By code' }) }, { $id: 'AssessedRiskFigureList', ...closed, description: 'Figures of every risk in an assessment' })

const LinkSchema = Type.Object({
  kind: OneOf(['finding', 'sanction', 'ai_error', 'sample'], 'What it is; sample: a finding of an audit sample'), id: Uuid('Identifier'), day: Day('Acceptance of the declaration, or last day of the facts'), href: Text(200, 'Where it is read')
}, { ...closed, description: 'What speaks for the event' })
const EventSchema = Type.Object({
  event: Text(60, 'What happened: declaration, sanction, finding or ai_output, with its identifier'), day: Day('Day of what speaks for it first'), linkCount: Whole('How much speaks for it'), links: Type.Array(LinkSchema, { maxItems: MOST_LINKS, description: `The first ${MOST_LINKS} of it` })
}, { ...closed, description: 'A real-world event, counted once' })
const EvidenceSchema = Type.Object({
  state: OneOf(EVIDENCE_STATES, 'Whether evidence speaks'), from: orNull(Day('First day'), 'First day that events are counted on; null: there is none'), to: orNull(Day('Last day'), 'Last day; null: there is none'),
  basis: OneOf(EXPOSURE_BASES, 'What the frequency is counted against'), windowExposure: orNull(Figure('W'), 'Exposure on these days; null: no data'), yearExposure: orNull(Figure('Y'), 'Exposure in the twelve months that end with them; null: no data'),
  eventCount: Whole('k: events'), events: Type.Array(EventSchema, { maxItems: MOST_EVENTS, description: `The last ${MOST_EVENTS} of them` }),
  eventsSha256: Sha256('Over all of them, by day and name: a line for each with its name, a blank, the identifiers of all that speaks for it with blanks between, and a line feed'),
  unreviewed: Type.Array(Type.Object({
    raisedBy: Text(60, 'Id of the check; of findings without one their source'), count: Whole('Declarations'), confirmedShare: orNull(Figure('Share'), 'Share that people confirm of what it raises; null: nobody ever decided')
  }, { ...closed, description: 'Open findings that nobody decided on' }), { maxItems: 200, description: 'They count 0' }), expectedUnreviewed: Figure('Events that they would add')
}, { ...closed, description: 'What the system counted for it' })
const ControlSchema = Type.Object({
  id: Uuid('Identifier'), code: Code('Code of the control'), design: OneOf(DESIGN_RATINGS, 'Rating of its design'), designNumber: Type.Integer({ minimum: 1, description: 'Number of the rating' }), passed: Whole('Tested cases that it passed'), failed: Whole('Tested cases that it failed')
}, { ...closed, description: 'A control that was in force' })
const AssessedRiskSchema = Type.Object({
  id: Uuid('Identifier of the risk'), code: Code('Its code'), title: Text(200, 'Its title as it was'), area: Area('Its area'), criterion: OneOf(CRITERIA, 'Criterion of UCC Art. 39 that it endangers'), statement: Type.Ref('RiskInput'),
  controls: Type.Array(ControlSchema, { maxItems: 200, description: 'Controls in force on the last day' }), evidence: EvidenceSchema, tolerance: Type.Object(Tolerance, { ...closed, description: 'What its area takes on' }), assessment: Type.Ref('RiskAssessmentFigures'),
  ifReviewed: orNull(Type.Object({
    frequency: Figure('Events a year'), frequencyLow: Figure('Lower end of its 90 % interval'), frequencyHigh: Figure('Upper end'), expectedAnnualLoss: Figure('EUR a year'), likelihoodLevel: Band('Likelihood'), residualScore: Score('Score')
  }, { ...closed, description: 'With the unreviewed findings at their confirmed share' }), 'What it would be if the unreviewed findings were decided as others before; null: there are none'), objections: Objections
}, { $id: 'AssessedRisk', ...closed, description: 'One risk in an assessment, with all that its figures are made of' })

export const ASSESSMENT_SCHEMAS = [LossSchema, PortfolioSchema, SummarySchema, FiguresSchema, FigureListSchema, AssessedRiskSchema, pageOf(Type.Ref('StoredRiskAssessment'), 'StoredRiskAssessmentPage', 'Assessments, last first')]
export const AssessmentParams = Type.Object({ id: Uuid('Identifier of the assessment') }, closed)
export const AssessedRiskParams = Type.Object({ id: Uuid('Identifier of the assessment'), code: Code('Code of the risk') }, closed)
export const AssessmentQuery = Type.Object({ ...LargePageQuery }, closed)
