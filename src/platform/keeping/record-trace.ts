import { createHash } from 'node:crypto'
import { differingFields } from './record-kind.ts'
import type { Content, RecordKind } from './record-kind.ts'

/**
 * What the log keeps of a record that was made or changed: its values, but not where a document is, which is forgotten one day, and not
 * who somebody is. The hash covers where a document is, so that a change of it can be proved from the history. Pure.
 */

const logged = ({ fields }: RecordKind, content: Content): Content =>
  Object.fromEntries(fields.filter(({ name, personal, erasable }) => personal !== true && erasable !== true && content[name] !== null).map(({ name }) => [name, content[name] ?? null]))

const hashOf = ({ fields }: RecordKind, content: Content): string =>
  createHash('sha256').update(JSON.stringify(fields.filter(({ personal }) => personal !== true).map(({ name }) => [name, content[name] ?? null]))).digest('hex')

export const traceOfNew = (kind: RecordKind, content: Content): Record<string, unknown> => ({ revision: 1, after: logged(kind, content), contentHash: { after: hashOf(kind, content) } })

/** @param revision the one that holds from now on. */
export function traceOfChange (kind: RecordKind, before: Content, after: Content, revision: number): Record<string, unknown> {
  const fields = differingFields(kind, before, after)
  const changed = { ...kind, fields: kind.fields.filter(({ name }) => fields.includes(name)) }
  return { revision, fields, before: logged(changed, before), after: logged(changed, after), contentHash: { before: hashOf(kind, before), after: hashOf(kind, after) } }
}
