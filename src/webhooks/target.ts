import { isAddress, isLoopbackAddress, isPublicAddress } from './addresses.ts'

/** Where a webhook may lead, as far as its URL says; what a name stands for is looked at with each connection. Pure. */

export interface TargetRules {
  /** Whether this machine itself may be sent to: for trying, by a setting. */
  readonly loopback: boolean
}

export type Target = { readonly url: string } | { readonly refused: string }

const MAX_LENGTH = 2000
const LOCAL_NAME = /^(.+\.)?localhost\.?$/

/** Read once, by the rules that browsers and Node share, so that `2130706433`, `0x7f.1` and `①②⑦.1` are seen as the address that they are. */
export function targetOf (text: string, rules: TargetRules): Target {
  if (!URL.canParse(text)) return { refused: 'is no URL' }
  const url = new URL(text)
  if (url.protocol !== 'https:') return { refused: 'must begin with https://' }
  if (url.username !== '' || url.password !== '') return { refused: 'must not hold a user name or a password' }
  if (url.hash !== '') return { refused: 'must not hold a fragment' }
  if (url.href.length > MAX_LENGTH) return { refused: `must not be longer than ${MAX_LENGTH} characters` }
  const host = hostOf(url)
  if (isAddress(host) ? !mayConnect(host, rules) : isLocalName(host) && !rules.loopback) return { refused: 'must lead to a public address' }
  return { url: url.href }
}

/** Without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

export const isLocalName = (host: string): boolean => LOCAL_NAME.test(host)

/** Asked of every address before it is connected to, whether it stood in the URL or came from a resolver. */
export const mayConnect = (address: string, { loopback }: TargetRules): boolean => isPublicAddress(address) || (loopback && isLoopbackAddress(address))
