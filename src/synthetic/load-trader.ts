import type { Database } from '../platform/db/pool.ts'
import type { Principal } from '../platform/access.ts'
import { utcDay } from '../platform/calendar.ts'
import type { KeyEntry } from './answer-key.ts'
import { loadAudit, loadTreatments } from './load-audit.ts'
import { loadAiOutputs } from './load-ai-outputs.ts'
import { loadAiSystems } from './load-ai-systems.ts'
import { decideNotifications } from './load-notifications.ts'
import { loadTraderLists } from './load-lists.ts'
import { addCounts, loadFile, loadRecords, NOTHING_LOADED, sendRecord } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import { decideFindings, ReviewKey } from './load-reviews.ts'
import { loadQuestionnaire } from './load-questionnaire.ts'
import { loadControls, loadRegister } from './load-risks.ts'
import { loadTraining } from './load-training.ts'
import { loadYear } from './load-year.ts'
import { archivedFile } from './perimeter/archived-documents.ts'
import { authorisationRecords } from './perimeter/authorisations.ts'
import { evidenceFile } from './perimeter/evidence.ts'
import { goodsFile } from './perimeter/goods-master.ts'
import { receiptFile } from './perimeter/goods-receipts.ts'
import { licenceFile } from './perimeter/licences.ts'
import { peopleRecords } from './perimeter/people.ts'
import { faultEntries } from './perimeter/perimeter-faults.ts'
import { representativeRecords } from './perimeter/representatives.ts'
import { SanctionCases } from './perimeter/sanction-cases.ts'
import { LONGEST_LAG_DAYS, sanctionRecords } from './perimeter/sanctions.ts'
import { supplierDeclarationFile, supplierFile } from './perimeter/suppliers.ts'
import { profileRecords, softwareRecords, unitRecords } from './perimeter/units.ts'
import { dayAfter } from './seasons.ts'
import { otherLogin } from './service.ts'
import type { Service } from './service.ts'
import type { TraderSetting } from './trader-setting.ts'
import { traderListTexts } from './trader-lists.ts'
import { syntheticYear } from './year.ts'
import type { YearDeclaration } from './year.ts'

/**
 * Loads the whole synthetic trader: who it is and what it may, its people and their training, its AI systems, its goods, what is archived
 * and received, what AI systems proposed, its lists and the year's declarations, what customs penalised, what its people decided of what
 * checks found, its risks, controls and treatments, the audit of them, and how it answers the questionnaire. In this order, so that each declaration is examined once, by all of it.
 */

export interface TraderLoad {
  readonly db: Database
  readonly service: Service
  readonly principal: Principal
  readonly clock: () => Date
  readonly setting: TraderSetting
  readonly declarations: number
  /** Told every planted error, of declarations and of what stands around them. */
  readonly onPlanted: (entry: KeyEntry) => void
  readonly onStep?: (loaded: LoadedPart) => void
  /** Whether findings are decided, as by people who know the answer key, and risks judged and audited by them. */
  readonly deciding?: boolean
}

export const PARTS = ['organisation', 'authorisations', 'people', 'training', 'ai systems', 'goods', 'evidence', 'documents', 'receipts', 'ai outputs', 'declarations', 'sanctions', 'notifications', 'decisions', 'risks', 'controls', 'treatments', 'audit', 'questionnaire'] as const
export interface LoadedPart extends LoadCount { readonly part: typeof PARTS[number], readonly seconds: number }

export async function loadTrader (load: TraderLoad): Promise<LoadedPart[]> {
  const { service, db, principal, clock, setting: { trader, reference }, declarations, onPlanted, onStep = () => {}, deciding = false } = load
  const year = (): Iterable<YearDeclaration> => syntheticYear({ trader, reference, declarations })
  const sanctioned = new SanctionCases()
  const key = new ReviewKey()
  const tell = (entry: KeyEntry): void => {
    key.note(entry)
    onPlanted(entry)
  }
  const work: Record<typeof PARTS[number], () => Promise<LoadCount>> = {
    organisation: async () => await loadRecords(service, unitRecords(trader)),
    authorisations: async () => await loadRecords(service, authorisationRecords(trader)),
    // Once there are authorisations, so that a change of who is responsible is one that customs may have to be told.
    people: async () => await loadRecords(service, [...peopleRecords(trader), ...profileRecords(trader), ...softwareRecords(trader), ...representativeRecords(trader)]),
    training: async () => await loadTraining(service, trader),
    'ai systems': async () => await loadAiSystems(service, trader),
    goods: async () => await inTurn([supplierFile(trader), goodsFile(trader), supplierDeclarationFile(trader), licenceFile(trader)].map((file) => async () => await loadFile(service, file))),
    evidence: async () => await loadFile(service, evidenceFile(trader)),
    documents: async () => await loadFile(service, archivedFile(year(), trader)),
    receipts: async () => await loadFile(service, receiptFile(year(), trader)),
    'ai outputs': async () => await loadAiOutputs(service, trader, year()),
    declarations: async () => {
      await loadTraderLists(db, principal, traderListTexts(trader.until).values(), clock)
      return await loadYear({ db, principal, clock, examiner: service.examiner }, watching(year(), (made) => {
        if (made.planted !== null) tell(made.planted)
        faultEntries(made, trader).forEach(tell)
        sanctioned.note(made, dayAfter(trader.until, -LONGEST_LAG_DAYS))
      }))
    },
    sanctions: async () => await loadRecords(service, sanctionRecords(trader, sanctioned.cases)),
    notifications: async () => {
      await service.settle()
      return await decideNotifications(service, trader)
    },
    decisions: async () => {
      if (!deciding) return NOTHING_LOADED
      const count = await decideFindings(service, trader, key, principal.subject)
      await sendRecord(service, { path: '/v1/training/needs/derive' })
      // What people confirmed tells which proposals were right.
      await service.settle()
      return count
    },
    risks: async () => deciding ? await loadRegister(service, trader) : NOTHING_LOADED,
    controls: async () => deciding ? await loadControls(service, trader) : NOTHING_LOADED,
    treatments: async () => deciding ? await loadTreatments(service, trader) : NOTHING_LOADED,
    audit: async () => deciding ? await loadAudit({ service, trader, signer: otherLogin(principal.subject), today: utcDay(clock()) }) : NOTHING_LOADED,
    // Last, so that what happened is known to whoever confirms.
    questionnaire: async () => deciding ? await loadQuestionnaire(service, trader) : NOTHING_LOADED
  }
  const loaded: LoadedPart[] = []
  for (const part of PARTS) {
    const began = performance.now()
    const count = await work[part]()
    const done = { part, ...count, seconds: (performance.now() - began) / 1000 }
    loaded.push(done)
    onStep(done)
  }
  return loaded
}

async function inTurn (loads: readonly (() => Promise<LoadCount>)[]): Promise<LoadCount> {
  let count = NOTHING_LOADED
  for (const load of loads) count = addCounts(count, await load())
  return count
}

function * watching (year: Iterable<YearDeclaration>, watch: (made: YearDeclaration) => void): Generator<YearDeclaration> {
  for (const made of year) {
    watch(made)
    yield made
  }
}
