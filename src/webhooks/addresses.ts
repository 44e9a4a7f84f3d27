/**
 * Which network addresses the service may send to: global unicast alone. What is not known to be public is refused, so that an address
 * by which somebody could reach the inside of a network, in whatever way it is written, is never connected to. Pure.
 */

type Range = readonly [network: string, bits: number]

/** IANA's special-purpose registry for IPv4, what is no unicast, and the one address behind which a cloud (Azure) has its own inside. */
const NOT_PUBLIC_V4: readonly Range[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['168.63.129.16', 32], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]
]

/** Of IPv6 only 2000::/3 is global unicast: loopback, mapped and compatible IPv4, NAT64, ULA, link-local and multicast lie outside of it. */
const PUBLIC_V6: Range = ['2000::', 3]
/** Within it: protocol assignments with Teredo and ORCHID, documentation, 6to4, the 6bone that was given back. */
const NOT_PUBLIC_V6: readonly Range[] = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3ffe::', 16], ['3fff::', 20]]

/** Whether the address, as text, is one of the public Internet. A name, a zone (`%eth0`) or anything else that is no address is none. */
export function isPublicAddress (address: string): boolean {
  const bytes = bytesOf(address)
  if (bytes === undefined) return false
  if (bytes.length === 4) return !NOT_PUBLIC_V4.some((range) => isWithin(bytes, range))
  return isWithin(bytes, PUBLIC_V6) && !NOT_PUBLIC_V6.some((range) => isWithin(bytes, range))
}

/** 127.0.0.0/8 and ::1, and neither in another's clothes. */
export function isLoopbackAddress (address: string): boolean {
  const bytes = bytesOf(address)
  return bytes !== undefined && (bytes.length === 4 ? bytes[0] === 127 : isWithin(bytes, ['::1', 128]))
}

function isWithin (bytes: readonly number[], [network, bits]: Range): boolean {
  const expected = bytesOf(network) ?? []
  return bytes.length === expected.length && bytes.every((byte, index) => {
    const mask = 0xff & ~(0xff >> Math.min(8, Math.max(0, bits - index * 8)))
    return (byte & mask) === ((expected[index] ?? 0) & mask)
  })
}

/** Whether it is an address rather than a name: dotted decimal, or IPv6 without a zone. */
export const isAddress = (text: string): boolean => bytesOf(text) !== undefined

/** Four bytes or sixteen; undefined for what is no address. */
function bytesOf (address: string): number[] | undefined {
  return address.includes(':') ? bytesOfV6(address) : bytesOfV4(address)
}

const BYTE = /^(0|[1-9][0-9]{0,2})$/
const GROUP = /^[0-9a-f]{1,4}$/i

function bytesOfV4 (address: string): number[] | undefined {
  const parts = address.split('.', 5)
  return parts.length === 4 && parts.every((part) => BYTE.test(part) && Number(part) <= 0xff) ? parts.map(Number) : undefined
}

/** Eight groups, of which `::` stands for one or more of zeros; the last two may be written as IPv4. */
function bytesOfV6 (address: string): number[] | undefined {
  const [head = '', tail, more] = address.split('::', 3)
  const [first, last] = [bytesOfGroups(head, tail === undefined), bytesOfGroups(tail ?? '', true)]
  if (more !== undefined || first === undefined || last === undefined) return undefined
  const missing = 16 - first.length - last.length
  return (tail === undefined ? missing === 0 : missing >= 2) ? [...first, ...Array.from({ length: missing }, () => 0), ...last] : undefined
}

function bytesOfGroups (text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return []
  const groups = text.split(':', 9)
  const bytes = groups.map((group, index) => {
    if (isEnd && index === groups.length - 1 && group.includes('.')) return bytesOfV4(group)
    return GROUP.test(group) ? [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff] : undefined
  })
  return bytes.includes(undefined) ? undefined : bytes.flatMap((group) => group ?? [])
}
