import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { recordOf, versionOf } from '../../../../src/ai-systems/oversight/outputs/kept-output.ts'
import type { CountedOutput, KeptDecision } from '../../../../src/ai-systems/oversight/outputs/kept-output.ts'
import { writeStated } from '../../../../src/ai-systems/oversight/outputs/insert-outputs.ts'
import { ReadyOutputs } from '../../../../src/ai-systems/oversight/outputs/ready-outputs.ts'
import { readOutput } from '../../../../src/ai-systems/oversight/outputs/stated-output.ts'
import type { SentOutput, StatedOutput } from '../../../../src/ai-systems/oversight/outputs/stated-output.ts'
import { featuresOfProposal } from '../../../../src/ai-systems/oversight/outputs/watched-features.ts'
import { FieldWriter } from '../../../../src/platform/db/binary-rows.ts'
import { aiOutput, decision, overridden } from '../../../support/ai-outputs.ts'

const NOW = new Date('2026-03-20T10:00:00Z')
const stated = (changes: Partial<SentOutput> = {}): StatedOutput => {
  const read = readOutput(aiOutput('x', changes), NOW)
  if (Array.isArray(read)) throw new Error(JSON.stringify(read))
  return read
}

t.test('the version names each part in its place, and ends with the last one', (t) => {
  const none = { promptVersion: null, nomenclatureVersion: null, dataVersion: null }
  t.equal(versionOf({ modelVersion: '4.2', ...none }), '4.2')
  t.equal(versionOf({ modelVersion: '4.2', ...none, promptVersion: 'p' }), '4.2|p')
  t.equal(versionOf({ modelVersion: '4.2', ...none, dataVersion: 'd' }), '4.2|||d')
  t.end()
})

t.test('no two versions are written alike', async (t) => {
  const part = fc.option(fc.stringMatching(/^[a-z0-9.]{1,3}$/))
  const versions = fc.record({ modelVersion: fc.stringMatching(/^[a-z0-9.]{1,3}$/), promptVersion: part, nomenclatureVersion: part, dataVersion: part })
  await t.resolves(fc.assert(fc.asyncProperty(versions, versions, async (one, other) => { assert.equal(versionOf(one) === versionOf(other), JSON.stringify(one) === JSON.stringify(other)) }), { numRuns: 300 }))
})

t.test('what is watched of a proposal has few values, whatever is proposed', (t) => {
  const cases: [pillar: string, proposal: string, feature: Record<string, string>][] = [
    ['classification', '8471300000', { chapter: '84' }], ['classification', '8471', { chapter: '84' }], ['classification', '0000', { chapter: 'other' }], ['classification', '9801', { chapter: 'other' }],
    ['classification', '847130000', { chapter: 'other' }], ['classification', 'laptop', { chapter: 'other' }], ['origin', 'CN', { country: 'CN' }], ['origin', 'cn', { country: 'other' }], ['origin', 'China', { country: 'other' }],
    ['value', '0.00001', { magnitude: '-4' }], ['value', '0.1', { magnitude: '-1' }], ['value', '1', { magnitude: '0' }], ['value', '999.99 EUR', { magnitude: '2' }], ['value', '1000', { magnitude: '3' }], ['value', '9999999999999999', { magnitude: '12' }],
    ['value', '0', { magnitude: 'other' }], ['value', '-5', { magnitude: 'other' }], ['licences', 'Required for RU', { result: 'required' }], ['licences', 'whatever', { result: 'other' }], ['identifiers', 'match', { result: 'match' }]
  ]
  for (const [pillar, proposal, feature] of cases) t.strictSame(featuresOfProposal(pillar, proposal), feature, `${pillar} ${proposal}`)
  t.end()
})

t.test('the content is the same in whatever form it was sent, and another one with every change', (t) => {
  const full: Partial<SentOutput> = {
    promptVersion: 'p', nomenclatureVersion: 'n', dataVersion: 'd', processStep: 's', unit: 'U', declaration: { lrn: 'L', declarant: 'DE1' }, itemNumber: 1, goodsRef: 'G', alternatives: [{ value: 'a', score: 1 }], evidenceRefs: ['r'],
    decision: overridden({ explanationOpenedAt: '2026-03-09T10:00:20Z', activeSeconds: 3, blindValue: 'b' }), usedAt: '2026-03-09T11:00:00Z'
  }
  const hash = (changes: Partial<SentOutput> = {}): string => stated({ ...full, ...changes }).contentSha256.toString('hex')
  t.equal(hash({ madeAt: '2026-03-09T12:00:00.000+02:00' }), hash())
  const changes: Partial<SentOutput>[] = [
    { modelVersion: '5' }, { promptVersion: 'q' }, { nomenclatureVersion: 'm' }, { dataVersion: 'e' }, { pillar: 'origin' }, { processStep: 't' }, { unit: 'V' }, { madeAt: '2026-03-09T10:00:00.001Z' }, { inputReference: 'i' },
    { declaration: { lrn: 'M', declarant: 'DE1' } }, { declaration: { lrn: 'L', declarant: 'DE2' } }, { declaration: { mrn: '26DE1234567890ABC4' } }, { itemNumber: 2 }, { goodsRef: 'H' }, { proposal: '8471410000' }, { alternatives: [{ value: 'a', score: 2 }] },
    { alternatives: [] }, { confidence: 0.8 }, { explanation: 'e' }, { evidenceRefs: [] }, { shownWords: 41 }, { usedAt: '2026-03-09T11:00:01Z' },
    ...[{ finalValue: '8517130000' }, { rationaleCode: 'other' }, { rationale: 'Other' }, { reviewer: 'P-2' }, { shownAt: '2026-03-09T10:00:06Z' }, { explanationOpenedAt: '2026-03-09T10:00:21Z' }, { decidedAt: '2026-03-09T10:00:46Z' }, { activeSeconds: 4 }, { blindValue: 'c' }]
      .map((change) => ({ decision: overridden({ explanationOpenedAt: '2026-03-09T10:00:20Z', activeSeconds: 3, blindValue: 'b', ...change }) }))
  ]
  t.equal(new Set([hash(), ...changes.map(hash)]).size, changes.length + 1)
  t.end()
})

t.test('an output is counted with what is known of it', (t) => {
  const kept = (changes: Partial<SentOutput>, more: Partial<KeptDecision> = {}): CountedOutput => {
    const { decision: read, ...output } = stated(changes)
    return { ...output, system: 'S', approved: true, planted: false, use: 'not_used', decision: read === null ? null : { ...read, competence: 'unknown', referenceSeconds: null, ...more } }
  }
  t.match(recordOf(kept({ decision: decision() })), { madeOn: '2026-03-09', unit: '', features: { chapter: '84' }, review: { seconds: 40, explanationOpened: false, readingSeconds: 9.6, rationale: null } })
  t.match(recordOf(kept({ decision: decision({ activeSeconds: 7.5, explanationOpenedAt: '2026-03-09T10:00:30Z' }) })), { review: { seconds: 7.5, explanationOpened: true } })
  t.match(recordOf(kept({ decision: decision() }, { source: 'declaration', shownAt: null })), { review: { seconds: null, explanationOpened: null } }, 'an item says nothing of showing')
  t.match(recordOf({ ...kept({ decision: decision() }), explained: false }), { review: { explanationOpened: null } })
  const outcome = { source: 'court', knownOn: '2026-03-10', proposalRight: true, finalRight: true, blindRight: null, digits: null } as const
  t.equal(recordOf(kept({}), [outcome]).outcomes.length, 1)
  t.equal(recordOf({ ...kept({}), planted: true }, [outcome]).outcomes.length, 0, 'what is right of a planted one was known before')
  t.end()
})

t.test('outputs that wait for their transaction are asked about, counted and written as each of them would be alone', async (t) => {
  const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
  const made = fc.record({
    system: fc.constantFrom('A', 'B'), modelVersion: fc.constantFrom('1', '2'), pillar: fc.constantFrom('classification', 'origin', 'value'), proposal: fc.constantFrom('8471300000', 'CN', '12.5', 'x'), confidence: maybe(fc.constantFrom(0.6, 0.75, 1)),
    processStep: maybe(fc.constantFrom('entry', 'review')), unit: maybe(fc.constantFrom('U', 'V')), explanation: maybe(fc.constantFrom('Why', 'Weil\u0308')), shownWords: maybe(fc.nat(200)), usedAt: maybe(fc.constantFrom('2026-03-09T11:00:00Z', '2026-03-10T00:00:00Z')),
    decision: maybe(fc.constantFrom(decision(), decision({ reviewer: 'P-2', activeSeconds: 0 }), overridden(), overridden({ explanationOpenedAt: '2026-03-09T10:00:30Z' })))
  })
  const all = fc.array(made.map((changes) => readOutput(aiOutput('r', JSON.parse(JSON.stringify(changes)) as Partial<SentOutput>), NOW)).filter((read): read is StatedOutput => !Array.isArray(read)), { maxLength: 12 })
  await t.resolves(fc.assert(fc.asyncProperty(all, fc.integer({ min: 0, max: 4 }), async (outputs, most) => {
    const ready = new ReadyOutputs({ most })
    for (const output of outputs) ready.add(output)
    assert.equal(ready.length, outputs.length)
    for (const [place, output] of outputs.entries()) assertAlike(ready, place, output)
    ready.release()
  }), { numRuns: 300 }))
})

function assertAlike (ready: ReadyOutputs, place: number, output: StatedOutput): void {
  const { system, pillar, processStep, unit, madeAt, decision: decided, usedAt, reference } = output
  const day = (at: Date | undefined | null): string | null => at?.toISOString().slice(0, 10) ?? null
  assert.deepEqual(ready.at(place), {
    system, pillar, processStep, unit, madeOn: day(madeAt), reviewer: decided?.reviewer ?? null, decidedAt: decided?.decidedAt.getTime() ?? null, decidedOn: day(decided?.decidedAt), usedAt: usedAt?.getTime() ?? null, usedOn: day(usedAt)
  })
  assert.equal(ready.referenceOf(place), reference)
  const then = { system: 'CODE', approved: true, use: 'not_used', referenceSeconds: 8 } as const
  assert.deepEqual(ready.recordOf(place, then), recordOf({ ...output, ...then, planted: false, decision: decided === null ? null : { ...decided, competence: 'unknown', referenceSeconds: 8 } }))
  const alone = new FieldWriter()
  writeStated(alone, output)
  assert.ok(ready.statedOf(place).equals(alone.take()))
}
