import { Type } from 'typebox'
import { closed, Instant, orNull, Text, Uuid, Words } from '../../../platform/http/fields.ts'
import { pageOf, PageQuery } from '../../../platform/http/pages.ts'

/** What crosses the wire about thresholds. */

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })
const Chance = (description: string) => Type.Number({ minimum: 0.000_001, maximum: 0.5, description })
const Rate = (description: string) => Type.Number({ minimum: 0.000_1, maximum: 0.999, description })
const Count = (description: string, minimum = 1, maximum = 1_000_000) => Type.Integer({ minimum, maximum, description })
const group = <Fields extends Parameters<typeof Type.Object>[0]>(fields: Fields, description: string) => Type.Object(fields, { ...closed, description })

const RULES = {
  leastForColour: Count('Cases below which a measure has no colour', 10, 10_000),
  overAcceptance: group({ leastForRed: Count('Decisions from which on it can be red', 10) }, 'Accepting more than can be right'),
  nearTotal: group({
    amberAbove: Share('Share accepted above which it is amber'), amberLeast: Count('Decisions from which on it can be amber', 10),
    redAbove: Share('Share accepted above which it is red, where planted proposals are not caught as well'), redLeast: Count('Decisions from which on it can be red', 10), redPlantedBelow: Share('Share of planted proposals caught below which it is red')
  }, 'Accepting nearly everything'),
  hasty: group({
    amberAbove: Share('Share of decisions faster than a reference review above which it is amber'), redAbove: Share('The same for red'),
    readingTimes: Type.Number({ minimum: 0, maximum: 100, description: 'Red where half the decisions took less than so many times the time to read what was shown' })
  }, 'Deciding faster than anybody could look'),
  planted: group({ below: Share('Share caught below which it is amber; red where its interval is below') }, 'Planted wrong proposals'),
  overridePrecision: group({ amberBelow: Share('Share of overrides that were right below which it is amber'), redBelow: Share('The same for red') }, 'Overrides that were right'),
  stability: group({
    amberFrom: Type.Number({ minimum: 0, maximum: 10, description: 'Population stability index from which on it is amber' }), redFrom: Type.Number({ minimum: 0, maximum: 10, description: 'The same for red' }),
    leastExpected: Count('Cases to be expected in a category below which it is put together with others', 1, 1000), chance: Chance('A shift has a colour only where chance alone makes it with a smaller chance')
  }, 'Drift'),
  calibration: group({
    amberAbove: Share('Expected calibration error above which it is amber'), redAbove: Share('The same for red'), leastOutcomes: Count('Outcomes from which on it has a colour', 10), leastPerBin: Count('Outcomes in a bin', 10, 10_000),
    mostBins: Count('Bins', 2, 100), chance: Chance('It has a colour only where a calibrated system shows as much with a smaller chance')
  }, 'Whether confidence is the share that is right'),
  errorWatch: group({
    inControl: Rate('Share of wrong proposals that is in order'), outOfControl: Rate('Share that is to be found; greater'), runLengthDays: Count('Days with outcomes until a false alarm, on average at least', 10, 100_000), amberShare: Share('Share of the limit from which on it is amber')
  }, 'Watch of errors, CUSUM'),
  release: group({
    inControl: Rate('Share of wrong proposals that is in order'), outOfControl: Rate('Share that is to be found; greater'), alpha: Chance('Chance of refusing a version that is in order'), beta: Chance('Chance of passing one that is not')
  }, 'Test of a version before its use, SPRT'),
  proposers: group({
    leastExpectedEvents: Count('Errors to be expected on either side below which a comparison is flagged', 1, 1000), falseShare: Chance('Of the differences called out, the share that may be chance'), halfReviewedShare: Share('Share of findings reviewed below which the reader is told')
  }, 'Lines of AI against lines of people')
}

export const OwnRulesBody = Type.Object({ ...RULES, reason: Words(2000, 'Why') }, { ...closed, description: 'All thresholds, as they are to be from now on' })
const RulesSchema = Type.Object({
  ...RULES, source: Type.Enum(['default', 'operator'], { description: 'Whether these are the defaults of this system, without legal force, or the operator\'s own' }), revision: Type.Integer({ minimum: 0, description: '0 while the defaults hold' }),
  defaultsVersion: Type.Integer({ minimum: 1, description: 'Version of the defaults, and of what is not the operator\'s to set' }), leastReviewers: Type.Integer({ description: 'Of fewer people nothing is told of how they decide; not to be set' }),
  reason: orNull(Text(2000, 'Reason'), 'Why they were set; null of the defaults, and once it was erased'), changedAt: orNull(Instant('When'), 'When they were set'), changedBy: orNull(Uuid('Pseudonym'), 'Who set them, as in the log')
}, { $id: 'AiOversightRules', ...closed, description: 'Thresholds that measures of oversight go by: internal, without legal force' })

export const RULE_SCHEMAS = [RulesSchema, pageOf(Type.Ref('AiOversightRules'), 'AiOversightRulesPage', 'Thresholds that were set, the last first')]
export const RulesQuery = Type.Object({ ...PageQuery }, closed)
