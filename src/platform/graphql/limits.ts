/** What one query, and one operator, may ask for. Every number is a setting; the defaults suit reports on a small machine. */
export interface GraphqlLimits {
  /** Bytes of the request body. */
  readonly bodyBytes: number
  /** Lexical tokens of a document; validation time grows with their square. Comments are no tokens. */
  readonly tokens: number
  /** Faults reported for one document. */
  readonly errors: number
  /** Validated documents kept; each may hold a megabyte. */
  readonly cachedDocuments: number
  /** Nested fields. */
  readonly depth: number
  /** Nested fields below `__schema` and `__type`: the standard query needs 13 to 15. */
  readonly introspectionDepth: number
  readonly aliases: number
  readonly rootFields: number
  /** Fragment definitions and inline fragments. */
  readonly fragments: number
  readonly directives: number
  /** A field under one name in one selection: validation compares each pair of them. */
  readonly repeats: number
  /** Selections once every fragment is written out: validation walks some of them without a memory. */
  readonly selections: number
  /** One for each object that may be resolved, and one for each ten leaves. */
  readonly cost: number
  /** `first` or `limit` of one field. */
  readonly page: number
  /** Rows of all lists, estimated before execution and counted during it. */
  readonly rows: number
  /** Rows assumed for a list without a page size, unless its part says otherwise. */
  readonly assumedRows: number
  readonly deadlineMs: number
  /** Queries of one operator that run at once. */
  readonly concurrent: number
}

export const GRAPHQL_LIMITS: GraphqlLimits = Object.freeze({
  bodyBytes: 65_536,
  tokens: 1000,
  errors: 5,
  cachedDocuments: 100,
  depth: 10,
  introspectionDepth: 15,
  aliases: 30,
  rootFields: 20,
  fragments: 20,
  directives: 20,
  repeats: 20,
  selections: 5000,
  cost: 10_000,
  page: 1000,
  rows: 10_000,
  assumedRows: 10,
  deadlineMs: 10_000,
  concurrent: 4
})
