import type { Members } from '../perimeter/perimeter-record.ts'
import { dayAfter } from '../seasons.ts'

/** What the synthetic trader could do against its risks: cost a year, who sees to it, and the share of events that it is expected to prevent. Pure data. */

export interface TreatmentSeed {
  readonly code: string
  readonly title: string
  readonly action: string
  readonly kind: 'reduce' | 'avoid' | 'transfer'
  readonly eur: number
  readonly owner: string
  /** Days after the year. */
  readonly due: number
  readonly effects: Readonly<Record<string, number>>
}

export const TREATMENTS: readonly TreatmentSeed[] = [
  { code: 'CODE-BLOCK', title: 'Changed codes wait for a second person too', action: 'The master data keeps a changed code from orders until a second classifier has approved it.', kind: 'reduce', eur: 24_000, owner: 'classification', due: 150, effects: { 'CLA-01': 0.85, 'CLA-06': 0.6, 'ACC-06': 0.5 } },
  { code: 'CODE-REVIEW', title: 'Codes of the goods used most looked at anew', action: 'An outside classifier reviews the codes of three hundred goods a year.', kind: 'reduce', eur: 38_000, owner: 'classification', due: 240, effects: { 'CLA-01': 0.6, 'CLA-02': 0.4, 'CLA-07': 0.4 } },
  { code: 'AI-SECOND', title: 'A second specialist for doubtful proposals', action: 'Proposals of low confidence, and every tenth other one, are decided blind by a second specialist.', kind: 'reduce', eur: 30_000, owner: 'classification', due: 120, effects: { 'CLA-07': 0.8, 'AI-02': 0.5 } },
  { code: 'AI-REASONS', title: 'Reasons are opened before the decision', action: 'The dialogue opens the proposal\'s reasons first, and planted proposals come every week.', kind: 'reduce', eur: 12_000, owner: 'interfaces', due: 100, effects: { 'AI-02': 0.7, 'CLA-07': 0.3 } },
  { code: 'AI-TOOLS', title: 'Tools outside the inventory are blocked', action: 'The network lets through AI services of the inventory alone.', kind: 'avoid', eur: 9_000, owner: 'interfaces', due: 90, effects: { 'AI-01': 0.6 } },
  { code: 'PROOF-CHECKS', title: 'Proofs of origin are read by the software', action: 'Date, agreement, wording and number of each proof are checked before a preference is claimed.', kind: 'reduce', eur: 45_000, owner: 'specialist-ports', due: 200, effects: { 'ORI-01': 0.9, 'ORI-02': 0.7 } },
  { code: 'SUPPLIER-PAPERS', title: 'Long-term declarations of all suppliers', action: 'Suppliers without a declaration for the year are not ordered from at preferential prices.', kind: 'reduce', eur: 18_000, owner: 'purchaser', due: 180, effects: { 'ORI-01': 0.4, 'ORI-02': 0.3, 'ORI-03': 0.3 } },
  { code: 'ORIGIN-ALL', title: 'Origin worked out for all goods', action: 'Origin of every purchased good is worked out from suppliers\' papers, once and at each change.', kind: 'reduce', eur: 64_000, owner: 'head-of-customs', due: 300, effects: { 'ORI-03': 0.8, 'ORI-07': 0.3 } },
  { code: 'PRICE-RULING', title: 'Customs value of related sales agreed with customs', action: 'An authorisation to fix the elements of the value (UCC 73) for sales between companies of the group.', kind: 'reduce', eur: 22_000, owner: 'finance-director', due: 270, effects: { 'VAL-03': 0.85, 'VAL-06': 0.5 } },
  { code: 'CREDIT-NOTES', title: 'Credit notes reach customs', action: 'Each credit note on imported goods opens a task for customs in the ledger.', kind: 'reduce', eur: 16_000, owner: 'finance-director', due: 130, effects: { 'VAL-03': 0.75, 'VAL-06': 0.8 } },
  { code: 'CONTRACT-CHECK', title: 'Changed contracts reach customs', action: 'Purchasing cannot change a contract without the sheet of elements of the value.', kind: 'reduce', eur: 15_000, owner: 'purchaser', due: 160, effects: { 'VAL-01': 0.5 } },
  { code: 'LICENCE-SOFTWARE', title: 'Licences and exemptions chosen by rules', action: 'The software proposes the licence or the exemption from the goods and destination, and keeps the balance.', kind: 'reduce', eur: 28_000, owner: 'export-sales', due: 210, effects: { 'LIC-01': 0.85, 'LIC-02': 0.7, 'LIC-04': 0.9 } },
  { code: 'RULES-SERVICE', title: 'Rules for products by subscription', action: 'A service tells of each good which papers it needs at the border, daily.', kind: 'reduce', eur: 20_000, owner: 'purchaser', due: 110, effects: { 'LIC-05': 0.9, 'LIC-01': 0.3 } },
  { code: 'PRODUCERS', title: 'Producers proved before the order', action: 'No order of goods under measures without the producer\'s declaration for the invoice.', kind: 'reduce', eur: 16_000, owner: 'purchaser', due: 140, effects: { 'TDI-01': 0.5, 'TDI-02': 0.8 } },
  { code: 'PROCEDURE-BLOCK', title: 'Procedures only under an authorisation in force', action: 'The software refuses a procedure that no authorisation in force on the day covers.', kind: 'reduce', eur: 26_000, owner: 'interfaces', due: 170, effects: { 'PRO-01': 0.93 } },
  { code: 'YIELDS', title: 'Yields out of the stock system', action: 'Production postings make the records of yield, and the bill of discharge follows from them.', kind: 'reduce', eur: 30_000, owner: 'plant-manager', due: 190, effects: { 'PRO-02': 0.8, 'ACC-03': 0.4 } },
  { code: 'GATES', title: 'Goods leave on the message of release', action: 'The gate opens for a consignment when customs\' release has arrived.', kind: 'reduce', eur: 34_000, owner: 'dispatcher', due: 220, effects: { 'PRO-10': 0.9 } },
  { code: 'COUNTS', title: 'Counts of what is under supervision', action: 'Stock under temporary storage and suspension is counted every week.', kind: 'reduce', eur: 19_000, owner: 'dispatcher', due: 100, effects: { 'PRO-10': 0.75, 'ACC-03': 0.3 } },
  { code: 'VAT-NUMBERS', title: 'Numbers of customers checked at the order', action: 'An order under procedure 42 is not booked without a number that the register confirms.', kind: 'reduce', eur: 6_000, owner: 'finance-director', due: 90, effects: { 'PRO-05': 0.6 } },
  { code: 'OWN-ERRORS', title: 'Training by own errors', action: 'Each quarter units go through their own findings, with a test at the end.', kind: 'reduce', eur: 25_000, owner: 'head-of-customs', due: 120, effects: { 'CPT-02': 0.7, 'CPT-03': 0.3, 'CLA-06': 0.4 } },
  { code: 'TAKE-OVER', title: 'Fields taken over from the order', action: 'Declarations take quantities, values and references from the order; what is typed is marked.', kind: 'reduce', eur: 42_000, owner: 'interfaces', due: 260, effects: { 'CPT-05': 0.8, 'ACC-01': 0.5 } },
  { code: 'SPECIALISTS', title: 'Two more specialists', action: 'One at the ports and one in the north.', kind: 'reduce', eur: 118_000, owner: 'managing-director', due: 180, effects: { 'CPT-05': 0.5, 'CPT-02': 0.75, 'CPT-01': 0.3 } },
  { code: 'SECOND-HEAD', title: 'A deputy for the head of customs', action: 'The vacant position is filled, and the deputy is trained in all of it.', kind: 'reduce', eur: 76_000, owner: 'managing-director', due: 120, effects: { 'CPT-01': 0.85, 'CPT-06': 0.4 } },
  { code: 'BROKER-ORDERS', title: 'Brokers lodge from our data alone', action: 'Brokers get the declaration\'s data from us and may not change them without asking.', kind: 'reduce', eur: 40_000, owner: 'specialist-ports', due: 230, effects: { 'DEC-01': 0.9 } },
  { code: 'OWN-LODGING', title: 'What is dearest is lodged by ourselves', action: 'Consignments above a limit, and all under measures, are no longer given to brokers.', kind: 'avoid', eur: 96_000, owner: 'head-of-customs', due: 330, effects: { 'DEC-01': 0.6, 'TDI-02': 0.3 } },
  { code: 'MASTER-DATA', title: 'Changes of master data are approved', action: 'Origin, value elements and licences of a good change by request and approval, with a log.', kind: 'reduce', eur: 14_000, owner: 'interfaces', due: 150, effects: { 'ACC-06': 0.7, 'ACC-01': 0.3 } },
  { code: 'PROVISION', title: 'Insurance of additional duty', action: 'Duty that is asked for later is insured above ten thousand euro.', kind: 'transfer', eur: 20_000, owner: 'finance-director', due: 90, effects: { 'FIN-02': 0.7 } },
  { code: 'EXPORT-DESK', title: 'A second look at sensitive destinations', action: 'Exports of listed goods are released by the head of customs as well.', kind: 'reduce', eur: 8_000, owner: 'export-sales', due: 60, effects: { 'LIC-03': 0.5 } }
]

/** What is posted of it. */
export const treatmentOf = ({ code, title, action, kind, eur, owner, due, effects }: TreatmentSeed, until: string): Members => ({
  code, title, action, kind, annualCostEur: `${eur}`, owner: { kind: 'position', code: owner }, dueOn: dayAfter(until, due + 60), effects: Object.entries(effects).map(([risk, share]) => ({ risk, share }))
})
