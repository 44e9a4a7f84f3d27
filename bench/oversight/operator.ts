import { aiSystem } from '../../test/support/ai-systems.ts'
import { completed } from '../../test/support/ai-act.ts'
import { REVIEWERS, SYSTEMS, UNITS } from './outputs.ts'

/** An operator with systems in use, units, and reviewers of whom training is kept: whoever decides is judged for it, as in earnest. */

type Call = (subject: string, path: string, payload: object) => Promise<{ id: string }>

/** @param call a POST under /v1 as one of two people, since whoever answers does not put a system in use. */
export async function fillInventory (call: Call): Promise<void> {
  for (const code of UNITS) await call('one', '/units', { code, name: code, validFrom: '2020-01-01' })
  await call('one', '/positions', { code: 'AI-OWNER', title: 'Head of customs', unit: UNITS[0], validFrom: '2020-01-01' })
  for (const pseudonym of REVIEWERS) await call('one', '/people', { pseudonym, employmentKind: 'employee' })
  await call('one', '/training/courses', { code: 'C', title: 'Codes', kind: 'course', provider: 'x', providerType: 'internal', version: { validFrom: '2020-01-01', hours: '2', topics: ['classification', 'origin', 'value'].map((topic) => ({ topic, level: 3 })) } })
  for (const person of REVIEWERS.slice(0, 20)) await call('one', '/training/records', { reference: `R-${person}`, person, course: 'C', completedOn: '2024-12-01', result: 'attended' })
  for (const code of SYSTEMS) {
    const { id } = await call('one', '/ai-systems', aiSystem(code, { validFrom: '2024-06-01' }))
    await call('one', `/ai-systems/${id}/assessments`, { answers: completed({ r_roles: ['deployer'], c_domains: ['tariff_classification'], c_cloud: 'eu_cloud' }) })
    await call('two', `/ai-systems/${id}/status`, { status: 'assessed', reason: 'Bench', on: '2024-06-01' })
    await call('two', `/ai-systems/${id}/status`, { status: 'in_use', reason: 'Bench', on: '2024-06-01' })
  }
}
