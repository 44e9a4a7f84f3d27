import { ThreadLimit, ThreadPool } from '../../platform/threads/thread-pool.ts'
import type { Plan } from '../../risk/plan.ts'
import { planTooLong } from '../problems.ts'
import { planJobOf } from './treatments-plan.ts'
import type { PlanJob, PlannableRisk, PlannableTreatment } from './treatments-plan.ts'

/** Where plans are found: off the event loop, in some hundredths of a second for a hundred risks and as many treatments. */

export type Plans = Pick<ThreadPool<PlanJob, Plan>, 'run'>

/** One thread: there are programmes that no solver ends in time, and those wait behind each other. */
export const PLANS: Plans = new ThreadPool<PlanJob, Plan>({
  script: new URL('./plan-thread.ts', import.meta.url), threads: 1, memoryMb: 256, jobTimeoutMs: 10_000, waitTimeoutMs: 10_000, mostWaiting: 16, mostWaitingOfOne: 4, idleMs: 30_000
})

/** The cheapest sufficient plan. @throws overloaded; planTooLong. */
export async function findPlan (job: PlanJob, operatorId: string, plans: Plans = PLANS): Promise<Plan> {
  try {
    return await plans.run(job, operatorId)
  } catch (error) {
    if (error instanceof ThreadLimit) throw planTooLong('The search for the cheapest plan was ended: it took too long.', {}, { cause: error, headers: { 'retry-after': '10' } })
    throw error
  }
}

/** The cheapest sufficient plan of risks as they were assessed and of treatments as they stand; off the event loop. @throws overloaded; planTooLong. */
export const planFor = async (risks: readonly PlannableRisk[], treatments: readonly PlannableTreatment[], operatorId: string, plans: Plans = PLANS): Promise<Plan> =>
  await findPlan(planJobOf(risks, treatments), operatorId, plans)
