import t from 'tap'
import { competenceOn } from '../../../src/training/competence/competence.ts'
import type { Competence, Demand } from '../../../src/training/competence/competence.ts'
import type { Shown } from '../../../src/training/competence/shown.ts'
import { counts, lastDay, ownEnd } from '../../../src/training/competence/shown.ts'
import { shown } from './facts.ts'

const LEVEL_3: Demand = { topic: 'origin', level: 3, refresherMonths: null }
const YEARLY: Demand = { ...LEVEL_3, refresherMonths: 12 }
const certificate = shown({ endsOn: '2024-06-30' })

const CASES: [name: string, records: Shown[], demand: Demand, day: string, expected: Partial<Competence>][] = [
  ['no record at all', [], LEVEL_3, '2024-06-30', { state: 'never', recordId: null, level: null, validUntil: null, heldLevel: null }],
  ['the day before completion', [certificate], LEVEL_3, '2024-01-14', { state: 'never', recordId: null }],
  ['the day of completion', [certificate], LEVEL_3, '2024-01-15', { state: 'valid', recordId: 'R1', level: 3, validUntil: '2024-06-30', heldLevel: 3 }],
  ['the last day', [certificate], LEVEL_3, '2024-06-30', { state: 'valid', validUntil: '2024-06-30' }],
  ['the day after the last', [certificate], LEVEL_3, '2024-07-01', { state: 'expired', recordId: 'R1', level: 3, validUntil: '2024-06-30', heldLevel: null }],
  ['no end', [shown()], LEVEL_3, '2099-12-31', { state: 'valid', validUntil: null }],
  ['another topic', [shown({ topic: 'value' })], LEVEL_3, '2024-02-01', { state: 'never', heldLevel: null }],
  ['a level above', [shown({ level: 4 })], LEVEL_3, '2024-02-01', { state: 'valid', level: 4, heldLevel: 4 }],
  ['a level below, valid', [shown({ level: 2 })], LEVEL_3, '2024-02-01', { state: 'never', recordId: null, heldLevel: 2 }],
  ['a level below, over', [shown({ level: 2, endsOn: '2024-01-31' })], LEVEL_3, '2024-02-01', { state: 'never', heldLevel: null }],
  ['expired at the level, valid below it', [certificate, shown({ recordId: 'R2', level: 2 })], LEVEL_3, '2024-07-01', { state: 'expired', recordId: 'R1', heldLevel: 2 }],

  ['refresher: the last day', [shown()], YEARLY, '2025-01-15', { state: 'valid', validUntil: '2025-01-15' }],
  ['refresher: the day after', [shown()], YEARLY, '2025-01-16', { state: 'expired', validUntil: '2025-01-15' }],
  ['refresher before the certificate ends', [shown({ endsOn: '2026-01-15' })], YEARLY, '2025-01-16', { state: 'expired', validUntil: '2025-01-15' }],
  ['certificate ends before the refresher', [certificate], YEARLY, '2024-07-01', { state: 'expired', validUntil: '2024-06-30' }],
  ['leap day, a year on: the last day', [shown({ completedOn: '2024-02-29' })], YEARLY, '2025-02-28', { state: 'valid', validUntil: '2025-02-28' }],
  ['leap day, a year on: the day after', [shown({ completedOn: '2024-02-29' })], YEARLY, '2025-03-01', { state: 'expired', validUntil: '2025-02-28' }],
  ['leap day, four years on', [shown({ completedOn: '2024-02-29' })], { ...LEVEL_3, refresherMonths: 48 }, '2028-02-29', { state: 'valid', validUntil: '2028-02-29' }],
  ['the day before a leap day', [shown({ completedOn: '2023-02-28' })], YEARLY, '2024-02-28', { state: 'valid', validUntil: '2024-02-28' }],
  ['on a leap day that nothing reaches', [shown({ completedOn: '2023-02-28' })], YEARLY, '2024-02-29', { state: 'expired', validUntil: '2024-02-28' }],
  ['end of a long month', [shown({ completedOn: '2024-08-31' })], { ...LEVEL_3, refresherMonths: 6 }, '2025-02-28', { state: 'valid', validUntil: '2025-02-28' }],

  ['overlapping: the one that ends last', [certificate, shown({ recordId: 'R2', completedOn: '2024-05-01', endsOn: '2024-12-31' })], LEVEL_3, '2024-06-01', { recordId: 'R2', validUntil: '2024-12-31' }],
  ['overlapping: the later one is not yet completed', [certificate, shown({ recordId: 'R2', completedOn: '2024-05-01' })], LEVEL_3, '2024-04-30', { recordId: 'R1', validUntil: '2024-06-30' }],
  ['overlapping: one within the other', [shown({ endsOn: '2024-12-31' }), shown({ recordId: 'R2', completedOn: '2024-05-01', endsOn: '2024-06-30' })], LEVEL_3, '2024-07-01', { state: 'valid', recordId: 'R1' }],
  ['overlapping: an end to come goes before a higher level that ends', [shown({ level: 4, endsOn: '2024-06-30' }), shown({ recordId: 'R2' })], LEVEL_3, '2024-06-30', { recordId: 'R2', level: 3, heldLevel: 4, validUntil: null }],
  ['equal ends: the higher level', [shown(), shown({ recordId: 'R2', level: 4 })], LEVEL_3, '2024-06-30', { recordId: 'R2', level: 4 }],
  ['equal ends and levels: the later completion', [shown(), shown({ recordId: 'R2', completedOn: '2024-03-01' })], LEVEL_3, '2024-06-30', { recordId: 'R2' }],
  ['a gap between two records', [certificate, shown({ recordId: 'R2', completedOn: '2024-08-01' })], LEVEL_3, '2024-07-15', { state: 'expired', recordId: 'R1' }],

  ['revoked from the day of completion: it never was', [shown({ endsOn: '2024-01-14' })], LEVEL_3, '2024-01-15', { state: 'never', recordId: null, heldLevel: null }],
  ['revoked on the second day: the first still counts', [shown({ endsOn: '2024-01-15' })], LEVEL_3, '2024-01-15', { state: 'valid' }],
  ['revoked on the second day: on it no more', [shown({ endsOn: '2024-01-15' })], LEVEL_3, '2024-01-16', { state: 'expired' }],
  ['revoked, while another holds', [shown({ endsOn: '2024-01-14' }), shown({ recordId: 'R2', completedOn: '2023-06-01' })], LEVEL_3, '2024-02-01', { state: 'valid', recordId: 'R2' }]
]
for (const [name, records, demand, day, expected] of CASES) {
  t.test(`competence: ${name}`, (t) => {
    t.match(competenceOn(records, demand, day), expected)
    t.strictSame(competenceOn(records.toReversed(), demand, day), competenceOn(records, demand, day), 'in whatever order the records come')
    t.end()
  })
}

t.test('the refresher asks the lower levels too', (t) => {
  t.match(competenceOn([shown({ level: 2 })], YEARLY, '2025-01-15'), { state: 'never', heldLevel: 2 })
  t.match(competenceOn([shown({ level: 2 })], YEARLY, '2025-01-16'), { state: 'never', heldLevel: null })
  t.end()
})

t.test('a record shows what was passed, or attended where there was nothing to pass', (t) => {
  t.strictSame(([['passed', 70], ['passed', null], ['attended', null], ['attended', 70], ['failed', 70], ['failed', null]] as const).map(([result, mark]) => counts(result, mark)), [true, true, true, false, false, false])
  t.end()
})

t.test('the certificate goes before the validity of the course, and a leap day ends on the 28th', (t) => {
  t.equal(ownEnd('2024-02-29', null, 12), '2025-02-28')
  t.equal(ownEnd('2024-02-29', '2027-01-01', 12), '2027-01-01')
  t.equal(ownEnd('2024-02-29', '2024-03-01', 12), '2024-03-01')
  t.equal(ownEnd('2024-02-29', null, null), null)
  t.end()
})

const ENDS: [name: string, endings: Parameters<typeof lastDay>[0], last: string | null][] = [
  ['nothing ends it', { ownEnd: null, revokedFrom: null, nextVersion: null }, null],
  ['its own end', { ownEnd: '2024-06-30', revokedFrom: null, nextVersion: null }, '2024-06-30'],
  ['revoked before its own end', { ownEnd: '2024-06-30', revokedFrom: '2024-03-01', nextVersion: null }, '2024-02-29'],
  ['revoked after its own end', { ownEnd: '2024-06-30', revokedFrom: '2024-08-01', nextVersion: null }, '2024-06-30'],
  ['a next version to be read at once', { ownEnd: null, revokedFrom: null, nextVersion: { validFrom: '2024-03-01', acknowledgeWithinDays: 0 } }, '2024-02-29'],
  ['a next version with days to read it', { ownEnd: null, revokedFrom: null, nextVersion: { validFrom: '2024-03-01', acknowledgeWithinDays: 14 } }, '2024-03-14'],
  ['revoked within those days', { ownEnd: null, revokedFrom: '2024-03-10', nextVersion: { validFrom: '2024-03-01', acknowledgeWithinDays: 14 } }, '2024-03-09']
]
for (const [name, endings, last] of ENDS) {
  t.test(`last day: ${name}`, (t) => {
    t.equal(lastDay(endings), last)
    t.end()
  })
}
