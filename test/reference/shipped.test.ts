import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { isInForce, readList } from '../../src/reference/shipped-list.ts'
import type { Dated } from '../../src/reference/shipped-list.ts'
import { shippedReference } from '../../src/reference/shipped.ts'

const reference = shippedReference()

t.test('every list that ships says where it is from, under which licence and since when it holds', (t) => {
  const files = readdirSync(join(import.meta.dirname, '../../src/reference/lists')).filter((file) => file.endsWith('.json'))
  t.ok(files.length >= 15)
  for (const file of files) {
    const list = readList<unknown>(file.replace('.json', ''))
    t.match(list, { list: file.replace('.json', ''), release: /./, source: /./, licence: /./, mark: /^[CM]$/ }, file)
    t.match(String(list.validFrom), /^(\d{4}-\d{2}-\d{2}|null)$/, file)
  }
  t.end()
})

t.test('a code is in force from its first to its last day', (t) => {
  const cases: [Dated, string, boolean][] = [
    [['X', '2026-01-01', '2026-12-31'], '2025-12-31', false], [['X', '2026-01-01', '2026-12-31'], '2026-01-01', true], [['X', '2026-01-01', '2026-12-31'], '2026-12-31', true],
    [['X', '2026-01-01', '2026-12-31'], '2027-01-01', false], [['X', null, '2026-12-31'], '1900-01-01', true], [['X', '2026-01-01', null], '2100-01-01', true], [['X', null, null], '2026-01-01', true]
  ]
  for (const [entry, day, expected] of cases) t.equal(isInForce(entry, day), expected, `${entry.join(' ')} on ${day}`)
  t.end()
})

t.test('a country is a member of the Union by date', (t) => {
  const cases: [country: string, day: string, union: boolean, territory: boolean][] = [
    ['IT', '1958-01-01', true, true], ['HR', '2013-06-30', false, false], ['HR', '2013-07-01', true, true], ['GB', '2020-01-31', true, true], ['GB', '2021-01-01', false, false],
    ['XI', '2021-01-01', false, true], ['XI', '2020-12-31', false, false], ['MC', '2026-01-01', false, true], ['CH', '2026-01-01', false, false], ['EU', '2026-01-01', true, true],
    ['RE', '2026-01-01', false, true], ['GP', '2026-01-01', false, true], ['MQ', '2026-01-01', false, true], ['GF', '2026-01-01', false, true], ['MF', '2026-01-01', false, true],
    ['YT', '2013-12-31', false, false], ['YT', '2014-01-01', false, true], ['NC', '2026-01-01', false, false], ['BL', '2026-01-01', false, false]
  ]
  for (const [country, day, union, territory] of cases) t.strictSame([reference.countries.isUnion(country, day), reference.countries.isCustomsTerritory(country, day)], [union, territory], `${country} on ${day}`)
  t.end()
})

t.test('the nomenclature is that of the day, with its supplementary units', (t) => {
  const [last, now] = [reference.nomenclature('2025-12-31'), reference.nomenclature('2026-01-01')]
  t.match([last?.edition, now?.edition], [/2025/, /2026/])
  t.equal(reference.nomenclature('2024-12-31'), undefined, 'no edition of that year ships')
  const codes = (year: number): Map<string, string> => new Map(Object.entries(readList<Record<string, string>>(`cn-${year}`).entries).flatMap(([unit, text]) => text.split(' ').map((code): [string, string] => [code, unit])))
  const [old, young] = [codes(2025), codes(2026)]
  t.strictSame([old.size, young.size], [9778, 9791], 'as many codes as the source has')
  const [onlyOld, onlyYoung] = [[...old.keys()].filter((code) => !young.has(code)), [...young.keys()].filter((code) => !old.has(code))]
  t.ok(onlyOld.length > 0 && onlyYoung.length > 0)
  t.ok(onlyOld.every((code) => last?.find(code) !== undefined && now?.find(code) === undefined), 'a code that went is known until the last day of its year')
  t.ok(onlyYoung.every((code) => last?.find(code) === undefined && now?.find(code) !== undefined))
  t.strictSame([now?.find('85183000'), now?.hasSubheading('851830'), now?.hasSubheading('771111')], [{ supplementaryUnit: null }, true, false])
  t.ok([...young].filter(([, unit]) => unit !== '').length > 2000, 'units are there')
  t.end()
})

t.test('the flat duty of low-value distance sales has its days and its scope', (t) => {
  t.strictSame(['2026-06-30', '2026-07-01', '2028-06-30', '2028-07-01'].map((day) => reference.flatDuties(day).length), [0, 1, 1, 0])
  t.match(reference.flatDuties('2026-07-01')[0], { amountEur: '3', dataset: 'H7', additionalProcedures: ['F48', 'F49', 'F53'] })
  t.end()
})

t.test('procedures, preferences, documents and proofs are looked up by code and day', (t) => {
  const day = '2026-03-02'
  t.strictSame(['40', '42', '51', '10', '02', '41'].map((code) => reference.procedures.has(code, day)), [true, true, true, true, false, false])
  t.equal(reference.procedures.has('41', '2016-01-01'), true, 'drawback, before it was abolished')
  t.ok(reference.procedures.previousOf('40')?.has('00'))
  t.ok(reference.preferences.has('100', day) && !reference.preferences.has('999', day))
  t.ok(reference.documentTypes.has('N954', day) && !reference.documentTypes.has('ZZZZ', day))
  t.ok(reference.proofs.isPartner('CH', '3', day) && !reference.proofs.isPartner('CN', '3', day))
  t.ok(reference.proofs.find('N954', day).length > 0)
  t.ok(reference.isVague('Parts') && !reference.isVague('Headphones with cable'))
  t.end()
})

t.test('a group of countries has the members of the day, where the list says them', (t) => {
  t.strictSame([reference.proofs.membersOf('1034', '2012-05-13'), reference.proofs.membersOf('1034', '2019-02-06'), reference.proofs.membersOf('1034', '2019-02-07')],
    [[], ['MG', 'MU', 'SC', 'ZW'], ['KM', 'MG', 'MU', 'SC', 'ZW']])
  t.equal(reference.proofs.membersOf('1032', '2026-03-02'), undefined, 'a group whose members no source tells')
  t.end()
})
