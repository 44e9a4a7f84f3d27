import { v7 as uuidV7 } from 'uuid'
import { meaningOfErrorCode } from '../../reference/customs-error-codes.ts'
import type { Pillar } from '../checks/check.ts'
import type { CustomsAnswer } from '../customs-message.ts'
import type { KeptFinding, OpenedFinding } from './finding-changes.ts'

/** What customs found wrong when it refused: a finding per error of its answer, in customs' own words. Pure but for new ids. */

const PILLAR_OF_PLACE: readonly [RegExp, Pillar][] = [
  [/NetNetWeight|GrossMass|TariffQuantity|GoodsMeasure|CustomsValuation|StatisticalValue|InvoiceAmount|InvoiceLine|TradeTerms|CurrencyExchange/, 'value'],
  [/Origin/, 'origin'], [/DutyTaxFee/, 'duties'], [/Classification|Commodity/, 'classification'], [/AdditionalDocument/, 'licences'],
  [/GovernmentProcedure|AuthorisationHolder|Warehouse/, 'procedures'], [/FunctionalReference|Declarant|Agent|Importer|Exporter/, 'identifiers']
]
const ITEM = /GovernmentAgencyGoodsItem\[([0-9]{1,5})\]/
const WRONGFUL_ITEM = 99_999

/** @param kept findings of the declaration; an error that one of them names already opens no other. */
export function refusalFindings (answer: CustomsAnswer, messageId: string, kept: readonly KeptFinding[]): OpenedFinding[] {
  return answer.errors.flatMap(({ code = '', pointer = '', detail }) => {
    const known = kept.some(({ source, values }) => source === 'customs' && values['message'] === messageId && values['code'] === code && values['place'] === pointer)
    return known ? [] : [refusal(code, pointer, detail, messageId)]
  })
}

function refusal (code: string, place: string, detail: string | undefined, messageId: string): OpenedFinding {
  const item = Number(ITEM.exec(place)?.[1] ?? Number.NaN)
  const meaning = detail ?? meaningOfErrorCode(code)
  return {
    id: uuidV7(), source: 'customs', check: null, checkVersion: null, itemNumber: item >= 1 && item <= WRONGFUL_ITEM ? item : null,
    pillar: PILLAR_OF_PLACE.find(([pattern]) => pattern.test(place))?.[1] ?? 'lifecycle', severity: 'error',
    message: `Customs refused: ${[code, meaning].filter((part) => part !== undefined && part !== '').join(': ')}${place === '' ? '' : ` at ${place}`}.`,
    values: { code, place, message: messageId, meaning: meaning ?? null }, atStake: null, legalRef: 'UCC 172(1)'
  }
}
