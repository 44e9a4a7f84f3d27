import { createHash } from 'node:crypto'
import t from 'tap'
import { dataHash, eventHash, genesisHash } from '../../../src/platform/log/chain.ts'

const sha256 = (content: string | Buffer): Buffer => createHash('sha256').update(content).digest()
const operatorId = '018f0000-0000-7000-8000-000000000000'
const event = {
  operatorId, epoch: 1, seq: '9007199254740993', at: '2026-03-02T10:00:00.000Z', type: 'declaration.recorded', subject: 'declaration:1',
  actor: '018f0000-0000-7000-8000-000000000001', dataHash: sha256('data')
}
const previous = sha256('previous')

t.test('what is hashed is one JSON array, named for its purpose', (t) => {
  const { epoch, at, type, subject, actor } = event
  const header = JSON.stringify(['aeo-control log 1', operatorId, epoch, 0, at, type, subject, actor, event.dataHash.toString('hex'), previous.toString('hex')]).replace(',0,', `,${event.seq},`)
  t.strictSame(eventHash(event, previous), sha256(header), 'a number beyond what a double holds keeps its digits')
  t.strictSame(genesisHash(operatorId, 2), sha256(JSON.stringify(['aeo-control log 1', operatorId, 2])))
  t.strictSame(dataHash(Buffer.of(1, 2), '{"é":1}'), sha256(Buffer.concat([Buffer.of(1, 2), Buffer.from('{"é":1}')])))
  t.end()
})

t.test('every part of an event counts, and so does its predecessor', (t) => {
  const hashes = [
    eventHash(event, previous), eventHash(event, sha256('x')), eventHash({ ...event, operatorId: event.actor }, previous), eventHash({ ...event, epoch: 2 }, previous),
    eventHash({ ...event, seq: '2' }, previous), eventHash({ ...event, at: '2026-03-02T10:00:00.001Z' }, previous), eventHash({ ...event, type: 'a.b' }, previous),
    eventHash({ ...event, subject: 'declaration:2' }, previous), eventHash({ ...event, actor: operatorId }, previous), eventHash({ ...event, dataHash: sha256('x') }, previous)
  ].map((hash) => hash.toString('hex'))
  t.equal(new Set(hashes).size, hashes.length)
  t.end()
})
