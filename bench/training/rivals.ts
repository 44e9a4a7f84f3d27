import { usesOfSystems } from '../../src/ai-systems/index.ts'
import { workforce } from '../../src/organisation/index.ts'
import type { Principal } from '../../src/platform/access.ts'
import { withOperatorReadOnly } from '../../src/platform/db/operator-tx.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import type { Shown } from '../../src/training/competence/shown.ts'
import { cellsOfPeople, readTraining } from '../../src/training/index.ts'

/** The same answers, had the usual ways. Each tells how many cells it judged. */

/** The resolver of a person asks for that person: as many transactions as there are people on the page. */
export async function personByPerson (db: Database, principal: Principal, day: string, people: readonly string[]): Promise<number> {
  let cells = 0
  for (const person of people) {
    cells += await withOperatorReadOnly(db, principal, 'training:personal', async (tx) =>
      cellsOfPeople(await readTraining(tx, { workforce, aiUses: usesOfSystems }, { days: [day], people: [person] }), day).reduce((sum, row) => sum + row.cells.length, 0))
  }
  return cells
}

/** The join of records, courses and topics, row by row, with all that later records outlast. */
export async function wholeJoin (db: Database, principal: Principal, day: string): Promise<number> {
  return await withOperatorReadOnly(db, principal, 'training:personal', async (tx) => {
    const facts = await readTraining(tx, { workforce, aiUses: usesOfSystems }, { days: [day], topics: [] })
    const rows = await tx.query<Shown>(`select r.id as "recordId", r.person, coalesce(t.topic, r.topic) as topic, coalesce(t.level, r.level) as level, r.completed_on as "completedOn",
        least(r.ends_on, r.revoked_from - 1) as "endsOn"
      from aeo.training_records r
        left join aeo.training_course_versions v on v.operator_id = r.operator_id and v.course = r.course and v.version = r.version
        left join aeo.training_course_topics t on t.operator_id = r.operator_id and t.course = r.course and t.version = r.version
      where r.operator_id = $1 and r.completed_on <= $2::date and (r.result = 'passed' or (r.result = 'attended' and v.pass_mark is null))`, [tx.operatorId, day])
    return cellsOfPeople({ ...facts, shown: Map.groupBy(rows, ({ person }) => person) }, day).reduce((sum, row) => sum + row.cells.length, 0)
  })
}
