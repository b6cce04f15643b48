/**
 * Beside each description in which something stands between backquotes the same as `markdownDescription`:
 * yaml-language-server and VS Code show that as Markdown, and the plain one with its backquotes.
 */
export function markdownDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(markdownDescriptions);
  if (typeof value !== 'object' || value === null) return value;
  const changed: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    changed[key] = markdownDescriptions(inner);
    if (key === 'description' && typeof inner === 'string' && inner.includes('`')) {
      changed.markdownDescription = inner;
    }
  }
  return changed;
}
