import type { Area } from '../../risks/index.ts'
import type { Members } from '../perimeter/perimeter-record.ts'
import { dayAfter } from '../seasons.ts'

/**
 * What the synthetic trader's people say of the catalogue's risks: most proposals are confirmed, some changed, a few are none of theirs,
 * and of two nobody has said anything yet. Pure data.
 */

/** The workshop takes place after the year's findings are known. */
const WORKSHOP_DAYS = 12
export const workshopOf = (until: string): string => dayAfter(until, -WORKSHOP_DAYS)

/** What the workshop looked at where it confirmed what is proposed, and whose position answers. */
const AREAS: Readonly<Record<Area, { readonly owner: string, readonly seen: string }>> = {
  compliance: { owner: 'head-of-customs', seen: 'The penalties of three years and the letters of customs were read: the proposal fits.' },
  classification: { owner: 'classification', seen: 'The codes that were changed in the year were gone through: the proposal fits.' },
  origin: { owner: 'head-of-customs', seen: 'Suppliers, agreements used and proofs on file were gone through: the proposal fits.' },
  value: { owner: 'finance-director', seen: 'Contracts, delivery terms and postings of the year were compared: the proposal fits.' },
  trade_defence: { owner: 'purchaser', seen: 'Goods under measures and their producers were listed: the proposal fits.' },
  licences: { owner: 'head-of-customs', seen: 'Goods that need a licence and the licences held were listed: the proposal fits.' },
  procedures: { owner: 'head-of-customs', seen: 'The authorisations and their conditions were read: the proposal fits.' },
  declarations: { owner: 'specialist-centre', seen: 'Amendments, invalidations and the brokers\' work of the year were looked at: the proposal fits.' },
  accounting: { owner: 'finance-director', seen: 'Three deliveries were followed from order to archive: the proposal fits.' },
  it_security: { owner: 'interfaces', seen: 'The report on access, back-up and outsourced systems was read: the proposal fits.' },
  solvency: { owner: 'finance-director', seen: 'The annual accounts and provisions were read: the proposal fits.' },
  competence: { owner: 'head-of-customs', seen: 'The training matrix and what trainings achieved were looked at: the proposal fits.' },
  organisation: { owner: 'managing-director', seen: 'The chart, workload and vacancies were looked at: the proposal fits.' },
  security: { owner: 'security', seen: 'The security plan and the threat assessment were read: the proposal fits.' },
  artificial_intelligence: { owner: 'classification', seen: 'The inventory of AI systems and how their proposals are decided were looked at: the proposal fits.' },
  excise: { owner: 'dispatcher', seen: 'Movements of excise goods of the year were listed: the proposal fits.' },
  monitoring: { owner: 'audit', seen: 'The reports of the internal audit of two years were read: the proposal fits.' }
}

/** Where another than the area's usual position answers. */
const OWNERS: Readonly<Record<string, string>> = {
  'CMP-04': 'managing-director', 'CMP-08': 'finance-director', 'ORI-04': 'export-sales', 'ORI-05': 'export-sales', 'VAL-03': 'finance-director', 'VAL-06': 'purchaser', 'LIC-03': 'export-sales', 'PRO-02': 'plant-manager',
  'PRO-03': 'plant-manager', 'PRO-07': 'specialist-centre', 'PRO-10': 'dispatcher', 'DEC-01': 'specialist-ports', 'ACC-02': 'interfaces', 'ACC-03': 'dispatcher', 'ACC-06': 'interfaces', 'CPT-01': 'managing-director',
  'AI-04': 'interfaces', 'AI-06': 'interfaces', 'AI-09': 'head-of-customs'
}

const CHANGED: Readonly<Record<string, Members>> = {
  'CLA-07': { likelihood: 5, reason: 'Nearly every code is proposed by an AI system since its new model: a wrong one comes up more often than the catalogue expects.' },
  'AI-02': { likelihood: 5, reason: 'Wrong origins that were planted went through unread: proposals are accepted by habit.' },
  'ORI-04': { likelihood: 2, reason: 'Statements on origin are issued for own products only, some thirty a month, from one calculation.' },
  'VAL-03': { likelihood: 3, reason: 'A related supplier adjusts prices at the end of a quarter, and in the year nobody told customs of one.' },
  'LIC-03': { likelihood: 3, reason: 'Listed goods are among the own products, and sales asks for new destinations every quarter.' },
  'PRO-02': { likelihood: 4, reason: 'Inward processing was suspended over incomplete records of yield, and a bill of discharge is late.' },
  'DEC-01': { lossHigh: 20_000, reason: 'Brokers lodge most of what comes in by sea, among it the dearest goods.' },
  'ITS-05': { likelihood: 3, reason: 'The stock system moved to a cloud provider in the year.' },
  'FIN-02': { lossHigh: 150_000, reason: 'The provision covers a year; duty may be asked for three.' },
  'CPT-01': { likelihood: 3, reason: 'The head of customs left in the year, and the deputy who followed has had no deputy since.' },
  'SEC-02': { likelihood: 1, reason: 'Containers come sealed and are opened in one yard, under cameras.' },
  'EXC-01': { likelihood: 2, reason: 'A dozen consignments of spirits a year, for the test benches alone.' }
}

const RETIRED: Readonly<Record<string, string>> = {
  'VAL-07': 'We buy from makers and never within a chain of sales, so there is no earlier sale that could be used.',
  'PRO-04': 'We hold no authorisation for end-use and declare nothing under it.',
  'EXC-03': 'We move no excise goods under a guarantee of our own.'
}

/** Nobody has judged them: the audit shows them without figures. */
const OPEN: ReadonlySet<string> = new Set(['AI-10', 'SEC-06'])

/** One of the catalogue's risks, as it stands in the register. */
export interface ProposedRisk { readonly code: string, readonly area: Area }

/** Who answers for it. */
export const ownerOf = ({ code, area }: ProposedRisk): Members => ({ kind: 'position', code: OWNERS[code] ?? AREAS[area].owner })

/** What is sent of it and where; undefined: nobody has said anything. */
export function verdictOn ({ code, area }: ProposedRisk, until: string): { readonly step: 'inputs' | 'retire', readonly payload: Members } | undefined {
  const reason = RETIRED[code]
  if (reason !== undefined) return { step: 'retire', payload: { reason } }
  return OPEN.has(code) ? undefined : { step: 'inputs', payload: { reason: AREAS[area].seen, ...CHANGED[code], statedOn: workshopOf(until) } }
}
