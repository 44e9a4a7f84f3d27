import type { ReportModel, ReportShare } from '../model.ts'
import { dueWords, FOLLOW_UP_WORDS, instant, percent, plain, whole } from '../words.ts'
import type { Cell, Section } from './blocks.ts'
import { tableOr } from './blocks.ts'

/** Who and what is concerned: AI systems, training, duties, what the audit set off, and who was told. */

const shareCell = (share: ReportShare | null): Cell => share === null ? 'no data' : { text: percent(share.share), under: `${percent(share.lower)} to ${percent(share.upper)}` }

export const aiSystems = ({ aiSystems: all }: ReportModel): Section => ({
  id: 'ai-systems', title: 'AI systems',
  blocks: [tableOr({
    id: 'ai-table', caption: 'AI systems in customs work; shares with their 95 % intervals',
    columns: [{ title: 'System', weight: 3.2 }, { title: 'Class and state', weight: 2.2 }, { title: 'Outputs', isNumber: true, weight: 1.4 }, { title: 'Reviewed', isNumber: true, weight: 1.8 }, { title: 'Overridden', isNumber: true, weight: 1.8 }, { title: 'Wrong', isNumber: true, weight: 1.8 }, { title: 'Warnings', weight: 3.4 }],
    rows: all.map(({ code, name, purpose, class: aiClass, state, outputs, reviewed, overridden, wrong, warnings }) => [
      { text: name, under: `${code}: ${purpose}` }, { text: plain(aiClass), under: plain(state) }, whole(outputs), shareCell(reviewed), shareCell(overridden), shareCell(wrong), warnings.length === 0 ? 'none' : { text: warnings.join('; '), tone: 'warn' }
    ])
  }, 'No AI system is registered.')]
})

export const trainingNeeds = ({ trainingNeeds: all }: ReportModel): Section => ({
  id: 'training', title: 'Training needs',
  blocks: [tableOr({
    id: 'training-table', caption: 'Open training needs',
    columns: [{ title: 'Topic', weight: 3 }, { title: 'Why', weight: 4 }, { title: 'People', isNumber: true, weight: 1 }, { title: 'Due', weight: 2 }],
    rows: all.map((need) => [need.topic, plain(need.reason), whole(need.people), { text: dueWords(need), tone: need.overdue ? 'bad' : 'plain' }])
  }, 'No training need is open.')]
})

/** What the audit reads of duties when stage 3 closes (report-context.ts). */
const DUTIES_COVERED = 'Covered are open duties to notify customs, whatever their day; obligations of authorisations (reports, bills of discharge, reviews, renewals), obligations of AI systems in use, and reports of their incidents, as far as they were late or due within three months when the figures were frozen. Discharges of single entries are not: the check of deadlines looks at those.'

export const duties = ({ duties: all }: ReportModel): Section => ({
  id: 'duties', title: 'Open duties',
  blocks: [{ kind: 'text', text: DUTIES_COVERED }, tableOr({
    id: 'duties-table', caption: 'Duties towards customs and others, due first, first',
    columns: [{ title: 'Duty', weight: 4 }, { title: 'Legal basis', weight: 2.4 }, { title: 'Owner', weight: 2.4 }, { title: 'Due', weight: 2 }],
    rows: all.map((duty) => [duty.title, duty.legalBasis, duty.owner ?? 'no owner', { text: dueWords(duty), tone: duty.overdue ? 'bad' : 'plain' }])
  }, 'None of these was open when the figures were frozen.')]
})

export const followUps = ({ followUps: all }: ReportModel): Section => ({
  id: 'follow-ups', title: 'What the audit set off',
  blocks: [tableOr({
    id: 'follow-ups-table', caption: 'Training, procedures, questionnaire answers and notifications that follow from this audit',
    columns: [{ title: 'What', weight: 4 }, { title: 'Kind', weight: 2.4 }, { title: 'Risk', weight: 1.2 }, { title: 'Reference', weight: 2 }, { title: 'State', weight: 1.5 }],
    rows: all.map(({ title, kind, risk, reference, state }) => [title, FOLLOW_UP_WORDS[kind], risk, reference, plain(state)])
  }, 'Nothing has followed from this audit yet.')]
})

export const recipients = ({ recipients: all }: ReportModel): Section => ({
  id: 'recipients', title: 'Who was told',
  blocks: [tableOr({
    id: 'recipients-table', caption: 'Recipients of this report; the audit closes once all have acknowledged it',
    columns: [{ title: 'Position', weight: 3 }, { title: 'Told', weight: 3 }, { title: 'Acknowledged', weight: 3 }, { title: 'Reminders', isNumber: true, weight: 1 }],
    rows: all.map(({ position, notifiedAt, acknowledgedAt, reminders }) => [
      position, notifiedAt === null ? 'not yet' : instant(notifiedAt), acknowledgedAt === null ? { text: 'not yet', tone: 'warn' } : { text: instant(acknowledgedAt), tone: 'good' }, whole(reminders)
    ])
  }, 'The report of the stage “Communicated” says who was told, and who took note.')]
})
