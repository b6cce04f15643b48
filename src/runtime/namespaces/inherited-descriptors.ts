import { readdirSync, readFileSync } from 'node:fs';

/** FD_CLOEXEC as /proc/[pid]/fdinfo shows it: O_CLOEXEC, octal (proc_pid_fdinfo(5)). */
const closeOnExec = 0o2000000;

/**
 * Open descriptors above standard error that a child of ours would inherit. Node opens none such: they
 * come from whoever started us, a shell or a CI agent, and are no business of a student's program.
 */
export function inheritedDescriptors(): number[] {
  return readdirSync('/proc/self/fdinfo')
    .map(Number)
    .filter((descriptor) => {
      if (descriptor <= 2) return false;
      try {
        const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
        const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? '0', 8);
        return (flags & closeOnExec) === 0;
      } catch {
        // The one that read the folder.
        return false;
      }
    });
}
