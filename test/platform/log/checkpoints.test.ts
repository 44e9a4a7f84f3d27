import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkpointFile, isSignedBy, loadCheckpointKey, readCheckpoints, signCheckpoint, writeCheckpoint } from '../../../src/platform/log/checkpoints.ts'

const checkpoint = { operatorId: '018f0000-0000-7000-8000-000000000000', epoch: 1, seq: '7', hash: 'ab'.repeat(32), at: '2026-03-02T10:00:00.000Z' }

t.test('the key is made once and is readable for its owner alone', (t) => {
  const folder = t.testdir()
  const key = loadCheckpointKey(folder)
  t.ok(key.equals(loadCheckpointKey(folder)))
  t.equal(statSync(join(folder, 'checkpoint-key.pem')).mode & 0o777, 0o600)
  t.end()
})

t.test('a signature covers every member', (t) => {
  const key = loadCheckpointKey(t.testdir())
  const signed = signCheckpoint(key, checkpoint)
  t.ok(isSignedBy(key, signed))
  t.ok(isSignedBy(key, Object.fromEntries(Object.entries(signed).toReversed()) as unknown as typeof signed), 'in any order')
  for (const change of [{ operatorId: 'x' }, { epoch: 2 }, { seq: '8' }, { hash: 'ac'.repeat(32) }, { at: '2026-03-02T10:00:00.001Z' }, { note: '' }]) t.notOk(isSignedBy(key, { ...signed, ...change }), JSON.stringify(change))
  t.end()
})

t.test('the file is read back whole, and one line of another hand refuses it', (t) => {
  const root = t.testdir({ own: {}, other: {} })
  const folder = join(root, 'own')
  const key = loadCheckpointKey(folder)
  const signed = [signCheckpoint(key, checkpoint), signCheckpoint(key, { ...checkpoint, seq: '8' })]
  for (const one of signed) writeCheckpoint(folder, one)
  const path = checkpointFile(folder)
  t.strictSame(readCheckpoints(path, key), signed)
  const text = readFileSync(path, 'utf8')
  appendFileSync(path, `${JSON.stringify({ ...signed[0], seq: '9' })}\n`)
  t.throws(() => readCheckpoints(path, key), /line 3: the signature is not that of this service's key/)
  writeFileSync(path, text)
  t.throws(() => readCheckpoints(path, loadCheckpointKey(join(root, 'other'))), /line 1: the signature/)
  t.end()
})
