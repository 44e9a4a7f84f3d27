/**
 * What one feature keeps and another may ask while it examines declarations. The features do not know each other: each keeps a
 * register, and the composition root hands them over.
 */

/** What the declarations of one batch name. */
export interface RegisterNeeds {
  /** Material numbers of goods. */
  readonly goodsRefs: readonly string[]
  readonly supplierRefs: readonly string[]
  /** EORI numbers of representatives. */
  readonly representatives: readonly string[]
  readonly mrns: readonly string[]
  /** Administrative reference codes of excise movements. */
  readonly arcs: readonly string[]
  /** References of supporting documents. */
  readonly documentReferences: readonly string[]
  /** Pseudonyms of people who reviewed an AI proposal. */
  readonly reviewers: readonly string[]
  /** First and last day by whose law they are judged, YYYY-MM-DD. */
  readonly firstDay: string
  readonly lastDay: string
}

/** Runs one statement as the operator. */
export type RegisterQuery = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>

export interface Register<Answer> {
  /**
   * `whole`: small; read once and kept in memory until the operator's examination head moves, so each change of it must move it.
   * `asked`: read for every batch, for what the batch names.
   */
  readonly kind: 'whole' | 'asked'
  /** One statement. @returns undefined when the operator keeps no such register: a check that needs it then says `not_evaluable`. */
  readonly load: (query: RegisterQuery, operatorId: string, needs: RegisterNeeds) => Promise<Answer | undefined>
}
