import t from 'tap'
import { scalars } from '../../../src/platform/graphql/scalars.ts'
import { ask, plantedApp, refusal } from './planted.ts'

const cases: [scalar: keyof typeof scalars, value: unknown, accepted: boolean][] = [
  ['Decimal', '1234567890123456.123456', true],
  ['Decimal', '-0.5', true],
  ['Decimal', '12345678901234567', false],
  ['Decimal', '1.1234567', false],
  ['Decimal', '1e5', false],
  ['Decimal', '+1', false],
  ['Decimal', 'NaN', false],
  ['Decimal', '٣', false],
  ['Decimal', 1.5, false],
  ['Date', '2024-02-29', true],
  ['Date', '2023-02-29', false],
  ['Date', '1900-01-01', true],
  ['Date', '1899-12-31', false],
  ['Date', '2100-12-31', true],
  ['Date', '2101-01-01', false],
  ['Date', '2024-04-31', false],
  ['Date', 'now', false],
  ['DateTime', '2026-03-01T09:30:00Z', true],
  ['DateTime', '2026-03-01T09:30:00.123+02:00', true],
  ['DateTime', '2026-03-01T09:30:60Z', false],
  ['DateTime', '2026-03-01T24:00:00Z', false],
  ['DateTime', '2026-02-30T09:30:00Z', false],
  ['DateTime', '2026-03-01T09:30:00', false],
  ['DateTime', '0000-01-01T00:00:00Z', false],
  ['DateTime', 'infinity', false]
]
for (const [name, value, accepted] of cases) {
  const read = () => scalars[name].parseValue(value)
  if (accepted) t.equal(read(), value, `${name} ${value}`)
  else t.throws(read, { message: new RegExp(`^${name} must be`) }, `${name} refuses ${value}`)
}

t.equal(scalars.DateTime.serialize(new Date(0)), '1970-01-01T00:00:00.000Z', 'an instant is written in UTC')
t.equal(scalars.Decimal.serialize('12345678901234567890.1'), '12345678901234567890.1', 'a sum may be longer than what is read')
t.throws(() => scalars.Decimal.serialize(0.1), /number for Decimal/)
t.throws(() => scalars.Date.serialize('2023-02-29'), /malformed text for Date/)

t.test('literals and variables are read alike, and a wrong one is refused', async (t) => {
  const app = plantedApp()
  const literal = await ask(app, '{ echo(amount: "1.50", day: "2026-03-01", at: "2026-03-01T00:00:00Z") }')
  const variable = await ask(app, 'query ($a: Decimal, $d: Date, $i: DateTime) { echo(amount: $a, day: $d, at: $i) }', { a: '1.50', d: '2026-03-01', i: '2026-03-01T00:00:00Z' })
  t.strictSame(literal.body.data, variable.body.data)
  t.strictSame(JSON.parse(String(literal.body.data?.['echo'])), { amount: '1.50', day: '2026-03-01', at: '2026-03-01T00:00:00Z' })
  t.strictSame(refusal(await ask(app, '{ echo(amount: 1.5) }')), ['/problems/graphql-invalid', undefined])
  t.strictSame(refusal(await ask(app, 'query ($d: Date) { echo(day: $d) }', { d: 'now' })), ['/problems/graphql-invalid', undefined])
})
