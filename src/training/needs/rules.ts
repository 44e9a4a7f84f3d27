import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NeedRules } from './cuts.ts'

/** The rules that ship with the service: versioned data, read once. */

type Shipped = Omit<NeedRules, 'causes'> & { readonly causes: Readonly<Record<string, string | null>> }

const shipped = JSON.parse(readFileSync(join(import.meta.dirname, 'need-rules.json'), 'utf8')) as Shipped

export const NEED_RULES: NeedRules = { ...shipped, causes: new Map(Object.entries(shipped.causes)) }
