import { COMPARED_SHARES } from '../../../ai-oversight/group-comparison.ts'
import { LEVELS, REASONS } from '../../../ai-oversight/measure.ts'
import { OUTCOME_SOURCES } from '../../../ai-oversight/record.ts'
import { enumOf } from '../../../platform/graphql/enum-sdl.ts'
import { OVERSIGHT_CUTS } from './oversight-report.ts'

/** What the graph says about the oversight of AI systems. */

const MONTHS = '"First day of a month" from: Date!, "Last day of a month" to: Date!'
const DAYS = '"First day" from: Date!, "Last day" to: Date!'

const MEASURED = `
  "Null where there is none: because says why" value: Float
  "Lower end of the interval, 95 %; null where there is none" lower: Float
  "Upper end" upper: Float
  "Cases that it rests on; null where telling would tell of few people" n: Int
  "Too few cases to go by" lowData: Boolean!
  "By the thresholds; null where there are none for it, or too few cases" level: AiOversightLevel
  "Why there is no value" because: AiNoMeasure`

export const REPORT_SDL = `
extend type Query {
  "Whether people really decide on what AI proposes, and how right it is: all measures, of the whole or by what is asked. Read from totals of whole months, at any number of outputs. Never of one reviewer: what fewer than five people decided is put together or withheld."
  aiOversight(${MONTHS}, "What it is cut by; a version within its system" by: AiOversightCut, "Only of the system with this code" system: String, "Only of this version of the system" version: String, "Only of this pillar" pillar: AiPillar, "Only of this unit" unit: String): AiOversight!
  "Whether what goes into a system and comes out of it has moved since months in which it was found good: the population stability index of each feature, with what chance alone makes of it."
  aiDrift(${MONTHS}, "First day of the first month to compare with" baselineFrom: Date!, "Last day of the last one" baselineTo: Date!, "Code of the system" system: String!, "Only of this version" version: String, "Version that was found good; the same if absent" baselineVersion: String, "Only of this pillar" pillar: AiPillar, "Only of this unit" unit: String): [AiFeatureDrift!]!
  "Watches wrong proposals as outcomes become known, by version and source: the CUSUM with its alarm, and what the same outcomes say of a release (SPRT)."
  aiErrorWatch(${DAYS}, "Code of the system" system: String!, "Only of this version" version: String, "Only of this pillar" pillar: AiPillar): [AiErrorWatch!]!
  "Errors of declared lines whose element an AI system proposed, against those that people proposed: of the same pillar, and unit where asked. People are all less AI. What fewer than five people in customs work stand for is withheld."
  aiProposers(${DAYS}, "Each version of a system by itself" byVersion: Boolean! = false, "Each unit by itself, or several of few people together" byUnit: Boolean! = false, "Only of the system with this code" system: String, "Only of this pillar" pillar: AiPillar): [AiProposerComparison!]!
  "Share of declarations, items, findings and sanctions in which AI took part."
  aiShare(${DAYS}, "Each calendar month by itself" byMonth: Boolean! = false): [AiShare!]!
}

extend type AiQuestionEffect {
  "What the measures say for the answer: of the outputs of the last twelve months, the present one among them, in the pillars of the question; empty where they say nothing of it, or nothing was recorded" oversight: [AiMeasure!]!
}

${enumOf('AiOversightCut', 'What measures of oversight are cut by.', OVERSIGHT_CUTS)}
${enumOf('AiOversightLevel', 'Colour of a measure by the thresholds.', LEVELS)}
${enumOf('AiNoMeasure', 'Why a measure has no value.', REASONS)}
${enumOf('AiOutcomeSource', 'Where the right value is known from. Only the blind sample is drawn at random: the others are of hard and suspicious cases, and never put together.', OUTCOME_SOURCES)}
${enumOf('AiMeasureConcern', 'Whether a measure is of how people decide, or of the system whoever decides.', ['people', 'system'])}
${enumOf('AiComparedShare', 'What groups are compared by.', COMPARED_SHARES)}
${enumOf('AiGroupVerdict', 'Whether the share of a group differs from that of the others, corrected for all groups; no_difference_shown is no proof that there is none.', ['higher', 'lower', 'no_difference_shown'])}
${enumOf('AiReleaseVerdict', 'What outcomes say of releasing a version.', ['passed', 'turned_down', 'undecided'])}
${enumOf('AiProposerVerdict', 'Whether lines of AI are wrong more or less often, corrected for all comparisons; no_difference_shown is no proof that there is none.', ['ai_more', 'ai_fewer', 'no_difference_shown'])}
${enumOf('AiProposerCaution', 'half_reviewed: half of the findings or more nobody decided, and what people review first is no sample; unequally_reviewed: one side was reviewed half as much as the other, or less.', ['half_reviewed', 'unequally_reviewed'])}

"Thresholds that a report goes by."
type AiOversightRulesUsed {
  "Version of the defaults" version: Int!
  "Revision of the operator's own; 0 while the defaults hold" revision: Int!
}

"How AI is overseen."
type AiOversight {
  "Thresholds that it goes by" rules: AiOversightRulesUsed!
  "Measures of the systems, whoever decided" groups: [AiOversightGroup!]!
  "Measures of how people decide: cuts of fewer than five reviewers are put together, and withheld where they are fewer still; months too, so that no period less another is of few" decisionGroups: [AiOversightGroup!]!
  "Each group against all others; a difference is a reason to look, and no fault of anybody" comparisons: [AiGroupComparison!]!
}

"Outputs of one cut."
type AiOversightGroup {
  "Value of the cut, '' where none is named; null: all, or several together" key: String
  "What was put together" merged: [String!]!
  "Outputs, without planted ones" outputs: Int!
  "Of these, those decided" decided: Int!
  "Of these, those used" used: Int!
  "Of these, those of a system that was not in use on the day" unapproved: Int!
  "Months (YYYY-MM) of the period whose decisions are in no measure of people: fewer than five decided in them, or in those of the months they are put together with that lie in the period" monthsLeftOut: [String!]!
  "Items of declarations that name a system, by month of acceptance" items: Int!
  "Of these, those that no output in the log is of" itemsNotLogged: Int!
  "The measures" measures: [AiMeasure!]!
}

"A measure of oversight."
type AiMeasure {
  "Name" name: String!
  "M1 to M20 of the method; null of others" id: String
  "What it tells of" concerns: AiMeasureConcern!
  "Where the outcomes are known from; null where it takes none, or there are none" source: AiOutcomeSource
  "Whether these are a random sample; null where it takes none" isRandomSample: Boolean${MEASURED}
  "What it says beside its value" details: [AiMeasureDetail!]!
  "Of the calibration error, its bins" bins: [AiConfidenceBin!]!
}

"A number beside a measure."
type AiMeasureDetail {
  "What it is" name: String!
  "The number" value: Float!
}

"Outcomes of proposals of about the same confidence."
type AiConfidenceBin {
  "Mean confidence, 0 to 1" confidence: Float!
  "Right ones" right: Int!
  "Of how many" n: Int!
}

"A group of decisions against all others."
type AiGroupComparison {
  "Value of the cut; null: several together" key: String
  "What was put together" merged: [String!]!
  "What is compared" share: AiComparedShare!
  "Its share less that of the others; null where withheld or empty" difference: Float
  "Lower end of Newcombe's interval" lower: Float
  "Upper end" upper: Float
  "Two-sided test, corrected for all groups (Benjamini and Hochberg)" adjustedP: Float
  "Whether the difference holds" verdict: AiGroupVerdict
  "Too few cases to go by" lowData: Boolean!
  "Why nothing is said" because: AiNoMeasure
}

"Whether a feature has moved."
type AiFeatureDrift {
  "Name of the feature; confidence is one" feature: String!${MEASURED}
  "Records to compare with" baseline: Int
  "Index to be expected of two such samples where nothing moved" ofChance: Float
  "Chi-square statistic" statistic: Float
  "Degrees of freedom" degrees: Int
  "Categories compared; those put together count as one" categories: Int
  "Of the chi-square test, corrected for all features" adjustedP: Float
}

"The watch of errors of one version by one source."
type AiErrorWatch {
  "Version: model, prompt, nomenclature and data" version: String!
  "Where the right value is known from" source: AiOutcomeSource!
  "Whether these are a random sample" isRandomSample: Boolean!${MEASURED}
  "An alarm is given where the score reaches it" limit: Float!
  "Day of the alarm; it stands until the watch starts anew" alarmOn: Date
  "Wrong proposals among n" wrong: Int!
  "Share of wrong ones that is in order" inControl: Float!
  "Share that is to be found" outOfControl: Float!
  "Days with outcomes until a false alarm, on average at least" runLengthDays: Int!
  "Outcomes until the alarm once the greater share holds, on average about" outcomesToAlarm: Float!
  "Score at the end of each day with outcomes" scores: [AiWatchScore!]!
  "What the outcomes say of releasing the version" release: AiReleaseVerdict!
  "Day on which that was decided" releaseOn: Date
}

"The score of the watch at the end of a day."
type AiWatchScore {
  "Day" day: Date!
  "Score" score: Float!
}

"Declared lines of one side."
type AiProposedLines {
  "Lines" lines: Float!
  "With a confirmed finding of the pillar" wrong: Int!
  "Share of the findings of the pillar that people decided; 1 where there were none" reviewedShare: Float!
  "Lines by that share: errors are only known of what was reviewed" exposure: Float!
}

"Lines of an AI system against lines of people."
type AiProposerComparison {
  "Code of the system; of one that the register does not know, as declarations name it" system: String!
  "Version; null: all" version: String
  "Pillar" pillar: AiPillar!
  "Codes of the units, '' where none is named; null: all" units: [String!]
  "Lines of AI; null where withheld" ai: AiProposedLines
  "Lines of people; null where withheld" human: AiProposedLines
  "Rate of errors of AI's lines divided by that of people's; null where people's have none, or withheld" ratio: Float
  "Lower end of the exact interval, 95 %" lower: Float
  "Upper end; null where nothing bounds it" upper: Float
  "Exact test, corrected for all comparisons" adjustedP: Float
  "Whether the difference holds" verdict: AiProposerVerdict
  "What the reader should know" cautions: [AiProposerCaution!]!
  "Fewer than three errors were to be expected on one side" lowData: Boolean!
  "Why nothing is said" because: AiNoMeasure
}

"A share with AI."
type AiPart {
  "With AI" withAi: Float!
  "Of how many" of: Float!
  "0 to 1; null where there is nothing to share in" share: Float
  "Lower end of the Wilson interval, 95 %" lower: Float
  "Upper end" upper: Float
  "Too few to go by" lowData: Boolean!
}

"How much AI took part in."
type AiShare {
  "Calendar month YYYY-MM; null for the whole period" month: String
  "Declarations with an element that AI proposed" declarations: AiPart!
  "Items with such an element" items: AiPart!
  "Findings on such an element, of all findings" findings: AiPart!
  "Confirmed findings on such an element, of all confirmed" confirmedFindings: AiPart!
  "Sanctions in which AI took part, of those of which it is known" sanctions: AiPart!
  "Sanctions of which it is not known" sanctionsUnknown: Int!
}
`
