import fc from 'fast-check'
import t from 'tap'
import { questionnaireCsv } from '../../src/questionnaire/reports/questionnaire-file.ts'
import type { WholeWire } from '../../src/questionnaire/answers/wire.ts'

/** The lines of one question that is answered like this. */
function csvOf (text: string): string {
  const answer = { text, notApplicable: null, evidence: [], owner: { kind: 'unit', code: 'U' }, answeredOn: '2026-01-01', lookedOn: '2026-01-01', reviewOn: '2027-01-01' }
  const question = { id: '6.2.3', words: 'Is the site lit?', criteria: ['39e'], appliesTo: ['AEOS'], state: 'answered', answer } as unknown as WholeWire
  return questionnaireCsv({ sections: [{ section: '6.2', title: 'x', questions: [question] }] })
}

/** As spreadsheets read: a quote means something where a cell begins, and nowhere else. */
function cellsOf (csv: string, separator: string): string[] {
  const cells: string[] = []
  let rest = csv
  while (rest !== '') {
    const quoted = /^"((?:[^"]|"")*)"/.exec(rest)
    const [whole = '', inner = ''] = quoted ?? []
    const tail = new RegExp(`^[^${separator}\r\n]*`).exec(rest.slice(whole.length))?.[0] ?? ''
    cells.push(`${inner.replaceAll('""', '"')}${tail}`)
    rest = rest.slice(whole.length + tail.length + 1)
  }
  return cells
}

const isFormula = (cell: string): boolean => /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell)

t.test('no answer begins a formula in a spreadsheet, whether commas, semicolons or tabs part its cells', (t) => {
  const hostile = ['=1+1', 'Yes;=1+1', 'Yes\t=1+1', 'Yes\n=1+1', 'Yes\r\n\t @x', 'Yes;"=1+1"', 'Yes;""=1+1', ';;-2+3', '"=1"', ' \uFF1D1', 'a, b;\n"+1']
  for (const text of hostile) for (const separator of [',', ';', '\t']) t.strictSame(cellsOf(csvOf(text), separator).filter(isFormula), [], JSON.stringify([text, separator]))
  const anyText = fc.array(fc.constantFrom('=', '+', '-', '@', ';', ',', '"', '\t', '\n', '\r', ' ', 'a'), { maxLength: 12 }).map((parts) => parts.join(''))
  fc.assert(fc.property(anyText, fc.constantFrom(',', ';', '\t'), (text, separator) => !cellsOf(csvOf(text), separator).some(isFormula)), { numRuns: 3000 })
  t.equal(cellsOf(csvOf('One - two; three, "four"\nfive'), ',').find((cell) => cell.startsWith('One')), 'One - two; three, "four"\nfive', 'what begins none stays as it is')
  t.end()
})

t.test('spreadsheets know that it is UTF-8, and take no number of a question for a day or another number', (t) => {
  const csv = csvOf('Perché no')
  t.equal([...Buffer.from(csv).subarray(0, 3)].map((byte) => byte.toString(16)).join(' '), 'ef bb bf')
  t.match(cellsOf(csv.slice(csv.indexOf('\r\n') + 2), ','), ['6.2 x', 'SAQ 6.2.3'])
  t.end()
})

t.test('a long answer of nothing but blanks and semicolons is written at once', (t) => {
  const began = performance.now()
  csvOf(`${'\n;" '.repeat(5_000)}a`)
  csvOf('\n'.repeat(20_000))
  t.ok(performance.now() - began < 500)
  t.end()
})
