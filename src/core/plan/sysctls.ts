/**
 * The kernel settings that change what TCP, UDP and ICMP do, pinned in every node so that a lab shows
 * the same on every machine. Names and defaults: Linux Documentation/networking/ip-sysctl.rst.
 */

import type { NodeSpec } from '../lab/lab.ts';
import type { SysctlPlan } from './plan.ts';

const pinnedTcp: readonly (readonly [key: string, value: string])[] = [
  // RFC 9438; a machine without it falls back to reno (RFC 5681).
  ['net.ipv4.tcp_congestion_control', 'cubic'],
  // 0: every SYN retransmission doubles the time-out, as RFC 6298 has it; Linux 6.5 made the first four linear.
  ['net.ipv4.tcp_syn_linear_timeouts', '0'],
  ['net.ipv4.tcp_syn_retries', '6'],
  ['net.ipv4.tcp_synack_retries', '5'],
  ['net.ipv4.tcp_rto_min_us', '200000'],
  // 1: RACK loss detection (RFC 8985).
  ['net.ipv4.tcp_recovery', '1'],
  // 3: tail loss probes (RFC 8985, section 7).
  ['net.ipv4.tcp_early_retrans', '3'],
  ['net.ipv4.tcp_sack', '1'],
  ['net.ipv4.tcp_dsack', '1'],
  ['net.ipv4.tcp_timestamps', '1'],
  ['net.ipv4.tcp_window_scaling', '1'],
  ['net.ipv4.tcp_fin_timeout', '60'],
  ['net.ipv4.tcp_tw_reuse', '0'],
  ['net.ipv4.tcp_slow_start_after_idle', '1'],
  // Else the slow start threshold of one connection is remembered for the next.
  ['net.ipv4.tcp_no_metrics_save', '1'],
  ['net.ipv4.tcp_autocorking', '0'],
  ['net.ipv4.tcp_rmem', '4096\t131072\t6291456'],
  ['net.ipv4.tcp_wmem', '4096\t16384\t4194304'],
  ['net.ipv4.tcp_ecn', '0'],
  ['net.ipv4.tcp_mtu_probing', '0'],
  ['net.core.somaxconn', '4096'],
  ['net.ipv4.icmp_ratelimit', '0'],
  ['net.ipv6.icmp.ratelimit', '0'],
  ['net.ipv6.bindv6only', '0'],
  // Programs have no capabilities: this lets them send echo requests all the same.
  ['net.ipv4.ping_group_range', '0 2147483647'],
];

/** What keeps the kernel from sending, or believing, packets that no lab asked for. */
const quiet: readonly (readonly [key: string, value: string])[] = [
  ['net.ipv6.conf.default.accept_ra', '0'],
  ['net.ipv6.conf.default.router_solicitations', '0'],
  ['net.ipv6.conf.default.accept_dad', '0'],
  ['net.ipv6.conf.default.dad_transmits', '0'],
  // In milliseconds: both reports of a joined group are over before a case's clock starts.
  ['net.ipv6.conf.default.mldv1_unsolicited_report_interval', '1'],
  ['net.ipv6.conf.default.mldv2_unsolicited_report_interval', '1'],
  // 1: no link-local address of its own making.
  ['net.ipv6.conf.default.addr_gen_mode', '1'],
  ['net.ipv4.conf.all.rp_filter', '0'],
  ['net.ipv4.conf.default.rp_filter', '0'],
  ['net.ipv4.conf.all.accept_redirects', '0'],
  ['net.ipv4.conf.default.accept_redirects', '0'],
  ['net.ipv4.conf.all.send_redirects', '0'],
  ['net.ipv4.conf.default.send_redirects', '0'],
];

/** Pinned settings with the lab's own on top; `default` ones come first, for devices inherit them. */
export function planSysctls(spec: NodeSpec): SysctlPlan[] {
  const forwarding = spec.forward ? '1' : '0';
  const wanted = new Map<string, SysctlPlan>();
  const pin = (key: string, value: string) => wanted.set(key, { key, value, required: false });
  for (const [key, value] of quiet) pin(key, value);
  for (const [key, value] of pinnedTcp) pin(key, value);
  wanted.set('net.ipv4.ip_forward', {
    key: 'net.ipv4.ip_forward',
    value: forwarding,
    required: spec.forward,
  });
  for (const scope of ['default', 'all']) {
    const key = `net.ipv6.conf.${scope}.forwarding`;
    // A machine without IPv6 can still run a router of IPv4.
    wanted.set(key, { key, value: forwarding, required: false });
  }
  if (spec.localhost !== null) {
    for (const scope of ['default', 'all']) {
      const key = `net.ipv4.conf.${scope}.route_localnet`;
      wanted.set(key, { key, value: '1', required: true });
    }
  }
  for (const [key, value] of Object.entries(spec.sysctl)) wanted.set(key, { key, value, required: true });
  return [...wanted.values()];
}
