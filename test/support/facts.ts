/** Builders of pushed declarations with sane defaults, which no check finds anything wrong with. */

export interface PushedItem { itemNumber: number, [field: string]: unknown }
export interface PushedDeclaration { items: PushedItem[], [field: string]: unknown }

export function item (changes: Partial<PushedItem> = {}): PushedItem {
  return {
    itemNumber: 1, requestedProcedure: '40', previousProcedure: '00', hs6: '851830', cn2: '00', taric2: '90', originCountry: 'CN',
    valuationMethod: '1', itemAmount: '4200', netMass: '120.5', statisticalValue: '4200', description: 'Headphones with cable', ...changes
  }
}

export function declaration (changes: Record<string, unknown> = {}): PushedDeclaration {
  return {
    declarationType: 'IM', additionalType: 'A', lrn: 'LRN-1', declarant: 'IT01234567890', acceptanceDate: '2026-03-02', accountsCurrency: 'EUR', invoiceCurrency: 'EUR',
    sourceSystem: 'erp', items: [item()], ...changes
  }
}
