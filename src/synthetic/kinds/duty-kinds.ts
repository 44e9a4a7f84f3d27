import { hasRelief, originOf, releases, schemeOf } from '../../declarations/checks/elements.ts'
import { datasetOf } from '../../declarations/derivation.ts'
import type { DeclarationContent, ItemContent } from '../../declarations/data-elements.ts'
import { centsOf, moneyText } from '../amounts.ts'
import { codeOf } from './item-facts.ts'
import { hasPaper, isFullImport, isImport, itemWithoutPapers, onHeader, onItem, without } from './kind.ts'
import type { ErrorKind, PlantFacts } from './kind.ts'

/** Errors in duties, quotas, trade defence and excise. */

const DUTY = 'A00'
const lineOf = ({ taxes = [] }: ItemContent, type: string) => taxes.find((tax) => tax.type === type)
const withLine = (item: ItemContent, type: string, change: object): ItemContent => ({ ...item, taxes: (item.taxes ?? []).map((tax) => tax.type === type ? { ...tax, ...change } : tax) })
const withoutLines = (item: ItemContent, gone: (type: string) => boolean): ItemContent => ({ ...item, taxes: (item.taxes ?? []).filter(({ type = '' }) => !gone(type)) })
const isDefence = (type: string): boolean => /^A(30|35|40|45)$/.test(type)
const isExcise = (type: string): boolean => type !== '' && !/^[A-E][0-9]{2}$/.test(type)
const WITH_ADDITIONAL_CODE = new Set(['H1', 'H3', 'H4'])
const QUOTA = /^[1-5](20|23|25|28)$/
/** Duty that the line states, where it is enough for an error to matter. */
const paysDuty = (item: ItemContent, content: DeclarationContent): boolean => isImport(content) && !hasRelief(item) && Number(lineOf(item, DUTY)?.rate ?? 0) > 0 && Number(lineOf(item, DUTY)?.baseAmount ?? 0) > 1000
const underMeasure = (item: ItemContent, { reference, day }: PlantFacts): boolean => (reference.measures.tradeDefence?.find(codeOf(item), originOf(item) ?? '', day) ?? []).length > 0

export const DUTY_KINDS: readonly ErrorKind[] = [
  {
    id: 'duty_miscalculated', pillar: 'duties', words: 'the duty is not what rate and value make', rate: 0.002, checks: ['DUT-02'], needs: 'declaration',
    plant: onItem(paysDuty, (item, _content, { random }) => {
      const line = lineOf(item, DUTY)
      const right = Math.round(Number(line?.baseAmount ?? 0) * Number(line?.rate ?? 0))
      return withLine(item, DUTY, { amount: moneyText(Math.round(right * (0.55 + 0.3 * random.uniform())) - 300) })
    })
  },
  {
    id: 'rate_of_last_year', pillar: 'duties', words: 'the duty is computed with a rate that is no longer in force', rate: 0.003, checks: ['DUT-02'], needs: 'list',
    plant: onItem((item, content, { reference, day }) => paysDuty(item, content) && schemeOf(item) === '1' && reference.measures.dutyRates?.find(codeOf(item), originOf(item) ?? '', day).some(({ kind, adValorem }) => kind === 'erga_omnes' && Number(adValorem) === Number(lineOf(item, DUTY)?.rate)) === true, (item) => {
      const line = lineOf(item, DUTY)
      const rate = Math.round(Number(line?.rate ?? 0) * 10 * 0.6) / 10
      return withLine(item, DUTY, { rate: String(rate), amount: moneyText(Math.round(centsOf(line?.baseAmount ?? '0') * rate / 100)) })
    })
  },
  {
    id: 'quota_number_malformed', pillar: 'duties', words: 'the order number of the quota is none', rate: 0.03, checks: ['DUT-03'], needs: 'declaration',
    plant: onItem(({ quotaOrderNo }, content) => isImport(content) && quotaOrderNo !== undefined, (item) => ({ ...item, quotaOrderNo: `9${(item.quotaOrderNo ?? '').slice(2)}` }))
  },
  {
    id: 'quota_number_missing', pillar: 'duties', words: 'a quota is claimed and not named', rate: 0.03, checks: ['DUT-04'], needs: 'declaration',
    plant: onItem((item, content) => isImport(content) && item.quotaOrderNo !== undefined && QUOTA.test(item.preference ?? '') && !hasPaper(item, (type) => type === 'L001'), (item) => without(item, 'quotaOrderNo'))
  },
  {
    id: 'guarantee_not_authorised', pillar: 'duties', words: 'the comprehensive guarantee is another person\'s, and no authorisation of it is named', rate: 0.01, checks: ['DUT-07'], needs: 'declaration',
    plant: onHeader((content) => (content.guarantees ?? []).some(({ type }) => type === '1') && (content.authorisations ?? []).some(({ type }) => type === 'CGU') && !content.items.some((item) => hasPaper(item, (type) => type === 'C505')),
      (content) => ({ ...content, guarantor: 'IT07913568024', authorisations: (content.authorisations ?? []).filter(({ type }) => type !== 'CGU') }))
  },
  {
    id: 'vat_line_missing', pillar: 'duties', words: 'the value added tax is not declared, as its assessment will show', rate: 0.001, checks: ['DUT-01'], needs: 'assessment',
    plant: onItem((item, content) => isFullImport(content) && releases(item) && lineOf(item, 'B00') !== undefined, (item) => withoutLines(item, (type) => type === 'B00'))
  },
  {
    id: 'anti_dumping_duty_missing', pillar: 'trade_defence', words: 'anti-dumping duty is not declared', rate: 0.008, checks: ['TDI-01'], needs: 'list',
    plant: onItem((item, content, facts) => isFullImport(content) && (item.taxes ?? []).some(({ type = '' }) => isDefence(type)) && underMeasure(item, facts), (item) => withoutLines(item, isDefence))
  },
  {
    id: 'producer_code_missing', pillar: 'trade_defence', words: 'the additional code of the producer is left out', rate: 0.008, checks: ['TDI-02'], needs: 'list',
    plant: onItem((item, content, facts) => isImport(content) && WITH_ADDITIONAL_CODE.has(datasetOf(content)) && (item.taricAdd ?? []).length > 0 && underMeasure(item, facts), (item) => without(item, 'taricAdd'))
  },
  {
    id: 'producer_invoice_missing', pillar: 'trade_defence', words: 'an individual rate is claimed without the producer\'s invoice declaration', rate: 0.012, checks: ['TDI-03'], needs: 'list',
    plant: onItem((item, content, facts) => isImport(content) && hasPaper(item, (type) => type === 'D008') && underMeasure(item, facts), (item) => itemWithoutPapers(item, (type) => type === 'D008'))
  },
  {
    id: 'origin_evades_measure', pillar: 'trade_defence', words: 'goods from a country under a measure are declared with another origin', rate: 0.008, checks: ['TDI-04'], needs: 'list',
    plant: onItem((item, content, facts) => isFullImport(content) && (item.taxes ?? []).some(({ type = '' }) => isDefence(type)) && underMeasure(item, facts) && (item.dispatchCountry ?? content.dispatchCountry) === item.originCountry, (item, _content, { random }) =>
      ({ ...without(withoutLines(item, isDefence), 'taricAdd'), originCountry: random.pick(['MY', 'TH', 'TW']) }))
  },
  {
    id: 'excise_not_declared', pillar: 'excise', words: 'excisable goods are released without excise duty', rate: 0.02, checks: ['EXC-01'], needs: 'list',
    plant: onItem((item, content, { reference, day }) => isFullImport(content) && /^(40|42|61|63)$/.test(item.requestedProcedure ?? '') && (item.taxes ?? []).some(({ type = '' }) => isExcise(type)) && reference.measures.excise?.has(codeOf(item), day) === true && !(item.additionalProcedures ?? []).includes('F06'), (item) => withoutLines(item, isExcise))
  },
  {
    id: 'excise_movement_malformed', pillar: 'excise', words: 'the reference of the excise movement is mistyped', rate: 0.02, checks: ['EXC-02'], needs: 'declaration',
    plant: onItem((item, content) => isImport(content) && ((item.taxes ?? []).some(({ type = '' }) => isExcise(type)) || hasPaper(item, (type) => type === 'C651')), (item) => ({
      ...itemWithoutPapers(withoutLines(item, isExcise), (type) => type === 'C651'), additionalProcedures: ['F06'],
      documents: [...(item.documents ?? []).filter(({ type }) => type !== 'C651'), { type: 'C651', reference: '26IT0000000000012345' }]
    }))
  }
]
