import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IncidentCatalogue, IncidentKind, KindRule } from './incident.ts'

/** The kinds that ship with the service: versioned data, read once. */
export const INCIDENT_CATALOGUE = JSON.parse(readFileSync(join(import.meta.dirname, 'incident-kinds.json'), 'utf8')) as IncidentCatalogue

export function kindRule (kind: IncidentKind): KindRule {
  const rule = INCIDENT_CATALOGUE.kinds.find((one) => one.kind === kind)
  if (rule === undefined) throw new Error(`There is no rule for incidents of the kind ${kind}`)
  return rule
}
