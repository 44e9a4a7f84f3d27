import type { RegisterQuery } from '../../platform/registers.ts'
import type { Shown } from '../competence/shown.ts'

/** What people have shown, read for many of them and several days at once. */

export interface ShownScope {
  /** First and last of the days that are asked about. */
  readonly first: string
  readonly last: string
  /** Only these people; everybody without. */
  readonly people?: readonly string[] | undefined
  /** Only these topics; all without. */
  readonly topics?: readonly string[] | undefined
}

/**
 * What each person has shown by the last day, by person.
 *
 * A record counts if it was passed, or attended where there was nothing to pass. It ends with its certificate or the course's validity,
 * on the day before a revocation, and, if it shows that a procedure was read, on the day before its next version must be known. Of
 * records of one person, topic and level that were completed by the first day, those are left out that a later one outlasts: they
 * decide nothing on any of the days, and with refreshers every year they would be most of the rows. Person by person within the one
 * statement, by the index of people: sorted all at once, records of thousands of people would go through files.
 */
export async function readShown (tx: { readonly operatorId: string, readonly query: RegisterQuery }, { first, last, people, topics }: ShownScope): Promise<Map<string, Shown[]>> {
  const values: unknown[] = [tx.operatorId, first, last]
  const among = (column: string, names: readonly string[] | undefined): string => names === undefined ? '' : `and ${column} = any($${values.push(names)}::text[])`
  const [ofPeople, ofTopics] = [among('p.pseudonym', people), among('coalesce(t.topic, r.topic)', topics)]
  const rows = await tx.query<{ person: string, shown: PackedShown[] | null }>(`with versions as materialized (
      select v.course, v.version, v.pass_mark, case when c.kind = 'read_and_understood' then
        min(v.valid_from + v.acknowledge_within_days) over (partition by v.course order by v.version rows between 1 following and unbounded following) - 1 end as outdated
      from aeo.training_course_versions v join aeo.training_courses c on c.operator_id = v.operator_id and c.code = v.course where v.operator_id = $1
    ), taught as materialized (
      select v.*, t.topic, t.level from versions v left join aeo.training_course_topics t on t.operator_id = $1 and t.course = v.course and t.version = v.version
    )
    select p.pseudonym as person, s.shown from aeo.people p cross join lateral (
      select json_agg(json_build_array(w.id, w.topic, w.level, w.completed_on, nullif(w.ends_on, 'infinity'))) as shown from (
        select c.*, max(c.ends_on) filter (where c.completed_on <= $2::date) over (partition by c.topic, c.level order by c.completed_on desc, c.ends_on desc, c.id
          rows between unbounded preceding and 1 preceding) as outlasted_by
        from (
          select r.id, r.completed_on, coalesce(t.topic, r.topic) as topic, coalesce(t.level, r.level) as level, least(r.ends_on, r.revoked_from - 1, t.outdated, 'infinity'::date) as ends_on
          from aeo.training_records r left join taught t on t.course = r.course and t.version = r.version
          where r.operator_id = $1 and r.person = p.pseudonym and r.completed_on <= $3::date and (r.result = 'passed' or (r.result = 'attended' and t.pass_mark is null))
            and coalesce(t.topic, r.topic) is not null ${ofTopics}
        ) c where c.ends_on >= c.completed_on
      ) w where w.outlasted_by is null or w.outlasted_by < w.ends_on
    ) s where p.operator_id = $1 ${ofPeople}`, values)
  return new Map(rows.flatMap(({ person, shown }) => shown === null ? [] : [[person, shown.map((packed) => unpacked(person, packed))]]))
}

/** Id, topic, level, day of completion, last day: names of fields would be most of what is read. */
type PackedShown = readonly [string, string, number, string, string | null]

const unpacked = (person: string, [recordId, topic, level, completedOn, endsOn]: PackedShown): Shown => ({ recordId, person, topic, level, completedOn, endsOn })
