/** What the kernel dropped in the wire namespace outside of any qdisc: its receive queue was full. */

interface LinkReading {
  readonly stats64?: {
    readonly tx?: { readonly dropped?: number };
    readonly rx?: { readonly dropped?: number };
  };
}

/** `ip -s -j link show`. Throws SyntaxError for anything else. */
export function deviceDrops(text: string): number {
  const links = JSON.parse(text) as LinkReading[];
  return links.reduce((sum, { stats64 }) => sum + (stats64?.tx?.dropped ?? 0), 0);
}
