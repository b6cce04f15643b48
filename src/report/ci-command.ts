/** What CI systems take from a job's log for commands to them. */

/**
 * GitHub takes a line that begins with `::`, and like Azure and TeamCity `##[...]`, `##vso[...]` or
 * `##teamcity[...]` anywhere in it. A space takes their meaning away.
 */
export function withoutCommands(text: string): string {
  return text.replace(/##(?=[\w.]*\[)/g, '# #').replace(/^(\s*):(?=:)/gm, '$1: ');
}
