import type { GraphqlPart } from '../platform/graphql/parts.ts'
import type { FindingDeps } from './operations/deps.ts'
import { findProjected, listSamples } from './operations/read-samples.ts'
import { projectionToWire, sampleToWire } from './sample-wire.ts'

const SDL = `
extend type Query {
  "Review samples, newest first."
  reviewSamples("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String): ReviewSampleConnection!
  "A review sample with what its results project onto the frame; null when there is none with this id."
  reviewSample("Identifier" id: ID!): ReviewedSample
}

"A page of review samples."
type ReviewSampleConnection {
  "The samples" nodes: [ReviewSample!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A review sample and its projection."
type ReviewedSample {
  "How it was drawn, and how far the review is" sample: ReviewSample!
  "What the results let say of the whole frame" projection: ReviewProjection!
}

"A sample of goods items that people review."
type ReviewSample {
  "Identifier" id: ID!
  "First day of the period" from: Date!
  "Last day" to: Date!
  "Only declarations of this direction" direction: String
  "Only declarations that this unit handled" orgUnitId: String
  "Currency of the book values" currency: String!
  "Seed of the draw" seed: String!
  "Method of the draw, with its version" method: String!
  "Goods items that it was drawn from" frameSize: Int!
  "SHA-256 over the frame as it was" frameHash: String!
  "Items of the frame without a declared value" withoutValue: Int!
  "Items of the frame valued in another currency" otherCurrency: Int!
  "Interval of the sample by money; null where none was drawn" monetaryInterval: Decimal
  "Strata of the random sample; null where none was drawn" strata: [SampleStratum!]
  "Items by the reason they were drawn for" drawnBecause: DrawReasons!
  "Items to review" drawSize: Int!
  "SHA-256 over the draw" drawHash: String!
  "Items with a result" reviewed: Int!
  "Items still to review" missing: Int!
  "Results recorded as wrong" recordedErrors: Int!
  "When it was drawn" madeAt: DateTime!
}

"A stratum of the random sample: direction, role and volume."
type SampleStratum {
  "Its name, for example import/broker/100_to_999" stratum: String!
  "Items without an error hit" volume: Int!
  "Of these, drawn at random" size: Int!
}

"Items by the reason they were drawn for; one may have several."
type DrawReasons {
  "An error stands against the item" errorHit: Int!
  "Random sample" random: Int!
  "A unit of money fell on it" monetaryUnit: Int!
  "It reaches the interval" topStratum: Int!
}

"not_evaluable until every drawn item is reviewed."
enum ProjectionOutcome { "All is reviewed" projected "Something is missing" not_evaluable }

"What the results of a review let say of the whole frame, as findings are decided now."
type ReviewProjection {
  "Whether it can be told" outcome: ProjectionOutcome!
  "Items still to review" missing: Int!
  "Results whose finding was dismissed: counted as no error" dismissed: Int!
  "Currency of the amounts" currency: String!
  "Items against which an error stood" errorHits: ReviewedShare
  "Error rates of the random sample" random: RandomProjection
  "Errors in money, declared too high and too low judged apart" monetary: MonetaryProjection
}

"How many of the reviewed were wrong."
type ReviewedShare {
  "Reviewed" reviewed: Int!
  "Of these, wrong" errors: Int!
  "With its interval; null when nothing was reviewed" rate: ErrorRate
}

"A share with its Wilson interval, 95 %."
type ErrorRate {
  "0 to 1" share: Float!
  "Lower end" lower: Float!
  "Upper end" upper: Float!
}

"Error rates by stratum."
type RandomProjection {
  "Each stratum" strata: [StratumShare!]!
  "Of all strata together, each by its volume" rate: ErrorRate
}

"How many of a stratum were wrong."
type StratumShare {
  "Its name" stratum: String!
  "Items without an error hit" volume: Int!
  "Reviewed" reviewed: Int!
  "Of these, wrong" errors: Int!
  "With its interval" rate: ErrorRate
}

"Errors in money by direction."
type MonetaryProjection {
  "Declared too high" overstated: MoneyProjection!
  "Declared too low" understated: MoneyProjection!
}

"Errors in money of one direction."
type MoneyProjection {
  "Errors in items reviewed in any case" knownError: Decimal!
  "What the errors found let expect in the money that was sampled" projectedError: Decimal!
  "Both together" likelyError: Decimal!
  "With 95 % confidence the error is no more; null when an item was wrong by more than its value" upperBound: Decimal
}
`

/** Strata are direction, role and volume: two, two and four. */
const STRATA = 16
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function reviewSampleGraphql (deps: FindingDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.reviewSamples': 'findings:read', 'Query.reviewSample': 'findings:read' },
    assumedRows: { 'ReviewSample.strata': STRATA, 'RandomProjection.strata': STRATA },
    resolvers: {
      Query: {
        reviewSamples: async (_root, { first, after }: { first: number, after?: string | null }, { principal }) => {
          const { items, nextCursor } = await listSamples(deps, principal, { limit: first, ...(after == null ? {} : { cursor: after }) })
          return { nodes: items.map(sampleToWire), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
        },
        reviewSample: async (_root, { id }: { id: string }, { principal }) => {
          if (!UUID.test(id)) return null
          const projected = await findProjected(deps, principal, id)
          return projected === undefined ? null : { sample: sampleToWire(projected.sample), projection: projectionToWire(projected) }
        }
      }
    }
  }
}
