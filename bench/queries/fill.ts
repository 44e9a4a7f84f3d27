import type pg from 'pg'
import { rebuildTotals } from '../../src/declarations/index.ts'
import { onConnection } from '../../src/platform/db/operator-tx.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import { addOperator } from '../../src/platform/operators.ts'

/**
 * A year of declarations of one operator as raw rows: declarations, their versions with documents, and items. The totals over them come
 * from the service's own recount, which reads every document; nothing of them is made up here.
 *
 * Keys are skewed as a trader's are: a few units, codes, origins and goods make most of it. Both sizes draw from the same keys, so that what
 * differs is the number of declarations alone.
 */

/** Rows of one statement: the database builds the documents. */
const CHUNK = 50_000

/** A number from 0 to n - 1, the low ones much more often; spread by a hash of row and purpose, without chance. */
const skewed = (purpose: string, n: number): string => `floor(${n} * power(((hashtext(i || '${purpose}') & 1048575) / 1048576.0)::float8, 3))::int`

const itemOf = (number: number): string => `json_build_object('itemNumber', ${number}, 'requestedProcedure', (array['40', '40', '40', '42', '51', '71', '53', '61'])[1 + ${skewed(`procedure${number}`, 8)}],
    'previousProcedure', (array['00', '00', '71', '51'])[1 + ${skewed(`previous${number}`, 4)}],
    'hs6', (10 + ${skewed(`chapter${number}`, 60)}) || '1830', 'cn2', '00', 'taric2', '90', 'originCountry', chr(65 + ${skewed(`origin${number}`, 40)} / 8) || chr(65 + ${skewed(`origin${number}`, 40)} % 8),
    'goodsRef', 'G-' || ${skewed(`goods${number}`, 2000)}, 'description', 'Parts of machines, of steel, model ' || i % 977, 'netMass', '120.5',
    'statisticalValue', (100 + i % 5000) || '.50', 'statisticalValueCurrency', 'EUR', 'taxes', json_build_array(
      json_build_object('type', 'A00', 'payable', (i % 300) || '.25', 'currency', 'EUR'), json_build_object('type', 'B00', 'payable', '225.94', 'currency', 'EUR')))`

const DOCUMENT = `json_build_object('declarationType', 'IM', 'additionalType', 'A', 'lrn', 'B-' || i, 'declarant', 'IT01234567890', 'accountsCurrency', 'EUR',
    'siteId', 'S-' || ${skewed('site', 8)}, 'representative', json_build_object('eori', 'DE' || 1000000 + ${skewed('broker', 5)}),
    'lodgementOffice', (array['IT277100', 'DE004600', 'NL000510', 'FR000040', 'BE212000', 'PL301010'])[1 + ${skewed('state', 6)}],
    'authorisations', json_build_array(json_build_object('type', 'DPO', 'reference', 'ITDPO' || ${skewed('deferral', 3)})),
    'documents', case when i % 4 = 0 then json_build_array(json_build_object('type', 'L001', 'reference', 'L-' || ${skewed('licence', 30)}, 'unit', 'KGM', 'quantity', (i % 90) || '.5')) else '[]'::json end,
    'guarantees', case when i % 3 = 0 then json_build_array(json_build_object('type', '1', 'grn', 'GRN-' || ${skewed('guarantee', 2)}, 'amount', '500', 'currency', 'EUR')) else '[]'::json end,
    'items', json_build_array(${itemOf(1)}, ${itemOf(2)}))`

export async function fillOperator (db: Database, superuser: pg.Client, eori: string, declarations: number): Promise<string> {
  const { operatorId } = await addOperator(db.operations, eori, 'Reports')
  for (let from = 0; from < declarations; from += CHUNK) await insertRows(superuser, operatorId, from, Math.min(from + CHUNK, declarations))
  await superuser.query('vacuum (analyze) aeo.declarations, aeo.declaration_versions, aeo.declaration_items')
  const { declarations: counted } = await onConnection(db.operations, async (client) => await rebuildTotals(client, operatorId, true))
  if (counted !== declarations) throw new Error(`${counted} of ${declarations} declarations were counted`)
  return operatorId
}

async function insertRows (superuser: pg.Client, operatorId: string, from: number, to: number): Promise<void> {
  await superuser.query(`
    with made as (
      select gen_random_uuid() as id, i, date '2025-01-01' + (hashtext(i || 'day') & 2147483647) % 365 as day, ${DOCUMENT} as document,
        (array['released', 'released', 'released', 'accepted', 'discharged', 'rejected', 'post_release_amended'])[1 + ${skewed('status', 7)}] as status, 'U-' || ${skewed('unit', 12)} as unit,
        (array['erp', 'broker', 'wms'])[1 + ${skewed('source', 3)}] as source
      from generate_series($2::int, $3::int - 1) as i
    ), declared as (
      insert into aeo.declarations (operator_id, id, mrn, lrn, declarant, direction, declaration_type, status, status_at, accepted_on, received_at, counted_on, source_system, org_unit_id, current_version, version_count)
        select $1, m.id, null, 'B-' || m.i, 'IT01234567890', 'import', 'IMA', m.status, m.day, m.day, m.day, m.day, m.source, m.unit, 1, 1 from made m
    ), kept as (
      insert into aeo.declaration_versions (operator_id, declaration_id, version, content_hash, status, status_dated, status_at, received_at, source_system, document, original_sha256, original_size, original_media_type)
        select $1, m.id, 1, decode(md5(m.i::text), 'hex'), m.status, true, m.day, m.day, m.source, m.document, '\\x00', 0, 'application/json' from made m
    )
    insert into aeo.declaration_items (operator_id, declaration_id, item_number, commodity_code, procedure, origin_country, counted_on)
      select $1, m.id, (x.item ->> 'itemNumber')::int, (x.item ->> 'hs6') || '0090', (x.item ->> 'requestedProcedure') || (x.item ->> 'previousProcedure'), x.item ->> 'originCountry', m.day
      from made m, json_array_elements(m.document -> 'items') as x (item)`, [operatorId, from, to])
}
