import t from 'tap'
import { BOUNDS } from '../../../src/risks/assess/schemas.ts'
import { inputOf, settingsOf } from '../../../src/risks/assess/stated-risk.ts'
import type { Fault } from '../../../src/platform/problem.ts'
import type { StatedRisk } from '../../../src/risks/assess/stated-risk.ts'

const stated: StatedRisk = { likelihood: 3, lossLow: 1_000, lossHigh: 10_000, consequence: 2 }
const faultsIn = (changes: Partial<StatedRisk>): readonly Fault[] => {
  const found = inputOf({ ...stated, ...changes }, BOUNDS)
  return 'faults' in found ? found.faults : []
}
const pointers = (changes: Partial<StatedRisk>): string[] => faultsIn(changes).map(({ pointer }) => pointer)

t.test('what is left out is said to be unknown, and never taken for zero risk', (t) => {
  t.strictSame(inputOf(stated, BOUNDS), { input: { likelihood: 3, lossLow: 1_000, lossHigh: 10_000, consequence: 2, controls: [], events: 0, windowExposure: null, yearExposure: null, priorStrength: 1 } })
  t.strictSame(settingsOf(stated), { years: 50_000, seed: '1' })
  t.strictSame(settingsOf({ ...stated, years: 60_000, seed: 7 }), { years: 60_000, seed: '7' })
  t.end()
})

t.test('a control is rated by name or by share, and a number may be its digits', (t) => {
  const found = inputOf({ ...stated, lossLow: '1000', lossHigh: '10000.0', controls: [{ design: 'good', passed: 9, failed: 1 }, { design: 0.5 }, { design: 0 }], events: '2.5', windowExposure: 36_000, yearExposure: '15000' }, BOUNDS)
  t.strictSame(found, {
    input: {
      likelihood: 3, lossLow: 1_000, lossHigh: 10_000, consequence: 2, events: 2.5, windowExposure: 36_000, yearExposure: 15_000, priorStrength: 1,
      controls: [{ code: null, design: 'good', passed: 9, failed: 1 }, { code: null, design: 'partial', passed: 0, failed: 0 }, { code: null, design: 'none', passed: 0, failed: 0 }]
    }
  })
  t.end()
})

t.test('each fault is pointed at', (t) => {
  const cases: [name: string, changes: Partial<StatedRisk>, pointers: string[]][] = [
    ['losses the wrong way round', { lossLow: '10000.01' }, ['/lossHigh']],
    ['losses that are the same', { lossLow: 10_000 }, []],
    ['no loss', { lossLow: '0' }, ['/lossLow']],
    ['more than a trillion', { lossHigh: '1000000000001' }, ['/lossHigh']],
    ['no such design', { controls: [{ design: 'good' }, { design: 0.6 }] }, ['/controls/1/design']],
    ['events without exposure', { events: 1 }, ['/windowExposure', '/yearExposure']],
    ['events without exposure of the year', { events: 1, windowExposure: 5, yearExposure: null }, ['/yearExposure']],
    ['events, and nothing done this year', { events: 1, windowExposure: 5, yearExposure: 0 }, []],
    ['hardly any exposure of the year', { windowExposure: 5, yearExposure: '0.00000099' }, ['/yearExposure']],
    ['the least there is, written without an exponent', { windowExposure: 5, yearExposure: '0.000001' }, []],
    ['none at all', { windowExposure: 5, yearExposure: -0 }, []],
    ['no prior', { priorStrength: '0' }, ['/priorStrength']],
    ['everything at once', { priorStrength: 2_000, lossHigh: 1, controls: [{ design: 'x' }] }, ['/priorStrength', '/controls/0/design', '/lossHigh']]
  ]
  for (const [name, changes, expected] of cases) {
    t.strictSame(pointers(changes), expected, name)
    t.ok(faultsIn(changes).every(({ hint }) => (hint ?? '') !== ''), `${name}, with what to do about it`)
  }
  t.end()
})
