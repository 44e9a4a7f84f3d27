import './no-network.ts'
import { reportDocument } from './document/report-document.ts'
import type { ReportModel } from './model.ts'
import { reportPage } from './page.ts'
import { reportPdf } from './pdf.ts'
import type { RenderJob } from './render-apart.ts'

/**
 * The process that draws a report: it is told one job on its standard input and answers with the bytes. What it may not do, whatever is
 * hidden in a text: read other files than the program, write, start anything (the permissions it is started with), and reach the network.
 */

const pieces: Buffer[] = []
for await (const piece of process.stdin) pieces.push(piece as Buffer)
const { report, as } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as RenderJob
process.stdout.end(await drawn(report, as))

async function drawn (report: ReportModel, as: RenderJob['as']): Promise<Buffer> {
  const document = reportDocument(report)
  if (as === 'page') return Buffer.from((await reportPage(document)).body, 'utf8')
  return await reportPdf(document, { on: new Date(report.audit.closedStages.at(-1)?.closedAt ?? `${report.scope.to}T00:00:00.000Z`) })
}
