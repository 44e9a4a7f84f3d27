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
  /** References of supporting documents that are licences. */
  readonly documentReferences: readonly string[]
  /** Pseudonyms of people who reviewed an AI proposal. */
  readonly reviewers: readonly string[]
  /** First and last day by whose law they are judged, YYYY-MM-DD. */
  readonly firstDay: string
  readonly lastDay: string
}

/** Runs one statement as the operator. */
export type RegisterQuery = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>

/** What a register is asked that is read whole, or whose mere existence is asked for. */
export const NOTHING_NAMED: RegisterNeeds = {
  goodsRefs: [], supplierRefs: [], representatives: [], mrns: [], arcs: [], documentReferences: [], reviewers: [], firstDay: '1900-01-01', lastDay: '2100-12-31'
}

export interface Register<Answer> {
  /**
   * `whole`: small; read once and kept in memory until the operator's examination head moves, so each change of it must move it.
   * `asked`: read for every batch, for what the batch names.
   */
  readonly kind: 'whole' | 'asked'
  /**
   * Of an `asked` one: its first record moves the examination head, which the trigger `aeo.announce_register` sees to. Then it is known
   * without asking that an operator keeps none, and it is not asked where a batch names nothing of its kind.
   */
  readonly announcesFirst?: true
  /** One statement, sent before anything is awaited: it leaves in one flight with others. @returns undefined when the operator keeps no such register: a check that needs it then says `not_evaluable`. */
  readonly load: (query: RegisterQuery, operatorId: string, needs: RegisterNeeds) => Promise<Answer | undefined>
}
