import type { Register } from '../../platform/registers.ts'
import { DEFAULT_SETTINGS } from '../settings/setting-values.ts'
import { documentKey, missingDocuments } from './required-documents.ts'
import type { DeclaredContent, RequirementSetting } from './required-documents.ts'

/** What checks may ask of the archived documents. */
export interface DocumentsAnswer {
  /**
   * Documents that must be archived and are not, as type and reference.
   *
   * @param declared the declaration as it is examined; without it the version in force that stands in the database counts, and a
   * declaration that is not stored yet misses nothing.
   */
  readonly missingOf: (mrn: string, declared?: DeclaredContent) => readonly string[]
}

interface Row {
  kept: boolean
  setting: RequirementSetting | null
  archived: [mrn: string, type: string, reference: string][] | null
  declared: { mrn: string, documents: DeclaredContent['documents'], items: DeclaredContent['documents'][] | null, archived: [type: string, reference: string][] | null }[] | null
}

const DOCUMENTS = `
  select exists (select from aeo.supporting_documents s where s.operator_id = $1) as kept,
    (select s.value from aeo.record_settings s where s.operator_id = $1 and s.name = 'archived_documents') as setting,
    (select json_agg(json_build_array(s.mrn, s.type, s.reference)) from aeo.supporting_documents s where s.operator_id = $1 and s.mrn = any($2::text[])) as archived,
    (select json_agg(json_build_object('mrn', d.mrn, 'documents', v.document -> 'documents',
        'items', (select json_agg(i -> 'documents') from json_array_elements(v.document -> 'items') i),
        'archived', (select json_agg(json_build_array(s.type, s.reference)) from aeo.supporting_documents s
          where s.operator_id = d.operator_id and s.mrn = '' and s.lrn = d.lrn and s.declarant = d.declarant)))
      from aeo.declarations d join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
      where d.operator_id = $1 and d.mrn = any($2::text[])) as declared`

export const documentsRegister: Register<DocumentsAnswer> = {
  kind: 'asked',
  announcesFirst: true,
  load: async (query, operatorId, { mrns }) => {
    const [row] = await query<Row>(DOCUMENTS, [operatorId, mrns])
    return row?.kept === true ? answerOf(row) : undefined
  }
}

function answerOf (row: Row): DocumentsAnswer {
  const setting = row.setting ?? DEFAULT_SETTINGS.archived_documents
  const archived = new Map<string, Set<string>>()
  const add = (mrn: string, type: string, reference: string): void => {
    const known = archived.get(mrn) ?? new Set()
    archived.set(mrn, known.add(documentKey({ type, reference })))
  }
  for (const [mrn, type, reference] of row.archived ?? []) add(mrn, type, reference)
  for (const { mrn, archived: byLrn } of row.declared ?? []) for (const [type, reference] of byLrn ?? []) add(mrn, type, reference)
  const stored = new Map((row.declared ?? []).map(({ mrn, documents, items }) => [mrn, { documents, items: (items ?? []).map((own) => ({ documents: own })) }]))
  return {
    missingOf: (mrn, declared = stored.get(mrn)) => declared === undefined ? [] : missingDocuments(declared, archived.get(mrn) ?? new Set(), setting)
  }
}
