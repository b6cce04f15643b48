/** Status 3 is no verdict on what was run: the machine was too busy. Then it is run once more. */
export async function runAgainIfBusy<Ended extends { readonly status: number | null }>(
  run: () => Promise<Ended>,
): Promise<Ended> {
  const first = await run();
  return first.status === 3 ? run() : first;
}
