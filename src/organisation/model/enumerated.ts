/** Values that the organisation's records take from a list. */

export const LEGAL_FORMS = ['limited_company', 'public_company', 'partnership', 'sole_trader', 'cooperative', 'foundation', 'public_body', 'branch', 'other'] as const
/** Roles in the international supply chain (AEO self-assessment, 1.1). */
export const SUPPLY_CHAIN_ROLES = [
  'manufacturer', 'importer', 'exporter', 'customs_broker', 'carrier', 'freight_forwarder', 'consolidator', 'terminal_operator', 'warehouse_keeper', 'trader', 'other'
] as const
export const OWNER_KINDS = ['company', 'person', 'public_body', 'dispersed'] as const
export const SITE_ACTIVITIES = [
  'head_office', 'office', 'production', 'storage', 'customs_warehouse', 'temporary_storage', 'tax_warehouse', 'free_zone', 'loading', 'distribution', 'records', 'it', 'retail', 'research', 'other'
] as const
/** From the definition of the good to marketing. */
export const STEP_PHASES = ['definition', 'design', 'classification', 'purchasing', 'inbound', 'production', 'processing', 'quality', 'storage', 'packing', 'outbound', 'sales', 'marketing', 'after_sales'] as const
export const EMPLOYMENT_KINDS = ['employee', 'temporary_agency', 'contractor', 'apprentice', 'board', 'group_company', 'other'] as const
export const ENTITY_RELATIONS = ['parent', 'subsidiary', 'sister', 'branch', 'permanent_establishment', 'other'] as const
export const SOFTWARE_KINDS = ['erp', 'customs_declaration', 'warehouse_management', 'transport_management', 'classification', 'document_archive', 'accounting', 'interface', 'screening', 'other'] as const
export const HOSTINGS = ['own_premises', 'data_centre', 'cloud', 'provider'] as const
export const REPRESENTATIVE_KINDS = ['customs_representative', 'freight_forwarder', 'carrier', 'group_company', 'other'] as const
export const REPRESENTATIONS = ['direct', 'indirect'] as const
export const DIRECTIONS = ['import', 'export', 'transit'] as const
