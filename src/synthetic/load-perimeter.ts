import type { Members, PerimeterFile, PerimeterRecord } from './perimeter/perimeter-record.ts'
import type { Service, ServiceAnswer } from './service.ts'

/** Loads what stands around the declarations through the service's own interface. What is there already is left as it is. */

export interface LoadCount {
  readonly created: number
  /** Recorded before; nothing changed. */
  readonly there: number
}

export const NOTHING_LOADED: LoadCount = { created: 0, there: 0 }
export const addCounts = (one: LoadCount, other: LoadCount): LoadCount => ({ created: one.created + other.created, there: one.there + other.there })

export const JSON_TYPE = 'application/json'
const LINES_TYPE = 'application/x-ndjson'

/** One after another, since later ones name earlier ones. @throws Error at the first that is refused. */
export async function loadRecords (service: Service, records: readonly PerimeterRecord[]): Promise<LoadCount> {
  let count = NOTHING_LOADED
  for (const record of records) {
    const { id, created } = await loadRecord(service, record)
    count = addCounts(count, created ? { created: 1, there: 0 } : { created: 0, there: 1 })
    count = addCounts(count, await loadRecords(service, record.follow?.(id) ?? []))
  }
  return count
}

export async function loadRecord (service: Service, record: PerimeterRecord): Promise<{ id: string, created: boolean }> {
  const known = await findKnown(service, record)
  return known === undefined ? await sendRecord(service, record) : { id: idOf(known), created: false }
}

/** @throws Error when it is refused for another reason than that it exists. */
export async function sendRecord (service: Service, { path, payload, matching }: Pick<PerimeterRecord, 'path' | 'matching'> & { readonly payload?: Members }): Promise<{ id: string, created: boolean }> {
  const ifMatch = matching === undefined ? undefined : (await read(service, matching)).etag
  const answer = await service.request({ method: 'POST', path, ...(payload === undefined ? {} : { body: JSON.stringify(payload), mediaType: JSON_TYPE }), ...(ifMatch === undefined ? {} : { ifMatch }) })
  if (answer.status === 409 && typeOf(answer).endsWith('-exists')) return { id: '', created: false }
  if (answer.status >= 300) throw refused(path, answer)
  return { id: idOf(JSON.parse(answer.body) as Members), created: true }
}

/** The entry that says the same in the members that tell such records apart. */
async function findKnown (service: Service, { listed, entries = ['items'], same = [], payload }: PerimeterRecord): Promise<Members | undefined> {
  if (listed === undefined) return undefined
  const answer = JSON.parse((await read(service, listed)).body) as unknown
  const found = entries.reduce<unknown>((value, member) => (value as Members | undefined)?.[member], answer) as readonly Members[]
  return found.find((entry) => same.every((member) => entry[member] === payload[member]))
}

const idOf = ({ id }: Members): string => typeof id === 'string' ? id : ''
const typeOf = ({ body }: ServiceAnswer): string => String((JSON.parse(body) as Members)['type'])
export const refused = (path: string, { status, body }: ServiceAnswer): Error => new Error(`${path} answered ${status}: ${body.slice(0, 2000)}`)

export const readPage = async <Page>(service: Service, path: string): Promise<Page> => JSON.parse((await read(service, path)).body) as Page

async function read (service: Service, path: string): Promise<ServiceAnswer> {
  const answer = await service.request({ method: 'GET', path })
  if (answer.status !== 200) throw refused(path, answer)
  return answer
}

/** Lines of one request: the file may be of any length, and is never held whole. */
const LINES = 2_000

interface Verdict { readonly line: number, readonly outcome: string, readonly problem?: unknown }

/** @throws Error at the first record that is refused. */
export async function loadFile (service: Service, { path, records }: PerimeterFile): Promise<LoadCount> {
  let count = NOTHING_LOADED
  let lines: string[] = []
  const send = async (): Promise<void> => {
    if (lines.length > 0) count = addCounts(count, await sendLines(service, path, lines))
    lines = []
  }
  for (const record of records) {
    lines.push(JSON.stringify(record))
    if (lines.length === LINES) await send()
  }
  await send()
  return count
}

async function sendLines (service: Service, path: string, lines: readonly string[]): Promise<LoadCount> {
  const answer = await service.request({ method: 'POST', path, body: `${lines.join('\n')}\n`, mediaType: LINES_TYPE })
  if (answer.status !== 200) throw refused(path, answer)
  const verdicts = answer.body.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Verdict)
  const faulty = verdicts.find(({ outcome }) => outcome === 'refused' || outcome === 'stopped')
  if (faulty !== undefined) throw new Error(`${path}: ${lines[faulty.line - 1] ?? ''} was ${faulty.outcome}: ${JSON.stringify(faulty.problem)}`)
  const created = verdicts.filter(({ outcome }) => outcome === 'created' || outcome === 'changed').length
  return { created, there: verdicts.length - created }
}
