import t from 'tap'
import { isRestated, lastDayOf, restatedBy } from '../../../src/organisation/model/restated.ts'

const TODAY = '2026-11-10'
const SAYS = ['validFrom', 'hosting']
const record = (changes: object = {}) => ({ validFrom: '2026-01-01', validTo: null, hosting: 'cloud', name: 'x', ...changes })

t.test('what holds is said anew by a change of it, and of its end only where that had come or is not to come', (t) => {
  const cases: [name: string, before: object, after: object, restated: boolean][] = [
    ['another place', {}, { hosting: 'own' }, true], ['another place, of what has an end', { validTo: '2026-12-01' }, { validTo: '2026-12-01', hosting: 'own' }, true], ['another beginning', {}, { validFrom: '2026-02-01' }, true],
    ['what says nothing', {}, { name: 'y' }, false], ['an end is announced', {}, { validTo: '2026-12-01' }, false], ['it ended before anybody said so', {}, { validTo: '2026-11-01' }, false],
    ['an end to come moves', { validTo: '2026-12-01' }, { validTo: '2026-12-31' }, false], ['an end of today moves', { validTo: TODAY }, { validTo: '2026-12-31' }, false], ['an end that had come moves', { validTo: '2026-11-09' }, { validTo: '2026-12-31' }, true],
    ['an announced end is not to come', { validTo: '2026-12-01' }, {}, true], ['what had ended did not', { validTo: '2026-11-09' }, {}, true],
    ['it is revoked before its end', { validTo: '2026-12-01' }, { validTo: '2026-12-01', revokedOn: '2026-11-20' }, false], ['a revocation that had come moves', { revokedOn: '2026-11-10' }, { revokedOn: '2026-11-12' }, true]
  ]
  for (const [name, before, after, restated] of cases) t.equal(isRestated(record(before), record(after), SAYS, TODAY), restated, name)
  t.end()
})

t.test('what is revoked holds until the day before, or until its end if that is earlier', (t) => {
  t.equal(lastDayOf({ validTo: null }), null)
  t.equal(lastDayOf({ validTo: '2026-12-01' }), '2026-12-01')
  t.equal(lastDayOf({ validTo: '2026-12-01', revokedOn: '2026-11-20' }), '2026-11-19')
  t.equal(lastDayOf({ validTo: '2026-11-01', revokedOn: '2026-11-20' }), '2026-11-01')
  t.end()
})

t.test('what had begun and is to begin on a day to come was never so, from the day on which it had begun', (t) => {
  const from = (was: string, is: string) => restatedBy(record({ validFrom: was }), record({ validFrom: is }), SAYS, TODAY)
  t.strictSame(from('2026-01-01', '2026-11-11'), { from: '2026-01-01' })
  t.strictSame(from(TODAY, '2026-11-11'), { from: TODAY })
  t.strictSame(from('2026-01-01', TODAY), { from: null }, 'it begins today: that is told by its day')
  t.strictSame(from('2026-11-11', '2026-11-12'), { from: null }, 'it had not begun')
  t.equal(restatedBy(record(), record({ validTo: '2026-12-01' }), SAYS, TODAY), undefined)
  t.end()
})
