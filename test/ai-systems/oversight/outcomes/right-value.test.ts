import fc from 'fast-check'
import t from 'tap'
import { agreeingDigits, outcomeOf, sameValue } from '../../../../src/ai-systems/oversight/outcomes/right-value.ts'

t.test('values agree as their pillar reads them', (t) => {
  const cases: [name: string, pillar: string, one: string, other: string, same: boolean][] = [
    ['same code', 'classification', '8471300000', '8471300000', true],
    ['written with dots and blanks', 'classification', '8471.30 00.00', '8471300000', true],
    ['a ruling of eight digits for a code of ten', 'classification', '8471300010', '84713000', true],
    ['six digits agree with ten', 'classification', '847130', '8471300000', true],
    ['four digits are no classification', 'classification', '8471', '8471300000', false],
    ['last digit differs', 'classification', '8471300001', '8471300000', false],
    ['same words where it is no code', 'classification', 'Not goods', ' not  goods ', true],
    ['country in other letters', 'origin', 'cn', 'CN', true],
    ['another country', 'origin', 'CN', 'TW', false],
    ['amounts of the same worth', 'value', '0100.50', '100.5', true],
    ['whole amounts', 'value', '100', '100.00', true],
    ['ten is no hundred', 'value', '10', '100', false],
    ['another amount', 'value', '100.51', '100.5', false],
    ['minus', 'value', '-100', '100', false],
    ['minus nothing is nothing', 'value', '-0.00', '0', true],
    ['an amount and words', 'value', '100', 'hundred', false],
    ['a digit sequence of another pillar is no code', 'licences', '847130', '8471300000', false],
    ['result of a screening', 'licences', 'Hit', 'hit', true]
  ]
  for (const [name, pillar, one, other, same] of cases) {
    t.equal(sameValue(pillar, one, other), same, name)
    t.equal(sameValue(pillar, other, one), same, `${name}, the other way round`)
  }
  t.end()
})

t.test('agreeing digits, in steps of two, no further than both go', (t) => {
  const cases: [proposal: string, right: string, digits: number | null][] = [
    ['8471300000', '8471300000', 10], ['8471300000', '8471300010', 8], ['8471300000', '8471410000', 4], ['8471300000', '8443310000', 2], ['8471300000', '8517130000', 0],
    ['8471300000', '84713000', 8], ['847130', '8471300000', 6], ['8471300000', '8471309900', 6], ['notebook', '8471300000', null]
  ]
  for (const [proposal, right, digits] of cases) t.equal(agreeingDigits('classification', proposal, right), digits, `${proposal} and ${right}`)
  t.equal(agreeingDigits('origin', 'CN', 'CN'), null)
  t.end()
})

t.test('what the right value makes of an output', (t) => {
  const judged = { pillar: 'classification', proposal: '8471300000', finalValue: '8471410000', blindValue: null }
  t.strictSame(outcomeOf(judged, 'binding_ruling', '8471410000', '2026-06-01'), { source: 'binding_ruling', knownOn: '2026-06-01', proposalRight: false, finalRight: true, blindRight: null, digits: 4 })
  t.match(outcomeOf({ ...judged, finalValue: null }, 'court', '8471300000', '2026-06-01'), { proposalRight: true, finalRight: null, digits: 10 })
  t.match(outcomeOf({ ...judged, blindValue: '8471300000' }, 'blind_sample', '8471300000', '2026-06-01'), { proposalRight: true, finalRight: false, blindRight: true })
  t.end()
})

t.test('agreement is the same from both sides, and whole where all digits agree', (t) => {
  const code = fc.stringMatching(/^\d{6,10}$/)
  fc.assert(fc.property(code, code, (one, other) => {
    t.equal(sameValue('classification', one, other), sameValue('classification', other, one))
    const digits = agreeingDigits('classification', one, other) ?? -1
    return digits === agreeingDigits('classification', other, one) && (!sameValue('classification', one, other) || digits >= 6)
  }))
  t.end()
})
