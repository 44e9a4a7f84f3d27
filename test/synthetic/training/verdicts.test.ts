import t from 'tap'
import { CAUSES } from '../../../src/findings/model.ts'
import { dayAfter } from '../../../src/synthetic/seasons.ts'
import { EFFECTIVE } from '../../../src/synthetic/training/lessons.ts'
import { verdictOn } from '../../../src/synthetic/training/verdicts.ts'
import type { FoundHit, PlantedBy } from '../../../src/synthetic/training/verdicts.ts'

const trader = { seed: 'test', until: '2026-10-31' }
const hit = (mrn: string, changes: Partial<FoundHit> = {}): FoundHit => ({ mrn, check: 'ORI-02', countedOn: '2026-03-02', orgUnitId: 'operations-centre', broker: null, ...changes })
const planted = (kind: string, ...checks: string[]): PlantedBy => ({ kind, checks })
const many = (changes: Partial<FoundHit>, key: readonly PlantedBy[]) => Array.from({ length: 1000 }, (_, index) => verdictOn(hit(`MRN-${index}`, changes), key, trader))
const shareOf = <T>(list: readonly T[], wanted: (one: T) => boolean): number => list.filter(wanted).length / list.length

t.test('a finding is confirmed where the key has an error of the declaration, and dismissed where it has none', (t) => {
  const cases: [name: string, key: PlantedBy[], decision: string, why: string | RegExp][] = [
    ['the error that the check ought to find', [planted('origin_missing', 'ORI-01'), planted('proof_missing', 'ORI-02')], 'confirmed', 'proof_missing'],
    ['what follows from another error', [planted('origin_missing', 'ORI-01')], 'confirmed', 'origin_missing'], ['a right declaration', [], 'dismissed', /right/]
  ]
  for (const [name, key, decision, why] of cases) {
    const decided = many({}, key).filter((verdict) => verdict !== undefined)
    for (const verdict of decided) t.match(verdict, { decision, why }, name)
    t.ok(decided.every(({ cause }) => decision === 'confirmed' ? (CAUSES as readonly unknown[]).includes(cause) : cause === undefined), `${name}: a confirmed one alone has a cause`)
  }
  t.end()
})

t.test('a few are left undecided, half of those of the last three weeks', (t) => {
  const left = (countedOn: string): number => shareOf(many({ countedOn }, []), (verdict) => verdict === undefined)
  t.ok(left(dayAfter(trader.until, -21)) < 0.1 && left(dayAfter(trader.until, -21)) > 0.02, `${left(dayAfter(trader.until, -21))}`)
  t.ok(left(dayAfter(trader.until, -20)) > 0.4 && left(dayAfter(trader.until, -20)) < 0.6, `${left(dayAfter(trader.until, -20))}`)
  t.end()
})

t.test('what the unit of a lesson does not know is mostly put down to training, whoever lodged it', (t) => {
  const cause = (changes: Partial<FoundHit>) => shareOf(many(changes, [planted(EFFECTIVE.kinds[0] ?? '', 'ORI-01')]), (verdict) => verdict?.cause === 'training')
  t.ok(cause({ orgUnitId: EFFECTIVE.unit, broker: 'IT02468013579' }) > 0.6)
  t.equal(cause({ broker: 'IT02468013579' }), 0, 'elsewhere it is the broker')
  t.end()
})

t.test('the same finding is always decided alike', (t) => {
  t.strictSame(many({}, [planted('proof_missing', 'ORI-02')]), many({}, [planted('proof_missing', 'ORI-02')]))
  t.end()
})
