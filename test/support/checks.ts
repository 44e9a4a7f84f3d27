import type tap from 'tap'
import { findCheck } from '../../src/declarations/checks/catalogue.ts'
import type { CheckContext } from '../../src/declarations/checks/check.ts'
import { evaluateDeclaration } from '../../src/declarations/checks/evaluate.ts'
import type { CheckResult } from '../../src/declarations/checks/evaluate.ts'
import { examinedOf } from '../../src/declarations/checks/examine-content.ts'
import type { KnownFacts } from '../../src/declarations/checks/examine-content.ts'
import type { Knowledge, Observation } from '../../src/declarations/checks/knowledge.ts'
import type { DeclarationContent, ItemContent } from '../../src/declarations/data-elements.ts'
import type { LoadedList } from '../../src/reference/measure-list.ts'
import { withMeasures } from '../../src/reference/measures.ts'
import { shippedReference } from '../../src/reference/shipped.ts'

/** Declarations that no check finds anything wrong with, to be changed by tests, and what the checks answer of them. */

export const OWN_EORI = 'IT01234567890'
export const TODAY = '2026-03-02'

/** An MRN of the structured form with its check digit, by letter 17. */
export const IMPORT_MRN = '26IT00000000000AR0'

export function importItem (changes: Partial<ItemContent> = {}): ItemContent {
  return {
    itemNumber: 1, requestedProcedure: '40', previousProcedure: '00', additionalProcedures: ['000'], hs6: '851830', cn2: '00', taric2: '90',
    description: 'Headphones with cable, for music players', originCountry: 'VN', dispatchCountry: 'VN', preference: '100', valuationMethod: '1', valuationIndicators: '0000',
    itemAmount: '1000', customsValue: '1100', customsValueCurrency: 'EUR', statisticalValue: '1100', netMass: '100', grossMass: '110', supplementaryUnits: '50',
    additionsDeductions: [{ code: 'AK', amount: '100', currency: 'EUR' }],
    taxes: [{ type: 'A00', baseAmount: '1100', rate: '2', amount: '22', methodOfPayment: 'A' }, { type: 'B00', baseAmount: '1122', rate: '22', amount: '246.84' }],
    documents: [{ type: 'N380', reference: 'INV-1' }, { type: 'N705', reference: 'BL-1' }],
    ...changes
  }
}

export function importOf (changes: Partial<DeclarationContent> = {}, itemChanges: Partial<ItemContent> = {}): DeclarationContent {
  return {
    declarationType: 'IM', additionalType: 'A', lrn: 'LRN-1', importer: { eori: OWN_EORI }, declarant: OWN_EORI, exporter: { name: 'Supplier' },
    incoterm: 'FOB', incotermLocation: 'VNSGN', invoiceCurrency: 'EUR', totalInvoiced: '1000', accountsCurrency: 'EUR', acceptanceDate: '2026-03-01',
    lodgementOffice: 'IT279100', destinationCountry: 'IT', dispatchCountry: 'VN', grossMassTotal: '110', items: [importItem(itemChanges)], ...changes
  }
}

export function exportOf (changes: Partial<DeclarationContent> = {}, itemChanges: Partial<ItemContent> = {}): DeclarationContent {
  const item: ItemContent = {
    itemNumber: 1, requestedProcedure: '10', previousProcedure: '00', additionalProcedures: ['000'], hs6: '851830', cn2: '00', description: 'Headphones with cable, for music players',
    originCountry: 'IT', statisticalValue: '1000', netMass: '100', grossMass: '110', supplementaryUnits: '50', documents: [{ type: 'N380', reference: 'INV-1' }], ...itemChanges
  }
  return {
    declarationType: 'EX', additionalType: 'A', lrn: 'LRN-1', exporter: { eori: OWN_EORI }, declarant: OWN_EORI, invoiceCurrency: 'EUR', totalInvoiced: '1000', accountsCurrency: 'EUR',
    acceptanceDate: '2026-03-01', destinationCountry: 'US', items: [item], ...changes
  }
}

export interface Circumstances {
  readonly known?: Partial<KnownFacts>
  readonly knowledge?: Partial<Knowledge>
  readonly lists?: readonly LoadedList[]
  readonly observations?: readonly Partial<Observation>[]
  readonly today?: string
}

/** Observations of goods G-1, of supplier S-1 in February 2026 unless they say otherwise. */
const observed = (changes: Partial<Observation>): Observation => ({ supplierRef: 'S-1', month: '2026-02', kind: 'code', value: '85183000', count: 1, ...changes })

export function contextOf ({ knowledge = {}, lists = [], observations, today = TODAY }: Circumstances = {}): CheckContext {
  return {
    reference: withMeasures(shippedReference(), lists, '1'),
    history: { ofGoods: (goodsRef) => observations === undefined || goodsRef !== 'G-1' ? undefined : { version: 7, observations: observations.map(observed) } },
    knowledge: { ownEoris: new Set([OWN_EORI]), ...knowledge },
    today
  }
}

/** What one check answers, one result for a header check, else one per item. */
export function answersOf (id: string, content: DeclarationContent, circumstances: Circumstances = {}): CheckResult[] {
  const check = findCheck(id)
  if (check === undefined) throw new Error(`No check ${id}`)
  return evaluateDeclaration(examinedOf(content, { receivedOn: '2026-03-01', ...circumstances.known }), contextOf(circumstances), [check])
}

/** `pass`, `hit`, or the reason of the other two: `not_evaluable: reason`, `not_applicable: reason`. */
export const inShort = ({ outcome, reason }: CheckResult): string => reason === null ? outcome : `${outcome}: ${reason}`

export type Case = readonly [words: string, expected: string, content: DeclarationContent, circumstances?: Circumstances]

/** Runs the cases of one check. A hit must say something; the first item's answer counts. */
export function askCases (t: typeof tap, id: string, cases: readonly Case[]): void {
  t.test(id, (t) => {
    for (const [words, expected, content, circumstances] of cases) {
      const [answer] = answersOf(id, content, circumstances)
      t.equal(answer === undefined ? 'nothing' : inShort(answer), expected, `${words}: ${expected}`)
      if (answer?.outcome === 'hit') t.ok((answer.message ?? '').length > 10 && Object.keys(answer.values).length >= 0, `${words} is explained`)
    }
    t.end()
  })
}
