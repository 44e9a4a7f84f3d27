import type { AreaAppetite, SetAppetite } from './appetite.ts'

/** Appetites as they cross the wire. */

export const setToWire = ({ area: _area, recordedAt, ...set }: SetAppetite) => ({ ...set, recordedAt: recordedAt.toISOString() })
export const appetiteToWire = ({ area, set }: AreaAppetite) => ({ area, set: set === null ? null : setToWire(set) })
/** Moves with every setting; 0 where none was set. */
export const revisionOf = ({ set }: AreaAppetite): number => set?.number ?? 0
