/** Which runtime and which emulator a run uses, and why. */

export type RuntimeName = 'namespaces' | 'docker';
export type EmulatorName = 'fabric' | 'netem';

/** Null: it can be used here. */
export type Hindrance = { readonly why: string } | null;

export interface Choice<Name> {
  readonly name: Name;
  /** One clause, for people. */
  readonly why: string;
}

/**
 * @param dockerNeeds what of the lab only containers can give (docker-needs.ts)
 * @param hindrance what keeps this machine from making namespaces
 */
export function chooseRuntime(
  wanted: RuntimeName | 'auto',
  dockerNeeds: readonly string[],
  hindrance: Hindrance,
): Choice<RuntimeName> {
  if (wanted !== 'auto') return { name: wanted, why: 'asked for' };
  const [need] = dockerNeeds;
  if (need !== undefined) return { name: 'docker', why: need };
  if (hindrance !== null) return { name: 'docker', why: `namespaces can't be had: ${hindrance.why}` };
  return { name: 'namespaces', why: 'the lab needs no image of its own' };
}

/**
 * netem where the kernel has it and it can do all that the lab asks for, else the fabric.
 * @param obstacles what of the lab netem can't do
 */
export function chooseEmulator(
  wanted: EmulatorName | 'auto',
  obstacles: readonly string[],
  hindrance: Hindrance,
): Choice<EmulatorName> {
  if (wanted !== 'auto') return { name: wanted, why: 'asked for' };
  const [obstacle] = obstacles;
  if (obstacle !== undefined) return { name: 'fabric', why: obstacle };
  if (hindrance !== null) return { name: 'fabric', why: hindrance.why };
  return { name: 'netem', why: 'the kernel has it, and it can do all that the lab asks for' };
}
