import { createHash } from 'node:crypto'
import t from 'tap'
import { BROKERS } from '../../src/synthetic/partners.ts'
import { archivedFile } from '../../src/synthetic/perimeter/archived-documents.ts'
import { authorisationRecords } from '../../src/synthetic/perimeter/authorisations.ts'
import { goodsFile } from '../../src/synthetic/perimeter/goods-master.ts'
import { receiptFile } from '../../src/synthetic/perimeter/goods-receipts.ts'
import { licenceFile } from '../../src/synthetic/perimeter/licences.ts'
import { decisionOn } from '../../src/synthetic/perimeter/notifications.ts'
import { peopleRecords } from '../../src/synthetic/perimeter/people.ts'
import { faultEntries, faultsIn, PERIMETER_KINDS } from '../../src/synthetic/perimeter/perimeter-faults.ts'
import type { PerimeterRecord } from '../../src/synthetic/perimeter/perimeter-record.ts'
import { LATE_BROKER, representativeRecords } from '../../src/synthetic/perimeter/representatives.ts'
import { SanctionCases } from '../../src/synthetic/perimeter/sanction-cases.ts'
import { LONGEST_LAG_DAYS, sanctionRecords } from '../../src/synthetic/perimeter/sanctions.ts'
import { ADJUSTING_SUPPLIER, supplierFile } from '../../src/synthetic/perimeter/suppliers.ts'
import { timelineOf } from '../../src/synthetic/perimeter/timeline.ts'
import { unitRecords } from '../../src/synthetic/perimeter/units.ts'
import { dayAfter } from '../../src/synthetic/seasons.ts'
import { LAPSED } from '../../src/synthetic/training/sessions.ts'
import { staffOn } from '../../src/synthetic/training/customs-staff.ts'
import type { YearDeclaration } from '../../src/synthetic/year.ts'
import { setting, yearOf } from './support.ts'

const { trader } = setting()
const year = [...yearOf(4000)]
const { mandateGap, suspension, adjustment, lapse, from, until } = timelineOf(trader.until)
const of = (records: readonly PerimeterRecord[], path: string) => records.filter((record) => record.path === path).map(({ payload }) => payload)
const hashOf = (values: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(values)).digest('hex')

t.test('whatever declarations name is recorded', (t) => {
  const declared = year.filter(({ planted }) => planted === null).map(({ content }) => content)
  const known = (values: Iterable<unknown>): Set<unknown> => new Set(values)
  const all = <T>(values: readonly (T | undefined)[]): T[] => [...new Set(values.filter((value) => value !== undefined))]
  const cases: [name: string, named: unknown[], recorded: Set<unknown>][] = [
    ['units', all(declared.map(({ orgUnitId }) => orgUnitId)), known(of(unitRecords(trader), '/v1/units').map(({ code }) => code))],
    ['sites', all(declared.map(({ siteId }) => siteId)), known(of(unitRecords(trader), '/v1/sites').map(({ code }) => code))],
    ['people who handled them', all(declared.map(({ handledBy }) => handledBy)), known(of(peopleRecords(trader), '/v1/people').map(({ pseudonym }) => pseudonym))],
    ['people who reviewed proposals', all(declared.flatMap(({ items }) => items.flatMap(({ aiAssisted }) => Object.values(aiAssisted ?? {}).map(({ reviewerId }) => reviewerId)))), known(of(peopleRecords(trader), '/v1/people').map(({ pseudonym }) => pseudonym))],
    ['representatives', all(declared.map(({ representative }) => representative?.eori)), known(of(representativeRecords(trader), '/v1/representatives').map(({ eori }) => eori))],
    ['authorisations', all(declared.flatMap(({ authorisations = [], additionalReferences = [] }) => [...authorisations, ...additionalReferences.filter(({ type = '' }) => /^Y(02|128)/.test(type))].map(({ reference }) => reference))), known(of(authorisationRecords(trader), '/v1/authorisations').map(({ reference }) => reference))],
    ['goods', all(declared.flatMap(({ items }) => items.map(({ goodsRef }) => goodsRef))), known([...goodsFile(trader).records].map(({ goodsRef }) => goodsRef))],
    ['suppliers', all(declared.flatMap(({ items }) => items.map(({ supplierRef }) => supplierRef))), known([...supplierFile(trader).records].map(({ supplierRef }) => supplierRef))],
    ['licences', all(declared.flatMap(({ documents = [], items }) => [...documents, ...items.flatMap((item) => item.documents ?? [])].filter(({ type = '' }) => /^[LX]/.test(type)).map(({ reference }) => reference))), known([...licenceFile(trader).records].map(({ reference }) => reference))]
  ]
  for (const [name, named, recorded] of cases) {
    t.ok(named.length > 0, `${name} are named`)
    t.strictSame(named.filter((value) => !recorded.has(value)), [], name)
  }
  t.end()
})

t.test('everybody has a place on every day of the year, in one unit at a time', (t) => {
  const assignments = of(peopleRecords(trader), '/v1/assignments') as { person: string, validFrom: string, validTo?: string }[]
  for (let day = from; day <= until; day = dayAfter(day, 7)) {
    const holding = assignments.filter(({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo)).map(({ person }) => person)
    t.equal(new Set(holding).size, holding.length, `nobody twice on ${day}`)
    for (const unit of ['import-ports', 'operations-north', 'operations-centre']) {
      const staff = staffOn(unit, day, until)
      t.ok(staff.length >= 4 && staff.every((person) => holding.includes(person)), `${unit} on ${day}`)
    }
  }
  t.end()
})

t.test('mandates cover each broker but on the days of the gap', (t) => {
  const mandates = of(representativeRecords(trader), '/v1/mandates') as { representative: string, validFrom: string, validTo?: string }[]
  const covers = (eori: string, day: string): boolean => mandates.some(({ representative, validFrom, validTo }) => representative === eori && validFrom <= day && (validTo === undefined || day <= validTo))
  for (const { eori } of BROKERS) {
    const cases: [day: string, covered: boolean][] = [[from, true], [dayAfter(mandateGap.from, -1), true], [mandateGap.from, eori !== LATE_BROKER], [mandateGap.to, eori !== LATE_BROKER], [dayAfter(mandateGap.to, 1), true], [until, true]]
    for (const [day, covered] of cases) t.equal(covers(eori, day), covered, `${eori} on ${day}`)
  }
  t.end()
})

const made = (changes: object): YearDeclaration => ({ planted: null, content: { lrn: 'L', mrn: '26IT00000000000019', declarationType: 'IM', acceptanceDate: from, items: [{ itemNumber: 1 }], ...changes } as YearDeclaration['content'] })
const lapsing = (day: string, eori = LATE_BROKER): YearDeclaration => made({ acceptanceDate: day, representative: { eori, status: '3' } })
const processing = (day: string, reference = 'ITIPO000099', requestedProcedure = '51'): YearDeclaration => made({ acceptanceDate: day, authorisations: [{ type: 'IPO', reference }], items: [{ itemNumber: 1, requestedProcedure }] })

const decided = (day: string, reviewerId = LAPSED): YearDeclaration => made({ items: [{ itemNumber: 1, aiAssisted: { classification: { systemId: 'classifier-1', reviewerId, reviewedAt: `${day}T09:00:00.000Z` } } }] })

const adjusted = (acceptanceDate: string, changes: object = {}): YearDeclaration => made({ status: 'released', acceptanceDate, items: [{ itemNumber: 1, supplierRef: ADJUSTING_SUPPLIER }], ...changes })

t.test('faults of the perimeter are those of its days', (t) => {
  const cases: [name: string, declaration: YearDeclaration, kind: string, present: boolean][] = [
    ['a day before the gap', lapsing(dayAfter(mandateGap.from, -1)), 'mandate_lapsed', false], ['first day of the gap', lapsing(mandateGap.from), 'mandate_lapsed', true],
    ['last day of the gap', lapsing(mandateGap.to), 'mandate_lapsed', true], ['a day after the gap', lapsing(dayAfter(mandateGap.to, 1)), 'mandate_lapsed', false], ['another broker', lapsing(mandateGap.from, 'IT02468013579'), 'mandate_lapsed', false],
    ['a day before the suspension', processing(dayAfter(suspension.from, -1)), 'authorisation_suspended', false], ['its first day', processing(suspension.from), 'authorisation_suspended', true],
    ['its last day', processing(suspension.to), 'authorisation_suspended', true], ['a day after', processing(dayAfter(suspension.to, 1)), 'authorisation_suspended', false],
    ['accepted before the adjustment', adjusted(dayAfter(adjustment.from, -1)), 'price_adjustment_uncorrected', false], ['on its first day', adjusted(adjustment.from), 'price_adjustment_uncorrected', true],
    ['on its last day', adjusted(adjustment.to), 'price_adjustment_uncorrected', true], ['accepted after it', adjusted(dayAfter(adjustment.to, 1)), 'price_adjustment_uncorrected', false],
    ['of another supplier', adjusted(adjustment.from, { items: [{ itemNumber: 1, supplierRef: 'S-103' }] }), 'price_adjustment_uncorrected', false],
    ['decided on the day before the lapse', decided(dayAfter(lapse.from, -1)), 'reviewer_not_trained', false], ['on its first day', decided(lapse.from), 'reviewer_not_trained', true],
    ['on its last day', decided(lapse.to), 'reviewer_not_trained', true], ['after the renewal', decided(dayAfter(lapse.to, 1)), 'reviewer_not_trained', false], ['by another reviewer', decided(lapse.from, 'P-10'), 'reviewer_not_trained', false],
    ['under another authorisation', processing(suspension.from, 'ITIPO00009X'), 'authorisation_suspended', false], ['under another procedure', processing(suspension.from, 'ITIPO000099', '40'), 'authorisation_suspended', false]
  ]
  for (const [name, declaration, kind, present] of cases) t.equal((faultsIn(declaration, trader) as string[]).includes(kind), present, name)
  t.end()
})

t.test('the key tells each fault once, and few declarations have one', (t) => {
  const entries = year.flatMap((declaration) => faultEntries(declaration, trader))
  t.equal(new Set(entries.map(({ mrn, kind }) => `${mrn} ${kind}`)).size, entries.length)
  for (const { id } of PERIMETER_KINDS) t.ok(entries.some(({ kind }) => kind === id), id)
  t.ok(entries.length < year.length * 0.04, `${entries.length} of ${year.length}`)
  t.end()
})

t.test('the archive lacks what is planted and nothing else, and receipts are as declared but for planted ones', (t) => {
  const documents = Map.groupBy(archivedFile(year, trader).records, ({ mrn }) => mrn)
  const receipts = Map.groupBy(receiptFile(year, trader).records, ({ mrn }) => mrn)
  let received = 0
  for (const declaration of year) {
    const { content, planted } = declaration
    const faults = faultsIn(declaration, trader)
    const lines = receipts.get(content.mrn) ?? []
    if (lines.length > 0) received++
    if (planted !== null) {
      t.equal(lines.length, 0, 'what is wrong already has no receipt')
      continue
    }
    const named = new Set([...content.documents ?? [], ...content.items.flatMap((item) => item.documents ?? [])].map(({ type = '', reference = '' }) => `${type} ${reference}`))
    t.equal(documents.get(content.mrn)?.length ?? 0, named.size - (faults.includes('document_not_archived') ? 1 : 0), content.mrn ?? '')
    const differing = lines.filter(({ itemNumber, quantity }) => quantity !== content.items.find((item) => item.itemNumber === itemNumber)?.netMass)
    t.equal(differing.length, faults.includes('other_quantity_received') ? 1 : 0, `${content.mrn ?? ''} received`)
  }
  t.ok(received > 1500, `${received} with receipts`)
  t.end()
})

const cases = new SanctionCases()
for (const declaration of year) cases.note(declaration, dayAfter(trader.until, -LONGEST_LAG_DAYS))

t.test('sanctions of more than three years, of the year\'s declarations too, decided before its end', (t) => {
  const sanctions = of(sanctionRecords(trader, cases.cases), '/v1/sanctions') as { authorityReference: string, decisionDate: string, infringementDates: { from: string }[], severity: string, currency: string, cause: string, declarations?: string[] }[]
  t.ok(sanctions.length >= 12 && sanctions.length <= 25, `${sanctions.length}`)
  t.equal(new Set(sanctions.map(({ authorityReference }) => authorityReference)).size, sanctions.length)
  const facts = sanctions.map(({ infringementDates }) => infringementDates[0]?.from ?? '').toSorted()
  t.ok((facts[0] ?? '') < dayAfter(from, -1000) && (facts.at(-1) ?? '') > from, 'facts')
  t.ok(sanctions.every(({ decisionDate, infringementDates }) => (infringementDates[0]?.from ?? '') < decisionDate && decisionDate <= until))
  t.strictSame([...new Set(sanctions.map(({ severity }) => severity))].toSorted(), ['medium', 'minor', 'serious'])
  t.strictSame([...new Set(sanctions.map(({ currency }) => currency))].toSorted(), ['EUR', 'PLN'])
  t.ok(new Set(sanctions.map(({ cause }) => cause)).size >= 6)
  const mrns = new Set(year.map(({ content }) => content.mrn))
  const linked = sanctions.flatMap(({ declarations = [] }) => declarations)
  t.ok(linked.length >= 5 && linked.every((mrn) => mrns.has(mrn)))
  const appeals = sanctionRecords(trader, cases.cases).flatMap(({ follow }) => (follow?.('id') ?? []).map(({ payload }) => payload['status']))
  t.ok(appeals.includes('annulled') && appeals.includes('pending') && appeals.includes('upheld'))
  t.end()
})

t.test('the careless broker has more of them than the careful one', (t) => {
  const of = (eori: string): number => cases.cases.filter(({ broker }) => broker === eori).length
  t.ok(of('IT05791346802') > of('IT02468013579'), `${of('IT05791346802')} and ${of('IT02468013579')}`)
  t.end()
})

t.test('what was before the year needs no notification, the new software was notified, the rest waits', (t) => {
  const { newSoftware, handover } = timelineOf(trader.until)
  const decisions: [rule: string, occurredOn: string, decision: string | undefined][] = [
    ['site_opened', dayAfter(from, -1), 'do_not_notify'], ['management', from, undefined], ['software_introduced', newSoftware, 'notify'], ['software_introduced', dayAfter(newSoftware, 1), undefined], ['ai_introduced', handover, 'notify'], ['ai_changed', handover, undefined], ['head_of_customs_comes', handover, undefined]
  ]
  for (const [rule, occurredOn, decision] of decisions) t.equal(decisionOn({ rule, occurredOn }, trader)?.decision, decision, `${rule} on ${occurredOn}`)
  t.end()
})

t.test('the same seed gives the same perimeter', (t) => {
  const perimeter = (seed: string) => {
    const other = setting(seed).trader
    return hashOf([unitRecords(other), peopleRecords(other), representativeRecords(other), authorisationRecords(other), [...goodsFile(other).records], [...archivedFile(yearOf(300, seed), other).records], [...receiptFile(yearOf(300, seed), other).records]])
  }
  t.equal(perimeter('one'), perimeter('one'))
  t.not(perimeter('one'), perimeter('two'))
  t.end()
})
