/**
 * CLOCK_MONOTONIC in nanoseconds: one clock for all processes and network namespaces of the machine.
 * A double holds it exactly for the first 104 days of uptime, then to 2 ns.
 */
export function monotonicNs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e9 + nanoseconds;
}
