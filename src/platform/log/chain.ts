import { hash } from 'node:crypto'

/** The hash chain of an operator's log; `aeo.append_events` computes the same in the database. */

const DOMAIN = 'aeo-control log 1'

export interface ChainEvent {
  operatorId: string
  epoch: number
  seq: string
  /** UTC, milliseconds, `Z`. */
  at: string
  type: string
  subject: string
  actor: string
  dataHash: Buffer
}

const sha256 = (content: string | Uint8Array): Buffer => hash('sha256', content, 'buffer')

/** What the first event of an epoch names as its predecessor. */
export function genesisHash (operatorId: string, epoch: number): Buffer {
  return sha256(`["${DOMAIN}","${operatorId}",${epoch}]`)
}

export function dataHash (salt: Uint8Array, data: string): Buffer {
  return sha256(Buffer.concat([salt, Buffer.from(data)]))
}

export function eventHash (event: ChainEvent, previous: Buffer): Buffer {
  return sha256(`["${DOMAIN}","${event.operatorId}",${event.epoch},${event.seq},"${event.at}","${event.type}","${event.subject}",` +
    `"${event.actor}","${event.dataHash.toString('hex')}","${previous.toString('hex')}"]`)
}
