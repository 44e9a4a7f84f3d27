import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { positionOf } from '../../../src/declarations/index.ts'
import { CUSTOMS_RESPONSIBILITIES } from '../../../src/organisation/index.ts'
import { kpiCatalogue } from '../../../src/reporting/kpis/catalogue.ts'
import { sourcesOf } from '../../../src/reporting/kpis/definition.ts'

const entries = JSON.parse(readFileSync(join(import.meta.dirname, '../../../src/reporting/kpis/catalogue.json'), 'utf8')) as { name: string, formula: string, better: string, defaultAmberRed: string | null }[]
const answer = async () => await Promise.resolve([])
const training = { competence: answer, effects: answer }
const catalogue = kpiCatalogue({ positionOf, customsResponsibilities: CUSTOMS_RESPONSIBILITIES, training, contestingChecks: {}, staleAnswers: answer })

t.test('every key figure of the domain stands in the catalogue once, in its order and in its words', (t) => {
  t.equal(catalogue.length, 89)
  t.strictSame(catalogue.map(({ name }) => name), entries.map(({ name }) => name))
  t.equal(new Set(catalogue.map(({ name }) => name)).size, 89)
  for (const [index, kpi] of catalogue.entries()) {
    t.equal(kpi.formula, entries[index]?.formula)
    t.equal(kpi.better, entries[index]?.better)
    const text = entries[index]?.defaultAmberRed ?? 'info'
    t.equal(kpi.threshold.kind === 'none', text === 'info', `${kpi.name} has its threshold`)
  }
  t.end()
})

t.test('each is either worked out or waits for something that is named', (t) => {
  for (const kpi of catalogue) {
    if (kpi.state === 'awaiting') {
      t.ok(kpi.awaited.register.length > 0 && kpi.awaited.because.length > 10, kpi.name)
      t.strictSame(kpi.groups, [])
      continue
    }
    const { recipe } = kpi
    t.ok(recipe.numerator.words.length > 5, `${kpi.name} says what it counts`)
    t.equal(recipe.kind === 'ratio', !['count', 'days', 'hours', 'currency'].includes(kpi.unit), `${kpi.name}: a share or rate has a denominator, a count or an age has none`)
    if (recipe.kind === 'ratio') t.ok((recipe.denominator?.words.length ?? 0) > 3, kpi.name)
    if (recipe.kind !== 'ratio') t.equal(recipe.interval, 'none', kpi.name)
    if (recipe.interval === 'wilson') t.equal(kpi.unit, 'percent', kpi.name)
    if (recipe.interval === 'garwood') t.ok(['per_mille', 'ratio'].includes(kpi.unit), kpi.name)
    for (const source of sourcesOf(recipe)) if ('statement' in source) t.equal(source.dimensions.length > 0, source.statement.includes('$4'), `${source.name} asks for dimensions where it has some`)
  }
  t.end()
})

t.test('limits are on the side that is worse', (t) => {
  for (const { name, better, threshold } of catalogue) {
    if (threshold.kind !== 'limits') continue
    t.ok(better === 'higher' ? threshold.amber > threshold.red : threshold.amber < threshold.red, name)
  }
  t.end()
})

t.test('a catalogue of checks that lacks one of those needed does not start', (t) => {
  t.throws(() => kpiCatalogue({ positionOf: (check) => check === 'LIF-05' ? undefined : positionOf(check), customsResponsibilities: [], training, contestingChecks: {}, staleAnswers: answer }), /LIF-05/)
  t.end()
})
