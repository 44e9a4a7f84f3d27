import fc from 'fast-check'
import t from 'tap'
import { ZERO, canonicalDecimalText, decimal, decimalText } from '../../src/platform/decimal.ts'

const cases: [given: string, canonical: string][] = [
  ['0', '0'], ['00', '0'], ['-0', '0'], ['0.000000', '0'], ['-0.00', '0'], ['1', '1'], ['010', '10'], ['100', '100'],
  ['1.50', '1.5'], ['001.500', '1.5'], ['-1.50', '-1.5'], ['0.10', '0.1'], ['-00.000001', '-0.000001'], ['10.0', '10'],
  ['9999999999999999.999999', '9999999999999999.999999'], ['-9999999999999999.999999', '-9999999999999999.999999']
]

t.test('decimals have one text', (t) => {
  for (const [given, canonical] of cases) {
    t.equal(canonicalDecimalText(given), canonical, given)
    t.equal(decimalText(decimal(given)), canonical, `${given} through arithmetic`)
  }
  t.end()
})

t.test('the cheap text is that of the arithmetic, and canonical already', (t) => {
  const digits = (least: number, most: number): fc.Arbitrary<string> => fc.string({ minLength: least, maxLength: most, unit: fc.constantFrom('0', '0', '1', '5', '9') })
  t.doesNotThrow(() => fc.assert(fc.property(fc.constantFrom('', '-'), digits(1, 16), digits(0, 6), (sign, whole, fraction) => {
    const text = `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`
    const canonical = canonicalDecimalText(text)
    return canonical === decimalText(decimal(text)) && canonicalDecimalText(canonical) === canonical
  })))
  t.end()
})

t.test('sums are exact, where those of floats are not', (t) => {
  t.equal(decimalText(decimal('0.1').plus(decimal('0.2'))), '0.3')
  t.equal(decimalText(decimal('9999999999999999.999999').plus(decimal('0.000001'))), '10000000000000000')
  t.equal(decimalText(decimal('1.10').minus(decimal('1.1'))), '0')
  t.equal(decimalText(ZERO.neg()), '0')
  t.end()
})

t.test('very small and very large results have no exponent', (t) => {
  t.equal(decimalText(decimal('0.000001').times(decimal('0.000001'))), '0.000000000001')
  t.equal(decimalText(decimal('9999999999999999').times(decimal('9999999999999999'))), '99999999999999980000000000000001')
  t.end()
})

t.test('a division keeps twenty digits and rounds half away from zero', (t) => {
  t.equal(decimalText(decimal('2').div(decimal('3'))), '0.66666666666666666667')
  t.equal(decimalText(decimal('-2').div(decimal('3'))), '-0.66666666666666666667')
  t.end()
})

t.test('what is no number is refused', (t) => {
  for (const text of ['', ' ', '1,5', 'NaN', 'Infinity', '0x10', '1 000']) t.throws(() => decimal(text), text)
  t.end()
})
