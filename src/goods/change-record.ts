import { canonicalJson } from '../platform/log/canonical-json.ts'
import type { Entry, Members, RecordRule } from './merging.ts'

/** What of a record changed, as the log keeps it: before and after, without free words of people. Pure. */

const FREE_WORDS = new Set(['why', 'text'])
const same = (one: unknown, other: unknown): boolean => canonicalJson(one ?? null) === canonicalJson(other ?? null)

const withoutWords = (entry: Members | undefined): Members | null => entry === undefined ? null : Object.fromEntries(Object.entries(entry).filter(([name]) => !FREE_WORDS.has(name)))

export function changeOf (rule: RecordRule, before: Members | undefined, after: Members): Record<string, unknown> {
  const members = Object.keys(rule.blank).filter((name) => !same(before?.[name], after[name])).map((name) => [name, { before: before?.[name] ?? null, after: after[name] ?? null }])
  const lists = rule.lists.flatMap(({ name }) => {
    const known = new Map(((before?.[name] ?? []) as readonly Entry[]).map((entry) => [entry.id, entry]))
    const changed = ((after[name] ?? []) as readonly Entry[]).filter((entry) => !same(known.get(entry.id), entry))
    return changed.length === 0 ? [] : [[name, changed.map((entry) => ({ before: withoutWords(known.get(entry.id)), after: withoutWords(entry) }))]]
  })
  return Object.fromEntries([...members, ...lists])
}
