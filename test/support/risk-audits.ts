import { runOperatorTx } from '../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import { AREAS } from '../../src/risks/catalogue/areas.ts'
import { acknowledge, addRecipients, insertNotices } from '../../src/risks/notices/recipient-store.ts'
import { withWords } from '../../src/risks/words/reference.ts'
import { control, EVIDENCE, ownRisk, RiskRegister, STATED } from './risks.ts'

/** Audits with sane values: one area with a few risks, the others left out. */

export const SCOPE = { from: '2026-01-01', to: '2026-12-31' }
export const DOCUMENT = { title: 'Plan of the year', reference: 'dms:plan', sha256: 'b'.repeat(64), datedOn: '2026-01-15' }
export const KINDS = ['security_plan', 'threat_assessment', 'measures', 'internal_controls'] as const
const TEST = { testedOn: '2026-11-09', sampleFrom: '2026-10-01', sampleTo: '2026-10-31', sampleSize: 25, passed: 24, failed: 1, tester: 'P-TESTER', evidence: EVIDENCE }

export interface Audit {
  readonly id: string
  readonly version: number
  readonly currentVersion: number
  readonly stage: string
  readonly nextStage: string | null
  readonly stages: readonly { readonly stage: string, readonly sha256: string, readonly seed: string }[]
  readonly leftOut: readonly { readonly area: string, readonly reason: string }[]
  readonly [member: string]: unknown
}

export class RiskAudits extends RiskRegister {
  /** Risks of the area value whose controls are tested, and whose figures are acceptable. */
  async risksIn (codes: readonly string[]): Promise<void> {
    await this.done('PUT', '/risk-appetites/value', { acceptableScore: 25, appetiteEur: 1_000_000, reason: 'Test' })
    for (const code of codes) {
      await this.done('POST', '/risks', ownRisk(code))
      await this.done('POST', `/risks/${code}/inputs`, STATED)
      await this.done('POST', '/controls', control(`CTL-${code}`, { risks: [code], inForceFrom: '2026-01-01' }))
      await this.done('POST', `/controls/CTL-${code}/tests`, TEST)
    }
  }

  /** A draft with all that stage 1 asks for. */
  async draft (scope: object = SCOPE): Promise<Audit> {
    const { id } = await this.done<Audit>('POST', '/risk-audits', { title: 'Audit of the year', scope })
    for (const kind of KINDS) await this.done('PUT', `/risk-audits/${id}/inputs/${kind}`, DOCUMENT)
    for (const area of AREAS.filter((name) => name !== 'value')) await this.done('PUT', `/risk-audits/${id}/left-out/${area}`, { reason: 'Not looked at in this test' })
    return await this.done<Audit>('GET', `/risk-audits/${id}`)
  }

  /** A closed stage with what people said in the place of its references. */
  async stageAsRead<Stage> (id: string, stage: string): Promise<Stage> {
    const path = `/risk-audits/${id}/stages/${stage}`
    const { items } = await this.done<{ items: { reference: string, words: string | null }[] }>('GET', `${path}/words`)
    return withWords(await this.done<Stage>('GET', path), new Map(items.map(({ reference, words }) => [reference, words])))
  }

  async close (id: string, ...stages: string[]): Promise<Audit> {
    let audit: Audit | undefined
    for (const stage of stages) audit = await this.done<Audit>('POST', `/risk-audits/${id}/advance`, { stage })
    if (audit === undefined) throw new Error('No stage was named')
    return audit
  }
}

export async function inTx<T> (db: Database, operatorId: string, work: (tx: OperatorTx) => Promise<T>): Promise<T> {
  return await runOperatorTx(db.operations, { subject: 'test', eori: '', operatorId, scopes: new Set(), expiresAt: Number.MAX_SAFE_INTEGER }, work, () => new Date('2026-11-10T10:00:00Z'))
}

const BY = '00000000-0000-7000-8000-000000000009'

/** The position has to know, and is told. */
export async function tell (db: Database, operatorId: string, audit: { readonly id: string, readonly version: number }, position: string): Promise<void> {
  await inTx(db, operatorId, async (tx) => {
    await addRecipients(tx, audit, [position], BY)
    await insertNotices(tx, audit, [{ position, number: 1, dueOn: '2026-11-20' }], 'c'.repeat(64), BY)
  })
}

export async function takeNote (db: Database, operatorId: string, audit: { readonly id: string, readonly version: number }, position: string): Promise<void> {
  await inTx(db, operatorId, async (tx) => { await acknowledge(tx, audit, [position], { person: 'P-OWNER', way: 'token', evidence: null }, BY) })
}
