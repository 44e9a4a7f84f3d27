import t from 'tap'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { Country, Day, Eori, Mrn, orNull, Reference, Sha256, Uuid, Words } from '../../../src/platform/http/fields.ts'

const cases: [name: string, schema: TSchema, taken: unknown[], refused: unknown[]][] = [
  ['reference', Reference(4, 'x'), ['a', 'a b', 'abcd', '#1/2'], ['', ' a', 'a ', 'abcde', 'é', 'a\nb', 'a\u007f', 1, null]],
  ['words', Words(3, 'x'), ['a', ' a ', 'é', '\na'], ['', ' ', '\n\t', 'abcd']],
  ['day', Day('x'), ['2026-03-02'], ['2026-3-2', '2026-03-02T00:00:00Z', '', ' 2026-03-02']],
  ['id', Uuid('x'), ['01a21539-0cfb-72a3-b65a-d8e6c23748c1'], ['01A21539-0CFB-72A3-B65A-D8E6C23748C1', '01a215390cfb72a3b65ad8e6c23748c1', '']],
  ['EORI', Eori('x'), ['IT0', 'IT01234567890', 'XIAb1'], ['IT', 'it0', 'IT0123456789012345', 'IT 0']],
  ['MRN', Mrn('x'), ['26IT000000000ABCR6'], ['26IT000000000ABCRX', '26IT000000000ABCR', '26it000000000ABCR6']],
  ['country', Country('x'), ['IT'], ['ITA', 'it', '']],
  ['hash', Sha256('x'), ['ab'.repeat(32)], ['AB'.repeat(32), 'ab'.repeat(31)]],
  ['what may be null', orNull(Country('x')), [null, 'IT'], [undefined, '']]
]
for (const [name, schema, taken, refused] of cases) {
  t.test(`a field: ${name}`, (t) => {
    for (const value of taken) t.ok(Value.Check(schema, value), `takes ${JSON.stringify(value)}`)
    for (const value of refused) t.notOk(Value.Check(schema, value), `refuses ${JSON.stringify(value)}`)
    t.end()
  })
}
t.match(orNull(Country('the country')), { description: 'the country' }, 'what may be null is described as what it is')
