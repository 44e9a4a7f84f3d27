import type { KeptControl, KeptDesign, KeptTest } from './control.ts'

/** Controls and their tests as they cross the wire. */

export const controlToWire = ({ revision: _revision, recordedAt, ...control }: KeptControl) => ({ ...control, risks: [...control.risks], recordedAt: recordedAt.toISOString() })

export const designToWire = ({ recordedAt, ...design }: KeptDesign) => ({ ...design, recordedAt: recordedAt.toISOString() })

export const testToWire = ({ recordedAt, withdrawn, ...test }: KeptTest) => ({
  ...test, recordedAt: recordedAt.toISOString(), withdrawn: withdrawn === null ? null : { at: withdrawn.at.toISOString(), by: withdrawn.by, because: withdrawn.because }
})
