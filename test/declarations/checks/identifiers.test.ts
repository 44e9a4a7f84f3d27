import fc from 'fast-check'
import t from 'tap'
import { checkDigitOf, hasCheckDigit } from '../../../src/declarations/checks/check-digit.ts'
import { askCases, exportOf, importOf } from '../../support/checks.ts'

t.test('the check digit of published numbers', (t) => {
  const published = [
    '06DE586600006143E1', '15ITQ1V1T0240456E9', '10NL5663962BE1E825', '19IT021300100075E9', '19IT02110010007827', '21GB00014210026352',
    '24XI000081LAQJBTJ2', '24GB000246J8NY33L7', '24AT100000Y5L4I0K0', '18GB9JLC3CU1LFGVR2'
  ]
  for (const mrn of published) t.ok(hasCheckDigit(mrn), mrn)
  t.equal(checkDigitOf('22GB02I8901284759'), '8', 'a number printed with another digit')
  t.equal(checkDigitOf('22DK1V0QQK2S6J7TU'), '1', 'another such number')
  t.end()
})

t.test('one wrong digit changes the check digit, but where 10 and 0 meet', (t) => {
  fc.assert(fc.property(fc.stringMatching(/^[0-9]{2}[A-Z]{2}[A-Z0-9]{13}$/), fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (text, at, by) => {
    const digit = Number(text[at])
    if (Number.isNaN(digit)) return true
    const other = text.slice(0, at) + String((digit + by) % 10) + text.slice(at + 1)
    return checkDigitOf(other) !== checkDigitOf(text) || checkDigitOf(text) === '0'
  }))
  t.end()
})

const mrn = (head: string): string => head + checkDigitOf(head)
const IMPORT = mrn('26IT00000000000AR')
const EXPORT = mrn('26IT00000000000AB')

askCases(t, 'ID-01', [
  ['none', 'not_applicable: no_mrn', importOf()],
  ['right', 'pass', importOf({ mrn: IMPORT })],
  ['of the answer', 'pass', importOf(), { known: { mrn: IMPORT } }],
  ['too short', 'hit', importOf(), { known: { mrn: '26IT0000' } }],
  ['too long', 'hit', importOf(), { known: { mrn: `${IMPORT}0` } }],
  ['a letter at the end', 'hit', importOf(), { known: { mrn: `${IMPORT.slice(0, 17)}X` } }],
  ['lower case', 'hit', importOf(), { known: { mrn: IMPORT.toLowerCase() } }]
])
askCases(t, 'ID-02', [
  ['none', 'not_applicable: no_mrn', importOf()],
  ['of another shape', 'not_applicable: mrn_shape', importOf(), { known: { mrn: '26IT0000' } }],
  ['right', 'pass', importOf({ mrn: IMPORT })],
  ['wrong digit', 'hit', importOf({ mrn: `${IMPORT.slice(0, 17)}${(Number(IMPORT[17]) + 1) % 10}` })]
])
askCases(t, 'ID-03', [
  ['an import letter on an import', 'pass', importOf({ mrn: IMPORT })],
  ['an export letter on an import', 'hit', importOf({ mrn: EXPORT })],
  ['an export letter on an export', 'pass', exportOf({ mrn: EXPORT })],
  ['a transit letter', 'hit', exportOf({ mrn: mrn('26IT00000000000AJ') })],
  ['a digit', 'not_applicable: mrn_without_structure', exportOf({ mrn: mrn('26IT00000000000A7') })],
  ['year 22', 'not_applicable: mrn_without_structure', importOf({ mrn: mrn('22IT00000000000AB') })],
  ['year 23', 'hit', importOf({ mrn: mrn('23IT00000000000AB') })],
  ['transit on an import', 'hit', importOf({ mrn: mrn('26IT00000000000AM') })],
  ['an import letter on an export', 'hit', exportOf({ mrn: mrn('26IT00000000000AW') })],
  ['a letter without meaning', 'not_applicable: mrn_without_structure', importOf({ mrn: mrn('26IT00000000000AN') })],
  ['of another shape', 'not_applicable: mrn_shape', importOf(), { known: { mrn: '26IT0000' } }],
  ['an issuer without structure', 'not_applicable: mrn_without_structure', importOf({ mrn: mrn('26GB00000000000AB') })],
  ['none', 'not_applicable: no_mrn', importOf()]
])
askCases(t, 'ID-04', [
  ['right', 'pass', importOf()],
  ['a lower-case country', 'hit', importOf({ declarant: 'it01234567890' })],
  ['nobody', 'not_applicable: no_party', importOf({ declarant: undefined, importer: undefined } as never)],
  ['eighteen characters', 'hit', importOf({ declarant: 'IT1234567890123456' })],
  ['a country alone', 'hit', importOf({ importer: { eori: 'IT' } })],
  ['lower case after the country', 'pass', importOf({ importer: { eori: 'ITabc' } })],
  ['a sign', 'hit', importOf({ exporter: { eori: 'US-12' } })],
  ['of the representative', 'hit', importOf({ representative: { eori: '12345', status: '2' } })],
  ['seventeen characters', 'pass', importOf({ declarant: 'IT123456789012345' })]
])
askCases(t, 'ID-05', [
  ['new', 'pass', importOf()],
  ['missing', 'hit', importOf({ lrn: undefined, mrn: IMPORT } as never)],
  ['22 characters', 'pass', importOf({ lrn: 'L'.repeat(22) })],
  ['23 characters', 'hit', importOf({ lrn: 'L'.repeat(23) })],
  ['used before', 'hit', importOf({ mrn: IMPORT }), { known: { sameLrnMrn: EXPORT } }]
])
askCases(t, 'ID-06', [
  ['own import', 'pass', importOf()],
  ['own representative', 'pass', importOf({ importer: { eori: 'DE1' }, declarant: 'DE1', representative: { eori: 'IT01234567890', status: '2' } })],
  ['own authorisation', 'pass', importOf({ importer: { eori: 'DE1' }, declarant: 'DE1', authorisations: [{ type: 'CGU', reference: 'ITCGU1', holder: 'IT01234567890' }] })],
  ['of strangers', 'hit', importOf({ importer: { eori: 'DE1' }, declarant: 'DE1' })],
  ['of the group', 'pass', importOf({ importer: { eori: 'DE1' }, declarant: 'DE1' }), { knowledge: { ownEoris: new Set(['DE1']) } }],
  ['of nobody', 'not_evaluable: parties_missing', importOf({ importer: undefined, declarant: undefined } as never)]
])
const LATER = { today: '2100-12-31' }
askCases(t, 'ID-07', [
  ['same year', 'pass', importOf({ mrn: IMPORT })],
  ['other year', 'hit', importOf({ mrn: IMPORT, acceptanceDate: '2025-12-31' })],
  ['of another shape', 'not_applicable: mrn_shape', importOf(), { known: { mrn: '26IT0000' } }],
  ['lodged before arrival, accepted two years on', 'hit', importOf({ mrn: IMPORT, additionalType: 'D', acceptanceDate: '2028-01-05' }), LATER],
  ['lodged before arrival, of a year to come', 'hit', importOf({ mrn: IMPORT, additionalType: 'D', acceptanceDate: '2025-12-31' })],
  ['at the turn of the century', 'pass', importOf({ mrn: mrn('99IT00000000000AR'), additionalType: 'D', acceptanceDate: '2100-01-05' }), LATER],
  ['not accepted', 'not_evaluable: acceptance_date_missing', importOf({ mrn: IMPORT, acceptanceDate: undefined } as never)],
  ['lodged before arrival, accepted in January', 'pass', importOf({ mrn: IMPORT, additionalType: 'D', acceptanceDate: '2027-01-31' }), LATER],
  ['lodged before arrival, accepted in February', 'hit', importOf({ mrn: IMPORT, additionalType: 'D', acceptanceDate: '2027-02-01' }), LATER],
  ['standard, accepted in January', 'hit', importOf({ mrn: IMPORT, acceptanceDate: '2027-01-05' }), LATER],
  ['none', 'not_applicable: no_mrn', importOf()],
  ['a day that does not exist', 'hit', importOf({ acceptanceDate: '2026-02-30' })],
  ['no day at all', 'hit', importOf({ acceptanceDate: '0000-00-00' })],
  ['thirty days ahead', 'not_applicable: no_mrn', importOf({ acceptanceDate: '2026-04-01' })],
  ['thirty-one days ahead', 'hit', importOf({ acceptanceDate: '2026-04-02' })]
])
