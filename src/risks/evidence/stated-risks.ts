import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { setAppetites } from '../appetite/appetite-store.ts'
import { defaultAcceptableScore } from '../catalogue/areas.ts'
import { controlsOf } from '../controls/controls-of.ts'
import type { ControlOfRisk } from '../controls/controls-of.ts'
import type { KeptInput, KeptRisk } from '../register/risk.ts'
import { listRisks, MOST_RISKS } from '../register/risk-store.ts'
import { combinedScope } from './combined-scope.ts'
import type { CombinedScope } from './combined-scope.ts'
import type { EvidenceScope, EvidenceSettings, RiskTolerance, UnscoredRisk } from './risk-evidence.ts'
import { settingsInForce } from './settings-store.ts'

/** What people decided of the risks in a scope: all that figures rest on but for what the system counted. With a constant number of statements. */

export interface StatedRisk {
  readonly risk: KeptRisk & { readonly input: KeptInput }
  readonly scope: CombinedScope
  /** In force on the last day, with all their tests up to it. */
  readonly controls: readonly ControlOfRisk[]
  readonly tolerance: RiskTolerance
}

export interface StatedRisks {
  readonly settings: EvidenceSettings
  /** Last day that evidence is counted to. */
  readonly on: string
  /** By code. */
  readonly risks: readonly StatedRisk[]
  /** By code. */
  readonly unscored: readonly UnscoredRisk[]
}

/** @param settings those of the operator if absent. */
export async function readStatedRisks (tx: OperatorTx, scope: EvidenceScope, settings?: EvidenceSettings): Promise<StatedRisks> {
  const by = settings ?? await settingsInForce(tx)
  const today = utcDay(tx.at)
  const on = scope.to < today ? scope.to : today
  const inScope = (await listRisks(tx, {}, MOST_RISKS, undefined)).flatMap((risk) => {
    const combined = risk.state === 'retired' ? null : combinedScope(risk, scope)
    return combined === null ? [] : [{ risk, scope: combined }]
  })
  const controls = await controlsOf(tx, { on })
  const appetites = new Map((await setAppetites(tx)).map((appetite) => [appetite.area, appetite]))
  return {
    settings: by, on,
    risks: inScope.flatMap(({ risk, scope: combined }) => {
      const set = appetites.get(risk.area)
      const tolerance: RiskTolerance = { acceptableScore: set?.acceptableScore ?? defaultAcceptableScore(risk.criterion), appetiteEur: set?.appetiteEur ?? null }
      return risk.input === null ? [] : [{ risk: { ...risk, input: risk.input }, scope: combined, controls: controls.get(risk.id) ?? [], tolerance }]
    }),
    unscored: inScope.filter(({ risk }) => risk.input === null).map(({ risk: { id, code, title, area, criterion } }) => ({ id, code, title, area, criterion }))
  }
}
