import type { Register } from '../../platform/registers.ts'

/** What checks may ask of proofs of exit. */
export interface ExitsAnswer {
  /** Whether there is other proof of exit that customs has not refused. */
  readonly confirmed: (mrn: string) => boolean
}

const PROOFS = `
  select exists (select from aeo.exit_proofs p where p.operator_id = $1) as kept,
    (select json_agg(distinct p.mrn) from aeo.exit_proofs p where p.operator_id = $1 and p.mrn = any($2::text[]) and p.state <> 'refused') as proven`

export const exitsRegister: Register<ExitsAnswer> = {
  kind: 'asked',
  announcesFirst: true,
  load: async (query, operatorId, { mrns }) => {
    const [row] = await query<{ kept: boolean, proven: string[] | null }>(PROOFS, [operatorId, mrns])
    if (row?.kept !== true) return undefined
    const proven = new Set(row.proven ?? [])
    return { confirmed: (mrn) => proven.has(mrn) }
  }
}
