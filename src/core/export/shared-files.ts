/** Files of a lab's folder that its containers see, under names relative to the compose file. */
export interface SharedFiles {
  /**
   * @param path absolute
   * @returns what a compose file mounts it by
   */
  share(path: string): string;
}
