import { serveJobs } from '../../platform/threads/serve-jobs.ts'
import { cheapestPlan } from '../../risk/plan.ts'
import type { Plan } from '../../risk/plan.ts'
import { highsSolver } from './highs-solver.ts'
import type { PlanJob } from './treatments-plan.ts'

/** The thread that finds plans. */
const solve = await highsSolver()
serveJobs(({ risks, treatments }: PlanJob): Plan => cheapestPlan(risks, treatments, solve))
