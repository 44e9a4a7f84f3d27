import type { ReportModel } from '../model.ts'
import { day, instant, STAGE_WORDS } from '../words.ts'
import type { ReportDocument, Section } from './blocks.ts'
import { acceptances, plan, treatments } from './response-sections.ts'
import { aiSystems, duties, followUps, recipients, trainingNeeds } from './people-sections.ts'
import { method } from './method-section.ts'
import { conduct, heatMapSection, lossSection, rankingSection, reasons, summarySection } from './risk-sections.ts'

/** The whole report in the order in which management reads: the result, the risks, what is done, who is concerned, how it was worked out. Pure but for the drawing. */
export function reportDocument (report: ReportModel): ReportDocument {
  const { audit, operator, scope } = report
  const closed = audit.closedStages.at(-1)
  return {
    title: audit.title,
    about: [
      `${operator.name}, EORI ${operator.eori}${operator.authorisations.map(({ type, reference }) => `, ${type} ${reference}`).join('')}`,
      `Period ${day(scope.from)} to ${day(scope.to)}. Version ${audit.version}, stage: ${STAGE_WORDS[audit.stage].toLowerCase()}${closed === undefined ? '' : `; figures frozen on ${instant(closed.closedAt)}`}.`,
      ...(audit.reopenedBecause === null ? [] : [`Opened again because: ${audit.reopenedBecause}`])
    ],
    sections: sectionsOf(report), dataHash: report.dataHash
  }
}

const sectionsOf = (report: ReportModel): Section[] => [
  summarySection(report), heatMapSection(report), lossSection(report), rankingSection(report), reasons(report), conduct(report),
  plan(report), treatments(report), acceptances(report), aiSystems(report), trainingNeeds(report), duties(report), followUps(report), recipients(report), method(report)
]
