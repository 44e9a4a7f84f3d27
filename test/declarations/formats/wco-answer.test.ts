import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { Problem } from '../../../src/platform/problem.ts'
import type { WcoAnswer } from '../../../src/declarations/formats/wco-answer.ts'
import { readWcoMessage } from '../../../src/declarations/formats/wco-message.ts'

const SAMPLES = new URL('../../fixtures/wco-dec/notifications/', import.meta.url)
function answerOf (bytes: Uint8Array): WcoAnswer {
  const message = readWcoMessage(bytes)
  if (message.kind !== 'answer') throw new Error(`a ${message.kind} where an answer is expected`)
  return message
}
const answerIn = (file: string): WcoAnswer => answerOf(readFileSync(new URL(file, SAMPLES)))
const answer = (inside: string): WcoAnswer => answerOf(Buffer.from(`<MetaData><Response><FunctionCode>13</FunctionCode>${inside}</Response></MetaData>`))

t.test('customs\' own examples are read as their comments say', async (t) => {
  const named: [file: string, expected: object][] = [
    ['01_DMSACC', {
      functionCode: '01', reference: 'a6e4e95b91be4fe4a95800c235c7c010', issuedAt: '2019-11-13T17:22:16Z', mrn: '19GBCKKCQSXV2FGVA8', lrn: '3.1_P1_TT_1311RM41',
      versionId: '2', acceptedOn: '2019-11-13', acceptedAt: '2019-11-13T08:00:00Z', changes: [], taxes: [], errors: [], notes: []
    }],
    ['03_DMSREJ', { functionCode: '03', rejectedAt: '2020-02-11T11:42:12Z', errors: [{ code: 'CDS12005', pointer: '/Declaration/AuthorisationHolder/ID' }] }],
    ['06_DMSDOC', { functionCode: '06', limitAt: '2026-09-11T16:33:45Z', notes: ['ACA ACA'] }],
    ['09_DMSCLE', { functionCode: '09', notes: ['AFB A2'] }],
    ['10_DMSINV', { functionCode: '10', invalidatedAt: '2020-01-17T13:30:13Z', notes: ['AFB Comments for Submitter for TC18'] }],
    ['11_DMSREQ', { functionCode: '11', statusCode: '39' }],
    ['13_DMSTAX', { functionCode: '13', statusCode: '4', taxes: [
      { itemNumber: 1, type: 'A00', base: '10000', rate: '2.7', assessed: '270', payable: '270', currency: 'GBP' },
      { itemNumber: 1, type: 'B00', base: '10270', rate: '20', assessed: '2054', payable: '2054', currency: 'GBP' }
    ] }],
    ['14_DMSCPI', { functionCode: '14', taxes: [{ payable: '226.4', currency: 'GBP' }] }],
    ['15_DMSCPR', { functionCode: '15', taxes: [{ payable: '226.4' }] }],
    ['16_DMSEOG', { functionCode: '16', statusCode: 'A1', notes: ['CEX GB000041', /EffectiveDateTime Wed Nov 13 00:00:00 UTC 2019 is not an instant/] }]
  ]
  for (const [name, expected] of named) {
    const read = answerIn(`Example_DMS_notifications__${name}.xml`)
    t.match(read, { kind: 'answer', ...expected }, name)
  }
  t.equal(answerIn('Example_DMS_notifications__16_DMSEOG.xml').statusAt, undefined, 'an unreadable instant is left out')
})

t.test('functions, taxes and errors of all samples are counted', async (t) => {
  const answers = readdirSync(SAMPLES).map(answerIn)
  const functions: Record<string, number> = {}
  for (const { functionCode } of answers) functions[functionCode] = (functions[functionCode] ?? 0) + 1
  t.same(functions, { '01': 44, '02': 17, '03': 4, '05': 1, '06': 1, '07': 7, '08': 1, '09': 45, 10: 2, 11: 7, 13: 76, 14: 1, 15: 1, 16: 3, 18: 1 })
  t.equal(answers.flatMap(({ taxes }) => taxes).length, 216)
  t.equal(answers.flatMap(({ errors }) => errors).length, 17)
  t.ok(answers.every(({ mrn, lrn, reference, issuedAt }) => mrn !== undefined && lrn !== undefined && reference !== undefined && issuedAt !== undefined))
})

t.test('the day of acceptance is the day in the office\'s own time', async (t) => {
  t.match(answer('<Declaration><AcceptanceDateTime><DateTimeString formatCode="304">20250701003000+02</DateTimeString></AcceptanceDateTime></Declaration>'),
    { acceptedOn: '2025-07-01', acceptedAt: '2025-07-01T00:30:00+02:00' })
  t.match(answer('<Declaration><AcceptanceDateTime><DateTimeString>soon</DateTimeString></AcceptanceDateTime></Declaration>'),
    { acceptedOn: undefined, notes: [/AcceptanceDateTime soon/] })
})

t.test('an amount that is not a number and an identifier that is not an MRN are refused', async (t) => {
  for (const [inside, pointer] of [
    ['<Declaration><DutyTaxFee><TaxRateNumeric>a lot</TaxRateNumeric></DutyTaxFee></Declaration>', /TaxRateNumeric$/],
    ['<Declaration><ID>12345</ID></Declaration>', /^\/MetaData\/Response\/\/ID$/]
  ] as const) {
    try {
      answer(inside)
      t.fail(inside)
    } catch (error) {
      t.type(error, Problem)
      t.match(error, { type: '/problems/invalid-request', members: { errors: [{ pointer }] } })
    }
  }
})

t.test('references are short and printable, and long texts are cut', async (t) => {
  for (const reference of ['x'.repeat(71), 'a\u202Eb', 'naïve']) {
    t.throws(() => answer(`<FunctionalReferenceID>${reference}</FunctionalReferenceID>`), { message: /identifier/ })
  }
  const [note] = answer(`<AdditionalInformation><StatementDescription>${'x'.repeat(100_000)}</StatementDescription></AdditionalInformation>`).notes
  t.ok((note ?? '').length < 1100)
})
