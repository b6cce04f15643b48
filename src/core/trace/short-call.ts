/** A system call as strace writes it -> as people would: `connect(3, 10.0.1.3:8080)`. */

import { safeLine } from '../text/safe-text.ts';

const ipv4 = /\{sa_family=AF_INET, sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]{1,15})"\)\}/g;
const ipv6 =
  /\{sa_family=AF_INET6, sin6_port=htons\((\d+)\), (?:sin6_flowinfo=[^,]{1,40}, )?inet_pton\(AF_INET6, "([^"]{1,45})", &sin6_addr\)(?:, [^{}"]{1,60})?\}/g;
/** What `-y` says of a descriptor. */
const descriptor = /\b(\d+)<(?:socket|pipe|anon_inode):\[?\w+\]?>/g;
/** How long the address that stands before it is, going in and coming out. */
const addressLength = /, (?:\d+|\[\d+(?: => \d+)?\])$/;
const addressCalls = new Set(['connect', 'bind', 'accept', 'sendto', 'recvfrom']);
const optionLength = /(\[[^[\]]*\]), \d+$/;
const mostCharacters = 100;

/** @param args as strace writes them, between the brackets */
export function shortCall(name: string, args: string): string {
  let text = args
    .replace(ipv4, (_, port: string, address: string) => `${address}:${port}`)
    .replace(ipv6, (_, port: string, address: string) => `[${address}]:${port}`)
    .replace(descriptor, '$1');
  if (addressCalls.has(name)) text = text.replace(addressLength, '');
  if (name === 'accept4') text = text.replace(/, \[\d+(?: => \d+)?\], /, ', ');
  if (name === 'setsockopt') text = text.replace(optionLength, '$1');
  const whole = safeLine(`${name}(${text.replace(/(?:, NULL)+(?:, 0)?$/, '').replace(/, *$/, '')})`);
  return whole.length <= mostCharacters ? whole : `${whole.slice(0, mostCharacters - 3)}...`;
}

/** `0`, `-1 ECONNREFUSED`, `4`: without the words for people and what `-y` says. */
export function shortResult(result: string): string {
  const [short = ''] = /^(?:-1 \w+|\? \w+|[^ <]+)/.exec(result) ?? [];
  return safeLine(short.slice(0, 40));
}
