import type { Proposal, RiskCatalogue } from '../catalogue/read-catalogue.ts'
import type { KeptInput, KeptRisk } from './risk.ts'

/** Risks as they cross the wire. */

export const inputToWire = ({ recordedAt, ...input }: KeptInput) => ({ ...input, recordedAt: recordedAt.toISOString() })

const proposalToWire = (proposal: Proposal, defaultsVersion: number) => ({ defaultsVersion, ...proposal })

export function riskToWire ({ revision: _revision, proposal, defaultsVersion, input, recordedAt, ...risk }: KeptRisk) {
  return {
    ...risk, proposal: proposal === null || defaultsVersion === null ? null : proposalToWire(proposal, defaultsVersion), input: input === null ? null : inputToWire(input), recordedAt: recordedAt.toISOString()
  }
}

export const catalogueToWire = ({ version, risks, unmappedChecks }: RiskCatalogue) => ({
  defaultsVersion: version, items: risks.map(({ proposal, ...risk }) => ({ ...risk, proposal: proposalToWire(proposal, version) })), unmappedChecks: Object.entries(unmappedChecks).map(([check, reason]) => ({ check, reason }))
})
