import fc from 'fast-check'
import t from 'tap'
import { checkDigitOf, hasCheckDigit } from '../../../src/declarations/checks/check-digit.ts'

// Numbers printed in public samples of customs software and on public pages; the digit of the second list was computed by another program.

const RIGHT = [
  '18GBJCM3USAFD2WD51', '18GBJCUDH7A1RGWD50', '18GBJCUDI9ADRHWD54', '18GBJCUDKVAHRIWD50', '19GBCKKCQSXV2FGVA8', '20GB0NKQGSX2IX8PR5',
  '20GB1NA4Y2YSRFGVR6', '20GB1OJPU2P01FGVR4', '20GB1Q3RTK463FGVR4', '20GB7HGPXUC5DFGVR2', '21GB31AJB9S50C90R6', '21GB556IESSWMPZWR9',
  '21GB5F2VTXZ3KTZZR2', '21GB5RTV30HKDAOMR0', '21GB7IQC4FGWJZ5GR0', '22GB0GHBLF450VYAR0', '22GB2VL0IA6VLYBA03', '22GB9TOG03BRZ1GA02',
  '23GB000246IF9W5YJ0', '23GB6BMRITMW9YZAR3', '23GB6GEGQIS8KJTAR2', '23GB7DAM27Z2I4KAR4', '23GB7DAO2KZ2UJGAR9', '23GB7DAV33S3IW5AR6',
  '23GB99T9N10DHRXAR8', '23GBCXDLLRXMOCTAA4', '23GBD8NTK2I7OHMAR6', '23GBDFSUDLJ2X59AR7', '24GB0MC86MH6WYKAA3', '24GB0YUZI38FK68A00',
  '24GB3WOWFYNNDB7AR8', '24GB4MJPHFK3WN8AV6', '24GB4MJQTAG3X8NAR8', '24GB9WRD7U2Y5ISAA2', '24GBA4ZYBWXU1BSA00', '24GBA51A56J1Z6KAR3',
  '24GBCLURMAK2W2BA03', '24GBCN7NW8U7JWIAR4', '24GBCSOYM2NQWUNA03', '24GBDEBFM09A6F8AR3', '24GBDIRIGZ7QLCPAA8', '25GB13GP6SYGRXAA01',
  '25GB17K2U6WMM38A05', '25GB34F7Y1O2CX8PT4', '25GB3POHWIVZSF9AR0', '25GB4QJDD2N6JJRAR7', '25GB63BM2TSVKL2AA5', '25GB6W23HIITPATAR8',
  '25GBCDS123456789R1', '25GBCHIZRH8ZEK0A02', '25GBCHKMG2I1NP5A05', '25GBCK6YEQTF0M4A00', '25GBD2YHFF4IJ70A03', '25GBD2YTM36IX8VA09',
  '26GB1VXNS0AKBE9AR0', '26GB1YRQUPN712RAR7', '26GB1ZZSPEO89PVAR0', '26GB2003ZK38HY5AR1', '26GB200ITAP8IRVAR3', '26GB201XQ6F9B4BAR4',
  '26GB202ITJ39V74AV3', '26GB208P252DHU0AR5', '26GB2INT335MRLRAR1', '26GB2IRTFM9TKG8AR2', '26GB2OPYI6PGWK3AR6', '26GB2PR1V68J160AR5',
  '26GB2RKGNB66XC5AR1', '26GB2U87RWEK9YIAR0', '26GB345BQQV9HNYAR0', '26GB5T5NKJZVDKTAR2', '26GB5UO1QDOVBJAAR6', '26GB63A0XHUHV36AR8',
  '06DE586600006143E1', '49PL44302A000001R1', '19IT02110010007827', '19IT021300100075E9'
]
const WRONG: readonly (readonly [mrn: string, digit: string])[] = [
  ['19GBCDS123456789B1', '9'], ['20GB34F7Y1O2CX8PT4', '5'], ['21GB34F7Y1O2CX8PT4', '7'], ['22GB34F7Y1O2CX8PT4', '9'], ['22GBTSD123456789U3', '7'],
  ['22XI34F7Y1O2CX8PT4', '9'], ['23GB34F7Y1O2CX8PT4', '0'], ['23GBCDS123456789B1', '9'], ['23GBCDS123456789R1', '8'], ['23XI34F7Y1O2CX8PT4', '0'],
  ['24GB34F7Y1O2CX8PT4', '2'], ['24GBCDS123456789B1', '0'], ['24GBCDS123456789R1', '0'], ['24XI34F7Y1O2CX8PT4', '2'], ['25GB6W23HIITPATAR7', '8'],
  ['25GBJJR7T7G1A6D5R6', '1'], ['25GBJJR7T7G1A6D5R7', '1'], ['26GB34F7Y1O2CX8PT4', '6'], ['26GBCDS123456789R1', '3'], ['22GB02I89012847596', '8'],
  ['15RO9876AB889012B5', '2'], ['07DE330212345678M9', '3'], ['24DE1234567890AB12', '5'], ['19GB12345678901234', '7']
]

t.test('numbers that their issuer made carry their check digit', (t) => {
  for (const mrn of RIGHT) t.ok(hasCheckDigit(mrn), mrn)
  t.end()
})

t.test('invented numbers do not, and the right digit is told', (t) => {
  for (const [mrn, digit] of WRONG) {
    t.notOk(hasCheckDigit(mrn), mrn)
    t.equal(checkDigitOf(mrn.slice(0, -1)), digit, `${mrn} should end in ${digit}`)
  }
  t.end()
})

t.test('letters count from ten on and leave out the multiples of eleven', (t) => {
  const values: readonly (readonly [letter: string, value: number])[] = [
    ['A', 10], ['B', 12], ['C', 13], ['D', 14], ['E', 15], ['F', 16], ['G', 17], ['H', 18], ['I', 19], ['J', 20], ['K', 21], ['L', 23], ['M', 24],
    ['N', 25], ['O', 26], ['P', 27], ['Q', 28], ['R', 29], ['S', 30], ['T', 31], ['U', 32], ['V', 34], ['W', 35], ['X', 36], ['Y', 37], ['Z', 38]
  ]
  for (const [letter, value] of values) t.equal(checkDigitOf(letter), String(value % 11 % 10), letter)
  t.end()
})

t.test('weights are powers of two from the left', (t) => {
  const digits = [...Array(17).keys()].map((position) => checkDigitOf(`${'0'.repeat(position)}1`))
  t.strictSame(digits, ['1', '2', '4', '8', '5', '0', '9', '7', '3', '6', '1', '2', '4', '8', '5', '0', '9'])
  t.end()
})

t.test('a guarantee reference number has the same digit over sixteen characters', (t) => {
  // Year 24 at weights 1 and 2, I = 19 at 4, T = 31 at 8, and the last 1 at 32768.
  t.equal(checkDigitOf('24IT000000000001'), String((2 + 4 * 2 + 19 * 4 + 31 * 8 + 32768) % 11 % 10))
  t.end()
})

t.test('one changed character changes the sum modulo eleven, unless two values agree by it', (t) => {
  fc.assert(fc.property(fc.stringMatching(/^[0-9]{2}[A-Z]{2}[A-Z0-9]{13}$/), fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (text, at, by) => {
    const digit = Number(text[at])
    fc.pre(!Number.isNaN(digit))
    const [before, after] = [checkDigitOf(text), checkDigitOf(text.slice(0, at) + String((digit + by) % 10) + text.slice(at + 1))]
    return before !== after || before === '0'
  }))
  t.end()
})
