/** The compiled program: under a loader every process of ours would start several times slower. */

export async function compiled<Module>(path: string): Promise<Module> {
  return (await import(new URL(`../dist/${path}`, import.meta.url).href)) as Module;
}
