import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'

/**
 * A network between service and database that fails when the test says so. It follows the wire protocol just as far as to see
 * a COMMIT go by.
 *
 * `before`: the COMMIT never reaches the server. `during`: it leaves, and nobody sees what became of it. `after`: it is done,
 * and the answer is lost. `vanish`: as `during`, and from then on every connection is refused.
 */
export type Cut = 'before' | 'during' | 'after' | 'vanish'

export interface DatabaseProxy {
  /** The same database by way of the proxy. */
  readonly url: string
  /** Cuts the connection at the next COMMITs of one pool, in this order. */
  cutAtCommit: (pool: 'ingest' | 'operations', ...cuts: Cut[]) => void
  /** Cuts that are still to come. */
  pending: () => number
  /** Whether new connections are refused; those that are open are cut when that begins. */
  refuse: (refuses: boolean) => void
  /** A black hole takes everything in and lets nothing out, in either direction; what it took comes out when it closes. */
  blackHole: (open: boolean) => void
  /** Connections that are open now stay open and silent for good, as after a failover; new ones work. */
  strand: () => void
  close: () => Promise<void>
}

const COMMIT_ASKED = Buffer.from('commit\0')
const COMMIT_DONE = Buffer.from('COMMIT\0')
const [QUERY, COMMAND_COMPLETE] = ['Q'.charCodeAt(0), 'C'.charCodeAt(0)]

/** The messages of a stream, whole, whatever pieces they come in. Only the client's first has no letter before its length. */
function messageReader (startup: boolean): (chunk: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0)
  let letter = startup ? 0 : 1
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const messages: Buffer[] = []
    while (rest.length >= letter + 4 && rest.length >= letter + rest.readInt32BE(letter)) {
      const end = letter + rest.readInt32BE(letter)
      messages.push(rest.subarray(0, end))
      rest = rest.subarray(end)
      letter = 1
    }
    return messages
  }
}

const is = (message: Buffer, letter: number, text: Buffer): boolean => message[0] === letter && message.subarray(5).equals(text)

export async function startProxy (databaseUrl: string): Promise<DatabaseProxy> {
  const url = new URL(databaseUrl)
  const socketPath = join(url.searchParams.get('host') ?? '', `.s.PGSQL.${url.port || '5432'}`)
  const open = new Set<Socket>()
  const stranded = new WeakSet<Socket>()
  const plans = { ingest: [] as Cut[], operations: [] as Cut[] }
  let refusing = false
  let hole: (() => void)[] | undefined

  const through = (pass: () => void): void => { if (hole === undefined) pass(); else hole.push(pass) }
  const server = createServer((client) => {
    if (refusing) { client.resetAndDestroy(); return }
    const database = connect(socketPath)
    const cut = (): void => { client.destroy(); database.destroy() }
    for (const socket of [client, database]) {
      open.add(socket)
      socket.setNoDelay(true).on('error', cut).on('close', () => { open.delete(socket); through(cut) })
    }
    let plan: Cut[] | undefined
    let awaited = false
    const asked = messageReader(true)
    const answered = messageReader(false)
    client.on('data', (chunk: Buffer) => { through(() => {
      if (stranded.has(client)) return
      for (const message of asked(chunk)) {
        plan ??= planOf(message)
        const commits = is(message, QUERY, COMMIT_ASKED) && !awaited ? plan.shift() : undefined
        if (commits === 'before') { cut(); return }
        if (commits === 'during' || commits === 'vanish') {
          database.write(message)
          cut()
          if (commits === 'vanish') refuse(true)
          return
        }
        if (commits === 'after') awaited = true
        if (database.writable) database.write(message)
      }
    }) })
    database.on('data', (chunk: Buffer) => { through(() => {
      if (stranded.has(client)) return
      for (const message of answered(chunk)) {
        if (awaited && is(message, COMMAND_COMPLETE, COMMIT_DONE)) { cut(); return }
        if (client.writable) client.write(message)
      }
    }) })
  })
  const refuse = (refuses: boolean): void => {
    refusing = refuses
    if (refuses) for (const socket of open) socket.destroy()
  }
  const planOf = (startup: Buffer): Cut[] => {
    const pool = (['ingest', 'operations'] as const).find((name) => startup.includes(`application_name\0aeo-control ${name}\0`))
    return pool === undefined ? [] : plans[pool]
  }

  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return {
    url: `postgres://${url.username}:${url.password}@127.0.0.1:${(server.address() as AddressInfo).port}${url.pathname}`,
    cutAtCommit: (pool, ...cuts) => { plans[pool].push(...cuts) },
    pending: () => plans.ingest.length + plans.operations.length,
    refuse,
    blackHole: (opens) => {
      const held = hole ?? []
      hole = opens ? [] : undefined
      if (!opens) for (const pass of held) pass()
    },
    strand: () => { for (const socket of open) stranded.add(socket) },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => { resolve() })
        for (const socket of open) socket.destroy()
      })
    }
  }
}
