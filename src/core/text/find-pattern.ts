/** Looks for a lab's regular expression in what somebody's program printed; who has a clock may give up. */
export type FindPattern = (pattern: RegExp, text: string) => RegExpExecArray | null;

/** For as long as it takes, which may be for ever (catastrophic backtracking). */
export const findUnhurried: FindPattern = (pattern, text) => pattern.exec(text);
