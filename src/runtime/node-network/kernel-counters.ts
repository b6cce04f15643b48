/** The network counters of a namespace under the names that nstat(8) gives them. */

/** /proc/net/netstat and snmp: pairs of lines, `Group: names` and `Group: values`. */
export function parsePairedCounters(text: string): Record<string, number> {
  const counters: Record<string, number> = {};
  const lines = text.split('\n');
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const [group, ...names] = lines[index]?.trim().split(/\s+/) ?? [];
    const values = lines[index + 1]?.trim().split(/\s+/).slice(1) ?? [];
    names.forEach((name, position) => {
      counters[`${group?.replace(/:$/, '')}${name}`] = Number(values[position]);
    });
  }
  return counters;
}

/** /proc/net/snmp6: `name value`, the group part of the name. */
export function parseListedCounters(text: string): Record<string, number> {
  const counters: Record<string, number> = {};
  for (const line of text.split('\n')) {
    const [name, value] = line.trim().split(/\s+/);
    if (name && value !== undefined) counters[name] = Number(value);
  }
  return counters;
}
