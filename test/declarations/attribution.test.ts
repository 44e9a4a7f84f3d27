import t from 'tap'
import { brokerOf, memberStateOf, siteOf, unitOf, usesAi } from '../../src/declarations/attribution.ts'
import type { Directory, Maker } from '../../src/declarations/attribution.ts'
import type { DeclarationContent } from '../../src/declarations/data-elements.ts'

const directory: Directory = {
  unitOfPerson: (pseudonym, day) => pseudonym === 'p-7' ? day < '2026-03-10' ? 'U-IMPORT' : 'U-EXPORT' : undefined,
  unitOfSite: (code) => code === 'S-MI' ? 'U-MILAN' : undefined
}
const content = (changes: Partial<DeclarationContent>): DeclarationContent => ({ declarationType: 'IM', items: [{ itemNumber: 1 }], ...changes })

const units: [name: string, made: Maker, day: string, unit: string | null][] = [
  ['the unit that it names, whoever handled it', { orgUnitId: 'U-9', handledBy: 'p-7', siteId: 'S-MI' }, '2026-03-09', 'U-9'],
  ['else the unit of its handler on that day', { handledBy: 'p-7', siteId: 'S-MI' }, '2026-03-09', 'U-IMPORT'],
  ['who moved on the day before counts for his new unit', { handledBy: 'p-7', siteId: 'S-MI' }, '2026-03-10', 'U-EXPORT'],
  ['else the unit that owns the site', { handledBy: 'p-8', siteId: 'S-MI' }, '2026-03-09', 'U-MILAN'],
  ['the site alone', { siteId: 'S-MI' }, '2026-03-09', 'U-MILAN'],
  ['a site that nobody knows is no unit', { siteId: 'S-XX' }, '2026-03-09', null],
  ['nothing said', {}, '2026-03-09', null]
]
t.test('a declaration counts for the unit that it names, else that of its handler, else that of its site', (t) => {
  for (const [name, made, day, unit] of units) t.equal(unitOf(made, day, directory), unit, name)
  t.equal(unitOf({ handledBy: 'p-7', siteId: 'S-MI' }, '2026-03-09', undefined), null, 'without a directory only what it names')
  t.equal(unitOf({ orgUnitId: 'U-9' }, '2026-03-09', undefined), 'U-9')
  t.end()
})

const states: [name: string, changes: Partial<DeclarationContent>, mrn: string | null, state: string][] = [
  ['the office of lodgement first', { lodgementOffice: 'IT277100', exportOffice: 'DE004600', presentationOffice: 'FR000040' }, '26NL00000000000010', 'IT'],
  ['then the MRN', { exportOffice: 'DE004600', presentationOffice: 'FR000040' }, '26NL00000000000010', 'NL'],
  ['then the office of export', { exportOffice: 'DE004600', presentationOffice: 'FR000040' }, null, 'DE'],
  ['then that of presentation', { presentationOffice: 'FR000040' }, null, 'FR'],
  ['an office that names no country is passed by', { lodgementOffice: '00000001' }, '26NL00000000000010', 'NL'],
  ['nothing said', {}, null, '']
]
t.test('the member state is that of lodgement, else of the registration, else of export or presentation', (t) => {
  for (const [name, changes, mrn, state] of states) t.equal(memberStateOf(content(changes), mrn), state, name)
  t.end()
})

t.test('site, broker and the use of AI are what the declaration says', (t) => {
  t.equal(siteOf(content({ siteId: 'S-MI' })), 'S-MI')
  t.equal(siteOf(content({})), '')
  t.equal(brokerOf(content({ representative: { eori: 'DE123', status: '2' } })), 'DE123')
  t.equal(brokerOf(content({ representative: { status: '2' } })), '')
  t.equal(brokerOf(content({})), '')
  t.equal(usesAi(content({ items: [{ itemNumber: 1 }, { itemNumber: 2, aiAssisted: { origin: { systemId: 'x' } } }] })), true)
  t.equal(usesAi(content({ items: [{ itemNumber: 1, aiAssisted: {} }] })), false, 'an empty statement names no system')
  t.equal(usesAi(content({})), false)
  t.end()
})
