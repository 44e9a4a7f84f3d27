import { SITES } from '../partners.ts'
import type { Trader } from '../trader.ts'
import type { PerimeterRecord } from './perimeter-record.ts'
import { timelineOf } from './timeline.ts'

/** The trader itself: its profile, the group, units, sites, production steps, software. Names and numbers are invented. Pure. */

const UNITS: readonly [code: string, name: string, parent: string | null][] = [
  ['management', 'Management', null], ['customs', 'Customs', 'management'], ['import-ports', 'Customs at the ports', 'customs'], ['operations-north', 'Customs operations north', 'customs'],
  ['operations-centre', 'Customs operations centre', 'customs'], ['engineering', 'Engineering', 'management'], ['production', 'Production', 'management'], ['purchasing', 'Purchasing', 'management'],
  ['sales', 'Sales', 'management'], ['logistics', 'Logistics', 'management'], ['finance', 'Finance', 'management'], ['it', 'Information technology', 'management']
]

const SITE_FACTS: Readonly<Record<string, { readonly name: string, readonly address: string, readonly activities: readonly string[] }>> = {
  genova: { name: 'Genova port', address: 'Calata Inventata 4, 16126 Genova', activities: ['loading', 'temporary_storage', 'office'] },
  milano: { name: 'Milano works', address: 'Via Inventata 18, 20157 Milano', activities: ['head_office', 'production', 'customs_warehouse', 'records'] },
  bologna: { name: 'Bologna distribution', address: 'Via Inventata 7, 40131 Bologna', activities: ['storage', 'distribution'] }
}

const STEPS: readonly [code: string, name: string, phase: string, units: readonly string[], sites: readonly string[]][] = [
  ['define-good', 'Define the good and its bill of materials', 'definition', ['engineering'], ['milano']], ['design', 'Draw and test', 'design', ['engineering'], ['milano']],
  ['classify', 'Decide code and origin', 'classification', ['customs', 'engineering'], ['milano']], ['purchase', 'Choose suppliers and order', 'purchasing', ['purchasing'], ['milano']],
  ['receive', 'Clear and receive', 'inbound', ['import-ports', 'operations-north', 'logistics'], ['genova', 'milano']], ['machine', 'Machine and assemble', 'production', ['production'], ['milano']],
  ['inspect', 'Inspect', 'quality', ['production'], ['milano']], ['store', 'Store', 'storage', ['logistics'], ['milano', 'bologna']], ['ship', 'Pack and clear for export', 'outbound', ['operations-centre', 'logistics'], ['bologna']],
  ['sell', 'Sell', 'sales', ['sales'], ['milano']], ['market', 'Market and support', 'marketing', ['sales'], ['milano']]
]

export function unitRecords ({ until }: Trader): PerimeterRecord[] {
  const { start } = timelineOf(until)
  return [
    ...UNITS.map(([code, name, parent]) => ({ path: '/v1/units', payload: { code, name, validFrom: start, ...(parent === null ? {} : { parent }) } })),
    ...SITES.map(({ id, unit }) => ({ path: '/v1/sites', payload: { code: id, country: 'IT', unit, validFrom: start, ...SITE_FACTS[id] } })),
    ...STEPS.map(([code, name, phase, units, sites], index) => ({ path: '/v1/production-steps', payload: { code, name, phase, ordinal: index + 1, units, sites, validFrom: start } }))
  ]
}

/** The stock system was replaced in the year. */
export function softwareRecords ({ until }: Trader): PerimeterRecord[] {
  const { start, newSoftware } = timelineOf(until)
  const software = (code: string, name: string, kind: string, vendor: string, hosting: string, validFrom: string, validTo?: string): PerimeterRecord =>
    ({ path: '/v1/software', payload: { code, name, kind, vendor, hosting, validFrom, ...(validTo === undefined ? {} : { validTo }) } })
  return [
    software('erp', 'ERP, materials and finance', 'erp', 'Invented Systems SpA', 'data_centre', start),
    software('customs-desk', 'Customs declarations', 'customs_declaration', 'Invented Customs Srl', 'provider', start),
    software('archive', 'Archive of documents', 'document_archive', 'Invented Archives Srl', 'cloud', start),
    software('stock-1', 'Stock, first generation', 'warehouse_management', 'Invented Systems SpA', 'own_premises', start, newSoftware),
    software('stock-2', 'Stock, second generation', 'warehouse_management', 'Invented Systems SpA', 'cloud', newSoftware),
    software('classifier-1', 'Proposals of commodity codes', 'classification', 'Invented Learning BV', 'cloud', start)
  ]
}

/** Once people are recorded, since an owner may be one. The group's companies declare nothing under the trader's name. */
export function profileRecords ({ until }: Trader): PerimeterRecord[] {
  const { start } = timelineOf(until)
  return [
    {
      path: '/v1/organisation', payload: {
        validFrom: start, name: 'Synthetic Trader SpA', legalForm: 'public_company', foundedOn: '1968-05-02', address: 'Via Inventata 18, 20157 Milano',
        owners: [{ kind: 'company', reference: 'Synthetic Holding AG', sharePercent: 70 }, { kind: 'person', reference: 'P-01', sharePercent: 30 }], supplyChainRoles: ['importer', 'exporter', 'manufacturer', 'warehouse_keeper']
      }
    },
    { path: '/v1/organisation/legal-entities', payload: { eori: 'DE4455667788990', name: 'Synthetic Holding AG', country: 'DE', relation: 'parent', validFrom: start } },
    { path: '/v1/organisation/legal-entities', payload: { eori: 'FR55566677788990', name: 'Synthetic Distribution SAS', country: 'FR', relation: 'sister', validFrom: start } }
  ]
}
