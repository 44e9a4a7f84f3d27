import t from 'tap'
import type { Principal } from '../../../src/platform/access.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { RISK_EVIDENCE } from '../../../src/risk-evidence-sources.ts'
import { SIMULATIONS } from '../../../src/risks/assess/simulations.ts'
import { assessInputs } from '../../../src/risks/assessments/assess-inputs.ts'
import { closeStage } from '../../../src/risks/audits/close-stage.ts'
import { verifyAudits } from '../../../src/risks/audits/verify-audits.ts'
import { HOLDS } from '../../../src/records/index.ts'
import { readStatedRisks } from '../../../src/risks/evidence/stated-risks.ts'
import { readRiskInputs } from '../../../src/risks/evidence/read-risk-inputs.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import type { Audit } from '../../support/risk-audits.ts'
import { STATED, treatment } from '../../support/risks.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

/** What stages 3 and 4 rest on, changed at the same moment as they are closed: nothing is lost, and what is frozen is one state of it, never half of two. */

const { appUrl } = await testDatabase(t)
const clock = (): Date => new Date('2026-11-10T10:00:00Z')
const { app, db } = await testApp(t, appUrl, {}, { clock })
const audits = new RiskAudits(app)
await audits.prepare()
for (const [position, person] of [['BOARD', 'P-BOARD'], ['CFO', 'P-CFO'], ['LATE', 'P-LATE']] as const) {
  await audits.done('POST', '/positions', { code: position, title: position, unit: 'CUSTOMS', validFrom: '2020-01-01' })
  await audits.done('POST', '/people', { pseudonym: person, employmentKind: 'employee' })
  await audits.done('PATCH', `/people/${person}/contact`, { subject: `${person}@login` })
  await audits.done('POST', '/assignments', { person, position, validFrom: '2026-01-01', ftePercent: 100 })
}
await audits.risksIn(['VAL-T1', 'VAL-T5'])
await audits.done('POST', '/risks/VAL-T5/inputs', { ...STATED, consequence: 5 })
await audits.done('POST', '/risk-assessments', { reason: 'Before the audits' })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'manager', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }

interface Effect { readonly risk: string, readonly share: number }
interface FrozenTreatment { readonly code: string, readonly state: string, readonly title: string, readonly effects: readonly Effect[] }
interface FrozenAcceptance { readonly id: string, readonly ended: object | null }
interface Frozen { readonly inputs: { readonly treatments: readonly FrozenTreatment[], readonly acceptances: readonly FrozenAcceptance[] }, readonly result: { readonly risks: readonly { readonly code: string, readonly acceptability: string, readonly acceptance: string | null }[] } }
interface Recipient { readonly position: string, readonly acknowledgedAt: string | null, readonly dataHash: string | null }

const advance = async (id: string, stage: string) => await audits.call('POST', `/risk-audits/${id}/advance`, { stage })
const treated = async (id: string): Promise<Frozen> => await audits.stageAsRead<Frozen>(id, 'treated')
const at = async (...stages: string[]): Promise<string> => {
  const { id } = await audits.draft()
  await audits.close(id, ...stages)
  return id
}
/** Somebody signs for the risk with impact 5. */
const signed = async (): Promise<string> => {
  const asked = await audits.call('POST', '/risk-acceptances', { risk: 'VAL-T5', reason: 'Insured', expiresOn: '2027-06-30', requestedBy: 'P-OWNER' }, {}, { subject: 'asker' })
  const { id } = asked.json<{ id: string }>()
  const answer = await audits.call('POST', `/risk-acceptances/${id}/sign`, { position: 'BOARD', rank: 'Member of the board', signer: 'P-BOARD' }, { 'if-match': '*' }, { subject: 'P-BOARD@login' })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return id
}
const revoke = async (acceptance: string) => await audits.call('POST', `/risk-acceptances/${acceptance}/revoke`, { reason: 'No longer insured' })

/** Whether each frozen stage comes out of its own inputs, and none stands twice. */
async function faultsOf (id: string): Promise<string[]> {
  const { stages } = await audits.done<Audit>('GET', `/risk-audits/${id}`)
  const names = stages.map(({ stage }) => stage)
  const faults = names.length === new Set(names).size ? [] : ['a stage stands twice']
  for await (const verdict of verifyAudits(db, operatorId, id)) faults.push(...verdict.faults)
  return faults
}

const EFFECTS: readonly Effect[] = [{ risk: 'VAL-T1', share: 0.2 }, { risk: 'VAL-T5', share: 0.3 }]
const DECIDED: readonly Effect[] = [{ risk: 'VAL-T1', share: 0.5 }, { risk: 'VAL-T5', share: 0.6 }]
const AS_PROPOSED = { state: 'proposed', title: 'Proposed', effects: EFFECTS }
const AS_DECIDED = { state: 'decided', title: 'Decided', effects: DECIDED }
const shown = ({ state, title, effects }: FrozenTreatment) => ({ state, title, effects })
const acceptance = { id: await signed() }

t.test('a treatment that is added, and one that is decided, while stage 3 is closed is in it whole or not at all', async (t) => {
  for (let round = 0; round < 4; round++) {
    const id = await at('identified', 'residual_determined')
    await audits.done('POST', '/risk-treatments', treatment(`DECIDE-${round}`, AS_PROPOSED))
    const [closed, again, added, decided] = await Promise.all([
      advance(id, 'treated'), advance(id, 'treated'),
      audits.call('POST', '/risk-treatments', treatment(`ADD-${round}`, AS_PROPOSED)), audits.call('PATCH', `/risk-treatments/DECIDE-${round}`, AS_DECIDED)
    ])
    t.strictSame([added.statusCode, decided.statusCode], [201, 200], 'nobody waits for the audit to change a treatment')
    t.strictSame([closed, again].map(({ statusCode }) => statusCode).toSorted(), [200, 409], 'once')
    const { inputs: { treatments } } = await treated(id)
    const one = treatments.filter(({ code }) => code === `DECIDE-${round}`)
    t.equal(one.length, 1)
    t.ok([AS_PROPOSED, AS_DECIDED].some((state) => JSON.stringify(state) === JSON.stringify(shown(one[0] as FrozenTreatment))), `before or after: ${JSON.stringify(one[0])}`)
    for (const each of treatments.filter(({ code }) => code === `ADD-${round}`)) t.strictSame(shown(each), AS_PROPOSED, 'with all its effects')
    t.strictSame(shown(await audits.done<FrozenTreatment>('GET', `/risk-treatments/DECIDE-${round}`)), AS_DECIDED, 'the decision is not lost')
    t.strictSame(shown(await audits.done<FrozenTreatment>('GET', `/risk-treatments/ADD-${round}`)), AS_PROPOSED)
    t.strictSame(await faultsOf(id), [])
  }
})

t.test('an acceptance that is revoked while stage 3 is closed keeps it open, or was valid in it', async (t) => {
  for (let round = 0; round < 4; round++) {
    const id = await at('identified', 'residual_determined')
    const [closed, revoked] = await Promise.all([advance(id, 'treated'), revoke(acceptance.id)])
    t.equal(revoked.statusCode, 200, revoked.body)
    t.match(await audits.done('GET', `/risk-acceptances/${acceptance.id}`), { standing: 'revoked' }, 'it is not lost')
    if (closed.statusCode === 200) {
      const { inputs, result } = await treated(id)
      t.match(inputs.acceptances.find((one) => one.id === acceptance.id), { ended: null })
      t.match(result.risks.find(({ code }) => code === 'VAL-T5'), { acceptability: 'accepted', acceptance: acceptance.id })
    } else {
      t.match(closed.json(), { status: 409, type: '/problems/risk-audit-blocked' })
      t.match(await audits.done('GET', `/risk-audits/${id}`), { stage: 'residual_determined', stages: { length: 2 } })
    }
    t.strictSame(await faultsOf(id), [])
    acceptance.id = await signed()
  }
})

/** The sources of production, but for what happens after treatments and acceptances were read for computing the stage. */
async function closeWith (id: string, meanwhile: (reading: number) => Promise<void>): Promise<{ readonly readings: number, readonly failed: unknown }> {
  let readings = 0
  const nothing = async (): Promise<[]> => await Promise.resolve([])
  const sources: Parameters<typeof closeStage>[1] = {
    riskInputs: async (tx, scope) => await readRiskInputs(tx, RISK_EVIDENCE, scope), statedRisks: readStatedRisks, simulations: SIMULATIONS, assess: assessInputs, personOf: async () => await Promise.resolve(null), suggestions: async () => await Promise.resolve({}), recipientsOf: nothing, followUpsOf: nothing,
    reportContext: async () => {
      await meanwhile(++readings)
      return {}
    }
  }
  const failed: unknown = await closeStage({ db, clock, holds: HOLDS }, sources, principal, id, 'treated', undefined, () => undefined).then(() => null, (error: unknown) => error)
  return { readings, failed }
}

t.test('what is decided between reading and freezing is in the stage; evidence is read before the audit is locked, and again only where something moved', async (t) => {
  for (const [code, isMoved, state] of [['BETWEEN-1', true, AS_DECIDED], ['BETWEEN-2', false, AS_PROPOSED]] as const) {
    await audits.done('POST', '/risk-treatments', treatment(code, AS_PROPOSED))
    const id = await at('identified', 'residual_determined')
    const { readings, failed } = await closeWith(id, async (reading) => { if (isMoved && reading === 1) await audits.done('PATCH', `/risk-treatments/${code}`, AS_DECIDED) })
    t.equal(failed, null)
    t.equal(readings, isMoved ? 2 : 1)
    t.strictSame(shown((await treated(id)).inputs.treatments.find((one) => one.code === code) as FrozenTreatment), state)
    t.strictSame(shown(await audits.done<FrozenTreatment>('GET', `/risk-treatments/${code}`)), state)
    t.strictSame(await faultsOf(id), [])
  }
})

t.test('a signature that is revoked between reading and freezing shuts the gate again', async (t) => {
  const id = await at('identified', 'residual_determined')
  const { failed } = await closeWith(id, async (reading) => { if (reading === 1) await revoke(acceptance.id) })
  t.match(failed, { status: 409, type: '/problems/risk-audit-blocked' })
  t.match(await audits.done('GET', `/risk-audits/${id}`), { stage: 'residual_determined', stages: { length: 2 } })
  acceptance.id = await signed()
})

t.test('whoever changes treatments all the time keeps no stage open, and waits for none: what is frozen stood there at one instant', async (t) => {
  const codes = ['STEADY-1', 'STEADY-2', 'STEADY-3']
  for (const code of codes) await audits.done('POST', '/risk-treatments', treatment(code, AS_PROPOSED))
  for (let round = 0; round < 3; round++) {
    const id = await at('identified', 'residual_determined')
    const writing = { on: true, slowest: 0, changes: 0 }
    const write = async (code: string): Promise<void> => {
      for (let turn = 0; writing.on; turn++) {
        const begun = performance.now()
        const { statusCode } = await audits.call('PATCH', `/risk-treatments/${code}`, turn % 2 === 0 ? AS_DECIDED : AS_PROPOSED)
        if (statusCode !== 200) throw new Error(`A writer was refused: ${statusCode}`)
        writing.slowest = Math.max(writing.slowest, performance.now() - begun)
        writing.changes++
      }
    }
    const writers = codes.map(async (code) => { await write(code) })
    const begun = performance.now()
    const closed = await advance(id, 'treated')
    const took = performance.now() - begun
    writing.on = false
    await Promise.all(writers)
    t.equal(closed.statusCode, 200, closed.body)
    t.ok(writing.changes > 20, 'they went on meanwhile')
    t.ok(writing.slowest < took, `${Math.round(writing.slowest)} of ${Math.round(took)} ms: nobody waited until it was closed`)
    t.comment(`${writing.changes} changes in ${Math.round(took)} ms, the slowest ${Math.round(writing.slowest)} ms`)
    const { inputs: { treatments } } = await treated(id)
    for (const code of codes) {
      const frozen = JSON.stringify(shown(treatments.find((one) => one.code === code) as FrozenTreatment))
      t.ok([AS_PROPOSED, AS_DECIDED].some((state) => JSON.stringify(state) === frozen), `before or after: ${frozen}`)
    }
    t.strictSame(await faultsOf(id), [])
  }
})

interface Event { readonly type: string, readonly subject: string, readonly data: object }

/** Steady writers make as many as the machine is fast. */
async function allEvents (after = '0'): Promise<Event[]> {
  const { items, nextAfter, hasMore } = await audits.done<{ items: Event[], nextAfter: string, hasMore: boolean }>('GET', `/events?after=${after}&limit=1000`)
  return hasMore ? [...items, ...await allEvents(nextAfter)] : items
}

t.test('what is changed each time it is read is in the stage as it was read the second time; the log says when', async (t) => {
  await audits.done('POST', '/risk-treatments', treatment('EACH-TIME', AS_PROPOSED))
  const id = await at('identified', 'residual_determined')
  const { readings, failed } = await closeWith(id, async (reading) => { await audits.done('PATCH', '/risk-treatments/EACH-TIME', reading % 2 === 1 ? AS_DECIDED : AS_PROPOSED) })
  t.equal(failed, null)
  t.equal(readings, 2)
  t.strictSame(shown((await treated(id)).inputs.treatments.find((one) => one.code === 'EACH-TIME') as FrozenTreatment), AS_DECIDED)
  t.match((await allEvents()).findLast(({ type, subject }) => type === 'risk_audit.stage_closed' && subject === `risk_audit:${id}`)?.data, { stage: 'treated', readAt: clock().toISOString() })
  t.strictSame(await faultsOf(id), [])
})

t.test('a signature that is revoked while others change treatments all the time shuts the gate in any case', async (t) => {
  await audits.done('POST', '/risk-treatments', treatment('MEANWHILE', AS_PROPOSED))
  const id = await at('identified', 'residual_determined')
  const { readings, failed } = await closeWith(id, async (reading) => {
    await audits.done('PATCH', '/risk-treatments/MEANWHILE', reading === 1 ? AS_DECIDED : AS_PROPOSED)
    if (reading === 2) await revoke(acceptance.id)
  })
  t.match(failed, { status: 409, type: '/problems/risk-audit-blocked', members: { stage: 'treated', blockers: [{ because: 'signature_missing', subject: 'VAL-T5' }] } })
  t.equal(readings, 2)
  t.match(await audits.done('GET', `/risk-audits/${id}`), { stage: 'residual_determined', stages: { length: 2 } })
  acceptance.id = await signed()
})

t.test('words that are erased while others change treatments all the time are in no stage: it is made anew', async (t) => {
  await audits.done('POST', '/risk-treatments', treatment('ERASED', { ...AS_PROPOSED, action: 'Said by somebody' }))
  await audits.done('POST', '/risk-treatments', treatment('BESIDE', AS_PROPOSED))
  const id = await at('identified', 'residual_determined')
  const { readings, failed } = await closeWith(id, async (reading) => {
    await audits.done('PATCH', '/risk-treatments/BESIDE', reading % 2 === 1 ? AS_DECIDED : AS_PROPOSED)
    if (reading !== 2) return
    // Whatever it was called when it was read.
    await audits.done('PATCH', '/risk-treatments/ERASED', { action: 'Said by nobody' })
    await audits.done('POST', '/risk-treatments/ERASED/erase-words', { description: true })
  })
  t.equal(failed, null)
  t.equal(readings, 3)
  t.notMatch(JSON.stringify(await treated(id)), /Said by/)
  t.match((await treated(id)).inputs.treatments.find(({ code }) => code === 'ERASED'), { title: '(erased)', action: '(erased)' })
  t.strictSame(await faultsOf(id), [])
})

const recipientsOf = async (id: string): Promise<readonly Recipient[]> => (await audits.done<{ recipients: Recipient[] }>('GET', `/risk-audits/${id}/recipients`)).recipients
const told = async (): Promise<{ id: string, takeNote: (person: string) => ReturnType<typeof audits.call> }> => {
  const id = await at('identified', 'residual_determined', 'treated')
  await audits.done('POST', `/risk-audits/${id}/recipients`, { positions: ['BOARD', 'CFO'] })
  await audits.done('POST', `/risk-audits/${id}/notices`, { acknowledgeBy: '2026-11-20' })
  const dataHash = (await recipientsOf(id))[0]?.dataHash
  return { id, takeNote: async (person) => await audits.call('POST', `/risk-audits/${id}/acknowledge`, { dataHash }, {}, { subject: `${person}@login`, scope: 'risks:acknowledge risks:read' }) }
}
const communicated = async (id: string): Promise<readonly Recipient[]> => (await audits.done<{ inputs: { recipients: Recipient[] } }>('GET', `/risk-audits/${id}/stages/communicated`)).inputs.recipients

t.test('two managers who take note while stage 4 is closed are both in it, and it is closed once', async (t) => {
  for (let round = 0; round < 3; round++) {
    const { id, takeNote } = await told()
    const [board, cfo, ...closing] = await Promise.all([takeNote('P-BOARD'), takeNote('P-CFO'), ...Array.from({ length: 3 }, async () => await advance(id, 'communicated'))])
    t.strictSame([board.statusCode, cfo.statusCode], [200, 200])
    const closed = closing.filter(({ statusCode }) => statusCode === 200).length
    t.ok(closed <= 1 && closing.every(({ statusCode }) => statusCode === 200 || statusCode === 409), closing.map(({ statusCode }) => statusCode).join())
    if (closed === 0) t.equal((await advance(id, 'communicated')).statusCode, 200)
    t.strictSame((await communicated(id)).map(({ position, acknowledgedAt }) => [position, acknowledgedAt]), ['BOARD', 'CFO'].map((position) => [position, clock().toISOString()]))
    t.strictSame((await recipientsOf(id)).map(({ acknowledgedAt }) => acknowledgedAt !== null), [true, true])
    t.strictSame(await faultsOf(id), [])
  }
})

t.test('a recipient who is named while stage 4 is closed holds it up, or comes too late', async (t) => {
  for (let round = 0; round < 3; round++) {
    const { id, takeNote } = await told()
    for (const person of ['P-BOARD', 'P-CFO']) t.equal((await takeNote(person)).statusCode, 200)
    const [closed, named] = await Promise.all([advance(id, 'communicated'), audits.call('POST', `/risk-audits/${id}/recipients`, { positions: ['LATE'] })])
    t.equal([closed, named].filter(({ statusCode }) => statusCode < 300).length, 1, `${closed.statusCode}, ${named.statusCode}`)
    t.strictSame((await recipientsOf(id)).map(({ position }) => position), closed.statusCode === 200 ? ['BOARD', 'CFO'] : ['BOARD', 'CFO', 'LATE'])
    t.strictSame(await faultsOf(id), [])
  }
})
