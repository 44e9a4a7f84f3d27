import t from 'tap'
import { knowledgeDigest } from '../../../src/declarations/examination/knowledge-digest.ts'
import type { RegisterAnswers } from '../../../src/declarations/examination/registers.ts'
import { importItem, importOf } from '../../support/checks.ts'
import { goods, suppliers } from '../../support/knowledge.ts'

const content = importOf({ documents: [{ type: 'L001', reference: 'L-1' }] }, { goodsRef: 'G-1', supplierRef: 'S-1' })
const digest = (answers: RegisterAnswers, of = content, day = '2026-03-02') => knowledgeDigest(of, () => day, answers)
const licence = (changes: object = {}): RegisterAnswers => ({ licences: { find: (reference) => reference === 'L-1' ? { validFrom: null, validUntil: null, balance: '100', measure: { unit: 'KGM' }, attributedUntil: () => '0', ...changes } : undefined } })

t.test('nothing is named while none of these registers is kept', (t) => {
  t.equal(digest({}), undefined)
  t.equal(digest({ documents: { missingOf: () => [] }, movements: { differencesOf: () => [] }, exits: { confirmed: () => true } }), undefined, 'what arrives later has no place in it')
  t.end()
})

const known: RegisterAnswers = { ...goods(), ...suppliers(), ...licence() }
const others: [name: string, other: string | undefined][] = [
  ['another approved code', digest({ ...known, ...goods({ approvedCode: '8518300010' }) })],
  ['another state of the goods', digest({ ...known, ...goods({ status: 'blocked' }) })],
  ['another supplier', digest({ ...known, ...suppliers({ related: true }) })],
  ['another end of a licence', digest({ ...known, ...licence({ validUntil: '2026-12-31' }) })],
  ['other goods named', digest(known, importOf({}, { goodsRef: 'G-2', supplierRef: 'S-1' }))],
  ['a register that is kept no more', digest(goods())],
  ['what held on another day', digest({ ...known, goods: { find: (ref, day) => day < '2026-03-02' ? undefined : goods().goods?.find(ref, day) } }, content, '2026-03-01')]
]
for (const [name, other] of others) t.not(other, digest(known), `it tells ${name}`)

t.test('the same knowledge has the same name', (t) => {
  t.match(digest(known), /^[0-9a-f]{16}$/)
  t.equal(digest({ ...known, ...licence({ attributed: '50' }) }), digest(known), 'a use of a licence is no other licence')
  const two = (...refs: string[]) => ({ ...content, items: refs.map((goodsRef, index) => importItem({ goodsRef, supplierRef: 'S-1', itemNumber: index + 1 })) })
  t.equal(digest(known, two('G-1', 'G-2')), digest(known, two('G-2', 'G-1')), 'in whichever order goods are named')
  t.equal(digest(known, two('G-1', 'G-1')), digest(known, two('G-1')), 'and how often')
  t.end()
})
