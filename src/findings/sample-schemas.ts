import { Type } from 'typebox'
import { Currency, Day, Instant, orNull, Text, Uuid, Words } from '../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../platform/http/pages.ts'
import { PILLARS, SEVERITIES } from './model.ts'
import { DRAW_REASONS } from './sampling/plan.ts'
import { Money } from './schemas.ts'

/** What crosses the wire about review samples. */

const Amount = (description: string) => Type.String({ maxLength: 60, description: `${description}; decimal text in the sample's currency` })
const Count = (description: string) => Type.Integer({ minimum: 0, description })
const Hash = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64, description: `${description}; SHA-256, hexadecimal` })
const ItemNumber = Type.Integer({ minimum: 1, maximum: 99999, description: 'Goods item (D.E. 11 03)' })
const DIRECTIONS = ['import', 'export'] as const

const MOST_RANDOM = 10_000
const MOST_RESULTS = 500

const RandomSettings = Type.Object({
  size: Type.Integer({ minimum: 0, maximum: MOST_RANDOM, description: 'Items to draw in all' }),
  leastPerStratum: Type.Integer({ minimum: 1, maximum: 1_000, description: 'Items to draw of each stratum at least; together they may exceed the size' })
}, { additionalProperties: false })

export const NewSampleBody = Type.Object({
  from: Day('First day of the period'),
  to: Day('Last day'),
  direction: Type.Optional(Type.Enum(DIRECTIONS, { description: 'Only declarations of this direction' })),
  orgUnitId: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Only declarations that this unit handled' })),
  currency: Type.Optional(Currency('Currency of the book values, ISO 4217; EUR if absent. Items valued in another are drawn by number alone')),
  seed: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\x20-\\x7e]+$', description: 'The same frame, settings and seed give the same draw; made by the service if absent' })),
  random: Type.Optional(Type.Union([RandomSettings, Type.Null()], { description: 'Random sample, shared among strata by the square root of their volume; 60, and 5 of each at least, if absent; null leaves it out' })),
  monetaryInterval: Type.Optional(Type.Union([Type.String({ pattern: '^[0-9]{1,13}(\\.[0-9]{1,2})?$', maxLength: 16, description: 'Decimal text' }), Type.Null()], {
    description: 'One unit of money is drawn out of each interval; items that reach it are all drawn. A third of the tolerable error shows with 95 % confidence, if none is found, that there is no more. Left out if absent'
  }))
}, { additionalProperties: false })

const Stratum = Type.Object({
  stratum: Text(100, 'Direction, role and volume: `import/broker/100_to_999`'), volume: Count('Items without an error hit'), size: Count('Of these, drawn at random')
}, { additionalProperties: false })

export const SampleSchema = Type.Object({
  id: Uuid('Identifier'),
  from: Day('First day of the period'),
  to: Day('Last day'),
  direction: orNull(Type.Enum(DIRECTIONS), 'Only declarations of this direction'),
  orgUnitId: orNull(Text(64, 'Unit'), 'Only declarations that this unit handled'),
  currency: Text(3, 'Currency of the book values'),
  seed: Text(200, 'Seed of the draw'),
  random: orNull(RandomSettings, 'Random sample; null where none was drawn'),
  monetaryInterval: orNull(Text(20, 'Decimal text'), 'Interval of the sample by money; null where none was drawn'),
  method: Text(50, 'Method of the draw, with its version'),
  strataMethod: Text(50, 'How strata were made, with its version'),
  frameSize: Count('Goods items that it was drawn from: those of declarations counted in the period, neither rejected nor invalidated'),
  frameHash: Hash('Over the frame as it was'),
  withoutValue: Count('Items of the frame without a declared value; their book value is 0'),
  otherCurrency: Count('Items of the frame valued in another currency; their book value is 0'),
  strata: orNull(Type.Array(Stratum, { maxItems: 1000 }), 'Strata of the random sample'),
  monetary: orNull(Type.Object({
    interval: Amount('Interval'), start: Amount('First unit drawn'), topValue: Amount('Value of items that reach the interval'), sampledValue: Amount('Value of the others, without error hits')
  }, { additionalProperties: false }), 'How the draw by money came about'),
  drawSize: Count('Items to review'),
  drawHash: Hash('Over the draw'),
  drawnBecause: Type.Object({
    errorHit: Count('An error stands against the item'), random: Count('Random sample'), monetaryUnit: Count('A unit of money fell on it'), topStratum: Count('It reaches the interval')
  }, { additionalProperties: false, description: 'Items by reason; one may have several' }),
  reviewed: Count('Items with a result'),
  missing: Count('Items still to review'),
  recordedErrors: Count('Results recorded as wrong'),
  madeAt: Instant('When it was drawn'),
  madeBy: Text(36, 'Pseudonym of who drew it, as in the log')
}, { $id: 'ReviewSample', additionalProperties: false, description: 'A sample of goods items that people review: how it was drawn, and how far the review is' })
export const SamplePageSchema = pageOf(Type.Ref('ReviewSample'), 'ReviewSamplePage', 'Review samples, newest first')

export const SampleParams = Type.Object({ id: Uuid('Id of the sample') }, { additionalProperties: false })
export const SampleQuery = Type.Object(LargePageQuery, { additionalProperties: false })
export const DrawQuery = Type.Object({
  ...LargePageQuery,
  reviewed: Type.Optional(Type.Boolean({ description: 'Only items with a result, or only those without' })),
  reason: Type.Optional(Type.Enum(DRAW_REASONS, { description: 'Only items drawn for this reason' }))
}, { additionalProperties: false })

export const DrawnItemSchema = Type.Object({
  position: Type.Integer({ description: 'Place in the draw, from 1' }),
  declarationId: Uuid('The declaration as it was drawn'),
  currentDeclarationId: Uuid('The declaration now: another when it was joined to that'),
  itemNumber: Type.Integer({ description: 'Goods item (D.E. 11 03)' }),
  stratum: Text(100, 'Direction, role and volume'),
  bookValue: Amount('Declared statistical value; 0 without one in the currency of the sample'),
  otherCurrency: orNull(Text(3, 'ISO 4217'), 'Currency of the declared value where it is not that of the sample; empty where it cannot be told'),
  reasons: Type.Array(Type.Enum(DRAW_REASONS), { maxItems: 4, description: 'Why it is reviewed' }),
  result: orNull(Type.Object({
    hasError: Type.Boolean({ description: 'Something was wrong' }),
    correctValue: Amount('As it should have been declared'),
    findingId: orNull(Text(36, 'Id'), 'The finding of the error'),
    findingDecision: orNull(Type.Enum(['confirmed', 'dismissed']), 'What a review decided of it; dismissed is counted as no error'),
    recordedAt: Instant('When'),
    recordedBy: Text(36, 'Pseudonym of who recorded it, as in the log'),
    revision: Type.Integer({ description: 'Grows with each correction; name it in replaces' })
  }, { additionalProperties: false }), 'What the review found; null before')
}, { $id: 'DrawnItem', additionalProperties: false, description: 'A goods item that was drawn for review' })
export const DrawnPageSchema = pageOf(Type.Ref('DrawnItem'), 'DrawnItemPage', 'Drawn items, in the order of the draw')

export const FrameEntrySchema = Type.Object({
  position: Type.Integer({ description: 'Place in the frame, from 1' }),
  declarationId: Uuid('The declaration'),
  itemNumber: orNull(Type.Integer(), 'Goods item (D.E. 11 03)'),
  stratum: Text(100, 'Direction, role and volume'),
  bookValue: Amount('Declared statistical value'),
  hasErrorHit: Type.Boolean({ description: 'An error stood against it' })
}, { $id: 'FrameEntry', additionalProperties: false, description: 'A goods item that could be drawn' })
export const FramePageSchema = pageOf(Type.Ref('FrameEntry'), 'FramePage', 'The frame as it was when it was drawn from, in its order')

export const NewResultsBody = Type.Object({
  results: Type.Array(Type.Object({
    declarationId: Uuid('The declaration, as the draw names it'),
    itemNumber: ItemNumber,
    hasError: Type.Boolean({ description: 'Something was wrong, whether or not it changed the value' }),
    correctValue: Type.Optional(Type.String({ pattern: '^[0-9]{1,16}(\\.[0-9]{1,6})?$', maxLength: 24, description: 'Value as it should have been declared, decimal text; the book value if absent' })),
    findingId: Type.Optional(Uuid('The finding of the error, where there is one already')),
    finding: Type.Optional(Type.Object({
      pillar: Type.Enum(PILLARS, { description: 'What it is about' }),
      severity: Type.Optional(Type.Enum(SEVERITIES, { description: 'How grave it is; error if absent' })),
      message: Words(2000, 'What is wrong'),
      atStake: Type.Optional(Money)
    }, { additionalProperties: false, description: 'The error, as a new finding with the source sample' })),
    replaces: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'To correct a result: the revision that you saw' }))
  }, { additionalProperties: false, description: 'What the review of one item found' }), { minItems: 1, maxItems: MOST_RESULTS, description: 'Recorded together or not at all' })
}, { additionalProperties: false })

export const SampleResultsSchema = Type.Object({
  sample: Type.Ref('ReviewSample'), items: Type.Array(Type.Ref('DrawnItem'), { maxItems: MOST_RESULTS, description: 'Items with their results' })
}, { $id: 'ReviewSampleResults', additionalProperties: false, description: 'What was recorded, and how far the review is' })

const Rate = orNull(Type.Object({ share: Type.Number({ description: '0 to 1' }), lower: Type.Number({ description: 'Lower end' }), upper: Type.Number({ description: 'Upper end' }) }, { additionalProperties: false }), 'Share of errors with its Wilson interval, 95 %; null when nothing was reviewed')
const reviewedShare = { reviewed: Count('Reviewed'), errors: Count('Of these, wrong'), rate: Rate }
const MoneyProjection = Type.Object({
  knownError: Amount('Errors in items reviewed in any case'),
  projectedError: Amount('What the errors found let expect in the money that was sampled'),
  likelyError: Amount('Both together'),
  upperBound: orNull(Text(60, 'Decimal text'), 'With 95 % confidence the error is no more (Stringer bound); null when an item was wrong by more than its value')
}, { additionalProperties: false })

export const ProjectionSchema = Type.Object({
  sampleId: Uuid('The sample'),
  currency: Text(3, 'Currency of the amounts'),
  outcome: Type.Enum(['projected', 'not_evaluable'], { description: 'not_evaluable until every drawn item is reviewed: leaving out the difficult ones would bend every figure' }),
  missing: Count('Items still to review'),
  dismissed: Count('Results whose finding was dismissed: counted as no error, with the value as declared'),
  errorHits: orNull(Type.Object(reviewedShare, { additionalProperties: false }), 'Items against which an error stood'),
  random: orNull(Type.Object({
    strata: Type.Array(Type.Object({ stratum: Text(100, 'Direction, role and volume'), volume: Count('Items without an error hit'), ...reviewedShare }, { additionalProperties: false }), { maxItems: 1000, description: 'Rate of each stratum' }),
    rate: Rate
  }, { additionalProperties: false }), 'Error rates, of all strata together each by its volume'),
  monetary: orNull(Type.Object({ overstated: MoneyProjection, understated: MoneyProjection }, { additionalProperties: false, description: 'Declared too high and declared too low, judged apart' }), 'Errors in money')
}, { $id: 'ReviewProjection', additionalProperties: false, description: 'What the results of a review let say of the whole frame' })

export const RedrawSchema = Type.Object({
  identical: Type.Boolean({ description: 'Frame and draw are as recorded, and drawing again gave the same' }),
  frameIntact: Type.Boolean({ description: 'The kept frame has the recorded size and hash' }),
  drawIntact: Type.Boolean({ description: 'The kept draw has the recorded hash' }),
  sameDraw: Type.Boolean({ description: 'Drawing again gave the same items for the same reasons, byte for byte' }),
  method: Text(50, 'Method that drew'),
  currentMethod: Text(50, 'Method of this release; another may draw otherwise'),
  frameHash: Hash('Over the frame as it is kept'),
  drawHash: Hash('Over the draw made again')
}, { $id: 'ReviewSampleRedraw', additionalProperties: false, description: 'Whether a draw can be made again' })

export const SAMPLE_SCHEMAS = [SampleSchema, SamplePageSchema, DrawnItemSchema, DrawnPageSchema, FrameEntrySchema, FramePageSchema, SampleResultsSchema, ProjectionSchema, RedrawSchema]
