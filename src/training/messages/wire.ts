import { hasScope } from '../../platform/access.ts'
import type { Principal } from '../../platform/access.ts'
import type { Acknowledgement } from './acknowledgement-store.ts'
import type { Message } from './message-store.ts'

/** Messages and acknowledgements as they cross the wire. */

export interface Showing { readonly people: boolean }

/** Whom a message names is for those alone who may see people. */
export const showingOf = (principal: Principal): Showing => ({ people: hasScope(principal, 'training:personal') })

export function messageToWire ({ recordedAt, audience, ...message }: Message, { people }: Showing) {
  return { ...message, audience: { ...audience, people: people ? audience.people : null }, recordedAt: recordedAt.toISOString() }
}

export const acknowledgementToWire = ({ recordedAt, ...acknowledgement }: Acknowledgement) => ({ ...acknowledgement, recordedAt: recordedAt.toISOString() })
