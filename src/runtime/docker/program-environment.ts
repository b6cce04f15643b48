/** What programs find in their environment: the image's, and what the lab puts on top of it elsewhere. */

const basic = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
};

/** @param assignments NAME=VALUE, as an image has them */
export function imageEnvironment(assignments: readonly string[]): Record<string, string> {
  const own = assignments.map((assignment) => {
    const equals = assignment.indexOf('=');
    return [assignment.slice(0, equals), assignment.slice(equals + 1)];
  });
  return { ...basic, ...Object.fromEntries(own) };
}
