import type { Register } from '../../platform/registers.ts'
import { DEFAULT_SETTINGS } from '../settings/setting-values.ts'
import { quantityDifferences } from './quantity-differences.ts'
import type { DeclaredItem, DeclaredQuantities, Difference, Moved } from './quantity-differences.ts'

/** What checks may ask of the movements of goods. */
export interface MovementsAnswer {
  /**
   * Items whose declared and moved quantities differ by more than the tolerance; undefined when nothing that moved can be compared.
   *
   * @param declared the declaration as it is examined; without it the version in force that stands in the database counts.
   */
  readonly differencesOf: (mrn: string, declared?: DeclaredQuantities) => readonly Difference[] | undefined
}

interface Row {
  kept: boolean
  setting: { percent: string } | null
  moved: (Moved & { mrn: string })[] | null
  declared: { mrn: string, direction: 'import' | 'export', items: DeclaredItem[] | null }[] | null
}

const MOVEMENTS = `
  select exists (select from aeo.goods_movements m where m.operator_id = $1) as kept,
    (select s.value from aeo.record_settings s where s.operator_id = $1 and s.name = 'movement_tolerance') as setting,
    (select json_agg(json_build_object('mrn', m.mrn, 'itemNumber', m.item_number, 'kind', m.kind, 'quantity', m.quantity::text, 'unit', m.unit, 'netMass', m.net_mass::text))
      from aeo.goods_movements m where m.operator_id = $1 and m.mrn = any($2::text[]) and m.state = 'posted') as moved,
    (select json_agg(json_build_object('mrn', d.mrn, 'direction', d.direction, 'items', (select json_agg(json_build_object('itemNumber', (i ->> 'itemNumber')::integer,
        'netMass', i ->> 'netMass', 'supplementaryUnits', i ->> 'supplementaryUnits')) from json_array_elements(v.document -> 'items') i)))
      from aeo.declarations d join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
      where d.operator_id = $1 and d.mrn = any($2::text[])) as declared`

export const movementsRegister: Register<MovementsAnswer> = {
  kind: 'asked',
  announcesFirst: true,
  load: async (query, operatorId, { mrns }) => {
    const [row] = await query<Row>(MOVEMENTS, [operatorId, mrns])
    return row?.kept === true ? answerOf(row) : undefined
  }
}

function answerOf ({ setting, moved, declared }: Row): MovementsAnswer {
  const { percent } = setting ?? DEFAULT_SETTINGS.movement_tolerance
  const byMrn = Map.groupBy(moved ?? [], ({ mrn }) => mrn)
  const stored = new Map((declared ?? []).map(({ mrn, direction, items }) => [mrn, { direction, items: items ?? [] }]))
  return {
    differencesOf: (mrn, stated = stored.get(mrn)) => {
      const movements = byMrn.get(mrn)
      return stated === undefined || movements === undefined ? undefined : quantityDifferences(stated, movements, percent)
    }
  }
}
