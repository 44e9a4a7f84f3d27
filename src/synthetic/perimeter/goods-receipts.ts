import { massText } from '../amounts.ts'
import { dayAfter } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import type { YearDeclaration } from '../year.ts'
import { faultsIn, isReceived } from './perimeter-faults.ts'
import type { Members, PerimeterFile } from './perimeter-record.ts'

/** Receipts of imported goods as the stock records have them, of most declarations: what was declared, but for planted differences. Pure. */

export const receiptFile = (year: Iterable<YearDeclaration>, trader: Trader): PerimeterFile => ({ path: '/v1/goods-movements/bulk', records: receipts(year, trader) })

/** Share of the first item that did not arrive. */
const LOST = 0.08

function * receipts (year: Iterable<YearDeclaration>, trader: Trader): Generator<Members> {
  for (const made of year) {
    const { mrn = '', items, siteId, acceptanceDate = '' } = made.content
    if (!isReceived(made, trader)) continue
    const differs = faultsIn(made, trader).includes('other_quantity_received')
    for (const { itemNumber, netMass, goodsRef } of items) {
      if (netMass === undefined) continue
      const quantity = differs && itemNumber === 1 ? massText(Math.floor(Number(netMass) * (1 - LOST) * 1000)) : netMass
      yield { movementNumber: `GR-${mrn}`, line: itemNumber, kind: 'receipt', movedOn: dayAfter(acceptanceDate, 3), goodsRef, siteId, mrn, itemNumber, quantity, unit: 'KGM', sourceSystem: 'stock' }
    }
  }
}
