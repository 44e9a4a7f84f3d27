import type { Database } from '../../platform/db/pool.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Principal } from '../../platform/access.ts'
import { assessInputs } from '../assessments/assess-inputs.ts'
import { READ } from '../register/risk-operations.ts'
import { keptWords } from '../words/frozen-words.ts'
import type { KeptWords } from '../words/frozen-words.ts'
import { readStages } from './audit-store.ts'
import type { KeptStage } from './audit-store.ts'
import type { AuditRef } from './deps.ts'
import { asPlain, readSnapshot } from './snapshot.ts'
import { resultOf } from './stage-results.ts'
import { CLOSED_STAGES, hasReached } from './stages.ts'
import type { AuditStage, ClosedStage } from './stages.ts'
import { differences, inputFaults, textFaults, wordFaults } from './verify-stage.ts'

/** Makes every frozen stage of an operator's audits again of its own inputs, and compares bytes. Writes nothing. */

export interface StageVerdict extends AuditRef {
  readonly stage: ClosedStage
  readonly sha256: string | null
  /** What is wrong with it, in plain words; empty: it is as it was frozen, and comes out again to the byte. */
  readonly faults: readonly string[]
}

interface VersionToVerify extends AuditRef {
  readonly stage: AuditStage
  /** Hashes that the log has of its stages. */
  readonly logged: Readonly<Record<string, string>>
}

/** One version after the other, so that memory holds the texts of one. @param audit that one alone. */
export async function * verifyAudits (db: Database, operatorId: string, audit?: string): AsyncGenerator<StageVerdict> {
  const principal: Principal = { subject: 'system:verify-audit', eori: '', operatorId, scopes: new Set([READ]), expiresAt: Number.MAX_SAFE_INTEGER }
  const read = async <T>(work: (tx: OperatorTx) => Promise<T>): Promise<T> => await withOperatorReadOnly(db, principal, READ, work)
  for (const version of await read(async (tx) => await versionsToVerify(tx, audit))) {
    const frozen = await read(async (tx) => await readFrozen(tx, version))
    const { stages } = frozen
    for (const stage of CLOSED_STAGES) {
      const kept = stages.get(stage)
      if (kept !== undefined || hasReached(version.stage, stage)) yield { id: version.id, version: version.version, stage, sha256: kept?.sha256 ?? null, faults: await faultsOf(version, stage, frozen, operatorId) }
    }
  }
}

interface Frozen {
  readonly stages: ReadonlyMap<ClosedStage, KeptStage>
  /** Behind the references in any of them. */
  readonly words: readonly KeptWords[]
}

async function readFrozen (tx: OperatorTx, version: AuditRef): Promise<Frozen> {
  const stages = await readStages(tx, version)
  return { stages: new Map(stages.map((kept) => [kept.stage, kept])), words: await keptWords(tx, stages.map(({ snapshot }) => asJson(snapshot))) }
}

/** What cannot be read has no words; that it cannot is a fault of the text. */
function asJson (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Oldest first. The log is read once from end to end, as `verify-log` does: it has no index by what an event is about. */
async function versionsToVerify (tx: OperatorTx, audit: string | undefined): Promise<VersionToVerify[]> {
  await tx.query('set local statement_timeout = 0')
  await tx.query('set local transaction_timeout = 0')
  return await tx.query<VersionToVerify>(`with logged as (
      select l.subject, (l.data::json ->> 'version')::integer as version, json_object_agg(l.data::json ->> 'stage', l.data::json ->> 'sha256') as hashes
      from aeo.operator_log l where l.operator_id = $1 and l.type = 'risk_audit.stage_closed' and l.data is not null group by 1, 2)
    select v.audit_id as id, v.version, v.stage, coalesce(l.hashes, '{}'::json) as logged
    from aeo.risk_audit_versions v left join logged l on l.subject = 'risk_audit:' || v.audit_id and l.version = v.version
    where v.operator_id = $1 and ($2::uuid is null or v.audit_id = $2::uuid) order by v.audit_id, v.version`, [tx.operatorId, audit ?? null])
}

async function faultsOf (version: VersionToVerify, stage: ClosedStage, { stages, words }: Frozen, operatorId: string): Promise<string[]> {
  const kept = stages.get(stage)
  if (kept === undefined) return ['it was never frozen']
  const beyond = hasReached(version.stage, stage) ? [] : [`the version is at ${version.stage} and never reached it`]
  const wrong = textFaults({ id: version.id, version: version.version, kept, loggedSha256: version.logged[stage] ?? null })
  if (wrong.length > 0) return [...beyond, ...wrong]
  return [...beyond, ...inputFaults(version, stage, stages), ...wordFaults(JSON.parse(kept.snapshot), words), ...await resultFaults(kept, operatorId)]
}

async function resultFaults ({ stage, snapshot }: KeptStage, operatorId: string): Promise<string[]> {
  const { inputs, result, seed } = readSnapshot(snapshot, stage)
  const again = asLookedFor(result, asPlain(await resultOf(stage, inputs, { seed, operatorId, timeoutMs: TIMEOUT_MS }, { assess: assessInputs })))
  return differences(result, again).map((pointer) => `/result${pointer} comes out otherwise`)
}

/** The plan beside the plan is left out where it was not found in time, and was not looked for at first: nothing is said against either. */
function asLookedFor (kept: object, again: object): object {
  if ('cheapestOfAll' in kept && kept.cheapestOfAll !== null) return again
  const { cheapestOfAll: _found, ...rest } = again as { readonly cheapestOfAll?: unknown }
  return 'cheapestOfAll' in kept ? { ...rest, cheapestOfAll: null } : rest
}

/** Nobody waits for an answer. */
const TIMEOUT_MS = 600_000
