import { METHOD_VERSION } from '../../risk/method.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import type { KeptWords } from '../words/frozen-words.ts'
import { placesOf, referenceOf } from '../words/reference.ts'
import type { KeptStage } from './audit-store.ts'
import type { AuditRef } from './deps.ts'
import type { Blocker } from './gates.ts'
import { areasLeftOut } from './left-out.ts'
import { leftByTreatment, residualRisks } from './results.ts'
import { asPlain, isReadable, readSnapshot, sha256Of, SNAPSHOT_SCHEMA } from './snapshot.ts'
import type { Snapshot } from './snapshot.ts'
import { blockersIn } from './stage-gates.ts'
import type { ClosedStage } from './stages.ts'

/** Whether a frozen stage is what was frozen, and still comes of what it rests on. Pure but for the hash. */

/** One frozen stage, with the hash that the operator's log has of it; null: it has none. */
export interface StageToVerify extends AuditRef {
  readonly kept: KeptStage
  readonly loggedSha256: string | null
}

/** What is wrong with the text itself, before anything is made again. */
export function textFaults ({ id, version, kept: { stage, snapshot, sha256, seed, methodVersion }, loggedSha256 }: StageToVerify): string[] {
  if (sha256Of(snapshot) !== sha256) return ['the text is not the one that its hash is of']
  const parsed = asSnapshot(snapshot)
  if (parsed === undefined) return [`the text is no snapshot of form 1 to ${SNAPSHOT_SCHEMA}`]
  return [
    ...canonicalJson(parsed) === snapshot ? [] : ['the text is not canonical'],
    ...loggedSha256 === sha256 ? [] : [loggedSha256 === null ? 'the log does not know that it was closed' : `the log has the hash ${loggedSha256}`],
    ...parsed.audit.id === id && parsed.audit.version === version && parsed.stage === stage && parsed.seed === seed ? [] : ['the text is of another audit, version, stage or seed'],
    ...methodVersion === METHOD_VERSION ? [] : [`it was made by version ${methodVersion} of the method, and this program has version ${METHOD_VERSION}`]
  ]
}

function asSnapshot (text: string): Snapshot | undefined {
  try {
    const parsed = JSON.parse(text) as Snapshot
    return isReadable(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

type Texts = ReadonlyMap<ClosedStage, KeptStage>

/** Whether its inputs let it be closed, and agree with the stages before it. @param stages those of the version. */
export function inputFaults (audit: AuditRef, stage: ClosedStage, stages: Texts): string[] {
  const kept = stages.get(stage)
  if (kept === undefined) return ['it was never frozen']
  return [...FAULTS[stage](audit, kept.snapshot, stages), ...blockersOf(audit, stage, kept.snapshot).map(({ detail }) => `it was closed though: ${detail}`)]
}

const FAULTS: Readonly<Record<ClosedStage, (audit: AuditRef, text: string, stages: Texts) => string[]>> = {
  identified: (_audit, text) => countedAnyway(readSnapshot(text, 'identified')),
  residual_determined: (_audit, text) => countedAnyway(readSnapshot(text, 'residual_determined')),
  treated: (_audit, text, stages) => {
    const { inputs: { residual } } = readSnapshot(text, 'treated')
    const before = stages.get('residual_determined')
    if (before === undefined) return ['stage 2 was never frozen']
    const { inputs: { assessment }, result } = readSnapshot(before.snapshot, 'residual_determined')
    return [
      ...residual.sha256 === before.sha256 ? [] : ['it rests on another text of stage 2'],
      ...canonicalJson(asPlain(residualRisks(assessment.risks, result))) === canonicalJson(residual.risks) ? [] : ['its figures are not those of stage 2']
    ]
  },
  communicated: () => [],
  closed: (_audit, text, stages) => {
    const before = stages.get('treated')
    if (before === undefined) return ['stage 3 was never frozen']
    const { inputs: { openRisks, decided } } = readSnapshot(text, 'closed')
    return canonicalJson(leftByTreatment(readSnapshot(before.snapshot, 'treated').inputs)) === canonicalJson({ openRisks, decided }) ? [] : ['what it left open is not what stage 3 did']
  }
}

/** Where risks of areas that are left out stand apart, none of them counts. */
function countedAnyway ({ inputs: { assessment: { risks }, leftOut, exceptions } }: Snapshot<'identified' | 'residual_determined'>): string[] {
  const areas = areasLeftOut(exceptions)
  const counted = leftOut === undefined ? [] : risks.filter(({ area }) => areas.has(area)).map(({ code }) => code)
  return counted.length === 0 ? [] : [`its area is left out, and it counts: ${counted.join(', ')}`]
}

const blockersOf = <Stage extends ClosedStage>({ id }: AuditRef, stage: Stage, text: string): Blocker[] => blockersIn(id, stage, readSnapshot(text, stage).inputs)

/** What was erased says nothing any more; what is there has to be what the text refers to. @param snapshot as JSON. */
export function wordFaults (snapshot: unknown, kept: readonly KeptWords[]): string[] {
  const behind = new Map(kept.map((row) => [row.reference, row]))
  return placesOf(snapshot).flatMap(({ pointer, reference }) => {
    const row = behind.get(reference)
    if (row === undefined) return [`${pointer} refers to words that are not there, and nobody erased them`]
    return row.salt === null || row.words === null || referenceOf(row.salt, row.words) === reference ? [] : [`the words of ${pointer} are not those that were frozen`]
  }).slice(0, MOST_NAMED)
}

const MOST_NAMED = 20

/** Where two results differ, as JSON Pointers; at most twenty. */
export function differences (kept: unknown, again: unknown, at = ''): string[] {
  if (canonicalJson(kept) === canonicalJson(again)) return []
  if (isTree(kept) && isTree(again) && Array.isArray(kept) === Array.isArray(again)) {
    const names = [...new Set([...Object.keys(kept), ...Object.keys(again)])].toSorted()
    return names.flatMap((name) => Object.hasOwn(kept, name) && Object.hasOwn(again, name) ? differences(kept[name], again[name], `${at}/${escaped(name)}`) : [`${at}/${escaped(name)}`]).slice(0, MOST_NAMED)
  }
  return [at]
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
