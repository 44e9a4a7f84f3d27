import type { Became, KeptTreatment } from './treatment.ts'

/** Treatments as they cross the wire. */

const NOTHING = { control: null, need: null, course: null, reference: null, sha256: null }
const becameToWire = (became: Became) => ({ ...NOTHING, ...became })

export const treatmentToWire = ({ revision: _revision, recordedAt, became, effects, ...treatment }: KeptTreatment) =>
  ({ ...treatment, effects: [...effects], became: became === null ? null : becameToWire(became), recordedAt: recordedAt.toISOString() })
