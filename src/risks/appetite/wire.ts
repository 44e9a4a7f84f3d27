import { stateRevision } from '../words/reference.ts'
import type { AreaAppetite, SetAppetite } from './appetite.ts'

/** Appetites as they cross the wire. */

export const setToWire = ({ area: _area, recordedAt, ...set }: SetAppetite) => ({ ...set, recordedAt: recordedAt.toISOString() })
export const appetiteToWire = ({ area, set }: AreaAppetite) => ({ area, set: set === null ? null : setToWire(set) })
/** Moves with every setting, and when its words are erased; 0 where none was set. */
export const revisionOf = ({ set }: Pick<AreaAppetite, 'set'>): string => stateRevision(set?.number ?? 0, set?.reason ?? null)
