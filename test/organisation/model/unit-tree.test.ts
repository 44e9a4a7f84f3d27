import fc from 'fast-check'
import t from 'tap'
import { valuesOn } from '../../../src/organisation/model/dated.ts'
import type { State } from '../../../src/organisation/model/dated.ts'
import { cycleOn, treeOn } from '../../../src/organisation/model/unit-tree.ts'
import type { UnitValues } from '../../../src/organisation/model/unit-tree.ts'

type Units = Map<string, State<UnitValues>[]>
const placed = (validFrom: string, parent: string | null, closed = false): State<UnitValues> => ({ validFrom, closed, values: { name: '', parent } })
const DAY = '2020-01-01'

const UNITS: Units = new Map([
  ['A', [placed(DAY, null)]], ['B', [placed(DAY, 'A')]], ['C', [placed(DAY, 'B'), placed('2024-02-29', 'A'), placed('2025-01-01', null, true)]], ['D', [placed('2023-01-01', 'C'), placed('2025-01-01', 'A')]]
])
const TREES: [day: string, tree: string][] = [
  ['2019-12-31', ''], ['2020-01-01', '0A 1B 2C'], ['2022-12-31', '0A 1B 2C'], ['2023-01-01', '0A 1B 2C 3D'], ['2024-02-28', '0A 1B 2C 3D'], ['2024-02-29', '0A 1B 1C 2D'], ['2024-12-31', '0A 1B 1C 2D'], ['2025-01-01', '0A 1B 1D']
]
for (const [day, tree] of TREES) {
  t.test(`the tree of ${day} is ${tree === '' ? 'empty' : tree}`, (t) => {
    t.equal(treeOn(UNITS, day).map(({ depth, code }) => `${depth}${code}`).join(' '), tree)
    t.end()
  })
}

const CYCLES: [name: string, states: State<UnitValues>[], from: string, day: string | undefined][] = [
  ['under a unit beside it', [placed(DAY, null)], DAY, undefined],
  ['under its own child', [placed(DAY, 'B')], DAY, DAY],
  ['under its grandchild until that moves away', [placed('2024-02-28', 'C')], '2024-02-28', '2024-02-28'],
  ['under a descendant that comes only later', [placed('2021-01-01', 'D')], '2021-01-01', '2023-01-01'],
  ['under what is dissolved by then', [placed('2025-01-01', 'C')], '2025-01-01', undefined]
]
for (const [name, states, from, day] of CYCLES) {
  t.test(`a unit put ${name} ${day === undefined ? 'stands under itself on no day' : `stands under itself from ${day} on`}`, (t) => {
    t.equal(cycleOn(new Map([...UNITS, ['A', states]]), 'A', from), day)
    t.end()
  })
}

t.test('where each move is checked before it is made, no tree ever loses a unit in a circle', (t) => {
  const CODES = ['A', 'B', 'C', 'D', 'E']
  const DAYS = ['2020-01-01', '2021-01-01', '2022-01-01', '2023-01-01']
  const move = fc.record({ code: fc.constantFrom(...CODES), parent: fc.constantFrom(...CODES, null), day: fc.constantFrom(...DAYS) })
  fc.assert(fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
    const units: Units = new Map(CODES.map((code) => [code, [placed(DAY, null)]]))
    let refused = 0
    for (const { code, parent, day } of moves) {
      const states = [...(units.get(code) ?? []).filter(({ validFrom }) => validFrom !== day), placed(day, parent)].toSorted((a, b) => a.validFrom < b.validFrom ? -1 : 1)
      const changed = new Map([...units, [code, states]])
      if (parent === code || cycleOn(changed, code, day) !== undefined) refused++
      else units.set(code, states)
    }
    for (const day of DAYS) {
      // A unit within a circle hangs on no root, and so would not be reached.
      if (treeOn(units, day).length !== CODES.length) return false
      for (const code of CODES) {
        const seen = new Set<string>()
        for (let unit: string | null = code; unit !== null; unit = valuesOn(units.get(unit) ?? [], day)?.parent ?? null) {
          if (seen.has(unit)) return false
          seen.add(unit)
        }
      }
    }
    return refused <= moves.length
  }), { seed: 4, numRuns: 300 })
  t.end()
})

t.test('a very deep tree is read like any other', (t) => {
  const units: Units = new Map(Array.from({ length: 20_000 }, (_, index) => [`U${String(index).padStart(5, '0')}`, [placed(DAY, index === 0 ? null : `U${String(index - 1).padStart(5, '0')}`)]]))
  t.equal(treeOn(units, DAY).at(-1)?.depth, 19_999)
  t.end()
})
