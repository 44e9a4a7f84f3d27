import t from 'tap'
import { registerNeedsOf } from '../../../src/declarations/examination/register-needs.ts'
import type { AskingDeclaration, BatchNeeds } from '../../../src/declarations/examination/register-needs.ts'
import { declaration, item } from '../../support/facts.ts'

const ARC = '26IT1234567890ABCDEF1'
const named = (content: Record<string, unknown>, more: Partial<AskingDeclaration> = {}): AskingDeclaration =>
  ({ content: declaration(content) as unknown as AskingDeclaration['content'], mrn: null, lawDay: '2026-03-02', ...more })

const cases: [name: string, of: AskingDeclaration, wanted: Partial<BatchNeeds>][] = [
  ['nothing but its day', named({}), { goodsRefs: [], supplierRefs: [], representatives: [], mrns: [], arcs: [], documentReferences: [], reviewers: [], hasGuarantee: false, firstDay: '2026-03-02', lastDay: '2026-03-02' }],
  ['a comprehensive guarantee', named({ guarantees: [{ type: '1' }] }), { hasGuarantee: true }],
  ['no comprehensive guarantee in another', named({ guarantees: [{ type: '2' }] }), { hasGuarantee: false }],
  ['goods and suppliers of every item, each once', named({ items: [item({ goodsRef: 'G-1', supplierRef: 'S-1' }), item({ itemNumber: 2, goodsRef: 'G-2', supplierRef: 'S-1' })] }), { goodsRefs: ['G-1', 'G-2'], supplierRefs: ['S-1'] }],
  ['the representative', named({ representative: { eori: 'IT999', status: '2' } }), { representatives: ['IT999'] }],
  ['the MRN that customs gave', named({}, { mrn: '26IT000000000ABCR6' }), { mrns: ['26IT000000000ABCR6'] }],
  ['the MRN that is declared', named({ mrn: '26IT000000000ABCR6' }), { mrns: ['26IT000000000ABCR6'] }],
  ['an excise movement of the item', named({ items: [item({ documents: [{ type: 'C651', reference: ARC }] })] }), { arcs: [ARC], documentReferences: [] }],
  ['an excise movement of the header', named({ transportDocuments: [{ type: 'C651', reference: ARC }] }), { arcs: [ARC] }],
  ['no excise movement where the code is none', named({ documents: [{ type: 'C651', reference: 'KEG' }] }), { arcs: [] }],
  ['a licence, at item or header', named({ documents: [{ type: 'L001', reference: 'AGRIM-1' }], items: [item({ documents: [{ type: 'X002', reference: 'DU-1' }] })] }), { documentReferences: ['AGRIM-1', 'DU-1'] }],
  ['no licence in an invoice, or one without a reference', named({ documents: [{ type: 'N380', reference: 'INV-1' }, { type: 'L001' }] }), { documentReferences: [] }],
  ['who reviewed a proposal, and its day', named({ items: [item({ aiAssisted: { classification: { systemId: 'AI', reviewerId: 'P-1', reviewedAt: '2026-02-27T10:00:00Z' } } })] }), { reviewers: ['P-1'], firstDay: '2026-02-27', lastDay: '2026-03-02' }],
  ['the day of issue before acceptance', named({ acceptanceDate: undefined, issuedAt: '2026-03-01T23:00:00Z' }), { firstDay: '2026-03-01', lastDay: '2026-03-02' }],
  ['the day of release', named({}, { releasedOn: '2026-03-09' }), { firstDay: '2026-03-02', lastDay: '2026-03-09' }],
  ['no day that does not exist', named({ acceptanceDate: '2026-02-30', issuedAt: 'soon' }), { firstDay: '2026-03-02', lastDay: '2026-03-02' }],
  ['the year of what a supplementary declaration completes', named({ additionalType: 'Y', previousDocuments: [{ type: 'NMRN', reference: '25IT000000000ABCR6' }] }), { firstDay: '2025-01-01', lastDay: '2026-03-02' }],
  ['not the year of what another declaration names', named({ previousDocuments: [{ type: 'NMRN', reference: '25IT000000000ABCR6' }] }), { firstDay: '2026-03-02' }]
]

for (const [name, of, wanted] of cases) t.strictSame({ ...registerNeedsOf([of]), ...wanted }, registerNeedsOf([of]), name)

t.test('a batch is asked of as a whole', async (t) => {
  const needs = registerNeedsOf([named({ items: [item({ goodsRef: 'G-1' })] }), named({ items: [item({ goodsRef: 'G-1' })] }, { lawDay: '2026-03-05' }), named({ items: [item({ goodsRef: 'G-2' })], acceptanceDate: '2026-03-01' })])
  t.match(needs, { goodsRefs: ['G-1', 'G-2'], firstDay: '2026-03-01', lastDay: '2026-03-05' })
})
