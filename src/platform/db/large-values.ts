import pg from 'pg'

/**
 * Statements with large parameters, which go to the socket as they are. The driver would copy each into its message, and that into
 * another: megabytes a chunk, for which the collector marks the whole heap.
 */

const LARGE_BYTES = 64 * 1024

export const hasLarge = (values: readonly unknown[]): boolean => values.some((value) => value instanceof Uint8Array && value.byteLength >= LARGE_BYTES)

/** What of the driver's is not in its types. */
interface Bound { readonly values: readonly unknown[], readonly valueMapper: (value: unknown) => string | Buffer | null }
interface Connection { bind?: (bound: Bound) => void, readonly stream: { readonly writable: boolean, write: (bytes: Uint8Array) => unknown } }
interface Preparing { prepare: (connection: Connection) => void }

/** The bytes may not change before the answer. */
export async function queryLarge (client: pg.ClientBase, text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
  return await new Promise((resolve, reject) => {
    const query = new pg.Query({ text, values: [...values] }, (error, result) => {
      if (error == null) resolve(result as unknown as pg.QueryResult)
      else reject(error)
    })
    const { prepare } = query as unknown as Preparing
    Object.assign(query, {
      prepare (connection: Connection) {
        connection.bind = (bound) => { sendBind(connection, bound) }
        try {
          prepare.call(query, connection)
        } finally {
          // The connection's own, of which this was in front.
          delete connection.bind
        }
      }
    } satisfies Preparing)
    client.query(query)
  })
}

const BIND = 'B'.charCodeAt(0)
const TEXT = 0
const BINARY = 1

/** The message of the unnamed statement and portal, whose results are text; the driver holds the socket back until all of it is written. */
function sendBind ({ stream }: Connection, { values, valueMapper }: Bound): void {
  if (!stream.writable) return
  const mapped = values.map((value) => toBytes(valueMapper(value)))
  const formats = mapped.map((bytes, index) => int16(bytes !== null && values[index] instanceof Uint8Array ? BINARY : TEXT))
  const parts = [
    Buffer.of(0, 0), int16(values.length), ...formats, int16(values.length),
    ...mapped.flatMap((bytes) => bytes === null ? [int32(-1)] : [int32(bytes.byteLength), bytes]),
    int16(1), int16(TEXT)
  ]
  const length = parts.reduce((sum, { byteLength }) => sum + byteLength, 4)
  for (const part of joinedSmall([Buffer.of(BIND), int32(length), ...parts])) stream.write(part)
}

const toBytes = (value: string | Buffer | null): Buffer | null => typeof value === 'string' ? Buffer.from(value) : value

/** Neighbours that are small as one, the large ones as they are. */
function joinedSmall (parts: readonly Buffer[]): Buffer[] {
  const joined: Buffer[] = []
  let small: Buffer[] = []
  for (const part of parts) {
    if (part.byteLength < LARGE_BYTES) {
      small.push(part)
      continue
    }
    joined.push(Buffer.concat(small), part)
    small = []
  }
  return [...joined, Buffer.concat(small)]
}

function int16 (value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32 (value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
