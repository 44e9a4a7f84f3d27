/**
 * Canonical JSON (RFC 8785): keys in order of their UTF-16 code units, no space. What is hashed is exactly what is stored.
 * Members that are undefined are left out; numbers must be finite.
 */
export function canonicalJson (value: unknown): string {
  if (value === null || typeof value !== 'object') return canonicalScalar(value)
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalJson(entry)).join(',')}]`
  const record = value as Record<string, unknown>
  const members = Object.keys(record).filter((key) => record[key] !== undefined).sort()
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`).join(',')}}`
}

function canonicalScalar (value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('A number that is not finite has no JSON form')
  const text = JSON.stringify(value)
  if (text === undefined) throw new Error(`A ${typeof value} has no JSON form`)
  return text
}
