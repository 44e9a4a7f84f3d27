import type { Pillar } from '../../declarations/checks/check.ts'
import type { DeclarationContent } from '../../declarations/data-elements.ts'
import { directionOf } from '../../declarations/derivation.ts'
import { randomOf } from '../../statistics/seeded-random.ts'
import type { KeyEntry } from '../answer-key.ts'
import { GENERATOR_VERSION } from '../kinds/all-kinds.ts'
import type { Need } from '../kinds/kind.ts'
import { LAPSED } from '../training/sessions.ts'
import type { Trader } from '../trader.ts'
import type { YearDeclaration } from '../year.ts'
import { INWARD_PROCESSING } from './authorisations.ts'
import { LATE_BROKER } from './representatives.ts'
import { ADJUSTING_SUPPLIER } from './suppliers.ts'
import { isWithin, timelineOf } from './timeline.ts'
import type { Span } from './timeline.ts'

/**
 * What is wrong with declarations although they say what they should: the perimeter around them does not bear them out. Told by the
 * answer key as planted errors are. Pure.
 */

export interface PerimeterKind {
  readonly id: string
  readonly pillar: Pillar
  readonly words: string
  readonly checks: readonly string[]
  readonly needs: Need
}

export const PERIMETER_KINDS = [
  { id: 'mandate_lapsed', pillar: 'procedures', words: 'the broker lodges while its mandate has lapsed and is not renewed yet', checks: ['PRO-13'], needs: 'register' },
  { id: 'authorisation_suspended', pillar: 'procedures', words: 'goods enter inward processing while its authorisation is suspended', checks: ['PRO-02', 'PRO-03'], needs: 'register' },
  { id: 'price_adjustment_uncorrected', pillar: 'value', words: 'a related supplier adjusted its prices later, and no correction was brought to customs', checks: ['VAL-13'], needs: 'register' },
  { id: 'document_not_archived', pillar: 'lifecycle', words: 'a document that must be kept is not archived', checks: ['LIF-04'], needs: 'register' },
  { id: 'other_quantity_received', pillar: 'lifecycle', words: 'another quantity was received than declared', checks: ['LIF-05'], needs: 'register' },
  { id: 'reviewer_not_trained', pillar: 'classification', words: 'the code that an AI system proposed is decided by somebody whose training in classification had run out', checks: ['CLA-11'], needs: 'register' }
] as const satisfies readonly PerimeterKind[]

export type FaultId = typeof PERIMETER_KINDS[number]['id']

const NOT_ARCHIVED = 0.012
const OTHER_QUANTITY = 0.015
const RECEIVED = 0.8

/** Whether the stock records have its receipt: of right imports, most. */
export const isReceived = ({ content, planted }: YearDeclaration, { seed }: Trader): boolean =>
  planted === null && directionOf(content) === 'import' && randomOf(`${seed}/receipt/${content.mrn ?? ''}`).uniform() < RECEIVED

export function faultsIn (made: YearDeclaration, trader: Trader): FaultId[] {
  const { content, planted } = made
  const { mandateGap, suspension, adjustment, lapse } = timelineOf(trader.until)
  const chance = (what: string): number => randomOf(`${trader.seed}/${what}/${content.mrn ?? ''}`).uniform()
  // Senders who push a status tell no day of release: goods count as released when the declaration was accepted.
  const day = content.acceptanceDate ?? ''
  const faults: [FaultId, boolean][] = [
    ['mandate_lapsed', content.representative?.eori === LATE_BROKER && isWithin(mandateGap, day)],
    ['authorisation_suspended', isWithin(suspension, day) && entersProcessing(content)],
    ['price_adjustment_uncorrected', content.items.some(({ supplierRef }) => supplierRef === ADJUSTING_SUPPLIER) && isWithin(adjustment, day)],
    ['reviewer_not_trained', content.items.some(({ aiAssisted }) => isDecidedBy(LAPSED, lapse, aiAssisted?.classification))],
    ['document_not_archived', planted === null && chance('archive') < NOT_ARCHIVED],
    ['other_quantity_received', isReceived(made, trader) && chance('quantity') < OTHER_QUANTITY]
  ]
  return faults.flatMap(([id, present]) => present ? [id] : [])
}

const isDecidedBy = (person: string, days: Span, use: { readonly reviewerId?: string | undefined, readonly reviewedAt?: string | undefined } | undefined): boolean =>
  use?.reviewerId === person && isWithin(days, use.reviewedAt?.slice(0, 10) ?? '')

const entersProcessing = ({ items, authorisations = [] }: DeclarationContent): boolean =>
  items.some(({ requestedProcedure }) => requestedProcedure === '51') && authorisations.some(({ reference }) => reference === INWARD_PROCESSING)

/** What the answer key says of them. */
export function faultEntries (made: YearDeclaration, trader: Trader): KeyEntry[] {
  const { mrn = '', lrn = '', representative } = made.content
  return faultsIn(made, trader).map((fault) => {
    const kind = PERIMETER_KINDS.find(({ id }) => id === fault)
    if (kind === undefined) throw new Error(`No kind of fault is called ${fault}`)
    return { mrn, lrn, itemNumber: null, kind: kind.id, checks: kind.checks, needs: kind.needs, showable: true, broker: representative?.eori ?? null, seed: trader.seed, generatorVersion: GENERATOR_VERSION }
  })
}
