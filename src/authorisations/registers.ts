import type { Register, RegisterQuery } from '../platform/registers.ts'
import { typeOfCode } from '../reference/authorisation-catalogue.ts'
import { utilisationPercent } from './guarantee.ts'
import type { GuaranteeInUse, GuaranteeMovement } from './guarantee.ts'
import type { GuaranteeUseQuery } from './guarantee-store.ts'
import { isInForce, validityOf } from './state.ts'
import type { Status } from './state.ts'
import type { GuaranteeTerms, Scope } from './terms.ts'

/** What checks of declarations ask of authorisations, as it held on the day they ask for. */

export interface KnownAuthorisation {
  readonly type: string
  readonly reference: string
  readonly holder: string
  readonly state: ReturnType<typeof validityOf>
  readonly codes: readonly string[]
  readonly sites: readonly string[]
  readonly offices: readonly string[]
  readonly dischargePeriodMonths: number | null
}

export interface AuthorisationsAnswer {
  /** By type or by the code of its document. */
  readonly find: (type: string, day: string) => readonly KnownAuthorisation[]
  /** As it held on the day; without a day as it was decided last, whatever time has brought since. */
  readonly byReference: (reference: string, day?: string) => KnownAuthorisation | undefined
  readonly holdsAeo: (day: string) => boolean
  readonly aeoReferenceExpected: boolean
}

interface KnownPeriod { readonly from: string, readonly to: string | null, readonly status: Status, readonly scope: Scope }
interface KnownRow { readonly type: string, readonly reference: string, readonly holder: string, readonly periods: readonly KnownPeriod[] }

const AEO = ['AEOC', 'AEOS', 'AEOF']

export const authorisationsRegister: Register<AuthorisationsAnswer> = {
  kind: 'whole',
  load: async (query, operatorId) => {
    const rows = await query<KnownRow>(`select a.type, a.reference, a.holder_eori as holder,
        coalesce(json_agg(json_build_object('from', p.from_day, 'to', p.to_day, 'status', p.status, 'scope', p.terms -> 'scope') order by p.from_day) filter (where p.from_day is not null), '[]') as periods
      from aeo.authorisations a left join aeo.authorisation_periods p on p.operator_id = a.operator_id and p.authorisation_id = a.id
      where a.operator_id = $1 group by a.operator_id, a.id order by a.reference`, [operatorId])
    return rows.length === 0 ? undefined : answerOf(rows)
  }
}

function answerOf (rows: readonly KnownRow[]): AuthorisationsAnswer {
  const byType = Map.groupBy(rows, ({ type }) => type)
  const byReference = new Map(rows.map((row) => [row.reference, row]))
  const aeos = AEO.flatMap((type) => byType.get(type) ?? [])
  return {
    find: (type, day) => (byType.get(typeOfCode(type)) ?? []).map((row) => known(row, periodOn(row, day))),
    byReference: (reference, day) => {
      const row = byReference.get(reference)
      return row === undefined ? undefined : known(row, day === undefined ? lastDecided(row) : periodOn(row, day))
    },
    holdsAeo: (day) => aeos.some((row) => isInForce(periodOn(row, day)?.status)),
    aeoReferenceExpected: aeos.some((row) => lastDecided(row)?.scope.aeoReferenceExpected === true)
  }
}

const periodOn = ({ periods }: KnownRow, day: string): KnownPeriod | undefined => periods.find(({ from, to }) => from <= day && (to === null || day <= to))
const lastDecided = ({ periods }: KnownRow): KnownPeriod | undefined => periods.findLast(({ status }) => status !== 'expired')

function known ({ type, reference, holder }: KnownRow, period: KnownPeriod | undefined): KnownAuthorisation {
  const { goodsCodes: codes = [], sites = [], offices = [], dischargePeriodMonths = null } = period?.scope ?? {}
  return { type, reference, holder, state: validityOf(period?.status), codes, sites, offices, dischargePeriodMonths }
}

export interface GuaranteeAnswer { readonly utilisationPercent: (day: string) => string | undefined }

interface GuaranteeRow { readonly from: string, readonly to: string | null, readonly reference: string, readonly guarantee: GuaranteeTerms }

/**
 * Asked, not kept: it moves with every declaration, so only the days that a batch is judged by are read.
 *
 * @param used what declarations burden guarantees with.
 */
export const guaranteeRegister = (used: GuaranteeUseQuery): Register<GuaranteeAnswer> => ({
  kind: 'asked',
  load: async (query: RegisterQuery, operatorId, { firstDay, lastDay }) => {
    const [row] = await query<{ guarantees: GuaranteeRow[], movements: (GuaranteeMovement & { reference: string })[] }>(`
      with guarantees as (
        select p.from_day, p.to_day, coalesce(p.terms #>> '{scope,guarantee,grn}', a.reference) as reference, p.terms #> '{scope,guarantee}' as terms
        from aeo.authorisation_periods p join aeo.authorisations a on a.operator_id = p.operator_id and a.id = p.authorisation_id
        where p.operator_id = $1 and p.status in ('granted', 'amended') and json_typeof(p.terms #> '{scope,guarantee}') = 'object'
          and p.from_day <= $3::date and (p.to_day is null or p.to_day >= $2::date)
      ), window_start as (
        select $2::date - coalesce(max((g.terms ->> 'paymentDays')::int), 0) as day from guarantees g
      ), movements as (
        select u.reference, greatest(u.day, w.day) as day, u.currency, sum(u.amount) as amount, sum(u.ended_amount) as ended from (${used}) u cross join window_start w
        where u.reference in (select g.reference from guarantees g) and u.day <= $3::date group by 1, 2, 3
      )
      select (select coalesce(json_agg(json_build_object('from', g.from_day, 'to', g.to_day, 'reference', g.reference, 'guarantee', g.terms)), '[]') from guarantees g) as guarantees,
        (select coalesce(json_agg(json_build_object('reference', m.reference, 'day', m.day, 'currency', m.currency, 'amount', m.amount::text, 'ended', m.ended::text)), '[]') from movements m) as movements
      where exists (select from aeo.authorisation_periods p where p.operator_id = $1 and json_typeof(p.terms #> '{scope,guarantee}') = 'object')`, [operatorId, firstDay, lastDay])
    return row === undefined ? undefined : guaranteeAnswer(row.guarantees, Map.groupBy(row.movements, ({ reference }) => reference))
  }
})

function guaranteeAnswer (rows: readonly GuaranteeRow[], movements: ReadonlyMap<string, readonly GuaranteeMovement[]>): GuaranteeAnswer {
  return {
    utilisationPercent: (day) => {
      const valid = rows.filter(({ from, to }) => from <= day && (to === null || day <= to))
      return utilisationPercent(valid.map(({ reference, guarantee }): GuaranteeInUse => ({ ...guarantee, movements: movements.get(reference) ?? [] })), day)
    }
  }
}

export interface ExtensionsAnswer { readonly dischargeDeadline: (mrn: string) => string | undefined }

/** An operator with authorisations has the register, even while no period was extended. */
export const extensionsRegister: Register<ExtensionsAnswer> = {
  kind: 'asked',
  load: async (query, operatorId, { mrns }) => {
    const [row] = await query<{ extensions: { mrn: string, by: string }[] }>(`
      select (select coalesce(json_agg(json_build_object('mrn', e.mrn, 'by', e.discharge_by) order by e.number), '[]') from aeo.discharge_extensions e
        where e.operator_id = $1 and e.mrn = any($2)) as extensions
      where exists (select from aeo.authorisations a where a.operator_id = $1)`, [operatorId, mrns])
    if (row === undefined) return undefined
    // Of one entry the last that was recorded counts.
    const deadlines = new Map(row.extensions.map(({ mrn, by }) => [mrn, by]))
    return { dischargeDeadline: (mrn) => deadlines.get(mrn) }
  }
}
