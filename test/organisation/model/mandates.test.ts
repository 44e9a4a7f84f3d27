import t from 'tap'
import { mandateCovers, mandateRegisterOf } from '../../../src/organisation/model/mandates.ts'
import type { MandateTerm, RepresentedAct } from '../../../src/organisation/model/mandates.ts'

t.test('a mandate covers its first and last day, and from the day of its revocation on nothing', (t) => {
  const mandate = { representative: 'DE1', validFrom: '2024-02-29', validTo: '2025-02-28', revokedOn: null, representation: 'direct', procedures: [], directions: [], sites: [] }
  const days = ['2024-02-28', '2024-02-29', '2025-02-28', '2025-03-01']
  t.strictSame(days.map((day) => mandateCovers(mandate, day)), [false, true, true, false])
  t.strictSame(['2024-12-31', '2025-01-01'].map((day) => mandateCovers({ ...mandate, revokedOn: '2025-01-01' }, day)), [true, false])
  const { covers } = mandateRegisterOf([{ ...mandate, revokedOn: '2024-06-01' }, { ...mandate, validFrom: '2024-09-01', validTo: null }])
  t.strictSame(['2024-05-31', '2024-06-01', '2024-08-31', '2024-09-01'].map((day) => covers('DE1', day)), [true, false, false, true], 'a later mandate counts beside a revoked one')
  t.notOk(covers('DE2', '2024-10-01'))
  t.end()
})

const term = (changes: Partial<MandateTerm> = {}): MandateTerm => ({ representative: 'DE1', validFrom: '2024-01-01', validTo: null, revokedOn: null, representation: 'direct', procedures: [], directions: [], sites: [], ...changes })
const act = (changes: Partial<RepresentedAct> = {}): RepresentedAct => ({ representation: 'direct', direction: 'import', procedures: ['4000'], site: undefined, ...changes })

const ACTS: [name: string, mandates: MandateTerm[], act: RepresentedAct, answer: boolean | string][] = [
  ['anything, by one without limits', [term()], act(), true],
  ['anything, by none', [], act(), false],
  ['direct representation by one for indirect', [term({ representation: 'indirect' })], act(), false],
  ['indirect representation by one for it', [term({ representation: 'indirect' })], act({ representation: 'indirect' }), true],
  ['representation that is not stated', [term()], act({ representation: undefined }), 'representation_missing'],
  ['representation that is not stated, by one for the other direction', [term({ directions: ['export'] })], act({ representation: undefined }), false],
  ['a direction that it names', [term({ directions: ['export', 'import'] })], act(), true],
  ['a direction that it does not name', [term({ directions: ['export'] })], act(), false],
  ['a procedure that it names, whatever came before', [term({ procedures: ['40'] })], act({ procedures: ['4071'] }), true],
  ['a procedure that it does not name', [term({ procedures: ['40'] })], act({ procedures: ['5100'] }), false],
  ['a procedure with the previous one that it names', [term({ procedures: ['4000'] })], act(), true],
  ['a procedure with another previous one', [term({ procedures: ['4000'] })], act({ procedures: ['4071'] }), false],
  ['a procedure whose previous one is not declared', [term({ procedures: ['4000'] })], act({ procedures: ['40'] }), 'procedure_missing'],
  ['a procedure that is not declared', [term({ procedures: ['40'] })], act({ procedures: [''] }), 'procedure_missing'],
  ['no item', [term({ procedures: ['40'] })], act({ procedures: [] }), 'procedure_missing'],
  ['one procedure of two', [term({ procedures: ['40'] })], act({ procedures: ['4000', '5100'] }), false],
  ['two procedures, by a mandate each', [term({ procedures: ['40'] }), term({ procedures: ['51'] })], act({ procedures: ['4000', '5100'] }), true],
  ['a site that it names', [term({ sites: ['S-1', 'S-2'] })], act({ site: 'S-2' }), true],
  ['a site that it does not name', [term({ sites: ['S-1'] })], act({ site: 'S-2' }), false],
  ['a site that is not declared', [term({ sites: ['S-1'] })], act(), 'site_missing'],
  ['a site that is not declared, by one for all beside it', [term({ sites: ['S-1'] }), term()], act(), true],
  ['limits that two mandates keep each in part', [term({ directions: ['import'], procedures: ['51'] }), term({ directions: ['export'], procedures: ['40'] })], act(), false]
]
for (const [name, mandates, done, answer] of ACTS) {
  t.test(`a mandate and what is lodged: ${name}`, (t) => {
    t.equal(mandateRegisterOf(mandates).covers('DE1', '2024-06-01', done), answer)
    t.end()
  })
}
